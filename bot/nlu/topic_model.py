"""Which topic a message is about: a linear model and its nearest known utterances, in one probability."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, load_npz, save_npz
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.progress import report

_FOLDS = 4
# What `progress` counts: reading, each fold, the whole, packing.
STEPS = _FOLDS + 3
_SEED = 2020


class TopicModel:
    """Probabilities over labels for vectors of length one.

    Logits are `scale[0]` × margin of a one-against-rest linear model + `scale[1]` × likeness of the
    label's nearest utterance. The scale is fitted on held-out folds, which calibrates the result.
    """

    def __init__(
        self,
        labels: list[str],
        weights: np.ndarray,
        bias: np.ndarray,
        examples: csr_matrix,
        example_labels: np.ndarray,
        scale: np.ndarray,
    ) -> None:
        self.labels = labels
        self._weights = weights  # (features × labels): a message reads only the rows it has
        self._bias = bias
        self._examples = examples  # sorted by label
        self._by_feature = examples.tocsc()
        self._example_labels = example_labels
        self._starts = np.searchsorted(example_labels, np.arange(len(labels)))
        self._scale = scale

    @classmethod
    def fit(cls, vectors: csr_matrix, labels: Sequence[str]) -> TopicModel:
        """Learn from one vector and label per utterance; every label needs four utterances."""
        names = sorted(set(labels))
        index = {name: position for position, name in enumerate(names)}
        target = np.array([index[label] for label in labels])
        scale = _fit_scale(vectors, target, len(names))
        report(_FOLDS + 1, STEPS, "学习全部例句")
        return cls(names, *_fit_linear(vectors, target), *_sorted(vectors, target), scale)

    def probabilities(self, vectors: csr_matrix) -> np.ndarray:
        """(messages × labels)."""
        margins, likeness = self.scores(vectors)
        return _softmax(self._scale[0] * margins + self._scale[1] * likeness)

    def scores(self, vectors: csr_matrix) -> tuple[np.ndarray, np.ndarray]:
        """(linear margins, likeness of the nearest utterance per label), each messages × labels."""
        margins = np.asarray(vectors @ self._weights) + self._bias
        likeness = np.maximum.reduceat(
            np.asarray((self._by_feature @ vectors.T).todense()), self._starts, axis=0
        ).T
        return margins, np.asarray(likeness)

    def save(self, folder: Path) -> None:
        (folder / "labels.json").write_text(json.dumps(self.labels), encoding="utf-8")
        np.savez(
            folder / "linear.npz",
            weights=self._weights,
            bias=self._bias,
            example_labels=self._example_labels,
            scale=self._scale,
        )
        save_npz(folder / "examples.npz", self._examples)

    @classmethod
    def load(cls, folder: Path) -> TopicModel:
        labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        with np.load(folder / "linear.npz", allow_pickle=False) as arrays:
            parts = {name: arrays[name] for name in arrays.files}
        return cls(
            labels,
            parts["weights"],
            parts["bias"],
            load_npz(folder / "examples.npz"),
            parts["example_labels"],
            parts["scale"],
        )


def _fit_linear(vectors: csr_matrix, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    model = LinearSVC(C=0.5, random_state=_SEED).fit(vectors, target)
    weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
    return weights, model.intercept_.astype(np.float32)


def _sorted(vectors: csr_matrix, target: np.ndarray) -> tuple[csr_matrix, np.ndarray]:
    order = np.argsort(target, kind="stable")
    return vectors[order], target[order]


def _fit_scale(vectors: csr_matrix, target: np.ndarray, count: int) -> np.ndarray:
    """The two factors under which held-out utterances are likeliest."""
    margins, likeness, truth = [], [], []
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
    for fold, (train, test) in enumerate(folds.split(vectors, target)):
        report(fold + 1, STEPS, f"第 {fold + 1} 轮校准")
        names = [str(i) for i in range(count)]
        part = TopicModel(
            names,
            *_fit_linear(vectors[train], target[train]),
            *_sorted(vectors[train], target[train]),
            np.ones(2),
        )
        fold_margins, fold_likeness = part.scores(vectors[test])
        margins.append(fold_margins)
        likeness.append(fold_likeness)
        truth.append(target[test])
    m, k, y = np.vstack(margins), np.vstack(likeness), np.concatenate(truth)

    def loss(scale: np.ndarray) -> float:
        p = _softmax(scale[0] * m + scale[1] * k)[np.arange(len(y)), y]
        return float(-np.log(np.maximum(p, 1e-9)).mean())

    return minimize(loss, np.array([4.0, 4.0]), method="Nelder-Mead", options={"maxiter": 60}).x


def _softmax(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)
