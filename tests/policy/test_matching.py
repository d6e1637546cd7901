"""Which measures are for whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.policy import matching
from bot.policy.conditions import DONT_KNOW
from bot.policy.eligibility import assess
from bot.policy.match_replies import matches_reply
from bot.policy.matching import match
from bot.policy.store import Store

DAY = dt.date(2026, 11, 24)
FOUNDER = {"starting_business": True}


@pytest.mark.parametrize(
    ("profile", "fits"),
    [
        ({**FOUNDER, "veteran": True, "fit_for_work": True, "industry": "ecommerce"},
         {"veterans_training", "rural_ecommerce"}),
        ({**FOUNDER, "woman": True, "returning_to_village": True},
         {"women_startup_action", "returnee_startups"}),
        ({"origin": "taiwan"}, {"hmt_and_foreign_graduates"}),
        ({**FOUNDER, "study": "international_student"}, {"enrolled_international_students"}),
        ({"researcher": True, "serves_enterprises": True}, {"researcher_services_to_companies"}),
        ({"applicant": "enterprise", "high_tech_status": "newly_in_pool"}, {"high_tech_enterprise_support"}),
    ],
)  # fmt: skip
def test_what_fits_is_listed_first(store: Store, profile: dict[str, Any], fits: set[str]) -> None:
    found = match(store, profile, DAY).matches
    assert fits <= {m.topic for m in found if m.verdict == "yes"}
    verdicts = [m.verdict for m in found]
    assert verdicts == sorted(verdicts, key=lambda verdict: verdict != "yes")


def test_what_may_fit_says_what_it_hangs_on(store: Store) -> None:
    found = match(store, {"veteran": True}, DAY)
    assert [(m.topic, m.verdict, m.missing) for m in found.matches] == [
        ("veterans_training", "unknown", ("fit_for_work",))
    ]
    assert "适合就业" in found.matches[0].line
    assert found.next_question and found.next_question.name == "fit_for_work"


def test_a_contradicted_measure_is_left_out(store: Store) -> None:
    found = match(store, {"veteran": True, "fit_for_work": False, "woman": False, **FOUNDER}, DAY)
    assert {"veterans_training", "women_startup_action"}.isdisjoint({m.topic for m in found.matches})


def test_nothing_is_asked_where_no_answer_changes_the_list(store: Store) -> None:
    assert match(store, {"veteran": True, "fit_for_work": DONT_KNOW}, DAY).next_question is None
    assert match(store, {"woman": True}, DAY).next_question is None


def test_what_is_alike_stands_in_the_same_order_in_every_process(store: Store) -> None:
    rules = list(store.rules(None, DAY))
    assert rules == [topic.slug for topic in store.topics(None, DAY) if topic.slug in rules]


def test_an_empty_profile_gets_a_question_and_no_list(store: Store) -> None:
    found = match(store, {}, DAY)
    assert found.matches == () and found.next_question is not None


def test_at_most_as_many_as_wanted(store: Store) -> None:
    assert len(match(store, {**FOUNDER, "applicant": "enterprise"}, DAY, most=3).matches) == 3


def test_the_list_agrees_with_the_single_verdicts(store: Store) -> None:
    profile = {**FOUNDER, "applicant": "enterprise", "enterprise_size": "small", "industry": "software"}
    for found in match(store, profile, DAY, most=90).matches:
        assert assess(store, found.topic, profile, DAY).verdict == found.verdict


def test_a_measure_that_equals_another_says_so(store: Store) -> None:
    relations = assess(store, "enrolled_international_students", {}, DAY).relations
    assert [(r.kind, r.matter) for r in relations] == [("same_as", "graduate_startup_programme")]


def test_the_list_says_briefly_what_it_rests_on_and_what_each_measure_gives(store: Store) -> None:
    profile = {**FOUNDER, "veteran": True, "woman": False, "industry": "ecommerce"}
    message = matches_reply(store, match(store, profile, DAY), profile).as_message()
    count = len(message["matches"])
    first = f"按您说的情况（正在创业，或者准备创业；退役军人；女性：不是；电子商务），可能用得上 {count} 项："
    assert message["text"].splitlines()[0] == first
    told = {"guarantee_loan": "repaid", **profile, "study": "none"}
    again = matches_reply(store, match(store, told, DAY), told)
    assert "（" + first.partition("（")[2].partition("）")[0] + "等 5 项）" in again.text
    for shown in message["matches"]:
        assert shown["gives"] == store.topic(shown["slug"]).answer


@pytest.mark.parametrize(
    "profile",
    [
        FOUNDER,
        {"veteran": True, "fit_for_work": True},
        {"applicant": "enterprise", "employees": 30, "woman": False},
        {"origin": "taiwan", "study": DONT_KNOW},
    ],
)
def test_no_measure_that_speaks_is_passed_over(store: Store, profile: dict[str, Any]) -> None:
    """What isn't judged, for nothing of it was told or something speaks against it, would not be listed."""
    candidates = matching._candidates(store, profile, DAY)
    passed_over = [c for c in candidates if not c.may_speak]
    assert 0 < len(passed_over) < len(candidates)
    assert not [c.rule.topic for c in passed_over if c.assessed.verdict != "no" and c.met]
