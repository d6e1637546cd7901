"""Logistic regressions over the same messages, learnt side by side.

All of them look at the same features, so that each product with these serves all at once: a fifth of the
work of learning one after the other, and the same optimum.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

# A regression is learnt once its slope is so small a part of the first one; the rarer its cases, the smaller.
_SMALL = 1e-3
_MOST_STEPS, _MOST_PRODUCTS, _MOST_HALVINGS = 40, 60, 20
# How exactly a step is solved for, as a part of its slope.
_EXACT = 0.1
_ARMIJO = 0.01


class _Features:
    """Messages as words and meaning, with a last column of ones; also turned over, and squared."""

    def __init__(self, words: csr_matrix, meaning: np.ndarray) -> None:
        ones = np.ones((words.shape[0], 1), np.float32)
        self._words, self._meaning = words, np.hstack([meaning.astype(np.float32), ones])
        self._of_words, self._of_meaning = words.T.tocsr(), np.ascontiguousarray(self._meaning.T)
        self._squares_of_words, self._squares_of_meaning = self._of_words.power(2), self._of_meaning**2
        self.count = words.shape[1] + self._meaning.shape[1]

    def scores(self, weights: np.ndarray) -> np.ndarray:
        """(messages × columns) from (features × columns)."""
        border = self._words.shape[1]
        found: np.ndarray = self._words @ weights[:border] + self._meaning @ weights[border:]
        return found

    def pulled(self, messages: np.ndarray) -> np.ndarray:
        """(features × columns) from (messages × columns): what each message asks of its features."""
        return np.vstack([self._of_words @ messages, self._of_meaning @ messages])

    def curvature(self, messages: np.ndarray) -> np.ndarray:
        """(features × columns) from (messages × columns), the diagonal of the second derivative."""
        return 1 + np.vstack([self._squares_of_words @ messages, self._squares_of_meaning @ messages])


def fit_each(words: csr_matrix, meaning: np.ndarray, right: np.ndarray, cost: float) -> np.ndarray:
    """(words + meaning + 1 × columns) of weights, the last row the bias, from (messages × columns) of truths.

    The same as scikit-learn's LogisticRegression(C=cost, class_weight="balanced") finds by liblinear for
    each column; every column needs both kinds of message.
    """
    # A word that no message has keeps the weight 0, and need not be carried along.
    seen = np.unique(words.indices)
    found = np.zeros((words.shape[1] + meaning.shape[1] + 1, right.shape[1]), np.float32)
    rows = np.concatenate([seen, np.arange(words.shape[1], len(found))])
    found[rows] = _fit_each(words[:, seen], meaning, right, cost)
    return found


def _fit_each(words: csr_matrix, meaning: np.ndarray, right: np.ndarray, cost: float) -> np.ndarray:
    features = _Features(words, meaning)
    count, true = len(right), right.sum(axis=0)
    costs = (cost * count / 2 * np.where(right, 1 / true, 1 / (count - true))).astype(np.float32)
    sign = np.where(right, 1, -1).astype(np.float32)
    enough = _SMALL * np.minimum(true, count - true) / count
    weights = np.zeros((features.count, right.shape[1]), np.float32)
    scores = np.zeros(right.shape, np.float32)
    first: np.ndarray | None = None
    left = np.arange(right.shape[1])
    for _ in range(_MOST_STEPS):
        wrong = 1 / (1 + np.exp(sign[:, left] * scores[:, left]))
        slope = weights[:, left] - features.pulled(costs[:, left] * sign[:, left] * wrong)
        steepness = np.linalg.norm(slope, axis=0)
        first = steepness if first is None else first
        steep = steepness > enough[left] * first[left]
        left, wrong, slope = left[steep], wrong[:, steep], slope[:, steep]
        if not len(left):
            break
        curves = costs[:, left] * wrong * (1 - wrong)
        step, gain = _newton(features, slope, curves, features.curvature(curves))
        far = _how_far(
            weights[:, left],
            step,
            slope,
            scores[:, left] * sign[:, left],
            gain * sign[:, left],
            costs[:, left],
        )
        weights[:, left] += far * step
        scores[:, left] += far * gain
    return weights


def _newton(
    features: _Features, slope: np.ndarray, curves: np.ndarray, diagonal: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(step, what it adds to the scores) of each column: conjugate gradients, scaled by the diagonal."""
    step, gain = np.zeros_like(slope), np.zeros_like(curves)
    rest = -slope
    ahead = rest / diagonal
    left = np.einsum("fc,fc->c", rest, ahead)
    enough = _EXACT**2 * left
    for _ in range(_MOST_PRODUCTS):
        scores = features.scores(ahead)
        bent = ahead + features.pulled(curves * scores)
        # A column that is solved stays where it is.
        length = np.where(left > enough, left / np.maximum(np.einsum("fc,fc->c", ahead, bent), 1e-30), 0)
        step += length * ahead
        gain += length * scores
        rest -= length * bent
        scaled = rest / diagonal
        before, left = left, np.einsum("fc,fc->c", rest, scaled)
        if not (left > enough).any():
            break
        ahead = scaled + left / np.maximum(before, 1e-30) * ahead
    return step, gain


def _how_far(
    weights: np.ndarray,
    step: np.ndarray,
    slope: np.ndarray,
    margins: np.ndarray,
    gains: np.ndarray,
    costs: np.ndarray,
) -> np.ndarray:
    """(columns,) the part of each step, halved until it makes things better."""
    size = np.einsum("fc,fc->c", weights, weights, dtype=np.float64)
    cross = np.einsum("fc,fc->c", weights, step, dtype=np.float64)
    square = np.einsum("fc,fc->c", step, step, dtype=np.float64)
    promised = np.einsum("fc,fc->c", slope, step, dtype=np.float64)

    def value(far: np.ndarray) -> np.ndarray:
        smooth = (size + 2 * far * cross + far * far * square) / 2
        found: np.ndarray = smooth + (costs * np.logaddexp(0, -(margins + far * gains))).sum(axis=0)
        return found

    far = np.ones(step.shape[1], np.float32)
    now = value(np.zeros_like(far))
    for _ in range(_MOST_HALVINGS):
        worse = value(far) > now + _ARMIJO * far * promised
        if not worse.any():
            break
        far[worse] /= 2
    return far
