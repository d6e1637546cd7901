"""Cells of a table: cleaned of what programs leave in them, and looked over for what they lost."""

from __future__ import annotations

import re
from typing import Any

# Spreadsheets keep fifteen digits of a number; the rest of a longer one is lost.
DIGITS = 15
# A number of fewer digits before its noughts is a round sum, and no damaged id.
_ROUND = 12
# What is left of an id where a spreadsheet wrote it as text: 5.30102E+17, or noughts at its end.
_SHORTENED = re.compile(r"\d\.\d+[Ee]\+1[5-9]|\d{15}000")
# How XML writes a control character, and so some programs a line break.
_ESCAPED = re.compile(r"(?<!_x005F)_x00([01][0-9A-Fa-f])_")
_OUTER_BREAKS = re.compile(r"^\s*[\r\n]\s*|\s*[\r\n]\s*$")


class LongNumber(str):
    """A number of more than fifteen digits, as a spreadsheet holds it."""


def clean(cell: Any) -> Any:
    """A cell without escaped line breaks and without those around it."""
    if not isinstance(cell, str) or isinstance(cell, LongNumber):
        return cell
    text = _ESCAPED.sub(lambda m: c if (c := chr(int(m[1], 16))) in "\t\n\r" else "", cell)
    text = text.replace("_x005F_x", "_x").replace("\r\n", "\n") if text != cell or "_x005F_" in cell else text
    return _OUTER_BREAKS.sub("", text)


def is_damaged(cell: Any) -> bool:
    """Whether a cell is so long a number, as an id is, that a spreadsheet has lost its last digits."""
    if isinstance(cell, LongNumber):
        return _ROUND <= len(cell.lstrip("-").rstrip("0")) <= DIGITS + 2
    return isinstance(cell, str) and bool(_SHORTENED.fullmatch(cell.strip()))


def is_blank(cells: list[Any]) -> bool:
    """Whether no cell holds anything."""
    return all(cell in (None, "") for cell in cells)
