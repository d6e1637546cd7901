"""The self-check: the verdict as soon as it can stand, else the one question that decides most.

The slot `self_check` is {"topic": slug or None, "asked": attribute or None, "who", "resumed", "confirm",
"answered"}; `confirm` is the value that was said back to be confirmed, `answered` the questions answered so
far, in order, which «上一步» goes back by. Without a topic the questions narrow the list
of fitting measures. `verdict` is what was decided last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.conversation import Conversation, RoutedAction
from actions.own_figures import LACKS_A_NUMBER, supposed_figures, with_own_figures
from bot.dialogue.people import IN_DOUBT, WORTH_KEEPING, in_doubt, remember, settle
from bot.dialogue.routing import Step
from bot.dialogue.state import ME
from bot.nlu.aspects import find_aspects
from bot.policy.amount_replies import amount_reply, sum_reply, too_much_reply
from bot.policy.answers import Button, Reply, answer_topic, topic_of, without_claims
from bot.policy.attributes import Attribute, attributes
from bot.policy.claims import claimed_sum
from bot.policy.commands import check as to_check
from bot.policy.commands import menu
from bot.policy.conditions import leaves
from bot.policy.derived import with_parts
from bot.policy.eligibility import NO, UNKNOWN, YES, Assessment, assess
from bot.policy.match_replies import matches_reply, no_match_reply
from bot.policy.matching import match
from bot.policy.question_replies import (
    check_question,
    confirmation,
    if_heard_rightly,
    if_it_were_so,
    question_reply,
)
from bot.policy.rule_store import Rule
from bot.policy.rules import LIMIT
from bot.policy.store import Topic
from bot.policy.verdict_text import telling_results
from bot.policy.verdicts import reasons_reply, verdict_reply
from bot.policy.wording import in_quotes

PLACE = "place"
# A message that supposes this surely is one, whatever was heard of it.
_SURELY_SUPPOSED = 0.9


class ActionSelfCheck(RoutedAction):
    """Decides, asks on, asks again, gives reasons, stops."""

    _NAME = "action_self_check"


class ActionMatch(RoutedAction):
    """Lists the measures for a person, from what the message and the conversation say."""

    _NAME = "action_match"


def check(c: Conversation, step: Step) -> None:
    """Judge a person's case anew with what this message told; of a supposition nothing is kept."""
    topic = c.topic(step.topic, step.who)
    if topic is None:
        match_measures(c, step)
        return
    profile = settle([f for f in c.facts if f.who == step.who], known_or_said_back(c, step), suppose=True)
    rule = c.rule_here(topic, profile)
    if rule is None:
        _only_elsewhere(c, step, topic, profile)
        return
    profile = {**supposed_figures(c, step, rule), **profile}
    assessment = assess(c.store, topic.slug, profile, dt.date.today())
    # What was asked step by step is judged where it was asked.
    under_way = (c.slot("self_check") or {}).get("topic") == topic.slug
    if assessment.verdict == YES and not under_way and (there := _decided_there_alone(rule, profile)):
        check(c, replace(step, topic=there))
        return
    if _figures_alone(c, step, rule, assessment):
        c.say(with_own_figures(c, topic, _own_words(c, step, topic)))
        c.talk_about(topic.slug)
        return
    if _supposes_unheard(c, step, assessment):
        c.say(if_it_were_so(topic, assessment))
        c.talk_about(topic.slug)
        return
    if meant := _meant_instead(assessment):
        _answer_instead(c, step, meant)
        return
    first = not under_way and not _decided(c, topic.slug)
    if _said_back(c, step, topic, assessment, first):
        return
    # Of what has to be paid nobody hopes for more.
    claimed = None if rule.benefit.owed else claimed_sum(c.text)
    if claimed and (denied := too_much_reply(topic, assessment, claimed)):
        c.say(denied)
        c.talk_about(topic.slug)
        return
    asked = assessment.next_question
    if _laid_down_for_all(assessment) or (first and _without_their_number(step, assessment)):
        c.say(without_claims(topic, _own_words(c, step, topic), c.text))
        c.talk_about(topic.slug)
        return
    # What only reckons decides nothing: it is told, and its figures are asked for.
    if asked and (assessment.verdict == UNKNOWN or not assessment.conditions):
        _ask_on(c, step, topic, assessment, asked, first)
    else:
        back = not step.hypothetical and bool(answered_so_far(c, topic.slug, step.who))
        c.say(verdict_reply(topic, assessment, who=step.who, supposed=step.hypothetical, back=back))
        _keep_verdict(c, step, topic, assessment)
        if asked:
            # The verdict is said before the figures are asked that only its sum needs.
            c.say(question_reply(asked, LACKS_A_NUMBER, back))
            _wait_for(c, step, topic, asked)
    c.talk_about(topic.slug)


def _meant_instead(assessment: Assessment) -> str:
    """The matter that somebody means for whom only what defines this one isn't so; else empty."""
    meant = {r.instead for r in assessment.conditions if r.state == "failed"}
    return meant.pop() if assessment.verdict == NO and len(meant) == 1 else ""


def _answer_instead(c: Conversation, step: Step, meant: str) -> None:
    """«不离岗，光兼职呢»: what the documents say of that."""
    topic = c.topic(meant, step.who)
    if topic is not None:
        c.say(_own_words(c, step, topic))
        c.set(self_check=None, verdict=None)
        c.talk_about(topic.slug)


def _decided_there_alone(rule: Rule, profile: Mapping[str, Any]) -> str:
    """The matter that decides a condition, where nothing is known that only this rule asks; else empty.

    Who never spoke of an earlier loan asks whether they may have one, not whether another one is subsidised.
    """
    asked = dict.fromkeys(leaf.attribute for leaf, _ in leaves(rule.conditions)) if rule.conditions else {}
    there = next((name for name in asked if attributes()[name].decided_by), "")
    told = any(profile.get(name) is not None for name in asked if name != there)
    return attributes()[there].decided_by if there and not told else ""


def retry(c: Conversation, _: Step) -> None:
    """The open question once more: its answer was not understood, so nothing was taken for one."""
    asked = attributes()[(c.slot("self_check") or {})["asked"]]
    told = f"没听清您的意思。可以这样说：{asked.example}；不清楚就说“不知道”。"
    c.say(question_reply(asked, told, can_go_back(c)))


def stop(c: Conversation, _: Step) -> None:
    """End the check; what was told stays."""
    left = c.topic((c.slot("self_check") or {}).get("topic"))
    c.set(self_check=None)
    on = (Button(f"接着查：{left.name}", f"{left.name}：我符合吗", to_check(left.slug)),) if left else ()
    told = "好的，不查了。您说过的情况我先记着，想接着查随时说。"
    c.say(Reply("smalltalk", told, buttons=(*on, Button("回到菜单", "菜单", menu()))))


def resume(c: Conversation, _: Step) -> None:
    """After another question has been answered: back to where it was."""
    under_way = c.slot("self_check") or {}
    asked, topic = under_way.get("asked"), c.topic(under_way.get("topic") or "")
    if not asked or topic is None:
        return
    lead = f"接着刚才的{in_quotes(topic.name)}（不查了就说“算了”）："
    c.say(question_reply(attributes()[asked], lead, can_go_back(c)))
    c.set(self_check={**under_way, "resumed": under_way.get("resumed", 0) + 1})


def reasons(c: Conversation, step: Step) -> None:
    """Why the last verdict is as it is; where it has turned since, why it was no before."""
    topic = c.topic(step.topic, step.who)
    told = c.slot("verdict") or {}
    if topic is None or not c.rule_here(topic, told.get("facts") or c.known(step.who)):
        return
    assessment = assess(c.store, topic.slug, told.get("facts") or c.known(step.who), dt.date.today())
    c.say(reasons_reply(topic, assessment, tuple(told.get("refused_for") or ())))
    c.talk_about(topic.slug)


def match_measures(c: Conversation, _: Step) -> None:
    """The measures for the visitor, and the question that would change the list."""
    profile = settle([f for f in c.facts if f.who == ME], c.known(ME), suppose=True)
    found = match(c.store, profile, dt.date.today())
    named = topic_of(c.store, c.understood.get("topic") or "")
    if named and not found.matches:
        c.say(answer_topic(c.store, named))
        c.talk_about(named.slug)
    nothing = not found.matches and not found.next_question
    c.say(no_match_reply(profile) if nothing else matches_reply(c.store, found, profile))
    asked = found.next_question.name if found.next_question else None
    answered = answered_so_far(c, "", ME)
    c.set(
        offered=[m.topic for m in found.matches],
        self_check={"topic": None, "asked": asked, "who": ME, "answered": answered} if asked else None,
        declined=0,
    )


def _only_elsewhere(c: Conversation, step: Step, topic: Topic, profile: dict[str, Any]) -> None:
    """Only some places have rules on it: which these are, and where the person is if that isn't known."""
    c.say(answer_topic(c.store, topic))
    if PLACE not in profile:
        c.say(question_reply(attributes()[PLACE]))
        c.set(self_check={"topic": topic.slug, "asked": PLACE, "who": step.who, "resumed": 0})
    else:
        c.set(self_check=None)
    c.talk_about(topic.slug)


def _ask_on(
    c: Conversation, step: Step, topic: Topic, assessment: Assessment, asked: Attribute, first: bool
) -> None:
    """The next question, at the start behind the rule's own words."""
    if first and step.reason != "button":
        c.say(amount_reply(assessment.amount, topic, _own_words(c, step, topic)))
    elif (
        assessment.amount
        and assessment.amount.reckoned
        and (assessment.amount.yuan is not None or step.aspect == "amount")
    ):
        c.say(sum_reply(topic, assessment))
    answered = answered_so_far(c, topic.slug, step.who)
    c.say(check_question(topic, assessment, who=step.who, back=bool(answered)))
    _wait_for(c, step, topic, asked)


def _wait_for(c: Conversation, step: Step, topic: Topic, asked: Attribute) -> None:
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


def _laid_down_for_all(assessment: Assessment) -> bool:
    """Nothing to decide and nothing to reckon."""
    reckoned = assessment.amount and assessment.amount.reckoned
    return not (assessment.conditions or assessment.next_question or reckoned)


def _without_their_number(step: Step, assessment: Assessment) -> bool:
    """A limit, and who asks has told nothing that it is about: it is told, and nobody asked for a number."""
    numbers = [r for r in assessment.conditions if attributes()[r.attribute].type not in {"bool", "choice"}]
    told = any(r.given for r in numbers)
    return (
        assessment.benefit == LIMIT and bool(assessment.conditions) and step.reason != "button" and not told
    )


def _figures_alone(c: Conversation, step: Step, rule: Rule, assessment: Assessment) -> bool:
    """«要是合同签了3000万呢» against a no: what it would come to, for no figure could turn the no."""
    if rule.benefit.owed or assessment.verdict != NO:
        return False
    decides = {r.attribute for r in assessment.conditions}
    told = {fact.attribute for fact in c.facts if fact.who == step.who}
    return bool(told & set(rule.benefit.attributes)) and not told & decides


def _supposes_unheard(c: Conversation, step: Step, assessment: Assessment) -> bool:
    """«我现在就去交，交完呢»: supposed against a no, and not heard; the same no would be no answer."""
    acts = c.understood.get("acts", {})
    supposes = step.hypothetical or acts.get("hypothetical", 0.0) >= _SURELY_SUPPOSED
    failed = {r.attribute for r in assessment.conditions if r.state == "failed"}
    failed = {*with_parts(failed)}
    told = {fact.attribute for fact in c.facts if fact.who == step.who}
    return bool(supposes and assessment.verdict == NO and assessment.nearest_change and not failed & told)


def _said_back(c: Conversation, step: Step, topic: Topic, assessment: Assessment, first: bool) -> bool:
    """Whether a refusal hangs on a doubtful hearing: it is said with an if, and the fact is asked back.

    At the start the rule's own words stand between, for the fact may be none.
    """
    if assessment.verdict != NO:
        return False
    failed = {r.attribute for r in telling_results(assessment) if r.state == "failed"}
    # A share that was worked out is as doubtful as what it was worked out from.
    failed = {*with_parts(failed)}
    own = [f for f in c.facts if f.who == step.who]
    known = known_or_said_back(c, step)
    certainty = {fact.attribute: fact.certainty for fact in own}
    doubtful = sorted(failed & in_doubt(own, known), key=lambda name: (certainty.get(name, 1.0), name))
    if not doubtful:
        return False
    attribute = attributes()[doubtful[0]]
    value = settle(own, known, suppose=True)[attribute.name]
    c.say(if_heard_rightly(topic, assessment, attribute, value))
    if first:
        c.say(_own_words(c, step, topic))
    c.say(confirmation(attribute, value))
    c.set(self_check={"topic": step.topic, "asked": attribute.name, "who": step.who, "confirm": value})
    c.keep(step.who, {k: v for k, v in known.items() if k != attribute.name})
    c.talk_about(topic.slug)
    return True


def known_or_said_back(c: Conversation, step: Step) -> dict[str, Any]:
    """What is known of the person, with what was said back and not confirmed yet, in doubt."""
    known, under_way = c.known(step.who), c.slot("self_check") or {}
    if (
        under_way.get("confirm") is None
        or under_way.get("topic") != step.topic
        or under_way["asked"] in known
    ):
        return known
    asked = under_way["asked"]
    return {**known, asked: under_way["confirm"], IN_DOUBT: sorted({*known.get(IN_DOUBT, ()), asked})}


def _own_words(c: Conversation, step: Step, topic: Topic) -> Reply:
    """What the documents say of what is asked."""
    aspect = step.aspect if step.aspect != "eligibility" else "overview"
    return answer_topic(c.store, topic, aspect, also=find_aspects(c.text))


def _decided(c: Conversation, slug: str) -> bool:
    return (c.slot("verdict") or {}).get("topic") == slug


def _keep_verdict(c: Conversation, step: Step, topic: Topic, assessment: Assessment) -> None:
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
