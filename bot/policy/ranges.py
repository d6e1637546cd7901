"""Two numbers that make one: 两到三次, 没有十个也有八个, 一年零两个月, 差两岁六十."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from bot.policy.amounts import read_number
from bot.policy.quantity import Quantity, in_unit


def joined(found: list[Quantity], text: str) -> Iterator[Quantity]:
    """Two numbers that make one range are joined."""
    pending: Quantity | None = None
    for quantity in found:
        if pending is None:
            pending = quantity
            continue
        range_ = _range(pending, quantity, text)
        if range_ is None:
            yield pending
        pending = range_ or quantity
    if pending is not None:
        yield pending


def _range(first: Quantity, second: Quantity, text: str) -> Quantity | None:
    between = text[first.end : second.start]
    unit = second.unit or first.unit
    if first.unit == "年" and second.unit == "月" and re.fullmatch("零|又|加|多|", between):
        return _years_and_months(first, second)
    if (short := _short_of(first, second, text)) is not None:
        return short
    denied = re.search(r"(?:没有?|没得|莫得|不到)$", text[: first.start])
    if denied and re.fullmatch(r"[，,]?也(?:有|得有?)?", between):
        low, high = second.at_least, first.at_most
        fits = low is None or high is None or low <= high
        return Quantity(low, high, unit, denied.start(), second.end) if fits else None
    if re.fullmatch(r"到|至|-|~|—|或者?|还是", between) and first.unit in {"", unit} and not second.ordinal:
        low, high = first.at_least, second.at_most
        if low is not None and high is not None and first.unit == "" and unit == "元":
            # «3到5万»: the unit is said once.
            low *= _scale(text[second.start : second.end])
        return (
            Quantity(low, high, unit, first.start, second.end)
            if low is not None and high is not None and low < high
            else None
        )
    return None


def _years_and_months(years: Quantity, months: Quantity) -> Quantity | None:
    """«一年零两个月» as months; None where either is said in bounds or as an ordinal."""
    if years.exact is None or months.exact is None or years.ordinal or months.ordinal:
        return None
    total = years.exact * 12 + months.exact
    return Quantity(total, total, "月", years.start, months.end)


def _short_of(first: Quantity, second: Quantity, text: str) -> Quantity | None:
    """«差两岁六十», «六十差两岁»: the whole without what it is short of; None where nothing is."""
    between = text[first.end : second.start]
    if text[: first.start].endswith("差") and re.fullmatch("[就才]?[满够到]?|不到", between):
        whole, lacking, start = second, first, first.start - 1
    elif re.fullmatch("还?差着?", between):
        whole, lacking, start = first, second, first.start
    else:
        return None
    if whole.unit == "年" and lacking.unit == "月":
        whole = replace(in_unit(whole, "月") or whole, unit="月")
    alike = whole.unit in {"", lacking.unit}
    if not alike or whole.exact is None or lacking.exact is None or lacking.exact >= whole.exact:
        return None
    left = whole.exact - lacking.exact
    return Quantity(left, left, lacking.unit, start, second.end)


def _scale(written: str) -> Decimal:
    big = re.search(r"[十百千]?(?:万|w|亿)", written)
    return Decimal(1) if not big else (read_number("一" + big[0]) or Decimal(1))
