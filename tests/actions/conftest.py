"""A tracker in, messages and events out, on a store of the test run's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.policy.store import Store
from bot.settings import Settings

Run = Callable[..., tuple[list[dict[str, Any]], dict[str, Any]]]


@pytest.fixture
def run(store: Store, built_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """run(action, text, topic=…, aspect=…, slots=…) → (messages, slots set)."""
    monkeypatch.setattr("actions.handover.settings", lambda: built_settings)
    for module in ("replies", "answers", "fallback", "self_check", "profile"):
        monkeypatch.setattr(f"actions.{module}.store", lambda: store)

    def run(
        action: Action,
        text: str = "",
        topic: str = "",
        aspect: str = "overview",
        slots: dict[str, Any] | None = None,
        **message: Any,
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        understood = {"topic": topic, "confidence": 0.9, "aspect": aspect, "ranking": [], "others": []}
        latest = {
            "text": text,
            "intent": {"name": topic.partition("/")[0] or "nlu_fallback", "confidence": 0.9},
            "entities": [],
            "understood": understood,
            **message,
        }
        tracker = Tracker("visitor", slots or {}, latest, [], False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        events = action.run(dispatcher, tracker, {})
        messages = [m["custom"] for m in dispatcher.messages if m.get("custom")]
        return messages, {e["name"]: e["value"] for e in events if e["event"] == "slot"}

    return run
