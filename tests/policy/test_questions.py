"""The question that decides most comes first, so that few are needed."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from bot.policy.attributes import attributes
from bot.policy.conditions import DONT_KNOW, OPEN, Node, leaves, state
from bot.policy.questions import answers, best_question, chance
from bot.policy.store import Store

PROFILES = 40


def profile(tree: Node, chance_of: random.Random) -> dict[str, Any]:
    """A person whose answers are all equally likely."""
    drawn = {}
    for name in dict.fromkeys(leaf.attribute for leaf, _ in leaves(tree)):
        values, shares = zip(*answers(attributes()[name], [tree]), strict=True)
        drawn[name] = chance_of.choices(values, shares)[0]
    return drawn


def asked(tree: Node, everything: dict[str, Any], order: Iterable[str] = ()) -> int:
    """How many questions it takes to a verdict: in `order`, or by expected information."""
    known: dict[str, Any] = {}
    fixed = iter(order)
    while state(tree, known) == OPEN:
        name = next(fixed, None) if order else best_question([tree], known, attributes())
        if name is None:
            break
        known[name] = everything[name]
    return len(known)


def test_a_verdict_takes_at_most_half_of_a_form(store: Store, record_property: Any, capsys: Any) -> None:
    """Where a measure has three questions or more; with one or two there is little to save."""
    luck = random.Random(20200214)
    totals = {"expected information": 0, "fixed order, stopping early": 0, "form, all questions": 0}
    for rule in store.rules().values():
        form = list(dict.fromkeys(leaf.attribute for leaf, _ in leaves(rule.conditions)))
        form = [name for name in form if attributes()[name].askable]
        if rule.conditions is None or len(form) < 3:
            continue
        for _ in range(PROFILES):
            person = profile(rule.conditions, luck)
            totals["expected information"] += asked(rule.conditions, person)
            totals["fixed order, stopping early"] += asked(rule.conditions, person, form)
            totals["form, all questions"] += len(form)
    with capsys.disabled():
        print("\nquestions asked:", totals)
    assert totals["expected information"] <= totals["form, all questions"] / 2
    assert totals["expected information"] <= totals["fixed order, stopping early"]


def test_what_was_answered_with_dont_know_is_not_asked_again(store: Store) -> None:
    for rule in store.rules().values():
        known: dict[str, Any] = {}
        while rule.conditions and (name := best_question([rule.conditions], known, attributes())):
            assert name not in known
            known[name] = DONT_KNOW


def test_the_chance_of_a_yes_counts_every_answer_alike(store: Store) -> None:
    tree = store.rules()["veterans_training"].conditions
    assert tree is not None
    assert chance(tree, {}, attributes()) == 0.25
    assert chance(tree, {"veteran": True}, attributes()) == 0.5
    assert chance(tree, {"veteran": False}, attributes()) == 0
