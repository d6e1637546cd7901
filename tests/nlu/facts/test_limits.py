"""The number that somebody tells of themselves is heard where a law sets a limit to it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.nlu.facts.hearing import Context, Ear

IDLE = ("idle_kind", "idle_months")
LATE = ("late_days", "late_amount", "interest_agreed")


@pytest.mark.parametrize(
    ("text", "candidates", "heard"),
    [
        ("生意不行，我备案想歇四年，成不成", ("suspension_years",), {"suspension_years": 4}),
        ("歇他个两年行不", ("suspension_years",), {"suspension_years": 2}),
        ("最长可以歇多久", ("suspension_years",), {}),
        ("我想就用一个字，行不行", ("trade_name_characters",), {"trade_name_characters": 1}),
        ("名字三个字够了吧", ("trade_name_characters",), {"trade_name_characters": 3}),
        ("我们四户人家想办合作社", ("coop_members",), {"coop_members": 4}),
        ("网店打算公告十五天就关", ("closing_notice_days",), {"closing_notice_days": 15}),
        ("两家店都抵得成不", ("deduction_shops",), {"deduction_shops": 2}),
        ("我章程上写十年缴清可以吗", ("capital_payment_years",), {"capital_payment_years": 10}),
        ("注册完九个月一直没开张", IDLE, {"idle_kind": "never_opened", "idle_months": 9}),
        ("公司停着八个月了，会不会被吊执照", IDLE, {"idle_months": 8}),
        ("拖欠九十天，五万块", LATE, {"late_days": 90, "late_amount": 50_000}),
    ],
)
def test_ones_own_number(
    ear: Ear, context: Context, text: str, candidates: tuple[str, ...], heard: dict[str, Any]
) -> None:
    assert {f.attribute: f.value for f in ear.hear(text, None, candidates, context)} == heard
