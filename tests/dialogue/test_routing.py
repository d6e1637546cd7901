"""The table of the routing function: reading and state in, route and steps out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.dialogue.reading import Reading
from bot.dialogue.routing import ROUTES, name_of_route, route
from bot.dialogue.state import State
from bot.dialogue.step import ACTION_OF, ASIDE, Step
from bot.nlu.facts.fact import Fact

CASES = yaml.safe_load((Path(__file__).parent / "routing.yml").read_text("utf-8"))
MATTERS = {
    "campus/contest": "contest", "campus/fair": "fair", "loans/loan": "loan", "registration/cancel": "cancel"
}  # fmt: skip


class Known:
    """Four matters; a contest is not decided on, and of a fair only that it is supported."""

    def __init__(self, context: list[Any] | None) -> None:
        self._context = tuple((intent, p) for intent, p in context or [])

    def matter(self, intent: str) -> str:
        return MATTERS.get(intent, "")

    def decides(self, matter: str) -> bool:
        return matter in {"loan", "cancel", "fair"}

    def grants(self, matter: str) -> bool:
        return matter in {"loan", "cancel"}

    def settles(self, matter: str, told: Sequence[Fact], known: Mapping[str, Any]) -> bool:
        return matter == "loan" and any(fact.attribute == "times" for fact in told)

    def alarm(self, reading: Reading) -> str:
        return next((act for act in ("danger", "complains") if reading.does(act)), "")

    def rests_on(self, matter: str) -> frozenset[str]:
        return frozenset(
            {"loan": {"repaid", "times", "sum"}, "cancel": {"debts"}, "fair": {"stall"}}.get(matter, ())
        )

    def reckons_with(self, matter: str) -> frozenset[str]:
        return frozenset({"sum"} if matter == "loan" else ())

    def measures(self, matter: str) -> frozenset[str]:
        return frozenset({"times"} if matter == "loan" else ())

    def instalment_named(self, matter: str, text: str) -> bool:
        return matter == "loan" and "第二年" in text

    def related(self, matter: str) -> frozenset[str]:
        return frozenset({"cancel"} if matter == "contest" else ())

    def holding(self, matter: str, aspect: str, text: str) -> str:
        return "cancel" if (matter, aspect) == ("loan", "materials") else matter

    def following(self, matter: str, aspect: str, text: str) -> str:
        return "cancel" if matter == "contest" and "后果" in text else matter

    def states(self, matter: str, aspect: str, text: str) -> bool:
        return (matter, aspect) in {
            ("contest", "amount"),
            ("contest", "contact"),
            ("loan", "amount"),
            ("cancel", "amount"),
            ("cancel", "time"),
        }

    def in_context(self, text: str, state: State) -> tuple[tuple[str, float], ...]:
        return self._context

    def of_topic(self, text: str, state: State) -> tuple[tuple[str, float], ...]:
        return (("campus/contest", 0.7),) if "利率" in text else ()

    def sets_apart(self, text: str, matter: str, other: str) -> bool:
        return matter in text


def reading_of(row: dict[str, Any]) -> Reading:
    facts = [
        Fact(**{"span": (0, 1), "said": row["text"], "certainty": 0.95, **f}) for f in row.get("facts", ())
    ]
    others = tuple(tuple(pair) for pair in row.get("others", ()))
    ranking = tuple(tuple(pair) for pair in row.get("ranking", ()))
    return Reading(**{**row, "facts": tuple(facts), "others": others, "ranking": ranking})


def said(step: Step) -> str:
    words = [step.kind, step.topic or step.reason]
    words += ["supposed"] if step.hypothetical else []
    words += [f"of {step.who}"] if step.who != "me" else []
    words += [ASIDE] if step.topic and step.reason == ASIDE else []
    return " ".join(word for word in words if word)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_route(case: dict[str, Any]) -> None:
    reading, state = reading_of(case["reading"]), State(**case.get("state", {}))
    known = Known(case.get("context"))
    assert name_of_route(reading, state, known) == case["route"]
    assert [said(step) for step in route(reading, state, known)] == case["steps"]


def test_every_step_has_an_action_that_carries_it_out() -> None:
    from actions.steps import CARRIES

    assert set(CARRIES) == set(ACTION_OF)


def test_routes_that_the_table_shows() -> None:
    """A route that no case takes is one that nobody has thought through."""
    shown = {case["route"] for case in CASES}
    assert {name for name, _, _ in ROUTES} - shown <= {
        "forget", "restart", "profile", "told", "likely", "papers", "papers of the topic", "topic?"
    }  # fmt: skip
