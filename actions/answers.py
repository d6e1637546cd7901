"""Actions that answer from the policy store."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.handover import declined
from actions.replies import entity, send, store, understood
from bot.policy.answers import (
    PAPER,
    Reply,
    answer_clause,
    answer_document,
    answer_topic,
    decline,
    topic_of,
)
from bot.policy.store import Topic


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
        seen = understood(tracker)
        intent, aspect = seen["topic"], seen["aspect"]
        family, _, subject = intent.partition("/")
        if family == "ask_document":
            send(dispatcher, tracker, answer_document(store(), subject))
            return answered()
        topic = topic_of(store(), intent)
        if topic is None:
            send(dispatcher, tracker, decline())
            return declined(dispatcher, tracker)
        replies = [answer_topic(store(), topic, aspect)]
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
        clause = entity(tracker, "clause")
        if clause and (reply := answer_clause(store(), PAPER, clause)):
            send(dispatcher, tracker, reply)
            return answered()
        topic = store().topic(tracker.get_slot("topic") or "")
        if topic is None:
            send(dispatcher, tracker, ask_for_topic())
            return []
        aspect = understood(tracker)["topic"].partition("/")[2]
        seen = understood(tracker)["aspect"]
        send(dispatcher, tracker, answer_topic(store(), topic, seen if seen != "overview" else aspect))
        return answered(topic, tracker)


class ActionOfferedItem(Action):
    """Another item of the list offered last, or the topic before this one."""

    def name(self) -> str:
        return "action_offered_item"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        if tracker.get_intent_of_latest_message() == "previous_topic":
            candidates = [tracker.get_slot("previous_topic")]
        else:
            offered = tracker.get_slot("offered") or []
            present = tracker.get_slot("topic")
            position = offered.index(present) + 1 if present in offered else 0
            candidates = offered[position : position + 1]
        topic = store().topic(candidates[0]) if candidates and candidates[0] else None
        if topic is None:
            send(dispatcher, tracker, ask_for_topic())
            return []
        send(dispatcher, tracker, answer_topic(store(), topic))
        return answered(topic, tracker)


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
    return decline(f"您问的是{region}的政策，我只有云南的文件，答不了；请问{region}当地的主管部门。")


def ask_for_topic() -> Reply:
    """The visitor named an aspect or an item, but nothing was talked about yet."""
    from bot.policy.answers import opening_buttons

    return Reply(
        "question", "您问的是哪件事？说个大概就行，比如“创业贷款”“注册公司”。", buttons=opening_buttons()
    )
