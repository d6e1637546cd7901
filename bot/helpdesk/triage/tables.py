"""Tables of messages, as office programs write them: found, cleaned, nothing of them lost silently."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import UserError
from bot.helpdesk.triage.cells import clean, is_blank, is_damaged
from bot.helpdesk.triage.spreadsheets import ROWS_ABOVE, Rows, Sheet, read_sheets
from bot.helpdesk.triage.text_tables import html_tables, text_rows
from bot.policy.importer.kinds import unreadable

TEXT = "text"
_WORKBOOKS = (b"xl/workbook.", b"application/vnd.oasis.opendocument.spreadsheet")
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_HTML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:<!doctype\s+html|<html|<table|<meta|<head|<div)", re.I)
_BROKEN = "打不开"
_SAVE = "请在 Excel 或 WPS 里打开后另存为 .xlsx 再试"


@dataclass(frozen=True)
class Table:
    """`rows` are as long as `header`; `text_column` is the place of the messages in both.

    `notes` tell, in Chinese, what was left out; `remarks` what is wrong with a row, by its index.
    """

    header: list[str]
    rows: list[list[Any]]
    text_column: int
    notes: tuple[str, ...] = ()
    remarks: dict[int, str] = field(default_factory=dict)

    def texts(self) -> list[str]:
        """The message of every row; empty where the cell is."""
        return ["" if (cell := row[self.text_column]) is None else str(cell) for row in self.rows]


def read_table(path: Path, column: str = TEXT) -> Table:
    """Read a .csv, .tsv, .xlsx, .xls or .ods by what it holds, whatever its name says.

    `column` is the header of the messages. Raises UserError that says what is wrong, where, what to do.
    """
    if not path.is_file():
        raise UserError(f"没有 {path} 这份文件；请检查文件名")
    content = path.read_bytes()
    if not content.strip():
        raise UserError(f"{path.name} 是空的；第一行应是表头，其中一列叫 {column}")
    name = path.name
    if content.startswith(_OLD_WORKBOOK) or (
        content.startswith(b"PK") and any(w in content for w in _WORKBOOKS)
    ):
        return _of_sheets(name, read_sheets(name, content), column)
    if said := _no_table(content):
        raise UserError(f"{name} {_BROKEN}：{said}；{_SAVE}")
    if _HTML.match(content[:200]):
        return _of_sheets(name, list(html_tables(content)), column)
    try:
        return _of_text(name, content, column)
    except UserError:
        if path.suffix.lower() not in {".xlsx", ".xls"} or b"\n" in content.strip():
            raise
        raise UserError(f"{name} {_BROKEN}，不是完好的 {path.suffix}；{_SAVE}") from None


def _no_table(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return "这是 PDF，不是表格"
    if content.startswith(b"PK") and not unreadable(content):
        return "这是 Word 文件或坏了的压缩包，不是表格"
    return re.split("[；，]", unreadable(content))[0]


def _of_sheets(name: str, sheets: list[Sheet], column: str) -> Table:
    """The sheet that holds the column, with those of the same header behind it; others are named."""
    found = [(sheet, _header_place(sheet.rows, column)) for sheet in sheets if sheet.rows]
    taken = next(((sheet, at) for sheet, at in found if at is not None), None)
    if taken is None:
        raise _no_column(name, found[0][0].rows if found else [], column)
    table = _table(name, taken[0].rows, column, wide=True)
    notes, rows, remarks = [*table.notes], [*table.rows], dict(table.remarks)
    for sheet, at in found:
        if sheet is taken[0]:
            continue
        more = _table(name, sheet.rows, column, wide=True) if at is not None else None
        if more is None or more.header != table.header:
            notes.append(f"工作表“{sheet.name}”有 {len(sheet.rows)} 行，表头不同，没有读")
            continue
        remarks |= {len(rows) + index: remark for index, remark in more.remarks.items()}
        rows += more.rows
        notes.append(f"工作表“{sheet.name}”的 {len(more.rows)} 行接在后面")
    return Table(table.header, rows, table.text_column, tuple(notes), remarks)


def _of_text(name: str, content: bytes, column: str) -> Table:
    numbered = text_rows(name, content, column)
    if not numbered:
        raise UserError(f"{name} 是空的；第一行应是表头，其中一列叫 {column}")
    return _table(name, numbered, column, wide=False)


def _table(name: str, numbered: Rows, column: str, wide: bool) -> Table:
    """A table from its header on; `wide`: cells right of the header are columns without a name."""
    at = _header_place(numbered, column)
    if at is None:
        raise _no_column(name, numbered, column)
    cells = [[clean(cell) for cell in row] for _, row in numbered]
    header = ["" if cell is None else str(cell).strip() for cell in cells[at]]
    if wide:
        header += [""] * (max(len(row) for row in cells[at:]) - len(header))
    while header and not header[-1] and all(is_blank(row[len(header) - 1 :]) for row in cells[at + 1 :]):
        header.pop()
    place = [cell.lower() for cell in header].index(column.lower())
    rows: list[list[Any]] = []
    remarks: dict[int, str] = {}
    for (number, _), row in zip(numbered[at + 1 :], cells[at + 1 :], strict=True):
        if not is_blank(row[len(header) :]):
            raise UserError(
                f"{name} 第 {number} 行有 {len(row)} 格，表头只有 {len(header)} 列；"
                "多半是格子里的逗号没有用引号括起来，请改好这一行再试"
            )
        if damaged := [header[i] or f"第 {i + 1} 列" for i, cell in enumerate(row) if is_damaged(cell)]:
            remarks[len(rows)] = f"“{'、'.join(damaged)}”超过 15 位，存成数字时末几位已经丢失，请核对原件"
        rows.append((row + [""] * len(header))[: len(header)])
    return Table(header, rows, place, tuple(_skipped(numbered[:at])), remarks)


def _header_place(numbered: Rows, column: str) -> int | None:
    """The index of the row that names the column; titles may stand above it."""
    wanted = column.strip().lower()
    return next(
        (
            index
            for index, (_, row) in enumerate(numbered[:ROWS_ABOVE])
            if any(isinstance(cell, str) and cell.strip().lower() == wanted for cell in row)
        ),
        None,
    )


def _skipped(above: Rows) -> Iterator[str]:
    if above:
        words = "；".join(" ".join(str(c).strip() for c in row if c not in (None, "")) for _, row in above)
        yield f"表头上面有 {len(above)} 行，没有写进输出：{words[:100]}"


def _no_column(name: str, numbered: Rows, column: str) -> UserError:
    header = max(
        (row for _, row in numbered[:ROWS_ABOVE]), key=lambda row: len([c for c in row if c]), default=[]
    )
    shown = "、".join(str(cell).strip() for cell in header if cell not in (None, ""))[:200]
    return UserError(
        f"{name} 没有 {column} 列；现有的列：{shown or '（没有名字）'}。"
        f"请把放留言的那一列改名为 {column}，或用 --column 写出它的名字"
    )
