"""Tables in text: .csv in any encoding, parted by any sign, and the tables of web pages."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml.etree import ParserError

from bot.errors import UserError
from bot.helpdesk.triage.spreadsheets import ROWS_ABOVE, Rows, Sheet
from bot.policy.importer.encoding import decode_html, decode_table

_DELIMITERS = ",\t;|，；"
# Longest cell that is read; the csv module's own limit is 128 KiB.
csv.field_size_limit(min(sys.maxsize, 1 << 30))


def text_rows(name: str, content: bytes, column: str) -> Rows:
    """(line number, cells) of every row that is not blank; raises UserError with the place of a fault."""
    try:
        text = decode_table(content).replace("\0", "")
    except UserError as error:
        raise UserError(f"{name}：{error}") from None
    return list(_rows(name, text, _delimiter(text, column)))


def html_tables(content: bytes) -> Iterator[Sheet]:
    """Tables of a web page, which many offices' programs save under .xls."""
    try:
        page = lxml.html.document_fromstring(
            decode_html(content).encode(), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
    except (ParserError, ValueError):
        return
    for number, table in enumerate(page.iter("table"), 1):
        rows = [
            ["".join(map(str, c.itertext())).strip() for c in tr if c.tag in {"td", "th"}]
            for tr in table.iter("tr")
        ]
        yield Sheet(str(number), [(at, row) for at, row in enumerate(rows, 1) if any(row)])


def _delimiter(text: str, column: str) -> str:
    """What parts the cells: the sign by which the column is found, else the most frequent one."""
    beginning = text.split("\n", ROWS_ABOVE)[:ROWS_ABOVE]
    wanted = column.strip().lower()
    for sign in _DELIMITERS:
        cells = (cell.strip(' "\r').lower() for line in beginning for cell in line.split(sign))
        if any(sign in line for line in beginning) and wanted in cells:
            return sign
    return max(_DELIMITERS[:4], key=beginning[0].count)


def _rows(name: str, text: str, delimiter: str) -> Iterator[tuple[int, list[Any]]]:
    """(line number, cells) of every row that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    start = 1
    try:
        for cells in reader:
            if any(cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise UserError(
            f"{name} 第 {start} 行起的引号不成对（{_reason(error)}）；"
            "请检查这一行：格子里的引号要写两遍，或在 Excel 里另存为 CSV 再试"
        ) from error


def _reason(error: csv.Error) -> str:
    return "到文件末尾都没有结束" if "end of data" in str(error) else "引号后面还有别的字"
