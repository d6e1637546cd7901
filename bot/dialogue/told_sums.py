"""The sums of a message and those that are known, each with its clause or attribute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.dialogue.state import State
from bot.nlu.facts.clauses import Clause, clauses
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.parts import sums_in
from bot.policy.attributes import attributes
from bot.policy.conditions import DONT_KNOW

CERTAINTY = 0.95


def sums_told(text: str, heard: Sequence[Fact] = ()) -> list[tuple[Decimal, Clause]]:
    """The sums of a message in clauses that neither ask nor state a fact heard, each with its clause."""
    taken = {fact.span for fact in heard}
    return [
        (amount.exact, clause)
        for clause in clauses(text)
        if (clause.start, clause.end) not in taken and not clause.asks
        for amount in sums_in(clause.plain)
        if amount.exact is not None
    ]


def sums_known(
    state: State, candidates: Sequence[str], heard: Sequence[Fact]
) -> Iterator[tuple[str, Decimal]]:
    """(attribute, sum) of what is known exactly, matters now and is not told in this message."""
    told = {fact.attribute for fact in heard}
    for name, value in state.facts_of(state.who).items():
        attribute = attributes().get(name)
        exact = not isinstance(value, dict) and value != DONT_KNOW
        if attribute and attribute.type == "amount" and exact and name in candidates and name not in told:
            yield name, Decimal(str(value))


def same_sum(fact: Fact, whole: Fact) -> bool:
    alike = fact.span == whole.span or fact.value == whole.value
    return alike and attributes()[fact.attribute].type == "amount"
