"""Pages become one text: what stands on every page goes, sentences over page ends are joined."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.policy.importer.tidy import ends_sentence, page_number, starts_anew

# A page head stands at one height, give or take what a printer does, in points.
_SAME_HEIGHT = 4
_SHARE_OF_PAGES = 0.4
_FEWEST_PAGES = 3


@dataclass(frozen=True)
class Line:
    """`top` in points from the foot of the page."""

    text: str
    top: float


@dataclass(frozen=True)
class Page:
    """`drawn`: it shows more than text; `pictured`: a large picture; `commented`: text typed over it."""

    number: int
    lines: list[Line]
    drawn: bool = True
    pictured: bool = False
    commented: bool = False

    def letters(self) -> str:
        """Its text without digits and signs, so without its number."""
        return re.sub(r"[\W\d_]", "", "".join(line.text for line in self.lines))


def without_page_marks(pages: Sequence[Page]) -> tuple[list[Page], list[str]]:
    """Pages without their numbers, heads and feet, and a note for each kind that was left out."""
    numbers = _numbers(pages)
    heads = _heads(pages)
    kept = [
        replace(p, lines=[x for x in p.lines if x not in numbers[p.number] | heads[p.number]]) for p in pages
    ]
    notes = []
    if count := sum(len(lines) for lines in numbers.values()):
        notes.append(f"去掉了 {count} 处页码")
    said = {_plain(line.text): line.text.strip() for lines in heads.values() for line in lines}
    texts = Counter(said[_plain(line.text)] for lines in heads.values() for line in lines)
    notes += [f"去掉了每页重复的页眉页脚“{text}”（{count} 处），请核对" for text, count in texts.items()]
    return kept, notes


def join_pages(pages: Sequence[Page]) -> Iterator[str]:
    """All lines; a sentence that goes on on the next page is one line."""
    held = ""
    for page in pages:
        lines = [join_halves(line.text.strip()) for line in page.lines]
        for position, line in enumerate(lines):
            if held and position == 0 and _goes_on(held, line):
                held += line
                continue
            if held:
                yield held
            held = line
    if held:
        yield held


def join_halves(text: str) -> str:
    """Rare characters come in two halves."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def ranges(numbers: Sequence[int]) -> str:
    """«2、5–7» of page numbers in rising order."""
    spans = []
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        spans.append(str(found[0]) if len(found) == 1 else f"{found[0]}–{found[-1]}")
    return "、".join(spans)


def _goes_on(before: str, after: str) -> bool:
    """Whether the first line of a page is the rest of the sentence that ended the page before."""
    heading = starts_anew(before) and not re.search("[，。；]", before)
    return not (ends_sentence(before) or starts_anew(after) or heading or len(before) < 8)


def _numbers(pages: Sequence[Page]) -> dict[int, set[Line]]:
    """The first or last line of a page where it is the page's number, which counts on with the pages."""
    found: dict[int, list[tuple[Line, int, bool]]] = defaultdict(list)
    for page in pages:
        for line in _outermost(page, 1):
            number, marked = page_number(line.text.strip())
            if number is not None:
                found[page.number].append((line, number, marked))
    offsets = Counter(number - at for at, lines in found.items() for _, number, _ in lines)
    return {
        page.number: {
            line for line, number, marked in found[page.number] if marked or offsets[number - page.number] > 1
        }
        for page in pages
    }


def _heads(pages: Sequence[Page]) -> dict[int, set[Line]]:
    """Lines at the edge of a page that stand at the same height on many pages."""
    same: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    for page in pages:
        for line in _outermost(page, 2):
            text = line.text.strip()
            if page_number(text)[0] is not None or text.endswith(("。", "；", "：", "，")):
                continue  # a number is none of the heads, and a sentence is none either
            same[_plain(line.text)].append((page.number, line))
    least = max(_FEWEST_PAGES, _SHARE_OF_PAGES * len(pages))
    heads: dict[int, set[Line]] = defaultdict(set)
    for places in same.values():
        heights = [line.top for _, line in places]
        if len({page for page, _ in places}) >= least and max(heights) - min(heights) <= _SAME_HEIGHT:
            for number, line in places:
                heads[number].add(line)
    return heads


def _plain(text: str) -> str:
    """A line without its numbers and blanks."""
    return re.sub(r"\d+", "#", re.sub(r"\s", "", text))


def _outermost(page: Page, count: int) -> list[Line]:
    by_height = sorted(page.lines, key=lambda line: line.top)
    return list(dict.fromkeys([*by_height[:count], *by_height[-count:]]))
