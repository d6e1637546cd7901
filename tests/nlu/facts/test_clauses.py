"""How a message falls into clauses."""

from __future__ import annotations

import pytest

from bot.nlu.facts.clauses import clauses


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("没官司也不是被执行人", ["没官司", "也不是被执行人"]),
        ("没欠税也没欠债", ["没欠税", "也没欠债"]),
        ("一次也没逾期过", ["一次也没逾期过"]),
        ("我也不是党员", ["我也不是党员"]),
    ],
)
def test_two_denials_in_one_breath_have_a_scope_each(text: str, parts: list[str]) -> None:
    assert [clause.text for clause in clauses(text)] == parts


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("想问首次认定的奖励", True),
        ("你好，我想咨询一下高企认定", True),
        ("我问了人事", False),
        ("想了过很多办法", False),
        ("昨天打听过了", False),
        ("前几天去办了", False),
        ("好几年没动过", False),
        ("几个月前关的门", False),
        ("要提前几天报", True),
    ],
)
def test_what_somebody_wants_to_ask_about_is_no_statement(text: str, asks: bool) -> None:
    assert clauses(text)[-1].asks is asks
