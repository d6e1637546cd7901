"""The lowest and the highest that a numeral and the words around it leave: 几十万, 5000多万, 将近三次."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.policy.amounts import read_number
from bot.policy.quantity import CENT
from bot.policy.quantity_patterns import AT_MOST, BELOW, DIGITS


def bounds_of(run: str, counted: bool, more: bool) -> tuple[Decimal, Decimal, Decimal | None] | None:
    """(lowest, highest, figure that was named roughly) of the numeral alone."""
    pair = re.fullmatch(rf"(.*?)([{DIGITS[2:]}])([{DIGITS[2:]}])((?:个?[十百千万亿])*)", run)
    # «二十八九万», «两万五六».
    if (
        pair
        and (pair[1] == "" or pair[1].endswith("十" if pair[4] else tuple("十百千万")))
        and digit(pair[2]) < digit(pair[3])
    ):
        first, second = (read_number((pair[1] + d + pair[4]).replace("个", "")) for d in (pair[2], pair[3]))
        if first is not None and second is not None:
            return first, second, None
    if "几" in run or run.startswith("数"):
        return _several(run.replace("好", ""))
    # «百十来万» is about a million.
    run = re.sub("^百十(?![一二三四五六七八九])", "百把", run)
    about = "来" in run or "把" in run
    more = more or "多" in run or "余" in run
    plain = re.sub(r"[多来余把个]", "", run)
    value = read_number(f"一{plain}" if plain[:1] in set("百千万亿") else plain)
    if value is None or value > Decimal(10) ** 13:
        return None
    if about:
        return _around(value, counted)
    if more:
        step = _step(value)
        return (
            (value + 1, value + step - 1, None)
            if counted and step > 1
            else (value, value + step - CENT, None)
        )
    return value, value, None


def _several(run: str) -> tuple[Decimal, Decimal, None] | None:
    """几个 2 to 9, 十几 11 to 19, 几十万 20 to 90 and more."""
    if run[0] in "几数":
        low, high = read_number("二" + run[1:]), read_number("九" + run[1:])
        unit = read_number("一" + run[1:]) if run[1:] else Decimal(1)
        return None if low is None or high is None or unit is None else (low, high + unit - 1, None)
    low, high = read_number(run.replace("几", "一")), read_number(run.replace("几", "九"))
    return None if low is None or high is None else (low, high, None)


def _step(value: Decimal) -> Decimal:
    """What «多» may add: one of the last place that was said (5000多万: less than 1000万)."""
    step = Decimal(1)
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def _around(value: Decimal, counted: bool) -> tuple[Decimal, Decimal, Decimal]:
    """A tenth either way, at most one of the last place that was said (估计三百二十万: 310–330)."""
    margin = min(value / 10, _step(value)) if value % 1 == 0 else value / 10
    if counted:
        margin = max(Decimal(1), margin.to_integral_value())
    return max(value - margin, Decimal(0)), value + margin, value


def limited(
    low: Decimal, high: Decimal, about: Decimal | None, before: str, after: str, counted: bool
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """The bounds after the words around the numeral."""
    smallest = Decimal(1) if counted else CENT
    if re.fullmatch(BELOW, before) or after in {"不到", "不足"}:
        return None, high - smallest, None
    if re.fullmatch(AT_MOST, before) or after in {"以下", "以内", "之内", "封顶"}:
        return None, high, None
    if re.match(r"至少|最少|起码|少说|怎么|不少于|不低于|上", before) or after in {"以上", "开外", "往上"}:
        return low, None, None
    if re.match(r"超|[突冲]?破|多于|高于|大于|不止", before):
        return low + smallest, None, None
    if re.match(r"将近|接近|快|近|小|差(?!不多)", before):
        nearly = high * Decimal("0.8")
        return (nearly.to_integral_value() if counted else nearly), high, high
    if after == "出头":
        return low, high + max(_step(high) / 2, Decimal(1)), None
    if (before or after) and low == high:
        return _around(low, counted)
    return low, high, about


def digit(character: str) -> int:
    return "零一二三四五六七八九".find(character.replace("两", "二").replace("俩", "二"))
