"""Figures of merit on cases that can be reckoned by hand."""

import numpy as np
import pytest

from bot.evaluation.measures import auroc, calibration_error, calibration_table, false_accepts


def test_calibration_error_is_the_gap() -> None:
    confidence = np.full(10, 0.85)
    right = np.array([True] * 6 + [False] * 4)
    assert calibration_error(confidence, right) == pytest.approx(0.25)
    assert calibration_table(confidence, right) == [("0.8–0.9", 10, pytest.approx(0.85), pytest.approx(0.6))]


def test_outside_is_told_apart() -> None:
    outside = np.array([False] * 20 + [True] * 4)
    score = np.array([0.01 * i for i in range(20)] + [0.9, 0.8, 0.7, 0.05])
    assert auroc(outside, score) == pytest.approx((60 + 5.5) / 80)
    assert false_accepts(outside, score) == pytest.approx(0.25)
