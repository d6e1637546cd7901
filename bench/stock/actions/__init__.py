"""The product's own actions for stock Rasa: they find the topic in what its ResponseSelector chose."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from actions import answers, fallback, handover, replies

_from_dict = Tracker.from_dict


def _understood(message: dict[str, Any]) -> dict[str, Any]:
    """The shape of our own classifier's `understood`, from stock Rasa's parse of the message."""
    intent = message.get("intent") or {}
    name = intent.get("full_retrieval_intent_name") or intent.get("name") or ""
    ranking = [
        {"intent": guess["name"], "confidence": guess["confidence"]}
        for guess in message.get("intent_ranking", [])[:5]
    ]
    confidence = intent.get("confidence") or 0.0
    return {"topic": name, "confidence": confidence, "aspect": "overview", "ranking": ranking}


def _tracker(state: dict[str, Any]) -> Tracker:
    state["latest_message"]["understood"] = _understood(state["latest_message"])
    return _from_dict(state)


Tracker.from_dict = staticmethod(_tracker)

__all__ = ["answers", "fallback", "handover", "replies"]
