"""What holds of nearly everybody is asked of nobody: a yes rests on it and says so, a word turns it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.policy.assessment import UNKNOWN
from bot.policy.attributes import attributes
from bot.policy.conditions import DONT_KNOW, Leaf, leaves
from bot.policy.eligibility import assess, assess_rule
from bot.policy.question_replies import check_question
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


ONE_SHOP = "shop_deduction_one_shop"
USUAL = Leaf("other_shop_enjoys", "is", False, "名下别的店没有在享受", "", "甲", "一", 0, 0)


def test_an_answer_that_hangs_on_something_says_on_what(store: Store) -> None:
    """Whatever single fact is told of a matter: who isn't judged yet hears what is still needed."""
    wordless = []
    for topic in store.topics():
        rule = store.rule_for(topic.slug, None, TODAY)
        names = {leaf.attribute for leaf, _ in leaves(rule.conditions)} if rule else set()
        for profile in ({}, dict.fromkeys(names, DONT_KNOW), *({name: DONT_KNOW} for name in names)):
            found = assess(store, topic.slug, profile, TODAY) if rule else None
            if found and found.verdict == UNKNOWN and "还缺：。" in verdict_reply(topic, found).text:
                wordless.append((topic.slug, profile))
    assert not wordless


def test_where_nothing_else_decides_what_is_presumed_is_asked(store: Store) -> None:
    found = assess(store, ONE_SHOP, {}, TODAY)
    assert found.next_question and found.next_question.name == "deduction_shops"
    rule = store.rule_for(ONE_SHOP, None, TODAY)
    assert rule is not None
    alone = replace(rule, conditions=USUAL)
    asked = assess_rule(alone, {}, TODAY, attributes())
    assert asked.verdict == UNKNOWN and asked.missing == ("other_shop_enjoys",)
    assert asked.next_question and asked.next_question.name == "other_shop_enjoys"
    assert assess_rule(alone, {"other_shop_enjoys": False}, TODAY, attributes()).verdict == "yes"


THIRTY = {"tax_period": "quarter", "sales_quarter": 300_000}


def test_the_last_question_says_what_each_answer_comes_to(store: Store) -> None:
    found = assess(store, "vat_threshold", THIRTY, TODAY)
    assert found.next_question and found.next_question.name == "price_includes_tax"
    assert {values[0]: verdict for values, verdict in found.outcomes} == {True: "yes", False: "no"}
    assert found.premises == ("是小规模纳税人",)
    topic = store.topic("vat_threshold")
    assert topic
    told = check_question(topic, found).text
    assert "答“是”就符合" in told and "答“不是”就不符合" in told and "前提是：是小规模纳税人" in told


def test_where_an_answer_would_leave_it_open_nothing_is_foretold(store: Store) -> None:
    found = assess(store, "vat_threshold", {"tax_period": "quarter"}, TODAY)
    assert found.verdict == UNKNOWN and found.outcomes == ()
