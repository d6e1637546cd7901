"""A clause is heard with its neighbours: what is conceded, holds of a part, was once, or goes on."""

from __future__ import annotations

import pytest

from bot.nlu.facts import neighbours
from bot.nlu.facts.clauses import clauses


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("我们五个合伙，有一个逾期过不了", 4),
        ("四个人搭伙，两个不合格", 2),
        ("三个人合伙，有一个不够格", 2),
        ("六个合伙人，有两个不够格，就剩四个", 4),
        ("除了我还有两个都符合", 3),
        ("四个人搭伙，有一个在医院上班", 3),
        ("我们几个合伙，有一个不符合", None),
    ],
)
def test_only_those_who_meet_the_conditions_are_counted(text: str, number: int | None) -> None:
    found = neighbours.those_that_fit(clauses(text), "人")
    assert found is not None
    assert found[0] == number


@pytest.mark.parametrize("text", ["我们三个合伙", "三个人条件都够", "招了五个，都签了合同"])
def test_nobody_is_left_out_where_nothing_says_so(text: str) -> None:
    assert neighbours.those_that_fit(clauses(text), "人") is None


@pytest.mark.parametrize(
    ("text", "conceded"),
    [("交是交了，只交了一半", True), ("有倒是有，过期了", True), ("签了，都签了", False)],
)
def test_what_is_conceded(text: str, conceded: bool) -> None:
    first, *after = clauses(text)
    assert neighbours.concedes(first, after) is conceded


@pytest.mark.parametrize(
    ("text", "going_on"),
    [
        ("税报完了，都没欠", True),
        ("社保每月都交，从来没断", False),
        ("没欠税，没官司", False),
        ("罚款交了，都清了", True),
    ],
)
def test_a_clause_without_a_subject_goes_on(text: str, going_on: bool) -> None:
    first, second = clauses(text)
    assert neighbours.goes_on(second, first) is going_on


def test_a_part_is_not_the_whole() -> None:
    assert neighbours.of_a_part(clauses("一半是收来的")[0])
    assert not neighbours.of_a_part(clauses("都是收来的")[0])


def test_what_was_once_and_how_it_is_now() -> None:
    once, *after = clauses("原来欠着货款，现在都清了")
    assert neighbours.was_once(once, after)
    once, *after = clauses("以前当过兵，想开店")
    assert not neighbours.was_once(once, after)


@pytest.mark.parametrize(
    ("text", "once"),
    [
        ("原先抵押过，前几天撤了", True),
        ("起初是合伙，年初改成公司了", True),
        ("以前在外面打工，想回来种田", False),
        ("以前欠过税，还能注销吗", False),
    ],
)
def test_what_has_changed_since_was_once(text: str, once: bool) -> None:
    first, *after = clauses(text)
    assert neighbours.was_once(first, after) is once
