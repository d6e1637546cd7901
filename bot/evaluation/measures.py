"""Figures of merit of probabilities: calibration, ranking of what is ours, agreement."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import f1_score, roc_auc_score


def calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error: how far confidence and accuracy are apart, over equal-width bins."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(float(confidence[place == i].mean()) - float(right[place == i].mean()))
        * float((place == i).mean())
        for i in np.unique(place)
    ]
    return float(sum(gaps))


def calibration_table(
    confidence: np.ndarray, right: np.ndarray, bins: int = 10
) -> list[tuple[str, int, float, float]]:
    """(range, messages, mean confidence, accuracy) of each bin that holds any."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        (
            f"{i / bins:.1f}–{(i + 1) / bins:.1f}",
            int((place == i).sum()),
            float(confidence[place == i].mean()),
            float(right[place == i].mean()),
        )
        for i in np.unique(place)
    ]


def auroc(outside: np.ndarray, score: np.ndarray) -> float:
    """Area under the ROC curve of `score` for telling what is outside."""
    return float(roc_auc_score(outside, score))


def false_accepts(outside: np.ndarray, score: np.ndarray, recall: float = 0.95) -> float:
    """Share of what is outside that is let in where `recall` of what is ours is let in."""
    limit = np.quantile(score[~outside], recall)
    return float((score[outside] <= limit).mean())


def macro_f1(target: np.ndarray, guess: np.ndarray) -> float:
    """Mean F1 over the labels."""
    return float(f1_score(target, guess, average="macro", zero_division=0))
