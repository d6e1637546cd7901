"""What a visitor types is text, whatever Rasa could take it for."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
import requests

from bot.dialogue.channel import as_text
from bot.settings import Settings

COMMANDS = [
    "/restart",
    "/session_start",
    '/intent{"slot": "value"}',
    '/loans{"topic": "startup_guarantee_loan"}',
    "  /restart",
    "\u200b/restart",
    "／restart",
    "/back",
    "EXTERNAL: /restart",
]


@pytest.mark.parametrize("written", COMMANDS)
def test_no_text_reaches_rasa_as_a_command(written: str) -> None:
    assert not as_text(written.replace("\u200b", "")).strip().startswith("/")


@pytest.mark.parametrize("written", COMMANDS[:6])
def test_a_typed_command_changes_nothing_in_the_conversation(
    product: str, built_settings: Settings, written: str
) -> None:
    first = _say(product, "创业担保贷款贴息几次")
    _say(product, written, first["session"])
    conversation = first["session"].split(".")[0]
    with sqlite3.connect(built_settings.tracker_db) as tracker:
        rows = tracker.execute("SELECT type_name FROM events WHERE sender_id = ?", [conversation])
        kinds = [kind for (kind,) in rows]
    assert kinds.count("user") == 2
    assert "restart" not in kinds and kinds.count("session_started") == 1


def _say(address: str, message: str, session: str | None = None) -> Any:
    body = {"session": session, "message": message}
    response = requests.post(f"{address}/api/chat", json=body, timeout=150)
    assert response.status_code == 200
    return response.json()
