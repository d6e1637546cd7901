"""Whose case a message is: a relative is somebody else, whatever the word for them."""

from __future__ import annotations

import pytest

from bot.nlu.facts.clauses import clauses
from bot.nlu.facts.persons import as_ones_own, last_named, plans_for, same_person


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("还有个外甥想学修车", "外甥"),
        ("我家闺女刚毕业", "我家闺女"),
        ("我有个战友在开饭店", "我战友"),
        ("老爹六十三了", "老爹"),
        ("我六十三了", "me"),
        ("邻居托我打听", "邻居"),
        ("我想问下我姑爹能不能领", "我姑爹"),
        ("我帮我小叔问下", "我小叔"),
        ("铺面是我丈母娘的，她不住这", "我丈母娘"),
        ("那过户给我小姨，她五十了", "我小姨"),
        ("要不喊我男人来申", "我男人"),
        ("孩子他爹在外省打工", "孩子他爹"),
    ],
)
def test_somebody_else_is_named_by_any_word(text: str, who: str) -> None:
    assert clauses(text)[-1].who == who


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("我表姐想办个果园，我们是宾川的", "我想办个果园，我们是宾川的"),
        ("我想办个果园", "我想办个果园"),
        ("你好，小姨子打算开发廊", "你好，我打算开发廊"),
    ],
)
def test_what_is_asked_for_others_in_ones_own_words(text: str, own: str) -> None:
    assert as_ones_own(text) == own


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("我丈母娘想卖米线", "我丈母娘"),
        ("我老公不同意，我想自己开", None),
        ("我想开店", None),
        ("我表哥的厂里招人，我们能去不", None),
    ],
)
def test_whose_plan_it_is(text: str, who: str | None) -> None:
    assert plans_for(text) == who


def test_the_one_named_last_is_meant() -> None:
    assert last_named("我爸六十，我妈才五十三") == "我妈"
    assert last_named("铺面写的是我丈母娘的名") == "我丈母娘"
    assert last_named("想贷点款") is None


@pytest.mark.parametrize(
    ("one", "other", "same"), [("表弟", "我表弟", True), ("我家侄儿", "侄儿", True), ("我妈", "我爸", False)]
)
def test_one_person_by_two_names(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same
