"""Reads PDF files that hold text, and names the pages and lines that hold none."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from contextlib import closing

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from bot.errors import UserError
from bot.policy.importer.extract import Extract
from bot.policy.importer.pages import Line, Page, join_pages, ranges, without_page_marks

_MAX_PAGES = 1_000
# A page of an official paper has some 500 characters; scans have none or a stray stamp.
_LEAST_PER_PAGE = 20
# Share of a page from which a picture may well hold text.
_LARGE = 0.25
_BROKEN = "PDF 文件是坏的，打不开；请重新下载，或另存为 .docx 或文本"
_SCAN = "PDF 里没有文字，像是扫描件；请换成带文字的版本，或先做文字识别（OCR）"
_NO_MAP = "PDF 里的字读不出来（字体没有文字对照表）；请换一份，或先做文字识别（OCR）"
UNREADABLE = "□"


def read_pdf(content: bytes) -> Extract:
    """The text of all pages; raises UserError for a scan, a locked, broken or bloated file."""
    try:
        with closing(pdfium.PdfDocument(content)) as document:
            return _read(document)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise UserError("PDF 有密码，打不开；请去掉密码再导入") from None
        raise UserError(_BROKEN) from error


def _read(document: pdfium.PdfDocument) -> Extract:
    count = len(document)
    if count > _MAX_PAGES:
        raise UserError(f"PDF 有 {count} 页，不像是公文；请核对文件")
    pages = [_page(document[index], index + 1) for index in range(count)]
    letters = "".join(line.text for page in pages for line in page.lines if line.text)
    if len(letters.replace(UNREADABLE, "").strip()) < _LEAST_PER_PAGE:
        raise UserError(_NO_MAP if letters.count(UNREADABLE) >= _LEAST_PER_PAGE else _SCAN)
    notes = [*_missing(pages), *_unread_lines(pages), *_beside(document)]
    pages, dropped = without_page_marks(pages)
    title = str(document.get_metadata_dict().get("Title") or "")
    return Extract("\n".join(join_pages(pages)), title=title, wrapped=True, notes=(*notes, *dropped))


def _page(page: pdfium.PdfPage, number: int) -> Page:
    width, height = page.get_size()
    pictures = 0.0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = item.get_bounds()
        pictures = max(pictures, (right - left) * (top - bottom) / (width * height or 1))
    text = page.get_textpage()
    free = any(
        raw.FPDFAnnot_GetSubtype(raw.FPDFPage_GetAnnot(page, i)) == raw.FPDF_ANNOT_FREETEXT
        for i in range(raw.FPDFPage_GetAnnotCount(page))
    )
    kinds = {item.type for item in page.get_objects(max_depth=1)}
    drawn = bool(kinds - {raw.FPDF_PAGEOBJ_TEXT}) or bool(kinds and not text.count_chars())
    lines = _with_repeated(page, text, list(_lines(text)))
    return Page(number, lines, drawn, pictures >= _LARGE, free)


def _with_repeated(page: pdfium.PdfPage, text: pdfium.PdfTextPage, lines: list[Line]) -> list[Line]:
    """Lines with those that PDFium leaves out because the one before them has the same text."""
    before, place = ("", 0.0, 0.0, 0.0), 0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        left, bottom, right, _ = item.get_bounds()
        said = _said(item, text)
        if said:
            before = (said, left, bottom, right - left)
            place = next((i for i in range(place, len(lines)) if said in lines[i].text), place)
        elif before[0] and right > left and abs(right - left - before[3]) < 1:
            if abs(bottom - before[2]) > 1:
                place += 1
                lines.insert(place, Line(before[0], bottom))
            elif abs(left - before[1]) > 1:
                lines[place] = Line(f"{lines[place].text} {before[0]}", lines[place].top)
            before = (before[0], left, bottom, before[3])
    return lines


def _said(item: pdfium.PdfObject, text: pdfium.PdfTextPage) -> str:
    """What one object of a page adds to its text."""
    size = raw.FPDFTextObj_GetText(item, text, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFTextObj_GetText(item, text, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw.decode("utf-16-le", "replace").strip("\0 \r\n")


def _lines(text: pdfium.PdfTextPage) -> Iterator[Line]:
    """Lines of a page in the order of the file, each at the height of its first character."""
    written, top = "", 0.0
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if code in (10, 13):
            if written.strip():
                yield Line(_known(written), top)
            written = ""
            continue
        if not written.strip():
            top = text.get_charbox(index)[3]
        written += _character(text, index, code)
    if written.strip():
        yield Line(_known(written), top)


def _known(line: str) -> str:
    """A line of which more than half can't be read is rubbish in the rest as well."""
    return UNREADABLE * len(line) if line.count(UNREADABLE) * 2 > len(line) else line


def _character(text: pdfium.PdfTextPage, index: int, code: int) -> str:
    if code in (2, 0xFFFE):  # a hyphen at the end of a line
        return "-"
    if 0xD800 <= code < 0xE000:  # half of a rare character, put together by `join_halves`
        return chr(code)
    if raw.FPDFText_HasUnicodeMapError(text, index) == 1 or unicodedata.category(chr(code)) in {"Co", "Cn"}:
        return UNREADABLE
    return UNREADABLE if code == 0xFFFD else chr(code)


def _missing(pages: list[Page]) -> Iterator[str]:
    """Names the pages that show something and hold no text, and those with pictures or typed comments."""
    empty = [page.number for page in pages if page.drawn and not page.letters()]
    empty += [page.number for page in pages if page.pictured and 0 < len(page.letters()) < _LEAST_PER_PAGE]
    if empty:
        where = ranges(sorted(empty))
        yield f"第 {where} 页没有文字，像是扫描的图片，没有读进来；请补上这几页的文字"
    pictured = [page.number for page in pages if page.pictured and page.number not in empty]
    if pictured:
        where = ranges(pictured)
        yield f"第 {where} 页有大幅图片，图里的字没有读进来（或者文字是识别出来的），请对照原件核对"
    commented = [page.number for page in pages if page.commented]
    if commented:
        yield f"第 {ranges(commented)} 页上有后来打上去的批注，没有读进来，请核对"


def _unread_lines(pages: list[Page]) -> Iterator[str]:
    for page in pages:
        before = "页首"
        for number, line in enumerate(page.lines, 1):
            if UNREADABLE in line.text:
                yield (
                    f"第 {page.number} 页第 {number} 行（在“{before}”之后）有 {line.text.count(UNREADABLE)} "
                    f"个字读不出来，用 {UNREADABLE} 代替；请对照原件补上"
                )
            else:
                before = line.text.strip()[-12:]


def _beside(document: pdfium.PdfDocument) -> Iterator[str]:
    """Names what a PDF may carry besides its pages."""
    if document.count_attachments():
        yield f"PDF 里夹着 {document.count_attachments()} 个附件文件，没有读进来"
    if document.get_formtype():
        yield "PDF 里有可填写的表单，填进去的字没有读进来，请核对"
