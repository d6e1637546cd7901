"""Conditions decided in three values: met, failed, or open as long as a fact is missing (Kleene)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from operator import ge, gt, le, lt
from typing import Any, Final

# In a profile: asked, and the person doesn't know. Never taken for false or zero. JSON-safe.
DONT_KNOW: Final = "dont_know"
MET: Final = "met"
FAILED: Final = "failed"
OPEN: Final = "open"
NEGATED: Final = {MET: FAILED, FAILED: MET, OPEN: OPEN}
Profile = Mapping[str, Any]
_COMPARES: Final[Mapping[str, Callable[[Decimal, Decimal], bool]]] = {
    "at_least": ge,
    "at_most": le,
    "more_than": gt,
    "less_than": lt,
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Leaf:
    """One condition about one attribute, resting on `quote`, [start, end) of its document's text.

    `text` says what the document demands, so below a `not` it is worded negatively. `judged`: no written
    standard, so an office decides; the person's own account counts. `instead`: the matter that is meant
    where it isn't so.
    """

    attribute: str
    operator: str
    value: Any
    text: str
    quote: str
    document: str
    clause: str
    start: int
    end: int
    changeable: bool = True
    judged: bool = False
    instead: str = ""


@dataclass(frozen=True)
class Group:
    """`kind` is all, any or not (of its single child)."""

    kind: str
    children: tuple[Node, ...]

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """All below it in order of writing; a rule never changes, and each question asks for them."""
        return tuple(leaf for child in self.children for leaf in every_leaf(child))


Node = Leaf | Group


def state(node: Node, profile: Profile) -> str:
    """MET, FAILED or OPEN; an unknown fact leaves open whatever it could still decide."""
    if isinstance(node, Leaf):
        return leaf_state(node, profile)
    states = [state(child, profile) for child in node.children]
    if node.kind == "not":
        return NEGATED[states[0]]
    decisive, otherwise = (FAILED, MET) if node.kind == "all" else (MET, FAILED)
    if decisive in states:
        return decisive
    return OPEN if OPEN in states else otherwise


def leaf_state(leaf: Leaf, profile: Profile) -> str:
    """State of one condition."""
    given = profile.get(leaf.attribute)
    if given is None or given == DONT_KNOW:
        return OPEN
    if isinstance(given, dict):
        return _interval_state(leaf.operator, given, leaf.value)
    return MET if holds(leaf.operator, given, leaf.value) else FAILED


def _interval_state(operator: str, given: Mapping[str, Any], value: Any) -> str:
    """What was said in bounds decides only where all of it lies on one side; it is never rounded."""
    low, high = given.get("at_least"), given.get("at_most")
    if ruled_out := given.get("not"):
        possible = [
            v for v in (value if operator in {"one_of", "not_one_of"} else [value]) if v not in ruled_out
        ]
        return OPEN if possible else FAILED if operator in {"is", "one_of"} else MET
    if operator not in {"at_least", "at_most", "more_than", "less_than"}:
        values = value if operator in {"one_of", "not_one_of"} else [value]
        within = [v for v in values if _between(v, low, high)]
        if within:
            return OPEN
        return FAILED if operator in {"is", "one_of"} else MET
    ends = [None if end is None else holds(operator, end, value) for end in (low, high)]
    if operator in {"at_least", "more_than"}:
        return MET if ends[0] else FAILED if ends[1] is False else OPEN
    return MET if ends[1] else FAILED if ends[0] is False else OPEN


def is_ruled_out(value: Any) -> bool:
    """Whether only which choices it can't be is known."""
    return isinstance(value, dict) and "not" in value


def _between(value: Any, low: Any, high: Any) -> bool:
    return (low is None or number(low) <= number(value)) and (high is None or number(value) <= number(high))


def holds(operator: str, given: Any, value: Any) -> bool:
    """Whether `given operator value`; numbers are compared exactly."""
    if operator in {"one_of", "not_one_of"}:
        return (given in value) == (operator == "one_of")
    if operator in {"is", "is_not"}:
        return (given == value) == (operator == "is")
    return _COMPARES[operator](number(given), number(value))


def number(value: Any) -> Decimal:
    """Exact number of a profile's value; slots may have turned it into text. A day counts as its ordinal."""
    return _exact(str(value))


@lru_cache(maxsize=8192)
def _exact(written: str) -> Decimal:
    if _DAY.fullmatch(written):
        return Decimal(dt.date.fromisoformat(written).toordinal())
    return Decimal(written)


def leaves(node: Node | None, negated: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """All leaves in order of writing, each with whether it stands below an odd number of `not`."""
    if isinstance(node, Leaf):
        yield node, negated
    elif node:
        for child in node.children:
            yield from leaves(child, negated != (node.kind == "not"))


def every_leaf(node: Node) -> tuple[Leaf, ...]:
    """All leaves in order of writing."""
    return (node,) if isinstance(node, Leaf) else node.leaves


def telling(node: Node | None, profile: Profile, negated: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """The leaves without those of alternatives that failed as a whole while another one still stands."""
    if node is None or isinstance(node, Leaf):
        yield from leaves(node, negated)
        return
    children = node.children
    if node.kind == "any" and not negated:
        children = tuple(c for c in children if state(c, profile) != FAILED) or children
    for child in children:
        yield from telling(child, profile, negated != (node.kind == "not"))


Price = Callable[[frozenset[Leaf]], Any]


def fewest(node: Node, profile: Profile, price: Price, decided: bool = False) -> frozenset[Leaf] | None:
    """The cheapest leaves that have to turn out well for `node` to be met; None where none could.

    Only open leaves may turn, with `decided` also those that now speak against it.
    """

    def cost(leaf: Leaf, wanted: str) -> frozenset[Leaf] | None:
        now = leaf_state(leaf, profile)
        if now == wanted:
            return frozenset()
        return frozenset([leaf]) if decided or now == OPEN else None

    return _fewest(node, MET, cost, price)


def _fewest(
    node: Node,
    wanted: str,
    cost: Callable[[Leaf, str], frozenset[Leaf] | None],
    price: Price,
) -> frozenset[Leaf] | None:
    if isinstance(node, Leaf):
        return cost(node, wanted)
    below = NEGATED[wanted] if node.kind == "not" else wanted
    found = [_fewest(child, below, cost, price) for child in node.children]
    possible = [chosen for chosen in found if chosen is not None]
    if (node.kind == "any") == (wanted == MET) and node.kind != "not":
        return min(possible, key=price, default=None)
    return frozenset().union(*possible) if len(possible) == len(found) else None
