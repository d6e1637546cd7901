"""Facts of many turns → what is known of each person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.nlu.facts.fact import ME, Fact
from bot.policy.attributes import plain_number
from bot.policy.conditions import DONT_KNOW, number


@dataclass(frozen=True)
class Known:
    """A value with the turn that it was said in, and how surely it was heard."""

    value: Any
    turn: int
    certainty: float
    said: str

    def as_json(self) -> dict[str, Any]:
        """As a slot keeps it."""
        return {"value": self.value, "turn": self.turn, "certainty": self.certainty, "said": self.said}


Persons = Mapping[str, Mapping[str, Known]]


def settle(facts: Iterable[Fact], known: Persons, turn: int) -> dict[str, dict[str, Known]]:
    """`known` (person → attribute → value) with what a turn told; suppositions are not kept.

    What is told later replaces what was told before; «不清楚» replaces nothing that was known.
    A person's facts never touch another's.
    """
    settled = {person: dict(values) for person, values in known.items()}
    for fact in facts:
        if fact.hypothetical:
            continue
        values = settled.setdefault(fact.who, {})
        if fact.value == DONT_KNOW and fact.attribute in values:
            continue
        values[fact.attribute] = Known(fact.value, turn, fact.certainty, fact.said)
    return settled


def profile(known: Persons, who: str = ME) -> dict[str, Any]:
    """attribute → value of one person, as rules read it."""
    return {name: found.value for name, found in known.get(who, {}).items()}


def supposed(facts: Iterable[Fact], known: Persons, who: str = ME) -> dict[str, Any]:
    """The person's profile as it would be under the suppositions of a message."""
    now = profile(known, who)
    for fact in facts:
        if fact.hypothetical and fact.who == who:
            value = _sum(now.get(fact.attribute), fact.value) if fact.adds else fact.value
            if value is not None:
                now[fact.attribute] = value
    return now


def _sum(known: Any, more: Any) -> Any:
    """Two numbers together; None where one isn't known exactly."""
    if known is None or known == DONT_KNOW or isinstance(known, dict | bool) or isinstance(more, dict):
        return None
    return plain_number(number(known) + number(more))
