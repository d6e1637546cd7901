"""What visitors say: the mixture of the load, the questions and the conversations that are compared."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.examples import read_examples

_FILE = Path(__file__).parent / "messages.yml"
_TALKS = Path(__file__).parent / "talks.yml"
# Kinds of message and their share of the load, in percent.
MIXTURE = {"questions": 60, "eligibility": 15, "follow_ups": 10, "out_of_scope": 10, "smalltalk": 5}
_VISIT = 10
# Of the visits of the load as people write: conversations, what repeats, what nobody said before.
VISITS = {"talks": 50, "remembered": 25, "new": 25}
# Before an utterance, so that nobody has said just this: with them there are some 400,000.
_OPENINGS = (
    "",
    "你好，",
    "请问",
    "想问下",
    "麻烦问一下，",
    "那个，",
    "师傅，",
    "问个事，",
    "再请教下，",
    "老师好，",
)

Visit = list[str]


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


def read_all() -> None:
    """Have everything at hand that any load says: reading it takes a second."""
    for read in (_read, _read_talks, _utterances):
        read()


def load(seed: int, kind: str = "remembered") -> Iterator[tuple[bool, str]]:
    """Endless (begins a new visit, message) of one visitor; `kind` is one of LOADS."""
    chance = random.Random(seed)
    while True:
        for position, text in enumerate(LOADS[kind](chance)):
            yield position == 0, text


def _remembered(chance: random.Random) -> Visit:
    """Ten of the messages that repeat: a process that has run for a while has them all at hand."""
    pools = {**_read(), "questions": questions()}
    kinds = chance.choices(list(MIXTURE), weights=list(MIXTURE.values()), k=_VISIT)
    return [chance.choice(pools[kind]) for kind in kinds]


def _new(chance: random.Random) -> Visit:
    """Ten messages that no process has at hand: another utterance and opening each time."""
    return [chance.choice(_OPENINGS) + chance.choice(_utterances()) for _ in range(_VISIT)]


def _talk(chance: random.Random) -> Visit:
    """One conversation with its facts, follow-ups and corrections, filled in anew."""
    content = _read_talks()
    return [_filled(turn, content["fillings"], chance) for turn in chance.choice(content["talks"])]


def _as_people_write(chance: random.Random) -> Visit:
    (kind,) = chance.choices(list(VISITS), weights=list(VISITS.values()))
    return LOADS[kind](chance)


LOADS: dict[str, Callable[[random.Random], Visit]] = {
    "remembered": _remembered,
    "new": _new,
    "talks": _talk,
    "mixed": _as_people_write,
}


def _filled(turn: str, fillings: dict[str, list[Any]], chance: random.Random) -> str:
    """A place that is named twice in one message is filled twice."""
    parts = string.Formatter().parse(turn)
    return "".join(text + (str(chance.choice(fillings[name])) if name else "") for text, name, *_ in parts)


@lru_cache(maxsize=1)
def _read_talks() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(_TALKS.read_text(encoding="utf-8"))
    return content


@lru_cache(maxsize=1)
def _utterances() -> list[str]:
    return sorted({example.text for example in read_examples()})
