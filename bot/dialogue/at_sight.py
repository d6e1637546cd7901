"""Matters that the model never learnt, understood by their name: what was published since its training."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from bot.nlu import loaded
from bot.nlu.normalize import normalize
from bot.nlu.understanding import Understanding
from bot.policy.store import Store

# A shorter name stands in many a message that means something else.
_SHORTEST = 4


def with_names(parsed: Mapping[str, Any], text: str, store: Store) -> Mapping[str, Any]:
    """What Rasa parsed, with the matter in front whose name stands in the message, if the model lacks it.

    A matter that the model has learnt it hears better itself.
    """
    seen = parsed.get("understood") or {}
    ranking = list(seen.get("ranking") or ())
    thought_of = {guess["intent"] for guess in ranking}
    written = normalize(text).text
    said = ((name, intent) for name, intent in _names(store) if name in written)
    new = (i for name, i in said if i not in thought_of and not _learnt(loaded.understanding(), name))
    intent = next(new, "")
    if not intent:
        return parsed
    named = {
        "topic": intent,
        "confidence": 1.0,
        "decision": "answer",
        "acts": {**seen.get("acts", {}), "asks": 1.0},
        "ranking": [{"intent": intent, "confidence": 1.0}, *ranking],
        "likely": [],
        "others": [],
    }
    return {**parsed, "understood": {**seen, **named}}


@lru_cache(maxsize=512)
def _learnt(understanding: Understanding, name: str) -> bool:
    """Whether a model was told of a name: it takes the name alone for what it means, without a doubt."""
    return understanding.understand(name).best.confidence == 1.0


@lru_cache(maxsize=2)
def _names(store: Store) -> tuple[tuple[str, str], ...]:
    """(name as the model reads it, intent) of every matter, the longest name first."""
    named = [(normalize(n).text, t.intent) for t in store.topics() for n in (t.name, *t.other_names)]
    return tuple(
        sorted((pair for pair in named if len(pair[0]) >= _SHORTEST), key=lambda pair: -len(pair[0]))
    )
