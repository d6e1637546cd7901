"""Which texts are nearly the same: Jaccard of character pairs, found through an inverted index."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from bot.nlu.normalize import normalize

# Above this share of common character pairs two questions are the same question in the same words.
NEAR = 0.85
_NO_WORD = re.compile(r"\W+")


def skeleton(text: str) -> str:
    """A text without what doesn't distinguish it: spelling, width, marks, spaces."""
    return _NO_WORD.sub("", normalize(text).text)


def near_pairs(
    texts: Sequence[str], first: int | None = None, limit: float = NEAR
) -> Iterator[tuple[int, int]]:
    """Pairs of positions, left before right, whose texts are alike by `limit` or more.

    With `first`, only pairs across that border: left below it, right from it on.
    """
    grams = [_pairs(skeleton(text)) for text in texts]
    frequency = Counter(gram for found in grams for gram in found)
    index: dict[str, list[int]] = defaultdict(list)
    for right, found in enumerate(grams):
        # Two sets that alike share one of their rarest members, so only those are looked up.
        rarest = sorted(found, key=lambda gram: (frequency[gram], gram))
        prefix = rarest[: len(found) - math.ceil(limit * len(found)) + 1]
        candidates = {left for gram in prefix for left in index[gram]}
        for left in sorted(candidates):
            if first is not None and not left < first <= right:
                continue
            if len(grams[left] & found) >= limit * len(grams[left] | found):
                yield left, right
        for gram in prefix:
            index[gram].append(right)


def _pairs(text: str) -> frozenset[str]:
    marked = f"^{text}$"
    return frozenset(marked[start : start + 2] for start in range(len(marked) - 1))
