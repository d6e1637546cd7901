"""«对» and «不对» to a fact that was said back mean that fact, whatever yes would mean to its question."""

from __future__ import annotations

from typing import Any

import pytest

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
