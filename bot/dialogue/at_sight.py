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
    said = _said(written, store)
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


def _said(written: str, store: Store) -> list[tuple[str, str]]:
    """(name, intent) of every matter whose name stands in a message, the longest name first."""
    names = _names(store)
    found = {
        pair
        for start in range(len(written) - 1)
        for pair in names.get(written[start : start + 2], ())
        if written.startswith(pair[0], start)
    }
    return sorted(found, key=lambda pair: (-len(pair[0]), *pair))


@lru_cache(maxsize=2)
def _names(store: Store) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """By their first two characters, (name as the model reads it, intent) of every matter."""
    by_head: dict[str, list[tuple[str, str]]] = {}
    for topic in store.topics():
        for name in (topic.name, *topic.other_names):
            read = normalize(name).text
            if len(read) >= _SHORTEST:
                by_head.setdefault(read[:2], []).append((read, topic.intent))
    return {head: tuple(pairs) for head, pairs in by_head.items()}
