"""What a self-check keeps from turn to turn.

The slot `self_check` is {"topic": slug or None, "asked": attribute or None, "who", "resumed", "confirm",
"answered", "said_back"}; `confirm` is the value that was said back to be confirmed, `said_back` how often
running, `answered` the questions answered so far, in order, which «上一步» goes back by. Without a topic the
questions narrow the list of fitting measures. `verdict` is what was decided last.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.conversation import Conversation
from bot.dialogue.people import IN_DOUBT, WORTH_KEEPING, remember, settle
from bot.dialogue.state import ME
from bot.dialogue.step import Step
from bot.policy.assessment import NO, Assessment
from bot.policy.attributes import Attribute
from bot.policy.topics import Topic

# What is not confirmed after so many times is left open.
_MOST_SAID_BACK = 2


def wait_for(c: Conversation, step: Step, topic: Topic, asked: Attribute) -> None:
    answered = answered_so_far(c, topic.slug, step.who)
    if not step.hypothetical:
        c.set(
            self_check={
                "topic": topic.slug, "asked": asked.name, "who": step.who, "resumed": 0, "answered": answered,
            }
        )  # fmt: skip


def can_go_back(c: Conversation) -> bool:
    """Whether a question of the check under way was answered before the open one."""
    return bool((c.slot("self_check") or {}).get("answered"))


def answered_so_far(c: Conversation, slug: str, who: str) -> list[str]:
    """The questions of this check that were answered, in order; `slug` is empty for the list of measures."""
    before = c.slot("self_check") or c.slot("verdict") or {}
    if (before.get("topic") or "") != slug or before.get("who", ME) != who:
        return []
    asked, known = before.get("asked"), c.known(who)
    answered = [name for name in before.get("answered", ()) if name in known and name != asked]
    return [*answered, asked] if asked and asked in known else answered


def known_or_said_back(c: Conversation, step: Step) -> dict[str, Any]:
    """What is known of the person, with what was said back and not confirmed yet, in doubt."""
    known, under_way = c.known(step.who), c.slot("self_check") or {}
    if (
        under_way.get("confirm") is None
        # Who goes on about other things has not confirmed it: it is left open.
        or under_way.get("said_back", 0) >= _MOST_SAID_BACK
        or under_way.get("topic") != step.topic
        or under_way["asked"] in known
    ):
        return known
    asked = under_way["asked"]
    return {**known, asked: under_way["confirm"], IN_DOUBT: sorted({*known.get(IN_DOUBT, ()), asked})}


def said_back_before(c: Conversation, step: Step, name: str, value: Any) -> int:
    """How often running the same was said back to be confirmed."""
    under_way = c.slot("self_check") or {}
    same = (under_way.get("topic"), under_way.get("asked"), under_way.get("confirm")) == (
        step.topic,
        name,
        value,
    )
    return int(under_way.get("said_back", 0)) if same else 0


def decided_on(c: Conversation, slug: str) -> bool:
    return (c.slot("verdict") or {}).get("topic") == slug


def keep_verdict(c: Conversation, step: Step, topic: Topic, assessment: Assessment) -> None:
    """Remember what was decided for whom, and why it was no; a supposition leaves the check where it was."""
    if not step.hypothetical:
        _keep_what_was_shown(c, step, assessment)
    failed = [r.text for r in assessment.conditions if r.state == "failed"]
    before: dict[str, Any] = c.slot("verdict") or {}
    refused_for = failed if assessment.verdict == NO else before.get("refused_for", [])
    if before.get("topic") != topic.slug and assessment.verdict != NO:
        refused_for = []
    facts = settle([f for f in c.facts if f.who == step.who], c.known(step.who), suppose=True)
    c.set(
        verdict={
            "topic": topic.slug,
            "who": step.who,
            "verdict": assessment.verdict,
            "refused_for": refused_for,
            "answered": answered_so_far(c, topic.slug, step.who),
            **({"facts": facts} if step.hypothetical else {}),
        }
    )
    if not step.hypothetical:
        c.set(self_check=None)


def _keep_what_was_shown(c: Conversation, step: Step, assessment: Assessment) -> None:
    """What a verdict was seen to rest on isn't asked again, however doubtfully it was heard."""
    shown = {r.attribute for r in assessment.conditions if r.given}
    told = [f for f in c.facts if f.who == step.who and f.attribute in shown - c.known(step.who).keys()]
    kept = [replace(fact, certainty=max(fact.certainty, WORTH_KEEPING)) for fact in told]
    if kept:
        c.keep(step.who, remember(kept, c.known(step.who)))
