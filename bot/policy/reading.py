"""An answer or a correction within a self-check, as facts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.policy.attributes import A_OR_NOT_A, Unclear, attributes, read_value
from bot.policy.conditions import DONT_KNOW
from bot.policy.facts import facts_in

_CORRECTION = re.compile(
    r"^(?:等[下等一]*[，,]?)?(?:不对|不是|错了|说错|写错|打错|更正|纠正|搞错|记错|改成|改为|重新说|前面那个不算|刚才)"
)
_LEAD = re.compile(
    r"^.*?(?:不对|错了|说错了?|写错了?|打错了?|更正一下|更正|纠正|搞错了?|记错了?|重新说)[，,。：:\s]*(?:应该)?(?:是|改成|改为)?"
)
_QUESTION = re.compile(
    rf"{A_OR_NOT_A}|[?？]|吗$|呢$|什么|怎么|咋|哪[些个里家]|多少|为啥|为什么|如何|几[次号点个天年]"
)


@dataclass(frozen=True)
class Answer:
    """Facts that a message states; `attribute`: the one it was read for. `note`: what was assumed."""

    facts: dict[str, Any]
    attribute: str | None
    note: str = ""


_NOTHING_TO_CORRECT = Unclear("没看明白要改哪一条", "不对，是两次")


def is_correction(text: str) -> bool:
    """Whether a message takes back something said before («不对，是两次»)."""
    return bool(_CORRECTION.match(text.strip()))


def is_question(text: str) -> bool:
    """Whether a message asks something rather than answers."""
    return bool(_QUESTION.search(text.strip()))


def read_answer(
    text: str, asked: str | None, previous: str | None, others: Iterable[str] = ()
) -> Answer | Unclear:
    """Read a message for the question asked last, or as a correction of the one before.

    Facts that the message states beside it are taken too, and so is a value of one of `others`, the
    attributes that the self-check will ask later. Unclear where nothing could be read.
    """
    if is_correction(text) and _explicit_correction(text, asked):
        rest = _LEAD.sub("", text, count=1).strip(" 。！!")
        # «不对，是的» says yes.
        return _read_correction("是" if rest in {"", "的"} else rest, previous, others)
    stated = facts_in(text)
    if asked is None or asked in stated:
        return Answer(stated, asked) if stated else _NOTHING_TO_CORRECT
    reading = read_value(attributes()[asked], text)
    if isinstance(reading, Unclear):
        stated = stated or _only_reading(text, others)
        return Answer(stated, asked) if stated else reading
    return Answer({**stated, asked: reading.value}, asked, reading.note)


def _read_correction(rest: str, previous: str | None, others: Iterable[str]) -> Answer | Unclear:
    """The fact told last is corrected first; else the one that the words fit."""
    facts = facts_in(rest)
    if previous and previous not in facts:
        reading = read_value(attributes()[previous], rest)
        if not isinstance(reading, Unclear):
            facts = {**facts, previous: reading.value}
    facts = facts or _only_reading(rest, others)
    if not facts:
        return _NOTHING_TO_CORRECT
    changed = "、".join(attributes()[name].label(value) for name, value in facts.items())
    return Answer(facts, next(iter(facts)), f"好的，改成：{changed}。")


def _only_reading(text: str, others: Iterable[str]) -> dict[str, Any]:
    """The one attribute among `others` that the text is a value of; nothing if it could be several."""
    catalogue = attributes()
    read = {name: read_value(catalogue[name], text) for name in others if catalogue[name].type != "bool"}
    values = {n: r.value for n, r in read.items() if not isinstance(r, Unclear) and r.value != DONT_KNOW}
    return values if len(values) == 1 else {}


def _explicit_correction(text: str, asked: str | None) -> bool:
    """«不是» alone answers a yes-or-no question; with more behind it, it corrects."""
    return asked is None or not re.fullmatch(r"(?:不是|不对)[的啊呀哦呢。！!]*", text.strip())
