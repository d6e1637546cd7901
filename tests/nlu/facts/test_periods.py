"""A sum belongs to the length of time that is told with it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.nlu.facts.clauses import clauses
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.masking import masked
from bot.nlu.facts.periods import months_told, of_their_periods
from bot.nlu.facts.values import nothing_but_number
from bot.policy.said_numbers import quantities

SALES = ("sales_month", "sales_quarter", "sales_day", "sales_12_months")
ONLINE = "online_yearly_sales"
RENT = ("rent_per_month", "rent_total", "rent_months")


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("三个月合计收了二十万", 3),
        ("上个季度做了十七万", 3),
        ("4月到6月卖了二十万", 3),
        ("七八九月一共二十万", 3),
        ("五六月份收了九万", 2),
        ("十一月收了九万", 1),
        ("一到十二月收了九万", 12),
        ("平均每月五万", 1),
        ("九月份卖了七万", 1),
        ("全年也就三十万", 12),
        ("三个月里每个月六万", 1),
        ("上个月和这个月加起来三个月共十五万", 3),
        ("当天收了八百", 0),
        ("今年三月收了六万", 1),
        ("去年8月到今年7月做了三百万", 12),
        ("24年11月到25年4月", 6),
        ("今年2月到5月", 4),
        ("年租三十万", 12),
        ("月租两千", 1),
        ("按季度报", None),
        ("三个月前开的", None),
        ("收了六万", None),
    ],
)
def test_months(text: str, months: int | None) -> None:
    assert months_told(text) == months


@pytest.mark.parametrize(
    ("text", "heard", "asked", "wanted", "kept"),
    [
        ("仨月一共十八万", "sales_month", None, SALES, {"sales_quarter": 180000}),
        ("这个季度，才十八万", "sales_month", None, SALES, {"sales_quarter": 180000}),
        ("一个月六万", "sales_quarter", "sales_quarter", SALES, {"sales_month": 60000}),
        ("半年三十万", "sales_month", "sales_month", SALES, {}),
        ("半年三十万", "net_sales", None, SALES, {}),
        ("三到十月三十万", "sales_month", None, SALES, {"sales_12_months": 300000}),
        ("每个月五千", ONLINE, ONLINE, (ONLINE,), {ONLINE: 60000}),
        ("一年房租六万", "rent_total", None, RENT, {"rent_total": 60000, "rent_months": 12}),
        ("一个月两千", "rent_total", "rent_total", RENT, {"rent_per_month": 2000}),
        ("六万", "sales_month", "sales_month", SALES, {"sales_month": 60000}),
        ("三个月做了十九万", "sales_day", "sales_day", SALES, {"sales_quarter": 190000}),
        # A year's rent is no year's sales.
        ("一年六十万", "rent_per_month", None, (*RENT, *SALES), {}),
    ],
)  # fmt: skip
def test_its_attribute(
    text: str, heard: str, asked: str | None, wanted: tuple[str, ...], kept: dict[str, Any]
) -> None:
    parts = clauses(text)
    (value,) = [
        int(q.exact) for q in quantities(parts[-1].text) if q.exact and (q.unit == "元" or q.exact > 99)
    ]
    fact = Fact(heard, value, (parts[-1].start, parts[-1].end), parts[-1].text, 0.9)
    found = of_their_periods([fact], parts, wanted, asked)
    assert {fact.attribute: fact.value for fact in found} == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("本月不含税九万", {"sales_month": 90000, "price_includes_tax": False}),
        ("季报，不含税九万", {"net_sales": 90000, "sales_quarter": 90000, "price_includes_tax": False}),
        ("不含税九万", {"net_sales": 90000}),
    ],
)
def test_what_is_told_without_tax_is_the_sum_of_its_period(text: str, kept: dict[str, Any]) -> None:
    parts = clauses(text)
    fact = Fact("net_sales", 90000, (parts[-1].start, parts[-1].end), parts[-1].text, 0.98)
    found = of_their_periods([fact], parts, (*SALES, "price_includes_tax", "net_sales"), None)
    assert {one.attribute: one.value for one in found} == kept


def test_two_sums_of_one_period_stay_two() -> None:
    (part,) = clauses("一年卖八万")
    heard = [
        Fact(name, 80000, (part.start, part.end), part.text, 0.98) for name in (ONLINE, "sales_12_months")
    ]
    assert list(of_their_periods(heard, [part], (ONLINE, "sales_12_months"), None)) == heard


@pytest.mark.parametrize(
    ("text", "alone"), [("45天到期", False), ("账期30天", False), ("45天", True), ("拖了45天", True)]
)
def test_a_time_allowed_is_no_number_alone(text: str, alone: bool) -> None:
    assert nothing_but_number(masked(text)) is alone
