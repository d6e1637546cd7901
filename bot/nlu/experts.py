"""The experts whose opinions make one topic model, each linear in what it sees of a message."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

_SEED = 2020
_LARGEST = 127
_WORDS_AT_ONCE = 4096


@dataclass(frozen=True)
class Examples:
    """Utterances as features: `target` indexes `labels`; `descriptions` are the word features
    of what the store says of each label (an empty row: nothing); `themes` are clauses and chapters
    of law, `groups` what one answer covers."""

    words: csr_matrix
    sentences: np.ndarray
    target: np.ndarray
    labels: tuple[str, ...]
    descriptions: csr_matrix
    themes: dict[str, str]
    groups: dict[str, str]

    def at(self, rows: np.ndarray) -> Examples:
        """These rows only."""
        return replace(self, words=self.words[rows], sentences=self.sentences[rows], target=self.target[rows])


@dataclass(frozen=True)
class Linear:
    """Scores = words @ `by_word` + sentence @ `by_meaning` + `bias`, labels in columns.

    Where labels share columns, as those of one clause do, `column` tells the one of each label.
    """

    bias: np.ndarray
    by_word: np.ndarray | None = None
    by_meaning: np.ndarray | None = None
    column: np.ndarray | None = None

    def scores(self, words: csr_matrix, sentences: np.ndarray) -> np.ndarray:
        """(messages × labels)."""
        found = np.tile(self.bias, (words.shape[0], 1))
        if self.by_word is not None:
            found += np.asarray(words @ self.by_word)
        if self.by_meaning is not None:
            found += sentences @ self.by_meaning
        return self._by_label(found)

    @staticmethod
    def sum(parts: dict[str, tuple[Linear, float]]) -> Linear:
        """One linear model that scores as the weighted parts do together."""
        bias = _added((p._by_label(p.bias), w) for p, w in parts.values())
        if bias is None:
            raise ValueError("a topic model needs at least one expert")
        return Linear(
            bias=bias,
            by_word=_added((p._by_label(p.by_word), w) for p, w in parts.values()),
            by_meaning=_added((p._by_label(p.by_meaning), w) for p, w in parts.values()),
        )

    def _by_label(self, part: Any) -> Any:
        """An array whose last axis are columns, or None, with labels in its place."""
        return part if self.column is None or part is None else part[..., self.column]


@dataclass(frozen=True)
class CompactLinear:
    """A `Linear` whose `by_word` takes a byte for each number: what is kept and served.

    A word's numbers are `by_word` times its `scale`, up to a constant for all labels, which changes no
    probability. Probabilities differ from the original's by less than a hundredth.
    """

    bias: np.ndarray
    by_word: np.ndarray
    scale: np.ndarray
    by_meaning: np.ndarray

    @classmethod
    def of(cls, whole: Linear) -> CompactLinear:
        """Rounded once, when everything is learnt; a kind of feature that nobody looked at counts nothing."""
        labels = len(whole.bias)
        by_word = np.zeros((0, labels), np.float32) if whole.by_word is None else whole.by_word
        by_meaning = np.zeros((0, labels), np.float32) if whole.by_meaning is None else whole.by_meaning
        scale = np.empty(len(by_word), np.float32)
        rounded = np.empty(by_word.shape, np.int8)
        # Some words at a time: of all, the intermediate steps would take a GB.
        for start in range(0, len(by_word), _WORDS_AT_ONCE):
            part = by_word[start : start + _WORDS_AT_ONCE]
            deviation = part - part.mean(axis=1, keepdims=True)
            of_part = np.abs(deviation).max(axis=1, initial=1e-9) / _LARGEST
            rounded[start : start + _WORDS_AT_ONCE] = np.rint(deviation / of_part[:, None])
            scale[start : start + _WORDS_AT_ONCE] = of_part
        return cls(whole.bias, rounded, scale, by_meaning)

    def scores(self, words: csr_matrix, sentences: np.ndarray) -> np.ndarray:
        """(messages × labels)."""
        found = np.tile(self.bias, (words.shape[0], 1))
        # Not `@`: a second thread of OpenBLAS would wait for so little work by spinning, and take the
        # core from another process.
        if len(self.by_word):
            # Row by row: a message has some hundred words, and only theirs are made floats again.
            for row, (begin, end) in enumerate(itertools.pairwise(words.indptr)):
                seen = words.indices[begin:end]
                weight = words.data[begin:end] * self.scale[seen]
                found[row] += np.einsum("w,wl->l", weight, self.by_word[seen].astype(np.float32))
        if len(self.by_meaning):
            found += np.einsum("ms,sl->ml", sentences, self.by_meaning)
        return found

    def of_words(self, words: csr_matrix) -> np.ndarray:
        """(messages × labels), as if nothing were known of the sentences."""
        return replace(self, by_meaning=self.by_meaning[:0]).scores(words, np.empty(0))

    def save(self, path: Path) -> None:
        np.savez(path, bias=self.bias, by_word=self.by_word, scale=self.scale, by_meaning=self.by_meaning)

    @classmethod
    def load(cls, path: Path) -> CompactLinear:
        with np.load(path, allow_pickle=False) as stored:
            return cls(stored["bias"], stored["by_word"], stored["scale"], stored["by_meaning"])


def _added(weighted: Iterable[tuple[np.ndarray | None, float]]) -> np.ndarray | None:
    """The weighted sum of the parts that there are; None where there is none."""
    total: np.ndarray | None = None
    for part, weight in weighted:
        if part is None:
            continue
        if total is None:
            total = np.zeros(part.shape, dtype=np.float32)
        total += np.float32(weight) * part
    return total


def meaning(examples: Examples, epochs: int = 10, penalty: float = 3e-4) -> Linear:
    """Softmax regression on sentence vectors, by Adam in a fixed order."""
    scale = np.float32(10.0)
    ones = np.ones((len(examples.sentences), 1), np.float32)
    inputs = np.hstack([examples.sentences * scale, ones])
    weights = _softmax_regression(inputs, examples.target, len(examples.labels), epochs, penalty)
    return Linear(bias=weights[-1], by_meaning=weights[:-1] * scale)


def bayes(examples: Examples, smoothing: float = 0.3) -> Linear:
    """Complement naive Bayes: how rare each word is in all other topics; strong with few utterances."""
    counts = _one_hot(examples.target, len(examples.labels)).T @ examples.words
    counts = np.asarray(counts.todense(), dtype=np.float32)
    rest = counts.sum(axis=0) - counts + smoothing
    by_word = -np.log(rest / rest.sum(axis=1, keepdims=True)).T
    return Linear(np.zeros(len(examples.labels), np.float32), np.ascontiguousarray(by_word))


def store_words(examples: Examples) -> Linear:
    """Likeness to the words of what the store itself says of a topic."""
    by_word = np.asarray(examples.descriptions.T.todense(), dtype=np.float32)
    return Linear(np.zeros(len(examples.labels), np.float32), by_word)


def clauses(examples: Examples) -> Linear:
    """Margins of the clauses and chapters of law: what topics of one clause have in common."""
    return _spread(examples, lambda label: examples.themes[label])


def families(examples: Examples) -> Linear:
    """Margins of measure, guide, talk, out of scope: is it ours at all?"""
    return _spread(examples, lambda label: label.partition("/")[0])


EXPERTS: dict[str, Callable[[Examples], Linear]] = {
    "meaning": meaning,
    "bayes": bayes,
    "store_words": store_words,
    "clauses": clauses,
    "families": families,
}
# Those that take seconds, by how many.
DEAREST_FIRST = ("clauses", "meaning", "families")


def _spread(examples: Examples, group_of: Callable[[str], str]) -> Linear:
    """One-against-rest margins of groups of labels, given to every label of the group."""
    names = sorted({group_of(label) for label in examples.labels})
    column = np.array([names.index(group_of(label)) for label in examples.labels])
    model = LinearSVC(C=0.5, tol=0.1, random_state=_SEED)
    model.fit(examples.words, column[examples.target])
    slope, bias = model.coef_.astype(np.float32), model.intercept_.astype(np.float32)
    if len(names) == 2:  # of two groups only the second one's margins are kept
        slope, bias = np.vstack([-slope, slope]), np.concatenate([-bias, bias])
    return Linear(bias, np.ascontiguousarray(slope.T), column=column)


def _softmax_regression(
    inputs: np.ndarray, target: np.ndarray, count: int, epochs: int, penalty: float
) -> np.ndarray:
    """(inputs' width × count), the last row being the bias if the last input is one."""
    order = np.random.default_rng(_SEED)
    batch, rate = 256, 0.03
    weights = np.zeros((inputs.shape[1], count), np.float32)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    parts = max(1, len(inputs) // batch)
    steps, step = epochs * parts, 0
    for _ in range(epochs):
        for rows in np.array_split(order.permutation(len(inputs)), parts):
            step += 1
            error = _probabilities(inputs[rows] @ weights)
            error[np.arange(len(rows)), target[rows]] -= 1
            slope = inputs[rows].T @ (error / len(rows)) + penalty * weights
            first += 0.1 * (slope - first)
            second += 0.01 * (slope * slope - second)
            pace = rate * max(0.0, 1 - step / steps)
            weights -= pace * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights


def _probabilities(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: np.ndarray = shifted / shifted.sum(axis=1, keepdims=True)
    return found


def _one_hot(target: np.ndarray, count: int) -> csr_matrix:
    rows = np.arange(len(target))
    return csr_matrix((np.ones(len(target), np.float32), (rows, target)), shape=(len(target), count))


__all__ = ["DEAREST_FIRST", "EXPERTS", "CompactLinear", "Examples", "Linear"]
