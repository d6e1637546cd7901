"""Sums from own figures lead, go on from suppositions, and what they lack is asked; distances are told."""

from __future__ import annotations

from bot.dialogue.people import SUPPOSED
from bot.dialogue.step import Step
from tests.actions.conftest import Run, fact

COST = Step("answer", "guarantee_loan_interest_cost", "amount")
LOAN = {"loan_amount": 100_000, "contract_rate": 4, "loan_years": 1}


def test_the_sum_leads_where_its_figures_were_told(run: Run) -> None:
    facts = [fact(name, value) for name, value in LOAN.items()]
    first = run(COST, facts=facts).text.splitlines()[0]
    assert "= 2,000元（按10万元、4%、1年算）" in first


def test_the_sum_stands_behind_what_else_is_asked(run: Run) -> None:
    step = Step("answer", "guarantee_loan_interest_cost", "validity")
    lines = run(step, text="这个现在还执行吗", slots={"profile": LOAN}).text.splitlines()
    assert "2,000元" in lines[-1] and "2,000元" not in lines[0]


def test_a_sum_goes_on_from_what_was_supposed(run: Run) -> None:
    supposed = {**LOAN, SUPPOSED: {"loan_amount": 200_000}}
    done = run(COST, facts=[fact("loan_years", 2, hypothetical=True)], slots={"profile": supposed})
    assert "8,000元（按20万元、4%、2年算）" in done.text
    assert done.slots["profile"]["loan_amount"] == 100_000


def test_the_figure_that_is_lacking_is_asked(run: Run) -> None:
    done = run(COST, facts=[fact("loan_amount", 100_000), fact("loan_years", 1)])
    assert done.kinds == ["answer", "question"]
    assert done.slots["self_check"]["asked"] == "contract_rate"
    # Who told no figure is asked for none, nor who can't say one.
    assert run(COST, slots={"profile": {"loan_amount": 100_000}}).kinds == ["answer"]
    hopeless = {"profile": {"contract_rate": "dont_know"}}
    assert run(COST, facts=[fact("loan_amount", 100_000)], slots=hopeless).kinds == ["answer"]


def test_the_instalment_asked_for_leads(run: Run) -> None:
    step = Step("answer", "guarantee_loan_repayment")
    done = run(step, text="第三年呢", slots={"profile": {SUPPOSED: {"loan_amount": 60_000}}})
    assert "第36个月还6万元 × 70% = 4.2万元" in done.text.splitlines()[0]


def test_what_is_lacking_is_told_and_new_facts_decide(run: Run) -> None:
    firm = {"employees": 140, "new_hires": 5, "borrower": "small_micro", "contract_years": 1}
    step = Step("difference", "guarantee_loan_firm")
    done = run(step, text="差几个", slots={"profile": firm})
    assert done.kinds == ["answer"] and done.text.startswith("还差2人")
    told = run(
        step, text="又招两个，差几个", facts=[fact("new_hires", 2, adds=True)], slots={"profile": firm}
    )
    assert told.text.startswith("够了") and told.messages[-1]["assessment"]["verdict"] == "yes"


def test_without_numbers_the_check_asks(run: Run) -> None:
    done = run(Step("difference", "guarantee_loan_firm"), text="差几个")
    assert done.kinds[-1] == "question"


def test_no_old_sum_is_said_to_a_figure_that_was_not_heard(run: Run) -> None:
    done = run(COST, text="后来改贷25万了", slots={"profile": LOAN})
    assert "2,000元" not in done.text
    # What counts was told beside the number that doesn't.
    told = run(COST, text="不是25万，批了20万", facts=[fact("loan_amount", 200_000)], slots={"profile": LOAN})
    assert "4,000元" in told.text
