"""How a message sounds: does it complain, does it alarm? Two small models, learnt when first needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import SVC

from bot.nlu.normalize import normalize
from bot.nlu.sentences import sentence_vector
from bot.settings import ROOT

COMPLAINING = ROOT / "data/helpdesk/tone.yml"
ALARMING = ROOT / "data/helpdesk/alarm.yml"
# How much the wording counts beside the meaning; with the two below, chosen by cross-validation.
_WORDING = 0.7
_COST, _REACH = 3.0, 0.5
# One loud sentence among quiet ones counts more than their mean, less than by itself.
_LOUDNESS = 2.0


@dataclass(frozen=True)
class _Ear:
    """Tells one kind of sentence, by its characters and by its meaning."""

    wording: TfidfVectorizer
    centre: np.ndarray
    spread: float
    model: SVC

    def hears(self, texts: Sequence[str]) -> float:
        """How far normalised sentences together are of the kind: above 0 rather so, some 1 surely."""
        margins: np.ndarray = self.model.decision_function(self._features(texts))
        return float(np.log(np.exp(_LOUDNESS * margins).mean()) / _LOUDNESS)

    def _features(self, texts: Sequence[str]) -> np.ndarray:
        meaning = (_vectors(texts) - self.centre) / self.spread
        return np.hstack([_WORDING * self.wording.transform(texts).toarray(), meaning])

    @classmethod
    def learn(cls, path: Path) -> _Ear:
        """From a file of sentences under two kinds, the one to be told first."""
        examples: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
        first = next(iter(examples))
        texts = [normalize(s).text for sentences in examples.values() for s in sentences]
        kinds = [kind == first for kind, sentences in examples.items() for _ in sentences]
        vectors = _vectors(texts)
        centre = vectors.mean(axis=0)
        spread = float(np.sqrt(((vectors - centre) ** 2).sum(axis=1).mean()))
        wording = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True).fit(texts)
        ear = cls(wording, centre, spread, SVC(C=_COST, gamma=_REACH, class_weight="balanced"))
        ear.model.fit(ear._features(texts), kinds)
        return ear


def complaining(sentences: Sequence[str]) -> float:
    """How far sentences complain of somebody's conduct or delay; 0 where there are none."""
    return _heard(COMPLAINING, sentences)


def alarming(sentences: Sequence[str]) -> float:
    """How far sentences tell of what can't wait; 0 where there are none."""
    return _heard(ALARMING, sentences)


def _heard(path: Path, sentences: Sequence[str]) -> float:
    return _ear(path).hears([normalize(s).text for s in sentences]) if sentences else 0.0


@lru_cache(maxsize=2)
def _ear(path: Path) -> _Ear:
    """Learns some 250 sentences in about a second, so nothing is kept on disk."""
    return _Ear.learn(path)


def _vectors(texts: Sequence[str]) -> np.ndarray:
    return np.stack([sentence_vector(text) for text in texts])
