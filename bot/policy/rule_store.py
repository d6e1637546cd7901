"""Rules as they are decided on: conditions with the place each rests on, the benefit, the days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.policy.attributes import attributes
from bot.policy.conditions import Group, Leaf, Node


@dataclass(frozen=True)
class Per:
    """A sum (元) for each person, job, household, month or year, at most for so long."""

    yuan: int
    each: str
    counted: str = ""
    years: int | None = None
    months: int | None = None


@dataclass(frozen=True)
class Tier:
    """A share (%) or a sum (元) for a size of at most `up_to`; None: for all above."""

    up_to: int | None
    percent: Decimal | None
    yuan: int | None


@dataclass(frozen=True)
class Instalment:
    """A share (%) of the base and when it falls due."""

    at: str
    percent: Decimal


@dataclass(frozen=True)
class Benefit:
    """What is given, in one shape or none; numbers as in `bot.policy.rules.Benefit`.

    `deduction` is (元 a year, years, taxes in order); `rate_bound` (benchmark, basis points).
    """

    kind: str
    fixed_yuan: int | None = None
    at_most_yuan: int | None = None
    rate_percent: Decimal | None = None
    base: str = ""
    cap_yuan: int | None = None
    upper_bound: bool = False
    once: bool = False
    count_limit: int | None = None
    counted: str = ""
    rate: str = ""
    years: str = ""
    per: Per | None = None
    rate_bound: tuple[str, int] | None = None
    deduction: tuple[int, int | None, tuple[str, ...]] | None = None
    tiers: tuple[Tier, ...] = ()
    tier_base: str = ""
    instalments: tuple[Instalment, ...] = ()
    formula: str = ""
    at_most: bool = False
    within: str = ""
    owed: bool = False
    says: str = ""
    quote: str = ""
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Relation:
    """Another matter that the document says this one excludes, stacks with or equals."""

    kind: str
    matter: str
    text: str
    quote: str


@dataclass(frozen=True)
class Rule:
    """What decides on one matter. `conditions` is None where the document sets none.

    Valid from `valid_from` to `valid_to`, both days included; no end known: None. `by`: the date
    attribute that chooses it instead of the day of asking.
    """

    topic: str
    name: str
    document: str
    clause: str
    conditions: Node | None
    benefit: Benefit
    notes: tuple[str, ...]
    relations: tuple[Relation, ...]
    not_regulated: tuple[str, ...]
    valid_from: dt.date
    valid_to: dt.date | None
    by: str = ""

    def valid_on(self, day: dt.date) -> bool:
        """Whether it is in force on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def rule_from(written: dict[str, Any], head: dict[str, Any]) -> Rule:
    """The rule that the store keeps as JSON; `head` holds topic, name, document, clause and the days."""
    conditions = written["conditions"]
    return Rule(
        **head,
        conditions=_node(conditions, head["document"], head["clause"]) if conditions else None,
        benefit=_benefit(written["benefit"]),
        notes=tuple(written["notes"]),
        relations=tuple(
            Relation(r["kind"], r["matter"], r["text"], r["quote"]) for r in written["relations"]
        ),
        not_regulated=tuple(written["not_regulated"]),
    )


def _node(written: dict[str, Any], document: str, clause: str) -> Node:
    for kind in ("all", "any"):
        if written[kind]:
            return Group(kind, tuple(_node(child, document, clause) for child in written[kind]))
    if written["not"]:
        return Group("not", (_node(written["not"], document, clause),))
    value = written["value"]
    return Leaf(
        attribute=written["attribute"],
        operator=written["operator"],
        value=tuple(value) if isinstance(value, list) else value,
        text=written["text"],
        quote=written["quote"],
        document=written["document"] or document,
        clause=written["clause"] or ("" if written["document"] else clause),
        start=written.get("start", 0),
        end=written.get("end", 0),
        changeable=written["changeable"],
        judged=written["judged"] or _without_measure(written["attribute"]),
        instead=written["instead"],
    )


def _without_measure(name: str) -> bool:
    attribute = attributes().get(name)
    return attribute is not None and attribute.judged


# What of a written benefit is not kept as it stands.
_SHAPED = {
    "start", "end", "line", "rate_percent", "per", "rate_bound", "deduction", "tiers", "instalments",
}  # fmt: skip


def _benefit(written: dict[str, Any]) -> Benefit:
    plain = {name: value for name, value in written.items() if name not in _SHAPED}
    per, bound, less, tiers = (written[n] for n in ("per", "rate_bound", "deduction", "tiers"))
    return Benefit(
        **{**plain, "attributes": tuple(written["attributes"])},
        rate_percent=_decimal(written["rate_percent"]),
        per=Per(**{n: v for n, v in per.items() if n != "line"}) if per else None,
        rate_bound=(bound["benchmark"], bound["plus_bp"]) if bound else None,
        deduction=(less["yuan_per_year"], less["years"], tuple(less["order"])) if less else None,
        tiers=tuple(Tier(t["up_to"], _decimal(t["percent"]), t["yuan"]) for t in tiers["each"])
        if tiers
        else (),
        tier_base=tiers["base"] if tiers else "",
        instalments=tuple(
            Instalment(i["at"], Decimal(str(i["percent"]))) for i in written.get("instalments", ())
        ),
    )


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
