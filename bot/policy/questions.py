"""Which question to ask next: the one whose answer is expected to leave least in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import log2
from typing import Any

from bot.policy.attributes import Attribute
from bot.policy.conditions import (
    DONT_KNOW,
    MET,
    OPEN,
    Leaf,
    Node,
    Profile,
    every_leaf,
    holds,
    leaf_state,
    number,
    state,
)

Catalogue = Mapping[str, Attribute]
# (operator, value) of conditions; (value, share) of answers.
_Limits = tuple[tuple[str, Any], ...]
_Answers = tuple[tuple[Any, float], ...]


def open_attributes(node: Node | None, profile: Profile) -> list[str]:
    """Attributes of leaves that are open and can still matter, in order of writing."""
    return list(dict.fromkeys(leaf.attribute for leaf in _undecided(node, profile)))


def best_question(nodes: Sequence[Node], profile: Profile, catalogue: Catalogue) -> str | None:
    """The askable attribute that is expected to settle most of `nodes`; None where none is left.

    Every answer that the conditions tell apart counts by its share of the attribute's values.
    Of equals the one that is written first is taken.
    """
    touching: dict[str, list[int]] = {}
    for position, node in enumerate(nodes):
        for name in open_attributes(node, profile):
            touching.setdefault(name, []).append(position)
    doubts = [_doubt(node, profile, catalogue) for node in nodes]
    best, least = None, float("inf")
    for name, positions in touching.items():
        if not _askable(name, profile, catalogue):
            continue
        before = sum(doubts[position] for position in positions)
        kind, choices = catalogue[name].type, _choices(catalogue[name])
        limits = _limits(name, nodes)
        after = sum(
            share * _doubt(nodes[position], {**profile, name: value}, catalogue)
            for position in positions
            for value, share in _alike(kind, choices, limits, _limits(name, [nodes[position]]))
        )
        if after - before < least - 1e-9:
            best, least = name, after - before
    return best


def answers(attribute: Attribute, nodes: Iterable[Node]) -> _Answers:
    """(value, share): one for each group of answers that the conditions treat alike; shares sum to 1."""
    return _told_apart(attribute.type, _choices(attribute), _limits(attribute.name, nodes))


def _limits(name: str, nodes: Iterable[Node]) -> _Limits:
    """(operator, value) of every condition about an attribute."""
    return tuple(
        [(leaf.operator, leaf.value) for node in nodes for leaf in every_leaf(node) if leaf.attribute == name]
    )


def _choices(attribute: Attribute) -> tuple[str, ...]:
    return tuple([choice.value for choice in attribute.choices])


@lru_cache(maxsize=8192)
def _alike(kind: str, choices: tuple[str, ...], limits: _Limits, own: _Limits) -> _Answers:
    """What `limits` tell apart, taken together where `own`, some of them, treat it alike."""
    groups: dict[tuple[bool, ...], list[tuple[Any, float]]] = {}
    for value, share in _told_apart(kind, choices, limits):
        pattern = tuple(holds(operator, value, limit) for operator, limit in own)
        groups.setdefault(pattern, []).append((value, share))
    return tuple((alike[0][0], sum(share for _, share in alike)) for alike in groups.values())


@lru_cache(maxsize=8192)
def _met(kind: str, choices: tuple[str, ...], operator: str, limit: Any) -> float:
    """Chance that one condition is met, all answers being equally likely."""
    answered = _told_apart(kind, choices, ((operator, limit),))
    return sum(share for value, share in answered if holds(operator, value, limit))


@lru_cache(maxsize=8192)
def _told_apart(kind: str, choices: tuple[str, ...], own: _Limits) -> _Answers:
    groups: dict[tuple[bool, ...], list[Any]] = {}
    values = list(_values(kind, choices, own))
    for value in values:
        groups.setdefault(tuple(holds(operator, value, limit) for operator, limit in own), []).append(value)
    return tuple((alike[0], len(alike) / len(values)) for alike in groups.values())


def chance(node: Node, profile: Profile, catalogue: Catalogue) -> float:
    """Chance that the conditions turn out met, all answers being equally likely."""
    open_leaves = list(_undecided(node, profile))
    repeated = next(
        (a for a, n in Counter(leaf.attribute for leaf in open_leaves).items() if n > 1),
        None,
    )
    if repeated and profile.get(repeated) != DONT_KNOW:
        return sum(
            share * chance(node, {**profile, repeated: value}, catalogue)
            for value, share in answers(catalogue[repeated], [node])
        )
    return _independent(node, profile, catalogue)


def _independent(node: Node, profile: Profile, catalogue: Catalogue) -> float:
    if isinstance(node, Leaf):
        now = leaf_state(node, profile)
        if now != OPEN:
            return float(now == MET)
        attribute = catalogue[node.attribute]
        return _met(attribute.type, _choices(attribute), node.operator, node.value)
    parts = [_independent(child, profile, catalogue) for child in node.children]
    if node.kind == "not":
        return 1 - parts[0]
    product = 1.0
    for part in parts:
        product *= part if node.kind == "all" else 1 - part
    return product if node.kind == "all" else 1 - product


def _doubt(node: Node, profile: Profile, catalogue: Catalogue) -> float:
    """Entropy of the verdict, in bits."""
    if state(node, profile) != OPEN:
        return 0.0
    met = chance(node, profile, catalogue)
    return -sum(p * log2(p) for p in (met, 1 - met) if p > 0)


def _undecided(node: Node | None, profile: Profile) -> Iterator[Leaf]:
    if node is None or state(node, profile) != OPEN:
        return
    if isinstance(node, Leaf):
        yield node
    else:
        for child in node.children:
            yield from _undecided(child, profile)


def _askable(name: str, profile: Profile, catalogue: Catalogue) -> bool:
    return catalogue[name].askable and profile.get(name) != DONT_KNOW


def _values(kind: str, choices: Iterable[str], own: Iterable[tuple[str, Any]]) -> Iterator[Any]:
    """Values that stand for all: each choice, or both sides of every limit."""
    if kind == "bool":
        yield from (True, False)
    elif kind == "choice":
        yield from choices
    else:
        limits = {number(limit) for _, limit in own}
        yield from sorted({max(limit + step, number(0)) for limit in limits for step in (-1, 0, 1)})
