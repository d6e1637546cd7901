"""How a message sounds: a small model of complaints against questions, learnt when it is first needed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from bot.nlu.normalize import normalize
from bot.settings import ROOT

TONE = ROOT / "data/helpdesk/tone.yml"
_COMPLAINT = "complaint"


def complaining(sentences: Sequence[str]) -> list[float]:
    """Probability for each sentence that it complains."""
    if not sentences:
        return []
    model = _model()
    column = list(model.classes_).index(_COMPLAINT)
    shares: np.ndarray = model.predict_proba([normalize(s).text for s in sentences])[:, column]
    return [float(share) for share in shares]


@lru_cache(maxsize=1)
def _model(path: Path = TONE) -> Pipeline:
    """Learns some 150 sentences in a tenth of a second, so nothing is kept on disk."""
    examples: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    pairs = [(normalize(s).text, label) for label, sentences in examples.items() for s in sentences]
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    model = make_pipeline(vectors, LogisticRegression(C=10, class_weight="balanced"))
    return model.fit([text for text, _ in pairs], [label for _, label in pairs])
