"""The visitor's own facts, kept for the conversation as the slot `profile`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.replies import send, store, text_of
from bot.policy.answers import Reply
from bot.policy.scope import decline, opening_buttons
from bot.policy.verdicts import profile_reply


def known_profile(tracker: Tracker) -> dict[str, Any]:
    """Attribute → value, as far as the visitor has told; a copy."""
    return dict(tracker.get_slot("profile") or {})


def keep(profile: dict[str, Any]) -> EventType:
    """The event that keeps a profile; exact decimals travel as text."""
    return SlotSet("profile", {n: str(v) if isinstance(v, Decimal) else v for n, v in profile.items()})


class ActionShowProfile(Action):
    """Shows what is kept of the visitor."""

    def name(self) -> str:
        return "action_show_profile"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        send(dispatcher, tracker, profile_reply(known_profile(tracker)))
        return []


class ActionForgetProfile(Action):
    """Forgets it, and the self-check that rested on it."""

    def name(self) -> str:
        return "action_forget_profile"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        text = "好的，您说过的情况都忘掉了；点“清除记录”可以把对话也删掉。"
        send(dispatcher, tracker, Reply("smalltalk", text))
        return [SlotSet("profile", None), SlotSet("self_check", None)]


class ActionStartOver(Action):
    """Forgets the topic, the self-check and the visitor's facts, and begins anew."""

    def name(self) -> str:
        return "action_start_over"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        if text_of(tracker).startswith(("/", "／")):
            # A command of Rasa's, typed by a visitor: it commands nothing.
            send(dispatcher, tracker, decline(store(), "我只回答创业政策的问题，做不了这个。"))
            return []
        send(
            dispatcher,
            tracker,
            Reply("smalltalk", "好的，我们重新开始。您想了解什么？", buttons=opening_buttons(store())),
        )
        return [SlotSet(slot, None) for slot in tracker.slots if slot != "session_started_metadata"]
