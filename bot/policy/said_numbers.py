"""Numbers as people say them, with unit, bound and vagueness: 不到三次, 两三回, 5000多万, 九个多月."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.policy.bounds import bounds_of, digit, limited
from bot.policy.idle_numerals import without_idle
from bot.policy.quantity import COUNTED, Quantity
from bot.policy.quantity_patterns import NEGATIVE, QUANTITY, REST, SUM_BEFORE, UNITS
from bot.policy.ranges import joined


def quantities(text: str) -> list[Quantity]:
    """All numbers of a text in order, ranges (两到三次, 没有十个也有八个) as one each."""
    masked = without_idle(text)
    found = [q for match in _matches(masked) if (q := _quantity(match, masked))]
    return list(joined(found, masked))


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Every number with its unit; «8万两年» are two of them, «8万五» is one."""
    for match in QUANTITY.finditer(text):
        sum_ = SUM_BEFORE.fullmatch(match["run"]) if match["unit"] and _unit(match) != "元" else None
        cut = match.start("run") + len(sum_[1]) if sum_ else match.end()
        parts = [QUANTITY.match(text, match.start(), cut), QUANTITY.match(text, cut)] if sum_ else [match]
        yield from (part for part in parts if part)


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    if match["denied"] or NEGATIVE.search(text[: match.start("run")]):
        return None
    unit = _unit(match)
    counted = unit in COUNTED
    run = match["run"]
    if run in {"几", "数"} and not unit:
        return None
    half, later = match["half"], match["later_more"]
    inside = match["more"] or "多" in (match["unit"] or "")
    roughly = "来" if match["more"] in {"来", "把"} else ""
    bounds = bounds_of(run + roughly, counted, bool((inside and not roughly) or (later and not half)))
    if bounds is None:
        return None
    low, high, about = bounds
    if match["unit"] == "成":
        low, high, about = _in_percent(low, high, about, match["tenths"] or "")
    if half:
        low, high = low + Decimal("0.5"), high + (Decimal("0.99") if later else Decimal("0.5"))
    low_, high_, about = limited(low, high, about, match["before"] or "", match["after"] or "", counted)
    rest = bool(REST.search(text[: match.start("run")]))
    return Quantity(low_, high_, unit, match.start(), match.end(), about, bool(match["ordinal"]), rest)


def _in_percent(
    low: Decimal, high: Decimal, about: Decimal | None, tenths: str
) -> tuple[Decimal, Decimal, Decimal | None]:
    """«三成», «一成五» in percent."""
    more = digit(tenths) if tenths else 0
    # What «多» left open stays open by a whole tenth.
    top = high * 10 + (Decimal("0.09") if high % 1 else 0)
    return low * 10 + more, top + more, None if about is None else about * 10


def _unit(match: re.Match[str]) -> str:
    if match["percent"]:
        return "%"
    written = match["unit"] or ""
    if written:
        return next(name for name, pattern in UNITS.items() if re.fullmatch(pattern, written))
    return "元" if re.search(r"[万亿wk]", match["run"]) else ""
