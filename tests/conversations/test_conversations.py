"""Whole conversations with the trained bot, through the website's own address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

FOLDER = Path(__file__).parent
CONVERSATIONS = [
    pytest.param(conversation["turns"], id=f"{path.stem}: {conversation['conversation']}")
    for path in sorted(FOLDER.glob("*.yml"))
    for conversation in yaml.safe_load(path.read_text("utf-8"))
]


@pytest.mark.parametrize("turns", CONVERSATIONS)
def test_conversation(product: str, turns: list[dict[str, Any]]) -> None:
    session = None
    for turn in turns:
        body = {"session": session, "message": turn["say"]}
        answer = requests.post(f"{product}/api/chat", json=body, timeout=150).json()
        session = answer["session"]
        check(turn, answer)


def check(turn: dict[str, Any], answer: dict[str, Any]) -> None:
    """Every expectation of the turn: kind, clauses cited, words said or not said."""
    messages = answer["messages"]
    text = "\n".join(message["text"] for message in messages)
    cited = {citation["clause"] for message in messages for citation in message["citations"]}
    said = f"{turn['say']} → {[m['kind'] for m in messages]} {sorted(cited)} {text}"
    if "kind" in turn:
        assert turn["kind"] in [message["kind"] for message in messages], said
    assert set(turn.get("clauses", [])) <= cited, said
    for words in turn.get("says", []):
        assert words in text, said
    for words in turn.get("never", []):
        assert words not in text, said
    if "button" in turn:
        assert turn["button"] in [b["title"] for m in messages for b in m["buttons"]], said
    if turn.get("kind") == "handoff":
        assert answer["ticket"], said
