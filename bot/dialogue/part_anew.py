"""One part of a whole told anew: «记错了，抖音是三万» after «淘宝六万，抖音五万多»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.dialogue.state import State
from bot.nlu.facts.clauses import clauses
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.parts import bounds_of, sum_of, sums_in
from bot.policy.attributes import attributes

_SEVERAL, _CERTAINTY = 2, 0.95
# What a part is called stands first, before what tells how long, or that there is so much.
_LABEL = re.compile(
    r"(?P<label>[一-鿿]{2,5}?)(?:那[边头]|这[边头]|上|里)?(?:一[年天]|一?个月|每|还|也|有|卖|做|是|大概|\d|[一二两三四五六七八九十])"
)
_TAKES_BACK = re.compile("[记看说搞算弄写报讲][错岔反]|不对|更正")


def one_part_anew(text: str, state: State, candidates: Sequence[str]) -> Fact | None:
    """The whole known with the part that is named again as it is now; None where none is taken back."""
    before, told = _parts(state.last_text), _parts(text)
    if len(before) < _SEVERAL or len(told) != 1 or not _TAKES_BACK.search(text):
        return None
    ((label, value),) = told.items()
    known = state.facts_of(state.who)
    whole = sum_of(*before.values())
    names = [name for name in candidates if attributes()[name].adds_up and known.get(name) == whole]
    if label not in before or len(names) != 1:
        return None
    anew = sum_of(*{**before, label: value}.values())
    return Fact(
        names[0],
        anew,
        (0, len(text)),
        text,
        _CERTAINTY,
        state.who,
        vague=isinstance(anew, dict),
        corrects=True,
    )


def _parts(text: str) -> dict[str, Any]:
    """label → sum of each clause that tells one sum of something named."""
    found: dict[str, Any] = {}
    for clause in clauses(text):
        label, sums = _LABEL.match(clause.plain.strip()), sums_in(clause.plain)
        if label and len(sums) == 1 and not clause.asks:
            found[label["label"]] = bounds_of(sums[0])
    return found
