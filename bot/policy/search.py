"""Which search hits are good enough to be shown."""

from __future__ import annotations

from bot.policy.store import Passage, Store
from bot.policy.words import STOPWORDS

# Share of the question's content words that a passage must hold to count as fitting.
_MIN_COVERAGE = 0.6
_MIN_TERMS = 2


def fitting(store: Store, text: str, limit: int = 3) -> list[Passage]:
    """Passages that hold most content words of the question, best first; none rather than poor ones."""
    terms = {t for t in store.words.cut(text) if t not in STOPWORDS and len(t) > 1}
    if len(terms) < _MIN_TERMS:
        return []
    asked = {t: {t, *store.words.concepts(t)} for t in terms}
    hits = []
    for passage in store.search(text, limit * 2):
        body = passage.title + passage.text
        covered = sum(any(form in body for form in forms) for forms in asked.values())
        if covered / len(terms) >= _MIN_COVERAGE:
            hits.append(passage)
    return hits[:limit]
