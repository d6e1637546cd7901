"""Is a message a complaint, is it urgent? The evidence weighed as labelled messages have taught."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from sklearn.linear_model import LogisticRegression

from bot.helpdesk.triage import arrays
from bot.helpdesk.triage.evidence import Evidence, evidence
from bot.helpdesk.triage.letters import Letter, read_letter
from bot.helpdesk.triage.tone import Ear
from bot.helpdesk.triage.wording import Wording
from bot.helpdesk.triage_files import ALARMING, COMPLAINING, COMPLAINT, MESSAGES, URGENCY, kept_in
from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT, settings

# How much words and signs count, and how freely they are believed: chosen by cross-validation.
_WORDS, _SIGNS, _FREEDOM = 2.0, 0.5, 5.0
_LONGEST_RUN, _SEEN_IN = 3, 2

logger = structlog.get_logger()


@dataclass(frozen=True)
class Judge:
    """Gives one verdict: logistic regression on the message's characters and the signs in it."""

    cues: str  # the file of cue families, from the repository's root
    ear: Ear
    wording: Wording
    weights: np.ndarray  # (runs + signs,)
    bias: float

    def likely(self, text: str, letter: Letter) -> float:
        """Probability that the verdict is yes."""
        row = _row(self.wording, evidence(text, letter, ROOT / self.cues, self.ear))
        return float(1 / (1 + np.exp(-(row @ self.weights + self.bias))))

    @classmethod
    def learn(cls, verdict: str, cues: Path, tone: Path) -> Judge:
        """From the labelled messages, of which `verdict` names the label."""
        messages: list[dict[str, Any]] = plain_yaml(MESSAGES)
        ear = Ear.learn(tone)
        seen = [evidence(m["text"], read_letter(m["text"]), cues, ear) for m in messages]
        wording = Wording.of([e.words for e in seen], _LONGEST_RUN, _SEEN_IN)
        model = LogisticRegression(C=_FREEDOM, max_iter=3000)
        model.fit(np.vstack([_row(wording, e) for e in seen]), [m[verdict] for m in messages])
        return cls(str(cues.relative_to(ROOT)), ear, wording, model.coef_[0], float(model.intercept_[0]))


@dataclass(frozen=True)
class Judges:
    """Both verdicts."""

    complaint: Judge
    urgent: Judge


def blame(text: str, letter: Letter) -> float:
    """Probability that a message is a complaint: an office's or its staff's conduct or delay."""
    return judges(settings().encoder_cache).complaint.likely(text, letter)


def urgency(text: str, letter: Letter) -> float:
    """Probability that a message can't wait, by its content."""
    return judges(settings().encoder_cache).urgent.likely(text, letter)


@lru_cache(maxsize=1)
def judges(folder: Path) -> Judges:
    """Those kept in `folder`; where there are none they learn, which takes some 15 s, and are kept."""
    path = kept_in(folder)
    if path.is_file():
        try:
            return arrays.read(path, Judges)
        except (OSError, ValueError, KeyError) as error:
            logger.warning("triage.kept_unusable", file=path.name, reason=type(error).__name__)
    learnt = _learn()
    try:
        arrays.keep(path, learnt)
        for older in set(folder.glob("triage-*.npz")) - {path}:
            older.unlink(missing_ok=True)
    except OSError as error:
        # A folder that is read-only, or a disk that is full: this process knows it, the next learns it again.
        logger.warning("triage.not_kept", folder=str(folder), reason=type(error).__name__)
    return learnt


def _learn() -> Judges:
    return Judges(Judge.learn("complaint", COMPLAINT, COMPLAINING), Judge.learn("urgent", URGENCY, ALARMING))


def _row(wording: Wording, seen: Evidence) -> np.ndarray:
    return np.hstack([_WORDS * wording.of_each([seen.words])[0], _SIGNS * np.array(seen.signs)])
