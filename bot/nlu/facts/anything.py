"""Clauses that state no fact: what the utterances of all intents ask, and talk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bot.nlu.facts.clauses import clauses
from bot.nlu.facts.masking import masked
from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT

FOLDER = ROOT / "data/nlu"
_SEED = 7
_ASKED, _TALKED = 200, 120
# Their sentences tell facts or answer questions.
_TELLING = re.compile(r"inform|correct|affirm|deny|match_policies|eligibility")
_TALK = re.compile(r"smalltalk|out_of_scope|cancel|restart|ask_human|previous_topic|next_item")
_MARKUP = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")


def anything(folder: Path = FOLDER) -> list[str]:
    """Masked clauses, a fixed choice of those in the utterances below `folder`."""
    asked: list[str] = []
    talked: list[str] = []
    for path in sorted(folder.rglob("*.yml")):
        if "facts" in path.relative_to(folder).parts:
            continue
        for intent, text in _utterances(path):
            if _TALK.search(intent):
                talked += [masked(c.text).text for c in clauses(text)]
            elif not _TELLING.search(intent):
                asked += [masked(c.text).text for c in clauses(text) if c.asks]
    return [*_some(asked, _ASKED), *_some(talked, _TALKED)]


def _utterances(path: Path) -> Iterator[tuple[str, str]]:
    content = plain_yaml(path) or {}
    for entry in content.get("nlu", []):
        for line in str(entry.get("examples", "")).splitlines():
            if line.startswith("- "):
                yield entry.get("intent", ""), _MARKUP.sub(r"\1", line[2:].strip())


def _some(texts: list[str], number: int) -> list[str]:
    unique = sorted({text for text in texts if text})
    chosen = np.random.default_rng(_SEED).permutation(len(unique))[:number]
    return [unique[i] for i in sorted(chosen)]
