"""Which aspect of a topic is asked: conditions, amount, department … A small closed set of cues."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.nlu.normalize import normalize
from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT

ASPECTS = ROOT / "data/lookups/aspects.yml"
OVERVIEW = "overview"


@dataclass(frozen=True)
class Aspect:
    """`asks_figure`: an answer without a figure does not answer, so its absence must be said."""

    name: str
    label: str
    pattern: re.Pattern[str]
    asks_figure: bool


@lru_cache(maxsize=1)
def aspects(path: Path = ASPECTS) -> tuple[Aspect, ...]:
    """The aspects in the order in which their cues are tried."""
    content = plain_yaml(path)
    return tuple(
        Aspect(name, entry["label"], re.compile("|".join(entry["patterns"])), entry.get("asks_figure", False))
        for name, entry in content.items()
    )


def find_aspect(text: str) -> str:
    """Name of the aspect that a message asks for; `overview` where it names none."""
    return next(iter(find_aspects(text)), OVERVIEW)


def find_aspects(text: str) -> tuple[str, ...]:
    """All aspects that a message asks for («贷多少，几年还清»), the one that is tried first in front."""
    plain = normalize(text).text
    return tuple(a.name for a in aspects() if a.pattern.search(plain))


def without_aspect(text: str, name: str) -> str:
    """What a message says besides the words that ask for an aspect."""
    pattern = next((a.pattern for a in aspects() if a.name == name), None)
    plain = normalize(text).text
    return pattern.sub("", plain) if pattern else plain


def aspect_label(name: str) -> str:
    """How a button names an aspect."""
    return next((a.label for a in aspects() if a.name == name), "")
