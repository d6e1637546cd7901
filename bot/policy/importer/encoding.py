"""Bytes of a text file → text, in the encodings that Chinese texts and tables come in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator

from charset_normalizer import from_bytes

from bot.errors import UserError

_CANDIDATES = ["utf_8", "gb18030", "big5hkscs", "utf_16_le", "utf_16_be"]
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ODD = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_HAN = re.compile(r"[\u3400-\u9fff\u3001-\u301f\uff01-\uff5e]")
# A Chinese text of some length can't do without these; one read in a wrong encoding has none.
_FREQUENT = re.compile("[的和条第一、，。]")
_MOST_ODD = 0.005
_LEAST_FREQUENT = 0.02
_NOT_TEXT = "认不出文字（不是文本，或编码认不出）；请另存为 UTF-8 的文本、.docx 或带文字的 PDF"
_INVISIBLE = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^<>]*>|&\w+;", re.I | re.S)


def _euro(error: UnicodeError) -> tuple[str, int]:
    """Chinese Windows writes € as 0x80, which the standards of the encoding don't know."""
    if not isinstance(error, UnicodeDecodeError) or error.object[error.start] != 0x80:
        raise error
    return "€", error.start + 1


codecs.register_error("windows-euro", _euro)


def decode(content: bytes, declared: str = "") -> str:
    """The text of a paper; tries UTF-8, what is declared, GB18030 and others.

    Raises UserError where nothing reads as Chinese, or with the place where the text is damaged.
    """
    return _decode(content, declared, is_readable)


def decode_html(content: bytes, declared: str = "") -> str:
    """As `decode`; only what a reader sees of the page tells whether it is Chinese."""
    return _decode(content, declared, lambda html: is_readable(_INVISIBLE.sub(" ", html)))


def decode_table(content: bytes) -> str:
    """As `decode`, for tables, which may hold a few words or none."""
    return _decode(content, _utf16_without_mark(content), lambda text: True)


def is_readable(text: str) -> bool:
    """Whether a text reads as Chinese and not as bytes in a wrong encoding."""
    visible = re.sub(r"\s", "", text)
    if not visible or len(_ODD.findall(text)) > _MOST_ODD * len(visible):
        return False
    return len(_FREQUENT.findall(visible)) >= _LEAST_FREQUENT * len(visible)


def _decode(content: bytes, declared: str, readable: Callable[[str], bool]) -> str:
    for encoding in _encodings(content, declared):
        try:
            text = content.decode(encoding, "windows-euro" if encoding == "gb18030" else "strict")
        except LookupError:
            continue
        except UnicodeDecodeError as error:
            _refuse_damaged(content, encoding, error)
            continue
        if readable(text):
            return text
    raise UserError(_NOT_TEXT)


def _encodings(content: bytes, declared: str) -> Iterator[str]:
    marked = next((encoding for mark, encoding in _MARKS.items() if content.startswith(mark)), "")
    if marked:
        yield marked
        return
    if declared.lower().startswith("utf-16"):
        yield declared  # half of its bytes are zero, which is UTF-8 as well
    yield "utf-8"
    # GB18030 holds all of GB2312 and GBK, and pages declare the smallest.
    yield declared if declared and not re.match("gb|cp936|x-gbk", declared, re.I) else "gb18030"
    yield "gb18030"
    yield _guess(content)


def _refuse_damaged(content: bytes, encoding: str, error: UnicodeDecodeError) -> None:
    """Raise UserError with the place where a text of this encoding is damaged; else it is of another."""
    whole = content.decode(encoding, "replace")
    lost = whole.count("�")
    text = whole.replace("�", "")
    if encoding == "gb18030" and not is_readable(text):
        return
    if lost * 2 > len(_HAN.findall(text)):
        return
    before = content[: error.start].decode(encoding, "ignore")
    line, last = before.count("\n") + 1, before.rpartition("\n")[2]
    raise UserError(
        f"第 {line} 行第 {len(last) + 1} 个字坏了（在“{last[-10:]}”之后；像是 {encoding.upper()} 文件"
        "没有下载完，或被截断）；请重新下载或导出完整的文件再试"
    )


def _utf16_without_mark(content: bytes) -> str:
    """UTF-16 if every other byte of the beginning is mostly zero, as commas and digits make it."""
    head = content[:400]
    zeros = [head[half::2].count(0) for half in (0, 1)]
    if max(zeros) * 6 < len(head) or min(zeros) * 4 > max(zeros):
        return ""
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def _guess(content: bytes) -> str:
    best = from_bytes(content[:200_000], cp_isolation=_CANDIDATES).best()
    return best.encoding if best else "utf-8"
