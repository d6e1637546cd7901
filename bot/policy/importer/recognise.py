"""Finds out what a text is: its kind, its clauses, its annex, and what is doubtful in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.errors import UserError
from bot.policy.structure import Structure, chinese_number, parse_law, parse_paper

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
    if law.clauses and chinese_number(re.sub(r"^第|条.*$", "", law.clauses[0].number)) == 1:
        return Recognised("law", text, law, tuple(_law_notes(text, law)))
    text = _with_tabs(text)
    paper = parse_paper(text)
    if not paper.clauses:
        raise UserError(_UNKNOWN)
    return Recognised("official_paper", text, paper, tuple(_paper_notes(text, paper)))


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
        number = chinese_number(re.sub(r"^第|条.*$", "", clause.number))
        if number > expected:
            notes.append(f"{clause.number}前面缺 {number - expected} 条，请核对原文")
        if not clause.text:
            notes.append(f"{clause.number}没有内容，请核对原文")
        expected = number + 1
    slips = re.findall(r"^笫(\S+?条)", text, re.M)
    return notes + [f"原文“笫{number}”的“笫”字按“第”理解" for number in slips]


def _paper_notes(text: str, paper: Structure) -> list[str]:
    notes = [f"（{c.number}）没有单独的标题" for c in paper.clauses if not c.title]
    notes += [
        f"（{c.number}）“{c.title}”分成了几段，可能是换页，请核对" for c in paper.clauses if "\n" in c.text
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
