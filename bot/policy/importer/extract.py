"""What reading a file yields, before anything is recognised in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


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
