"""Regressions learnt side by side are the ones that scikit-learn finds one after the other."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix, hstack, random
from sklearn.linear_model import LogisticRegression

from bot.nlu.logistic import fit_each


@pytest.fixture(scope="module")
def messages() -> tuple[csr_matrix, np.ndarray, np.ndarray]:
    """Words, meaning, and three truths of which the last is rare and hard to tell."""
    chance = np.random.default_rng(4)
    words = random(600, 300, 0.05, "csr", np.float32, chance)
    meaning = chance.normal(size=(600, 8)).astype(np.float32)
    hidden = words @ chance.normal(size=(300, 3)) * 2 + meaning @ chance.normal(size=(8, 3))
    right = hidden + chance.normal(size=(600, 3)) > [0, 2, 7]
    return words, meaning, right


def likely(features: csr_matrix, weights: np.ndarray) -> np.ndarray:
    """(messages,) probabilities; the last weight is the bias."""
    return 1 / (1 + np.exp(-(features @ weights[:-1] + weights[-1])))


def test_each_is_what_scikit_learn_finds(messages) -> None:
    words, meaning, right = messages
    found = fit_each(words, meaning, right, 8.0)
    features = hstack([words, csr_matrix(meaning)], format="csr")
    for column in range(3):
        alone = LogisticRegression(C=8.0, solver="liblinear", class_weight="balanced", tol=1e-6)
        alone.fit(features, right[:, column])
        wanted = alone.predict_proba(features)[:, 1]
        assert np.abs(likely(features, found[:, column]) - wanted).max() < 0.01


def test_a_column_does_not_depend_on_those_beside_it(messages) -> None:
    words, meaning, right = messages
    together, alone = fit_each(words, meaning, right, 8.0), fit_each(words, meaning, right[:, 2:], 8.0)
    features = hstack([words, csr_matrix(meaning)], format="csr")
    # Processors add up in different orders; what counts is what is told of a message.
    told = [likely(features, weights) for weights in (together[:, 2], alone[:, 0])]
    assert np.abs(told[0] - told[1]).max() < 0.01


def test_twice_is_the_same(messages) -> None:
    first, second = (fit_each(*messages, 8.0) for _ in range(2))
    assert np.array_equal(first, second)
