"""Visitors' words reach Rasa as words, and actions' messages come back whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.channel import as_text, forget_conversation, read_messages
from bot.dialogue.tracker_store import LiveTrackerStore


@pytest.mark.parametrize("typed", ["/restart", "/session_start", '/inform{"topic": "x"}', "  /restart"])
def test_a_command_is_taken_as_text(typed: str) -> None:
    assert not as_text(typed).lstrip().startswith("/")


@pytest.mark.parametrize("typed", ["想开店", "a/b", "1/2"])
def test_other_text_stays_as_it_is(typed: str) -> None:
    assert as_text(typed) == typed


def test_messages_of_actions_and_responses() -> None:
    collected = [
        {"custom": {"kind": "answer", "text": "甲", "understanding": {"intent": "x", "confidence": 0.5}}},
        {"custom": {"kind": "handoff", "text": "乙", "ticket": "T000001"}},
        {"text": "您好"},
    ]
    answer = read_messages(collected)
    assert [m["kind"] for m in answer["messages"]] == ["answer", "handoff", "smalltalk"]
    assert answer["understanding"] == {"intent": "x", "confidence": 0.5}
    assert answer["ticket"] == "T000001"


def test_understanding_alone_is_no_message() -> None:
    answer = read_messages([{"custom": {"understanding": {"intent": "smalltalk/greet", "confidence": 1.0}}}])
    assert answer["messages"] == []


async def test_a_forgotten_conversation_is_gone_and_others_stay(tmp_path: Path) -> None:
    store = LiveTrackerStore(domain=Domain.empty(), dialect="sqlite", db=str(tmp_path / "tracker.db"))
    for sender in ("a", "b"):
        tracker = DialogueStateTracker(sender, [])
        tracker.update(UserUttered("我是退役军人"))
        await store.save(tracker)
    forget_conversation(FailSafeTrackerStore(store), "a")
    assert list(await store.keys()) == ["b"]
    assert await store.retrieve("a") is None
