"""Which search hits are good enough to be shown."""

from __future__ import annotations

from collections.abc import Iterable

from bot.policy.search_index import Passage
from bot.policy.store import Store

# Share of what a question asks, each word weighed by its rarity, that a passage must hold.
# Chosen on data/nlu: the out-of-scope examples against those of the topics.
MIN_COVERAGE = 0.6
# A single word asks something only where it is a term in itself.
_TERM_LENGTH = 4


def fitting(store: Store, text: str, limit: int = 3) -> list[Passage]:
    """Passages that hold most of what the question asks, best first; none rather than poor ones."""
    # Imported when the first question is cut: it brings jieba.
    from bot.policy.words import STOPWORDS

    words = {word.lower() for word in store.words.cut(text) if word not in STOPWORDS and len(word) > 1}
    if not words or (len(words) == 1 and len(*words) < _TERM_LENGTH):
        return []
    forms = {word: {word, *store.words.concepts(word)} for word in words}
    rarity = store.rarity(words)
    asked = sum(rarity.values())

    def covered(passage: Passage) -> float:
        body = (passage.title + passage.text).lower()
        return sum(rarity[word] for word in words if _holds(body, forms[word])) / asked

    return [hit for hit in store.search_own(text, limit * 2) if covered(hit) >= MIN_COVERAGE][:limit]


def _holds(body: str, forms: Iterable[str]) -> bool:
    return any(form in body for form in forms)
