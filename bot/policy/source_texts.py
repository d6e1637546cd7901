"""The texts that figures are proved against: files kept beside the repository, cut by clause reference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.policy.structure import NUMERAL

_HEADER = re.compile(r"\A---\n.*?\n---\n", re.S)
_START = r"^[ \t　#*]*"


@dataclass(frozen=True)
class _Mark:
    """One level of numbering: how a reference names it, where it stands, what ends it."""

    said: re.Pattern[str]
    own: str
    any: re.Pattern[str]


def _mark(said: str, own: str, anyone: str) -> _Mark:
    return _Mark(re.compile(said), own, re.compile(anyone, re.M))


_LEVELS = (
    _mark(rf"(第{NUMERAL}[编章节])", _START + "{}", rf"{_START}第{NUMERAL}[编章节]"),
    _mark(rf"(第{NUMERAL}条(?:之{NUMERAL})?)", _START + r"{}(?!之)", rf"{_START}第{NUMERAL}条"),
    _mark(rf"[（(]({NUMERAL})[)）]", r"(?:" + _START + r"|(?<=[。；：\n]))[（(]{}[)）]",
          rf"(?:{_START}|(?<=[。；：\n]))[（(]{NUMERAL}[)）]"),
    _mark(r"([①-⑳])", "{}", "[①-⑳]"),
    _mark(r"[（(](\d+)[)）]", r"[（(]{}[)）]", r"[（(]\d+[)）]"),
    _mark(r"(?:第)?(\d+)(?:项|[.、．])?", _START + r"(?:问题?|第)?{}(?:[.．、：:]|项)",
          rf"{_START}(?:问题?|第)?\d+(?:[.．、：:]|项)"),
    _mark(rf"({NUMERAL})、?", _START + "{}、", rf"{_START}{NUMERAL}、"),
)  # fmt: skip
_WITHOUT_TEXT_OF_ITS_OWN = re.compile(rf"第(?:{NUMERAL}|\d+)[款项句]|前款|附件$")


@lru_cache(maxsize=256)
def source_text(path: Path) -> str:
    """A source file without its header block of metadata."""
    return _HEADER.sub("", path.read_text(encoding="utf-8"))


def clause_text(text: str, clause: str) -> str | None:
    """The text of a clause as it is cited: 第二十三条, 一（二）; the whole for ""; None if there is none.

    A paragraph (第二款) has no mark of its own, so its article counts.
    """
    rest = _WITHOUT_TEXT_OF_ITS_OWN.sub("", clause).strip()
    while rest:
        for level in _LEVELS:
            said = level.said.match(rest)
            if said:
                found = _cut(text, level, said[1])
                break
        else:
            found = _titled(text, rest)
            said = re.match(".*", rest, re.S)
        if found is None or said is None:
            return None
        text, rest = found, rest[said.end() :].strip(" ·、")
    return text


def _cut(text: str, level: _Mark, number: str) -> str | None:
    """All stretches that begin with the mark, each to the next mark of its level or a heading above it."""
    stretches = []
    for start in re.finditer(level.own.format(re.escape(number)), text, re.M):
        rest = text[start.end() :]
        ends = [m.start() for m in level.any.finditer(rest)][:1]
        ends += [m.start() for m in _higher(start[0]).finditer(rest)][:1]
        stretches.append(rest[: min(ends, default=len(rest))])
    return "\n".join(stretches) if stretches else None


def _higher(mark: str) -> re.Pattern[str]:
    """A heading that ends a stretch: of the same rank or above where the mark is itself a heading."""
    rank = mark.count("#") or 2
    return re.compile(rf"^#{{1,{rank}}} ", re.M)


def _titled(text: str, title: str) -> str | None:
    """A stretch under a heading that holds the words of the reference."""
    heading = re.search(rf"^(#+) [^\n]*{re.escape(title)}[^\n]*$", text, re.M)
    if heading is None:
        return None
    rest = text[heading.end() :]
    end = re.search(rf"^#{{1,{len(heading[1])}}} ", rest, re.M)
    return rest[: end.start()] if end else rest
