"""What was told and is another's («那两万是我室友的»), or one's own and not another's («她没得这些事»)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from bot.dialogue.state import ME, State
from bot.nlu import loaded
from bot.nlu.facts.clauses import Clause, clauses
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.persons import KIN
from bot.policy.attributes import attributes
from bot.policy.conditions import DONT_KNOW

_CERTAINTY = 0.95
_NOT_MINE = re.compile(
    r"(?:[跟和与]|同)我(?:们|这[个家]?|自己|的)*(?:没(?:有|得)?(?:啥|什么)?(?:关系|牵连|瓜葛)|不相干|不沾边|无关|不搭界)"
    r"|不(?:是|算)我(?:们|自己|本人)?(?:的|名下的?|[拿欠借用弄签干领做]的?)(?:[，。]|$)"
    rf"|^[那这][^，。]{{0,6}}(?:是|属于|算)(?:我(?:的|们)?)?(?:{KIN})(?:们|他|她)?(?:自己)?(?:的|名下的?|[^，。]{{0,8}}[拿欠借用弄签干领做]的)(?:[，。]|$)"
)
_NONE_OF_THIS = re.compile(
    r"没(?:有|得)?(?:过)?(?:这|那)(?:些|种|个|回|样|类)?(?:的)?(?:事|情况|问题|毛病|麻烦|记录|烂事)"
)


def with_whose_it_is(
    text: str, state: State, person: str | None, at_hand: Collection[str], heard: Sequence[Fact]
) -> list[Fact]:
    """What was heard, with what was told in the message before taken back where it is another's.

    `person`: whom he or she means. `at_hand`: what the matter under way rests on.
    """
    told = {(fact.attribute, fact.who) for fact in heard}
    found = [*_anothers(text, state, at_hand), *_not_of_others(text, state, person, at_hand)]
    return [*heard, *(fact for fact in found if (fact.attribute, fact.who) not in told)]


def _anothers(text: str, state: State, at_hand: Collection[str]) -> Iterator[Fact]:
    for clause in clauses(text):
        if clause.asks or clause.supposes or not (match := _NOT_MINE.search(clause.text)):
            continue
        for name, value in _told_before(state, at_hand).items():
            yield _fact(name, False if value is True else DONT_KNOW, clause, match, state.who)
        return


def _not_of_others(text: str, state: State, person: str | None, at_hand: Collection[str]) -> Iterator[Fact]:
    """«那换我媳妇来，她没得这些事»: what one told of oneself isn't so of another."""
    for clause in clauses(text, person):
        match = None if clause.asks else _NONE_OF_THIS.search(clause.text)
        if match and clause.who != ME:
            own = state.facts_of(ME)
            before = _told_before(state, at_hand) if state.who == ME else {}
            burdens = [
                n
                for n in at_hand
                if own.get(n) is True and (n in before or attributes()[n].presumed is False)
            ]
            yield from (_fact(name, False, clause, match, clause.who) for name in burdens)


def _told_before(state: State, at_hand: Collection[str]) -> dict[str, Any]:
    """What the visitor's last message told of the matter under way, as far as it is still known."""
    known = state.facts_of(state.who)
    said = loaded.ear().hear(state.last_text, None, [name for name in at_hand if name in known])
    return {
        f.attribute: f.value for f in said if known.get(f.attribute) == f.value and f.attribute in at_hand
    }


def _fact(name: str, value: Any, clause: Clause, match: re.Match[str], who: str) -> Fact:
    start = clause.start + match.start()
    return Fact(name, value, (start, start + len(match[0])), clause.text, _CERTAINTY, who, corrects=True)
