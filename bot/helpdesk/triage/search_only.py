"""Stands in for the trained understanding where there is no model: the store's search."""

from __future__ import annotations

from bot.nlu.aspects import find_aspect
from bot.nlu.understood import Guess, Understood
from bot.policy.search import fitting
from bot.policy.store import Store

# A hit of the search is right about half the time.
_CERTAINTY = 0.5
_HITS = 8


class SearchOnly:
    """Understands a text by the passages that fit it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def understand(self, written: str) -> Understood:
        """The first topic that fits, or that the text names, at half certainty; else out of scope."""
        fits = {passage.key for passage in fitting(self._store, written)}
        for passage in self._store.search_own(written, _HITS):
            topic = self._store.topic(passage.key) if passage.kind == "topic" else None
            if topic and (passage.key in fits or any(n in written for n in (topic.name, *topic.other_names))):
                guess = Guess(topic.intent, _CERTAINTY)
                return Understood((guess,), find_aspect(written))
        return Understood((Guess("out_of_scope/gibberish", _CERTAINTY),), find_aspect(written))
