"""Sums from the visitor's own figures: told or supposed, in any order; what is lacking is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.conversation import Conversation
from bot.dialogue.people import SUPPOSED, settle, spoken_of
from bot.dialogue.state import ME
from bot.dialogue.step import Step
from bot.dialogue.unheard import numbers_unheard
from bot.nlu.aspects import find_aspects
from bot.policy.amount_replies import amount_reply
from bot.policy.attributes import attributes
from bot.policy.benefits import amount_of, instalment_named
from bot.policy.conditions import FAILED, leaf_state, leaves, state
from bot.policy.derived import completed, part_to_ask, with_parts
from bot.policy.missing_facts import figure_lacking
from bot.policy.question_replies import question_reply
from bot.policy.reply import Reply
from bot.policy.rule_store import Rule
from bot.policy.topics import Topic

_HOW_MUCH = "ask_aspect/amount"
LACKS_A_NUMBER = "要算出是多少，还差一个数。"


def with_own_figures(c: Conversation, topic: Topic, answer: Reply, aspect: str = "amount") -> Reply:
    """The answer, with the amount that the visitor's own figures give, whoever it may be for.

    It leads where a figure of it was told just now, or an amount was asked for.
    """
    profile, rule = _own(c, topic)
    if rule is None or not profile or _over_a_limit(rule, profile) or _passes_over(c, rule):
        return answer
    named = instalment_named(rule.benefit, profile, c.text)
    amount = named or amount_of(rule.benefit, profile)
    asked = aspect == "amount" or "amount" in find_aspects(c.text) or c.understood.get("topic") == _HOW_MUCH
    first = bool(named) or asked or _tells_figures(c, rule)
    return amount_reply(amount, topic, answer, first)


def _passes_over(c: Conversation, rule: Rule) -> bool:
    """Whether the message tells a figure of the sum that was not heard: the old sum would be no answer."""
    figures = with_parts(rule.benefit.attributes)
    own, known = [fact for fact in c.facts if fact.who == ME], spoken_of(c.known(ME))
    # What was told of it beside the number («三千万是总的，新增的八百万») is what counts.
    told = {fact.attribute for fact in own}
    return any(
        known.get(name) is not None and name not in told
        for one in numbers_unheard(c.text, own, figures, known)
        for name in one.meant
    )


def _own(c: Conversation, topic: Topic) -> tuple[dict[str, Any], Rule | None]:
    """What is known or supposed of the visitor, and the rule that holds for them."""
    profile = settle([f for f in c.facts if f.who == ME], spoken_of(c.known(ME)), suppose=True)
    return profile, c.rule_here(topic, profile)


def _over_a_limit(rule: Rule, profile: Mapping[str, Any]) -> bool:
    """Whether a figure of the sum itself is refused: nothing is reckoned then as if it weren't."""
    if rule.benefit.owed or rule.conditions is None:
        return False
    known = completed(profile, attributes())
    figures = {leaf for leaf, _ in leaves(rule.conditions) if leaf.attribute in rule.benefit.attributes}
    over = any(leaf_state(leaf, known) == FAILED for leaf in figures)
    return over and state(rule.conditions, known) == FAILED


def ask_for_figure(c: Conversation, topic: Topic) -> None:
    """Ask for the first figure that the sum still lacks, where others were told just now."""
    profile, rule = _own(c, topic)
    if rule is None or rule.benefit.owed or not _tells_figures(c, rule) or c.slot("self_check"):
        return
    if lacking := figure_lacking(rule, profile):
        asked = attributes()[part_to_ask(lacking, profile, attributes())]
        c.say(question_reply(asked, LACKS_A_NUMBER))
        c.set(self_check={"topic": topic.slug, "asked": asked.name, "who": ME, "resumed": 0, "answered": []})


def _tells_figures(c: Conversation, rule: Rule) -> bool:
    return any(fact.attribute in rule.benefit.attributes for fact in c.facts if fact.who == ME)


def supposed_figures(c: Conversation, step: Step, rule: Rule) -> dict[str, Any]:
    """What was only supposed of the sum before, and nothing that decides anything."""
    decides = {leaf.attribute for leaf, _ in leaves(rule.conditions)}
    supposed = c.known(step.who).get(SUPPOSED) or {}
    return {n: v for n, v in supposed.items() if n in rule.benefit.attributes and n not in decides}
