"""The numbers that a text states, as values, however they are written."""

from __future__ import annotations

import re
from fractions import Fraction

from bot.policy.structure import chinese_number

NUMERAL = "零〇一二两三四五六七八九十百千万亿"
_ARABIC = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_SHARE = re.compile(rf"([{NUMERAL}]+)分之([{NUMERAL}]+)")
_CHINESE = re.compile(rf"[{NUMERAL}]+")
# A numeral is a quantity where one of these follows; elsewhere it is part of a word (一般, 统一).
_UNIT = re.compile(
    r"个?(?:工作日|自然日)|[天日年月周元人名次倍家份户种类项成折岁票级度件]|个|万|亿|%|％|以上|以下|以内|分之"
)
_IDIOMS = re.compile(
    "一个人|一人|一样|一般|一定|一致|一律|一并|一起|一次|一旦|一种|一类|一项|一件|一份|一家|一名|一年到头|一方|一同|一网|一门"
    "|两种|两类|两个|两样|两头|两家|两次|三证|一半|一些|一面|一边|一分|一户|一天天|一个个|一个|一人有限|二维|十分|万一|千万别|第三人|第三方"
    "|第一次|百分之百|统一|唯一|单一|之一|星期[一二三四五六日]"
)
_REFERENCES = re.compile(
    rf"第[{NUMERAL}\d]+[条款项章]|^\s*[（(][{NUMERAL}]+[)）]|[〔\[（(]\d{{4}}[〕\])）]\d+号|公告\d{{4}}年第\d+号|第?\d+号(?:令|公告)",
    re.M,
)


def quantities(text: str, strict: bool = True) -> set[Fraction]:
    """The numbers of a text as values: 5万 and 五万 are 50000, 百分之二十 and 20% are 20, 5‰ is 0.5.

    Strict: a Chinese numeral counts only before a unit; else every numeral counts.
    """
    found = set()
    for share in _SHARE.finditer(text):
        found.add(_share(share[1], share[2]))
    text = _SHARE.sub("", text)
    for match in _ARABIC.finditer(text):
        found.add(_scaled(Fraction(match[0].replace(",", "")), text[match.end() :].lstrip(" ")[:1]))
    if strict:
        text = _IDIOMS.sub("—", text)
    for match in _CHINESE.finditer(text):
        before, after = text[: match.start()][-1:], text[match.end() :]
        if before.isdigit() or (strict and (before == "第" or not _UNIT.match(after))):
            continue
        found.add(Fraction(chinese_number(match[0])))
    return found


def without_references(text: str) -> str:
    """Without 第二十条, 〔2023〕75号 and the marks of list items, which are no quantities."""
    return _REFERENCES.sub("", text)


def shown(value: Fraction) -> str:
    """A value as a complaint names it."""
    if value.denominator == 1:
        return str(value.numerator)
    return (
        f"{float(value):g}" if 100 % value.denominator == 0 else f"{value.denominator}分之{value.numerator}"
    )


def _share(whole: str, part: str) -> Fraction:
    """Percent for 百分之…, per mille likewise, else the fraction: 三分之二 is 2/3."""
    bottom, top = chinese_number(f"一{whole}" if whole[0] in "十百千万亿" else whole), chinese_number(part)
    if not bottom:
        return Fraction(top)
    return Fraction(top) if bottom == 100 else Fraction(top, bottom)


def _scaled(value: Fraction, unit: str) -> Fraction:
    return value * {"万": Fraction(10_000), "亿": Fraction(100_000_000), "‰": Fraction(1, 10)}.get(unit, 1)
