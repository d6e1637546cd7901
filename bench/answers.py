"""The answers to the 300 questions and the 30 conversations, in a form that two runs can be compared by.

`python -m bench.answers ADDRESS OUT.json` records those of a running website.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import requests

from bench.messages import conversations, questions

_TIMEOUT_SECONDS = 30


def record(address: str) -> dict[str, Any]:
    """What the website at `address` answers, without what differs from run to run."""
    return {
        "questions": {text: next(ask(address, [text])) for text in questions()},
        "conversations": [list(ask(address, turns)) for turns in conversations()],
    }


def ask(address: str, turns: Iterable[str]) -> Iterable[dict[str, Any]]:
    """One visitor's turns and what each is answered."""
    session = None
    for text in turns:
        body = {"session": session, "message": text}
        response = requests.post(f"{address}/api/chat", json=body, timeout=_TIMEOUT_SECONDS)
        response.raise_for_status()
        answer = response.json()
        session = answer.pop("session")
        yield _comparable(answer)


def _comparable(answer: dict[str, Any]) -> dict[str, Any]:
    """A ticket's number and a message's id count up; everything else must be the same."""
    ticket = answer["ticket"]
    for message in answer["messages"]:
        message.pop("id", None)
        if ticket:
            message["text"] = message["text"].replace(str(ticket), "T")
    return {**answer, "ticket": bool(ticket)}


if __name__ == "__main__":
    recorded = json.dumps(record(sys.argv[1]), ensure_ascii=False, indent=1, sort_keys=True)
    Path(sys.argv[2]).write_text(recorded, encoding="utf-8")
