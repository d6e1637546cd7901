"""No verdict passes over a number, a correction or a person that it doesn't rest on."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.step import Step
from tests.actions.conftest import Run, fact

RENT = "vat_rent_received"
LANDLORD = {"applicant": "individual", "deal_kind": "real_property", "rent_total": 1080000, "rent_months": 12}
GIVEN = {"profile": LANDLORD, "verdict": {"topic": RENT, "who": "me", "verdict": "yes"}}
CHECK = Step("check", RENT)


@pytest.mark.parametrize(
    "text",
    ["明年改成130万，还能免不", "后面收的是130万", "收了13万的押金", "要是情况变了", "说错了，不是那样"],
)
def test_the_old_verdict_is_not_said_to_what_was_not_heard(run: Run, text: str) -> None:
    done = run(CHECK, text=text, slots=GIVEN)
    assert done.kinds == ["question"] and "verdict" not in done.slots
    assert done.slots.get("profile", LANDLORD) == LANDLORD


def test_the_number_is_asked_back_as_what_it_can_be_and_decides_once_confirmed(run: Run) -> None:
    done = run(CHECK, text="后面收的是130万", slots=GIVEN)
    assert "130万元" in done.text and done.slots["self_check"]["confirm"] == 1300000
    confirmed = run(CHECK, text="对", facts=[fact("rent_total", 1300000)], slots={**GIVEN, **done.slots})
    assert confirmed.messages[-1]["assessment"]["verdict"] == "no"


def test_a_sum_of_another_time_leads_to_the_question_itself(run: Run) -> None:
    matter = "vat_small_or_general"
    slots = {
        "profile": {"sales_12_months": 4000000},
        "verdict": {"topic": matter, "who": "me", "verdict": "yes"},
    }
    done = run(Step("check", matter), text="10月又卖了60万，还行不", slots=slots)
    assert done.kinds == ["question"] and done.slots["self_check"]["asked"] == "sales_12_months"
    assert "confirm" not in done.slots["self_check"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("还是108万，能免不", {}),
        ("我能免不", {}),
        ("改成130万了", {"rent_total": 1300000}),
        ("三次都免了", {}),
    ],
)
def test_a_verdict_is_said_where_nothing_was_passed_over(run: Run, text: str, told: dict[str, Any]) -> None:
    facts = [fact(name, value) for name, value in told.items()]
    done = run(CHECK, text=text, facts=facts, slots=GIVEN)
    assert done.kinds[-1] == "eligibility"


def test_a_no_that_stands_whatever_the_number_is_stands(run: Run) -> None:
    firm = {**LANDLORD, "applicant": "enterprise"}
    slots = {"profile": firm, "verdict": {"topic": RENT, "who": "me", "verdict": "no"}}
    assert run(CHECK, text="后面收的是30万", slots=slots).kinds[-1] == "eligibility"


def test_facts_of_another_that_change_nothing_here_are_of_their_case(run: Run) -> None:
    refused = {"registered_in_yunnan": True, "loan_lawsuit_defendant": True}
    slots = {"profile": refused, "verdict": {"topic": "yunling_loan_who", "who": "me", "verdict": "no"}}
    told = [fact("bad_credit", False, who="我哥")]
    done = run(Step("check", "yunling_loan_who"), text="换成我哥，他征信好", facts=told, slots=slots)
    assert done.kinds[-1] == "question" and done.slots["self_check"]["who"] == "我哥"


def test_a_sum_that_changes_nothing_is_shown_as_what_it_was_taken_for(run: Run) -> None:
    matter = "vat_threshold"
    told = {
        "taxpayer_kind": "small",
        "tax_period": "month",
        "sales_month": 80000,
        "price_includes_tax": False,
    }
    slots = {"profile": told, "verdict": {"topic": matter, "who": "me", "verdict": "yes"}}
    done = run(Step("check", matter), text="这个月那九万三照样免不", slots=slots)
    assert done.kinds == ["eligibility"] and "9.3万元" in done.text and "8万元" not in done.text
    assert done.slots.get("profile", told) == told


def test_what_was_reckoned_is_no_number_of_ones_own(run: Run) -> None:
    matter = "conversion_output_subsidy"
    told = {"applicant": "enterprise", "conversion_activity": "demonstration", "new_output": 4000000,
            "output_subsidy_received": False}  # fmt: skip
    slots = {"profile": told, "verdict": {"topic": matter, "who": "me", "verdict": "yes"}}
    done = run(Step("check", matter), text="这20万是一次给完吧", slots=slots)
    assert done.kinds[-1] == "eligibility"
