"""The sums of a message and those that are known, each with its clause or attribute."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.dialogue.state import State
from bot.nlu.facts.clauses import Clause, clauses
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.parts import sums_in
from bot.policy.attributes import attributes
from bot.policy.conditions import DONT_KNOW
from bot.policy.quantity import Quantity

CERTAINTY = 0.95
# Another one of what was told: its sum comes on top.
ANOTHER = re.compile(
    r"还有(?:[一另][个家间笔张处单]?|[个家间]店|[别其]的|[^，。]{0,6}店)|(?<!不)另(?:外|[一]?[个家间笔张处])|别的(?:店|平台|地方)|又(?:开|搞|整|弄|接|卖|借|贷|招|请|进|来|找|收)|还招|再招"
    r"|(?:淘宝|拼多多|抖音|京东|微信|快手|小红书|闲鱼|视频号|线下|门店|店里|网上|[上边里家])(?:还|也|另)(?:有|卖|收|开|在)"
    r"|再加|加上|还要加|漏了|没算"
)


def sums_told(text: str, heard: Sequence[Fact] = ()) -> list[tuple[Decimal, Clause]]:
    """The exact sums of a message in clauses that neither ask nor state a fact heard, with their clauses."""
    taken = {fact.span for fact in heard}
    return [
        (amount.exact, clause)
        for amount, clause in amounts_told(text)
        if amount.exact is not None and (clause.start, clause.end) not in taken
    ]


def amounts_told(text: str) -> list[tuple[Quantity, Clause]]:
    """The sums of a message in clauses that don't ask, each with its clause."""
    told = [clause for clause in clauses(text) if not clause.asks]
    return [(amount, clause) for clause in told for amount in sums_in(clause.plain)]


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
