"""What flows in for any length of time, as the matter at hand counts it: a year's rent, a month's sales."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from bot.dialogue.people import spoken_of
from bot.dialogue.state import State
from bot.nlu.facts.clauses import Clause, clauses
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.parts import sums_in
from bot.nlu.facts.periods import months_told
from bot.policy.attributes import Attribute, attributes, plain_number
from bot.policy.formulas import names_in

_AS_TOLD = 0.98
# The words that name a flow; a sum beside those of another one is of that one.
_NAMES = {
    "sales": re.compile("卖|销售|营业|营收|流水|开票|交易额|进账"),
    "rent": re.compile("租"),
    "profit": re.compile("利润|净赚|净利|所得额|赚|挣"),
}
# What flows into nobody's case: what is paid, borrowed or owed.
_NO_FLOW = re.compile("贷|借|欠|罚|还款|补贴|补助|奖|工资|社保|成本|进货|研发|投资|税(?!务|后|前)|花|付|押金")
# So much each time, so that several times are as much more; «上个月12万» is that one's.
_EACH_TIME = re.compile("每|平均|均|一(?:个)?(?:月|季|年)|单月")
_ONE_OF_THEM = re.compile("[上下这那本当头去今前]一?个?(?:月|季|年)(?!.{0,6}(?:每|平均|均|一个?[月季]))")


def with_flows(text: str, state: State, at_hand: Collection[str], heard: Sequence[Fact]) -> list[Fact]:
    """What was heard, with the sums of a length of time as those that the matter at hand goes by.

    `at_hand`: the attributes of the matter under way. A sum told for another length comes to as much each
    time (一个月12万 is a quarter's 36万), or is spread («租金一年120万»); else it stands for none of them.
    """
    own = _at_stake(at_hand, state)
    if not own:
        return list(heard)
    flow = attributes()[own[0]].flow
    found = list(heard)
    for clause in clauses(text):
        sums, months = sums_in(clause.plain), months_told(clause.text)
        if not months or len(sums) != 1 or sums[0].exact is None or _of_another(clause, flow):
            continue
        span = (clause.start, clause.end)
        if any(_counted_in(fact, span) for fact in found):
            continue
        here = [fact for fact in found if fact.span == span and attributes()[fact.attribute].flow]
        if any(fact.adds for fact in here):
            continue
        anew = list(_as_it_counts(sums[0].exact, months, clause, own, state))
        names = {fact.attribute for fact in anew}
        found = [f for f in found if f not in here and not (f.attribute in names and f.span == span)] + anew
    return found


def _counted_in(fact: Fact, span: tuple[int, int]) -> bool:
    """Whether a whole of several parts («拼多多七万，抖音还有五万») has been made of the sum told there."""
    wider = fact.span != span and fact.span[0] <= span[0] and span[1] <= fact.span[1]
    return wider and bool(attributes()[fact.attribute].flow)


def _at_stake(at_hand: Collection[str], state: State) -> list[str]:
    """The attributes of the one flow that the matter at hand goes by, where some of it is known or asked."""
    own = [name for name in at_hand if name in attributes() and attributes()[name].flow]
    flows = {attributes()[name].flow for name in own}
    known = {*spoken_of(state.facts_of(state.who)), state.asked}
    return own if len(flows) == 1 and known & {*own} else []


def _of_another(clause: Clause, flow: str) -> bool:
    named = {name for name, words in _NAMES.items() if words.search(clause.text)}
    return bool(named - {flow} and flow not in named) or bool(
        _NO_FLOW.search(clause.text) and flow not in named
    )


def _as_it_counts(
    value: Decimal, months: int, clause: Clause, own: Sequence[str], state: State
) -> Iterator[Fact]:
    told = _known_first(own, state)
    of_it = [name for name in told if attributes()[name].months == months]
    if spread := next((parts for name in own if (parts := _spread_over(attributes()[name], own))), None):
        yield _fact(spread[0], value, clause, state)
        yield _fact(spread[1], Decimal(months), clause, state)
        return
    longer = [name for name in told if attributes()[name].months > months]
    if (
        longer
        and longer[0] == told[0]
        and attributes()[longer[0]].months % months == 0
        and _each_time(clause)
    ):
        times = attributes()[longer[0]].months // months
        yield _fact(longer[0], value * times, clause, state)
    elif len(of_it) == 1:
        yield _fact(of_it[0], value, clause, state)


def _spread_over(attribute: Attribute, own: Sequence[str]) -> tuple[str, str] | None:
    """(sum, months) of what a document spreads evenly over the months that it is for; None for no such."""
    for formula in attribute.formula:
        parts = names_in(formula)
        sums = [part for part in parts if attributes()[part].flow == attribute.flow]
        lengths = [part for part in parts if attributes()[part].unit == "个月"]
        if len(parts) == 2 and sums and lengths:
            return sums[0], lengths[0]
    return None


def _known_first(own: Sequence[str], state: State) -> list[str]:
    """Those that are told and not worked out, what is known or asked before the others."""
    known = {*spoken_of(state.facts_of(state.who)), state.asked}
    return sorted((n for n in own if not attributes()[n].formula), key=lambda name: name not in known)


def _each_time(clause: Clause) -> bool:
    return bool(_EACH_TIME.search(clause.text)) and not _ONE_OF_THEM.search(clause.text)


def _fact(name: str, value: Decimal, clause: Clause, state: State) -> Fact:
    return Fact(
        name, plain_number(value), (clause.start, clause.end), clause.text, _AS_TOLD, state.who,
        vague=clause.hedged, hypothetical=clause.supposes, corrects=clause.corrects,
    )  # fmt: skip
