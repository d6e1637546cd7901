"""When a self-check gives no verdict: what a message hangs on instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.conversation import Conversation
from bot.dialogue.step import Step
from bot.policy.assessment import NO, Assessment
from bot.policy.attributes import attributes
from bot.policy.conditions import leaves
from bot.policy.derived import with_parts
from bot.policy.rule_store import Rule
from bot.policy.rules import LIMIT

# A message that supposes this surely is one, whatever was heard of it.
_SURELY_SUPPOSED = 0.9


def meant_instead(assessment: Assessment) -> str:
    """The matter that somebody means for whom only what defines this one isn't so; else empty."""
    meant = {r.instead for r in assessment.conditions if r.state == "failed"}
    return meant.pop() if assessment.verdict == NO and len(meant) == 1 else ""


def decided_there_alone(rule: Rule, profile: Mapping[str, Any]) -> str:
    """The matter that decides a condition, where nothing is known that only this rule asks; else empty.

    Who never spoke of an earlier loan asks whether they may have one, not whether another one is subsidised.
    """
    asked = dict.fromkeys(leaf.attribute for leaf, _ in leaves(rule.conditions)) if rule.conditions else {}
    there = next((name for name in asked if attributes()[name].decided_by), "")
    told = any(profile.get(name) is not None for name in asked if name != there)
    return attributes()[there].decided_by if there and not told else ""


def laid_down_for_all(assessment: Assessment) -> bool:
    """Nothing to decide and nothing to reckon."""
    reckoned = assessment.amount and assessment.amount.reckoned
    return not (assessment.conditions or assessment.next_question or reckoned)


def without_their_number(step: Step, assessment: Assessment) -> bool:
    """A limit, and who asks has told nothing that it is about: it is told, and nobody asked for a number."""
    numbers = [r for r in assessment.conditions if attributes()[r.attribute].type not in {"bool", "choice"}]
    told = any(r.given for r in numbers)
    return (
        assessment.benefit == LIMIT and bool(assessment.conditions) and step.reason != "button" and not told
    )


def figures_alone(c: Conversation, step: Step, rule: Rule, assessment: Assessment) -> bool:
    """«要是合同签了3000万呢» against a no: what it would come to, for no figure could turn the no."""
    if rule.benefit.owed or assessment.verdict != NO:
        return False
    decides = {r.attribute for r in assessment.conditions}
    told = {fact.attribute for fact in c.facts if fact.who == step.who}
    return bool(told & set(rule.benefit.attributes)) and not told & decides


def supposes_unheard(c: Conversation, step: Step, assessment: Assessment) -> bool:
    """«我现在就去交，交完呢»: supposed against a no, and not heard; the same no would be no answer."""
    acts = c.understood.get("acts", {})
    supposes = step.hypothetical or acts.get("hypothetical", 0.0) >= _SURELY_SUPPOSED
    failed = {r.attribute for r in assessment.conditions if r.state == "failed"}
    failed = {*with_parts(failed)}
    told = {fact.attribute for fact in c.facts if fact.who == step.who}
    return bool(supposes and assessment.verdict == NO and assessment.nearest_change and not failed & told)
