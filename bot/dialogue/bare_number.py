"""«1年» to «毕业几年了？»: a number alone answers what is asked, and tells nothing else."""

from __future__ import annotations

import re

from bot.nlu.facts.fact import Fact
from bot.policy.amounts import read_number
from bot.policy.attributes import attributes, plain_number

_NUMBER = re.compile(
    r"(?:就|才|有|已经)*(?P<n>[0-9]+(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千万]+)\s*(?P<unit>[^\d\s，,。.]{0,3}?)[了呢啊]?[。.!！~～]?"
)
# «19年», «2019年» may be when, not how long.
_A_YEAR = 10


def bare_number(text: str, asked: str, who: str) -> Fact | None:
    """The answer to an open question for a count; None for any other message, or one of another unit."""
    attribute = attributes().get(asked)
    found = _NUMBER.fullmatch(text.strip())
    if attribute is None or attribute.type != "count" or found is None:
        return None
    value = read_number(found["n"])
    if value is None or found["unit"] not in {"", attribute.unit}:
        return None
    if attribute.unit == "年" and value >= _A_YEAR:
        return None
    return Fact(asked, plain_number(value), (0, len(text)), text, 1.0, who=who)
