"""Whether a measure is for somebody, as of a day: yes, no or not yet known, with reasons.

Three-valued throughout: what is not known is never taken for false or zero.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.policy.assessment import NO, UNKNOWN, VERDICT_OF, YES, Assessment, ConditionResult
from bot.policy.attributes import attributes
from bot.policy.benefits import amount_of
from bot.policy.conditions import (
    DONT_KNOW,
    FAILED,
    MET,
    NEGATED,
    OPEN,
    Leaf,
    Profile,
    leaf_state,
    leaves,
    state,
    telling,
)
from bot.policy.derived import completed
from bot.policy.missing_facts import missing_facts, next_question, outcomes_of
from bot.policy.nearest_change import nearest_change
from bot.policy.premises import is_presumed, left_to_the_office, premises_of, with_presumed
from bot.policy.questions import Catalogue
from bot.policy.rule_store import Rule
from bot.policy.store import Store

_AS_TOLD = {YES: True, NO: False}


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
    verdict = VERDICT_OF[state(node, profile)] if node else YES
    told = profile
    if verdict == NO and node and state(node, softened := left_to_the_office(node, profile)) != FAILED:
        verdict, profile = UNKNOWN, softened
    supposed = with_presumed(rule, profile, catalogue) if node and verdict == UNKNOWN else profile
    premises: tuple[str, ...] = ()
    # Of what is presumed alone nothing follows.
    spoken_of = node and any(
        leaf.attribute in told for leaf, _ in leaves(node) if not is_presumed(leaf, profile, catalogue)
    )
    if node and spoken_of and verdict == UNKNOWN and state(node, supposed) == MET:
        verdict, premises = YES, premises_of(node, profile, supposed)
    # Where nothing else decides, what is presumed has to be asked for all the same.
    basis = profile if node and verdict == UNKNOWN and state(node, supposed) != OPEN else supposed
    asked = next_question(rule, verdict, basis, catalogue) if asking else None
    outcomes = outcomes_of(node, basis, asked, catalogue) if node and asked and spoken_of else ()
    if node and outcomes:
        premises = premises_of(node, profile, basis)
    return Assessment(
        topic=rule.topic,
        verdict=verdict,
        valid=True,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        benefit=rule.benefit.kind,
        conditions=tuple(_result(*found, profile, told, catalogue) for found in telling(node, supposed)),
        missing=missing_facts(node, basis, catalogue),
        next_question=asked,
        outcomes=outcomes,
        amount=amount_of(rule.benefit, profile) if (verdict != NO) != rule.benefit.owed else None,
        nearest_change=nearest_change(node, profile, catalogue) if verdict == NO else "",
        not_regulated=rule.not_regulated,
        notes=rule.notes,
        relations=rule.relations,
        premises=premises,
    )


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
