"""What a message names outright: a clause of the document, a place that is not Yunnan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.nlu.normalize import Normalized
from bot.policy.words import Words
from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT

REGIONS = ROOT / "data/lookups/regions.yml"
_DIGITS = "零一二三四五六七八九"
_NUMBER = r"([零一二三四五六七八九十百]+|\d{1,3})"
# Without 第 it may count clauses, unless what one says is asked.
_CLAUSE = re.compile(rf"第{_NUMBER}条|^{_NUMBER}条(?=说|讲|写|规定|讲的|是什么|是啥|的?内容|的?原文)")


@dataclass(frozen=True)
class Entity:
    """A named thing with its place in what the user wrote."""

    name: str
    value: str
    start: int
    end: int


def find_clauses(message: Normalized) -> list[Entity]:
    """Clause numbers named in a message (第八条, 第8条), as the document writes them: 八."""
    return [
        Entity("clause", _as_numeral(m[1] or m[2]), *message.span(m.start(), m.end()))
        for m in _CLAUSE.finditer(message.text)
    ]


def find_regions(message: Normalized, words: Words) -> list[Entity]:
    """Places outside Yunnan that the message asks about; none where it names Yunnan too.

    A place begins where a word begins (no 成都 in 八成都是) or right after another place.
    """
    ours, other, from_there = _regions()
    if ours.search(message.text):
        return []
    places = list(other.finditer(message.text))
    if not places:
        return []
    starts = {start for _, start in words.tokens(message.text)} | {m.end() for m in places}
    return [
        Entity("region", m[0], *message.span(m.start(), m.end()))
        for m in places
        if m.start() in starts and not _is_origin(message.text, m, from_there)
    ]


def _is_origin(text: str, place: re.Match[str], from_there: list[str]) -> bool:
    around = text[max(0, place.start() - 2) : place.end() + 14]
    return any(re.search(p.replace("{place}", place[0]), around) for p in from_there)


@lru_cache(maxsize=1)
def _regions(
    path: Path = REGIONS,
) -> tuple[re.Pattern[str], re.Pattern[str], list[str]]:
    content = plain_yaml(path)
    other = [place for group in content["other"] for place in group]
    return re.compile("|".join(content["ours"])), re.compile("|".join(other)), content["from_there"]


def _as_numeral(number: str) -> str:
    if not number.isdigit():
        return number
    value = int(number)
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")
