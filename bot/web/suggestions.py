"""What a visitor may be about to ask: topics by Chinese, pinyin and initials."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.policy.store import Store
from bot.policy.topics import Topic
from bot.web.texts import clause_label

LIMIT = 6
_PLAIN = re.compile(r"[^a-z0-9\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]")


@dataclass(frozen=True)
class _Name:
    """One name of a topic; `starts` are the places in `pinyin` where a syllable begins."""

    written: str
    text: str
    pinyin: str
    initials: str
    starts: frozenset[int]
    own: bool
    topic: Topic


@dataclass(frozen=True)
class Suggestion:
    """`text` is what is asked when it is chosen; `matched` the other name that was typed."""

    title: str
    matched: str
    source: str
    text: str


class SuggestionIndex:
    """All names of all topics, ready to be searched at every key."""

    def __init__(self, topics: list[Topic]) -> None:
        self._names = [_name(n, n == t.name, t) for t in topics for n in (t.name, *t.other_names)]

    def find(self, typed: str, limit: int = LIMIT) -> list[Suggestion]:
        """Best first, each topic once; nothing for a text without letters or characters."""
        # Imported when the first index is made, as pinyin is: no page waits for them.
        from bot.nlu.normalize import normalize

        # Romanised words are left as typed: here they are pinyin on the way.
        query = _PLAIN.sub("", typed.lower() if typed.isascii() else normalize(typed).text)
        if not query:
            return []
        sounds = "".join(_syllables(query))
        ranked: dict[str, tuple[tuple[int, bool, int], _Name]] = {}
        for name in self._names:
            rank = _rank(name, query, sounds)
            if rank is None:
                continue
            key = (rank, not name.own, len(name.text))
            if name.topic.slug not in ranked or key < ranked[name.topic.slug][0]:
                ranked[name.topic.slug] = (key, name)
        best = sorted(ranked.values(), key=lambda item: item[0])[:limit]
        return [_suggestion(name) for _, name in best]


def suggestions_for(store: Store) -> SuggestionIndex:
    """The index of a store, built once for it."""
    return _index(store.meta("fingerprint"), store)


@lru_cache(maxsize=2)
def _index(fingerprint: str, store: Store) -> SuggestionIndex:
    return SuggestionIndex(store.topics())


def _name(text: str, own: bool, topic: Topic) -> _Name:
    plain = _PLAIN.sub("", text.lower())
    syllables = _syllables(plain)
    starts, place = set(), 0
    for syllable in syllables:
        starts.add(place)
        place += len(syllable)
    initials = "".join(s[0] if _LATIN.match(s) else s for s in syllables)
    return _Name(text, plain, "".join(syllables), initials, frozenset(starts), own, topic)


def _syllables(text: str) -> list[str]:
    from pypinyin import lazy_pinyin

    return lazy_pinyin(text)


def _rank(name: _Name, query: str, sounds: str) -> int | None:
    """0 fits best; None does not fit."""
    if query in (name.text, name.initials):
        return 0
    if query in name.text:
        return 1 if name.own else 2
    if name.initials.startswith(query):
        return 3
    if name.pinyin.startswith(sounds):
        return 4
    if len(query) > 1 and query in name.initials:
        return 5
    place = name.pinyin.find(sounds)
    return 6 if len(sounds) > 2 and place in name.starts else None


def _suggestion(name: _Name) -> Suggestion:
    source = next(iter(name.topic.sources), None)
    place = f"{source.document} {clause_label(source.clause)}" if source else ""
    matched = "" if name.own else name.written
    return Suggestion(name.topic.name, matched, place, name.topic.name)
