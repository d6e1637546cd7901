"""An answer or a correction within a self-check, as facts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.policy.attributes import Unclear, attributes, read_value
from bot.policy.facts import facts_in

_CORRECTION = re.compile(
    r"^(?:等[下等一]*[，,]?)?(?:不对|不是|错了|说错|写错|打错|更正|纠正|搞错|记错|改成|改为|重新说|前面那个不算|刚才)"
)
_LEAD = re.compile(
    r"^.*?(?:不对|错了|说错了?|写错了?|打错了?|更正一下|更正|纠正|搞错了?|记错了?|重新说)[，,。：:\s]*(?:应该)?(?:是|改成|改为)?"
)
_QUESTION = re.compile(r"[?？]|吗$|呢$|什么|怎么|咋|哪[些个里家]|多少|为啥|为什么|如何|几次$")


@dataclass(frozen=True)
class Answer:
    """Facts that a message states; `attribute`: the one it was read for. `note`: what was assumed."""

    facts: dict[str, Any]
    attribute: str | None
    note: str = ""


def is_correction(text: str) -> bool:
    """Whether a message takes back something said before («不对，是两次»)."""
    return bool(_CORRECTION.match(text.strip()))


def is_question(text: str) -> bool:
    """Whether a message asks something rather than answers."""
    return bool(_QUESTION.search(text.strip()))


def read_answer(text: str, asked: str | None, previous: str | None) -> Answer | Unclear:
    """Read a message for the question asked last, or as a correction of the one before.

    Facts that the message states beside it are taken too. Unclear where nothing could be read.
    """
    catalogue = attributes()
    if is_correction(text) and previous and _explicit_correction(text, asked):
        rest = _LEAD.sub("", text, count=1).strip() or text
        reading = read_value(catalogue[previous], rest)
        if not isinstance(reading, Unclear):
            note = reading.note or f"好的，改成：{catalogue[previous].label(reading.value)}。"
            return Answer({**facts_in(rest), previous: reading.value}, previous, note)
    stated = facts_in(text)
    if asked is None:
        return Answer(stated, None) if stated else Unclear("没看明白要改哪一条", "不对，是两次")
    if asked in stated:
        return Answer(stated, asked)
    reading = read_value(catalogue[asked], text)
    if isinstance(reading, Unclear):
        return Answer(stated, asked) if stated else reading
    return Answer({**stated, asked: reading.value}, asked, reading.note)


def _explicit_correction(text: str, asked: str | None) -> bool:
    """«不是» alone answers a yes-or-no question; with more behind it, it corrects."""
    return asked is None or not re.fullmatch(r"(?:不是|不对)[的啊呀哦呢。！!]*", text.strip())
