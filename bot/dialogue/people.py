"""What is known of each person, after what a message told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.nlu.facts.fact import Fact
from bot.policy.conditions import DONT_KNOW


def settle(facts: Iterable[Fact], known: Mapping[str, Any], suppose: bool = False) -> dict[str, Any]:
    """attribute → value; what is told now stands in place of what was known.

    Suppositions count only with `suppose`, for one judgement, and are never to be kept.
    """
    told = {
        fact.attribute: fact.value
        for fact in facts
        if (suppose or not fact.hypothetical)
        # «不清楚» replaces nothing that was known.
        and not (fact.value == DONT_KNOW and fact.attribute in known)
    }
    return {**known, **told}
