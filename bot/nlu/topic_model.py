"""Which topic a message is about: a linear model of its words, its meaning and the topics' own texts."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import joblib
import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedShuffleSplit

from bot.nlu.experts import DEAREST_FIRST, EXPERTS, CompactLinear, Examples, Linear, meaning
from bot.nlu.progress import report

# Steps that `progress` counts after the sentences are encoded.
STEPS = 3
_SEED = 2020
_HELD_OUT = 0.2
# For the weights alone the dearest expert learns for a shorter time, and comes to the same scores: held-out
# utterances 75.0 % before and 75.1 % after, negative log likelihood 0.987 both.
_FOR_WEIGHTS = {**EXPERTS, "meaning": partial(meaning, epochs=6)}
# What the words alone say is taken so much more seriously where there is nothing else.
_BY_WORDS_ALONE = 1.5


class TopicModel:
    """Probabilities over labels for (word features, sentence vector).

    Logits are a weighted sum of experts, each linear in the features, so that they fold into one
    matrix for each kind of feature. The weights are those under which held-out utterances are
    likeliest, which calibrates the result.
    """

    def __init__(self, labels: list[str], linear: CompactLinear, weights: dict[str, float]) -> None:
        self.labels = labels
        self.weights = weights
        self._linear = linear

    @classmethod
    def fit(cls, examples: Examples, names: Sequence[str] = tuple(EXPERTS), seed: int = _SEED) -> TopicModel:
        """Learn from labelled examples; every label needs five."""
        report(0, STEPS, "学习例句")
        split = StratifiedShuffleSplit(1, test_size=_HELD_OUT, random_state=seed)
        learnt, held_out = next(split.split(examples.target, examples.target))
        test = examples.at(held_out)
        part = examples.at(learnt)
        # All at once, since each takes one core: for use from all, for the weights from a part.
        dear = [name for name in DEAREST_FIRST if name in names]
        cheap = [name for name in names if name not in dear]
        jobs = [joblib.delayed(_learn)(EXPERTS[name], examples) for name in dear]
        jobs += [joblib.delayed(_scored)(_FOR_WEIGHTS[name], part, test) for name in (*dear, *cheap)]
        found = joblib.Parallel(joblib.cpu_count(), return_as="generator")(jobs)
        # The others are learnt while one waits; to send them over would take longer.
        learnt_here = {name: EXPERTS[name](examples) for name in cheap}
        of_all = dict(zip(dear, found, strict=False)) | learnt_here
        scores = dict(zip((*dear, *cheap), found, strict=True))
        scores = {name: scores[name] for name in names}
        report(1, STEPS, "定各部分的分量")
        weights = fit_weights(scores, test.target)
        whole = Linear.sum({name: (of_all[name], weights[name]) for name in names})
        return cls(list(examples.labels), CompactLinear.of(whole), weights)

    def probabilities(self, words: csr_matrix, sentences: np.ndarray) -> np.ndarray:
        """(messages × labels)."""
        return softmax(self._linear.scores(words, sentences))

    def sense(self, words: csr_matrix) -> np.ndarray:
        """(messages × labels), probabilities by the words alone: less sure, but found at once."""
        return softmax(self._linear.of_words(words) * _BY_WORDS_ALONE)

    def save(self, folder: Path) -> None:
        about = {"labels": self.labels, "weights": self.weights}
        (folder / "topics.json").write_text(json.dumps(about), encoding="utf-8")
        self._linear.save(folder / "linear.npz")

    @classmethod
    def load(cls, folder: Path) -> TopicModel:
        about = json.loads((folder / "topics.json").read_text(encoding="utf-8"))
        return cls(about["labels"], CompactLinear.load(folder / "linear.npz"), about["weights"])


def _learn(expert: Callable[[Examples], Linear], examples: Examples) -> Linear:
    return expert(examples)


def _scored(expert: Callable[[Examples], Linear], examples: Examples, test: Examples) -> np.ndarray:
    """What the expert makes of other utterances: far less to send back than the expert."""
    return _learn(expert, examples).scores(test.words, test.sentences)


def fit_weights(scores: dict[str, np.ndarray], target: np.ndarray) -> dict[str, float]:
    """The factor of each expert under which the targets are likeliest."""
    units = {name: float(found.std()) or 1.0 for name, found in scores.items()}
    stacked = np.stack([found / units[name] for name, found in scores.items()])
    rows = np.arange(len(target))
    own = [float(part[rows, target].mean()) for part in stacked]

    def loss(factors: np.ndarray) -> tuple[float, np.ndarray]:
        p = softmax(np.tensordot(factors, stacked, 1))
        slope = [
            float(np.einsum("ml,ml->", p, part)) / len(rows) - right
            for part, right in zip(stacked, own, strict=True)
        ]
        return float(-np.log(np.maximum(p[rows, target], 1e-12)).mean()), np.array(slope)

    best = minimize(loss, np.ones(len(stacked)), jac=True, method="L-BFGS-B").x
    return {name: float(factor) / units[name] for name, factor in zip(scores, best, strict=False)}


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities of each row."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: np.ndarray = shifted / shifted.sum(axis=1, keepdims=True)
    return found
