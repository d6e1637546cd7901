"""The self-check: a verdict as soon as it stands, never on a guess, never on another's facts."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.people import SUPPOSED
from bot.dialogue.step import ASIDE, Step
from tests.actions.conftest import ASKED, ELIGIBLE, LOAN, Run, fact

CHECK = Step("check", LOAN, "eligibility")


def facts(told: dict[str, Any], **more: Any) -> list[Any]:
    return [fact(name, value, **more) for name, value in told.items()]


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        (ELIGIBLE, "yes"),
        ({**ELIGIBLE, "interest_subsidies": 3}, "no"),
        ({"guarantee_loan": "repaid", "interest_subsidies": 3}, "no"),
    ],
)
def test_the_verdict_is_given_as_soon_as_it_stands(run: Run, told: dict[str, Any], verdict: str) -> None:
    done = run(CHECK, facts=facts(told))
    assert done.kinds[-1] == "eligibility" and done.messages[-1]["assessment"]["verdict"] == verdict
    assert done.slots["verdict"]["verdict"] == verdict and done.slots["profile"] == told
    assert done.slots["topic"] == LOAN


@pytest.mark.parametrize("told", [{}, {"guarantee_loan": "repaid"}, {"interest_subsidies": "dont_know"}])
def test_what_is_not_known_is_asked_and_nothing_is_decided(run: Run, told: dict[str, Any]) -> None:
    done = run(CHECK, facts=facts(told))
    assert done.kinds[-1] == "question" and "verdict" not in done.slots
    asked = done.slots["self_check"]
    assert asked["topic"] == LOAN and asked["asked"] not in told and asked["who"] == "me"


@pytest.mark.parametrize(
    ("reason", "told", "kind"),
    [("", {}, "answer"), ("", {"suspension_years": 4}, "eligibility"), ("button", {}, "question")],
)
def test_a_limit_asks_nobody_who_told_no_number(
    run: Run, reason: str, told: dict[str, Any], kind: str
) -> None:
    done = run(Step("check", "suspension_max_term", "eligibility", reason=reason), facts=facts(told))
    assert done.kinds == [kind] and ("self_check" in done.slots) is (kind == "question")
    assert kind != "answer" or "不超过3年" in done.text


def test_a_limit_that_is_being_asked_about_is_asked_on(run: Run) -> None:
    matter = "penalty_not_opening"
    begun = run(Step("check", matter, "eligibility", reason="button"))
    done = run(Step("check", matter), facts=facts({"idle_kind": "stopped"}), slots=begun.slots)
    assert begun.kinds[-1] == done.kinds[-1] == "question"
    assert "几个月" in done.text
    # Of a kind alone nobody is asked on who did not ask to be judged.
    assert run(Step("check", matter), facts=facts({"idle_kind": "stopped"})).kinds == ["answer"]


def test_a_fact_after_the_verdict_judges_anew(run: Run) -> None:
    given = {"profile": ELIGIBLE, "verdict": {"topic": LOAN, "who": "me", "verdict": "yes"}}
    done = run(CHECK, facts=[fact("interest_subsidies", 3)], slots=given)
    assert done.slots["verdict"]["verdict"] == "no"
    assert done.slots["profile"]["interest_subsidies"] == 3
    corrected = run(CHECK, facts=[fact("interest_subsidies", 2)], slots={**given, **done.slots})
    assert corrected.slots["verdict"]["verdict"] == "yes"
    assert corrected.slots["verdict"]["refused_for"] == done.slots["verdict"]["refused_for"] != []


def test_a_supposition_is_judged_and_not_kept(run: Run) -> None:
    given = {"profile": ELIGIBLE, "verdict": {"topic": LOAN, "who": "me", "verdict": "yes"}}
    step = Step("check", LOAN, hypothetical=True)
    done = run(step, facts=[fact("interest_subsidies", 3, hypothetical=True)], slots=given)
    assert done.messages[-1]["assessment"]["verdict"] == "no" and "假如" in done.text
    assert done.slots["profile"] == {**ELIGIBLE, SUPPOSED: {"interest_subsidies": 3}}
    assert "self_check" not in done.slots


def test_another_person_is_judged_by_their_own_facts(run: Run) -> None:
    cousin = "我表弟"
    step = Step("check", LOAN, who=cousin)
    told = facts({**ELIGIBLE, "interest_subsidies": 3}, who=cousin)
    done = run(step, facts=told, slots={"profile": ELIGIBLE})
    assert (done.slots["verdict"]["who"], done.slots["verdict"]["verdict"]) == (cousin, "no")
    assert "profile" not in done.slots and done.slots["people"][cousin]["interest_subsidies"] == 3
    assert "您表弟" in done.text


@pytest.mark.parametrize("certainty", [0.75, 0.97])
def test_a_refusal_never_rests_on_a_guess(run: Run, certainty: float) -> None:
    done = run(CHECK, facts=[fact("interest_subsidies", 3, certainty)], slots={"profile": ELIGIBLE})
    assert done.kinds == ["answer", "answer", "question"] and "verdict" not in done.slots
    assert done.text.startswith("要是我没听错") and "对吗" in done.text
    said_back = {"topic": LOAN, "asked": "interest_subsidies", "who": "me", "confirm": 3, "said_back": 1}
    assert done.slots["self_check"] == said_back
    assert "interest_subsidies" not in done.slots["profile"]


@pytest.mark.parametrize(("times", "verdict"), [(1, None), (3, "no")])
def test_of_a_case_that_nobody_asked_about_only_a_refusal_is_told(
    run: Run, times: int, verdict: str | None
) -> None:
    step = Step("check", LOAN, reason=ASIDE)
    done = run(step, facts=[fact("interest_subsidies", times)], slots={"profile": ELIGIBLE})
    assert (done.slots.get("verdict") or {}).get("verdict") == verdict
    assert bool(done.messages) == (verdict == "no")


def test_who_goes_on_twice_without_confirming_is_not_asked_a_third_time(run: Run) -> None:
    waiting = {"topic": LOAN, "asked": "interest_subsidies", "who": "me", "confirm": 3, "said_back": 1}
    told = {k: v for k, v in ELIGIBLE.items() if k not in {"interest_subsidies", "good_project"}}
    news = [fact("good_project", True)]
    again = run(
        Step("check", LOAN), text="项目是好项目", facts=news, slots={"profile": told, "self_check": waiting}
    )
    assert "对吗" in again.text and again.slots["self_check"]["said_back"] == 2
    slots = {"profile": told, "self_check": {**waiting, "said_back": 2}}
    left = run(Step("check", LOAN), text="项目是好项目", facts=news, slots=slots)
    # The number that nobody confirmed is asked for as if nothing had been heard.
    assert "对吗" not in left.text and left.kinds == ["question"]
    assert left.slots["self_check"].get("confirm") is None


def test_what_was_confirmed_decides(run: Run) -> None:
    told = {name: value for name, value in ELIGIBLE.items() if name != "interest_subsidies"}
    slots = {"profile": told, "self_check": {**ASKED, "confirm": 3}}
    done = run(CHECK, facts=[fact("interest_subsidies", 3, 1.0)], slots=slots)
    assert done.slots["verdict"]["verdict"] == "no" and done.slots["self_check"] is None


def test_a_rule_of_some_places_asks_where_and_decides_there(run: Run) -> None:
    asked = run(Step("check", "guarantee_loan_age"), facts=[fact("age", 60), fact("woman", False)])
    assert asked.slots["self_check"]["asked"] == "place" and "verdict" not in asked.slots
    there = run(Step("check", "guarantee_loan_age"), facts=[fact("place", "530521")], slots=asked.slots)
    assert there.slots["verdict"]["verdict"] == "no"
    other = run(Step("check", "guarantee_loan_age"), facts=[fact("place", "530500")], slots=asked.slots)
    assert "verdict" not in other.slots and other.slots["self_check"] is None


def test_a_doubtful_fact_of_an_earlier_message_is_said_back_too(run: Run) -> None:
    known = {**ELIGIBLE, "interest_subsidies": 3, "heard_in_doubt": ["interest_subsidies"]}
    done = run(CHECK, facts=[fact("good_project", True, 1.0)], slots={"profile": known})
    assert done.kinds == ["answer", "answer", "question"] and "verdict" not in done.slots
    assert done.text.startswith("要是我没听错") and "对吗" in done.text


def test_what_is_supposed_and_not_heard_gets_no_second_no(run: Run) -> None:
    known = {**ELIGIBLE, "interest_subsidies": 1, "guarantee_loan": "outstanding"}
    supposing = {"acts": {"hypothetical": 0.99}}
    done = run(CHECK, text="我现在就去交，交完呢", slots={"profile": known}, understood=supposing)
    assert done.kinds == ["question"] and "就符合" in done.text and "assessment" not in done.messages[0]


def test_what_is_over_the_limit_either_way_is_told_and_the_figure_for_the_sum_asked(run: Run) -> None:
    known = {"tax_period": "month", "taxpayer_kind": "small"}
    done = run(Step("check", "vat_threshold"), facts=[fact("sales_month", 170_000)], slots={"profile": known})
    assert done.messages[0]["assessment"]["verdict"] == "no"
    assert done.slots["self_check"]["asked"] == "price_includes_tax"
    slots = {"profile": {**known, "sales_month": 170_000}, **done.slots}
    sum_ = run(Step("check", "vat_threshold"), facts=[fact("price_includes_tax", False)], slots=slots)
    assert "1,700元" in sum_.text and sum_.slots["verdict"]["verdict"] == "no"
    # A sum on both sides of the limit decides nothing.
    open_ = run(
        Step("check", "vat_threshold"), facts=[fact("sales_month", 100_500)], slots={"profile": known}
    )
    assert open_.kinds[-1] == "question" and "verdict" not in open_.slots


def test_whoever_is_not_what_defines_a_matter_is_told_of_the_one_they_mean(run: Run) -> None:
    told = [fact("researcher", True), fact("leaves_post", False)]
    done = run(Step("check", "researcher_leave_to_start"), facts=told, slots={})
    assert done.kinds == ["answer"] and "兼职" in done.text and not done.slots.get("verdict")


def test_who_is_over_a_limit_gets_no_sum_as_if_they_were_not(run: Run) -> None:
    told = [fact("applicant", "enterprise"), fact("profit_year", 3_400_000)]
    done = run(Step("answer", "small_profit_firm"), facts=told, slots={})
    assert "按您说的数算" not in done.text
