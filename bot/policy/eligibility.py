"""Whether a measure is for somebody, as of a day: yes, no or not yet known, with reasons.

Three-valued throughout: what is not known is never taken for false or zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.policy.attributes import Attribute, attributes
from bot.policy.benefits import Amount, amount_of
from bot.policy.conditions import (
    DONT_KNOW,
    FAILED,
    MET,
    NEGATED,
    OPEN,
    Leaf,
    Node,
    Profile,
    fewest,
    leaf_state,
    leaves,
    state,
    telling,
)
from bot.policy.questions import Catalogue, best_question
from bot.policy.rule_store import Relation, Rule
from bot.policy.store import Store

YES, NO, UNKNOWN = "yes", "no", "unknown"
_VERDICTS = {MET: YES, FAILED: NO, OPEN: UNKNOWN}


@dataclass(frozen=True)
class ConditionResult:
    """One condition: `state` is met, failed or open; `given` is the person's fact, empty if unknown.

    `quote` is [start, end) of the document's text.
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


@dataclass(frozen=True)
class Assessment:
    """The decision on one measure for one profile on one day.

    `valid` false: the measure isn't in force that day, and nothing of it is told but its validity.
    `missing`: the fewest facts that are still needed for a yes. `next_question`: None once verdict and
    amount stand, or nobody could be asked. `nearest_change`: what would turn a no into a yes, or empty.
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
    amount: Amount | None = None
    nearest_change: str = ""
    not_regulated: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()


def assess(store: Store, topic: str, profile: Profile, on: dt.date) -> Assessment:
    """Decide on `topic`, or on the measure that stood in its place on that day.

    Raises KeyError where the store holds no rule for the topic.
    """
    return assess_on(store.rules(), topic, profile, on)


def assess_on(rules: Mapping[str, Rule], topic: str, profile: Profile, on: dt.date) -> Assessment:
    """`assess` on rules at hand."""
    return assess_rule(rule_on(rules, topic, on), profile, on, attributes())


def rule_on(rules: Mapping[str, Rule], topic: str, on: dt.date) -> Rule:
    """The rule of `topic`, or of its predecessor or successor if that is the one in force on the day."""
    successors = {rule.replaces: rule for rule in rules.values() if rule.replaces}
    rule = rules[topic]
    while on < rule.valid_from and rule.replaces in rules:
        rule = rules[rule.replaces]
    while rule.valid_to is not None and on > rule.valid_to and rule.topic in successors:
        rule = successors[rule.topic]
    return rule


def assess_rule(
    rule: Rule, profile: Profile, on: dt.date, catalogue: Catalogue, asking: bool = True
) -> Assessment:
    """Decide on one rule; pure. Who asks nothing next saves most of the work with `asking` false."""
    if not rule.valid_on(on):
        return Assessment(rule.topic, NO, False, rule.valid_from, rule.valid_to)
    node = rule.conditions
    verdict = _VERDICTS[state(node, profile)] if node else YES
    return Assessment(
        topic=rule.topic,
        verdict=verdict,
        valid=True,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        benefit=rule.benefit.kind,
        conditions=tuple(_result(*found, profile, catalogue) for found in telling(node, profile)),
        missing=_missing(node, profile, catalogue),
        next_question=_next_question(rule, verdict, profile, catalogue) if asking else None,
        amount=amount_of(rule.benefit, profile) if verdict != NO else None,
        nearest_change=_nearest_change(node, profile, catalogue) if verdict == NO else "",
        not_regulated=rule.not_regulated,
        notes=rule.notes,
        relations=rule.relations,
    )


def _result(leaf: Leaf, negated: bool, profile: Profile, catalogue: Catalogue) -> ConditionResult:
    given = profile.get(leaf.attribute)
    now = leaf_state(leaf, profile)
    return ConditionResult(
        text=leaf.text,
        state=NEGATED[now] if negated else now,
        quote=leaf.quote,
        document=leaf.document,
        clause=leaf.clause,
        start=leaf.start,
        end=leaf.end,
        attribute=leaf.attribute,
        given="" if given is None else catalogue[leaf.attribute].label(given),
    )


def _missing(node: Node | None, profile: Profile, catalogue: Catalogue) -> tuple[str, ...]:
    if node is None or state(node, profile) != OPEN:
        return ()

    def price(chosen: frozenset[Leaf]) -> tuple[int, int]:
        # What nobody can be asked is named only where there is no other way.
        names = {leaf.attribute for leaf in chosen}
        return sum(not catalogue[name].askable for name in names), len(names)

    needed = fewest(node, profile, price) or ()
    return tuple(dict.fromkeys(leaf.attribute for leaf, _ in leaves(node) if leaf in needed))


def _next_question(rule: Rule, verdict: str, profile: Profile, catalogue: Catalogue) -> Attribute | None:
    name: str | None = None
    if verdict == UNKNOWN and rule.conditions:
        name = best_question([rule.conditions], profile, catalogue)
    elif verdict == YES:
        unasked = [a for a in rule.benefit.attributes if profile.get(a) is None]
        # A figure that nobody can give any more is not worth further questions.
        hopeless = any(profile.get(a) == DONT_KNOW for a in rule.benefit.attributes)
        name = unasked[0] if unasked and not hopeless else None
    return catalogue[name] if name else None


def _nearest_change(node: Node | None, profile: Profile, catalogue: Catalogue) -> str:
    met = {leaf.attribute for leaf, _ in leaves(node) if leaf_state(leaf, profile) == MET}

    def price(chosen: frozenset[Leaf]) -> tuple[int, int, int, int]:
        failed = [leaf for leaf in chosen if leaf_state(leaf, profile) != OPEN]
        fixed = sum(not _changeable(leaf, catalogue) for leaf in failed)
        # An alternative that the person's own answer has ruled out tells them nothing.
        ruled_out = sum(leaf.attribute in met for leaf in failed)
        return fixed, ruled_out, len(failed), len(chosen)

    turning = (node and fewest(node, profile, price, decided=True)) or frozenset()
    failed = [leaf for leaf, _ in leaves(node) if leaf in turning and leaf_state(leaf, profile) != OPEN]
    fixed = [leaf.text for leaf in failed if not _changeable(leaf, catalogue)]
    if fixed:
        return f"“{fixed[0]}”这一条变不了，所以这项措施现在不适用。"
    wanted = "，并且".join(f"“{leaf.text}”" for leaf in failed)
    still_open = "（其他还没说的条件也要符合）" if len(turning) > len(failed) else ""
    return f"如果{wanted}，就符合{still_open}。" if failed else ""


def _changeable(leaf: Leaf, catalogue: Catalogue) -> bool:
    return leaf.changeable and catalogue[leaf.attribute].changeable
