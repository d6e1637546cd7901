"""Utterances held out from training: what each combination of experts makes of them, and the limits."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import StratifiedKFold

from bot.evaluation.measures import auroc, calibration_error, false_accepts, macro_f1
from bot.nlu.decision import OUTWEIGHS
from bot.nlu.experts import EXPERTS, Examples
from bot.nlu.topic_model import TopicModel
from bot.nlu.understood import OUTSIDE, TOPIC_FAMILIES

# What is compared in docs/understanding.md: names of experts that are combined.
COMBINATIONS = {
    "字、词、拼音、概念：条级线性模型 + 朴素贝叶斯": ("bayes", "clauses", "families"),
    "句意向量：多项逻辑回归": ("meaning",),
    "全部，不含句意向量": ("bayes", "store_words", "clauses", "families"),
    "全部（采用）": tuple(EXPERTS),
}
_BUTTONS = 3
FOLDS = 5


@dataclass(frozen=True)
class HeldOut:
    """Probabilities of held-out utterances (utterances × labels) with the truth; `seconds` a training."""

    probabilities: np.ndarray
    target: np.ndarray
    labels: tuple[str, ...]
    groups: np.ndarray
    themes: dict[str, str]
    seconds: float

    @property
    def by_group(self) -> np.ndarray:
        """(utterances × groups)."""
        member = np.zeros((len(self.labels), self.groups.max() + 1), np.float32)
        member[np.arange(len(self.labels)), self.groups] = 1
        found: np.ndarray = self.probabilities @ member
        return found

    @property
    def outside(self) -> np.ndarray:
        """Which utterances are out of scope."""
        return self._family(OUTSIDE)[self.target]

    @property
    def topical(self) -> np.ndarray:
        """Which utterances ask about a measure, a guide or the document."""
        found: np.ndarray = np.any([self._family(f) for f in TOPIC_FAMILIES], axis=0)[self.target]
        return found

    def _family(self, name: str) -> np.ndarray:
        return np.array([label.partition("/")[0] == name for label in self.labels])

    def figures(self) -> dict[str, float]:
        """The figures of the comparison."""
        guess, sums = self.probabilities.argmax(axis=1), self.by_group
        truth, confidence = self.groups[self.target], sums.max(axis=1)
        right = sums.argmax(axis=1) == truth
        asked = self.topical | self.outside
        score = self.probabilities[:, self._family(OUTSIDE)].sum(axis=1)[asked]
        return {
            "topic": float((guess == self.target).mean()),
            "macro_f1": macro_f1(self.target, guess),
            "clause": float(right.mean()),
            "ece": calibration_error(confidence, right),
            "auroc": auroc(self.outside[asked], score),
            "false_accepts": false_accepts(self.outside[asked], score),
            "seconds": self.seconds,
        }

    def worth(self, answer_from: float, clarify_from: float, decline_from: float) -> float:
        """Worth of a reply under these limits: mean for what is ours plus mean for what is outside."""
        outside = self.probabilities[:, self._family(OUTSIDE)].sum(axis=1)
        ours = self.by_group
        ours[:, self.groups[self._family(OUTSIDE)][0]] = 0
        truth = self.groups[self.target]
        best, confidence = ours.argmax(axis=1), ours.max(axis=1)
        offered = (np.argsort(-ours, axis=1)[:, :_BUTTONS] == truth[:, None]).any(axis=1)
        ours_enough = (outside < decline_from) | (confidence >= OUTWEIGHS * outside)
        answers = ours_enough & (confidence >= answer_from)
        clarifies = ours_enough & ~answers & (confidence >= clarify_from)
        topical = np.select(
            [answers & (best == truth), answers, clarifies & offered, clarifies], [1.0, -0.5, 0.5, 0.0], -1.0
        )
        foreign = np.select([answers, clarifies], [-2.0, -0.5], 1.0)
        return float(topical[self.topical].mean() + foreign[self.outside].mean())


def held_out(examples: Examples, experts: Sequence[str], used: int = 1) -> HeldOut:
    """Train on the other folds and judge each of the first `used` of FOLDS, in the same order always."""
    split = StratifiedKFold(FOLDS, shuffle=True, random_state=7).split(examples.target, examples.target)
    found, truth, started = [], [], time.monotonic()
    for _, (learnt, test) in zip(range(used), split, strict=False):
        model = TopicModel.fit(examples.at(learnt), experts)
        found.append(model.probabilities(examples.words[test], examples.sentences[test]))
        truth.append(examples.target[test])
    names = sorted(set(examples.groups.values()))
    return HeldOut(
        np.vstack(found),
        np.concatenate(truth),
        examples.labels,
        np.array([names.index(examples.groups[label]) for label in examples.labels]),
        examples.themes,
        (time.monotonic() - started) / used,
    )


def best_limits(validation: HeldOut) -> tuple[float, float, float]:
    """The limits (answer, clarify, decline) whose replies are worth most."""
    grid = [
        (answer, clarify, decline)
        for answer in (0.2, 0.3, 0.4, 0.5, 0.6)
        for clarify in (0.1, 0.15, 0.2)
        for decline in (0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
    ]
    return max(grid, key=lambda limits: validation.worth(*limits))
