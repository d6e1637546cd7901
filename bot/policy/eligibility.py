"""Whether a measure is for somebody, as of a day: yes, no or not yet known, with reasons.

Three-valued throughout: what is not known is never taken for false or zero.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

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
from bot.policy.derived import completed, following, part_to_ask, presumed
from bot.policy.questions import Catalogue, best_question
from bot.policy.rule_store import Relation, Rule
from bot.policy.store import Store

YES, NO, UNKNOWN = "yes", "no", "unknown"
_VERDICTS = {MET: YES, FAILED: NO, OPEN: UNKNOWN}
_AS_TOLD = {YES: True, NO: False}


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


def assess(store: Store, topic: str, profile: Profile, on: dt.date) -> Assessment:
    """Decide on the matter `topic` by the nearest rule in force where the person is, on that day.

    A rule that goes by a date of its own (a loan's) is chosen by what the person said of it. Raises
    KeyError where no document decides on the matter.
    """
    dates = dates_in(profile)
    rule = store.rule_for(topic, place_in(profile), on, dates)
    if rule is None:
        raise KeyError(topic)
    elsewhere = _decided_elsewhere(store, rule, profile, on)
    known = {name: _AS_TOLD[found.verdict] for name, found in elsewhere.items() if found.verdict in _AS_TOLD}
    found = assess_rule(rule, {**known, **profile}, dates.get(rule.by, on), attributes())
    for name, other in elsewhere.items():
        found = _with_what_decides(found, name, other)
    return found


def _decided_elsewhere(store: Store, rule: Rule, profile: Profile, on: dt.date) -> dict[str, Assessment]:
    """attribute → what the matter that decides it comes to, for those of a rule that aren't stated."""
    catalogue = attributes()
    names = dict.fromkeys(leaf.attribute for leaf, _ in leaves(rule.conditions))
    deciding = {n: catalogue[n].decided_by for n in names if catalogue[n].decided_by and n not in profile}
    return {
        name: assess(store, matter, profile, on)
        for name, matter in deciding.items()
        if store.rule_for(matter, place_in(profile), on)
    }


def _with_what_decides(found: Assessment, name: str, other: Assessment) -> Assessment:
    """In place of «the other conditions hold too»: what is met, failed, missing and asked of them."""
    position = next((i for i, c in enumerate(found.conditions) if c.attribute == name), None)
    if position is None:
        return found
    if other.verdict == YES:
        return replace(found, premises=(*found.premises, *other.premises)) if found.verdict == YES else found
    told = other.conditions if other.verdict == UNKNOWN else _failed(other)
    kept = found.conditions[:position], found.conditions[position + 1 :]
    texts = {c.text for part in kept for c in part}
    within = tuple(replace(c, elsewhere=True) for c in told if c.text not in texts)
    missing = tuple(n for n in found.missing if n != name)
    if name in found.missing:
        missing = tuple(dict.fromkeys((*missing, *other.missing)))
    return replace(
        found,
        conditions=(*kept[0], *within, *kept[1]),
        missing=missing,
        next_question=found.next_question or (other.next_question if name in found.missing else None),
    )


def _failed(found: Assessment) -> tuple[ConditionResult, ...]:
    return tuple(c for c in found.conditions if c.state == FAILED)


def place_in(profile: Profile) -> str | None:
    """The region code of where the person is; None where they haven't said."""
    place = profile.get("place")
    return None if place in (None, DONT_KNOW) else str(place)


def dates_in(profile: Profile) -> dict[str, dt.date]:
    """attribute → day, of the dates that the person has told."""
    found = {}
    for name, value in profile.items():
        attribute = attributes().get(name)
        if attribute is not None and attribute.type == "date" and value not in (None, DONT_KNOW):
            # Of «2023年5月» any day will do to choose a rule; its first is taken.
            first = value.get("at_least") or value.get("at_most") if isinstance(value, dict) else value
            found[name] = dt.date.fromisoformat(str(first))
    return found


def assess_rule(
    rule: Rule, profile: Profile, on: dt.date, catalogue: Catalogue, asking: bool = True
) -> Assessment:
    """Decide on one rule; pure. Who asks nothing next saves most of the work with `asking` false."""
    return assess_completed(rule, completed(profile, catalogue), on, catalogue, asking)


def assess_completed(
    rule: Rule, profile: Profile, on: dt.date, catalogue: Catalogue, asking: bool = True
) -> Assessment:
    """The same for a profile that `completed` has seen, which many rules can share."""
    if not rule.valid_on(on):
        return Assessment(rule.topic, NO, False, rule.valid_from, rule.valid_to)
    node = rule.conditions
    verdict = _VERDICTS[state(node, profile)] if node else YES
    told = profile
    if verdict == NO and node and state(node, softened := _left_to_the_office(node, profile)) != FAILED:
        verdict, profile = UNKNOWN, softened
    supposed = _presumed(rule, profile, catalogue) if node and verdict == UNKNOWN else profile
    premises: tuple[str, ...] = ()
    # Of what is presumed alone nothing follows.
    spoken_of = node and any(
        leaf.attribute in told for leaf, _ in leaves(node) if not _usual(leaf, profile, catalogue)
    )
    if node and spoken_of and verdict == UNKNOWN and state(node, supposed) == MET:
        verdict, premises = YES, _premises(node, profile, supposed)
    # Where nothing else decides, what is presumed has to be asked for all the same.
    basis = profile if node and verdict == UNKNOWN and state(node, supposed) != OPEN else supposed
    asked = _next_question(rule, verdict, basis, catalogue) if asking else None
    outcomes = _outcomes(node, basis, asked, catalogue) if node and asked and spoken_of else ()
    if node and outcomes:
        premises = _premises(node, profile, basis)
    return Assessment(
        topic=rule.topic,
        verdict=verdict,
        valid=True,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        benefit=rule.benefit.kind,
        conditions=tuple(_result(*found, profile, told, catalogue) for found in telling(node, supposed)),
        missing=_missing(node, basis, catalogue),
        next_question=asked,
        outcomes=outcomes,
        amount=amount_of(rule.benefit, profile) if (verdict != NO) != rule.benefit.owed else None,
        nearest_change=_nearest_change(node, profile, catalogue) if verdict == NO else "",
        not_regulated=rule.not_regulated,
        notes=rule.notes,
        relations=rule.relations,
        premises=premises,
    )


def _usual(leaf: Leaf, profile: Profile, catalogue: Catalogue) -> bool:
    return presumed(catalogue[leaf.attribute], profile) is not None


def _presumed(rule: Rule, profile: Profile, catalogue: Catalogue) -> Profile:
    """The profile with what holds of nearly everybody and follows, where nothing was said of it."""
    asked = [leaf.attribute for leaf, _ in leaves(rule.conditions)]
    told = {name: value for name, value in profile.items() if value is not None}
    usual = {name: value for name in asked if (value := presumed(catalogue[name], told)) is not None}
    supposed = {**usual, **told}
    for name in (*asked, *rule.benefit.attributes):
        if name not in supposed and (value := following(catalogue[name], supposed)) is not None:
            supposed[name] = value
    return supposed


def _premises(node: Node, profile: Profile, supposed: Profile) -> tuple[str, ...]:
    """The conditions that only what was presumed meets, in order of writing."""
    resting = [
        leaf.text
        for leaf, _ in telling(node, supposed)
        if profile.get(leaf.attribute) is None and supposed.get(leaf.attribute) is not None
    ]
    return tuple(dict.fromkeys(resting))


def _left_to_the_office(node: Node, profile: Profile) -> Profile:
    """The profile without what speaks against the person and only an office can judge."""
    against = {
        leaf.attribute for leaf, _ in leaves(node) if leaf.judged and leaf_state(leaf, profile) == FAILED
    }
    return {**profile, **dict.fromkeys(against, DONT_KNOW)}


def _result(
    leaf: Leaf, negated: bool, profile: Profile, told: Profile, catalogue: Catalogue
) -> ConditionResult:
    given = told.get(leaf.attribute)
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
        judged=leaf.judged,
        instead=leaf.instead,
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
    elif verdict == (NO if rule.benefit.owed else YES):
        name = figure_lacking(rule, profile)
    return catalogue[part_to_ask(name, profile, catalogue)] if name else None


def _outcomes(
    node: Node, profile: Profile, asked: Attribute, catalogue: Catalogue
) -> tuple[tuple[tuple[Any, ...], str], ...]:
    """What each answer to a question comes to; empty where some answer leaves the case open."""
    if asked.type not in {"bool", "choice"}:
        return ()
    found: dict[str, list[Any]] = {}
    for value in (True, False) if asked.type == "bool" else [choice.value for choice in asked.choices]:
        answered = completed({**profile, asked.name: value}, catalogue)
        found.setdefault(_VERDICTS[state(node, answered)], []).append(value)
    return () if UNKNOWN in found else tuple((tuple(values), verdict) for verdict, values in found.items())


def figure_lacking(rule: Rule, profile: Profile) -> str | None:
    """The first figure that the sum of a rule still lacks; None where it lacks none or can't be had."""
    # A figure that nobody can give is not worth further questions.
    hopeless = any(profile.get(name) == DONT_KNOW for name in rule.benefit.attributes)
    lacking = (name for name in rule.benefit.attributes if _has_no_figure(name, profile, rule))
    return None if hopeless else next(lacking, None)


def _has_no_figure(name: str, profile: Profile, rule: Rule) -> bool:
    """Whether a figure is unknown; of what has to be paid also where only its bounds follow."""
    value = profile.get(name)
    return value is None or (rule.benefit.owed and isinstance(value, dict) and "about" not in value)


def _nearest_change(node: Node | None, profile: Profile, catalogue: Catalogue) -> str:
    named = {leaf for leaf, _ in leaves(node) if catalogue[leaf.attribute].type in {"bool", "choice"}}
    met = {leaf.attribute for leaf in named if leaf_state(leaf, profile) == MET}

    def price(chosen: frozenset[Leaf]) -> tuple[int, int, int, int]:
        failed = [leaf for leaf in chosen if leaf_state(leaf, profile) != OPEN]
        fixed = sum(not _changeable(leaf, catalogue) for leaf in failed)
        # An alternative that the person's own answer has ruled out tells them nothing.
        ruled_out = sum(
            leaf.attribute in met or isinstance(profile.get(leaf.attribute), dict) for leaf in failed
        )
        return ruled_out, fixed, len(failed), len(chosen)

    turning = (node and fewest(node, profile, price, decided=True)) or frozenset()
    failed = [leaf for leaf, _ in leaves(node) if leaf in turning and leaf_state(leaf, profile) != OPEN]
    fixed = [leaf.text for leaf in failed if not _changeable(leaf, catalogue)]
    if fixed:
        return f"“{fixed[0]}”这一条变不了，所以这项措施现在不适用。"
    # Two alternatives may hold the same condition.
    wanted = "，并且".join(dict.fromkeys(f"“{leaf.text}”" for leaf in failed))
    still_open = "（其他还没说的条件也要符合）" if len(turning) > len(failed) else ""
    return f"如果{wanted}，就符合{still_open}。" if failed else ""


def _changeable(leaf: Leaf, catalogue: Catalogue) -> bool:
    return leaf.changeable and catalogue[leaf.attribute].changeable
