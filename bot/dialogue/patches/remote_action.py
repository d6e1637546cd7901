"""Calls the action server with what an action reads, and checks its answer without checking the schema anew."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import rasa
import rasa.core.actions.action
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

REPLACES = {
    "rasa.core.actions.action:action_for_name_or_text": "a63fb2d066ef",
    "rasa.core.actions.action:RemoteAction._action_call_format": "428795b944f2",
    "rasa.core.actions.action:RemoteAction._validate_action_result": "f8cdb4be6812",
    "rasa.core.actions.action:RemoteAction.action_response_format_spec": "091b74aa3738",
}


class LeanRemoteAction(RemoteAction):
    """A custom action on the action server; the protocol is Rasa's."""

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        """Rasa serialises every event of the conversation in full, with the whole parse of each message."""
        state = tracker.current_state(EventVerbosity.NONE)
        state["events"] = events_for_action(tracker.events)
        call = {
            "next_action": self.name(),
            "sender_id": tracker.sender_id,
            "tracker": state,
            "version": rasa.__version__,
        }
        if (
            not self._is_selective_domain_enabled()
            or domain.does_custom_action_explicitly_need_domain(self.name())
        ):
            call["domain"] = domain.as_dict()
        return call

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        """As strict as Rasa, which also checks the schema itself against its own schema at each call."""
        error = best_match(_validator().iter_errors(result))
        if error is not None:
            error.message += ". The action server's answer is not valid."
            raise error
        return True


def events_for_action(events: Iterable[Event]) -> list[dict[str, Any]]:
    """The turn under way in full; of earlier turns what both sides said, without its analysis."""
    turn: list[Event] = []
    before: list[dict[str, Any]] = []
    for event in events:
        if isinstance(event, UserUttered):
            before += [said(e) for e in turn if isinstance(e, (UserUttered, BotUttered))]
            turn = []
        turn.append(event)
    return before + [event.as_dict() for event in turn]


def said(event: UserUttered | BotUttered) -> dict[str, Any]:
    """Who said what when: {"event", "timestamp", "text"} and, of a structured message, its text and kind."""
    brief = {"event": event.type_name, "timestamp": event.timestamp, "text": event.text}
    custom = event.data.get("custom") if isinstance(event, BotUttered) else None
    if custom:
        brief["data"] = {"custom": {key: custom.get(key) for key in ("kind", "text")}}
    return brief


@lru_cache(maxsize=1)
def _validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)
    validator.check_schema(schema)
    return validator(schema)


def install() -> None:
    """Let `action_for_name_or_text` make actions of this class."""
    rasa.core.actions.action.RemoteAction = LeanRemoteAction
