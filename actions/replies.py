"""Tracker in, messages out: what every action needs."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.nlu.aspects import aspects
from bot.nlu.normalize import normalize
from bot.policy.answers import Reply
from bot.policy.store import Store, open_store
from bot.policy.words import STOPWORDS
from bot.settings import settings

_LONGEST_FOLLOW_UP = 12


def store() -> Store:
    """The policy store, opened anew when it has been replaced."""
    return open_store(settings().policy_db)


def understood(tracker: Tracker) -> dict[str, Any]:
    """What the classifier made of the latest message; empty for a message it did not see."""
    return tracker.latest_message.get("understood") or {}


def text_of(tracker: Tracker) -> str:
    """The latest message as it was written."""
    return tracker.latest_message.get("text") or ""


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
    return understanding_of(tracker.latest_message)


def understanding_of(parsed: dict[str, Any]) -> dict[str, Any]:
    """The same of any message of the conversation."""
    seen = parsed.get("understood") or {}
    intent = parsed.get("intent") or {}
    return {
        "intent": seen.get("topic") or intent.get("name"),
        "confidence": round(seen.get("confidence", intent.get("confidence") or 0.0), 4),
    }


def names_only_an_aspect(tracker: Tracker) -> bool:
    """Whether the message says what is asked but not about what: «要交什么材料», «那额度呢»."""
    text = text_of(tracker)
    aspect = understood(tracker).get("aspect")
    cues = next((a.pattern for a in aspects() if a.name == aspect), None)
    if cues is None or len(text) > _LONGEST_FOLLOW_UP:
        return False
    # The longest cue may hide a shorter one, so every cue goes.
    left = cues.sub(" ", normalize(text).text)
    return not [word for word in store().words.cut(left) if len(word) > 1 and word not in STOPWORDS]
