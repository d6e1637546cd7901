"""Reads .docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.table import Table

from bot.errors import UserError
from bot.policy.importer.extract import Extract, table_line

_MAX_UNPACKED = 100 * 1024 * 1024
_MAX_PARTS = 5_000
_BROKEN = ".docx 文件是坏的，打不开；请用 Word 或 WPS 打开后另存一份"


def read_word(content: bytes) -> Extract:
    """Paragraphs and tables in their order; raises UserError for a broken or bloated file."""
    _check_archive(content)
    try:
        document = docx.Document(io.BytesIO(content))
        lines = list(_lines(document))
        numbered = bool(document.element.body.xpath(".//w:numPr"))
    except UserError:
        raise
    except Exception as error:  # the library lets all kinds through for a malformed file
        raise UserError(_BROKEN) from error
    notes = ("文件里有 Word 自动编号的段落，编号读不出来，请核对条款序号",) if numbered else ()
    return Extract("\n".join(lines), title=document.core_properties.title or "", notes=notes)


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise UserError(_BROKEN) from None
    if "word/document.xml" not in {part.filename for part in parts}:
        raise UserError("这个压缩包不是 .docx；请给出 .txt、.md、.html、.docx 或 .pdf")
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
        raise UserError("文件解开后太大，不像是公文；请核对文件，或另存为文本再导入")


def _lines(document: Any) -> Iterator[str]:
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            yield from (table_line(_cells(row)) for row in item.rows)
        else:
            yield item.text


def _cells(row: Any) -> list[str]:
    """Texts of a row; a merged cell counts once."""
    cells = {id(cell._tc): cell.text for cell in row.cells}
    return list(cells.values())
