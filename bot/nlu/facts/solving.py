"""Ridge regressions in closed form, what they would say of what they have not seen, and their balance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.linalg import lapack
from scipy.optimize import minimize

from bot.nlu.topic_model import softmax


def inverse(positive: np.ndarray) -> np.ndarray:
    """Of a symmetric positive matrix, by its Cholesky factor."""
    factor, _ = lapack.spotrf(positive.astype(np.float32), lower=1)
    lower, _ = lapack.spotri(factor, lower=1)
    lower = np.tril(lower)
    found: np.ndarray = lower + np.tril(lower, -1).T
    return found


def held_out(inverted: np.ndarray, dual: np.ndarray, wanted: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Scores that each text gets from a model without its group."""
    found: np.ndarray = wanted - dual / np.diag(inverted)[:, None]
    numbers, counts = np.unique(groups, return_counts=True)
    for number in numbers[counts > 1]:
        rows = np.flatnonzero(groups == number)
        found[rows] = wanted[rows] - np.linalg.solve(inverted[np.ix_(rows, rows)], dual[rows])
    return found


def balanced(scores: Sequence[np.ndarray], target: np.ndarray, weights: np.ndarray) -> list[float]:
    """(factor of each of the scores, what the last label gets) that make the true labels likeliest."""
    rows, share = np.arange(len(target)), weights / weights.sum()
    stacked = np.stack(scores)
    own, is_last = stacked[:, rows, target], target == stacked.shape[2] - 1

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        logits = np.tensordot(parameters[:-1], stacked, 1)
        logits[:, -1] += parameters[-1]
        p = softmax(logits)
        likelihood = np.log(np.maximum(p[rows, target], 1e-9))
        slope = [share @ ((p * part).sum(axis=1) - right) for part, right in zip(stacked, own, strict=True)]
        return float(-(share @ likelihood)), np.array([*slope, share @ (p[:, -1] - is_last)])

    start = np.array([5.0 / len(scores)] * len(scores) + [0.0])
    return [float(x) for x in minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 30}).x]
