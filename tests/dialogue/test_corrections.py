"""A correction that doesn't say again what it corrects."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue import hearing
from bot.dialogue.people import SUPPOSED, settle
from bot.dialogue.state import State
from bot.nlu import loaded
from bot.nlu.facts.fact import Fact
from bot.policy.conditions import DONT_KNOW

HIRING = {"contract_years": 2, "employees": 60, "new_hires": 5}
JULY_2022 = {"at_least": "2022-07-01", "at_most": "2022-07-31"}
PERSON = "我侄女"


class Hears:
    """An ear that hears these facts, whatever is said."""

    def __init__(self, *facts: Fact) -> None:
        self._facts = list(facts)

    def hear(self, *_: Any) -> list[Fact]:
        return self._facts


def told(text: str, state: State) -> list[tuple[str, Any, str]]:
    facts = hearing.hear_facts(text, state, (), {})
    assert all(fact.corrects for fact in facts)
    return [(fact.attribute, fact.value, fact.who) for fact in facts]


@pytest.mark.parametrize(
    ("text", "known", "heard"),
    [
        ("说错了，是六个", HIRING, ("new_hires", 6)),
        ("记岔了，谈了三年才签的", HIRING, None),
        ("搞错了，三年", HIRING, ("contract_years", 3)),
        # What is denied tells which number is meant.
        ("不是60个，是65个", HIRING, ("employees", 65)),
        ("翻了下账，四万五", {"sales_month": 54000, "new_hires": 5}, ("sales_month", 45000)),
        ("不对，是二二年七月", {"loan_date": "2023-07-01"}, ("loan_date", JULY_2022)),
        # Nothing of its kind was told, or nothing is corrected.
        ("搞错了，是三万", HIRING, None),
        ("六个", HIRING, None),
        ("搞错了，我想问六个月以后的事", HIRING, None),
    ],
)  # fmt: skip
def test_the_last_told_of_its_kind(
    monkeypatch: pytest.MonkeyPatch, text: str, known: dict[str, Any], heard: tuple[str, Any] | None
) -> None:
    monkeypatch.setattr(loaded, "ear", Hears)
    state = State(check={"topic": "t", "asked": "registered_in_yunnan"}, people={"me": known})
    assert told(text, state) == ([(*heard, "me")] if heard else [])


def test_it_is_of_whom_the_case_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded, "ear", Hears)
    people = {"me": {"employees": 3}, PERSON: {"years_since_graduation": 6}}
    state = State(verdict={"topic": "t", "who": PERSON}, people=people)
    assert told("哎我记错了，她是四年", state) == [("years_since_graduation", 4, PERSON)]


def test_it_is_no_answer_to_the_open_question(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "不对，是70个"
    answer = Fact("new_hires", 70, (3, 7), "是70个", 0.95, corrects=True)
    monkeypatch.setattr(loaded, "ear", lambda: Hears(answer))
    state = State(check={"topic": "t", "asked": "new_hires"}, people={"me": {"employees": 60}})
    assert told(text, state) == [("employees", 70, "me")]


def test_what_is_denied_is_no_longer_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded, "ear", Hears)
    known = {"payer_kind": "large_enterprise"}
    state = State(verdict={"topic": "t"}, people={"me": known})
    facts = hearing.hear_facts("我问了，不是大企业", state, (), {})
    assert settle(facts, known) == {"payer_kind": DONT_KNOW}
    facts = hearing.hear_facts("人家其实不算大企业", state, (), {})
    assert settle(facts, known) == {"payer_kind": DONT_KNOW}
    assert hearing.hear_facts("是不是大企业都行", state, (), {}) == ()
    assert hearing.hear_facts("我不知道是不是大企业", state, (), {}) == ()


def test_what_was_told_last_stands_last() -> None:
    again = Fact("employees", 61, (0, 1), "", 0.99)
    assert list(settle([again], HIRING)) == ["contract_years", "new_hires", "employees"]


def test_who_misremembered_is_not_whose_case_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Fact("years_since_graduation", 4, (5, 8), "是四年", 0.98, corrects=True)
    monkeypatch.setattr(loaded, "ear", lambda: Hears(answer))
    state = State(check={"topic": "t", "asked": "years_since_graduation", "who": PERSON})
    assert told("我记错了，是四年", state) == [("years_since_graduation", 4, PERSON)]
    assert told("那我呢，是四年", state) == [("years_since_graduation", 4, "me")]


FIRM = {
    "profit_year": 1_200_000,
    "employees": 90,
    "total_assets": {"at_least": 20_000_000, "at_most": 30_000_000},
}


@pytest.mark.parametrize(
    ("text", "heard_as", "name", "sure"),
    [
        # It names nothing: the sum that it comes nearest to is meant, and that is said back first.
        ("哎呀看错了，是280万", "total_assets", "profit_year", False),
        ("报表拿错了，2600万", "profit_year", "total_assets", False),
        # A noun beside it says what it is of.
        ("不对，资产是280万", "total_assets", "total_assets", True),
    ],
)
def test_a_sum_without_a_noun_takes_back_the_nearest(
    monkeypatch: pytest.MonkeyPatch, text: str, heard_as: str, name: str, sure: bool
) -> None:
    comma = text.index("，") + 1
    guessed = Fact(heard_as, 1, (comma, len(text)), text[comma:], 0.9, corrects=True)
    monkeypatch.setattr(loaded, "ear", lambda: Hears(guessed))
    facts = hearing.hear_facts(text, State(people={"me": FIRM}), tuple(FIRM), {})
    assert [(fact.attribute, fact.certainty >= 0.9) for fact in facts] == [(name, sure)]


def test_who_holds_the_shares_is_no_denial_of_what_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded, "ear", lambda: Hears())
    firm = State(people={"me": {"applicant": "enterprise"}})
    assert told("搞错了，持股的是我老婆，不是公司", firm) == []
    assert told("搞错了，我不是公司", firm) == [("applicant", DONT_KNOW, "me")]


@pytest.mark.parametrize(
    ("text", "known", "heard"),
    [
        ("银行又说调到280万", FIRM, ("profit_year", 2800000)),
        ("刚算错了，两百九十万是没调整的", FIRM, ("profit_year", 2900000)),
        # Of another size than all that was told.
        ("刚算错了，两百块是手续费", FIRM, None),
    ],
)
def test_a_number_that_turned_out_otherwise(
    monkeypatch: pytest.MonkeyPatch, text: str, known: dict[str, Any], heard: tuple[str, Any] | None
) -> None:
    monkeypatch.setattr(loaded, "ear", Hears)
    facts = hearing.hear_facts(text, State(people={"me": known}), tuple(FIRM), {}, at_hand=tuple(FIRM))
    assert [(fact.attribute, fact.value) for fact in facts] == ([heard] if heard else [])


def test_a_number_answers_what_was_said_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded, "ear", Hears)
    check = {"topic": "t", "asked": "profit_year", "confirm": 3100000}
    state = State(check=check, people={"me": {"total_assets": 20000000}})
    (fact,) = hearing.hear_facts("财务改口说是295万", state, ("total_assets", "profit_year"), {})
    assert (fact.attribute, fact.value) == ("profit_year", 2950000)


def test_a_supposition_is_corrected_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded, "ear", Hears)
    known = {"loan_years": 2, SUPPOSED: {"loan_amount": 90000}}
    (fact,) = hearing.hear_facts("打错了，是9.5万", State(people={"me": known}), ("loan_amount",), {})
    assert (fact.attribute, fact.value, fact.hypothetical) == ("loan_amount", 95000, True)


def test_a_bare_supposition_is_of_what_was_told_last_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded, "ear", Hears)
    known = {"sales_quarter": 450000, "loan_amount": 80000}
    state = State(people={"me": known})
    (fact,) = hearing.hear_facts("那要是五十一万呢", state, tuple(known), {}, at_hand=("sales_quarter",))
    assert (fact.attribute, fact.value, fact.hypothetical) == ("sales_quarter", 510000, True)
    assert hearing.hear_facts("那要是五十一万呢", state, tuple(known), {}) == ()
