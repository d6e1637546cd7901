"""What a message tells and no fact took up: numbers with a unit, days, corrections and suppositions.

Whatever was decided or reckoned before doesn't answer it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.dialogue.state import ME
from bot.nlu.facts import values
from bot.nlu.facts.clauses import Clause, clauses
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.masking import Masked, masked
from bot.nlu.facts.periods import months_told
from bot.policy.attributes import Attribute, attributes
from bot.policy.conditions import DONT_KNOW
from bot.policy.derived import wholes_of
from bot.policy.quantity import Quantity, as_amount, in_unit
from bot.policy.said_numbers import quantities

_ONE = Decimal(1)


@dataclass(frozen=True)
class Unheard:
    """A number, as written; `meant` are the attributes that it can be of, each with it as a value."""

    said: str
    meant: Mapping[str, Any]
    money: bool
    exact: Decimal | None = None


def numbers_unheard(
    text: str, facts: Sequence[Fact], at_stake: Collection[str], known: Mapping[str, Any], stated: str = ""
) -> list[Unheard]:
    """The numbers of a message that can matter and that no fact of what is at stake took up.

    `at_stake`: the attributes that a decision or a sum rests on. `known`: what was told before; a number
    named again is none. `stated`: the document's own words; whoever asks about a number of theirs tells none.
    """
    own = [fact for fact in facts if fact.attribute in at_stake]
    found: list[Unheard] = []
    for clause in clauses(text):
        if clause.ignorant:
            continue
        here = [f for f in own if f.span[0] < clause.end and clause.start < f.span[1]]
        theirs = _sums(stated) if clause.asks else set()
        for quantity in masked(clause.plain, dt.date.today()).numbers:
            one = _unheard(quantity, clause, here, at_stake)
            named_again = one is not None and any(known.get(n) == value for n, value in one.meant.items())
            if one is not None and not named_again and quantity.exact not in theirs:
                found.append(one)
    return found


def _unheard(
    quantity: Quantity, clause: Clause, here: Sequence[Fact], at_stake: Collection[str]
) -> Unheard | None:
    """A number of a clause, unless a fact of its kind was heard there or it tells nothing that matters."""
    money = quantity.unit == "元"
    said = taken_words(clause, quantity)
    if quantity.ordinal or (quantity.exact == _ONE and not money) or (clause.asks and "几" in said):
        return None
    if any(_takes_up(fact, quantity) for fact in here):
        return None
    could = {n: _as_value(attributes()[n], quantity, clause) for n in _of_the_flow(at_stake, clause)}
    meant = {name: value for name, value in could.items() if value is not None}
    # What isn't money is of the case only where the case goes by such a number.
    return Unheard(said, meant, money, quantity.exact) if money or meant else None


def _of_the_flow(at_stake: Collection[str], clause: Clause) -> list[str]:
    """What a sum told for a length of time can be of: where the case goes by what flows in, of that alone."""
    flows = [n for n in at_stake if attributes()[n].flow and (attributes()[n].months or wholes_of(n))]
    return flows if flows and months_told(clause.text) else [*at_stake]


def taken_words(clause: Clause, quantity: Quantity) -> str:
    """A number of a clause as its writer wrote it."""
    return clause.plain[quantity.start : quantity.end].strip() or clause.text


def _takes_up(fact: Fact, quantity: Quantity) -> bool:
    """Whether a fact heard in the same clause is of the number's kind."""
    attribute = attributes()[fact.attribute]
    if fact.value == DONT_KNOW:
        return False
    if quantity.unit == "元":
        return attribute.type == "amount"
    if attribute.type == "amount":
        return False
    # A choice («登记失业四个月») and a day tell lengths of time, too.
    return attribute.type != "percent" or quantity.unit == "%"


def _as_value(attribute: Attribute, quantity: Quantity, clause: Clause) -> Any:
    """The number as a value of an attribute; None where it can't be one, or is of another length of time."""
    if attribute.formula or not values.fits(attribute, quantity) or not _of_its_unit(attribute, quantity):
        return None
    months = months_told(clause.text) if attribute.type == "amount" else None
    if attribute.months and months and attribute.months != months:
        return None
    return values.number(attribute, Masked("", (quantity,), ()), False, None, dt.date.today())


def _of_its_unit(attribute: Attribute, quantity: Quantity) -> bool:
    if attribute.type == "amount":
        return quantity.unit == "元" and as_amount(quantity) is not None
    if attribute.type == "percent":
        return quantity.unit == "%"
    # «五个» are people or things, and no times.
    units = {quantity.unit, attribute.unit}
    return bool(quantity.unit) and units != {"个", "次"} and in_unit(quantity, attribute.unit) is not None


def _sums(stated: str) -> set[Decimal]:
    return {q.exact for q in quantities(stated) if q.exact is not None}


def changes_unheard(text: str, facts: Sequence[Fact], at_stake: Collection[str], who: str = ME) -> bool:
    """Whether a message takes something back or supposes something, and nothing at stake was heard in it."""
    told = any(fact.attribute in at_stake and fact.who == who for fact in facts)
    parts = clauses(text)
    return not told and any(part.corrects or (part.supposes and not part.asks) for part in parts)
