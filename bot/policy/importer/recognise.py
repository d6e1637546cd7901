"""Finds out what a text is: its kind, its clauses, its annex, and what is doubtful in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.errors import UserError
from bot.policy.importer.tidy import ends_sentence
from bot.policy.marks import ANY_MARK, paper_marks
from bot.policy.numerals import chinese_number
from bot.policy.structure import REPEATED, Structure, parse_law, parse_paper

# A text without numbered clauses is a paper only where it looks like one.
_PAPER_NUMBER = re.compile(
    r"^\s*[一-鿿]{1,16}\s*[〔\[［(（【]\s*\d{4}\s*[〕\]］)）】]\s*第?\s*\d+\s*号\s*$", re.M
)
_PAPER_TITLE = re.compile(r"^[^。\n]{4,60}(?:通知|公告|通告|批复|复函|决定|意见|函)\s*$", re.M)
_PAPER_END = re.compile(r"^[^。，\n]{0,30}\d{4}\s*年\s*\d+\s*月\s*\d+\s*日\s*$", re.M)
_UNKNOWN = "没有认出条款（公文的 一、（一）…，或法律的 第一条…）；请确认这是公文或法律的全文"
_HEADING = re.compile(r"^序号\s+(\S*(?:任务|事项|措施)\S*)\s+(\S*(?:部门|单位)\S*)$", re.M)
_ROW = re.compile(r"^(\d{1,3})[ \t]+(\S+)[ \t]+(\S.*)$", re.M)


@dataclass(frozen=True)
class Recognised:
    """`kind` as in document.yml; `notes` is what an official should look at, in Chinese."""

    kind: str
    text: str
    structure: Structure
    notes: tuple[str, ...]


def recognise(text: str) -> Recognised:
    """Kind and structure of a text; raises UserError where no clause can be found."""
    law = parse_law(text)
    if law.clauses and (law.clauses[0].number == "第一条" or len(law.clauses) > 1):
        return Recognised("law", text, law, tuple(_law_notes(text, law)))
    text = _with_tabs(text)
    paper = parse_paper(text)
    if not paper.clauses or (paper.clauses[0].number == "正文" and not _is_paper(text)):
        raise UserError(_UNKNOWN)
    return Recognised("official_paper", text, paper, tuple(_paper_notes(text, paper)))


def _is_paper(text: str) -> bool:
    return bool(_PAPER_NUMBER.search(text) or (_PAPER_TITLE.search(text) and _PAPER_END.search(text)))


def _with_tabs(text: str) -> str:
    """Rows of an annex that were read with spaces between their cells, as PDF files give them."""
    heading = _HEADING.search(text)
    if not heading:
        return text
    titles = {clause.title for clause in parse_paper(text).clauses}
    body, annex = (
        text[: heading.start()],
        _HEADING.sub(r"序号\t\1\t\2", text[heading.start() :]),
    )
    rows = _ROW.sub(
        lambda m: f"{m[1]}\t{m[2]}\t{m[3].replace(' ', '')}" if m[2] in titles else m[0],
        annex,
    )
    return body + rows


def _law_notes(text: str, law: Structure) -> list[str]:
    notes = []
    expected = 1
    for clause in law.clauses:
        if clause.number.endswith("）"):
            notes.append(f"{clause.number.partition('（')[0]}出现了两次，第二个记作“{clause.number}”，请核对")
            continue
        number = chinese_number(re.sub(r"^第|条.*$", "", clause.number))
        if number > expected:
            notes.append(f"{clause.number}前面缺 {number - expected} 条，请核对原文")
        if not clause.text:
            notes.append(f"{clause.number}没有内容，请核对原文")
        expected = number + 1
    again = re.findall(r"^\s*第一条\s", text, re.M)
    if len(again) > 1:
        notes.append(f"“第一条”有 {len(again)} 处，也许是几份文件在一起；只按头一份分了条，请分开导入")
    slips = re.findall(r"^笫(\S+?条)", text, re.M)
    return notes + [f"原文“笫{number}”的“笫”字按“第”理解" for number in slips]


def _paper_notes(text: str, paper: Structure) -> list[str]:
    if paper.clauses[0].number == "正文":
        notes = ["没有编号的条款，全文作为一条“正文”，请核对"]
    else:
        notes = [*_gap_notes(text), *_repeat_notes(paper)]
        notes += [f"（{c.number}）没有单独的标题" for c in paper.clauses if not c.title]
    notes += [
        f"（{c.number}）“{c.title}”分成了几段，可能是换页，请核对" for c in paper.clauses if _broken(c.text)
    ]
    tasks = {row.task for row in paper.annex}
    titles = {c.title for c in paper.clauses}
    if tasks:
        notes += [
            f"附件任务表里没有“{title}”，这一条没有责任部门" for title in sorted(titles - tasks) if title
        ]
        notes += [f"附件任务表里的“{task}”对不上任何一条" for task in sorted(tasks - titles)]
    elif re.search(r"^附件", text, re.M):
        notes.append("有附件，但没有认出任务分工表，所以没有责任部门")
    return notes


def _broken(text: str) -> bool:
    """Whether a paragraph of a clause ends inside a sentence, and is no «责任单位：…» either."""
    inner = [line.strip() for line in text.split("\n")[:-1] if line.strip()]
    return any(not ends_sentence(line) and not re.search("[：:]", line) for line in inner)


def _gap_notes(text: str) -> list[str]:
    """Names numbers that are skipped, and marks that were taken for body text."""
    notes = []
    marks = paper_marks(text)
    last = {"chapter": 0, "clause": 0}
    for mark in marks:
        kind = "chapter" if mark.groupdict().get("chapter") else "clause"
        written = mark[kind]
        number = int(written) if written.isdecimal() else chinese_number(written)
        if number > last[kind] + 1:
            notes.append(f"“{mark.group().strip()[:12]}”前面缺 {number - last[kind] - 1} 个序号，请核对原文")
        last[kind] = number
    taken = {mark.start() for mark in marks}
    left = [mark.group().strip()[:12] for mark in ANY_MARK.finditer(text) if mark.start() not in taken]
    if left:
        notes.append(
            f"有 {len(left)} 处编号没有当成条款（像是正文里的或附件里的）：{'、'.join(left)[:100]}，请核对"
        )
    return notes


def _repeat_notes(paper: Structure) -> list[str]:
    again = [clause.number for clause in paper.clauses if REPEATED[:-1] in clause.number]
    return [f"（{n.partition(REPEATED[:-1])[0]}）出现了两次，第二个记作“{n}”，请核对原文" for n in again]
