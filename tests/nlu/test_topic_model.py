"""The topic model on a made world of three topics."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.nlu.experts import EXPERTS, Examples, Linear
from bot.nlu.topic_model import TopicModel, fit_weights

LABELS = ("ask_guide/b", "ask_policy/a", "out_of_scope/c")


@pytest.fixture(scope="module")
def examples() -> Examples:
    random = np.random.default_rng(1)
    target = np.repeat(np.arange(3), 120)
    words = random.random((360, 6)).astype(np.float32)
    words[np.arange(360), target] += 2
    sentences = random.normal(size=(360, 5)).astype(np.float32)
    sentences[np.arange(360), target] += 3
    names = dict(zip(LABELS, LABELS, strict=True))
    return Examples(
        csr_matrix(words), sentences, target, LABELS, csr_matrix(np.eye(3, 6, dtype=np.float32)), names, names
    )


def test_probabilities_find_the_topic(examples: Examples) -> None:
    found = TopicModel.fit(examples).probabilities(examples.words, examples.sentences)
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5)
    assert (found.argmax(axis=1) == examples.target).mean() > 0.95


def test_training_twice_gives_the_same(examples: Examples) -> None:
    first, second = (
        TopicModel.fit(examples).probabilities(examples.words, examples.sentences) for _ in range(2)
    )
    assert np.array_equal(first, second)


def test_loaded_as_saved(examples: Examples, tmp_path: Path) -> None:
    model = TopicModel.fit(examples)
    model.save(tmp_path)
    loaded = TopicModel.load(tmp_path)
    before, after = (m.probabilities(examples.words, examples.sentences) for m in (model, loaded))
    assert np.allclose(before, after, atol=1e-2)
    assert loaded.labels == list(LABELS)


def test_experts_fold_into_one(examples: Examples) -> None:
    parts = {name: (expert(examples), 0.5) for name, expert in EXPERTS.items()}
    together = Linear.sum(parts).scores(examples.words, examples.sentences)
    apart = sum(0.5 * part.scores(examples.words, examples.sentences) for part, _ in parts.values())
    assert np.allclose(together, apart, atol=1e-3)


def test_an_expert_that_knows_nothing_gets_no_weight() -> None:
    target = np.repeat(np.arange(3), 50)
    random = np.random.default_rng(0)
    knows = np.eye(3)[target] + random.normal(scale=0.5, size=(150, 3))
    weights = fit_weights({"knows": knows, "guesses": random.normal(size=(150, 3))}, target)
    assert abs(weights["guesses"]) < 0.3 * weights["knows"]
