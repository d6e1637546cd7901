"""What number of a clause an attribute takes, and which it can't be."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.nlu.facts import values
from bot.nlu.facts.masking import masked
from bot.policy.attributes import attributes

TODAY = dt.date(2026, 11, 27)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("age", "刚好超两岁", None),
        ("age", "比线大一岁", None),
        ("age", "四十七岁", 47),
        ("age", "差两岁五十", 48),
        ("late_days", "拖到第九天了", 9),
        ("interest_subsidies", "这是第二次", 1),
        ("years_since_graduation", "出校门第四年", {"at_least": "3.01", "at_most": 4}),
        ("months_operating", "一年零一个月", 13),
    ],
)
def test_a_number_is_taken_for_what_it_can_be(name: str, text: str, value: Any) -> None:
    assert values.number(attributes()[name], masked(text, TODAY), False, None, TODAY) == value


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("从没迟过一天", "从没迟过"),
        ("没请过一天假", "没请过一天假"),
        ("没有漏交过一次的", "没有漏交过的"),
        ("拖过一天", "拖过一天"),
    ],
)
def test_not_even_one_is_none(text: str, meant: str) -> None:
    assert masked(text, TODAY).text == masked(meant, TODAY).text
