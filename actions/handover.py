"""Handing over to a person: a ticket is opened and its number told."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.replies import send, store, understanding
from bot.helpdesk.tickets import TicketStore
from bot.policy.answers import Reply
from bot.settings import settings


class ActionHandOver(Action):
    """Opens a ticket with the conversation so far; it is kept before its number is told."""

    def name(self) -> str:
        return "action_hand_over"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        turns = [
            {"by": event["event"], "text": event.get("text") or _spoken(event)}
            for event in tracker.events
            if event["event"] in {"user", "bot"}
        ]
        topic = store().topic(tracker.get_slot("topic") or "")
        ticket = TicketStore(settings().database_url).open(
            conversation=tracker.sender_id,
            question=_last_question(turns),
            transcript=turns,
            understanding=understanding(tracker),
            departments=list(topic.departments) if topic else [],
        )
        text = (
            f"好的，已经登记转人工，您的工单号是 {ticket}。工作人员会在这个对话里回复您；您也可以继续问我。"
        )
        send(dispatcher, tracker, Reply("handoff", text, extra={"ticket": ticket}))
        return []


def _spoken(event: dict[str, Any]) -> str:
    return ((event.get("data") or {}).get("custom") or {}).get("text", "")


def _last_question(turns: list[dict[str, Any]]) -> str:
    """The visitor's words before the request itself, or the request where there were none."""
    asked = [turn["text"] for turn in turns if turn["by"] == "user"]
    return asked[-2] if len(asked) > 1 else asked[-1]
