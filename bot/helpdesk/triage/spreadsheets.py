"""Sheets of .xlsx, .xls, .xlsb and .ods as rows of cells, each value as the sheet shows it."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Any

import openpyxl
import python_calamine

from bot.errors import UserError
from bot.helpdesk.triage.cells import DIGITS, LongNumber, is_blank
from bot.number_types import is_whole_number

Rows = list[tuple[int, list[Any]]]
# Titles stand above a header in so many rows at most.
ROWS_ABOVE = 30
_TIME = re.compile(r"[hs]|AM/PM|上午", re.I)
_PADDED = re.compile(r"0{2,}")


@dataclass(frozen=True)
class Sheet:
    """`rows`: (number of the row in the file, cells), those without content left out."""

    name: str
    rows: Rows


def read_sheets(name: str, content: bytes) -> list[Sheet]:
    """All sheets of a workbook that hold anything; raises UserError where it can't be opened."""
    if content.startswith(b"PK") and b"xl/workbook.xml" in content:
        try:
            return list(_xlsx(content))
        except Exception:  # the library lets all kinds through; another may read what this one can't
            return list(_other(name, content))
    return list(_other(name, content))


def _xlsx(content: bytes) -> Iterator[Sheet]:
    """By openpyxl, which knows in what form a cell is shown; a formula counts as its last value."""
    values, formulas = (
        openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
        for data_only in (True, False)
    )
    for shown, written in zip(values.worksheets, formulas.worksheets, strict=True):
        for sheet in (shown, written):
            sheet.reset_dimensions()  # what the file says of its own size may be long out of date
        numbered = []
        for number, (row, words) in enumerate(zip(shown.iter_rows(), written.iter_rows(), strict=True), 1):
            numbered.append((number, [_cell(a, b) for a, b in zip_longest(row, words)]))
        yield Sheet(shown.title, _filled(numbered))


def _cell(shown: Any, written: Any) -> Any:
    value = shown.value if shown is not None else None
    if value is None:  # no program has worked the formula out yet
        return written.value if written is not None else None
    form = str(getattr(shown, "number_format", "") or "")
    if is_whole_number(value) and _PADDED.fullmatch(form):
        return str(value).zfill(len(form))
    return _value(value, has_time=bool(_TIME.search(form)))


def _value(value: Any, has_time: bool = True) -> Any:
    """A value as it is shown: long numbers with all their digits, days without a time of day."""
    if isinstance(value, bool):
        return str(value).upper()
    if (isinstance(value, float) and value.is_integer()) or isinstance(value, int):
        digits = format(Decimal(repr(value)).quantize(Decimal(1)) if abs(value) < 1e25 else value, "f")
        return LongNumber(digits) if len(digits.lstrip("-")) > DIGITS else int(digits)
    if isinstance(value, dt.datetime):
        exact = value + dt.timedelta(microseconds=500_000)
        exact = exact.replace(microsecond=0)
        return exact if has_time else exact.date()
    return value


def _other(name: str, content: bytes) -> Iterator[Sheet]:
    """By calamine, which reads the older and the open formats too."""
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        for title in book.sheet_names:
            rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
            numbered = [
                (number, [_value(cell, _has_time(cell)) for cell in row])
                for number, row in enumerate(rows, 1)
            ]
            yield Sheet(title, _filled(numbered))
    except python_calamine.PasswordError:
        raise UserError(f"{name} 有密码，打不开；请去掉密码再试") from None
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise UserError(
            f"{name} 打不开，不是完好的表格；请在 Excel 或 WPS 里打开后另存为 .xlsx 再试"
        ) from error


def _has_time(cell: Any) -> bool:
    return isinstance(cell, dt.datetime) and cell.time() != dt.time()


def _filled(numbered: Rows) -> Rows:
    return [(number, cells) for number, cells in numbered if not is_blank(cells)]
