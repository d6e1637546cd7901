"""What flows in is heard as the matter at hand counts it, for whatever length of time it is told."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.flows import with_flows
from bot.dialogue.state import State
from bot.nlu.facts.fact import Fact

RENT = ("applicant", "rent_per_month", "rent_total", "rent_months")
QUARTER = ("taxpayer_kind", "sales_month", "sales_quarter")
YEAR = ("sales_12_months", "occasional_sales")
PROFIT = ("profit_year", "employees")


def told(text: str, at_hand: tuple[str, ...], known: dict[str, Any], heard: tuple[Fact, ...] = ()) -> Any:
    found = with_flows(text, State(people={"me": known}), at_hand, heard)
    return {fact.attribute: fact.value for fact in found}


@pytest.mark.parametrize(
    ("text", "at_hand", "known", "facts"),
    [
        # A document spreads the rent over the months that it is for.
        ("后年涨成一年144万", RENT, {"rent_per_month": 90000}, {"rent_total": 1440000, "rent_months": 12}),
        ("半年收54万呢", RENT, {"rent_total": 90000}, {"rent_total": 540000, "rent_months": 6}),
        # So much each time comes to so many times as much.
        ("往后一个月十一万", QUARTER, {"sales_quarter": 200000}, {"sales_quarter": 330000}),
        ("平均每季140万", YEAR, {"sales_12_months": 3000000}, {"sales_12_months": 5600000}),
        ("每个月赚20万", PROFIT, {"profit_year": 1000000}, {"profit_year": 2400000}),
        ("上个季度二十二万", QUARTER, {"sales_quarter": 200000}, {"sales_quarter": 220000}),
        # One month among others is no quarter, and a year tells of none.
        ("上个月十一万", QUARTER, {"sales_quarter": 200000}, {"sales_month": 110000}),
        ("一年八十万", QUARTER, {"sales_quarter": 200000}, {}),
        # Nothing of it is known, or something else is spoken of.
        ("一年144万", RENT, {}, {}),
        ("一年贷款要还20万", RENT, {"rent_per_month": 90000}, {}),
        ("一个月工资开出去九万", QUARTER, {"sales_quarter": 200000}, {}),
        ("一年卖144万", RENT, {"rent_per_month": 90000}, {}),
    ],
)
def test_a_flow_is_heard_as_it_is_counted(
    text: str, at_hand: tuple[str, ...], known: dict[str, Any], facts: dict[str, Any]
) -> None:
    assert told(text, at_hand, known) == facts


def test_what_a_sum_was_taken_for_beside_it_goes() -> None:
    said = "一年144万"
    heard = (Fact("sales_12_months", 1440000, (0, len(said)), said, 0.9),)
    assert told(said, RENT, {"rent_per_month": 90000}, heard) == {"rent_total": 1440000, "rent_months": 12}


def test_what_comes_on_top_stays() -> None:
    said = "12月还能卖40万"
    heard = (Fact("sales_12_months", 400000, (0, len(said)), said, 0.9, adds=True),)
    assert told(said, YEAR, {"sales_12_months": 4000000}, heard) == {"sales_12_months": 400000}


def test_a_sum_that_is_part_of_a_whole_told_with_it_is_no_whole() -> None:
    text = "快手一年四万，微店还有八万多"
    whole = Fact("online_yearly_sales", 120000, (0, len(text)), text, 0.95)
    heard = told(text, ("online_yearly_sales",), {"online_yearly_sales": 30000}, (whole,))
    assert heard == {"online_yearly_sales": 120000}
