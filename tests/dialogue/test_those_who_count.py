"""Of those hired only the ones of the groups asked for count."""

from __future__ import annotations

import pytest

from bot.dialogue.state import State
from bot.dialogue.those_who_count import HIRED, those_who_count
from bot.nlu.facts.fact import Fact


def hired(text: str, told: int | None = None, known: int | None = None) -> object:
    heard = [] if told is None else [Fact(HIRED, told, (0, 1), "", 0.98)]
    state = State(people={"me": {} if known is None else {HIRED: known}})
    found = those_who_count(text, state, [HIRED], heard)
    return next((fact.value for fact in found if fact.attribute == HIRED), None)


@pytest.mark.parametrize(
    ("text", "told", "known", "count"),
    [
        ("今年招了12个，其中8个是登记失业的", 12, None, 8),
        ("新来的九个里头有四个退伍的", 9, None, 4),
        ("其中两个是从别的厂跳槽过来的", None, 9, 7),
        ("招了六个，其中一个问过了，她没办登记，不算失业", 6, None, 5),
        ("新来的五个里有三个是脱贫户", 5, None, 3),
        # Nothing tells of which group they are, or how many there are in all.
        ("招了六个，其中两个是女的", 6, None, 6),
        ("其中两个是跳槽来的", None, None, None),
        ("今年招了12个", 12, None, 12),
    ],
)
def test_those_who_count(text: str, told: int | None, known: int | None, count: int | None) -> None:
    assert hired(text, told, known) == count


def test_a_matter_that_asks_for_no_hired_is_left_alone() -> None:
    assert those_who_count("其中8个是登记失业的", State(), ["employees"], []) == []
