"""A condition without a written measure is an office's to judge: it alone refuses nobody, in any rule."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bot.policy.assessment import NO
from bot.policy.attributes import attributes
from bot.policy.conditions import FAILED, Leaf, holds, leaf_state, leaves
from bot.policy.eligibility import assess_rule
from bot.policy.regions import regions
from bot.policy.rule_store import Rule
from bot.policy.store import Store

TODAY = dt.date(2026, 11, 1)
_WITHOUT_MEASURE = re.compile("文件没有写标准|认定）|没有写标准")


def rules(store: Store) -> list[Rule]:
    places = (None, *(code for code in regions() if not code.endswith("0000")))
    found = {id(rule): rule for place in places for rule in store.rules(place).values()}.values()
    return [rule for rule in found if rule.conditions and rule.valid_on(TODAY)]


def failing(leaf: Leaf) -> object:
    """A value that speaks against a condition."""
    attribute = attributes()[leaf.attribute]
    values = [True, False] if attribute.type == "bool" else [choice.value for choice in attribute.choices]
    return next(value for value in values if not holds(leaf.operator, value, leaf.value))


def test_what_an_office_judges_refuses_nobody(store: Store) -> None:
    tried = 0
    for rule in rules(store):
        judged = {leaf for leaf, _ in leaves(rule.conditions) if leaf.judged}
        against = {leaf.attribute: failing(leaf) for leaf in judged}
        for profile in (against, *({name: value} for name, value in against.items())):
            tried += bool(profile)
            assert assess_rule(rule, profile, TODAY, attributes()).verdict != NO, (rule.topic, profile)
    assert tried


def test_every_condition_on_it_is_judged(store: Store) -> None:
    unmeasured = {name for name, attribute in attributes().items() if attribute.judged}
    assert {name for name, a in attributes().items() if _WITHOUT_MEASURE.search(a.question)} <= unmeasured
    found = [
        leaf for rule in rules(store) for leaf, _ in leaves(rule.conditions) if leaf.attribute in unmeasured
    ]
    assert found and all(leaf.judged for leaf in found)


@pytest.mark.parametrize("told", ["drives_employment", "good_project"])
def test_beside_it_a_repaid_loan_stays_open(store: Store, told: str) -> None:
    rule = store.rule_for("startup_guarantee_loan")
    assert rule is not None and rule.conditions is not None
    profile = {
        "guarantee_loan": "repaid", "borrower": "person", "interest_subsidies": 1, "repays_actively": True,
        "drives_employment": True, "good_project": True, told: False,
    }  # fmt: skip
    found = assess_rule(rule, profile, TODAY, attributes())
    assert found.verdict == "unknown"
    assert told in {r.attribute for r in found.conditions if r.judged and r.given}
    # What is laid down in writing still refuses.
    measured = assess_rule(rule, {**profile, "interest_subsidies": 3}, TODAY, attributes())
    assert measured.verdict == NO
    assert all(
        leaf_state(leaf, profile) != FAILED
        for leaf, _ in leaves(rule.conditions)
        if leaf.attribute == "borrower"
    )
