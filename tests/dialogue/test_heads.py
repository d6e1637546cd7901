"""Who leaves is taken off the number of people told before."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.heads import with_heads
from bot.dialogue.state import State
from bot.nlu.facts.fact import Fact

PARTNERS = {"qualified_partners": 4, "loan_amount": 80000}


def heard(text: str, known: dict[str, Any]) -> list[tuple[str, Any, bool, bool]]:
    found = with_heads(text, State(people={"me": known}), known, [])
    return [(fact.attribute, fact.value, fact.adds, fact.certainty >= 0.98) for fact in found]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("上周走了一个", 1),
        ("有两个退股了", 2),
        ("要是裁掉一个人呢", 1),
        ("有一个考取编制了", 1),
        # How many remain is no number of those who left; nobody leaves; a question; no people.
        ("走了几个，现在两个", None),
        ("有两个会做饭", None),
        ("走了几个？", None),
        ("少了两万", None),
        ("里头有一个是劳务公司的人", 1),
    ],
)
def test_those_who_leave(text: str, left: int | None) -> None:
    assert heard(text, PARTNERS) == ([] if left is None else [("qualified_partners", -left, True, True)])


def test_of_several_numbers_of_people_the_last_told_is_meant_in_doubt() -> None:
    assert heard("走了一个", {"employees": 40, "new_hires": 6}) == [("new_hires", -1, True, False)]


def test_a_supposition_stays_one() -> None:
    (fact,) = with_heads("要是走一个人呢", State(people={"me": PARTNERS}), PARTNERS, [])
    assert fact.hypothetical and isinstance(fact, Fact)


def test_who_went_halfway_counts_for_as_long_as_they_were_there() -> None:
    known = {"hired_count": 4, "months_worked": 12}
    at_hand = (*known, "hired_later", "months_worked_later", "person_months")
    text = "有一个半路走了，只干了七个月"
    wrong = Fact("months_worked", 7, (8, len(text)), text[8:], 0.99)
    found = with_heads(text, State(people={"me": known}), at_hand, [wrong])
    assert {f.attribute: f.value for f in found} == {"hired_later": 1, "months_worked_later": 7}


@pytest.mark.parametrize(
    ("text", "more", "supposed"),
    [
        ("再拉两个朋友呢", 2, True),
        ("又加了一个人", 1, False),
        ("再来一遍", None, False),
        ("多带点钱", None, False),
    ],
)
def test_those_who_join(text: str, more: int | None, supposed: bool) -> None:
    found = with_heads(text, State(people={"me": PARTNERS}), PARTNERS, [])
    assert [(f.value, f.hypothetical) for f in found] == ([(more, supposed)] if more else [])


def test_who_was_heard_to_join_joins_once() -> None:
    heard = Fact("new_hires", 1, (0, 6), "又来了一个人", 0.98, adds=True)
    assert with_heads("又来了一个人", State(people={"me": {"new_hires": 3}}), ("new_hires",), [heard]) == [
        heard
    ]
