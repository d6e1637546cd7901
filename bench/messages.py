"""What visitors say: the mixture of the load, the questions and the conversations that are compared."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).parent / "messages.yml"
# Kinds of message and their share of the load, in percent.
MIXTURE = {"questions": 60, "eligibility": 15, "follow_ups": 10, "out_of_scope": 10, "smalltalk": 5}
_VISIT = 10


@lru_cache(maxsize=1)
def _read() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return content


def questions() -> list[str]:
    """The 300 questions: each of the hundred in every frame."""
    return [frame.format(text) for frame in _read()["frames"] for text in _read()["questions"]]


def conversations() -> list[list[str]]:
    """The 30 conversations, each a list of what the visitor says."""
    return [list(turns) for turns in _read()["conversations"]]


def load(seed: int) -> Iterator[tuple[bool, str]]:
    """Endless (begins a new visit, message) of one visitor; each visit has ten messages."""
    chance = random.Random(seed)
    pools = {**_read(), "questions": questions()}
    while True:
        for position in range(_VISIT):
            (kind,) = chance.choices(list(MIXTURE), weights=list(MIXTURE.values()))
            yield position == 0, chance.choice(pools[kind])
