"""Around a verdict: asked again, stopped, taken up again, reasons given."""

from __future__ import annotations

from bot.dialogue.step import Step
from tests.actions.conftest import ASKED, ELIGIBLE, LOAN, Run


def test_an_answer_that_was_not_understood_is_asked_again_with_an_example(run: Run) -> None:
    done = run(Step("retry"), text="abc", slots={"self_check": ASKED})
    assert done.kinds == ["question"] and "没听清" in done.text and "两次" in done.text
    assert done.slots == {}


def test_stopping_keeps_what_was_told(run: Run) -> None:
    done = run(Step("stop"), slots={"self_check": ASKED, "profile": ELIGIBLE})
    assert done.kinds == ["smalltalk"] and done.slots == {"self_check": None}


def test_after_an_interruption_the_question_is_put_again(run: Run) -> None:
    done = run(Step("answer", "incubators"), Step("resume"), slots={"self_check": ASKED, "topic": LOAN})
    assert done.kinds == ["answer", "question"] and "接着刚才" in done.messages[1]["text"]
    assert done.slots["self_check"] == {**ASKED, "resumed": 1}


def test_the_reasons_of_a_refusal_name_the_condition_and_the_fact(run: Run) -> None:
    told = {**ELIGIBLE, "interest_subsidies": 3}
    slots = {"profile": told, "verdict": {"topic": LOAN, "who": "me", "verdict": "no", "refused_for": []}}
    done = run(Step("reasons", LOAN), text="差在哪", slots=slots)
    assert done.kinds == ["eligibility"] and "差在" in done.text and "3次" in done.text


def test_the_reasons_of_a_verdict_that_turned_say_what_spoke_against_it(run: Run) -> None:
    verdict = {"topic": LOAN, "who": "me", "verdict": "yes", "refused_for": ["累计不超过3次"]}
    done = run(Step("reasons", LOAN), text="刚才为啥不行", slots={"profile": ELIGIBLE, "verdict": verdict})
    assert "刚才说不行" in done.text and "累计不超过3次" in done.text
