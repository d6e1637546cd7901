"""The labels that are told apart: their groups, the names that topics go by, and what is beside the point."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.nlu.aspects import OVERVIEW, aspects
from bot.nlu.legal_forms import beside_the_point
from bot.nlu.normalize import normalize
from bot.nlu.topics import Topics
from bot.nlu.understood import OUTSIDE, Guess

_RANKING = 8
# What is left of the chance of a chapter on a kind of business that is not the one named.
_BESIDE_THE_POINT = 0.1
# How much less likely, in nats, a sense is that is none of our subjects.
_LESS_LIKELY = -1.2


class Labels:
    """What the store says of the labels of a model."""

    def __init__(self, labels: Sequence[str], topics: Topics) -> None:
        self._labels = labels
        self._names = {normalize(name).text: intent for name, intent in topics.names.items()}
        self._themes = [topics.theme(label) for label in labels]
        groups = [topics.group(label) for label in labels]
        self._groups = sorted(set(groups))
        self._group_of = np.array([self._groups.index(group) for group in groups])
        self._member = np.zeros((len(groups), len(self._groups)), np.float32)
        self._member[np.arange(len(groups)), self._group_of] = 1
        self._outside = [self._groups.index(group) for group in self._groups if group == OUTSIDE]

    def ranking(self, row: np.ndarray) -> tuple[Guess, ...]:
        """The best topic of each of the best groups, with the probability of its whole group.

        Topics of one clause share an answer's citation, so doubt among them is no doubt of the clause.
        """
        sums = np.bincount(self._group_of, weights=row, minlength=len(self._groups))
        best = []
        for group in sums.argsort()[::-1][:_RANKING]:
            members = np.flatnonzero(self._group_of == group)
            label = self._labels[members[row[members].argmax()]]
            best.append(Guess(label, float(sums[group])))
        return tuple(best)

    def sense(self, rows: np.ndarray) -> np.ndarray:
        """(texts,) in nats, how likely what each text most likely means is at all, from (texts × labels)."""
        sense = np.log(rows @ self._member)
        sense[:, self._outside] += _LESS_LIKELY
        found: np.ndarray = sense.max(axis=1)
        return found

    def lessen(self, row: np.ndarray, text: str) -> None:
        """Take from a row what is on another kind of business than a text names."""
        beside = beside_the_point(text)
        if beside:
            row[[theme in beside for theme in self._themes]] *= _BESIDE_THE_POINT
            row /= row.sum()

    def named(self, text: str) -> tuple[str, str] | None:
        """(label, aspect) of a topic's own name, alone or as a button writes it: 〈name〉：〈aspect〉."""
        text = text.strip("？。！")
        if text in self._names:
            return self._names[text], OVERVIEW
        name, mark, label = text.partition("：")
        if mark and name in self._names:
            aspect = next((a.name for a in aspects() if normalize(a.label).text == label), None)
            return (self._names[name], aspect) if aspect else None
        return None
