"""What a verdict may rest on though nobody spoke of it, and what only an office can judge."""

from __future__ import annotations

from bot.policy.conditions import DONT_KNOW, FAILED, Leaf, Node, Profile, leaf_state, leaves, telling
from bot.policy.derived import following, presumed
from bot.policy.questions import Catalogue
from bot.policy.rule_store import Rule


def with_presumed(rule: Rule, profile: Profile, catalogue: Catalogue) -> Profile:
    """The profile with what holds of nearly everybody and follows, where nothing was said of it."""
    asked = [leaf.attribute for leaf, _ in leaves(rule.conditions)]
    told = {name: value for name, value in profile.items() if value is not None}
    usual = {name: value for name in asked if (value := presumed(catalogue[name], told)) is not None}
    supposed = {**usual, **told}
    for name in (*asked, *rule.benefit.attributes):
        if name not in supposed and (value := following(catalogue[name], supposed)) is not None:
            supposed[name] = value
    return supposed


def is_presumed(leaf: Leaf, profile: Profile, catalogue: Catalogue) -> bool:
    """Whether what a condition asks is presumed of this person."""
    return presumed(catalogue[leaf.attribute], profile) is not None


def premises_of(node: Node, profile: Profile, supposed: Profile) -> tuple[str, ...]:
    """The conditions that only what was presumed meets, in order of writing."""
    resting = [
        leaf.text
        for leaf, _ in telling(node, supposed)
        if profile.get(leaf.attribute) is None and supposed.get(leaf.attribute) is not None
    ]
    return tuple(dict.fromkeys(resting))


def left_to_the_office(node: Node, profile: Profile) -> Profile:
    """The profile without what speaks against the person and only an office can judge."""
    against = {
        leaf.attribute for leaf, _ in leaves(node) if leaf.judged and leaf_state(leaf, profile) == FAILED
    }
    return {**profile, **dict.fromkeys(against, DONT_KNOW)}
