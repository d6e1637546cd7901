"""How many there are of those that stand beside a number; those who are counted aren't who counts them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.nlu.facts.clauses import clauses
from bot.nlu.facts.counts import counted
from bot.nlu.facts.persons import everybody_named, people_counted


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("真正做研发的就五个", {"tech_staff": 5}),
        (
            "我们公司五十个人，研发人员有七八个",
            {"employees": 50, "tech_staff": {"at_least": 7, "at_most": 8}},
        ),
        ("三十个人里头有四个专门搞技术", {"employees": 30, "tech_staff": 4}),
        ("技术骨干才三个，全公司一共二十六人", {"employees": 26, "tech_staff": 3}),
        ("科技人员那一栏才0分", {"tech_staff_score": 0}),
        ("先后招过六个，走了两个，还剩四个", {"hired_count": 4}),
        # No people, and no count of those.
        ("研发花了三十万", {}),
        ("技术合同签了三个", {}),
        ("我们三个人合伙", {}),
        ("我表哥那边搞技术的有六个", {}),
        # Two clauses that tell it leave a doubt.
        ("搞研发的三个，搞技术的两个", {}),
    ],
)
def test_what_is_counted_stands_beside_the_number(text: str, told: dict[str, Any]) -> None:
    found = counted(clauses(text), ("employees", "tech_staff", "hired_count", "tech_staff_score"))
    assert {name: value for name, value, _ in found} == told


@pytest.mark.parametrize(
    ("said", "of_those"),
    [
        ("退役军人三个", True),
        ("有两个是低保户", True),
        ("我们两个都是退役军人", False),
        ("退役三个月了", False),
    ],
)
def test_those_who_are_counted(said: str, of_those: bool) -> None:
    assert people_counted(said) is of_those


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("我四十一，我爱人三十九，都没在单位干", ["me", "我爱人"]),
        ("我爱人三十九，都没在单位干", []),
        ("我四十一，在家，都没在单位干", []),
        ("我四十一，我爱人三十九，没在单位干", []),
    ],
)
def test_what_is_so_of_all_is_told_of_each(text: str, named: list[str]) -> None:
    assert everybody_named([(clause.text, clause.who) for clause in clauses(text)]) == named
