"""When a self-check gives no verdict: what a message hangs on instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from actions.conversation import Conversation
from bot.dialogue.people import settle, spoken_of
from bot.dialogue.state import ME
from bot.dialogue.step import Step
from bot.dialogue.unheard import Unheard, changes_unheard, numbers_unheard
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.periods import months_told
from bot.nlu.facts.persons import EMPLOYED
from bot.policy.assessment import NO, UNKNOWN, Assessment
from bot.policy.attributes import attributes
from bot.policy.conditions import leaves
from bot.policy.derived import with_parts
from bot.policy.eligibility import assess, assess_rule
from bot.policy.rule_store import Rule
from bot.policy.rules import LIMIT
from bot.policy.store import Topic

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


def unheard_in(
    c: Conversation, step: Step, topic: Topic, rule: Rule, assessment: Assessment
) -> list[Unheard]:
    """The numbers of a message that a verdict, or a sum, passes over; none where it may be said.

    The same verdict is never said again to a number that wasn't heard; no verdict is where such a number can
    stand in place of one that was told before.
    """
    rests_on = at_stake(rule, assessment)
    known = spoken_of(c.known(step.who))
    own = [fact for fact in c.facts if fact.who == step.who]
    stated = topic.answer + "".join(r.text for r in assessment.conditions)
    found = numbers_unheard(c.text, own, rests_on, known, stated)
    # «那十五万是封顶吧» asks about the sum that was reckoned.
    reckoned = assessment.amount.yuan if assessment.amount else None
    found = [one for one in found if one.exact is None or one.exact != reckoned]
    repeats = _repeats(c, step, topic, assessment)
    told = {fact.attribute for fact in own}
    # What it could be was told beside it («2.3亿是集团的，我们自己1.6亿»).
    found = [one for one in found if not (one.meant and one.meant.keys() <= told)]
    # What people count beside a verdict that is new is seldom of the case.
    stale = [one for one in found if one.money and any(n in known and n not in told for n in one.meant)]
    return [
        one for one in (found if repeats else stale) if not _whatever_it_is(one, c, step, rule, assessment)
    ]


def _whatever_it_is(one: Unheard, c: Conversation, step: Step, rule: Rule, assessment: Assessment) -> bool:
    """Whether a no stands with the number as any of what it can be."""
    if assessment.verdict != NO or not one.meant:
        return False
    profile = settle([fact for fact in c.facts if fact.who == step.who], c.known(step.who), suppose=True)
    return all(
        assess_rule(rule, _anew(profile, name, value), dt.date.today(), attributes(), asking=False).verdict
        == NO
        for name, value in one.meant.items()
    )


def with_the_number(
    c: Conversation, step: Step, topic: Topic, rule: Rule, assessment: Assessment, profile: Mapping[str, Any]
) -> Assessment | None:
    """The same verdict with a number that was not heard as the sum of its time; None where there is no such.

    So whoever told it («这个月那十万…») sees what it was taken for; it is not kept.
    """
    known, months = spoken_of(c.known(step.who)), months_told(c.text)
    timed = [
        name for name in known if name in attributes() and months and attributes()[name].months == months
    ]
    unheard = unheard_in(c, step, topic, rule, assessment)
    meant = [{name: one.meant[name] for name in timed if name in one.meant} for one in unheard]
    if len(meant) != 1 or len(meant[0]) != 1:
        return None
    ((name, value),) = meant[0].items()
    found = assess(c.store, topic.slug, _anew(profile, name, value), dt.date.today())
    return found if found.verdict == assessment.verdict else None


def _anew(profile: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    return settle([Fact(name, value, (0, 0), "", 1.0, corrects=True)], profile)


def at_stake(rule: Rule, assessment: Assessment) -> list[str]:
    """The attributes that a verdict and its sum go by, with what they are worked out from."""
    names = [r.attribute for r in assessment.conditions]
    return list(dict.fromkeys(with_parts([*names, *rule.benefit.attributes])))


def takes_back_unheard(c: Conversation, step: Step, topic: Topic, rule: Rule, assessment: Assessment) -> bool:
    """Whether the same verdict would be said to a correction or a supposition that nothing was heard of."""
    repeats = _repeats(c, step, topic, assessment)
    return repeats and changes_unheard(c.text, c.facts, at_stake(rule, assessment), step.who)


def whose_it_is(c: Conversation, step: Step, topic: Topic, rule: Rule, assessment: Assessment) -> str:
    """The one other person of whom a message tells facts at stake, where it changes nothing here; else empty.

    «那我男人呢，他没这些事» is of him, and no reason to say the same again of who asks.
    """
    if not _repeats(c, step, topic, assessment):
        return ""
    rests_on = at_stake(rule, assessment)
    others = {fact.who for fact in c.facts if fact.attribute in rests_on} - {step.who} - EMPLOYED
    return others.pop() if len(others) == 1 else ""


def _repeats(c: Conversation, step: Step, topic: Topic, assessment: Assessment) -> bool:
    """Whether the same was decided last of the same person."""
    before = c.slot("verdict") or {}
    last = (before.get("topic"), before.get("who", ME), before.get("verdict"))
    return assessment.verdict != UNKNOWN and last == (topic.slug, step.who, assessment.verdict)
