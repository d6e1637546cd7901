"""Evidence in a message: is it a complaint, is it urgent? Families of cues with weights, in data."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.helpdesk.triage.letters import Letter
from bot.helpdesk.triage.tone import complaining
from bot.settings import ROOT

COMPLAINT = ROOT / "data/helpdesk/complaint.yml"
URGENCY = ROOT / "data/helpdesk/urgency.yml"
_DECLARED_WEIGHT = 1.0
# Tone alone makes no complaint; it tips a message that has some other sign of one.
_TONE_WEIGHT = 2.0


@dataclass(frozen=True)
class Families:
    """Cue families; a family counts once, however often its cues occur."""

    weights: dict[str, float]
    patterns: dict[str, re.Pattern[str]]
    thresholds: dict[str, float]
    asks_rules: re.Pattern[str] | None
    ours: re.Pattern[str] | None

    def found(self, text: str) -> dict[str, float]:
        """Families with a cue in the text → their weight."""
        return {name: self.weights[name] for name, p in self.patterns.items() if p.search(text)}


def complaint_share(text: str, letter: Letter) -> float:
    """How far a message is a complaint: 1 and more is one. A hotline's own label counts as evidence."""
    families = _families(COMPLAINT)
    plain = _plain(text)
    weight = sum(families.found(plain).values())
    tones = complaining([sentence.text for sentence in letter.sentences])
    weight += _TONE_WEIGHT * max(sum(tones) / len(tones) - 0.5, 0.0) if tones else 0.0
    weight += _DECLARED_WEIGHT if re.search("投诉|举报", letter.kind) else 0.0
    rules = families.asks_rules
    asks = bool(rules and rules.search(plain)) or "咨询" in letter.kind
    return weight / families.thresholds["threshold_if_asked" if asks else "threshold"]


def about_an_office(text: str) -> bool:
    """Whether a complaint is about an office or its staff, not about a neighbour or a shop."""
    ours = _families(COMPLAINT).ours
    return bool(ours and ours.search(_plain(text)))


def urgency_share(text: str) -> float:
    """How far a message is urgent by its content: 1 and more is urgent."""
    families = _families(URGENCY)
    return sum(families.found(_plain(text)).values()) / families.thresholds["threshold"]


def _plain(text: str) -> str:
    """One form of every mark and digit; lines run on, as mails break them anywhere."""
    return unicodedata.normalize("NFKC", text).replace(",", "，").replace("?", "？").replace("\n", "。")


@lru_cache(maxsize=4)
def _families(path: Path) -> Families:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    families = content["families"]
    rules = content.get("asks_rules")
    return Families(
        weights={name: entry["weight"] for name, entry in families.items()},
        patterns={name: re.compile("|".join(entry["patterns"])) for name, entry in families.items()},
        thresholds={k: v for k, v in content.items() if k.startswith("threshold")},
        asks_rules=re.compile("|".join(rules)) if rules else None,
        ours=re.compile(content["ours"]) if "ours" in content else None,
    )
