"""Repairs what paper and its conversion did to a text: page numbers, breaks inside sentences."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from bot.policy.importer.extract import Extract
from bot.policy.numerals import NUMERAL

_PAGE_NUMBER = re.compile(
    r"^(?:[-—–－─·•\s]*\d{1,3}[-—–－─·•\s]*|第\s*\d+\s*页(?:[，,\s/]*共\s*\d+\s*页)?|\d+\s*/\s*\d+)$"
)
_DASHED = re.compile(r"[-—–－─·•页/]")
_STARTS_ANEW = re.compile(
    rf"^(?:第{NUMERAL}[编章节条]|{NUMERAL}、|[（(]{NUMERAL}[)）]|[（(]?\d+[.．、)）]|附件|附表|抄送|序号"
    rf"|[（(]此件|\d{{4}}年\d+月\d+日|[一-鿿]{{1,16}}[〔\[［]\d{{4}}[〕\]］]\d+号$)"
)
_SENTENCE_END = re.compile(r"[。！？；：!?;:”）)》〉】…]$")
# Who signs, or a title: no sentence, so not the rest of one either.
_SIGNATURE = re.compile(r"[^，。；：、！？]{2,30}")
_HAN = re.compile(r"[\u3400-\u9fff]")
# A blank between two Chinese characters or signs, which a sentence has none of.
_INSIDE = re.compile(r"(?<=[\u3400-\u9fff，。；：、）])[ \u3000]+(?=[\u3400-\u9fff，。；：、（）])")
_RINGED = re.compile("[㈠-㈩]")
_FEWEST_SPACED = 3
# A line that a page breaks off has at least so many characters, a page of text so many.
_LEAST_BROKEN = 8
_LEAST_ON_PAGE = 250
_ROW = re.compile(r"^\d{1,3}\s+\S+\s+\S")
# Shorter lines are titles, signatures, table cells; a paragraph cut by a page is longer.
_LONG_LINE = 36
_NEARLY_FULL = 0.85


def tidy(extract: Extract) -> tuple[str, list[str]]:
    """(text, notes): the words are unchanged, white space and page marks aside."""
    notes = list(extract.notes)
    lines = [_clean(line) for line in extract.text.splitlines()]
    lines, spaced = _closed_up(lines)
    if spaced:
        notes.append(f"{spaced} 行的字与字之间有空格，已经去掉")
    lines, dropped = _without_page_numbers(lines)
    if dropped:
        notes.append(f"去掉了 {len(dropped)} 处页码：{'、'.join(dropped)[:80]}")
    lines = _unwrapped(lines) if extract.wrapped or _is_wrapped(lines) else lines
    paragraphs, joints = _joined([line for line in lines if line])
    notes += [f"在“{joint}”处断开的一句已接上，请核对" for joint in joints]
    notes += [
        f"“{line[:20]}”这一行里有读不出的字（\ufffd），请对照原件" for line in paragraphs if "\ufffd" in line
    ]
    return "\n\n".join(_rows_together(paragraphs)) + "\n", notes


def ends_sentence(line: str) -> bool:
    """Whether a sentence ends with the line."""
    return bool(_SENTENCE_END.search(line))


def starts_anew(line: str) -> bool:
    """Whether a line begins something of its own: a clause, an item, an annex, a row, a date."""
    return bool(_STARTS_ANEW.match(line) or _ROW.match(line))


def page_number(line: str) -> tuple[int | None, bool]:
    """(the number if a line is nothing but a page's, whether dashes or words mark it as such)."""
    if not _PAGE_NUMBER.match(line):
        return None, False
    found = re.search(r"\d+", line)
    return (int(found[0]) if found else None), bool(_DASHED.search(line))


def _clean(line: str) -> str:
    """Without invisible characters and outer white space; blanks of all widths are blanks, tabs stay."""
    plain = "".join(" " if unicodedata.category(c) == "Zs" and c != "\u3000" else c for c in line)
    visible = "".join(c for c in plain if c == "\t" or unicodedata.category(c) not in {"Cf", "Cc"})
    return _RINGED.sub(lambda m: f"（{unicodedata.normalize('NFKC', m[0])[1:-1]}）", visible).strip(" \u3000")


def _closed_up(lines: list[str]) -> tuple[list[str], int]:
    """Lines with a blank between all their characters, without those blanks; and how many there were."""
    closed = [_without_blanks(line) for line in lines]
    return closed, sum(a != b for a, b in zip(lines, closed, strict=True))


def _without_blanks(line: str) -> str:
    characters = line.split()
    han = len(_HAN.findall(line))
    single = sum(len(part) == 1 for part in characters)
    if "\t" in line or han < _FEWEST_SPACED:
        return line
    if single >= 0.8 * len(characters) and len(characters) >= 0.6 * han:
        # Two blanks or more part words; one parts characters.
        return re.sub(r"(?<=\S)[ \u3000](?=\S)", "", line)
    spaced = len(_INSIDE.findall(line)) > _FEWEST_SPACED and ends_sentence(line) and not _ROW.match(line)
    return _INSIDE.sub("", line) if spaced else line


def _without_page_numbers(lines: list[str]) -> tuple[list[str], list[str]]:
    """Lines without page numbers: marked ones, and bare ones that count on through the whole text."""
    found = {i: page_number(line) for i, line in enumerate(lines)}
    marked = {i for i, (number, is_marked) in found.items() if number is not None and is_marked}
    bare = {i: number for i, (number, is_marked) in found.items() if number is not None and not is_marked}
    drop = marked | (set(bare) if _counts_pages(lines, bare) else set())
    return _without(lines, drop), [lines[i] for i in sorted(drop)]


def _without(lines: list[str], drop: set[int]) -> list[str]:
    """Lines without those of pages; the sentence that a page broke off goes on where it stopped."""
    kept: list[str] = []
    broken = False
    for i, line in enumerate(lines):
        last = next((position for position in reversed(range(len(kept))) if kept[position]), None)
        if i in drop:
            broken = last is not None and len(kept[last]) >= _LEAST_BROKEN and not ends_sentence(kept[last])
        elif broken and last is not None and line and not starts_anew(line):
            kept[last] += line
            broken = False
        else:
            kept.append(line)
            broken = broken and not line
    return kept


def _counts_pages(lines: list[str], bare: dict[int, int]) -> bool:
    """Whether bare numbers are those of pages: they count on, and most stand inside a sentence."""
    numbers = list(bare.values())
    if len(numbers) < 2 or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return False
    before = [next((line for line in reversed(lines[:i]) if line), "") for i in bare]
    inside = [b for b in before if len(b) >= _LEAST_BROKEN and not _SENTENCE_END.search(b)]
    pages = [sum(map(len, lines[a:b])) for a, b in pairwise([0, *bare])]
    return len(inside) * 2 >= len(before) or min(pages) >= _LEAST_ON_PAGE


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
        signed = bool(merged) and ends_sentence(merged[-1]) and _SIGNATURE.fullmatch(line)
        if open_line and not starts_anew(line) and not signed:
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
    return not (cells or ended or address or starts_anew(after) or len(after) < 6)


def _rows_together(paragraphs: Iterable[str]) -> list[str]:
    """Rows of one table follow each other without blank lines."""
    together: list[str] = []
    for paragraph in paragraphs:
        if together and "\t" in paragraph and "\t" in together[-1].rpartition("\n")[2]:
            together[-1] += "\n" + paragraph
        else:
            together.append(paragraph)
    return together
