"""The self-check: the verdict as soon as it can stand, else the one question that decides most."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from actions.check_state import (
    answered_so_far,
    decided_on,
    keep_verdict,
    known_or_said_back,
    said_back_before,
    wait_for,
)
from actions.conversation import Conversation, RoutedAction
from actions.matches import match_measures
from actions.own_figures import LACKS_A_NUMBER, supposed_figures, with_own_figures
from actions.passed_over import own_words, passed_over
from actions.withheld import (
    decided_there_alone,
    figures_alone,
    laid_down_for_all,
    meant_instead,
    supposes_unheard,
    whose_it_is,
    with_the_number,
    without_their_number,
)
from bot.dialogue.people import in_doubt, settle
from bot.dialogue.step import ASIDE, Step
from bot.policy.amount_replies import amount_reply, sum_reply, too_much_reply
from bot.policy.answers import answer_topic, without_claims
from bot.policy.assessment import NO, UNKNOWN, YES, Assessment
from bot.policy.attributes import Attribute, attributes
from bot.policy.claims import claimed_sum
from bot.policy.derived import with_parts
from bot.policy.eligibility import assess
from bot.policy.question_replies import (
    check_question,
    confirmation,
    if_heard_rightly,
    if_it_were_so,
    question_reply,
)
from bot.policy.topics import Topic
from bot.policy.verdict_text import telling_results
from bot.policy.verdicts import verdict_reply

PLACE = "place"


class ActionSelfCheck(RoutedAction):
    """Decides, asks on, asks again, gives reasons, stops."""

    _NAME = "action_self_check"


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
    if step.reason == ASIDE and assessment.verdict != NO:
        return
    # What was asked step by step is judged where it was asked.
    under_way = (c.slot("self_check") or {}).get("topic") == topic.slug
    if assessment.verdict == YES and not under_way and (there := decided_there_alone(rule, profile)):
        check(c, replace(step, topic=there))
        return
    if figures_alone(c, step, rule, assessment):
        c.say(with_own_figures(c, topic, own_words(c, step, topic)))
        c.talk_about(topic.slug)
        return
    if supposes_unheard(c, step, assessment):
        c.say(if_it_were_so(topic, assessment))
        c.talk_about(topic.slug)
        return
    if meant := meant_instead(assessment):
        _answer_instead(c, step, meant)
        return
    first = not under_way and not decided_on(c, topic.slug)
    if _said_back(c, step, topic, assessment, first):
        return
    # Of what has to be paid nobody hopes for more.
    claimed = None if rule.benefit.owed else claimed_sum(c.text)
    if claimed and (denied := too_much_reply(topic, assessment, claimed)):
        c.say(denied)
        c.talk_about(topic.slug)
        return
    asked = assessment.next_question
    if laid_down_for_all(assessment) or (first and without_their_number(step, assessment)):
        c.say(without_claims(topic, own_words(c, step, topic), c.text))
        c.talk_about(topic.slug)
        return
    if other := whose_it_is(c, step, topic, rule, assessment):
        check(c, replace(step, who=other))
        return
    stands = with_the_number(c, step, topic, rule, assessment, profile)
    if not stands and assessment.verdict != UNKNOWN and passed_over(c, step, topic, rule, assessment):
        c.talk_about(topic.slug)
        return
    assessment = stands or assessment
    # What only reckons decides nothing: it is told, and its figures are asked for.
    if asked and (assessment.verdict == UNKNOWN or not assessment.conditions):
        _ask_on(c, step, topic, assessment, asked, first)
    else:
        back = not step.hypothetical and bool(answered_so_far(c, topic.slug, step.who))
        c.say(verdict_reply(topic, assessment, who=step.who, supposed=step.hypothetical, back=back))
        keep_verdict(c, step, topic, assessment)
        if asked:
            # The verdict is said before the figures are asked that only its sum needs.
            c.say(question_reply(asked, LACKS_A_NUMBER, back))
            wait_for(c, step, topic, asked)
    c.talk_about(topic.slug)


def _answer_instead(c: Conversation, step: Step, meant: str) -> None:
    """«不离岗，光兼职呢»: what the documents say of that."""
    topic = c.topic(meant, step.who)
    if topic is not None:
        c.say(own_words(c, step, topic))
        c.set(self_check=None, verdict=None)
        c.talk_about(topic.slug)


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
        c.say(amount_reply(assessment.amount, topic, own_words(c, step, topic)))
    elif (
        assessment.amount
        and assessment.amount.reckoned
        and (assessment.amount.yuan is not None or step.aspect == "amount")
    ):
        c.say(sum_reply(topic, assessment))
    answered = answered_so_far(c, topic.slug, step.who)
    c.say(check_question(topic, assessment, who=step.who, back=bool(answered)))
    wait_for(c, step, topic, asked)


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
    times = said_back_before(c, step, attribute.name, value)
    c.say(if_heard_rightly(topic, assessment, attribute, value))
    if first:
        c.say(own_words(c, step, topic))
    c.say(confirmation(attribute, value))
    said = {"topic": step.topic, "asked": attribute.name, "who": step.who, "confirm": value}
    c.set(self_check={**said, "said_back": times + 1})
    c.keep(step.who, {k: v for k, v in known.items() if k != attribute.name})
    c.talk_about(topic.slug)
    return True
