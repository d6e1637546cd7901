"""What a clause states, learnt: for each attribute the probability of each value, of a mention, of neither."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.facts.bank import MENTIONED, Phrases
from bot.nlu.facts.masking import core
from bot.nlu.facts.features import matrix
from bot.nlu.topic_model import softmax

OTHER = "#other"
# How much the meaning counts beside the characters.
VECTOR_WEIGHT = 1.0
Encode = Callable[[Sequence[str]], np.ndarray]


@dataclass(frozen=True)
class Hearing:
    """What one clause says of one attribute: the likeliest value, how likely, how likely it is spoken of."""

    label: str
    probability: float
    spoken_of: float


class FactModel:
    """One linear model for each attribute over its labels, kept as two matrices for all of them.

    `words` are the weights of the characters alone; `full` and `meaning` those of characters and
    sentence vector together.
    """

    def __init__(
        self,
        labels: dict[str, list[str]],
        idf: np.ndarray,
        words: np.ndarray,
        full: np.ndarray,
        meaning: np.ndarray,
        known: dict[str, dict[str, str]],
        answers: dict[str, dict[str, str]],
    ) -> None:
        self.labels = labels
        self.known = known
        self.answers = answers
        self._idf, self._words, self._full, self._meaning = idf, words, full, meaning
        borders = np.cumsum([0, *(len(found) for found in labels.values())])
        self._columns = {name: slice(borders[i], borders[i + 1]) for i, name in enumerate(labels)}

    def hear(
        self, text: str, names: Sequence[str] | None = None, vector: np.ndarray | None = None
    ) -> dict[str, Hearing]:
        """attribute → what the masked clause says of it, for `names` (None: all)."""
        row = matrix([text], self._idf)
        features, values = row.indices, row.data
        if vector is None:
            logits = values @ self._words[features]
        else:
            logits = values @ self._full[features] + scaled(vector[None])[0] @ self._meaning
        logits = logits + (self._words[-1] if vector is None else self._full[-1])
        chosen = self.labels if names is None else [name for name in names if name in self.labels]
        return {name: self._hearing(name, logits[self._columns[name]]) for name in chosen}

    def _hearing(self, name: str, logits: np.ndarray) -> Hearing:
        labels = self.labels[name]
        probabilities = softmax(logits[None].astype(np.float32))[0]
        stated = [i for i, label in enumerate(labels) if label not in (OTHER, MENTIONED)]
        best = max(stated, key=lambda i: probabilities[i])
        return Hearing(
            labels[best], float(probabilities[best]), 1 - float(probabilities[labels.index(OTHER)])
        )

    def save(self, folder: Path) -> None:
        """Keep it in a folder that exists."""
        about = {"labels": self.labels, "known": self.known, "answers": self.answers}
        (folder / "facts.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
        weights = {"idf": self._idf, "words": self._words, "full": self._full, "meaning": self._meaning}
        np.savez(folder / "facts.npz", **{name: found.astype(np.float16) for name, found in weights.items()})

    @classmethod
    def load(cls, folder: Path) -> FactModel:
        """As it was saved."""
        about = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        with np.load(folder / "facts.npz", allow_pickle=False) as stored:
            weights = {name: stored[name].astype(np.float32) for name in ("idf", "words", "full", "meaning")}
        return cls(about["labels"], known=about["known"], answers=about["answers"], **weights)


def scaled(vectors: np.ndarray) -> np.ndarray:
    """Sentence vectors on the scale of the characters, without what they all share."""
    return vectors * VECTOR_WEIGHT


def known_texts(phrases: Phrases) -> dict[str, str]:
    """core of each phrase of the bank → its label; what two labels have is left out."""
    found: dict[str, str] = {}
    for label, texts in phrases.by_label.items():
        for text in texts:
            key = core(text)
            found[key] = label if found.get(key, label) == label else ""
    return {key: label for key, label in found.items() if label and len(key) > 1}
