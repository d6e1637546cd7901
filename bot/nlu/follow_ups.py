"""What a message is about that goes on from what was said: a choice among all labels, learnt.

«直接减到十万呢» names nothing by itself, and behind what was talked about it seems to be about that again.
How much each of these views counts, how much it counts that a matter lies next to the one talked about,
and that its documents say what is asked («几年», «归谁管»), is learnt from `data/nlu/follow_ups`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from bot.errors import PolicyDataError
from bot.nlu.aspects import aspects, find_aspects
from bot.nlu.topic_model import softmax
from bot.nlu.topics import Topics
from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT

FOLDER = ROOT / "data/nlu/follow_ups"
OUTSIDE, TALK = "outside", "talk"
# What of the labels' families means that nothing is asked.
TALKED = frozenset({"smalltalk", "affirm", "deny", "dont_know", "skip", "cancel", "correct"})
# Three views of the message, where a label lies (the topic itself, leading from it, under its heading, in its
# area, of the same thing) and what it is (none of ours, talk, an aspect or a command); views and place again
# for short messages; two views by how sure the message alone is; the greatest view and the mean of all.
_PLACES = 5
_FEATURES = 3 + _PLACES + 3 + (3 + _PLACES) + 2 + 2
# What is asked, told of the topic, of its family and of others: by their documents, by their names; that
# anything is asked, of the topic, of all its family and of talk. In each view the share of a label in the
# family and the chance of the whole family. How likely the message alone is none of ours, and talk.
_FEATURES += 9 + 6 + 2
# Which of the places make a matter one of the topic's family.
_OF_FAMILY = (0, 1, 2, 4)
# The first words of a slug name the thing: yunling_loan_rate.
_THING = 2
# A message of so many characters is a third as short as none.
_SHORT = 6.0
_LEAST, _LEAST_OF_FAMILY = 1e-4, 1e-5
_SMOOTHNESS = 0.003
# Beside what lies near, so many of the likeliest labels are weighed when the weights are learnt.
_CONTENDERS = 40


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


def third_messages(rows: Sequence[FollowUp]) -> list[FollowUp]:
    """The same messages behind others that are about their topic without naming it.

    In a conversation most messages follow one that hangs on what was said itself: «抵几年», «归哪个管».
    """
    leading: dict[tuple[str, str], list[FollowUp]] = defaultdict(list)
    for row in rows:
        leading[row.file, row.matter].append(row)
    found = []
    for i, row in enumerate(rows):
        before = [r for r in leading[row.file, row.topic] if r.text != row.text and r.before != row.before]
        if before:
            # Another one for each row of a topic, and the same whenever it is learnt.
            found.append(replace(row, before=before[i % len(before)].text))
    return found


class Surroundings:
    """Where the labels lie from one another, and what is told of each."""

    def __init__(self, labels: Sequence[str], topics: Topics) -> None:
        self._place = {label: i for i, label in enumerate(labels)}
        self._topics = topics
        self._areas = np.array([label.partition("/")[0] for label in labels])
        self._ours = np.array([label in topics.themes for label in labels])
        self.outside = self._areas == "out_of_scope"
        self.talk = np.isin(self._areas, sorted(TALKED))
        other = ~(self._ours | self.outside | self.talk)
        self._kinds = np.stack([self.outside, self.talk, other], axis=1).astype(np.float32)
        things = ["_".join(label.partition("/")[2].split("_")[:_THING]) for label in labels]
        self._things = np.where(self._ours, np.array(things), "")
        self._aspects = {aspect.name: i for i, aspect in enumerate(aspects())}
        named: dict[str, set[str]] = defaultdict(set)
        for name, intent in topics.names.items():
            named[intent].update(find_aspects(name))
        self._told, self._named = self._by_aspect(topics.told), self._by_aspect(named)

    def _by_aspect(self, found: Mapping[str, Iterable[str]]) -> np.ndarray:
        """(labels × aspects)."""
        table = np.zeros((len(self._place), len(self._aspects)), bool)
        for label, names in found.items():
            if label in self._place:
                table[self._place[label], [self._aspects[n] for n in names if n in self._aspects]] = True
        return table

    def knows(self, topic: str) -> bool:
        return topic in self._place

    def features(self, views: np.ndarray, text: str, topic: str, offered: Sequence[str] = ()) -> np.ndarray:
        """(labels × features) from (3 × labels): the message alone, behind what was said, behind the topic.

        `text`: the message. Where there is no topic, `offered` is what was listed last.
        """
        seen = np.log(views.T + _LEAST)
        near = self._near(topic) if topic else self._listed(offered)
        short, sure = np.exp(-len(text) / _SHORT), float(views[0].max())
        by_sureness = sure * seen[:, [0, 2]]
        summed = np.stack([views.max(axis=0), np.log(views.mean(axis=0) + _LEAST)], axis=1)
        again = short * np.hstack([seen, near])
        family = near[:, _OF_FAMILY].any(axis=1)
        asked, akin = self._asked(text, near[:, 0] > 0, family), _within(views, family)
        alone = self._kinds[:, :2] * [views[0, self.outside].sum(), views[0, self.talk].sum()]
        parts = (seen, near, self._kinds, again, by_sureness, summed, asked, akin, alone)
        return np.hstack(parts).astype(np.float32)

    def _near(self, topic: str) -> np.ndarray:
        """(labels × _PLACES): the topic itself, what it leads to, under its heading, its area, its thing."""
        here = self._place[topic]
        near = np.zeros((len(self._areas), _PLACES), np.float32)
        near[here, 0] = 1
        for column, others in ((1, self._topics.around), (2, self._topics.alike)):
            places = [self._place[other] for other in others.get(topic, ()) if other in self._place]
            near[[place for place in places if place != here], column] = 1
        near[:, 3] = self._areas == self._areas[here]
        near[:, 4] = self._things == self._things[here]
        near[here, 3:] = 0
        return near

    def _listed(self, offered: Sequence[str]) -> np.ndarray:
        near = np.zeros((len(self._areas), _PLACES), np.float32)
        near[[self._place[label] for label in offered if label in self._place], 1] = 1
        return near

    def _asked(self, text: str, topic: np.ndarray, family: np.ndarray) -> np.ndarray:
        """(labels × 9): whether documents and names tell what a message asks; zeros where it asks nothing."""
        wanted = [self._aspects[name] for name in find_aspects(text)]
        if not wanted:
            return np.zeros((len(topic), 9), np.float32)
        places = [topic, family & ~topic, self._ours & ~family]
        told = [table[:, wanted].any(axis=1) for table in (self._told, self._named)]
        columns = [tells & place for tells in told for place in places]
        return np.stack([*columns, topic, family, self.talk], axis=1).astype(np.float32)

    def meant(self, follow_up: FollowUp, intents: dict[str, str]) -> np.ndarray:
        """(labels,) which of them are right; all false where none is known."""
        if follow_up.matter in (OUTSIDE, TALK):
            return self.outside if follow_up.matter == OUTSIDE else self.talk
        right = np.zeros(len(self._areas), bool)
        place = self._place.get(intents.get(follow_up.matter, ""))
        if place is not None:
            right[place] = True
        return right


def _within(views: np.ndarray, family: np.ndarray) -> np.ndarray:
    """(labels × 6): in each view the share of a label in the family, and the chance of the whole family."""
    found = np.zeros((views.shape[1], 6), np.float32)
    if family.any():
        chance = views[:, family]
        whole = chance.sum(axis=1, keepdims=True)
        share = (chance + _LEAST_OF_FAMILY) / (whole + _LEAST_OF_FAMILY * family.sum())
        found[family] = np.vstack([np.log(share), np.log(whole + _LEAST).repeat(chance.shape[1], axis=1)]).T
    return found


@dataclass(frozen=True)
class FollowUps:
    """The weight of each feature; probabilities are a softmax over the labels."""

    weights: np.ndarray

    @classmethod
    def fit(cls, features: Sequence[np.ndarray], meant: Sequence[np.ndarray]) -> FollowUps:
        """The weights under which what is meant is likeliest; of several right labels any will do."""
        kept = [_contenders(found, right) for found, right in zip(features, meant, strict=True)]
        stacked = np.concatenate([found[k] for found, k in zip(features, kept, strict=True)])
        right = np.concatenate([one[k] for one, k in zip(meant, kept, strict=True)]).astype(np.float64)
        sizes = [int(k.sum()) for k in kept]
        first, row = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(sizes)), sizes)

        def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
            score = (stacked @ weights.astype(np.float32)).astype(np.float64)
            p = np.exp(score - np.maximum.reduceat(score, first)[row])
            p /= np.add.reduceat(p, first)[row]
            likely = np.add.reduceat(p * right, first) + 1e-12
            pull = p - p * right / likely[row]
            slope = pull.astype(np.float32) @ stacked / len(sizes)
            value = -np.log(likely).mean() + _SMOOTHNESS * weights @ weights
            return float(value), slope + 2 * _SMOOTHNESS * weights

        found = minimize(loss, np.zeros(_FEATURES), jac=True, method="L-BFGS-B").x
        return cls(found.astype(np.float32))

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        """(labels,) from (labels × features)."""
        # Not `@`: see `CompactLinear`.
        found: np.ndarray = softmax(np.einsum("lf,f->l", features, self.weights)[None])[0]
        return found


def _contenders(features: np.ndarray, right: np.ndarray) -> np.ndarray:
    """(labels,) which of them are weighed: what is right, what lies near, and what some view takes it for."""
    near = features[:, [3 + place for place in _OF_FAMILY]].any(axis=1)
    kept: np.ndarray = right | near
    for view in features[:, :3].T:
        kept[np.argsort(view)[-_CONTENDERS:]] = True
    return kept
