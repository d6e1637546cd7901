"""Repairs what paper and its conversion did to a text: page numbers, breaks inside sentences."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from bot.policy.importer.extract import Extract
from bot.policy.structure import NUMERAL

_PAGE_NUMBER = re.compile(
    r"^(?:[-—–－─·•\s]*\d{1,3}[-—–－─·•\s]*|第\s*\d+\s*页(?:[，,\s/]*共\s*\d+\s*页)?|\d+\s*/\s*\d+)$"
)
_DASHED = re.compile(r"[-—–－─·•页/]")
_STARTS_ANEW = re.compile(
    rf"^(?:第{NUMERAL}[编章节条]|{NUMERAL}、|[（(]{NUMERAL}[)）]|[（(]?\d+[.．、)）]|附件|附表|抄送|序号"
    rf"|[（(]此件|\d{{4}}年\d+月\d+日)"
)
_SENTENCE_END = re.compile(r"[。！？；：!?;:”）)》〉】…]$")
_ROW = re.compile(r"^\d{1,3}\s+\S+\s+\S")
# Shorter lines are titles, signatures, table cells; a paragraph cut by a page is longer.
_LONG_LINE = 36
_NEARLY_FULL = 0.85


def tidy(extract: Extract) -> tuple[str, list[str]]:
    """(text, notes): the words are unchanged, white space and page marks aside."""
    notes = list(extract.notes)
    lines = [_clean(line) for line in extract.text.splitlines()]
    lines, dropped = _without_page_marks(lines)
    if dropped:
        notes.append(f"去掉了 {dropped} 处页码或页眉")
    lines = _unwrapped(lines) if extract.wrapped or _is_wrapped(lines) else lines
    paragraphs, joints = _joined([line for line in lines if line])
    notes += [f"在“{joint}”处断开的一句已接上，请核对" for joint in joints]
    return "\n\n".join(_rows_together(paragraphs)) + "\n", notes


def _clean(line: str) -> str:
    """Without invisible characters and outer white space; tabs part cells and stay."""
    visible = "".join(c for c in line if c == "\t" or unicodedata.category(c) not in {"Cf", "Cc"})
    return visible.strip(" 　\xa0")


def _without_page_marks(lines: list[str]) -> tuple[list[str], int]:
    repeated = {
        line
        for line, count in Counter(lines).items()
        if count >= 4 and 2 < len(line) < 40 and "\t" not in line and not _SENTENCE_END.search(line)
    }
    kept = [line for line in lines if not (line in repeated or _is_page_number(line))]
    return kept, len(lines) - len(kept)


def _is_page_number(line: str) -> bool:
    return bool(_PAGE_NUMBER.match(line) and _DASHED.search(line))


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines end where a page did: most are of one width and stop inside a sentence."""
    filled = [line for line in lines if line and "\t" not in line]
    if len(filled) < 20:
        return False
    width = max(
        Counter(len(line) for line in filled if len(line) > 15).items(),
        key=lambda c: c[1],
        default=(0, 0),
    )[0]
    full = [line for line in filled if abs(len(line) - width) <= 2]
    broken = [line for line in full if not _SENTENCE_END.search(line)]
    return len(full) > 0.4 * len(filled) and len(broken) > 0.5 * len(full)


def _unwrapped(lines: list[str]) -> list[str]:
    """Lines put together into paragraphs; a full line is continued by the next one."""
    lengths = sorted(len(line) for line in lines if line and "\t" not in line)
    width = lengths[int(len(lengths) * 0.9)] if lengths else 0
    merged: list[str] = []
    open_line = False
    for line in lines:
        if not line:
            open_line = False
            continue
        if open_line and not _STARTS_ANEW.match(line) and not _ROW.match(line):
            merged[-1] += line
        else:
            merged.append(line)
        full = len(line) >= _NEARLY_FULL * width
        open_line = full or not (_SENTENCE_END.search(line) or len(line) < _NEARLY_FULL * width)
    return merged


def _joined(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """Paragraphs with those put together that a page broke inside a sentence, and where."""
    joined: list[str] = []
    joints = []
    for paragraph in paragraphs:
        if joined and _continues(joined[-1], paragraph):
            joints.append(f"{joined[-1][-8:]}{paragraph[:8]}")
            joined[-1] += paragraph
        else:
            joined.append(paragraph)
    return joined, joints


def _continues(before: str, after: str) -> bool:
    cells = "\t" in before or "\t" in after
    ended = _SENTENCE_END.search(before) or len(before) < _LONG_LINE
    # A line that ends with a colon and is no sentence addresses somebody: it follows the title.
    address = after.endswith(("：", ":")) and "。" not in after
    return not (cells or ended or address or _STARTS_ANEW.match(after) or len(after) < 6)


def _rows_together(paragraphs: Iterable[str]) -> list[str]:
    """Rows of one table follow each other without blank lines."""
    together: list[str] = []
    for paragraph in paragraphs:
        if together and "\t" in paragraph and "\t" in together[-1].rpartition("\n")[2]:
            together[-1] += "\n" + paragraph
        else:
            together.append(paragraph)
    return together
