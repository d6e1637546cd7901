"""The first words may answer alone, and what is said twice is said once."""

from __future__ import annotations

from typing import Any

import pytest

from bot.nlu.facts.applicants import applicant
from bot.nlu.facts.clauses import clauses
from bot.nlu.facts.hires import hired_and_gone
from bot.nlu.facts.plain import plain_answer
from bot.policy.attributes import attributes


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("taxpayer_kind", "一般纳税人，开十三个点的票", "general"),
        ("taxpayer_kind", "小规模，去年才办的", "small"),
        ("taxpayer_kind", "小规模，其实现在转一般纳税人了", None),
        ("loan_group", "退伍的，回来两年了", "veteran"),
        ("veteran", "没有，不是", False),
        ("veteran", "是呢是呢", True),
        ("veteran", "不是，我哥才是", None),
        ("legal_business", "算有吧", True),
    ],
)
def test_the_first_words_answer(asked: str, text: str, value: Any) -> None:
    found = plain_answer(attributes()[asked], text, clauses(text))
    assert (found[0] if found else None) == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [("战友托我问，他公司三十来号人", "enterprise"), ("我表哥在他厂里打工", None), ("我表哥厂里打工", None)],
)
def test_a_firm_of_whom_the_message_speaks(text: str, kind: str | None) -> None:
    assert applicant(clauses(text)[-1], text) == kind


def test_who_is_registered_as_an_individual_is_one() -> None:
    text = "个体户办下来四个月"
    assert applicant(clauses(text)[0], text) == "individual_business"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("不是五个是七个", ["不是五个", "是七个"]),
        ("是不是五个", ["是不是五个"]),
        ("不是说是我", ["不是说是我"]),
    ],
)
def test_what_it_isnt_and_what_it_is(text: str, parts: list[str]) -> None:
    assert [clause.text for clause in clauses(text)] == parts


@pytest.mark.parametrize(
    ("text", "gone"),
    [("上半年请过两个，都辞了", True), ("请了两个，都在干着", False), ("老板走了，又来了三个", False)],
)
def test_who_has_left_is_no_new_hire(text: str, gone: bool) -> None:
    assert hired_and_gone(clauses(text)) is gone
