"""Signs in a message that it complains or can't wait: families of cues, in data, and how it sounds."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.helpdesk.triage.letters import Letter
from bot.helpdesk.triage.tone import Ear
from bot.helpdesk.triage_files import COMPLAINT, URGENCY
from bot.nlu.normalize import normalize
from bot.policy.yaml_files import plain_yaml

# What the sender was told or asked others is not what the message asks.
_REPORTED = re.compile("“[^”]*”|问(?:他|她|对方|窗口|经办|工作人员)[^，。]*[，。]")


@dataclass(frozen=True)
class Evidence:
    """`words`: the message itself; `signs`: a number for each sign, the same signs for every message."""

    words: str
    signs: tuple[float, ...]


@dataclass(frozen=True)
class Families:
    """Cue families; a family counts once, however often its cues occur."""

    weights: dict[str, float]
    patterns: dict[str, re.Pattern[str]]
    asks_rules: re.Pattern[str] | None
    ours: re.Pattern[str] | None

    def found(self, text: str) -> dict[str, float]:
        """Families with a cue in the text → their weight."""
        return {name: self.weights[name] for name, p in self.patterns.items() if p.search(text)}


def evidence(text: str, letter: Letter, cues: Path, ear: Ear) -> Evidence:
    """What speaks for and against one verdict on a message."""
    families = _families(cues)
    plain = plain_text(text)
    found = families.found(plain)
    sentences = [normalize(sentence.text).text for sentence in letter.sentences]
    rules = _families(COMPLAINT).asks_rules
    signs = (
        *(float(name in found) for name in families.patterns),
        sum(found.values()),
        ear.hears(sentences) if sentences else 0.0,
        # Who asks what the rules say wants to know, whatever happened to him.
        float(bool(rules and rules.search(_REPORTED.sub("", plain)))),
        float(about_an_office(text)),
        # What a hotline's own people took the message for.
        float(bool(re.search("投诉|举报", letter.kind))),
        float("咨询" in letter.kind),
    )
    return Evidence("。".join(sentences), signs)


def about_an_office(text: str) -> bool:
    """Whether a complaint is about an office or its staff, not about a neighbour or a shop."""
    ours = _families(COMPLAINT).ours
    return bool(ours and ours.search(plain_text(text)))


def in_danger(text: str) -> bool:
    """Whether somebody may be harmed or robbed, whom a reply must not keep waiting."""
    return bool({"harm_life", "fraud"} & _families(URGENCY).found(plain_text(text)).keys())


def plain_text(text: str) -> str:
    """One form of every mark and digit; lines run on, as mails break them anywhere."""
    return unicodedata.normalize("NFKC", text).replace(",", "，").replace("?", "？").replace("\n", "。")


@lru_cache(maxsize=4)
def _families(path: Path) -> Families:
    content: dict[str, Any] = plain_yaml(path)
    families = content["families"]
    rules = content.get("asks_rules")
    return Families(
        weights={name: entry["weight"] for name, entry in families.items()},
        patterns={name: re.compile("|".join(entry["patterns"])) for name, entry in families.items()},
        asks_rules=re.compile("|".join(rules)) if rules else None,
        ours=re.compile(content["ours"]) if "ours" in content else None,
    )
