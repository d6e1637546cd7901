"""What a message takes up again is what it is read behind."""

from __future__ import annotations

import pytest

from bot.dialogue.returning import taken_up_again
from bot.dialogue.state import State

HELD = State(topic="fair", previous="loan", last_text="摆摊要交钱吗")


@pytest.mark.parametrize(
    "text", ["说回我那笔，拖着不还呢", "还是问刚才那个，最多几年", "回到贷款上，要哪些东西"]
)
def test_the_matter_before_the_last_is_taken_up_again(text: str) -> None:
    state = taken_up_again(HELD, text)
    assert (state.topic, state.previous, state.last_text) == ("loan", "fair", "")


def test_what_is_decided_on_comes_before_what_was_only_talked_about() -> None:
    held = State(topic="fair", previous="loan", check={"topic": "contest", "asked": "age"})
    assert taken_up_again(held, "讲回我自己，怎么报名").topic == "contest"


def test_an_interruption_for_somebody_else_is_left_behind() -> None:
    held = State(topic="fair", previous="loan", verdict={"topic": "cancel", "who": "我妈", "verdict": "yes"})
    state = taken_up_again(held, "回到我自己这笔，还能贷几年")
    assert (state.topic, state.decided, state.who) == ("loan", "", "me")


def test_a_verdict_is_gone_back_to_where_nothing_else_was_talked_about() -> None:
    held = State(topic="fair", verdict={"topic": "cancel", "who": "me", "verdict": "no"})
    state = taken_up_again(held, "说回注销，还差哪样")
    assert (state.topic, state.decided) == ("cancel", "cancel")


@pytest.mark.parametrize("text", ["刚才说错了，是三万", "那最多几年", "之前贷过一笔", "我回到老家了"])
def test_nothing_is_taken_up_by_who_goes_on(text: str) -> None:
    assert taken_up_again(HELD, text) is HELD
