"""What is known of a person after a message: told facts stay, suppositions don't, nothing is guessed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.people import as_kept, remember, settle
from bot.nlu.facts.fact import Fact
from bot.policy.conditions import DONT_KNOW


def fact(attribute: str, value: Any, **more: bool) -> Fact:
    return Fact(attribute, value, (0, 1), "", 0.95, **more)


@pytest.mark.parametrize(
    ("told", "known", "kept", "supposed"),
    [
        (fact("times", 2), {}, {"times": 2}, {"times": 2}),
        (fact("times", 2), {"times": 1, "repaid": True}, {"times": 2, "repaid": True}, None),
        (fact("times", DONT_KNOW), {"times": 1}, {"times": 1}, {"times": 1}),
        (fact("times", DONT_KNOW), {}, {"times": DONT_KNOW}, None),
        (fact("times", 3, hypothetical=True), {"times": 1}, {"times": 1}, {"times": 3}),
        (fact("years", 2, hypothetical=True, adds=True), {"years": 1}, {"years": 1}, {"years": 3}),
        (fact("years", 2, hypothetical=True, adds=True), {}, {}, {}),
        (fact("years", 2, adds=True), {"years": {"at_least": 1}}, {"years": {"at_least": 3}}, None),
        (
            fact("years", {"at_most": 2}, adds=True),
            {"years": {"at_least": 1, "at_most": 3}},
            {"years": {"at_most": 5}},
            None,
        ),
        (fact("years", {"at_most": 2}, adds=True), {"years": DONT_KNOW}, {"years": DONT_KNOW}, None),
    ],
)
def test_what_is_known_afterwards(
    told: Fact, known: dict[str, Any], kept: dict[str, Any], supposed: dict[str, Any] | None
) -> None:
    before = dict(known)
    assert settle([told], known) == kept
    assert settle([told], known, suppose=True) == (kept if supposed is None else supposed)
    assert known == before


def test_what_comes_on_top_is_added_once() -> None:
    more, known = fact("sales", 2, adds=True), {"sales": 5}
    after = remember([more], known)
    assert settle([as_kept(more, after)], after)["sales"] == 7


def test_what_is_supposed_on_top_is_not_kept() -> None:
    more, known = fact("sales", 2, adds=True, hypothetical=True), {"sales": 5}
    after = remember([more], known)
    assert settle([as_kept(more, after)], after, suppose=True)["sales"] == 7


@pytest.mark.parametrize(
    ("told", "known", "kept"),
    [
        # What was stated before gives way to what it follows from now.
        (
            [fact("rent_total", 960000), fact("rent_months", 12)],
            {"rent_per_month": 90000},
            {"rent_total": 960000, "rent_months": 12},
        ),
        # As long as something is lacking, it stands.
        (
            [fact("rent_total", 960000)],
            {"rent_per_month": 90000},
            {"rent_per_month": 90000, "rent_total": 960000},
        ),
        ([fact("rent_per_month", 70000)], {"rent_total": 960000, "rent_months": 12}, None),
    ],
)
def test_what_is_told_anew_ends_what_follows_from_it(
    told: list[Fact], known: dict[str, Any], kept: dict[str, Any] | None
) -> None:
    assert settle(told, known) == (kept or {**known, told[0].attribute: told[0].value})


def test_what_it_is_not_takes_nothing_from_what_it_is() -> None:
    ruled_out = fact("tax_key_group", {"not": ["unemployed_half_year"]})
    assert settle([ruled_out], {"tax_key_group": "no_job_family"}) == {"tax_key_group": "no_job_family"}
    assert settle([ruled_out], {"tax_key_group": "unemployed_half_year"}) == {
        "tax_key_group": ruled_out.value
    }
