"""What reading a file yields, before anything is recognised in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# A line that begins with the number of a clause.
MARK = re.compile(
    r"^[ \t　]{0,8}(?:第\s{0,4}[\d零〇一二三四五六七八九十百千]{1,9}\s{0,4}条"
    r"|[（(]?[ \t　]{0,4}[一二三四五六七八九十]{1,4}\s{0,4}[)）、])",
    re.M,
)


@dataclass(frozen=True)
class Extract:
    """The text as lines; cells of a table row are parted by tabs.

    `title` is what the file calls itself; `wrapped`: lines end where the page did, not the paragraph;
    `notes`: what could not be read for certain, in Chinese.
    """

    text: str
    title: str = ""
    wrapped: bool = False
    notes: tuple[str, ...] = ()


def table_line(cells: Iterable[str]) -> str:
    """A table row as one line."""
    return "\t".join(re.sub(r"\s+", " ", cell).strip() for cell in cells)


def row_lines(cells: Sequence[Sequence[str]]) -> list[str]:
    """A table row, each cell as its paragraphs: one line, or, where the table only arranges a page, all."""
    filled = [[line for line in cell if line.strip()] for cell in cells]
    if len([cell for cell in filled if cell]) < 2 or any(_arranges(cell) for cell in filled):
        numbered = bool(filled and filled[0]) and filled[0][0].strip().isdigit()
        if not numbered or len(filled) < 2:
            return [line for cell in filled for line in cell] if any(filled) else []
    return [table_line(" ".join(cell) for cell in filled)]


def _arranges(cell: Sequence[str]) -> bool:
    """Whether a cell holds a text of its own with numbered clauses, and is not one value of many."""
    return sum(bool(MARK.match(line)) for line in cell) > 1 or sum(line.endswith("。") for line in cell) > 3
