"""The answers to the 300 questions and the 30 conversations, in a form that two runs can be compared by.

`python -m bench.answers ADDRESS OUT.json` records those of Rasa's website channel at ADDRESS.
"""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import requests

from bench.messages import conversations, questions

_TIMEOUT_SECONDS = 30


def record(address: str) -> dict[str, Any]:
    """What Rasa at `address` answers, without what differs from run to run."""
    return {
        "questions": {text: next(ask(address, [text])) for text in questions()},
        "conversations": [list(ask(address, turns)) for turns in conversations()],
    }


def ask(address: str, turns: Iterable[str]) -> Iterator[dict[str, Any]]:
    """One visitor's turns and what each is answered."""
    sender = uuid.uuid4().hex
    for text in turns:
        url = f"{address}/webhooks/website/message"
        response = requests.post(url, json={"sender": sender, "message": text}, timeout=_TIMEOUT_SECONDS)
        response.raise_for_status()
        yield _comparable(response.json())


def _comparable(answer: dict[str, Any]) -> dict[str, Any]:
    """A ticket's number counts up; everything else must be the same."""
    ticket = answer["ticket"]
    for message in answer["messages"]:
        if ticket:
            message["text"] = message["text"].replace(str(ticket), "T")
    return {**answer, "ticket": bool(ticket)}


if __name__ == "__main__":
    recorded = json.dumps(record(sys.argv[1]), ensure_ascii=False, indent=1, sort_keys=True)
    Path(sys.argv[2]).write_text(recorded, encoding="utf-8")
