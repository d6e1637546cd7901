"""Sorted messages → a file that opens safely in Excel: no cell of it runs as a formula."""

from __future__ import annotations

import csv
import datetime as dt
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from bot.errors import UserError

# What Excel, also a Chinese one, takes for the beginning of a formula.
_FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]")
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:[eE][+-]?\d+)?%?")
_XLSX_CELL_LENGTH = 32_767


def neutral(cell: Any) -> Any:
    """A cell whose text would run as a formula gets a leading apostrophe; numbers stay numbers."""
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell.strip()):
        return cell
    return f"'{cell}" if _FORMULA.match(cell) else cell


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write .csv (UTF-8 with BOM) or .xlsx whole or not at all; raises UserError where it can't."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    write = _write_xlsx if path.suffix.lower() == ".xlsx" else _write_csv
    try:
        write(draft, [header, *rows])
        draft.replace(path)
    except OSError as error:
        raise UserError(f"写不了 {path}（{error.strerror}）；请检查文件夹，关掉正打开它的程序") from error
    finally:
        draft.unlink(missing_ok=True)


def _write_csv(path: Path, rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        csv.writer(file).writerows([_as_text(neutral(cell)) for cell in row] for row in rows)


def _as_text(cell: Any) -> Any:
    if isinstance(cell, (dt.datetime, dt.date, dt.time)):
        return cell.isoformat(sep=" ") if isinstance(cell, dt.datetime) else cell.isoformat()
    return "" if cell is None else cell


def _write_xlsx(path: Path, rows: Iterable[Sequence[Any]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("triage")
    for number, row in enumerate(rows, 1):
        sheet.append([_xlsx_cell(sheet, cell, number) for cell in row])
    book.save(path)


def _xlsx_cell(sheet: Any, value: Any, row: int) -> Any:
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", neutral(value))
    if len(text) > _XLSX_CELL_LENGTH:
        raise UserError(f"第 {row} 行有一格超过 {_XLSX_CELL_LENGTH} 字，.xlsx 装不下；请把输出改成 .csv")
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell
