"""Sums that are told in parts, month by month, on top of what is known, or in place of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.dialogue.by_month import month_by_month, one_month_anew
from bot.dialogue.further_sums import another_of_it, but_for_more, further_on, on_top
from bot.dialogue.part_anew import one_part_anew
from bot.dialogue.state import State
from bot.dialogue.summed_parts import added_up
from bot.dialogue.told_sums import CERTAINTY, same_sum, sums_known, sums_told
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.parts import WHOLE
from bot.nlu.facts.periods import months_told
from bot.policy.attributes import attributes, plain_number

# «4300是总的» names 4300万 again.
_IN_WAN = 10_000


def with_sums(text: str, state: State, candidates: Sequence[str], heard: list[Fact]) -> list[Fact]:
    """What was heard, with the sums that follow from the arithmetic of a message."""
    heard = month_by_month(text, candidates, heard)
    if anew := one_month_anew(text, state, candidates) or one_part_anew(text, state, candidates):
        return [*(f for f in heard if attributes()[f.attribute].type != "amount"), anew]
    if whole := added_up(text, state, candidates, heard):
        return [*(fact for fact in heard if fact.attribute != whole.attribute), whole]
    if anew := _whole_anew(text, state, candidates):
        # What its number was taken for beside it goes.
        return [*(f for f in heard if f.attribute != anew.attribute and not same_sum(f, anew)), anew]
    heard = further_on(text, state, candidates, heard)
    heard = another_of_it(text, state, heard)
    heard = but_for_more(text, state, candidates, heard)
    return [*heard, *_restated(text, state, candidates, heard), *on_top(text, state, candidates, heard)]


def _restated(text: str, state: State, candidates: Sequence[str], heard: Sequence[Fact]) -> Iterator[Fact]:
    """«2.3亿是集团合并的，我们自己是1.6亿»: a sum named again, and the one that stands in its place."""
    sums = sums_told(text, heard)
    for name, value in sums_known(state, candidates, heard):
        others = [(s, clause) for s, clause in sums if value not in (s, s * _IN_WAN)]
        if len(others) == 1 and len(sums) > 1 and not attributes()[name].adds_up:
            new, clause = others[0]
            span = (clause.start, clause.end)
            yield Fact(name, plain_number(new), span, clause.text, CERTAINTY, state.who, corrects=True)


def _whole_anew(text: str, state: State, candidates: Sequence[str]) -> Fact | None:
    """«外卖那边漏了一万六，一共三十万零两千»: the whole as it is now, in place of the one sum known."""
    wholes = [(value, clause) for value, clause in sums_told(text) if WHOLE.search(clause.text)]
    known = state.facts_of(state.who)
    if len(wholes) != 1:
        return None
    value, clause = wholes[0]
    months = months_told(clause.text)
    own = [n for n in candidates if attributes()[n].adds_up]
    names = [n for n in own if n in known or n == state.asked]
    if months and any(attributes()[n].months != months for n in names):
        # «三个月拢共二十六万» is another whole than the month known.
        names = [n for n in own if attributes()[n].months == months]
    if len(names) != 1:
        return None
    return Fact(
        names[0], plain_number(value), (clause.start, clause.end), clause.text, CERTAINTY, state.who,
        hypothetical=clause.supposes, corrects=True,
    )  # fmt: skip
