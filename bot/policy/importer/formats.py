"""Tells a file's format by its content and reads it."""

from __future__ import annotations

import re

from bot.errors import UserError
from bot.policy.importer.encoding import decode, decode_html
from bot.policy.importer.extract import Extract
from bot.policy.importer.kinds import unreadable
from bot.policy.importer.pdf import read_pdf
from bot.policy.importer.source import Original
from bot.policy.importer.web import read_html, read_markdown
from bot.policy.importer.word import read_word

_HTML = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|h1)\b",
    re.I | re.S,
)
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w-]+)", re.I)


def read(original: Original) -> Extract:
    """The text of a .txt, .md, .html, .docx or .pdf; raises UserError for anything else."""
    content, name = original.content, original.name.lower()
    if b"%PDF-" in content[:1024] or name.endswith(".pdf"):
        return read_pdf(content)
    said = unreadable(content)
    if said:
        raise UserError(said)
    if content.startswith(b"PK\x03\x04") or name.endswith(".docx"):
        return read_word(content)
    if _HTML.match(content[:4096]) or name.endswith((".html", ".htm", ".shtml", ".jhtml", ".xhtml")):
        declared = _META_CHARSET.search(content[:4096])
        charset = original.charset or (declared[1].decode() if declared else "")
        return read_html(decode_html(content, charset))
    text = decode(content, original.charset)
    if name.endswith((".md", ".markdown")):
        return read_markdown(text)
    return Extract(text)
