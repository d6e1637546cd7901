"""The topic model on a made world of three topics."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.nlu.experts import EXPERTS, CompactLinear, Examples, Linear
from bot.nlu.topic_model import TopicModel, fit_weights, softmax

LABELS = ("registration/b", "loans/a", "out_of_scope/c")


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


def test_rounding_to_a_byte_changes_no_probability_by_a_hundredth(examples: Examples) -> None:
    parts = {name: (expert(examples), 0.5) for name, expert in EXPERTS.items()}
    whole = Linear.sum(parts)
    exact, rounded = (
        softmax(linear.scores(examples.words, examples.sentences))
        for linear in (whole, CompactLinear.of(whole))
    )
    assert CompactLinear.of(whole).by_word.dtype == np.int8
    assert np.abs(exact - rounded).max() < 0.01
    assert np.abs(exact - rounded).max() > 0


def test_what_no_expert_looks_at_counts_nothing(examples: Examples) -> None:
    bare = Linear(np.arange(3, dtype=np.float32))
    assert np.array_equal(
        CompactLinear.of(bare).scores(examples.words[:2], examples.sentences[:2]), [[0, 1, 2]] * 2
    )


def test_an_expert_that_knows_nothing_gets_no_weight() -> None:
    target = np.repeat(np.arange(3), 50)
    random = np.random.default_rng(0)
    knows = np.eye(3)[target] + random.normal(scale=0.5, size=(150, 3))
    weights = fit_weights({"knows": knows, "guesses": random.normal(size=(150, 3))}, target)
    assert abs(weights["guesses"]) < 0.3 * weights["knows"]
