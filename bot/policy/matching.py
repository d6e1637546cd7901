"""Which measures are for somebody: what fits, what may fit and what that still hangs on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.policy.attributes import Attribute, attributes
from bot.policy.conditions import MET, OPEN, Profile, leaf_state, leaves
from bot.policy.eligibility import NO, UNKNOWN, YES, Assessment, assess_rule
from bot.policy.questions import best_question
from bot.policy.rule_store import Rule
from bot.policy.rules import BENEFIT_KINDS
from bot.policy.store import Store

_MOST = 6
# What somebody can apply for or receive; beside it, measures that only tell what government does.
_GIVEN_TO_NOBODY = frozenset({"government_duty"})


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
    """At most `most` measures in force on the day that speak to this profile, best first.

    A measure speaks to a profile if none of its conditions contradicts it and at least one is met.
    """
    catalogue = attributes()
    rated = [
        (rule, assess_rule(rule, profile, on, catalogue))
        for rule in store.rules().values()
        if rule.conditions and rule.valid_on(on) and rule.benefit.kind not in _GIVEN_TO_NOBODY
    ]
    fitting = [(r, a) for r, a in rated if a.verdict != NO and _met(r, profile)]
    fitting.sort(key=lambda pair: _rank(pair[0], pair[1], profile))
    shown = fitting[:most]
    # As long as nothing is known every measure is a candidate, so the first question is the broadest.
    undecided = [r.conditions for r, a in (fitting or rated) if a.verdict == UNKNOWN and r.conditions]
    question = best_question(undecided, profile, catalogue)
    return Matches(
        tuple(_match(rule, assessed) for rule, assessed in shown),
        catalogue[question] if question else None,
    )


def _met(rule: Rule, profile: Profile) -> int:
    return sum((leaf_state(leaf, profile) == MET) != negated for leaf, negated in leaves(rule.conditions)
               if leaf_state(leaf, profile) != OPEN)  # fmt: skip


def _rank(rule: Rule, assessed: Assessment, profile: Profile) -> tuple[bool, int, int]:
    return assessed.verdict != YES, len(assessed.missing), -_met(rule, profile)


def _match(rule: Rule, assessed: Assessment) -> Match:
    gives = BENEFIT_KINDS[rule.benefit.kind]
    figure = f"，{assessed.amount.text}" if assessed.amount else ""
    if assessed.verdict == YES:
        line = f"符合：{rule.name}（{gives}{figure}）"
    else:
        still = "、".join(
            dict.fromkeys(
                c.text for c in assessed.conditions if c.attribute in assessed.missing and c.state == OPEN
            )
        )
        line = f"可能符合：{rule.name}（{gives}{figure}），还要看：{still}"
    return Match(rule.topic, rule.name, assessed.verdict, assessed.missing, line)
