"""Which lines above the first clause are the title."""

from __future__ import annotations

import re

from bot.policy.importer.dates import DAY

_END = re.compile(
    r"(?:意见|通知|通报|办法|决定|决议|方案|预案|规定|规程|规则|规范|准则|细则|措施|条例|章程|守则|制度|公告|通告"
    r"|规划|计划|批复|复函|函|命令|令|法|解释|纲要|纪要|要点|指南|指引|清单|目录|标准|政策|报告|请示|答复)"
    r"(?:[（(].*[)）])?$"
)
_GOES_ON = re.compile(r"(?:和|与|及|以及|、|的|暨|等)$")
_BEGINS_INSIDE = re.compile(r"^(?:的|和|与|及|以及|暨|等|《)")
_NO_TITLE = re.compile(
    rf"^[（(]?{DAY}|文件$|[。：:；，]$|^目\s*录$|^第\S{{1,6}}[编章节]|^[（(].*[)）]$|^附件|^[^〔]*[〔\[［(（【]\d{{4}}[〕\]］)）】]\d+号$"
)
_ONLY_NUMBER = re.compile(
    r"^(?:[一-鿿 　]{2,60}(?:公告|通告|令))?\s{0,4}(?:\d{4}\s{0,4}年)?\s{0,4}第?\s{0,4}\d{1,6}\s{0,4}号$"
)
_LONGEST = 100
_MOST_LINES = 3


def find_title(head: str, called: str) -> str:
    """The title in the lines above the first clause, over several of them; else what the file is called."""
    lines = [line.strip() for line in head.splitlines() if line.strip()]
    lines = [line for line in lines if not _ONLY_NUMBER.match(line)]
    stated = _as_called(lines, called)
    if stated:
        return stated
    for position, line in enumerate(lines):
        if _END.search(line) and len(line) < _LONGEST and not _NO_TITLE.search(line):
            return "".join(_block(lines, position))
    return " ".join(called.split()) or (lines[0][:_LONGEST] if lines else "")


def _as_called(lines: list[str], called: str) -> str:
    """The file's own title where lines of the text are just that."""
    wanted = re.sub(r"\s", "", called)
    for position in range(len(lines) if not _NO_TITLE.search(wanted) else 0):
        for count in range(1, _MOST_LINES + 1):
            if wanted and re.sub(r"\s", "", "".join(lines[position : position + count])) == wanted:
                return "".join(lines[position : position + count])
    return ""


def _block(lines: list[str], position: int) -> list[str]:
    """The lines of the title of which one that reads like its end is known."""
    begin, end = position, position + 1
    while begin and position - begin < _MOST_LINES - 1 and _belongs(lines[begin - 1], lines[begin]):
        begin -= 1
    while end < len(lines) and _BEGINS_INSIDE.match(lines[end]) and _END.search(lines[end]):
        end += 1
    return lines[begin:end]


def _belongs(before: str, line: str) -> bool:
    """Whether a line is the beginning of a title that goes on in the next one."""
    if len(before) > 40 or _NO_TITLE.search(before):
        return False
    unfinished = "关于" in before or _GOES_ON.search(before) or _BEGINS_INSIDE.match(line)
    # An issuer stands above the title; a short word alone is no title.
    return bool(unfinished or line.startswith("关于") or len(line) <= 6)
