"""What is known of each person, after what a message told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.nlu.facts.fact import Fact
from bot.policy.attributes import FIGURES, attributes, bounded, plain_number
from bot.policy.conditions import DONT_KNOW, is_ruled_out, number
from bot.policy.derived import wholes_of

# A fact heard less surely than this carries no refusal: it is said back first.
SURELY_HEARD = 0.98
# What was heard less surely than this serves its own message only.
WORTH_KEEPING = 0.7
# Beside the attributes of a person: those heard less than surely. No attribute bears this name.
IN_DOUBT = "heard_in_doubt"
# The same for the figures that were only supposed last: a sum goes on from them, no verdict does.
SUPPOSED = "supposed_last"
_ASIDE = frozenset({IN_DOUBT, SUPPOSED})


def remember(facts: Sequence[Fact], known: Mapping[str, Any]) -> dict[str, Any]:
    """What is to be kept of a person after a message, and which of it was heard in doubt."""
    told = [fact for fact in facts if fact.certainty >= WORTH_KEEPING and not fact.hypothetical]
    doubts = set(known.get(IN_DOUBT, ()))
    for fact in told:
        (doubts.discard if fact.certainty >= SURELY_HEARD else doubts.add)(fact.attribute)
    after = {name: value for name, value in settle(told, known).items() if name not in _ASIDE}
    supposed = _supposed(facts, known, {fact.attribute for fact in told})
    return {
        **after,
        **({IN_DOUBT: sorted(doubts)} if doubts else {}),
        **({SUPPOSED: supposed} if supposed else {}),
    }


def _supposed(facts: Sequence[Fact], known: Mapping[str, Any], told: Collection[str]) -> dict[str, Any]:
    """The figures supposed so far; what is told for certain ends its supposition."""
    new = [
        fact
        for fact in facts
        if fact.hypothetical
        and fact.certainty >= WORTH_KEEPING
        and (attribute := attributes().get(fact.attribute)) is not None
        and attribute.type in FIGURES
    ]
    settled = settle(new, spoken_of(known), suppose=True)
    names = dict.fromkeys([*known.get(SUPPOSED, {}), *(fact.attribute for fact in new)])
    return {name: settled[name] for name in names if name in settled and name not in told}


def spoken_of(known: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a person, with the figures that were supposed last in place of it, the latest last."""
    supposed = known.get(SUPPOSED) or {}
    told = {name: value for name, value in known.items() if name != SUPPOSED and name not in supposed}
    return {**told, **supposed}


def as_kept(fact: Fact, after: Mapping[str, Any]) -> Fact:
    """What came on top of something and was kept, as what both come to, so that it is added once."""
    kept = fact.adds and fact.certainty >= WORTH_KEEPING and not fact.hypothetical
    return (
        replace(fact, value=after[fact.attribute], adds=False) if kept and fact.attribute in after else fact
    )


def in_doubt(facts: Iterable[Fact], known: Mapping[str, Any]) -> set[str]:
    """The attributes of a person that were heard less than surely, in this message or before it."""
    now = {fact.attribute: fact.certainty for fact in facts}
    unsure = {name for name, certainty in now.items() if certainty < SURELY_HEARD}
    return unsure | (set(known.get(IN_DOUBT, ())) - set(now))


def surely_known(known: Mapping[str, Any]) -> dict[str, Any]:
    """What a person told beyond doubt: what was only perhaps heard decides nothing that is written down."""
    unsure = {*_ASIDE, *known.get(IN_DOUBT, ())}
    return {name: value for name, value in known.items() if name not in unsure}


def settle(facts: Iterable[Fact], known: Mapping[str, Any], suppose: bool = False) -> dict[str, Any]:
    """attribute → value; what is told now stands in place of what was known.

    Suppositions count only with `suppose`, for one judgement, and are never to be kept as known.
    """
    settled, told = dict(known), set[str]()
    for fact in facts:
        if fact.hypothetical and not suppose:
            continue
        value = _sum(settled.get(fact.attribute), fact.value) if fact.adds else fact.value
        # «不清楚» replaces nothing that was known, and what comes on top of the unknown is unknown.
        if value is None or (value == DONT_KNOW and fact.attribute in settled and not fact.corrects):
            continue
        if _gives_way(fact, settled.get(fact.attribute)):
            continue
        # What was told last stands last.
        settled.pop(fact.attribute, None)
        settled[fact.attribute] = value
        told.add(fact.attribute)
    return _worked_out_anew(settled, told)


def _worked_out_anew(settled: dict[str, Any], told: Collection[str]) -> dict[str, Any]:
    """Without what was stated before and follows now from what it is worked out from.

    «一年租金120万» takes the place of the 8万 a month that were told before it.
    """
    known = {name for name, value in settled.items() if value not in (None, DONT_KNOW)}
    stale = {
        whole
        for part in told
        for whole, parts in wholes_of(part)
        if whole in known and whole not in told and parts <= known
    }
    return {name: value for name, value in settled.items() if name not in stale}


def _gives_way(fact: Fact, known: Any) -> bool:
    """«这是头一回贷», said after the loan was repaid: nothing is taken back."""
    if is_ruled_out(fact.value) and isinstance(known, str) and known not in fact.value["not"]:
        # Which choice it isn't takes nothing from the one that it is.
        return known != DONT_KNOW
    attribute = attributes().get(fact.attribute)
    if known in (None, DONT_KNOW) or fact.corrects or fact.hypothetical or attribute is None:
        return False
    return any(choice.unless_known and choice.value == fact.value for choice in attribute.choices)


def _sum(known: Any, more: Any) -> Any:
    """Two numbers together, with the bounds of both; None where one isn't known."""
    if any(value is None or value == DONT_KNOW or isinstance(value, bool) for value in (known, more)):
        return None
    if not (isinstance(known, dict) or isinstance(more, dict)):
        return plain_number(number(known) + number(more))
    low, high, about = (_bound(known, more, side) for side in ("at_least", "at_most", "about"))
    return bounded(low, high, about) or None


def _bound(known: Any, more: Any, side: str) -> Decimal | None:
    """One side of two numbers together; open where it is open of one of them."""
    values = [value.get(side) if isinstance(value, dict) else value for value in (known, more)]
    return None if None in values else number(values[0]) + number(values[1])
