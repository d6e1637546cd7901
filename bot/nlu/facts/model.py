"""What a clause states, learnt: for each attribute the probability of each value, of a mention."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.nlu.facts.bank import MENTIONED, Phrases
from bot.nlu.facts.features import weighted
from bot.nlu.facts.masking import core
from bot.nlu.topic_model import softmax
from bot.policy.negation import undenied

OTHER = "#other"
# Clauses at hand, some 20 KB each.
_REMEMBERED = 256
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


@dataclass(frozen=True)
class _Alone:
    """What the characters of a clause say, by label `scores`, the others by attribute.

    `best`: the likeliest label that states something, with its `probability`; `likeliest`: that of any label.
    """

    scores: np.ndarray
    best: np.ndarray
    probability: np.ndarray
    likeliest: np.ndarray
    spoken_of: np.ndarray


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
        self._number = {name: i for i, name in enumerate(labels)}
        self._starts, self._sizes = borders[:-1], np.diff(borders)
        self._every = [label for own in labels.values() for label in own]
        self._stated = np.array([label not in (OTHER, MENTIONED) for label in self._every])
        self._other = np.flatnonzero([label == OTHER for label in self._every])
        every = [(balances[name], label) for name, own in labels.items() for label in own]
        self._scale = np.array([balance.alone for balance, _ in every], dtype=np.float32)
        self._shift = np.array([(label == OTHER) * balance.alone_other for balance, label in every])
        # One message asks several times about a clause, and what is said often is heard once.
        self._heard = lru_cache(maxsize=_REMEMBERED)(self._hear_alone)
        self._meant = {name: self._meaning_of(name) for name in labels}

    def hear(
        self, text: str, names: Sequence[str] | None = None, vector: np.ndarray | None = None
    ) -> dict[str, Hearing]:
        """attribute → what the masked clause says of it, for `names` (None: all).

        `vector`: of the clause without its negators (`undenied`, `spoken`), None does without.
        """
        alone = self._heard(text)
        chosen = self.labels if names is None else [name for name in names if name in self.labels]
        if vector is None:
            return {name: self._alone(alone, self._number[name]) for name in chosen}
        meant = signed(centred(vector[None], self._mean), [undenied(text)[1]])[0]
        return {name: self._both(name, alone.scores[self._columns[name]], meant) for name in chosen}

    def striking(self, text: str, least: float) -> list[str]:
        """The attributes that the masked clause seems to state by its characters alone, all in one go."""
        alone = self._heard(text)
        # What is only mentioned, or spoken of by another, is no statement.
        states = alone.probability >= np.maximum(alone.likeliest, least)
        names = tuple(self.labels)
        return [names[i] for i in np.flatnonzero(states)]

    def _hear_alone(self, text: str) -> _Alone:
        found, weights = weighted(text, self._idf)
        # Not `@`: see `CompactLinear`.
        scores = np.einsum("f,fl->l", weights, self._words[found].astype(np.float32))
        scores += self._words[-1].astype(np.float32)
        logits = scores * self._scale + self._shift
        shifted = np.exp(logits - np.repeat(np.maximum.reduceat(logits, self._starts), self._sizes))
        shares = shifted / np.repeat(np.add.reduceat(shifted, self._starts), self._sizes)
        stated = np.where(self._stated, shares, -1.0)
        probability = np.maximum.reduceat(stated, self._starts)
        best = np.empty(len(self._starts), np.intp)
        # The first of each attribute's likeliest is written last.
        hits = np.flatnonzero(stated == np.repeat(probability, self._sizes))[::-1]
        best[np.searchsorted(self._starts, hits, side="right") - 1] = hits
        likeliest = np.maximum.reduceat(shares, self._starts)
        return _Alone(scores, best, probability, likeliest, 1 - shares[self._other])

    def _alone(self, alone: _Alone, number: int) -> Hearing:
        label = self._every[alone.best[number]]
        return Hearing(label, float(alone.probability[number]), float(alone.spoken_of[number]))

    def _meaning_of(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """(labels × features, labels) of one attribute: its weights and its bias, as they are multiplied."""
        weights = self._meaning[:, self._columns[name]].astype(np.float32)
        return np.ascontiguousarray(weights[:-1].T), weights[-1]

    def _both(self, name: str, scores: np.ndarray, meant: np.ndarray) -> Hearing:
        balance, labels = self.balances[name], self.labels[name]
        weights, bias = self._meant[name]
        of_meaning = np.einsum("lm,m->l", weights, meant) + bias
        logits = balance.words * scores + balance.meaning * of_meaning
        logits[labels.index(OTHER)] += balance.other
        probabilities = softmax(logits[None])[0]
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
