"""Tells a file's format by its content and reads it."""

from __future__ import annotations

import re

from bot.errors import UserError
from bot.policy.importer.encoding import decode
from bot.policy.importer.extract import Extract
from bot.policy.importer.pdf import read_pdf
from bot.policy.importer.source import Original
from bot.policy.importer.web import read_html, read_markdown
from bot.policy.importer.word import read_word

_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|div|p|h1)\b",
    re.I | re.S,
)
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w-]+)", re.I)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")


def read(original: Original) -> Extract:
    """The text of a .txt, .md, .html, .docx or .pdf; raises UserError for anything else."""
    content, name = original.content, original.name.lower()
    if content.startswith(b"%PDF-") or name.endswith(".pdf"):
        return read_pdf(content)
    if content.startswith(b"PK\x03\x04") or name.endswith(".docx"):
        return read_word(content)
    if content.startswith(_OLD_OFFICE):
        raise UserError("这是旧版 Office（.doc、.xls、.wps）文件；请用 Word 或 WPS 另存为 .docx 再导入")
    if content.startswith(_PICTURES):
        raise UserError("这是图片，里面没有文字；请换成带文字的版本，或先做文字识别（OCR）")
    if _HTML.match(content[:4096]) or name.endswith((".html", ".htm")):
        declared = _META_CHARSET.search(content[:4096])
        return read_html(decode(content, original.charset or (declared[1].decode() if declared else "")))
    text = decode(content, original.charset)
    if name.endswith((".md", ".markdown")):
        return read_markdown(text)
    return Extract(text)
