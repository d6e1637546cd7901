"""Tables of messages: .csv in the encodings that office programs write, and .xlsx."""

from __future__ import annotations

import codecs
import csv
import io
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from bot.errors import UserError

TEXT = "text"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Longest cell that is read; the csv module's own limit is 128 KiB.
csv.field_size_limit(min(sys.maxsize, 1 << 30))


@dataclass(frozen=True)
class Table:
    """`rows` are as long as `header`; `text_column` is the place of the messages in both."""

    header: list[str]
    rows: list[list[Any]]
    text_column: int

    def texts(self) -> list[str]:
        """The message of every row; empty where the cell is."""
        return ["" if (cell := row[self.text_column]) is None else str(cell) for row in self.rows]


def read_table(path: Path) -> Table:
    """Read a .csv or .xlsx; raises UserError that says what is wrong, where, and what to do."""
    if not path.is_file():
        raise UserError(f"没有 {path} 这份文件；请检查文件名")
    if path.suffix.lower() == ".xlsx":
        numbered = list(_xlsx_rows(path))
    elif path.suffix.lower() == ".xls":
        raise UserError(f"{path.name} 是旧的 .xls 格式；请在 Excel 里另存为 .xlsx 或 CSV")
    else:
        numbered = list(_csv_rows(path))
    if not numbered:
        raise UserError(f"{path.name} 是空的；第一行应是表头，其中一列叫 {TEXT}")
    return _table(path.name, numbered)


def _table(name: str, numbered: list[tuple[int, list[Any]]]) -> Table:
    header = ["" if cell is None else str(cell).strip() for cell in numbered[0][1]]
    places = [i for i, cell in enumerate(header) if cell.lower() == TEXT]
    if not places:
        shown = "、".join(filter(None, header))[:200] or "（没有名字）"
        raise UserError(f"{name} 没有 {TEXT} 列；现有的列：{shown}。请把放留言的那一列改名为 {TEXT}")
    rows = []
    for number, cells in numbered[1:]:
        if len(cells) > len(header) and any(c not in (None, "") for c in cells[len(header) :]):
            raise UserError(
                f"{name} 第 {number} 行有 {len(cells)} 格，表头只有 {len(header)} 列；"
                "多半是格子里的逗号没有用引号括起来，请改好这一行再试"
            )
        rows.append((cells + [""] * len(header))[: len(header)])
    return Table(header, rows, places[0])


def _csv_rows(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """(line number, cells) of every row that is not blank."""
    text = _decode(path.name, path.read_bytes()).replace("\0", "")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise UserError(
            f"{path.name} 第 {start} 行起的引号不成对（{_reason(error)}）；"
            "请检查这一行：格子里的引号要写两遍，或在 Excel 里另存为 CSV 再试"
        ) from error


def _reason(error: csv.Error) -> str:
    return "到文件末尾都没有结束" if "end of data" in str(error) else "引号后面还有别的字"


def _decode(name: str, content: bytes) -> str:
    """UTF-8 with or without BOM, UTF-16, else GB18030."""
    encodings = [next((e for bom, e in _BOMS if content.startswith(bom)), "")]
    if not encodings[0]:
        encodings = [*_utf16_without_bom(content), "utf-8", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError(f"读不懂 {name} 的编码；请另存为 UTF-8 或 GB18030（Excel：CSV UTF-8）再试")


def _utf16_without_bom(content: bytes) -> list[str]:
    """UTF-16 if every other byte of the beginning is mostly zero, as commas and digits make it."""
    head = content[:400]
    zeros = [head[half::2].count(0) for half in (0, 1)]
    if max(zeros) * 6 < len(head) or min(zeros) * 4 > max(zeros):
        return []
    return ["utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"]


def _xlsx_rows(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """(row number, cells) of the first sheet; a formula counts as its last value, else as its words."""
    try:
        values = openpyxl.load_workbook(path, read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(path, read_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise UserError(
            f"{path.name} 打不开，不是完好的 .xlsx；请在 Excel 里打开后另存为 .xlsx 再试"
        ) from error
    sheets = (
        values.worksheets[0].iter_rows(values_only=True),
        formulas.worksheets[0].iter_rows(values_only=True),
    )
    for number, (shown, written) in enumerate(zip(*sheets, strict=True), 1):
        cells = [w if s is None else s for s, w in zip(shown, written, strict=True)]
        if any(cell not in (None, "") for cell in cells):
            yield number, cells
