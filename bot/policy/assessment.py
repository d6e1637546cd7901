"""What a decision on a measure is: the verdict, its conditions, what is missing and what it comes to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from bot.policy.attributes import Attribute
from bot.policy.benefits import Amount
from bot.policy.conditions import FAILED, MET, OPEN
from bot.policy.rule_store import Relation

YES, NO, UNKNOWN = "yes", "no", "unknown"
VERDICT_OF = {MET: YES, FAILED: NO, OPEN: UNKNOWN}


@dataclass(frozen=True)
class ConditionResult:
    """One condition: `state` is met, failed or open; `given` is the person's fact, empty if unknown.

    `judged`: an office decides it by its own measure. `elsewhere`: another matter's rule lays it down.
    `instead`: the matter that is meant where it isn't so. `quote` is [start, end) of the document's text.
    """

    text: str
    state: str
    quote: str
    document: str
    clause: str
    start: int
    end: int
    attribute: str
    given: str
    judged: bool = False
    elsewhere: bool = False
    instead: str = ""


@dataclass(frozen=True)
class Assessment:
    """The decision on one measure for one profile on one day.

    `premises`: the conditions that a yes, or `outcomes`, rest on though nobody spoke of them, for they hold
    of nearly everybody. `valid` false: the measure isn't in force that day, and nothing of it is told but
    its validity.
    `missing`: the fewest facts that are still needed for a yes. `next_question`: None once verdict and
    amount stand, or nobody could be asked. `outcomes`: (answers, verdict) of a question that is the last
    one, whatever is answered; else empty. `nearest_change`: what would turn a no into a yes, or empty.
    """

    topic: str
    verdict: str
    valid: bool
    valid_from: dt.date
    valid_to: dt.date | None
    benefit: str = ""
    conditions: tuple[ConditionResult, ...] = ()
    missing: tuple[str, ...] = ()
    next_question: Attribute | None = None
    outcomes: tuple[tuple[tuple[Any, ...], str], ...] = ()
    amount: Amount | None = None
    nearest_change: str = ""
    not_regulated: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    premises: tuple[str, ...] = ()
