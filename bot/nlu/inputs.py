"""The files that a training depends on beside its data: code of the features, lookups, what may be heard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.settings import ROOT

# What is decided after the model has spoken, or checks the data, changes no model.
_NOT_LEARNT_FROM = frozenset({"decision.py", "examples.py", "likeness.py", "progress.py", "__init__.py"})


def understanding_files() -> Iterator[Path]:
    """In a fixed order; the dictionary's code cuts the words, so it belongs to the features."""
    code = (ROOT / "bot/nlu").rglob("*.py")
    yield from sorted(file for file in code if file.name not in _NOT_LEARNT_FROM)
    for folder in ("data/lookups", "data/attributes", "data/helpdesk"):
        yield from sorted((ROOT / folder).glob("*.yml"))
    yield ROOT / "bot/policy/words.py"
