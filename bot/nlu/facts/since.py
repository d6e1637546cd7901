"""How long something has been, by the day it began or ended: «七月份才开张», «21年6月毕的业», «成立十个月».

What happened on that day is told by `since` in data/attributes. Of several days the last one counts
(本科, then 研究生; closed, then opened again).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Any

from bot.nlu.facts import values
from bot.nlu.facts.clauses import Clause
from bot.nlu.facts.fact import ME
from bot.nlu.facts.masking import Masked, masked
from bot.nlu.facts.persons import EMPLOYED
from bot.policy.attributes import Attribute, attributes

# What hasn't happened yet, or is only wished.
_NOT_YET = r"(?:[没未不]有?|要|才能|快|该|将|准备?|打算|计划|想|等|明年|后年|下个?月|以后|再)[^，。]{0,3}$"
_OF_SOMEBODY_ELSE = re.compile(r"招(?:的|了|用)|员工|学生(?:们|都)|他们|[一二两三四五六七八九十\d]个(?!月)")
_NOT_FOR_NOW = re.compile(r"^(?:以?前|之前|时|那[时会]|的时候|当[天日])")
_LENGTHS = {"年", "月", "天"}
_LASTING = re.compile(
    r"Ⓝ(?:年|月)(?:多)?(?:了|吧|嘛|呢|的|左右|整|啦|咯)*(?:$|，|(?=能|可以|够|给|行|算|还|报|申|公司|企业|厂|店|铺))"
)


def since(
    parts: Sequence[Clause], wanted: Collection[str], today: dt.date
) -> Iterator[tuple[str, Any, Clause]]:
    """(attribute, how long it has been, the clause that tells) of what a message tells by its day."""
    for name in wanted:
        attribute = attributes()[name]
        told = [one for clause in parts if attribute.since and (one := _told(attribute, clause, today))]
        own = [one for one in told if one[1].who == ME] or told
        if own:
            _, clause, value = max(own, key=lambda one: one[0])
            yield name, value, clause


def _told(attribute: Attribute, clause: Clause, today: dt.date) -> tuple[dt.date, Clause, Any] | None:
    """(the day, the clause, how long ago in the attribute's unit); None where the clause tells none."""
    said = clause.plain
    if clause.who in EMPLOYED or clause.supposes or clause.ignorant or _OF_SOMEBODY_ELSE.search(said):
        return None
    happened = _patterns(attribute.name).search(said)
    if not happened or _undone(said, happened):
        return None
    taken = masked(said, today)
    if not (_by_its_day(taken, today) or _by_its_length(taken)):
        return None
    value = values.number(attribute, taken, False, None, today)
    day = taken.days[0].last if taken.days else today
    return None if value is None else (day, clause, value)


def _undone(said: str, happened: re.Match[str]) -> bool:
    wished = re.search(_NOT_YET, said[: happened.start()])
    return bool(wished or _NOT_FOR_NOW.match(said[happened.end() :]))


def _by_its_day(taken: Masked, today: dt.date) -> bool:
    lengths = any(quantity.unit in _LENGTHS for quantity in taken.numbers)
    return len(taken.days) == 1 and not lengths and taken.days[0].first <= today


def _by_its_length(taken: Masked) -> bool:
    """«成立十个月», and not «开业后三个月内»."""
    return not taken.days and len(taken.numbers) == 1 and bool(_LASTING.search(taken.text))


@lru_cache(maxsize=64)
def _patterns(name: str) -> re.Pattern[str]:
    return re.compile("|".join(attributes()[name].since))
