"""The self-check: one question at a time until the verdict stands.

The slot `self_check` is {"topic": slug or None, "asked": attribute or None, "previous": attribute or None};
without a topic the questions narrow the list of fitting measures. `bot.dialogue.self_check_policy`
sends a message here where it answers the open question, and again after an interruption.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.profile import keep, known_profile
from actions.replies import send, store, text_of
from bot.policy.answers import Reply
from bot.policy.attributes import Unclear, attributes
from bot.policy.conditions import leaves
from bot.policy.eligibility import assess
from bot.policy.facts import facts_in
from bot.policy.matching import match
from bot.policy.reading import read_answer
from bot.policy.store import Topic
from bot.policy.verdicts import (
    amount_reply,
    check_question,
    matches_reply,
    no_match_reply,
    question_reply,
    verdict_reply,
)
from bot.policy.wording import in_quotes


class ActionSelfCheck(Action):
    """Takes the answer to the open question, or asks it again after an interruption."""

    def name(self) -> str:
        return "action_self_check"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        check = tracker.get_slot("self_check") or {}
        if tracker.latest_action_name not in {"action_listen", None}:
            return _resume(dispatcher, tracker, check)
        if tracker.get_intent_of_latest_message() == "cancel":
            send(
                dispatcher,
                tracker,
                Reply("smalltalk", "好的，不查了。您说过的情况我先记着，想接着查随时说。"),
            )
            return [SlotSet("self_check", None)]
        return _take(dispatcher, tracker, check)


class ActionMatch(Action):
    """Lists the measures for a person, from what the message and the conversation say."""

    def name(self) -> str:
        return "action_match"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        profile = {**known_profile(tracker), **facts_in(text_of(tracker))}
        return _go_on(dispatcher, tracker, {"topic": None}, profile)


def can_check(topic: Topic) -> bool:
    """Whether the store holds conditions to check for this topic."""
    return store().decides(topic.slug)


def start_check(dispatcher: CollectingDispatcher, tracker: Tracker, topic: Topic) -> list[EventType]:
    """Begin the self-check for a measure, with everything that has been said already."""
    profile = {**known_profile(tracker), **facts_in(text_of(tracker))}
    return _go_on(dispatcher, tracker, {"topic": topic.slug}, profile, lead=topic.answer)


def with_own_figures(tracker: Tracker, topic: Topic, answer: Reply) -> Reply:
    """The answer, with the amount that the numbers in the message give."""
    facts = facts_in(text_of(tracker))
    if not facts or not can_check(topic):
        return answer
    assessment = assess(store(), topic.slug, {**known_profile(tracker), **facts}, dt.date.today())
    return amount_reply(topic, assessment, answer)


def _take(dispatcher: CollectingDispatcher, tracker: Tracker, check: dict[str, Any]) -> list[EventType]:
    """Read the answer or correction, keep it, go on."""
    profile = known_profile(tracker)
    text = text_of(tracker)
    answer = read_answer(text, check.get("asked"), check.get("previous"), _asked_about(check))
    if isinstance(answer, Unclear):
        asked = check.get("asked")
        retry = question_reply(attributes()[asked], answer.text) if asked else Reply("question", answer.text)
        send(dispatcher, tracker, retry)
        return []
    profile.update(answer.facts)
    return _go_on(
        dispatcher, tracker, {**check, "previous": answer.attribute, "resumed": 0}, profile, lead=answer.note
    )


def _asked_about(check: dict[str, Any]) -> list[str]:
    """The attributes that the measure's conditions and figure rest on."""
    rule = store().rule_for(check.get("topic") or "")
    if rule is None:
        return []
    return [*(leaf.attribute for leaf, _ in leaves(rule.conditions)), *rule.benefit.attributes]


def _resume(dispatcher: CollectingDispatcher, tracker: Tracker, check: dict[str, Any]) -> list[EventType]:
    """After another question has been answered: back to where it was."""
    topic = store().topic(check.get("topic") or "")
    about = in_quotes(topic.name) if topic else ""
    lead = f"接着刚才的{about}（不查了就说“算了”）："
    send(dispatcher, tracker, question_reply(attributes()[check["asked"]], lead))
    return [SlotSet("self_check", {**check, "resumed": check.get("resumed", 0) + 1})]


def _go_on(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    check: dict[str, Any],
    profile: dict[str, Any],
    lead: str = "",
) -> list[EventType]:
    """The next question, or the verdict; or the list with its question."""
    topic = store().topic(check.get("topic") or "")
    today = dt.date.today()
    if topic is None:
        return _show_matches(dispatcher, tracker, check, profile, today)
    assessment = assess(store(), topic.slug, profile, today)
    asked = assessment.next_question
    send(
        dispatcher,
        tracker,
        check_question(topic, assessment, lead) if asked else verdict_reply(topic, assessment),
    )
    return [
        keep(profile),
        SlotSet("topic", topic.slug),
        SlotSet("self_check", {**check, "asked": asked.name if asked else None}),
        SlotSet("declined", 0),
    ]


def _show_matches(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    check: dict[str, Any],
    profile: dict[str, Any],
    today: dt.date,
) -> list[EventType]:
    found = match(store(), profile, today)
    nothing = not found.matches and not found.next_question
    send(dispatcher, tracker, no_match_reply(profile) if nothing else matches_reply(store(), found, profile))
    asked = found.next_question.name if found.next_question else None
    return [
        keep(profile),
        SlotSet("offered", [m.topic for m in found.matches]),
        SlotSet("self_check", {**check, "asked": asked}),
        SlotSet("declined", 0),
    ]
