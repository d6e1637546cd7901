"""What the model makes of a text by itself; of a text that comes again it is at hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_matrix

from bot.nlu.features import FAMILIES, features
from bot.nlu.labels import Labels
from bot.nlu.sentences import Encode, sentence_vector
from bot.nlu.topic_model import TopicModel
from bot.nlu.vectors import Vectors
from bot.policy.words import Words

# Texts at hand, some 10 KB each: of the messages under way each is seen alone, by its pieces and behind what
# was said before it.
_REMEMBERED = 64


class Views:
    """Word features and sentence vectors of normalised texts, and the probabilities that follow from them."""

    def __init__(
        self,
        words: Words,
        vectors: Vectors,
        centre: np.ndarray,
        model: TopicModel,
        labels: Labels,
        families: tuple[str, ...] = FAMILIES,
    ) -> None:
        self._words, self._families = words, families
        self._vectors, self._centre, self._model, self._labels = vectors, centre, model, labels
        self.seen = lru_cache(maxsize=_REMEMBERED)(self._seen)
        self._row = lru_cache(maxsize=_REMEMBERED)(self._probabilities)

    def words_of(self, texts: Sequence[str]) -> csr_matrix:
        """(texts × vocabulary)."""
        return self._vectors.transform([features(text, self._words, self._families) for text in texts])

    def _seen(self, text: str) -> tuple[csr_matrix, np.ndarray]:
        """(words, centred sentence vector), one row each."""
        return self.words_of([text]), centred(sentence_vector(text)[None], self._centre)

    def probabilities(self, texts: Sequence[str], message: str = "") -> np.ndarray:
        """(texts × labels), each text as one piece, perhaps of one message."""
        return np.stack([self._row(text, message or text) for text in texts])

    def _probabilities(self, text: str, message: str) -> np.ndarray:
        row: np.ndarray = self._model.probabilities(*self.seen(text))[0]
        self._labels.lessen(row, message)
        row.setflags(write=False)
        return row

    def at_once(self, texts: Sequence[str], encode: Encode) -> np.ndarray:
        """The same of many texts, of which none is kept at hand."""
        rows = self._model.probabilities(self.words_of(texts), centred(encode(texts), self._centre))
        for row, text in zip(rows, texts, strict=True):
            self._labels.lessen(row, text)
        return rows

    def sense(self, texts: Sequence[str]) -> np.ndarray:
        """(texts,) in nats, how likely any sense of ours is, by the words alone."""
        return self._labels.sense(self._model.sense(self.words_of(texts)))


def centred(vectors: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Rows of length one after the centre is taken off: all sentences share most of their direction."""
    moved = vectors - centre
    found: np.ndarray = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
    return found
