"""One part of a whole that is told anew changes the whole by it alone."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.part_anew import one_part_anew
from bot.dialogue.state import ME, State

BEFORE = "闲鱼一年三万，快手还有六万多"
WHOLE = {"at_least": 90000, "at_most": "99999.99"}


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("记错了，快手是四万", 70000),
        ("闲鱼那边算错了，闲鱼一年两万", {"at_least": 80000, "at_most": "89999.99"}),
        # Another one, nothing taken back, or no part that was told.
        ("小红书还有四万", None),
        ("快手是四万", None),
        ("记错了，抖店是四万", None),
    ],
)
def test_the_whole_changes_by_one_part(text: str, whole: Any) -> None:
    state = State(people={ME: {"online_yearly_sales": WHOLE}}, last_text=BEFORE)
    fact = one_part_anew(text, state, ["online_yearly_sales", "consumer_debt"])
    assert (fact.value if fact else None) == whole


def test_another_whole_is_left_alone() -> None:
    state = State(people={ME: {"online_yearly_sales": 50000}}, last_text=BEFORE)
    assert one_part_anew("记错了，快手是四万", state, ["online_yearly_sales"]) is None
