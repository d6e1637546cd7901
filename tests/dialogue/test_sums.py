"""Sums that are told month by month, on top of what is known, or in place of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bot.dialogue import hearing
from bot.dialogue.state import State
from bot.dialogue.sums import with_sums
from bot.nlu import loaded
from bot.nlu.facts.fact import Fact
from bot.policy.quantity import as_amount
from bot.policy.said_numbers import quantities

CANDIDATES = ("sales_month", "sales_quarter", "sales_12_months", "annual_sales", "total_assets")


class Deaf:
    """An ear that hears no fact: what is left is the arithmetic of this module."""

    def hear(self, *_: Any) -> list[Fact]:
        return []


@pytest.fixture(autouse=True)
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded, "ear", Deaf)


def told(text: str, known: dict[str, Any]) -> list[tuple[str, Any, bool, bool]]:
    facts: Sequence[Fact] = hearing.hear_facts(text, State(people={"me": known}), CANDIDATES, {})
    return [(f.attribute, f.value, f.adds, f.corrects) for f in facts]


@pytest.mark.parametrize(
    ("text", "known", "heard"),
    [
        ("四月8万、五月9万、六月10万", {}, [("sales_quarter", 270000, False, False)]),
        # Two months are no quarter, and neither of them is the month that is asked.
        ("四月8万、五月9万", {}, []),
        ("还有一笔漏了，两千", {"sales_month": 97000}, [("sales_month", 2000, True, False)]),
        ("退了两千", {"sales_month": 97000}, []),
        ("另外五千", {"sales_month": 97000, "total_assets": 900000}, []),
        (
            "8000万是全集团的，本公司5000万",
            {"annual_sales": 80000000},
            [("annual_sales", 50000000, False, True)],
        ),
        ("8000万是全集团的", {"annual_sales": 80000000}, []),
        # A whole of another length of time than the one known.
        ("三个月合计十四万", {"sales_month": 97000}, [("sales_quarter", 140000, False, True)]),
        # A further month comes on top of the months in a row.
        ("下个月还要卖二十万", {"sales_12_months": 900000}, [("sales_12_months", 200000, True, False)]),
        ("要是下个月还能卖二十万呢", {"sales_12_months": 900000}, [("sales_12_months", 200000, True, False)]),
        ("下个月还要付二十万", {"sales_12_months": 900000}, []),
        # The whole as it is now stands in place of what was told.
        ("直播那边两万漏了，合计十二万", {"sales_month": 97000}, [("sales_month", 120000, False, True)]),
    ],
)  # fmt: skip
def test_sums(text: str, known: dict[str, Any], heard: list[tuple[str, Any, bool, bool]]) -> None:
    assert told(text, known) == heard


class Hears:
    """An ear that hears one sum where the message names it."""

    def __init__(self, attribute: str, value: Any) -> None:
        self._attribute, self._value = attribute, value

    def hear(self, text: str, *_: Any) -> list[Fact]:
        said = text.rpartition("，")[2]
        return [Fact(self._attribute, self._value, (len(text) - len(said), len(text)), said, 0.97)]


@pytest.mark.parametrize(
    ("asked", "text", "total"),
    [
        ("sales_day", "三百五和八百，一天收的", 1150),
        ("sales_day", "修了三台，200、150、400", 750),
        ("sales_day", "四单，每单两百五", 1000),
        ("sales_day", "一家六百一家三百", 900),
        ("sales_month", "堂食四万，团购两万五", 65000),
        ("sales_month", "堂食四万，团购两万五，拢共六万五", 65000),
        ("sales_day", "装了两家，四百和九百，同一天的", 1300),
        # Of two months, of a cost and of what is given back, nothing is added up.
        ("sales_month", "这个月四万，上个月五万", None),
        ("sales_day", "收了九百，材料成本三百", None),
        ("sales_month", "卖了六万，退了一万", None),
        # Another length of time than what is asked.
        ("sales_month", "一季度十一万，二季度十二万", None),
    ],
)
def test_parts_of_what_is_asked_add_up(asked: str, text: str, total: int | None) -> None:
    state = State(check={"topic": "vat", "asked": asked})
    heard = hearing.hear_facts(text, state, (*CANDIDATES, "sales_day"), {})
    assert [f.value for f in heard if f.attribute == asked] == ([] if total is None else [total])


@pytest.mark.parametrize(
    ("text", "adds"),
    [
        ("快手还有一个店，三万", True),
        ("老家另外有个门市，三万", True),
        ("那边也收了三万", True),
        ("快手还有一个店，加起来三万", False),
        ("应该是三万", False),
    ],
)
def test_another_one_comes_on_top(monkeypatch: pytest.MonkeyPatch, text: str, adds: bool) -> None:
    monkeypatch.setattr(loaded, "ear", lambda: Hears("online_yearly_sales", 30000))
    state = State(verdict={"topic": "online_shop"}, people={"me": {"online_yearly_sales": 80000}})
    (fact,) = hearing.hear_facts(text, state, ("online_yearly_sales",), {})
    assert (fact.value, fact.adds) == (30000, adds)


@pytest.mark.parametrize("text", ["那边还差三万", "那边认的是三万", "另外那边付了三万"])
def test_what_is_owed_is_told_anew(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(loaded, "ear", lambda: Hears("late_amount", 30000))
    state = State(verdict={"topic": "late_payment"}, people={"me": {"late_amount": 80000}})
    (fact,) = hearing.hear_facts(text, state, ("late_amount",), {})
    assert not fact.adds


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("这个月堂食五万，外送四万", 90000),
        ("这个月堂食五万，已经交了四万", 50000),
        ("这个月堂食五万，其中外送四万", 50000),
    ],
)
def test_side_by_side(monkeypatch: pytest.MonkeyPatch, text: str, value: int) -> None:
    first = Fact("sales_month", 50000, (0, 7), text[:7], 0.99)
    monkeypatch.setattr(loaded, "ear", lambda: type("Ear", (), {"hear": lambda *_: [first]})())
    (fact,) = hearing.hear_facts(text, State(), CANDIDATES, {})
    assert (fact.attribute, fact.value) == ("sales_month", value)


def test_more_of_the_sum_known_is_no_new_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded, "ear", lambda: Hears("total_assets", 20000))
    state = State(verdict={"topic": "vat"}, people={"me": {"sales_month": 50000}})
    (fact,) = hearing.hear_facts("漏算了一笔，再加两万", state, CANDIDATES, {})
    assert (fact.attribute, fact.value, fact.adds) == ("sales_month", 20000, True)


def test_what_is_known_in_bounds_is_none_of_the_parts() -> None:
    state = State(
        verdict={"topic": "online_shop"}, people={"me": {"online_yearly_sales": {"at_least": 80000}}}
    )
    assert hearing.hear_facts("微店八万，快手三万", state, ("online_yearly_sales",), {}) == ()


def test_parts_in_bounds_come_to_a_whole_in_bounds() -> None:
    state = State(check={"topic": "online_shop", "asked": "online_yearly_sales"})
    (fact,) = hearing.hear_facts("微店一年两万，小红书还有七万多", state, ("online_yearly_sales",), {})
    assert fact.value == {"at_least": 90000, "at_most": "99999.99"}


def test_no_month_is_heard_in_several_together(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "四月8万，五月9万，六月10万"
    heard = Fact("sales_month", 270000, (0, len(text)), text, 0.98)
    monkeypatch.setattr(loaded, "ear", lambda: type("Ear", (), {"hear": lambda *_: [heard]})())
    (fact,) = hearing.hear_facts(text, State(), CANDIDATES, {})
    assert (fact.attribute, fact.value) == ("sales_quarter", 270000)


def test_a_month_spoken_of_again_is_no_further_one() -> None:
    text = "四月8万五月9万六月5万，四月那个月都八万了"
    facts = hearing.hear_facts(text, State(), CANDIDATES, {})
    assert [(fact.attribute, fact.value) for fact in facts] == [("sales_quarter", 220000)]


def test_two_shops_named_again_are_a_whole() -> None:
    state = State(verdict={"topic": "online_shop"}, people={"me": {"online_yearly_sales": 80000}})
    (fact,) = hearing.hear_facts("微店八万，快手三万", state, ("online_yearly_sales",), {})
    assert (fact.value, fact.adds) == (110000, False)


@pytest.mark.parametrize(
    ("text", "sum_of"), [("9月11万", 110000), ("9月11号5万", 50000), ("8、9月要交", None)]
)
def test_a_day_swallows_no_sum_and_a_small_bare_number_is_none(text: str, sum_of: int | None) -> None:
    sums = [amount.exact for q in quantities(text) if (amount := as_amount(q))]
    assert sums == ([sum_of] if sum_of else [])


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("估计三百二十万", 3_100_000, 3_300_000),
        ("三百万左右", 2_700_000, 3_300_000),
        ("大概45.5万", 454_000, 456_000),
    ],
)
def test_a_rough_figure_is_as_rough_as_it_was_said(text: str, low: int, high: int) -> None:
    (found,) = (amount for q in quantities(text) if (amount := as_amount(q)))
    assert (found.at_least, found.at_most) == (low, high)


def test_parts_of_one_day_are_the_days_sum() -> None:
    found = hearing.hear_facts("装了两家，四百和九百，同一天的", State(), (*CANDIDATES, "sales_day"), {})
    assert [(fact.attribute, fact.value) for fact in found] == [("sales_day", 1300)]


def test_parts_that_were_left_out_are_added_up() -> None:
    text, name = "漏算了，淘宝一年六万，快手还有三万多", "online_yearly_sales"
    parts = [
        Fact(name, value, (start, start + 6), "", 0.9, corrects=True)
        for value, start in ((60000, 4), (30000, 11))
    ]
    heard = with_sums(text, State(people={"me": {name: 40000}}), (name,), parts)
    assert [fact.value for fact in heard] == [{"at_least": 90000, "at_most": "99999.99"}]


@pytest.mark.parametrize(
    ("before", "text", "facts"),
    [
        ("一月6万、二月7万、三月11万", "三月报错了，是8万", [("sales_quarter", 210000)]),
        # Another month, or a sum that was not made up of these, tells nothing of the quarter.
        ("一月6万、二月7万、三月11万", "五月报错了，是8万", []),
        ("这个季度24万", "三月报错了，是8万", []),
    ],
)
def test_one_of_the_months_is_told_anew(before: str, text: str, facts: list[tuple[str, int]]) -> None:
    state = State(people={"me": {"sales_quarter": 240000}}, last_text=before)
    heard = hearing.hear_facts(text, state, ("sales_quarter",), {})
    assert [(fact.attribute, fact.value) for fact in heard] == facts
