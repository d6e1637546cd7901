"""Sums told month by month, and one of the months told anew."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.dialogue.state import State
from bot.nlu.facts.clauses import clauses
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.masking import masked
from bot.nlu.facts.parts import sums_in
from bot.policy.attributes import attributes, plain_number

_SEVERAL = 2
_CERTAINTY = 0.95


def month_by_month(text: str, candidates: Sequence[str], heard: list[Fact]) -> list[Fact]:
    """«7月9万、8月12万、9月11万»: none of them is the month or quarter that is asked; three are a quarter."""
    sums = {span: value for span, (_, value) in _by_month(text).items()}
    if len(sums) < _SEVERAL:
        return heard
    kept = [
        fact
        for fact in heard
        if attributes()[fact.attribute].type != "amount"
        or not any(fact.span[0] < end and start < fact.span[1] for start, end in sums)
    ]
    span = (min(start for start, _ in sums), max(end for _, end in sums))
    for name in candidates:
        if attributes()[name].months == len(sums):
            kept.append(Fact(name, plain_number(Decimal(sum(sums.values()))), span, text, 1.0))
    return kept


def _by_month(text: str) -> dict[tuple[int, int], tuple[int, Decimal]]:
    """span → (month, sum) of each place that tells what one month was («七月14万八月9万» are two)."""
    found = {}
    for clause in clauses(text):
        days, sums = masked(clause.plain).days, sums_in(clause.plain)
        if clause.asks or len(days) != len(sums):
            continue
        for i, (day, amount) in enumerate(zip(days, sums, strict=True)):
            if amount.unit and amount.exact:
                # Of several each ends where the next one begins.
                end = clause.start + days[i + 1].start if i + 1 < len(days) else clause.end
                start = clause.start + day.start if i else clause.start
                found[start, end] = (day.first.month, amount.exact)
    # «七月那个月过了十万» speaks of a month that was told.
    first = {month: span for span, (month, _) in reversed(found.items())}
    return {span: told for span, told in found.items() if first[told[0]] == span}


def one_month_anew(text: str, state: State, candidates: Sequence[str]) -> Fact | None:
    """«九月记错了，是7万» after the months were told one by one: the whole with that month as it is."""
    before = dict(_by_month(state.last_text).values())
    parts = clauses(text)
    months = {day.first.month for clause in parts for day in masked(clause.plain).days}
    sums = [
        (amount.exact, clause)
        for clause in parts
        if not clause.asks
        for amount in sums_in(clause.plain)
        if amount.exact is not None
    ]
    known, whole = state.facts_of(state.who), sum(before.values(), Decimal(0))
    names = [
        n for n in candidates if attributes()[n].months == len(before) and known.get(n) == plain_number(whole)
    ]
    if not (len(months) == len(sums) == len(names) == 1 and months <= before.keys()):
        return None
    value, clause = sums[0]
    return Fact(
        names[0], plain_number(whole - before[months.pop()] + value), (0, len(text)), text, _CERTAINTY,
        state.who, hypothetical=clause.supposes, corrects=True,
    )  # fmt: skip
