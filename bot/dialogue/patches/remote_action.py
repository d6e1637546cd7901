"""Calls an action with the turn that was routed; checks its answer without checking the schema anew."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import rasa
import rasa.core.actions.action
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.shared.utils.schemas.events import EVENT_SCHEMA

from bot.dialogue.turn import turn_of

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
        state["latest_message"]["turn"] = turn_of(tracker).as_dict()
        call = {
            "next_action": self.name(),
            "sender_id": tracker.sender_id,
            "tracker": state,
            "version": rasa.__version__,
        }
        if not self._is_selective_domain_enabled() or domain.does_custom_action_explicitly_need_domain(
            self.name()
        ):
            call["domain"] = domain.as_dict()
        return call

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        """As strict as Rasa, which checks its schema itself and tries each event as every kind of event."""
        return is_valid(result) or super()._validate_action_result(result)


def is_valid(result: Any) -> bool:
    """Whether an answer is what `action_response_format_spec` allows."""
    envelope, events = _validators()
    return envelope.is_valid(result) and all(
        event.get("event") in events and events[event["event"]].is_valid(event)
        for event in result.get("events", [])
    )


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
    """Who said what when: {"event", "timestamp", "text"}.

    Beside it what the visitor was taken to mean, or text and kind of the bot's structured message.
    """
    brief = {"event": event.type_name, "timestamp": event.timestamp, "text": event.text}
    if isinstance(event, UserUttered):
        seen = event.parse_data.get("understood") or {}
        intent = {"name": event.intent_name, "confidence": event.intent.get("confidence")}
        topic = {key: seen[key] for key in ("topic", "confidence") if key in seen}
        brief["parse_data"] = {"intent": intent, "understood": topic}
    custom = event.data.get("custom") if isinstance(event, BotUttered) else None
    if custom:
        brief["data"] = {"custom": {key: custom.get(key) for key in ("kind", "text")}}
    return brief


@lru_cache(maxsize=1)
def _validators() -> tuple[Any, dict[str, Any]]:
    """Of the answer without its events, and of each kind of event by its name."""
    envelope = RemoteAction.action_response_format_spec()
    # A kind is told by the constant that its schema demands of `event`, so only one of them can fit.
    kinds = {kind["properties"]["event"]["const"]: kind for kind in EVENT_SCHEMA["oneOf"]}
    common = {key: value for key, value in EVENT_SCHEMA.items() if key != "oneOf"}
    properties = {**envelope["properties"], "events": {"type": "array", "items": {"type": "object"}}}
    return _validator({**envelope, "properties": properties}), {
        name: _validator({"allOf": [common, kind]}) for name, kind in kinds.items()
    }


def _validator(schema: dict[str, Any]) -> Any:
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def install() -> None:
    """Let `action_for_name_or_text` make actions of this class."""
    rasa.core.actions.action.RemoteAction = LeanRemoteAction
