"""A tracker with its routed turn in; messages and slots out, on stores of the test run's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import RoutedAction
from bot.dialogue.step import Step
from bot.nlu.facts.fact import Fact
from bot.settings import Settings

LOAN = "startup_guarantee_loan"
# Who may have it, and a check of it under way.
ELIGIBLE = {"guarantee_loan": "repaid", "borrower": "person", "interest_subsidies": 1,
            "repays_actively": True, "drives_employment": True, "good_project": True}  # fmt: skip
ASKED = {"topic": LOAN, "asked": "interest_subsidies", "who": "me", "resumed": 0}


@dataclass(frozen=True)
class Done:
    """What an action said, which responses of the domain it uttered, and the slots that it changed."""

    messages: list[dict[str, Any]]
    responses: list[str]
    slots: dict[str, Any]

    @property
    def kinds(self) -> list[str]:
        return [message["kind"] for message in self.messages]

    @property
    def text(self) -> str:
        return "\n".join(message["text"] for message in self.messages)


Run = Callable[..., Done]


def fact(attribute: str, value: Any, certainty: float = 0.99, **more: Any) -> Fact:
    """A fact as it is heard."""
    return Fact(attribute, value, (0, 1), "", certainty, **more)


@pytest.fixture
def own(built_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The built store, with a database of tickets of the test's own."""
    from dataclasses import replace

    settings = replace(built_settings, database_url=f"sqlite:///{tmp_path}/helpdesk.db")
    for module in ("conversation", "handover", "checklist"):
        monkeypatch.setattr(f"actions.{module}.settings", lambda: settings)
    return settings


@pytest.fixture
def run(own: Settings) -> Run:
    """run(*steps, text=…, facts=[…], slots={…}, before=[…], **message) → Done."""

    def run(
        *steps: Step,
        text: str = "",
        facts: list[Fact] | None = None,
        slots: dict[str, Any] | None = None,
        before: tuple[str, ...] = (),
        **message: Any,
    ) -> Done:
        turn = {"steps": [s.as_dict() for s in steps], "facts": [f.as_json() for f in facts or ()]}
        latest = {"text": text, "intent": {"name": "loans", "confidence": 0.9}, "entities": [], "turn": turn}
        events = [{"event": "user", "text": said} for said in (*before, text)]
        tracker = Tracker("c1", slots or {}, {**latest, **message}, events, False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        changed = RoutedAction().run(dispatcher, tracker, {})
        return Done(
            [m["custom"] for m in dispatcher.messages if m.get("custom", {}).get("kind")],
            [m["response"] for m in dispatcher.messages if m.get("response")],
            {e["name"]: e["value"] for e in changed},
        )

    return run
