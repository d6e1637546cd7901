"""What the helpdesk adds to visitors' conversations: handing over, contact details, complaints."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request
from pydantic import BaseModel, Extra, StrictStr
from starlette.concurrency import run_in_threadpool

from bot.helpdesk.contact import checked_contact
from bot.helpdesk.desk import Desk
from bot.helpdesk.handover import PRIVACY_NOTICE
from bot.helpdesk.tickets import NewTicket, TicketError, number
from bot.policy.answers import Reply
from bot.web.errors import ApiError

Answer = dict[str, Any]


class Contact(BaseModel):
    """How a visitor can be reached; all optional, but not all empty."""

    name: StrictStr = ""
    phone: StrictStr = ""
    email: StrictStr = ""

    class Config:
        extra = Extra.ignore


async def with_staff_in_mind(
    request: Request,
    conversation: str,
    text: str,
    ask_bot: Callable[[Request, str, str], Awaitable[Answer]],
) -> Answer:
    """The bot's answer, unless the words are about a handover or the matter is with staff."""
    handover = request.app.state.desk.handover
    reply = await run_in_threadpool(handover.before_bot, conversation, text)
    if reply is not None:
        return _answer(reply, "handover")
    answer = await ask_bot(request, conversation, text)
    return await run_in_threadpool(handover.after_bot, conversation, answer)


def open_ticket(request: Request, conversation: str) -> str | None:
    """Number of the ticket that staff still work on; None where there is none."""
    ticket = request.app.state.desk.tickets.active(conversation)
    return number(ticket.id) if ticket else None


async def hand_over(request: Request, conversation: str, text: str) -> Answer:
    """Open a ticket without Rasa, from what the website itself has kept."""
    state = request.app.state
    said = await run_in_threadpool(state.conversations.history, conversation)
    asked = [turn["text"] for turn in said if turn["author"] == "visitor"]
    wanted = NewTicket(conversation, asked[-1] if asked else text, transcript=_transcript(said))
    return _answer(await run_in_threadpool(state.desk.handover.hand_over, wanted), "ask_human")


async def complaint(request: Request, conversation: str, message: int, comment: str) -> Answer:
    """A thumb down with words becomes a ticket; {"ticket", "message"}, empty for an unknown message."""
    state = request.app.state
    question = await run_in_threadpool(state.conversations.question_before, conversation, message)
    if question is None:
        return {}
    said = await run_in_threadpool(state.conversations.history, conversation)
    wanted = NewTicket(
        conversation,
        f"{question}\n（对回答的意见：{comment}）",
        origin="feedback",
        transcript=_transcript(said),
    )
    reply = await run_in_threadpool(state.desk.handover.hand_over, wanted)
    return {"ticket": reply.extra["ticket"], "message": reply.text}


async def leave_contact(request: Request, conversation: str, contact: Contact) -> Answer:
    """{"kept", "ticket", "notice"}; 400 for what can't be right, 409 without a ticket."""
    return await run_in_threadpool(_leave_contact, request.app.state.desk, conversation, contact)


def _leave_contact(desk: Desk, conversation: str, contact: Contact) -> Answer:
    try:
        given = checked_contact(contact.name, contact.phone, contact.email)
    except TicketError as error:
        raise ApiError(400, "bad_contact", str(error)) from error
    ticket = desk.tickets.active(conversation)
    if ticket is None:
        raise ApiError(409, "no_ticket", "现在没有处理中的工单；先说“转人工”，再留联系方式。")
    desk.casework.leave_contact(ticket.id, given)
    return {"kept": True, "ticket": number(ticket.id), "notice": PRIVACY_NOTICE}


def _answer(reply: Reply, intent: str) -> Answer:
    message = reply.as_message()
    ticket = message.pop("ticket", None)
    understanding = {"intent": intent, "confidence": 1.0}
    return {"messages": [message], "understanding": understanding, "ticket": ticket}


def _transcript(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by = {"visitor": "user"}
    return [{"by": by.get(t["author"], t["author"]), "text": t["text"]} for t in said]
