"""Sums on top of what is known: another shop, a further month, more of the same."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from bot.dialogue.people import SURELY_HEARD
from bot.dialogue.state import ME, State
from bot.dialogue.told_sums import ANOTHER, CERTAINTY, same_sum, sums_known, sums_told
from bot.nlu.facts import values
from bot.nlu.facts.clauses import Clause, clauses
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.masking import masked
from bot.nlu.facts.parts import WHOLE, sums_in
from bot.policy.attributes import attributes, plain_number
from bot.policy.conditions import DONT_KNOW

_MORE = re.compile("又(?![说讲改变问算调])|还有|另外|漏了|少算了|补了|补开|加上|再加|多了")
_MORE_OF_IT = re.compile("再加|还要加|漏了|漏算|少算|补算")
_LESS = re.compile("退(?![役伍休])|减(?![半免])|扣|少了|作废|冲红|还清|不算")
# Of what is sold in several places, not of who owes («那边还差五万»).
_ELSEWHERE = re.compile("那[边家头]")
_REMAINS = re.compile("还[差欠剩]|[付打给结转还]了")
_BY_NOW = re.compile(f"现在|就有|有了|{WHOLE.pattern}")
_GOES_ON = re.compile("还(?:能|要|会|得|可以)?再?(?:卖|开|做|收|进账)|再(?:卖|开|做|收)")


def another_of_it(text: str, state: State, heard: Sequence[Fact]) -> list[Fact]:
    """«淘宝还有一家，一年三万»: on top of what is known; «又招了一个，现在8个» are eight."""
    another, elsewhere = ANOTHER.search(text), _ELSEWHERE.search(text)
    if not (another or elsewhere) or _LESS.search(text) or _REMAINS.search(text):
        return list(heard)
    found, told = list(heard), clauses(text)
    for fact in heard:
        sold_elsewhere = elsewhere and attributes()[fact.attribute].months
        if _BY_NOW.search(fact.said) or not (another or sold_elsewhere) or not _comes_on_top(fact, state):
            continue
        whole = next(((v, c) for c in told if (v := _whole_by_now(c, fact)) is not None), None)
        found.remove(fact)
        if whole is None:
            found.append(replace(fact, adds=True))
        else:
            value, clause = whole
            found = [other for other in found if other.span != (clause.start, clause.end)]
            found.append(replace(fact, value=value, span=(clause.start, clause.end), said=clause.text))
    return found


def _whole_by_now(clause: Clause, fact: Fact) -> Any:
    """The number of a clause behind a fact that tells what all come to; None where it tells none."""
    if clause.start < fact.span[1] or clause.asks or not _BY_NOW.search(clause.text):
        return None
    taken = masked(clause.plain)
    alone = values.nothing_but_number(replace(taken, text=_BY_NOW.sub("", taken.text)))
    attribute = attributes()[fact.attribute]
    return values.number(attribute, taken, False, None, dt.date.today()) if alone else None


def _comes_on_top(fact: Fact, state: State) -> bool:
    known = state.facts_of(state.who if fact.who == ME else fact.who).get(fact.attribute)
    new = known not in (None, DONT_KNOW, fact.value) and fact.value != DONT_KNOW
    return attributes()[fact.attribute].adds_up and new and not fact.corrects


def further_on(text: str, state: State, candidates: Sequence[str], heard: Sequence[Fact]) -> list[Fact]:
    """«要是十二月还能卖五十万呢»: a further month of the months in a row that are known is on top of them."""
    known = state.facts_of(state.who)
    rolling = [n for n in candidates if attributes()[n].rolling and known.get(n) not in (None, DONT_KNOW)]
    if len(rolling) != 1 or not _GOES_ON.search(text):
        return list(heard)
    further = [
        (amount.exact, clause)
        for clause in clauses(text)
        if _GOES_ON.search(clause.text) and (clause.supposes or not clause.asks)
        for amount in sums_in(clause.plain)
        if amount.exact is not None
    ]
    if len(further) != 1:
        return list(heard)
    value, clause = further[0]
    span = (clause.start, clause.end)
    fact = Fact(
        rolling[0], plain_number(value), span, clause.text, CERTAINTY, state.who,
        hypothetical=clause.supposes, adds=True,
    )  # fmt: skip
    return [*(f for f in heard if not same_sum(f, fact)), fact]


def but_for_more(text: str, state: State, candidates: Sequence[str], heard: list[Fact]) -> list[Fact]:
    """«少算了，再加十万» is more of the one sum known, and no sum of something new."""
    known = list(sums_known(state, candidates, heard))
    if len(known) != 1 or not _MORE_OF_IT.search(text):
        return heard
    return [
        fact
        for fact in heard
        if attributes()[fact.attribute].type != "amount" or fact.certainty >= SURELY_HEARD
    ]


def on_top(text: str, state: State, candidates: Sequence[str], heard: Sequence[Fact]) -> Iterator[Fact]:
    """«后来又补了一单，四千»: on top of the one sum that is known."""
    sums, known = sums_told(text, heard), list(sums_known(state, candidates, heard))
    if len(sums) == len(known) == 1 and _MORE.search(text) and not _LESS.search(text):
        more, clause = sums[0]
        span, supposed = (clause.start, clause.end), clause.supposes
        yield Fact(
            known[0][0], plain_number(more), span, clause.text, CERTAINTY, state.who,
            hypothetical=supposed, adds=True,
        )  # fmt: skip
