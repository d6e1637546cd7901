"""What a message says in so many words, before an act that was only felt in it is believed."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from bot.nlu.dialect import in_standard
from bot.nlu.normalize import normalize
from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT

OUTRIGHT = ROOT / "data/lookups/outright.yml"


def speaks_of_people(text: str) -> bool:
    """Whether people are spoken of who are nobody to talk to: «就我一个人», «没请人»."""
    return _says("people", _plain(text))


def calls_for_staff(text: str) -> bool:
    """Whether words ask for somebody of ours, and not only speak of people."""
    plain = _plain(text)
    return _says("staff", plain) or _says("person", _patterns()["people"].sub("", plain))


def asks_how_far_it_is(text: str) -> bool:
    """Whether words ask what came of something that was handed in; what is only supposed never was."""
    plain = _plain(text)
    return _says("progress", plain) and not _says("thought_of", plain)


def is_pressed(text: str) -> bool:
    """Whether somebody threatens a harm within a day or so: «不交就断电，明天就断»."""
    plain = _plain(text)
    return all(_says(part, plain) for part in ("harm", "within_a_day", "pressed"))


def goes_back(text: str) -> bool:
    """Whether somebody takes up again what was talked about before («说回我那家»)."""
    return _says("goes_back", _plain(text))


def leaves_it(text: str) -> bool:
    """Whether somebody says that something else comes now («另外问个闲的»)."""
    return _says("leaves", _plain(text))


def asks_the_difference(text: str) -> bool:
    """Whether words ask how far a number is from a limit («差几个», «超没超»)."""
    return _says("difference", in_standard(_plain(text)))


def _plain(text: str) -> str:
    return normalize(text).text


def _says(what: str, plain: str) -> bool:
    return bool(_patterns()[what].search(plain))


@lru_cache(maxsize=1)
def _patterns(path: Path = OUTRIGHT) -> dict[str, re.Pattern[str]]:
    return {name: re.compile("|".join(parts)) for name, parts in plain_yaml(path).items()}
