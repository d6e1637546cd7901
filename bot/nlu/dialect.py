"""Yunnan's speech read as standard Chinese («有没得» as «有没有»), before anything else is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT

DIALECT = ROOT / "data/lookups/dialect.yml"


def in_dialect(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, how it is said in standard Chinese) of each word of Yunnan's speech, in order."""
    pattern, standard = _words()
    for match in pattern.finditer(text):
        yield match.start(), match.end(), standard[match.lastgroup or ""]


def in_standard(text: str) -> str:
    """The text in standard Chinese."""
    pattern, standard = _words()
    return pattern.sub(lambda match: standard[match.lastgroup or ""], text)


@lru_cache(maxsize=1)
def _words(path: Path = DIALECT) -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern of all that is said otherwise, and by the name of its group the standard word."""
    said: dict[str, list[str]] = plain_yaml(path)
    names = {f"w{number}": standard for number, standard in enumerate(said)}
    parts = (f"(?P<{name}>{'|'.join(said[standard])})" for name, standard in names.items())
    return re.compile("|".join(parts)), names
