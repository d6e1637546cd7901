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
from bot.helpdesk.triage.tone import alarming, complaining
from bot.settings import ROOT

COMPLAINT = ROOT / "data/helpdesk/complaint.yml"
URGENCY = ROOT / "data/helpdesk/urgency.yml"
_DECLARED_WEIGHT = 1.0
# What the sender was told or asked others is not what the message asks.
_REPORTED = re.compile("“[^”]*”|问(?:他|她|对方|窗口|经办|工作人员)[^，。]*[，。]")
# Tone tips what the cues leave open; these are its weight and the tone that neither adds nor takes.
_COMPLAINING_WEIGHT, _COMPLAINING_FROM = 2.0, 0.3
_ALARMING_WEIGHT, _ALARMING_FROM = 1.0, -0.4


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
    sentences = [sentence.text for sentence in letter.sentences]
    weight += _COMPLAINING_WEIGHT * (complaining(sentences) - _COMPLAINING_FROM)
    weight += _DECLARED_WEIGHT if re.search("投诉|举报", letter.kind) else 0.0
    rules = families.asks_rules
    # Who has until tonight wants help, whoever kept him waiting.
    asks = (
        bool(rules and rules.search(_REPORTED.sub("", plain)))
        or "咨询" in letter.kind
        or _has_deadline(plain)
    )
    return weight / families.thresholds["threshold_if_asked" if asks else "threshold"]


def about_an_office(text: str) -> bool:
    """Whether a complaint is about an office or its staff, not about a neighbour or a shop."""
    ours = _families(COMPLAINT).ours
    return bool(ours and ours.search(_plain(text)))


def urgency_share(text: str, letter: Letter) -> float:
    """How far a message is urgent by its content: 1 and more is urgent."""
    families = _families(URGENCY)
    weight = sum(families.found(_plain(text)).values())
    sentences = [sentence.text for sentence in letter.sentences]
    weight += _ALARMING_WEIGHT * (alarming(sentences) - _ALARMING_FROM)
    return weight / families.thresholds["threshold"]


def in_danger(text: str) -> bool:
    """Whether somebody may be harmed or robbed, whom a reply must not keep waiting."""
    return bool({"harm_life", "fraud"} & _families(URGENCY).found(_plain(text)).keys())


def _has_deadline(plain: str) -> bool:
    return bool(_families(URGENCY).patterns["deadline"].search(plain))


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
