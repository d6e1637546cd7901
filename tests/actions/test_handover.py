"""A person is asked for, or the bot declined twice: tracker in → ticket, message and slots out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import handover, replies
from bot.helpdesk.tickets import TicketStore
from bot.settings import Settings


@pytest.fixture
def own_settings(built_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    own = replace(built_settings, database_url=f"sqlite:///{tmp_path}/helpdesk.db")
    for module in (handover, replies):
        monkeypatch.setattr(module, "settings", lambda: own)
    return own


def tracker(*said: str, topic: str = "nlu_fallback", **slots: Any) -> Tracker:
    events = [{"event": "user", "text": text} for text in said]
    latest = {"text": said[-1], "understood": {"topic": topic, "confidence": 0.3}, "entities": []}
    return Tracker("c1", slots, latest, events, False, None, {}, "action_listen")


def test_the_question_before_the_request_is_kept_with_its_departments(own_settings: Settings) -> None:
    dispatcher = CollectingDispatcher()
    asked = tracker("创业担保贷款贴息几次", "转人工", topic="ask_human", topic_slot=None)
    asked.slots["topic"] = "startup_guarantee_loan"
    events = handover.ActionHandOver().run(dispatcher, asked, {})
    kept = TicketStore(own_settings).get(1)
    assert kept and kept["question"] == "创业担保贷款贴息几次" and kept["origin"] == "visitor"
    assert kept["understanding"]["about"] == "loans/startup_guarantee_loan" and kept["departments"]
    assert [turn["text"] for turn in kept["transcript"]] == ["创业担保贷款贴息几次", "转人工"]
    message = dispatcher.messages[0]["custom"]
    assert message["kind"] == "handoff" and message["ticket"] == "T000001" in message["text"]
    assert events == [{"event": "slot", "timestamp": None, "name": "declined", "value": 0}]


@pytest.mark.parametrize(
    ("intent", "about"),
    [
        ("out_of_scope", "out_of_scope/tourism"),
        # A guess that was not answered, and courtesies, are no matter to keep quiet about.
        ("nlu_fallback", ""),
        ("smalltalk", ""),
    ],
)
def test_a_ticket_says_how_the_question_was_understood_not_the_request(
    own_settings: Settings, intent: str, about: str
) -> None:
    topic = "smalltalk/thanks" if intent == "smalltalk" else "out_of_scope/tourism"
    asked = tracker("大理哪里好玩", "转人工", topic="ask_human")
    asked.events[0]["parse_data"] = {
        "intent": {"name": intent, "confidence": 0.4},
        "understood": {"topic": topic, "confidence": 0.4},
    }
    handover.ActionHandOver().run(CollectingDispatcher(), asked, {})
    kept = TicketStore(own_settings).get(1)
    assert kept and kept["understanding"] == {"intent": topic, "confidence": 0.4, "about": about}


@pytest.mark.parametrize(
    ("before", "topic", "opened", "after"),
    [
        (0, "nlu_fallback", False, 1),
        (1, "nlu_fallback", True, 0),
        (1, "out_of_scope/vat_and_invoices", True, 0),
        (1, "out_of_scope/gibberish", False, 2),
    ],
)
def test_the_second_decline_in_a_row_opens_a_ticket(
    own_settings: Settings, before: int, topic: str, opened: bool, after: int
) -> None:
    dispatcher = CollectingDispatcher()
    (slot,) = handover.declined(dispatcher, tracker("量子纠缠补贴", topic=topic, declined=before))
    assert slot["value"] == after and bool(dispatcher.messages) == opened
    assert (TicketStore(own_settings).get(1) is not None) == opened
