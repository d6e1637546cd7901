"""A number that somebody said, with its bounds, in one unit or another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

CENT = Decimal("0.01")
_LEAST_SUM = Decimal(100)
_DAYS_OF = {"周": (7, 7), "月": (28, 31), "年": (365, 366)}  # fewest, most
_SAME = {"名": "人"}
# Units that are counted one by one; all others are measured.
COUNTED = frozenset({"次", "人", "个", "户", "家", "台", "笔", "项", "件", "所", "条"})


@dataclass(frozen=True)
class Quantity:
    """A number with its bounds, both inclusive; None where a side is open.

    `unit` is 元, %, 次, 人, 年, 月, 天, 岁 … or empty; `about`: the figure that was named where it was
    named roughly. `ordinal`: the one that is counted now (第三次); `rest`: what is left (还剩一次).
    """

    at_least: Decimal | None
    at_most: Decimal | None
    unit: str
    start: int
    end: int
    about: Decimal | None = None
    ordinal: bool = False
    rest: bool = False

    @property
    def exact(self) -> Decimal | None:
        """The number, where both bounds are the same."""
        return self.at_least if self.at_least == self.at_most else None


def as_amount(quantity: Quantity) -> Quantity | None:
    """The quantity as a sum of money in 元; None where its unit says otherwise.

    A small bare number («8、9月要交») counts something else.
    """
    bare = not quantity.unit and (quantity.at_least or quantity.at_most or _LEAST_SUM) < _LEAST_SUM
    return quantity if quantity.unit in {"元", ""} and not (quantity.ordinal or bare) else None


def in_unit(quantity: Quantity, unit: str) -> Quantity | None:
    """The quantity in the unit of an attribute (年, 个月, 岁, 次, 人 …); None where it doesn't fit."""
    wanted = _SAME.get(unit, unit.removeprefix("个") or unit)
    one_by_one = (quantity.unit == "个" and wanted in COUNTED) or (
        wanted == "个" and quantity.unit in {"人", "户", "家"}
    )
    if quantity.unit in {wanted, ""} or one_by_one:
        return replace(quantity, unit=wanted)
    if wanted == "天" and (days := _DAYS_OF.get(quantity.unit)):
        return _in_days(quantity, *days)
    factors = {("年", "月"): Decimal(12), ("月", "年"): 1 / Decimal(12), ("年", "岁"): Decimal(1)}
    factor = factors.get((quantity.unit, wanted))
    if factor is None:
        return None

    def scaled(number: Decimal | None) -> Decimal | None:
        return None if number is None else (number * factor).quantize(CENT)

    return replace(
        quantity, at_least=scaled(quantity.at_least), at_most=scaled(quantity.at_most),
        about=scaled(quantity.about), unit=wanted,
    )  # fmt: skip


def _in_days(quantity: Quantity, fewest: int, most: int) -> Quantity:
    """Months, weeks or years in days: a month may be short or long, so what was exact has bounds."""
    low, high, about = quantity.at_least, quantity.at_most, quantity.about
    return replace(
        quantity, unit="天", about=None if about is None else about * (fewest + most) / 2,
        at_least=None if low is None else (low * fewest).quantize(Decimal(1), ROUND_FLOOR),
        at_most=None if high is None else (high * most).quantize(Decimal(1), ROUND_CEILING),
    )  # fmt: skip
