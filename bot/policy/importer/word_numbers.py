"""The numbers that Word writes before paragraphs by itself: 第一条, （一）, 1.2, ①."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml.etree import _Element

from bot.policy.importer.word_parts import attribute, child, children, descend
from bot.policy.numerals import chinese_numeral

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LEGAL = str.maketrans("零一二三四五六七八九十百千万", "零壹贰叁肆伍陆柒捌玖拾佰仟万")
_DEEPEST = 9
_TRUE = {"1", "true", "on"}


def _roman(value: int) -> str:
    pairs = zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        "M CM D CD C XC L XL X IX V IV I".split(),
        strict=True,
    )
    written = ""
    for step, letters in pairs:
        count, value = divmod(value, step)
        written += letters * count
    return written


def _letters(value: int) -> str:
    return _LETTERS[(value - 1) % 26] * ((value - 1) // 26 + 1)


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda value: signs[value - 1] if 0 < value <= len(signs) else str(value)


def _digits(value: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(value))


_CIRCLES = _one_of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_PLAIN = (
    "chineseCounting chineseCountingThousand taiwaneseCounting taiwaneseCountingThousand japaneseCounting"
)
_FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(_PLAIN.split(), chinese_numeral),
    **dict.fromkeys("ideographDigital japaneseDigitalTenThousand taiwaneseDigital".split(), _digits),
    **dict.fromkeys("decimalEnclosedCircle decimalEnclosedCircleChinese".split(), _CIRCLES),
    "chineseLegalSimplified": lambda value: chinese_numeral(value).translate(_LEGAL),
    "ideographLegalTraditional": lambda value: chinese_numeral(value).translate(_LEGAL),
    "ideographEnclosedCircle": _one_of("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "ideographTraditional": _one_of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _one_of("子丑寅卯辰巳午未申酉戌亥"),
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": lambda value: str(value).translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    ),
    "decimalEnclosedParen": lambda value: f"（{value}）",
    "decimalEnclosedFullstop": lambda value: f"{value}.",
    "upperLetter": _letters,
    "lowerLetter": lambda value: _letters(value).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
}


@dataclass
class _Level:
    form: str
    text: str
    start: int
    gap: str
    style: str
    plain: bool


@dataclass
class Numbering:
    """The lists of one document; `of` must see the paragraphs in their order."""

    styles: _Element | None
    numbering: _Element | None
    unknown: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._style = {attribute(s, "styleId"): s for s in children(self.styles, "style")}
        self._default = next((i for i, s in self._style.items() if attribute(s, "default") in _TRUE
                              and attribute(s, "type") == "paragraph"), "")  # fmt: skip
        self._abstract = {attribute(a, "abstractNumId"): a for a in children(self.numbering, "abstractNum")}
        self._num = {attribute(n, "numId"): n for n in children(self.numbering, "num")}
        self._levels: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def of(self, paragraph: _Element) -> str:
        """The number that stands before a paragraph, with its gap; empty where there is none."""
        number, depth = self._asked(paragraph)
        name, levels = self._list(number)
        if depth not in levels:
            return ""
        self._count(number, name, depth, levels)
        level = levels[depth]
        written = re.sub(r"%(\d)", lambda m: self._written(name, int(m[1]) - 1, levels, level), level.text)
        return written + level.gap if written and level.form != "bullet" else ""

    def _asked(self, paragraph: _Element) -> tuple[str, int]:
        """(numId, level) by the paragraph itself or else by its style."""
        own = descend(paragraph, "pPr", "numPr")
        style = attribute(descend(paragraph, "pPr", "pStyle"), "val") or self._default
        number = attribute(child(own, "numId"), "val")
        depth = attribute(child(own, "ilvl"), "val")
        seen: set[str] = set()
        while not number and style in self._style and style not in seen:
            seen.add(style)
            asked = descend(self._style[style], "pPr", "numPr")
            number = attribute(child(asked, "numId"), "val")
            depth = depth or attribute(child(asked, "ilvl"), "val")
            if number and not depth:
                depth = next((str(d) for d, lv in self._list(number)[1].items() if lv.style == style), "")
            style = attribute(child(self._style[style], "basedOn"), "val")
        return number, int(depth) if depth.isdigit() else 0

    def _list(self, number: str) -> tuple[str, dict[int, _Level]]:
        """(name of the list that numbers are shared with, its levels)."""
        if number not in self._levels:
            self._levels[number] = self._read(number)
        return self._levels[number]

    def _read(self, number: str) -> tuple[str, dict[int, _Level]]:
        num = self._num.get(number)
        name = attribute(child(num, "abstractNumId"), "val")
        for _ in range(_DEEPEST):  # a list may be defined by a style, which names another list
            link = attribute(child(self._abstract.get(name), "numStyleLink"), "val")
            linked = attribute(descend(self._style.get(link), "pPr", "numPr", "numId"), "val")
            if not linked:
                break
            name = attribute(child(self._num.get(linked), "abstractNumId"), "val")
        own = [lv for o in children(num, "lvlOverride") for lv in children(o, "lvl")]
        levels = [*children(self._abstract.get(name), "lvl"), *own]
        return name, {int(attribute(lv, "ilvl") or 0): _level(lv) for lv in levels}

    def _count(self, number: str, name: str, depth: int, levels: dict[int, _Level]) -> None:
        counts = self._counts.setdefault(name, {})
        again = next((o for o in children(self._num.get(number), "lvlOverride")
                      if attribute(o, "ilvl") == str(depth)), None)  # fmt: skip
        start = attribute(child(again, "startOverride"), "val")
        if start.isdigit() and (number, depth) not in self._begun:
            counts[depth] = int(start)
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else levels[depth].start
        self._begun.add((number, depth))
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]

    def _written(self, name: str, depth: int, levels: dict[int, _Level], shown: _Level) -> str:
        if depth not in levels:
            return ""
        level = levels[depth]
        value = self._counts[name].get(depth, level.start)
        if level.form in {"none", "bullet"}:
            return ""
        if level.form not in _FORMATS:
            self.unknown.add(level.form)
        return _FORMATS.get("decimal" if shown.plain else level.form, str)(value)


def _level(element: _Element) -> _Level:
    text = attribute(child(element, "lvlText"), "val")
    ends_itself = attribute(child(element, "suff"), "val") == "nothing" or text.endswith(("、", "）", ")"))
    start = attribute(child(element, "start"), "val")
    plain = child(element, "isLgl")
    return _Level(
        form=attribute(child(element, "numFmt"), "val") or _choice(element) or "decimal",
        text=text,
        start=int(start) if start.isdigit() else 1,
        gap="" if ends_itself else " ",
        style=attribute(child(element, "pStyle"), "val"),
        plain=plain is not None and attribute(plain, "val") not in {"0", "false", "off"},
    )


def _choice(element: _Element) -> str:
    """Formats that older programs don't know stand beside one that they do."""
    return next((attribute(e, "val") for e in element.iter("{*}numFmt")), "")
