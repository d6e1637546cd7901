"""What holds of nearly everybody is asked of nobody: a yes rests on it and says so, a word turns it."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.policy.conditions import DONT_KNOW
from bot.policy.eligibility import assess
from bot.policy.store import Store
from bot.policy.verdicts import verdict_reply

TODAY = dt.date(2026, 11, 1)
REPRESENTATIVE = "legal_rep_disqualification"
CLEAN = {"conviction": "none", "deprived_political_rights": False}


@pytest.mark.parametrize(
    ("profile", "verdict", "rests"),
    [
        ({}, "unknown", False),
        # Of what is presumed alone nothing follows.
        ({"adult_capable": True}, "unknown", False),
        (CLEAN, "yes", True),
        ({**CLEAN, "dishonest_debtor": True}, "no", False),
        ({**CLEAN, "bankrupt_responsible": DONT_KNOW}, "unknown", False),
        (
            {"conviction": "economic_crime", "years_since_sentence": 3, "sentence_suspended": False},
            "no",
            False,
        ),
    ],
)
def test_a_yes_names_what_it_rests_on(
    store: Store, profile: dict[str, object], verdict: str, rests: bool
) -> None:
    found = assess(store, REPRESENTATIVE, profile, TODAY)
    assert found.verdict == verdict
    assert bool(found.premises) is rests
    if verdict == "unknown" and found.next_question:
        assert found.next_question.presumed is None or profile.get(found.next_question.name) == DONT_KNOW


def test_the_premises_are_said(store: Store) -> None:
    topic = store.topic(REPRESENTATIVE)
    assert topic is not None
    said = verdict_reply(topic, assess(store, REPRESENTATIVE, CLEAN, TODAY)).text
    assert "前提是：" in said and "失信被执行人" in said and "说一声" in said
