"""A condition that another matter decides is decided there; what a number rules out speaks against it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.policy.attributes import attributes
from bot.policy.derived import completed
from bot.policy.eligibility import assess
from bot.policy.store import Store
from bot.policy.verdicts import verdict_reply

TODAY = dt.date(2026, 11, 27)
SHIDIAN = "530521"
ABLE = {
    "place": SHIDIAN, "loan_group": "migrant", "age": 41, "shop_operating": True, "legal_business": True,
    "runs_it_self": True, "bad_credit": False, "other_loans": "allowed", "work_status": "own",
    "registered_in_yunnan": True, "registered_locally": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("profile", "verdict"),
    [
        (ABLE, "yes"),
        ({**ABLE, "work_status": "public"}, "no"),
        ({**ABLE, "bad_credit": True}, "no"),
        ({"place": SHIDIAN, "work_status": "own"}, "unknown"),
    ],
)
def test_the_other_conditions_of_a_loan_are_those_of_its_own_rule(
    store: Store, profile: dict[str, Any], verdict: str
) -> None:
    assert assess(store, "guarantee_loan_with_job", profile, TODAY).verdict == verdict


def test_what_fails_there_is_named_and_what_is_open_there_is_asked(store: Store) -> None:
    refused = assess(store, "guarantee_loan_with_job", {**ABLE, "bad_credit": True}, TODAY)
    assert "征信" in "".join(c.text for c in refused.conditions if c.state == "failed")
    waiting = assess(store, "guarantee_loan_with_job", {"place": SHIDIAN, "work_status": "own"}, TODAY)
    assert waiting.next_question is not None
    assert waiting.next_question.askable


def test_whose_interest_was_paid_three_times_is_refused_at_once(store: Store) -> None:
    found = assess(store, "startup_guarantee_loan", {"interest_subsidies": 3}, TODAY)
    assert found.verdict == "no"
    topic = store.topic("startup_guarantee_loan")
    assert topic is not None
    said = verdict_reply(topic, found).text
    assert "累计不超过3次" in said and "从来没借过" not in said


def test_whose_interest_was_paid_has_had_a_loan() -> None:
    known = completed({"interest_subsidies": 1, "guarantee_loan": "never"}, attributes())
    assert known["guarantee_loan"] == {"not": ["never"]}
    assert completed({"interest_subsidies": 0}, attributes()).get("guarantee_loan") is None


def test_a_tax_that_is_not_due_has_no_sum(store: Store) -> None:
    small = {"taxpayer_kind": "small", "tax_period": "month", "price_includes_tax": False}
    spared = assess(store, "vat_threshold", {**small, "sales_month": 96000}, TODAY)
    assert (spared.verdict, spared.amount) == ("yes", None)
    due = assess(store, "vat_threshold", {**small, "sales_month": 100000}, TODAY)
    assert due.verdict == "no" and due.amount is not None and due.amount.yuan == 1000


def test_a_refusal_for_another_condition_says_nothing_against_the_matter_itself(store: Store) -> None:
    profile = {"place": SHIDIAN, "other_loans": "allowed", "work_status": "public"}
    topic = store.topic("guarantee_loan_other_loans")
    assert topic is not None
    said = verdict_reply(topic, assess(store, topic.slug, profile, TODAY)).text.splitlines()[0]
    assert "以外的条件不符合" in said and "贷款会影响" not in said
