"""The structure of an official text: chapters, clauses, annex rows, each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

NUMERAL = "[零〇一二三四五六七八九十百千]+"
_PAPER_CHAPTER = re.compile(rf"^({NUMERAL})、(.+)$", re.M)
_PAPER_CLAUSE = re.compile(rf"^[（(]({NUMERAL})[)）][ \t]*([^。\n]+)。(.*)$", re.M)
_LAW_CHAPTER = re.compile(rf"^#*[ \t]*(第{NUMERAL}章)[\s　]*(.+)$", re.M)
_LAW_ARTICLE = re.compile(rf"^(第{NUMERAL}条(?:之{NUMERAL})?)[ \t　]+", re.M)
_ANNEX_ROW = re.compile(r"^(\d+)\t([^\t\n]+)\t([^\t\n]+)$", re.M)
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
    """Structure of a paper numbered 一、 and （一）, with a tab-separated annex of departments."""
    chapters = tuple(Chapter(m[1], m[2].strip(), m.start()) for m in _PAPER_CHAPTER.finditer(text))
    clauses = tuple(
        Clause(m[1], m[2].strip(), m[3], m.start(3), m.end(3), _chapter_at(chapters, m.start()))
        for m in _PAPER_CLAUSE.finditer(text)
    )
    annex = tuple(
        AnnexRow(int(m[1]), m[2].strip(), *split_departments(m[3])) for m in _ANNEX_ROW.finditer(text)
    )
    return Structure(chapters, clauses, annex)


def parse_law(text: str) -> Structure:
    """Structure of a law: 第…章, 第…条; an article runs to the next article or chapter."""
    chapters = tuple(Chapter(m[1], m[2].strip(), m.start()) for m in _LAW_CHAPTER.finditer(text))
    starts = list(_LAW_ARTICLE.finditer(text))
    borders = sorted([m.start() for m in starts] + [c.start for c in chapters] + [len(text)])
    clauses = []
    for match in starts:
        end = next(border for border in borders if border > match.start())
        body = text[match.end() : end].rstrip()
        clauses.append(
            Clause(
                match[1],
                "",
                body,
                match.end(),
                match.end() + len(body),
                _chapter_at(chapters, match.start()),
            )
        )
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


def _chapter_at(chapters: tuple[Chapter, ...], position: int) -> str:
    return next((c.number for c in reversed(chapters) if c.start <= position), "")
