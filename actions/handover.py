"""Handing over to a person: a ticket is opened and its number told."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.replies import send, store, understanding, understood
from bot.helpdesk.handover import Handover
from bot.helpdesk.tickets import NewTicket, TicketStore
from bot.policy.answers import Reply, topic_of
from bot.settings import settings

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
        question = asked[-2] if len(asked) > 1 else asked[-1]
        send(dispatcher, tracker, hand_over(tracker, question, "visitor"))
        return [SlotSet("declined", 0)]


def declined(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Counts the declines in a row; at the second one the question goes to a person."""
    count = int(tracker.get_slot("declined") or 0) + 1
    if count < _DECLINES_BEFORE_HANDOVER or understood(tracker).get("topic") in _NOT_FOR_STAFF:
        return [SlotSet("declined", count)]
    send(dispatcher, tracker, hand_over(tracker, _asked(tracker)[-1], "declines"))
    return [SlotSet("declined", 0)]


def hand_over(tracker: Tracker, question: str, origin: str) -> Reply:
    """Open a ticket for the tracker's conversation; the words for the visitor."""
    about = _about(tracker, origin)
    topic = topic_of(store(), about)
    wanted = NewTicket(
        conversation=tracker.sender_id,
        question=question,
        origin=origin,
        transcript=[
            {"by": event["event"], "text": event.get("text") or _spoken(event)}
            for event in tracker.events
            if event["event"] in {"user", "bot"}
        ],
        understanding={**understanding(tracker), "about": about},
        departments=list(topic.departments) if topic else [],
    )
    return Handover(TicketStore(settings())).hand_over(wanted)


def _about(tracker: Tracker, origin: str) -> str:
    """Full intent of the matter handed over: that of the question, not of the request for a person."""
    topic = store().topic(tracker.get_slot("topic") or "")
    if origin == "visitor" and topic:
        return f"{'ask_policy' if topic.kind == 'measure' else 'ask_guide'}/{topic.slug}"
    return str(understood(tracker).get("topic") or "")


def _asked(tracker: Tracker) -> list[str]:
    return [event.get("text") or "" for event in tracker.events if event["event"] == "user"] or [""]


def _spoken(event: dict[str, Any]) -> str:
    return str(((event.get("data") or {}).get("custom") or {}).get("text", ""))
