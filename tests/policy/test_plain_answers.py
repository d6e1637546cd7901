"""Where people ask whether they may and the law says no, the no stands in the first sentence."""

from __future__ import annotations

import re

import pytest

from bot.policy.store import Store

_NO = re.compile("不行|不能|不许|不贴")


@pytest.mark.parametrize(
    "matter",
    [
        "guarantee_loan_licence",
        "individual_business_debts_on_transfer",
        "trade_name_length",
        "trade_name_place",
        "shop_deduction_one_shop",
        "capital_withdrawal_ban",
        "penalty_licence_lending",
        "partnership_state_enterprise_partner",
        "guarantee_loan_overdue",
        "double_interest_subsidy",
    ],
)
def test_a_plain_no_comes_first(store: Store, matter: str) -> None:
    topic = store.topic(matter)
    assert topic is not None
    assert _NO.search(re.split("[。：；]", topic.answer)[0]), topic.answer


@pytest.mark.parametrize("place", ["530521", "530802"])
def test_so_it_does_in_the_counties(store: Store, place: str) -> None:
    topic = store.topic("guarantee_loan_licence", place)
    assert topic is not None
    assert _NO.search(re.split("[。：；]", topic.answer)[0]), topic.answer
