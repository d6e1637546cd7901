"""What the form of a message tells of what it asks."""

from __future__ import annotations

import pytest

from bot.dialogue.reading import Reading


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("货交了七十天还没收到款，他超期没", True),
        ("我们六个人利润八十万，还算小微不", True),
        ("二十九万整，这季给免税不？", True),
        ("这样算不算合格", True),
        ("贷八万，要不要担保人", True),
        ("贷八万，要什么担保", False),
        ("交了七十天，利息怎么算", False),
        ("我去年开的店", False),
        ("这笔能贴多少", False),
    ],
)
def test_a_question_for_a_yes_or_a_no_is_told_by_its_last_sentence(text: str, asked: bool) -> None:
    assert Reading(text).asks_yes_or_no is asked


@pytest.mark.parametrize(
    "text", ["开个店要交押金不", "牌子挂在屋头违不违法", "归哪几家管", "年检过了没", "搬了家用改不"]
)
def test_words_that_ask(text: str) -> None:
    assert Reading(text).in_form_of_a_question


@pytest.mark.parametrize("text", ["照还没办", "房贷车贷都没", "我也不", "从来不", "哪怕少点都行"])
def test_words_that_only_tell(text: str) -> None:
    assert not Reading(text).in_form_of_a_question
