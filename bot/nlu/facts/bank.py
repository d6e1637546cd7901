"""The phrase bank: how people state facts (data/nlu/facts/*.yml).

`says` are phrases by value, `says_number` phrases with {n}, {n+1}, {amount}, {percent} or {date},
`answers` short ones that state it only as an answer to its own question, `not_stated` near misses.
«(a|b)» in a phrase stands for either, «(a|)» for a or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from pydantic import validator

from bot.nlu.facts.masking import core, masked
from bot.number_types import is_whole_number
from bot.policy.yaml_files import Strict, read_yaml
from bot.settings import ROOT

FOLDER = ROOT / "data/nlu/facts"
# Labels beside the attribute's own values.
NUMBER, NEXT, MENTIONED = "#n", "#n+1", "#mentioned"
_EITHER = re.compile(r"\(([^()]*\|[^()]*)\)")
_MOST_VARIANTS = 12
_SAMPLES = {"{n}": ["两", "3", "五", "一"], "{n+1}": ["三"], "{amount}": ["30万", "两千万"],
            "{percent}": ["30%"],
            "{date}": ["去年四月", "2023年5月"]}  # fmt: skip


class _Entry(Strict):
    attribute: str
    says: dict[Any, list[str]] = {}
    says_number: list[str] = []
    answers: dict[Any, list[str]] = {}
    not_stated: list[str] = []

    @validator("says", "answers", pre=True)
    def _phrases_are_text(cls, found: dict[Any, list[Any]]) -> dict[Any, list[str]]:
        stated = {value: phrases for value, phrases in (found or {}).items() if value != "__line__"}
        return {value: [str(phrase) for phrase in phrases or []] for value, phrases in stated.items()}


class _File(Strict):
    facts: list[_Entry]


@dataclass
class Phrases:
    """What states one attribute: masked texts by label; `answers` by their core.

    `source` numbers the phrase that a text comes from, so that its variants are held out together.
    """

    attribute: str
    by_label: dict[str, list[str]] = field(default_factory=dict)
    source: dict[str, int] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


def read_bank(folder: Path = FOLDER) -> dict[str, Phrases]:
    """attribute → its phrases, of all files; several files may add to one attribute."""
    bank: dict[str, Phrases] = {}
    for path in sorted(folder.glob("*.yml")):
        for entry in read_yaml(path, _File).facts:
            phrases = bank.setdefault(entry.attribute, Phrases(entry.attribute))
            phrases.files.add(path.stem)
            _add(phrases, entry)
    return bank


def label_of(value: Any) -> str:
    """A value of the bank as the model's label."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def variants(phrase: str) -> list[str]:
    """A phrase with each of its alternatives."""
    parts = _EITHER.split(phrase)
    options = [part.split("|") if i % 2 else [part] for i, part in enumerate(parts)]
    found = ["".join(chosen) for chosen in product(*options)]
    step = max(1, len(found) // _MOST_VARIANTS)
    return found[::step][:_MOST_VARIANTS]


def _add(phrases: Phrases, entry: _Entry) -> None:
    for value, said in entry.says.items():
        if is_whole_number(value):
            # «就一回» is told by its number, «去年毕业» by its day, «一次都没有» by its words.
            counted = [phrase for phrase in said if masked(phrase).numbers or masked(phrase).days]
            _extend(phrases, NUMBER, counted)
            said = [phrase for phrase in said if phrase not in counted]
        _extend(phrases, label_of(value), said)
    for phrase in entry.says_number:
        _extend(phrases, NEXT if "{n+1}" in phrase else NUMBER, [phrase])
    _extend(phrases, MENTIONED, entry.not_stated)
    for value, said in entry.answers.items():
        for phrase in said:
            phrases.answers.update({core(masked(v).text): label_of(value) for v in variants(phrase)})


def _extend(phrases: Phrases, label: str, said: list[str]) -> None:
    kept = phrases.by_label.setdefault(label, [])
    for phrase in said:
        number = len(phrases.source)
        for text in (masked(v).text for filled in _filled(phrase) for v in variants(filled)):
            if text not in kept:
                kept.append(text)
                phrases.source.setdefault(text, number)


def _filled(phrase: str) -> Iterator[str]:
    """The phrase with a number in each of its places; itself where it has none."""
    places = [place for place in _SAMPLES if place in phrase]
    if not places:
        yield phrase
        return
    for samples in zip(*(_SAMPLES[place] for place in places), strict=False):
        filled = phrase
        for place, sample in zip(places, samples, strict=True):
            filled = filled.replace(place, sample)
        yield filled
