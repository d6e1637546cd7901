"""Texts as the characters that they are made of, for small linear models; kept as plain arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer


@dataclass(frozen=True)
class Wording:
    """tf-idf of the runs of up to `longest` characters that were seen when it was learnt."""

    runs: tuple[str, ...]
    rarity: np.ndarray  # (runs,)
    longest: int

    @classmethod
    def of(cls, texts: Sequence[str], longest: int, seen_in: int = 1) -> Wording:
        """Learn the runs that occur in at least `seen_in` of the texts."""
        learnt = _vectorizer(longest, min_df=seen_in).fit(texts)
        return cls(tuple(learnt.get_feature_names_out()), learnt.idf_, longest)

    def of_each(self, texts: Sequence[str]) -> np.ndarray:
        """(texts, runs)"""
        rows: np.ndarray = self._known.transform(texts).toarray()
        return rows

    @cached_property
    def _known(self) -> TfidfVectorizer:
        known = _vectorizer(self.longest, vocabulary=list(self.runs))
        known.idf_ = self.rarity
        return known


def _vectorizer(longest: int, **more: object) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char", ngram_range=(1, longest), sublinear_tf=True, **more)
