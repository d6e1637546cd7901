"""What is still missing for a verdict or its sum: facts, the next question, what its answers come to."""

from __future__ import annotations

from typing import Any

from bot.policy.assessment import NO, UNKNOWN, VERDICT_OF, YES
from bot.policy.attributes import Attribute
from bot.policy.conditions import DONT_KNOW, OPEN, Leaf, Node, Profile, fewest, leaves, state
from bot.policy.derived import completed, part_to_ask
from bot.policy.questions import Catalogue, best_question
from bot.policy.rule_store import Rule


def missing_facts(node: Node | None, profile: Profile, catalogue: Catalogue) -> tuple[str, ...]:
    """The fewest facts that are still needed for a yes, in order of writing."""
    if node is None or state(node, profile) != OPEN:
        return ()

    def price(chosen: frozenset[Leaf]) -> tuple[int, int]:
        # What nobody can be asked is named only where there is no other way.
        names = {leaf.attribute for leaf in chosen}
        return sum(not catalogue[name].askable for name in names), len(names)

    needed = fewest(node, profile, price) or ()
    return tuple(dict.fromkeys(leaf.attribute for leaf, _ in leaves(node) if leaf in needed))


def next_question(rule: Rule, verdict: str, profile: Profile, catalogue: Catalogue) -> Attribute | None:
    """What to ask next: for the verdict, then for the sum; None where neither lacks anything."""
    name: str | None = None
    if verdict == UNKNOWN and rule.conditions:
        name = best_question([rule.conditions], profile, catalogue)
    elif verdict == (NO if rule.benefit.owed else YES):
        name = figure_lacking(rule, profile)
    return catalogue[part_to_ask(name, profile, catalogue)] if name else None


def outcomes_of(
    node: Node, profile: Profile, asked: Attribute, catalogue: Catalogue
) -> tuple[tuple[tuple[Any, ...], str], ...]:
    """What each answer to a question comes to; empty where some answer leaves the case open."""
    if asked.type not in {"bool", "choice"}:
        return ()
    found: dict[str, list[Any]] = {}
    for value in (True, False) if asked.type == "bool" else [choice.value for choice in asked.choices]:
        answered = completed({**profile, asked.name: value}, catalogue)
        found.setdefault(VERDICT_OF[state(node, answered)], []).append(value)
    return () if UNKNOWN in found else tuple((tuple(values), verdict) for verdict, values in found.items())


def figure_lacking(rule: Rule, profile: Profile) -> str | None:
    """The first figure that the sum of a rule still lacks; None where it lacks none or can't be had."""
    # A figure that nobody can give is not worth further questions.
    asked = [name for name in rule.benefit.attributes if name != rule.benefit.within]
    hopeless = any(profile.get(name) == DONT_KNOW for name in asked)
    lacking = (name for name in asked if _has_no_figure(name, profile, rule))
    return None if hopeless else next(lacking, None)


def _has_no_figure(name: str, profile: Profile, rule: Rule) -> bool:
    """Whether a figure is unknown; of what has to be paid also where only its bounds follow."""
    value = profile.get(name)
    return value is None or (rule.benefit.owed and isinstance(value, dict) and "about" not in value)
