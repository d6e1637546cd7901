"""Reads PDF files that hold text."""

from __future__ import annotations

import io
import logging

import pypdf
from pypdf.errors import PyPdfError

from bot.errors import UserError
from bot.policy.importer.extract import Extract

_MAX_PAGES = 1_000
# A page of an official paper has some 500 characters; scans have none or a stray stamp.
_LEAST_PER_PAGE = 20
_BROKEN = "PDF 文件是坏的，打不开；请重新下载，或另存为 .docx 或文本"


def read_pdf(content: bytes) -> Extract:
    """The text of all pages; raises UserError for a scan, a locked, broken or bloated file."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        return _read(content)
    except UserError:
        raise
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
    ) as error:
        raise UserError(_BROKEN) from error


def _read(content: bytes) -> Extract:
    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UserError("PDF 有密码，打不开；请去掉密码再导入")
    count = len(reader.pages)
    if count > _MAX_PAGES:
        raise UserError(f"PDF 有 {count} 页，不像是公文；请核对文件")
    pages = [page.extract_text() for page in reader.pages]
    if sum(len(page.strip()) for page in pages) < _LEAST_PER_PAGE * max(count, 1):
        raise UserError("PDF 里没有文字，像是扫描件；请换成带文字的版本，或先做文字识别（OCR）")
    title = str((reader.metadata and reader.metadata.title) or "")
    return Extract("\n".join(pages), title=title, wrapped=True)
