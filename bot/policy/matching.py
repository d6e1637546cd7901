"""Which measures are for somebody: what fits, what may fit and what that still hangs on."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import fsum

from bot.policy.assessment import NO, UNKNOWN, YES, Assessment
from bot.policy.attributes import Attribute, attributes
from bot.policy.conditions import FAILED, MET, OPEN, Profile, every_leaf, state
from bot.policy.derived import completed
from bot.policy.eligibility import assess_completed, place_in
from bot.policy.questions import best_question
from bot.policy.rule_store import Rule
from bot.policy.rules import BENEFIT_KINDS, LIMIT
from bot.policy.store import Store

_MOST = 6
# Weight of a fact that three measures of those in question ask for.
_PARTICULAR = 1 / 3
# What nobody can apply for or receive: what government does, and limits that have to be kept.
_GIVEN_TO_NOBODY = frozenset({"government_duty", LIMIT})


@dataclass(frozen=True)
class Match:
    """One measure of the list: `verdict` yes or unknown, then hanging on `missing`; `line` for people."""

    topic: str
    name: str
    verdict: str
    missing: tuple[str, ...]
    line: str


@dataclass(frozen=True)
class Matches:
    """The list, fitting ones first, and the question that would change it most (None: none would)."""

    matches: tuple[Match, ...]
    next_question: Attribute | None


def match(store: Store, profile: Profile, on: dt.date, most: int = _MOST) -> Matches:
    """At most `most` measures in force on the day that speak to this profile, fitting ones first.

    A measure speaks to a profile if none of its conditions contradicts it and at least one is met.
    What few measures ask for weighs more than what many do; a measure that only may fit is kept only
    if it answers to something that particular, as nearly everything may fit somebody.
    """
    return _match_all(store, profile, on, most) if profile else _with_nothing_told(store, on, most)


@lru_cache(maxsize=8)
def _with_nothing_told(store: Store, on: dt.date, most: int) -> Matches:
    """Of nobody in particular all measures have to be weighed, and it comes out the same all day."""
    return _match_all(store, {}, on, most)


def _match_all(store: Store, profile: Profile, on: dt.date, most: int) -> Matches:
    catalogue = attributes()
    candidates = _candidates(store, profile, on)
    speaking = [c for c in candidates if c.may_speak and c.assessed.verdict != NO and c.met]
    weight = _weigher(speaking)
    particular = [c for c in speaking if weight(c) >= _PARTICULAR]
    kept = [c for c in speaking if c.assessed.verdict == YES or c in particular]
    shown = sorted(sorted(kept, key=weight, reverse=True)[:most], key=lambda c: c.assessed.verdict != YES)
    # A list of nothing particular can be told apart only by a broad question.
    question = best_question(
        [
            c.rule.conditions
            for c in (particular and shown) or speaking or candidates
            if c.assessed.verdict == UNKNOWN and c.rule.conditions
        ],
        profile,
        catalogue,
    )
    return Matches(
        tuple(_match(c.rule, c.assessed) for c in shown), catalogue[question] if question else None
    )


def fitting(store: Store, profile: Profile, on: dt.date) -> list[str]:
    """Slugs of all matters whose conditions the facts meet, what few matters ask for first."""
    candidates = (c for c in _candidates(store, profile, on) if c.may_speak)
    found = [c for c in candidates if c.assessed.verdict == YES and c.met]
    return [c.rule.topic for c in sorted(found, key=_weigher(found), reverse=True)]


@dataclass(frozen=True)
class _Candidate:
    """A measure on a day for a profile that `completed` has seen; judged where it matters."""

    rule: Rule
    profile: Profile
    on: dt.date

    @cached_property
    def assessed(self) -> Assessment:
        return assess_completed(self.rule, self.profile, self.on, attributes(), asking=False)

    @property
    def may_speak(self) -> bool:
        """Whether something that it asks for was told, and nothing surely speaks against it.

        Thousands of measures can be told so, and few of them need to be judged.
        """
        node = self.rule.conditions
        asked = every_leaf(node) if node else ()
        if all(self.profile.get(leaf.attribute) is None for leaf in asked):
            return False
        left_to_an_office = any(leaf.judged for leaf in asked)
        return left_to_an_office or (node is not None and state(node, self.profile) != FAILED)

    @cached_property
    def met(self) -> set[str]:
        """Attributes of the conditions that are met."""
        return {c.attribute for c in self.assessed.conditions if c.state == MET}


def _candidates(store: Store, profile: Profile, on: dt.date) -> list[_Candidate]:
    """The measures in force that set conditions and give somebody something, as they are for this profile."""
    whole = completed(profile, attributes())
    return [
        _Candidate(rule, whole, on)
        for rule in store.rules(place_in(profile), on).values()
        if rule.conditions and rule.valid_on(on) and rule.benefit.kind not in _GIVEN_TO_NOBODY
    ]


def _weigher(speaking: list[_Candidate]) -> Callable[[_Candidate], float]:
    """How particular the met conditions of a candidate are among those of all."""
    asked_by = Counter(name for c in speaking for name in c.met)
    # Exact, so that what weighs the same stays in order of writing.
    return lambda candidate: fsum(1 / asked_by[name] for name in candidate.met)


def _match(rule: Rule, assessed: Assessment) -> Match:
    gives = BENEFIT_KINDS[rule.benefit.kind]
    hope = "" if assessed.verdict == YES else "符合的话"
    figure = f"，{hope}{assessed.amount.text}" if assessed.amount else ""
    if assessed.verdict == YES:
        line = f"初步看符合：{rule.name}（{gives}{figure}）"
    else:
        still = "、".join(
            dict.fromkeys(
                c.text for c in assessed.conditions if c.attribute in assessed.missing and c.state == OPEN
            )
        )
        line = f"可能符合：{rule.name}（{gives}{figure}），还要看：{still}"
    return Match(rule.topic, rule.name, assessed.verdict, assessed.missing, line)
