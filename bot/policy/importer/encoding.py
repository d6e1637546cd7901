"""Bytes of a text file → text, in the encodings that Chinese official texts come in."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from bot.errors import UserError

_CANDIDATES = ["utf_8", "gb18030", "big5hkscs", "utf_16_le", "utf_16_be"]
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ODD = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
# A Chinese text of some length can't do without these; one read in a wrong encoding has none.
_FREQUENT = re.compile("[的和条第一、，。]")
_MOST_ODD = 0.005
_LEAST_FREQUENT = 0.02
_NOT_TEXT = "认不出文字（不是文本，或编码认不出）；请另存为 UTF-8 的文本、.docx 或带文字的 PDF"


def decode(content: bytes, declared: str = "") -> str:
    """The text; tries what is declared, then UTF-8, GB18030 and others; raises UserError."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return _checked(content.decode(encoding, "replace"))
    for encoding in (declared, "utf-8", "gb18030", _guess(content)):
        text = _try(content, encoding)
        if text is not None and is_readable(text):
            return text
    raise UserError(_NOT_TEXT)


def is_readable(text: str) -> bool:
    """Whether a text reads as Chinese and not as bytes in a wrong encoding."""
    visible = re.sub(r"\s", "", text)
    if not visible or len(_ODD.findall(text)) > _MOST_ODD * len(visible):
        return False
    return len(_FREQUENT.findall(visible)) >= _LEAST_FREQUENT * len(visible)


def _checked(text: str) -> str:
    if not is_readable(text):
        raise UserError(_NOT_TEXT)
    return text


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding) if encoding else None
    except (UnicodeDecodeError, LookupError):
        return None


def _guess(content: bytes) -> str:
    best = from_bytes(content[:200_000], cp_isolation=_CANDIDATES).best()
    return best.encoding if best else ""
