"""Actions that answer from the policy store."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.handover import declined
from actions.replies import entity, names_only_an_aspect, send, store, text_of, understood
from actions.self_check import can_check, start_check, with_own_figures
from bot.policy.answers import (
    Reply,
    answer_topic,
    topic_of,
    without_claims,
)
from bot.policy.scope import answer_department, answer_document, answer_numbered, decline, opening_buttons
from bot.policy.store import Topic

_ORDINAL = re.compile(r"(?:第|最)([一二两三四五六1-6后])")
# «有效期到什么时候», «全文在哪» with nothing before them ask about the document.
_OF_THE_PAPER = {"validity": "dates_and_validity", "original": "overview"}
_PLACES = {"一": 0, "二": 1, "两": 1, "三": 2, "四": 3, "五": 4, "六": 5, "后": -1} | {
    str(n): n - 1 for n in range(1, 7)
}


class ActionAnswer(Action):
    """Answers a measure, a guide or the document itself; a second question in the message too."""

    def name(self) -> str:
        return "action_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        region = entity(tracker, "region")
        if region:
            send(dispatcher, tracker, elsewhere(region))
            return declined(dispatcher, tracker)
        present = store().topic(tracker.get_slot("topic") or "")
        if present and names_only_an_aspect(tracker):
            # «要交什么材料» after a loan asks about the loan, whatever it would mean alone.
            return answer_aspect(dispatcher, tracker, present, understood(tracker)["aspect"])
        seen = understood(tracker)
        intent, aspect = seen["topic"], seen["aspect"]
        whole = store().topic(intent.partition("/")[2])
        if whole and whole.tells:
            if events := answer_named_clause(dispatcher, tracker):
                return events
            send(dispatcher, tracker, _of_document(whole.tells, text_of(tracker)))
            return answered()
        topic = topic_of(store(), intent)
        if topic is None:
            send(dispatcher, tracker, decline(store()))
            return declined(dispatcher, tracker)
        if aspect == "eligibility" and can_check(topic):
            return start_check(dispatcher, tracker, topic)
        replies = [_on_topic(tracker, topic, aspect)]
        for guess, other_aspect in seen.get("others", []):
            other = topic_of(store(), guess["intent"])
            if other:
                replies.append(answer_topic(store(), other, other_aspect))
        send(dispatcher, tracker, *replies)
        return answered(topic, tracker)


class ActionFollowUp(Action):
    """Answers an aspect alone («那额度呢») about the topic of the conversation."""

    def name(self) -> str:
        return "action_follow_up"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        if events := answer_named_clause(dispatcher, tracker):
            return events
        topic = store().topic(tracker.get_slot("topic") or "")
        aspect = understood(tracker)["topic"].partition("/")[2]
        if topic is None:
            subject = _OF_THE_PAPER.get(aspect)
            send(dispatcher, tracker, answer_document(store(), subject) if subject else ask_for_topic())
            return []
        seen = understood(tracker)["aspect"]
        if "eligibility" in {aspect, seen} and can_check(topic):
            return start_check(dispatcher, tracker, topic)
        return answer_aspect(dispatcher, tracker, topic, seen if seen != "overview" else aspect)


class ActionOfferedItem(Action):
    """Another item of the list offered last, or the topic before this one."""

    def name(self) -> str:
        return "action_offered_item"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        if events := answer_named_clause(dispatcher, tracker):
            return events
        if tracker.get_intent_of_latest_message() == "previous_topic":
            candidates = [tracker.get_slot("previous_topic")]
        else:
            candidates = _wanted(tracker)
        topic = store().topic(candidates[0]) if candidates and candidates[0] else None
        if topic is None:
            send(dispatcher, tracker, ask_for_topic())
            return []
        send(dispatcher, tracker, answer_topic(store(), topic))
        return answered(topic, tracker)


def _of_document(subject: str, text: str) -> Reply:
    department = store().department_in(text) if subject == "departments" else None
    return answer_department(store(), department) if department else answer_document(store(), subject)


def _wanted(tracker: Tracker) -> list[str]:
    """The offered item that is named by its place, else the one after the present topic."""
    offered = tracker.get_slot("offered") or []
    ordinal = _ORDINAL.search(text_of(tracker))
    if ordinal:
        position = _PLACES[ordinal[1]]
        return offered[position:] if position < 0 else offered[position : position + 1]
    present = tracker.get_slot("topic")
    position = offered.index(present) + 1 if present in offered else 0
    return offered[position : position + 1]


def answer_named_clause(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Quote the clause whose number the message names; no events where it names none that is held."""
    clause = entity(tracker, "clause")
    topic = store().topic(tracker.get_slot("topic") or "")
    reply = answer_numbered(store(), clause, text_of(tracker), topic) if clause else None
    if reply is None:
        return []
    send(dispatcher, tracker, reply)
    return answered()


def answer_aspect(
    dispatcher: CollectingDispatcher, tracker: Tracker, topic: Topic, aspect: str
) -> list[EventType]:
    """Answer one aspect of a topic, worked out for the sums in the message; the slots afterwards."""
    send(dispatcher, tracker, _on_topic(tracker, topic, aspect))
    return answered(topic, tracker)


def _on_topic(tracker: Tracker, topic: Topic, aspect: str) -> Reply:
    """What the sources say, worked out for the visitor's sums; a claimed figure of none is named."""
    answer = answer_topic(store(), topic, aspect)
    worked_out = with_own_figures(tracker, topic, answer)
    return worked_out if worked_out is not answer else without_claims(topic, answer, text_of(tracker))


def answered(topic: Topic | None = None, tracker: Tracker | None = None) -> list[EventType]:
    """Slots after an answer: the topic stands, the one before is remembered, nothing was declined."""
    events = [SlotSet("declined", 0)]
    if topic and tracker:
        before = tracker.get_slot("topic")
        if before and before != topic.slug:
            events.append(SlotSet("previous_topic", before))
        events.append(SlotSet("topic", topic.slug))
    return events


def elsewhere(region: str) -> Reply:
    """A question about another place."""
    return decline(store(), f"您问的是{region}的政策，我只有云南的文件，答不了；请问{region}当地的主管部门。")


def ask_for_topic() -> Reply:
    """The visitor named an aspect or an item, but nothing was talked about yet."""
    buttons = opening_buttons(store())
    examples = f"，比如{''.join(f'“{b.title}”' for b in buttons[:2])}" if buttons else ""
    return Reply("question", f"您问的是哪件事？说个大概就行{examples}。", buttons=buttons)
