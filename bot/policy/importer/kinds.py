"""Says what a file is that can't be read here, and what to do with it."""

from __future__ import annotations

import io
import zipfile

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_SAVE = "另存为 .docx 或带文字的 PDF 再导入"
_ARCHIVES = {
    "OFD.xml": f"这是 OFD 版式文件，这里读不了；请用 OFD 阅读器打开，{_SAVE}",
    "xl/workbook.xml": "这是 Excel 表格，不是公文；公文请给出 .txt、.md、.html、.docx 或 .pdf",
    "ppt/presentation.xml": f"这是演示文稿（.pptx），这里读不了；请{_SAVE}",
    "content.xml": f"这是 OpenDocument（.odt、.ods）文件，这里读不了；请用 WPS 或 Word 打开，{_SAVE}",
}
_OTHER_ARCHIVE = "这个压缩包不是 .docx；请解开后给出 .txt、.md、.html、.docx 或 .pdf"
WORD_PART = "word/document.xml"


def unreadable(content: bytes) -> str:
    """What a file is and what to do with it, in Chinese; empty where it may be read."""
    if content.startswith(_OLD_OFFICE):
        return "这是旧版 Office（.doc、.xls、.wps）文件；请用 Word 或 WPS 另存为 .docx 再导入"
    if content.startswith(_PICTURES):
        return "这是图片，里面没有文字；请换成带文字的版本，或先做文字识别（OCR）"
    if content.startswith(b"{\\rtf"):
        return f"这是 RTF 文件，这里读不了；请用 Word 或 WPS 打开，{_SAVE}"
    if content[:2000].lower().startswith((b"mime-version:", b"from: <saved by")):
        return "这是网页归档（.mht）；请在浏览器里另存为“仅 HTML”（.html）再导入"
    if content.startswith((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")):
        return "这是压缩包；请解开后一份一份导入"
    return unreadable_archive(content) if content.startswith(b"PK") else ""


def is_of_files(content: bytes) -> bool:
    """Whether a ZIP is only that, and no document by its form; BadZipFile where it is broken."""
    names = _names(content)
    return WORD_PART not in names and not names & set(_ARCHIVES)


def unreadable_archive(content: bytes) -> str:
    """What a ZIP is that is no .docx; empty for a .docx, and for a ZIP that is broken."""
    try:
        names = _names(content)
    except zipfile.BadZipFile:
        return ""
    if WORD_PART in names:
        return ""
    return next((said for name, said in _ARCHIVES.items() if name in names), _OTHER_ARCHIVE)


def _names(content: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name.lstrip("/") for name in archive.namelist()}
