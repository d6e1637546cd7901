"""Handing over to a person: a ticket is opened and its number told."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.replies import send, store, understanding_of, understood
from bot.helpdesk.handover import Handover
from bot.helpdesk.tickets import NewTicket, TicketStore
from bot.policy.answers import Reply, topic_of
from bot.policy.matters import AREAS
from bot.settings import settings

_MATTERS = {*AREAS, "out_of_scope"}
_DECLINES_BEFORE_HANDOVER = 2
# Nobody at a helpdesk could make more of these than the bot does.
_NOT_FOR_STAFF = {"out_of_scope/gibberish", "out_of_scope/prompt_tricks"}


class ActionHandOver(Action):
    """Opens a ticket with the conversation so far; it is kept before its number is told."""

    def name(self) -> str:
        return "action_hand_over"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        asked = _asked(tracker)
        # The request itself is the last message; the question came before it.
        send(dispatcher, tracker, hand_over(tracker, asked[-2:][0], "visitor"))
        return [SlotSet("declined", 0)]


def declined(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Counts the declines in a row; at the second one the question goes to a person."""
    count = int(tracker.get_slot("declined") or 0) + 1
    if count < _DECLINES_BEFORE_HANDOVER or understood(tracker).get("topic") in _NOT_FOR_STAFF:
        return [SlotSet("declined", count)]
    send(dispatcher, tracker, hand_over(tracker, tracker.latest_message, "declines"))
    return [SlotSet("declined", 0)]


def hand_over(tracker: Tracker, question: dict[str, Any], origin: str) -> Reply:
    """Open a ticket for a message of the tracker's conversation; the words for the visitor."""
    about = _about(tracker, question, origin)
    topic = topic_of(store(), about)
    wanted = NewTicket(
        conversation=tracker.sender_id,
        question=question.get("text") or "",
        origin=origin,
        transcript=[
            {"by": event["event"], "text": event.get("text") or _spoken(event)}
            for event in tracker.events
            if event["event"] in {"user", "bot"}
        ],
        understanding={**understanding_of(question), "about": about},
        departments=list(topic.departments) if topic else [],
    )
    return Handover(TicketStore(settings())).hand_over(wanted)


def _about(tracker: Tracker, question: dict[str, Any], origin: str) -> str:
    """Full intent of the matter handed over; empty where the bot only had a guess at it."""
    topic = store().topic(tracker.get_slot("topic") or "")
    if origin == "visitor" and topic:
        return topic.intent
    # A guess at a message that was not answered has Rasa's name for a fallback, which is no matter.
    family = (question.get("intent") or {}).get("name")
    return str(understanding_of(question)["intent"]) if family in _MATTERS else ""


def _asked(tracker: Tracker) -> list[dict[str, Any]]:
    """The visitor's messages with what was understood, oldest first; never empty."""
    spoken = [event for event in tracker.events if event["event"] == "user"]
    return [{**(event.get("parse_data") or {}), "text": event.get("text")} for event in spoken] or [{}]


def _spoken(event: dict[str, Any]) -> str:
    return str(((event.get("data") or {}).get("custom") or {}).get("text", ""))
