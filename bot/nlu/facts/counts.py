"""How many there are of those that stand beside a number: «搞研发的就三个», «四十个人里头有六个做技术».

What may stand there is told by `counted` in data/attributes, with {n} for the number.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Any

from bot.nlu.facts.clauses import Clause
from bot.nlu.facts.fact import ME
from bot.nlu.normalize import normalize
from bot.policy.attributes import attributes, bounded
from bot.policy.quantity import in_unit
from bot.policy.said_numbers import quantities


def counted(parts: Sequence[Clause], wanted: Collection[str]) -> Iterator[tuple[str, Any, Clause]]:
    """(attribute, how many, the clause that tells); none of an attribute that two clauses tell."""
    names = [name for name in wanted if attributes()[name].counted]
    for name in names:
        told = [one for clause in parts if (one := _told(name, clause)) is not None]
        if len(told) == 1:
            yield name, *told[0]


def _told(name: str, clause: Clause) -> tuple[Any, Clause] | None:
    if clause.who != ME or clause.ignorant:
        return None
    text = normalize(clause.plain).text
    numbers = quantities(text)
    places, last = [], 0
    for i, quantity in enumerate(numbers):
        places += [text[last : quantity.start], f"⟦{i}⟧"]
        last = quantity.end
    found = _patterns(name).search("".join([*places, text[last:]])) if numbers else None
    if found is None:
        return None
    quantity = numbers[int(next(filter(None, found.groups())))]
    fitting = None if quantity.ordinal else in_unit(quantity, attributes()[name].unit)
    return (bounded(fitting.at_least, fitting.at_most, fitting.about), clause) if fitting else None


@lru_cache(maxsize=64)
def _patterns(name: str) -> re.Pattern[str]:
    """All patterns of an attribute; the one group of each is the number."""
    said = [re.sub(r"\((?!\?)", "(?:", pattern) for pattern in attributes()[name].counted]
    return re.compile("|".join(pattern.replace("{n}", r"⟦(\d+)⟧") for pattern in said))
