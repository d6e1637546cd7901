"""Answer, clarify or decline."""

import pytest

from bot.nlu.cues import Entity
from bot.nlu.decision import ANSWER_FROM, CLARIFY_FROM, DECLINE_FROM, OUTWEIGHS, Decision, decide
from bot.nlu.understood import Guess, Understood


@pytest.mark.parametrize(
    ("best", "outside", "decision"),
    [
        (ANSWER_FROM, 0.0, Decision.ANSWER),
        (ANSWER_FROM - 0.01, 0.0, Decision.CLARIFY),
        (CLARIFY_FROM - 0.01, 0.0, Decision.DECLINE),
        (0.6, 0.6 / OUTWEIGHS + 0.01, Decision.DECLINE),
        (0.6, 0.6 / OUTWEIGHS, Decision.ANSWER),
        (0.6, DECLINE_FROM, Decision.ANSWER),
        (0.2, DECLINE_FROM, Decision.DECLINE),
    ],
)
def test_limits(best: float, outside: float, decision: Decision) -> None:
    assert decide(best, outside) is decision


def test_another_place_is_declined_however_sure_the_topic() -> None:
    sure = (Guess("incubators/incubators", 0.99),)
    assert Understood(sure, "overview").decision is Decision.ANSWER
    assert Understood(sure, "overview", (Entity("region", "北京", 0, 2),)).decision is Decision.DECLINE


def test_buttons_only_for_what_is_ours() -> None:
    ranking = (Guess("loans/a", 0.2), Guess("registration/b", 0.15), Guess("out_of_scope/c", 0.01))
    assert Understood(ranking, "overview", outside=0.01).likely == ("loans/a", "registration/b")
