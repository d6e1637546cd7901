"""A clause with its numbers and days taken out: «贴过三回» → «贴过Ⓝ次» and the number."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from bot.nlu.normalize import normalize
from bot.policy.days import Days, days_in
from bot.policy.negation import NEGATOR
from bot.policy.quantity import Quantity
from bot.policy.said_numbers import quantities

_MARK = {"元": "Ⓐ", "%": "Ⓟ"}
# A number without a unit from here on («上个月是9980») is a sum of money.
_MONEY, _SMALL_MONEY = 1_000, 100
_EACH = re.compile("一(?:天|单|次|场|趟|晚|个?月|个?季度?|年)")
_DENIED_LAST = re.compile(
    r"^(?!(?:还|从来|也|都|我们?|真的?|当然|肯定){1,4}(?:没|莫))(.{1,120}?)(?:[也都全还就]|统统|一样){0,3}(?:没有?|没得|莫得|冇|(?<!是)不是)(?:过|了|的|啊|呢){0,3}([，。]?)$"
)
# «没晚过一天» says no more than «没晚过».
_NOT_EVEN_ONE = re.compile(
    r"((?:没有?|从未|未曾|从没|莫)[^，。,]{1,4}?过?)(?:哪怕|任何)?(?:一|半)[次回天分日](?:钱)?(?=[的了呢啊嘛]*[，。]?$)"
)


# «黑名单也没上», «设备没押过».
_OBJECT_FIRST = re.compile(
    r"^(?P<spoken_of>[^，。]{1,8}?)(?:(?:也|都|全|从来|从){1,2}(?P<denied>(?:没有?|没得|未|不)[^，。有没不的是好清完到得]{1,2}过?)"
    r"|(?P<undone>(?:没有?|没得|未)[^，。有没不的是好清完到得]{1,2}过?))(?:的|了|啊|呢|嘛){0,2}$"
)
# «一直都不是» denies what was said before, not «一直».
_ADVERBS = re.compile("(?:我们?|我家|这个?|那个?|一直|从来|本来|原来|以前|都|也|就|还|真)*")


_LEADING = re.compile(
    r"^(?:嗯{1,3}|哦{1,3}|啊|那|就|我们?|我家|反正|其实|确实|真的?|当然|肯定|都|也|还|是){1,6}(?=..)"
)
_PARTICLES = re.compile(r"[吧呢啊的了噶嘛呀哦嗯呗嘞哈咯喽哎，。！!.,~]+$")


@dataclass(frozen=True)
class Masked:
    """`text` for the model, and what was taken out of it in order."""

    text: str
    numbers: tuple[Quantity, ...]
    days: tuple[Days, ...]


@lru_cache(maxsize=4096)
def masked(clause: str, today: dt.date | None = None) -> Masked:
    """A written clause as the model reads it."""
    text = _NOT_EVEN_ONE.sub(r"\1", _denial_first(normalize(clause).text))
    day = today or dt.date.today()
    days = days_in(text, day)
    numbers = [q for q in quantities(text) if not any(d.start < q.end and q.start < d.end for d in days)]
    parts = sorted(
        [
            *((q.start, q.end, _mark(q, text[q.end :])) for q in numbers),
            *((d.start, d.end, "Ⓓ" if d.first <= day else "Ⓕ") for d in days),
        ]
    )
    out, last = [], 0
    for start, end, mark in parts:
        out += [text[last:start], mark]
        last = end
    return Masked("".join([*out, text[last:]]), tuple(numbers), tuple(days))


def _denial_first(text: str) -> str:
    """«官司也没有» as «没有官司»: what is denied stands behind its denial, as everywhere else."""
    match = _DENIED_LAST.match(text)
    if not match or NEGATOR.search(match[1]) or _ADVERBS.fullmatch(match[1]):
        return text
    denial = "不是" if match[0].rstrip("，。").endswith("不是") else "没有"
    return f"{denial}{match[1]}{match[2]}"


def object_behind(text: str) -> str | None:
    """«别家也没投过» as «没投过别家»: what is spoken of first, behind its denial; None for no such."""
    match = _OBJECT_FIRST.match(text)
    if not match or NEGATOR.search(match["spoken_of"]) or _ADVERBS.fullmatch(match["spoken_of"]):
        return None
    return f"{match['denied'] or match['undone']}{match['spoken_of']}"


@lru_cache(maxsize=4096)
def core(text: str) -> str:
    """A masked clause without what adds nothing: particles at its end, 我 at its start."""
    return _PARTICLES.sub("", _LEADING.sub("", text))


def _mark(quantity: Quantity, behind: str) -> str:
    if quantity.exact == 1 and quantity.unit not in _MARK:
        # «就我一个人» and «有十个人» say different things.
        return ("第" if quantity.ordinal else "") + "一" + quantity.unit
    # «上个月是99800»: nothing but money is counted so high without a word for what it is.
    # «八百一天» is money, too.
    least = _SMALL_MONEY if _EACH.match(behind) else _MONEY
    unit = "元" if not quantity.unit and (quantity.at_least or 0) >= least else quantity.unit
    return ("第" if quantity.ordinal else "") + _MARK.get(unit, "Ⓝ" + unit)


def spoken(text: str) -> str:
    """A masked text in words that the encoder knows."""
    return (
        text.replace("Ⓐ", "几万")
        .replace("Ⓟ", "百分之几")
        .replace("Ⓓ", "那年")
        .replace("Ⓕ", "明年")
        .replace("Ⓝ", "几")
    )
