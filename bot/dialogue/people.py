"""What is known of each person, after what a message told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.nlu.facts.fact import Fact
from bot.policy.attributes import plain_number
from bot.policy.conditions import DONT_KNOW, number


def settle(facts: Iterable[Fact], known: Mapping[str, Any], suppose: bool = False) -> dict[str, Any]:
    """attribute → value; what is told now stands in place of what was known.

    Suppositions count only with `suppose`, for one judgement, and are never to be kept.
    """
    settled = dict(known)
    for fact in facts:
        if fact.hypothetical and not suppose:
            continue
        value = _sum(settled.get(fact.attribute), fact.value) if fact.adds else fact.value
        # «不清楚» replaces nothing that was known, and what comes on top of the unknown is unknown.
        if value is None or (value == DONT_KNOW and fact.attribute in settled):
            continue
        settled[fact.attribute] = value
    return settled


def _sum(known: Any, more: Any) -> Any:
    """Two numbers together; None where one isn't known exactly."""
    if known is None or known == DONT_KNOW or isinstance(known, dict | bool) or isinstance(more, dict):
        return None
    return plain_number(number(known) + number(more))
