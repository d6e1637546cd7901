"""The structure of an official text: chapters, clauses, annex rows, each with its place in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

NUMERAL = "[零〇一二三四五六七八九十百千]+"
# 笫 is a common slip of the pen, and of text recognition, for 第.
_ORDINAL = "[第笫]"
_PAPER_MARK = re.compile(
    rf"^[ \t　]*(?:(?P<chapter>{NUMERAL})、|[（(](?P<clause>{NUMERAL})[)）])[ \t　]*(?P<head>\S.*)$",
    re.M,
)
_LAW_HEADING = re.compile(
    rf"^#*[ \t　]*{_ORDINAL}({NUMERAL})([编章节])(?:[ \t　]*)(?P<title>[^。；\n]{{1,40}})$",
    re.M,
)
_LAW_ARTICLE = re.compile(rf"^[ \t　]*{_ORDINAL}({NUMERAL})条(之{NUMERAL})?(?P<gap>[ \t　]*)(?=\S)", re.M)
_DIGIT = r"[\d〇零一二三四五六七八九十]"
_DATE_LINE = re.compile(rf"^[ \t　]*{_DIGIT}{{4}}年{_DIGIT}{{1,3}}月{_DIGIT}{{1,3}}日[ \t　]*$", re.M)
_TAIL = re.compile(r"^[ \t　]*(?:附件|附表|附录|抄送[:：]|主题词[:：]|[（(]此件)", re.M)
_ROW = re.compile(r"^[^\t\n]*(?:\t[^\t\n]*)+$", re.M)
_LONGEST_TITLE = 60
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

    Where no （一） stands, 一、 are the clauses. Where （一） starts anew in each chapter, a clause
    is numbered with its chapter: 二（一）. A chapter without clauses of its own is one: 第三部分.
    """
    marks = list(_in_sequence(text))
    flat = not any(mark["clause"] for mark in marks)
    body_end = _body_end(text, marks)
    chapters: list[Chapter] = []
    clauses: list[Clause] = []
    for position, mark in enumerate(marks):
        following = marks[position + 1] if position + 1 < len(marks) else None
        end = following.start() if following else body_end
        chapter = chapters[-1].number if chapters else ""
        if mark["clause"] or flat:
            clauses.append(_paper_clause(text, mark[1] or mark[2], mark.start("head"), end, chapter))
            continue
        chapters.append(Chapter(mark[1], mark["head"].strip(), mark.start()))
        childless = following is None or following["chapter"]
        if childless:
            whole = _paper_clause(text, f"第{mark[1]}部分", mark.start("head"), end, mark[1])
            clauses.append(whole)
    return Structure(tuple(chapters), _distinct(clauses), tuple(_annex(text)))


def parse_law(text: str) -> Structure:
    """Structure of a law: 第…章, 第…条; an article runs to the next article or heading."""
    starts = list(_articles(text))
    headings = list(_LAW_HEADING.finditer(text))
    chapters = _law_chapters(headings)
    ends = [m.start() for m in _TAIL.finditer(text) if starts and m.start() > starts[-1].end()]
    borders = sorted({*(m.start() for m in starts), *(m.start() for m in headings), *ends, len(text)})
    clauses = []
    for match in starts:
        end = borders[bisect_right(borders, match.start())]
        body = text[match.end() : end].rstrip()
        number = f"第{match[1]}条{match[2] or ''}"
        place = (match.end(), match.end() + len(body))
        clauses.append(Clause(number, "", body, *place, _chapter_at(chapters, match.start())))
    return Structure(chapters, tuple(clauses))


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


_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


def chinese_number(numeral: str) -> int:
    """Value of a Chinese numeral such as 二十四 or 一百零九; raises KeyError for other characters."""
    total = section = digit = 0
    for char in numeral:
        if char in _DIGITS:
            digit = _DIGITS[char]
            continue
        unit = _UNITS[char]
        if unit >= 10_000:
            total = (total + section + digit) * unit
            section = 0
        else:
            section += (digit or 1) * unit
        digit = 0
    return total + section + digit


def chinese_numeral(value: int) -> str:
    """How a number below 100,000 is counted in Chinese: 10 is 十, 109 is 一百零九."""
    written, gap = "", False
    for position, unit in ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // position % 10
        if digit:
            written += ("零" if gap and written else "") + "零一二三四五六七八九"[digit] + unit
        gap = not digit
    return written.removeprefix("一") if written.startswith("一十") else written or "零"


def _in_sequence(text: str) -> Iterator[re.Match[str]]:
    """Marks that count on from the one before, or （一） anew in a new chapter; others are body text."""
    chapter = clause = 0
    fresh = True
    for mark in _PAPER_MARK.finditer(text):
        if mark["chapter"]:
            if chinese_number(mark["chapter"]) == chapter + 1:
                chapter, fresh = chapter + 1, True
                yield mark
            continue
        number = chinese_number(mark["clause"])
        if number == clause + 1 or (fresh and number == 1):
            clause, fresh = number, False
            yield mark


def _body_end(text: str, marks: list[re.Match[str]]) -> int:
    """Where the signature, the annexes or the imprint begin."""
    if not marks:
        return len(text)
    begin = marks[-1].end()
    ends = [m.start() for m in _TAIL.finditer(text, begin)]
    dated = _DATE_LINE.search(text, begin)
    if dated:
        ends.append(begin + _without_signature(text[begin : dated.start()]))
    return min(ends, default=len(text))


def _without_signature(body: str) -> int:
    """Length of the text before the short lines that sign it."""
    lines = body.rstrip().splitlines(keepends=True)
    while lines and len(lines[-1].strip()) <= 30 and not re.search("[。；：:]$", lines[-1].strip()):
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
    numbers = [clause.number for clause in clauses]
    if len(set(numbers)) == len(numbers):
        return tuple(clauses)
    return tuple(
        c if c.number.startswith("第") else replace(c, number=f"{c.chapter}（{c.number}）") for c in clauses
    )


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


def _articles(text: str) -> Iterator[re.Match[str]]:
    """Article marks in rising order; one without a gap behind it counts only where it is the next."""
    last = 0
    for match in _LAW_ARTICLE.finditer(text):
        number = chinese_number(match[1])
        following = number == last + 1 or (match[2] is not None and number == last)
        if following or (match["gap"] and last and number > last):
            last = number
            yield match


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
