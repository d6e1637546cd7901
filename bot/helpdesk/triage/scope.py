"""Whether a guess may stand: a doubtful one needs words of business in the message."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT

SCOPE = ROOT / "data/helpdesk/scope.yml"
# Below this certainty a guess is doubtful; a citizens' matter without a word of business needs the other.
_DOUBTFUL, _BEYOND_DOUBT = 0.3, 0.95


def within_scope(text: str, certainty: float, complaint: bool = False) -> bool:
    """Whether a message with a matter guessed at this certainty is ours to answer."""
    business, generic, everyday, wishes = (pattern.search(text) for pattern in _patterns())
    if everyday and not business:
        return certainty >= _BEYOND_DOUBT
    ours = business or generic
    return certainty >= _DOUBTFUL or bool(ours and (wishes or complaint) and not everyday)


def speaks_of_business(text: str) -> bool:
    """Whether the words are of doing business, and none is of a citizen's everyday matters."""
    business, generic, everyday, _ = (pattern.search(text) for pattern in _patterns())
    return bool((business or generic) and not everyday)


@lru_cache(maxsize=1)
def _patterns(path: Path = SCOPE) -> tuple[re.Pattern[str], ...]:
    content = plain_yaml(path)
    return tuple(re.compile(content[name]) for name in ("business", "generic", "everyday", "wishes"))
