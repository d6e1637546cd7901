"""«对» and «不对» to a fact that was said back mean that fact, whatever yes would mean to its question."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.bare_number import bare_number
from bot.dialogue.hearing import hear_facts
from bot.dialogue.state import State


@pytest.mark.parametrize(
    ("said_back", "text", "heard"),
    [
        (False, "对", [False]),
        (False, "是的。", [False]),
        (False, "不对", [True]),
        (True, "对", [True]),
        (True, "不是", [False]),
        (3, "对的", [3]),
        ({"at_most": 2}, "没错", [{"at_most": 2}]),
        (3, "不对", []),
    ],
)
def test_a_confirmation_is_of_what_was_said_back(said_back: Any, text: str, heard: list[Any]) -> None:
    check = {"topic": "loan", "asked": "repays_actively", "who": "我表弟", "confirm": said_back}
    facts = hear_facts(text, State(check=check), (), {})
    assert [fact.value for fact in facts] == heard
    assert {(f.attribute, f.who, f.certainty) for f in facts} <= {("repays_actively", "我表弟", 1.0)}


@pytest.mark.parametrize("said", ["1年", "一年了", "1", "已经1年。"])
def test_a_number_alone_answers_what_is_asked_and_tells_nothing_else(said: str) -> None:
    state = State(check={"topic": "subsidy", "asked": "years_since_graduation", "who": "我"})
    # Without a model loaded: nothing but the rule can have heard it.
    (fact,) = hear_facts(said, state, ("years_since_graduation", "years_operating"), {})
    assert (fact.attribute, fact.value, fact.certainty) == ("years_since_graduation", 1, 1.0)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("years_since_graduation", "12个月"),
        ("years_since_graduation", "2019年"),
        ("years_since_graduation", "快两年"),
        ("years_since_graduation", "毕业两年，开店一年"),
        ("registered_in_yunnan", "1"),
        ("", "1年"),
    ],
)
def test_what_is_more_or_other_than_a_number_is_read(asked: str, said: str) -> None:
    assert bare_number(said, asked, "我") is None


@pytest.mark.parametrize(("said", "first"), [("二四年", "2024-01-01"), ("就是一九年的", "2019-01-01")])
def test_a_year_in_two_digits_answers_when(said: str, first: str) -> None:
    found = bare_number(said, "loan_date", "我")
    assert found is not None and found.value["at_least"] == first


def test_a_year_in_two_digits_is_no_answer_to_how_long() -> None:
    assert bare_number("二四年", "years_since_graduation", "我") is None
    assert bare_number("二九年", "loan_date", "我") is None
