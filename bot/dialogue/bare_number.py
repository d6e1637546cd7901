"""«1年» to «毕业几年了？»: a number alone answers what is asked, and tells nothing else."""

from __future__ import annotations

import datetime as dt
import re

from bot.nlu.facts.fact import Fact
from bot.policy.amounts import read_number
from bot.policy.attributes import attributes, plain_number
from bot.policy.days import days_in

_NUMBER = re.compile(
    r"(?:就|才|有|已经)*(?P<n>[0-9]+(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千万]+)\s*(?P<unit>[^\d\s，,。.]{0,3}?)[了呢啊]?[。.!！~～]?"
)
# «19年», «2019年» may be when, not how long.
_A_YEAR = 10
# «二三年» is when, where the question is when.
_SHORT_YEAR = re.compile(
    r"(?:是|就是|好像|大概|应该)*(?P<year>[零〇一二九][零〇一二三四五六七八九]年)(?:的|吧|嘛|呢)*[。.!！~～]?"
)


def bare_number(text: str, asked: str, who: str) -> Fact | None:
    """The answer to an open question for a count, or for a day («二三年»); None for any other message."""
    attribute = attributes().get(asked)
    if attribute is not None and attribute.type == "date" and (year := _SHORT_YEAR.fullmatch(text.strip())):
        # With the word behind it that says it is a day («二三年的»).
        found_days = days_in(f"{year['year']}的", dt.date.today())
        return next((Fact(asked, d.value, (0, len(text)), text, 0.98, who=who) for d in found_days), None)
    found = _NUMBER.fullmatch(text.strip())
    if attribute is None or attribute.type != "count" or found is None:
        return None
    value = read_number(found["n"])
    if value is None or found["unit"] not in {"", attribute.unit}:
        return None
    if attribute.unit == "年" and value >= _A_YEAR:
        return None
    return Fact(asked, plain_number(value), (0, len(text)), text, 1.0, who=who)
