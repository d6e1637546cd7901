"""Tracker in, messages out: what every action needs."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.policy.answers import Reply
from bot.policy.store import Store, open_store
from bot.settings import settings


def store() -> Store:
    """The policy store, opened anew when it has been replaced."""
    return open_store(settings().policy_db)


def understood(tracker: Tracker) -> dict[str, Any]:
    """What the classifier made of the latest message; empty for a message it did not see."""
    return tracker.latest_message.get("understood") or {}


def entity(tracker: Tracker, name: str) -> str | None:
    """First value of an entity in the latest message."""
    return next(tracker.get_latest_entity_values(name), None)


def send(dispatcher: CollectingDispatcher, tracker: Tracker, *replies: Reply) -> None:
    """Send replies in order, with what was understood beside the first."""
    for position, reply in enumerate(replies):
        message = reply.as_message()
        if position == 0:
            message["understanding"] = understanding(tracker)
        dispatcher.utter_message(json_message=message)


def understanding(tracker: Tracker) -> dict[str, Any]:
    """Full intent and its probability, as the website passes them on."""
    seen = understood(tracker)
    intent = tracker.latest_message.get("intent") or {}
    return {
        "intent": seen.get("topic") or intent.get("name"),
        "confidence": round(seen.get("confidence", intent.get("confidence") or 0.0), 4),
    }
