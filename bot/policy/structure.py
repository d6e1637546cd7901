"""The structure of an official text: chapters, clauses, annex rows, each with its place in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.policy.marks import DATE_LINE, GAP, ORDINAL, law_articles, paper_marks
from bot.policy.numerals import NUMERAL, chinese_numeral
from bot.policy.numerals import chinese_number as chinese_number

_LAW_HEADING = re.compile(
    rf"^#*{GAP}{ORDINAL}({NUMERAL})([编章节])(?:{GAP})(?P<title>[^。；\n]{{1,40}})$",
    re.M,
)
_ADDRESS = re.compile(r"^[^。\n]*[:：][^\S\n]*$", re.M)
_TAIL = re.compile(r"^[^\S\n]*(?:附件|附表|附录|抄送[:：]|主题词[:：]|[（(]此件)", re.M)
_ROW = re.compile(r"^[^\t\n]*(?:\t[^\t\n]*)+$", re.M)
_LONGEST_TITLE = 60
# What sets the second clause of a number apart from the first.
REPEATED = "（重号）"
# One body whose name contains the list mark itself.
_COMPOUND_DEPARTMENTS = ("各州、市人民政府",)


@dataclass(frozen=True)
class Chapter:
    number: str
    title: str
    start: int


@dataclass(frozen=True)
class Clause:
    """The citation unit: a （四） of an official paper, a 第十九条 of a law.

    `text` is text[start:end] of the document, without number and title.
    """

    number: str
    title: str
    text: str
    start: int
    end: int
    chapter: str


@dataclass(frozen=True)
class AnnexRow:
    """One task of the annex with the departments that answer for it.

    `and_others` is true where the list ends with 等, so is not complete.
    """

    number: int
    task: str
    departments: tuple[str, ...]
    and_others: bool


@dataclass(frozen=True)
class Structure:
    chapters: tuple[Chapter, ...]
    clauses: tuple[Clause, ...]
    annex: tuple[AnnexRow, ...] = field(default=())


def parse_paper(text: str) -> Structure:
    """Structure of a paper numbered 一、 and （一）, with a tab-separated annex of departments.

    Where no （一） stands, 一、 are the clauses; where neither stands, 1. 2. 3. are; where nothing is
    numbered, all of it is one clause: 正文. Where （一） starts anew in each chapter, a clause
    is numbered with its chapter: 二（一）. A chapter without clauses of its own is one: 第三部分.
    """
    marks = paper_marks(text)
    if not marks:
        return Structure((), tuple(_unnumbered(text)), tuple(_annex(text)))
    flat = not any(_group(mark, "clause") for mark in marks)
    body_end = _body_end(text, marks)
    chapters: list[Chapter] = []
    clauses: list[Clause] = []
    for position, mark in enumerate(marks):
        following = marks[position + 1] if position + 1 < len(marks) else None
        end = following.start() if following else body_end
        chapter = chapters[-1].number if chapters else ""
        number = _group(mark, "chapter") or _group(mark, "clause")
        if _group(mark, "clause") or flat:
            clauses.append(_paper_clause(text, number, mark.start("head"), end, chapter))
            continue
        chapters.append(Chapter(number, mark["head"].strip(), mark.start()))
        childless = following is None or _group(following, "chapter")
        if childless:
            whole = _paper_clause(text, f"第{number}部分", mark.start("head"), end, number)
            clauses.append(whole)
    return Structure(tuple(chapters), _distinct(clauses), tuple(_annex(text)))


def parse_law(text: str) -> Structure:
    """Structure of a law: 第…章, 第…条; an article runs to the next article or heading."""
    starts = list(law_articles(text))
    headings = list(_LAW_HEADING.finditer(text))
    chapters = _law_chapters(headings)
    ends = [m.start() for m in _TAIL.finditer(text) if starts and m.start() > starts[-1].end()]
    borders = sorted({*(m.start() for m in starts), *(m.start() for m in headings), *ends, len(text)})
    clauses = []
    for match in starts:
        end = borders[bisect_right(borders, match.start())]
        body = text[match.end() : end].rstrip()
        count = chinese_numeral(int(match[1])) if match[1].isdecimal() else match[1]
        number = f"第{count}条{match[2] or ''}"
        place = (match.end(), match.end() + len(body))
        clauses.append(Clause(number, "", body, *place, _chapter_at(chapters, match.start())))
    return Structure(chapters, _told_apart(clauses))


def split_departments(cell: str) -> tuple[tuple[str, ...], bool]:
    """(departments, whether 等 leaves the list open) of one annex cell."""
    cell = cell.strip()
    and_others = cell.endswith("等")
    cell = cell.removesuffix("等")
    for position, name in enumerate(_COMPOUND_DEPARTMENTS):
        cell = cell.replace(name, f"\0{position}")
    names = [part.strip() for part in re.split("[、，,]", cell) if part.strip()]
    return (
        tuple(_COMPOUND_DEPARTMENTS[int(n[1:])] if n.startswith("\0") else n for n in names),
        and_others,
    )


def sentences(text: str) -> list[str]:
    """The sentences of a clause, each with its full stop."""
    return [part for part in re.findall(r"[^。]+。?", text) if part.strip()]


def _unnumbered(text: str) -> Iterator[Clause]:
    """The body of a paper without numbers: from the address, or the first sentence, to the signature."""
    address = _ADDRESS.search(text)
    sentence = re.search(r"^.*。", text, re.M)
    if not sentence:
        return
    start = address.end() if address and address.start() < sentence.start() else sentence.start()
    start += len(text[start:]) - len(text[start:].lstrip())
    end = _end_of_body(text, start)
    whole = text[start:end].rstrip()
    if whole:
        yield Clause("正文", "", whole, start, start + len(whole), "")


def _group(mark: re.Match[str], name: str) -> str:
    return mark.groupdict().get(name) or ""


def _body_end(text: str, marks: list[re.Match[str]]) -> int:
    """Where the signature, the annexes or the imprint begin."""
    return _end_of_body(text, marks[-1].end())


def _end_of_body(text: str, begin: int) -> int:
    ends = [m.start() for m in _TAIL.finditer(text, begin)]
    dated = DATE_LINE.search(text, begin)
    if dated:
        ends.append(begin + _without_signature(text[begin : dated.start()]))
    return min(ends, default=len(text))


def _without_signature(body: str) -> int:
    """Length of the text before the short lines that sign it; «责任单位：…» is text."""
    lines = body.rstrip().splitlines(keepends=True)
    while lines and len(lines[-1].strip()) <= 30 and not re.search("[。；]$|[：:]", lines[-1].strip()):
        lines.pop()
    return len("".join(lines))


def _paper_clause(text: str, number: str, start: int, end: int, chapter: str) -> Clause:
    whole = text[start:end].rstrip()
    head, newline, _ = whole.partition("\n")
    title, stop, _ = head.partition("。")
    if not stop:
        title, stop = head.rstrip("：: "), newline
        skip = len(head) + 1
    else:
        skip = len(title) + 1
    if not stop or len(title) > _LONGEST_TITLE or not whole[skip:].strip():
        return Clause(number, "", whole, start, start + len(whole), chapter)
    skip += len(whole[skip:]) - len(whole[skip:].lstrip()) if stop == newline else 0
    return Clause(number, title.strip(), whole[skip:], start + skip, start + len(whole), chapter)


def _distinct(clauses: list[Clause]) -> tuple[Clause, ...]:
    homes: dict[str, set[str]] = {}
    for clause in clauses:
        homes.setdefault(clause.number, set()).add(clause.chapter)
    if all(len(chapters) < 2 for chapters in homes.values()):
        return _told_apart(clauses)
    return _told_apart(
        [
            c
            if c.number.startswith("第") or not c.chapter
            else replace(c, number=f"{c.chapter}（{c.number}）")
            for c in clauses
        ]
    )


def _told_apart(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Clauses of which the second with a number is called 二（重号）, a third 二（重号2）."""
    seen: dict[str, int] = {}
    apart = []
    for clause in clauses:
        count = seen[clause.number] = seen.get(clause.number, 0) + 1
        again = REPEATED if count == 2 else f"{REPEATED[:-1]}{count - 1}）"
        apart.append(clause if count == 1 else replace(clause, number=clause.number + again))
    return tuple(apart)


def _annex(text: str) -> Iterator[AnnexRow]:
    """Rows below a heading that names departments; the heading tells which columns count."""
    columns: tuple[int, int] | None = None
    for match in _ROW.finditer(text):
        cells = [cell.strip() for cell in match[0].split("\t")]
        if not cells[0].isdigit():
            columns = _annex_columns(cells) or columns
        elif columns and len(cells) > max(columns):
            task, departments = (cells[column] for column in columns)
            yield AnnexRow(int(cells[0]), task, *split_departments(departments))


def _annex_columns(heading: list[str]) -> tuple[int, int] | None:
    task = next(
        (i for i, cell in enumerate(heading) if re.search("任务|事项|措施|内容", cell)),
        None,
    )
    departments = next((i for i, cell in enumerate(heading) if re.search("部门|单位", cell)), None)
    return None if task is None or departments is None else (task, departments)


def _law_chapters(headings: list[re.Match[str]]) -> tuple[Chapter, ...]:
    """Chapters; of one that also stands in the table of contents the later place counts."""
    chapters: dict[str, Chapter] = {}
    part = ""
    for match in headings:
        number = f"第{match[1]}{match[2]}"
        if match[2] == "编":
            part = number
        elif match[2] == "章":
            number = part + number
            chapters.pop(number, None)
            chapters[number] = Chapter(number, match["title"].strip(), match.start())
    return tuple(chapters.values())


def _chapter_at(chapters: tuple[Chapter, ...], position: int) -> str:
    return next((c.number for c in reversed(chapters) if c.start <= position), "")
