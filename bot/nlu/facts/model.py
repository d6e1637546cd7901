"""What a clause states, learnt: for each attribute the probability of each value, of a mention."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bot.nlu.facts.bank import MENTIONED, Phrases
from bot.nlu.facts.features import matrix
from bot.nlu.facts.masking import core
from bot.nlu.topic_model import softmax
from bot.policy.negation import undenied

OTHER = "#other"
Encode = Callable[[Sequence[str]], np.ndarray]


@dataclass(frozen=True)
class Hearing:
    """What one clause says of one attribute: the likeliest value, how likely, how likely it is spoken of."""

    label: str
    probability: float
    spoken_of: float


@dataclass(frozen=True)
class Balance:
    """How the scores of one attribute become logits: of the characters alone, of both, and a shift."""

    alone: float
    alone_other: float
    words: float
    meaning: float
    other: float


class FactModel:
    """One linear model for each attribute over its labels, all in two matrices.

    `words` are the weights of the characters (their last row is the bias), `meaning` those of the
    sentence vector and of the vector with the sign of the clause; `balances` weigh the two.
    """

    def __init__(
        self,
        labels: dict[str, list[str]],
        balances: dict[str, Balance],
        idf: np.ndarray,
        mean: np.ndarray,
        words: np.ndarray,
        meaning: np.ndarray,
        known: dict[str, dict[str, str]],
        answers: dict[str, dict[str, str]],
    ) -> None:
        self.labels = labels
        self.balances = balances
        self.known = known
        self.answers = answers
        self._idf, self._mean, self._words, self._meaning = idf, mean, words, meaning
        borders = np.cumsum([0, *(len(found) for found in labels.values())])
        self._columns = {name: slice(borders[i], borders[i + 1]) for i, name in enumerate(labels)}
        self._starts, self._sizes = borders[:-1], np.diff(borders)
        every = [(balances[name], label) for name, own in labels.items() for label in own]
        self._scale = np.array([balance.alone for balance, _ in every], dtype=np.float32)
        self._shift = np.array([(label == OTHER) * balance.alone_other for balance, label in every])

    def hear(
        self, text: str, names: Sequence[str] | None = None, vector: np.ndarray | None = None
    ) -> dict[str, Hearing]:
        """attribute → what the masked clause says of it, for `names` (None: all).

        `vector`: of the clause without its negators (`undenied`, `spoken`), None does without.
        """
        row = matrix([text], self._idf)
        of_words = row.data @ self._words[row.indices].astype(np.float32) + self._words[-1].astype(np.float32)
        chosen = self.labels if names is None else [name for name in names if name in self.labels]
        if vector is None:
            return {name: self._alone(name, of_words[self._columns[name]]) for name in chosen}
        meant = signed(centred(vector[None], self._mean), [undenied(text)[1]])[0]
        return {name: self._both(name, of_words[self._columns[name]], meant) for name in chosen}

    def striking(self, text: str, least: float) -> list[str]:
        """The attributes that the masked clause seems to state by its characters alone, all in one go."""
        row = matrix([text], self._idf)
        scores = row.data @ self._words[row.indices].astype(np.float32) + self._words[-1].astype(np.float32)
        logits = scores * self._scale + self._shift
        shifted = np.exp(logits - np.repeat(np.maximum.reduceat(logits, self._starts), self._sizes))
        shares = shifted / np.repeat(np.add.reduceat(shifted, self._starts), self._sizes)
        found = np.maximum.reduceat(shares, self._starts) >= least
        # The last label, and what is only mentioned, are no statement: `hear` tells.
        return [
            name for name, hit in zip(self.labels, found, strict=True) if hit and self._states(name, shares)
        ]

    def _states(self, name: str, shares: np.ndarray) -> bool:
        best = int(np.argmax(shares[self._columns[name]]))
        return self.labels[name][best] not in (OTHER, MENTIONED)

    def _alone(self, name: str, scores: np.ndarray) -> Hearing:
        balance = self.balances[name]
        return self._hearing(name, balance.alone * scores, balance.alone_other)

    def _both(self, name: str, scores: np.ndarray, meant: np.ndarray) -> Hearing:
        balance, weights = self.balances[name], self._meaning[:, self._columns[name]].astype(np.float32)
        of_meaning = meant @ weights[:-1] + weights[-1]
        return self._hearing(name, balance.words * scores + balance.meaning * of_meaning, balance.other)

    def _hearing(self, name: str, logits: np.ndarray, other: float) -> Hearing:
        labels = self.labels[name]
        shifted = logits.astype(np.float32)
        shifted[labels.index(OTHER)] += other
        probabilities = softmax(shifted[None])[0]
        stated = [i for i, label in enumerate(labels) if label not in (OTHER, MENTIONED)]
        best = max(stated, key=lambda i: probabilities[i])
        return Hearing(
            labels[best], float(probabilities[best]), 1 - float(probabilities[labels.index(OTHER)])
        )

    def save(self, folder: Path) -> None:
        """Keep it in a folder that exists."""
        balances = {name: asdict(balance) for name, balance in self.balances.items()}
        about = {"labels": self.labels, "balances": balances, "known": self.known, "answers": self.answers}
        (folder / "facts.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
        np.savez_compressed(
            folder / "facts.npz", idf=self._idf, mean=self._mean,
            words=self._words, meaning=self._meaning,
        )  # fmt: skip

    @classmethod
    def load(cls, folder: Path) -> FactModel:
        """As it was saved."""
        about = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        balances = {name: Balance(**found) for name, found in about.pop("balances").items()}
        with np.load(folder / "facts.npz", allow_pickle=False) as stored:
            weights = {name: stored[name] for name in ("idf", "mean", "words", "meaning")}
        return cls(balances=balances, **about, **weights)


def centred(vectors: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Sentence vectors without what they all share, of length one."""
    found = vectors - mean
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return found / np.maximum(lengths, 1e-6)


def signed(vectors: np.ndarray, sign: Sequence[int]) -> np.ndarray:
    """(texts × 2·SIZE): what is meant, and what is meant with the sign of the clause."""
    return np.hstack([vectors, vectors * np.array(sign)[:, None]]).astype(np.float32) / np.float32(2**0.5)


def known_texts(phrases: Phrases) -> dict[str, str]:
    """core of each phrase of the bank → its label; what two labels have is left out."""
    found: dict[str, str] = {}
    for label, texts in phrases.by_label.items():
        for text in texts:
            key = core(text)
            found[key] = label if found.get(key, label) == label else ""
    return {key: label for key, label in found.items() if label and len(key) > 1}
