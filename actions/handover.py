"""Handing over to a person: a ticket is opened and its number told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker

from actions.conversation import Conversation, RoutedAction
from actions.replies import understanding_of
from bot.dialogue.step import Step
from bot.helpdesk.handover import Handover
from bot.helpdesk.tickets import NewTicket, TicketStore
from bot.policy.answers import topic_of
from bot.policy.buttons import HUMAN
from bot.policy.commands import menu
from bot.policy.matters import AREAS
from bot.policy.reply import Button, Reply
from bot.settings import settings

_MATTERS = {*AREAS, "out_of_scope"}
_DECLINES_BEFORE_OFFER = 2
# Nobody at a helpdesk could make more of these than the bot does.
_NOT_FOR_STAFF = {"out_of_scope/gibberish", "out_of_scope/prompt_tricks", "out_of_scope/tourism_and_life"}
_MENU = Button("看看能问什么", "菜单", menu())
_OFFER = "连着两次没答上来。要不要转给工作人员？他们看得到上面的话，不用再说一遍。"


class ActionHandOver(RoutedAction):
    """Opens a ticket with the conversation so far; it is kept before its number is told."""

    _NAME = "action_hand_over"


# What is said before the ticket's number, by why a person is needed.
_FIRST = {
    "danger": "先顾安全：不要再转钱，不要独自去谈，聊天记录、转账凭证、录音都留好；"
    "有人身危险或正在被骗，马上打110报警。",
    "urgent": "听得出很急，我马上转给工作人员。",
    "complains": "您反映的情况我记下来，转给工作人员处理，不用再说一遍。",
    "progress": "办件进度我这里查不到，转给工作人员帮您问。",
}


def hand_over(c: Conversation, step: Step) -> None:
    """A ticket for a person, with what to do now where that cannot wait."""
    asked = _asked(c.tracker)
    # A bare request is the last message; the question came before it.
    question = asked[-2:][0] if step.reason == "visitor" else c.tracker.latest_message
    reply = open_ticket(c, question, "visitor")
    first = _FIRST.get(step.reason)
    c.say(replace(reply, text=f"{first}\n{reply.text}") if first else reply)
    c.set(declined=0)


def declined(c: Conversation) -> None:
    """Counts the declines in a row; at the second one a person is offered: no ticket is opened unasked."""
    count = int(c.slot("declined") or 0) + 1
    wordless = c.text and not any(letter.isalnum() for letter in c.text)
    if wordless or c.understood.get("topic") in _NOT_FOR_STAFF:
        return
    if count < _DECLINES_BEFORE_OFFER:
        c.set(declined=count)
        return
    c.say(Reply("question", _OFFER, buttons=(HUMAN, _MENU)))
    c.set(declined=0)


def open_ticket(c: Conversation, question: dict[str, Any], origin: str) -> Reply:
    """Open a ticket for a message of the conversation; the words for the visitor."""
    about = _about(c, question, origin)
    topic = topic_of(c.store, about)
    wanted = NewTicket(
        conversation=c.tracker.sender_id,
        question=question.get("text") or "",
        origin=origin,
        transcript=[
            {"by": event["event"], "text": event.get("text") or _spoken(event)}
            for event in c.tracker.events
            if event["event"] in {"user", "bot"}
        ],
        understanding={**understanding_of(question), "about": about},
        departments=list(topic.departments) if topic else [],
    )
    return Handover(TicketStore(settings())).hand_over(wanted)


def _about(c: Conversation, question: dict[str, Any], origin: str) -> str:
    """Full intent of the matter handed over; empty where the bot only had a guess at it."""
    topic = c.topic(c.slot("topic") or "")
    if origin == "visitor" and topic:
        return topic.intent
    # A guess at a message that was not answered has Rasa's name for a fallback, which is no matter.
    family = (question.get("intent") or {}).get("name")
    return str(understanding_of(question)["intent"]) if family in _MATTERS else ""


def _asked(tracker: Tracker) -> list[dict[str, Any]]:
    """The visitor's messages with what was understood, oldest first; never empty."""
    spoken = [event for event in tracker.events if event["event"] == "user"]
    return [{**(event.get("parse_data") or {}), "text": event.get("text")} for event in spoken] or [{}]


def _spoken(event: dict[str, Any]) -> str:
    return str(((event.get("data") or {}).get("custom") or {}).get("text", ""))
