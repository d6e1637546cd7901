"""How sentences sound: do they complain, do they alarm? By their characters and by their meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.svm import SVC

from bot.helpdesk.triage.wording import Wording
from bot.nlu.normalize import normalize
from bot.nlu.sentences import sentence_vector
from bot.policy.yaml_files import plain_yaml

# How much the wording counts beside the meaning; with the two below, chosen by cross-validation.
_WORDING = 0.7
_COST, _REACH = 3.0, 0.5
# One loud sentence among quiet ones counts more than their mean, less than by itself.
_LOUDNESS = 2.0


@dataclass(frozen=True)
class Ear:
    """Tells one kind of sentence: a support vector machine with radial kernels, as plain arrays."""

    wording: Wording
    centre: np.ndarray  # (SIZE,)
    spread: float
    examples: np.ndarray  # (support vectors, features)
    weights: np.ndarray  # (support vectors,)
    bias: float

    def hears(self, sentences: Sequence[str]) -> float:
        """How far normalised sentences together are of the kind: above 0 rather so, some 1 surely."""
        features = _features(sentences, self.wording, self.centre, self.spread)
        apart = ((features[:, None] - self.examples[None]) ** 2).sum(axis=2)
        margins = np.exp(-_REACH * apart) @ self.weights + self.bias
        return float(np.log(np.exp(_LOUDNESS * margins).mean()) / _LOUDNESS)

    @classmethod
    def learn(cls, path: Path) -> Ear:
        """From a file of sentences under two kinds, the one to be told first."""
        examples: dict[str, list[str]] = plain_yaml(path)
        first = next(iter(examples))
        texts = [normalize(s).text for sentences in examples.values() for s in sentences]
        kinds = [kind == first for kind, sentences in examples.items() for _ in sentences]
        vectors = _vectors(texts)
        centre = vectors.mean(axis=0)
        spread = float(np.sqrt(((vectors - centre) ** 2).sum(axis=1).mean()))
        wording = Wording.of(texts, longest=2)
        model = SVC(C=_COST, gamma=_REACH, class_weight="balanced")
        model.fit(_features(texts, wording, centre, spread), kinds)
        return cls(
            wording,
            centre,
            spread,
            model.support_vectors_,
            model.dual_coef_[0],
            float(model.intercept_[0]),
        )


def _features(texts: Sequence[str], wording: Wording, centre: np.ndarray, spread: float) -> np.ndarray:
    return np.hstack([_WORDING * wording.of_each(texts), (_vectors(texts) - centre) / spread])


def _vectors(texts: Sequence[str]) -> np.ndarray:
    return np.stack([sentence_vector(text) for text in texts])
