"""What is said of several things at once is said of each; a no belongs to what it denies."""

from __future__ import annotations

import pytest

from bot.nlu.facts.clauses import clauses
from bot.nlu.facts.hearing import Context, Ear
from bot.nlu.facts.masking import object_behind
from tests.nlu.facts.conftest import ENDING


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("税票、合同、公章统统没得", ["税票都没得", "合同都没得", "公章统统没得"]),
        ("房产证、租房合同都办好了，就差照片", ["房产证都办好了", "租房合同都办好了", "就差照片"]),
        ("员工，场地，设备，哪样都没有", ["员工都没有", "场地都没有", "设备都没有", "哪样都没有"]),
        # What stands beside it is no thing of the list.
        ("我在昆明，都没有", ["我在昆明", "都没有"]),
        ("开店两年，员工都签了", ["开店两年", "员工都签了"]),
        ("没欠税没罚款没失信", ["没欠税", "没罚款", "没失信"]),
        ("没债没税没官司", ["没债", "没税", "没官司"]),
    ],
)
def test_each_thing_of_a_list_is_told_of(text: str, said: list[str]) -> None:
    assert [clause.text for clause in clauses(text)] == said


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("设备也没抵押过", "没抵押过设备"),
        ("黑名单从来没上过", "没上过黑名单"),
        ("一直都没有过", None),
        ("铺面坐不下", None),
        ("没押也没冻", None),
    ],
)
def test_what_is_spoken_of_first_stands_behind_its_denial(text: str, turned: str | None) -> None:
    assert object_behind(text) == turned


def test_what_is_denied_last_is_heard(ear: Ear, context: Context) -> None:
    facts = ear.hear("别的公司也没投过，税没有欠", None, ENDING, context)
    assert {fact.attribute: fact.value for fact in facts} == {
        "other_company_shares": False,
        "taxes_settled": True,
    }


@pytest.mark.parametrize(
    ("text", "asked", "heard"),
    [
        ("没有，我跟老公哪样贷款都没欠", "loan_group", {"other_loans": "none"}),
        ("没有，贷款一分都没得", "", {"other_loans": "none"}),
        ("没有，车贷也没得", "bad_credit", {"bad_credit": False}),
        ("都没有", "loan_group", {"loan_group": "none"}),
        ("没有", "", {}),
    ],
)
def test_a_no_is_of_what_it_denies(
    ear: Ear, context: Context, text: str, asked: str, heard: dict[str, object]
) -> None:
    facts = ear.hear(text, asked or None, ("loan_group", "other_loans", "bad_credit"), context)
    assert {fact.attribute: fact.value for fact in facts} == heard
