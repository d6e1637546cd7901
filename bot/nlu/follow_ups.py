"""What a message is about that goes on from what was said: a choice among all labels, learnt.

«直接减到十万呢» names nothing by itself, and behind what was talked about it seems to be about that again.
How much each of these views counts, and how much it counts that a matter lies next to the one talked
about, is learnt from `data/nlu/follow_ups`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from bot.errors import PolicyDataError
from bot.nlu.topic_model import softmax
from bot.nlu.topics import Topics
from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT

FOLDER = ROOT / "data/nlu/follow_ups"
OUTSIDE, TALK = "outside", "talk"
# What of the labels' families means that nothing is asked.
TALKED = frozenset({"smalltalk", "affirm", "deny", "dont_know", "skip", "cancel", "correct"})
# Three views of the message, where a label lies (the topic itself, leading from it, under its heading, in its
# area) and what it is (none of ours, talk, an aspect or a command); views and place again for short messages;
# two views by how sure the message alone is; the greatest view and the mean of all.
_FEATURES = 10 + 7 + 2 + 2
# A message of so many characters is a third as short as none.
_SHORT = 6.0
_LEAST = 1e-4
_SMOOTHNESS = 0.01


@dataclass(frozen=True)
class FollowUp:
    """One labelled message: what was talked about (a matter's slug), what was said, and what is meant now.

    `matter` is a slug, OUTSIDE or TALK.
    """

    topic: str
    before: str
    text: str
    matter: str
    file: str


def read_follow_ups(folder: Path = FOLDER) -> list[FollowUp]:
    """All of them; raises PolicyDataError for a row that lacks something."""
    found, problems = [], []
    for path in sorted(folder.glob("*.yml")):
        for row in plain_yaml(path)["follow_ups"]:
            missing = [key for key in ("topic", "before", "text", "matter") if not row.get(key)]
            if missing:
                problems.append(f"{path}: {row} 缺 {'、'.join(missing)}")
                continue
            found.append(FollowUp(row["topic"], row["before"], row["text"], row["matter"], path.name))
    if problems:
        raise PolicyDataError(problems)
    return found


class Surroundings:
    """Where the labels lie from one another."""

    def __init__(self, labels: Sequence[str], topics: Topics) -> None:
        self._place = {label: i for i, label in enumerate(labels)}
        self._topics = topics
        self._areas = np.array([label.partition("/")[0] for label in labels])
        ours = np.array([label in topics.themes for label in labels])
        self.outside = self._areas == "out_of_scope"
        self.talk = np.isin(self._areas, sorted(TALKED))
        other = ~(ours | self.outside | self.talk)
        self._kinds = np.stack([self.outside, self.talk, other], axis=1).astype(np.float32)

    def knows(self, topic: str) -> bool:
        return topic in self._place

    def features(self, views: np.ndarray, length: int, topic: str, offered: Sequence[str] = ()) -> np.ndarray:
        """(labels × features) from (3 × labels): the message alone, behind what was said, behind the topic.

        `length`: characters of the message. Where there is no topic, `offered` is what was listed last.
        """
        seen = np.log(views.T + _LEAST)
        near = self._near(topic) if topic else self._listed(offered)
        short, sure = np.exp(-length / _SHORT), float(views[0].max())
        by_sureness = sure * seen[:, [0, 2]]
        summed = np.stack([views.max(axis=0), np.log(views.mean(axis=0) + _LEAST)], axis=1)
        again = short * np.hstack([seen, near])
        return np.hstack([seen, near, self._kinds, again, by_sureness, summed]).astype(np.float32)

    def _near(self, topic: str) -> np.ndarray:
        """(labels × 4): the topic itself, what it leads to, what stands under its heading, its area."""
        here = self._place[topic]
        near = np.zeros((len(self._areas), 4), np.float32)
        near[here, 0] = 1
        for column, others in ((1, self._topics.around), (2, self._topics.alike)):
            places = [self._place[other] for other in others.get(topic, ()) if other in self._place]
            near[[place for place in places if place != here], column] = 1
        near[:, 3] = self._areas == self._areas[here]
        near[here, 3] = 0
        return near

    def _listed(self, offered: Sequence[str]) -> np.ndarray:
        near = np.zeros((len(self._areas), 4), np.float32)
        near[[self._place[label] for label in offered if label in self._place], 1] = 1
        return near

    def meant(self, follow_up: FollowUp, intents: dict[str, str]) -> np.ndarray:
        """(labels,) which of them are right; all false where none is known."""
        if follow_up.matter in (OUTSIDE, TALK):
            return self.outside if follow_up.matter == OUTSIDE else self.talk
        right = np.zeros(len(self._areas), bool)
        place = self._place.get(intents.get(follow_up.matter, ""))
        if place is not None:
            right[place] = True
        return right


@dataclass(frozen=True)
class FollowUps:
    """The weight of each feature; probabilities are a softmax over the labels."""

    weights: np.ndarray

    @classmethod
    def fit(cls, features: Sequence[np.ndarray], meant: Sequence[np.ndarray]) -> FollowUps:
        """The weights under which what is meant is likeliest; of several right labels any will do."""
        stacked, right = np.stack(features).astype(np.float64), np.stack(meant)

        def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
            p = softmax(stacked @ weights)
            likely = (p * right).sum(axis=1)
            pull = p - p * right / likely[:, None]
            slope = np.einsum("ml,mlf->f", pull, stacked) / len(stacked)
            value = -np.log(likely + 1e-12).mean() + _SMOOTHNESS * weights @ weights
            return float(value), slope + 2 * _SMOOTHNESS * weights

        found = minimize(loss, np.zeros(_FEATURES), jac=True, method="L-BFGS-B").x
        return cls(found.astype(np.float32))

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        """(labels,) from (labels × features)."""
        found: np.ndarray = softmax((features @ self.weights)[None])[0]
        return found
