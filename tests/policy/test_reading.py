"""Answers and corrections within a self-check, as people write them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.policy.attributes import Unclear
from bot.policy.conditions import DONT_KNOW
from bot.policy.reading import Answer, is_correction, is_question, read_answer


@pytest.mark.parametrize(
    ("text", "asked", "previous", "others", "facts"),
    [
        ("两次", "interest_subsidies", None, (), {"interest_subsidies": 2}),
        ("3000w", "deal_amount", None, (), {"deal_amount": 30_000_000}),
        ("不知道", "interest_subsidies", None, (), {"interest_subsidies": DONT_KNOW}),
        ("是的", "good_project", None, (), {"good_project": True}),
        ("不是", "good_project", "interest_subsidies", (), {"good_project": False}),
        ("不对，是两次", "good_project", "interest_subsidies", (), {"interest_subsidies": 2}),
        ("说错了，是三次", None, "interest_subsidies", (), {"interest_subsidies": 3}),
        ("不对，是的", None, "good_project", (), {"good_project": True}),
        (
            "不对，是三次",
            "good_project",
            "repays_actively",
            ("interest_subsidies",),
            {"interest_subsidies": 3},
        ),
        ("个人", "good_project", None, ("borrower",), {"borrower": "person"}),
        ("我是退役军人", "starting_business", None, (), {"veteran": True}),
    ],
)
def test_what_a_message_states(
    text: str, asked: str | None, previous: str | None, others: tuple[str, ...], facts: dict[str, Any]
) -> None:
    answer = read_answer(text, asked, previous, others)
    assert isinstance(answer, Answer)
    assert answer.facts == facts


@pytest.mark.parametrize(
    ("text", "asked"),
    [("嗯……这个嘛", "deal_amount"), ("-5万", "deal_amount"), ("不对", None), ("改成那个", None)],
)
def test_what_cannot_be_read_is_asked_again_with_an_example(text: str, asked: str | None) -> None:
    answer = read_answer(text, asked, None)
    assert isinstance(answer, Unclear) and answer.example in answer.text


def test_corrections_and_questions_are_told_apart() -> None:
    assert is_correction("不对，是两次") and is_correction("说错了，是公司")
    assert not is_correction("两次") and not is_correction("我能贷款吗")
    assert is_question("那额度呢") and is_question("归哪个部门管") and not is_question("两次")
    assert is_question("能不能网上办") and not is_question("没有") and not is_question("可不是嘛")
