"""What the helpdesk adds to visitors' conversations: handing over, contact details, complaints."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from pydantic import BaseModel, Extra, StrictStr
from starlette.concurrency import run_in_threadpool

from bot.helpdesk.contact import checked_contact
from bot.helpdesk.conversations import ABOUT_TICKET
from bot.helpdesk.desk import Desk
from bot.helpdesk.handover import PRIVACY_NOTICE
from bot.helpdesk.tickets import NewTicket, TicketError, number
from bot.policy.reply import Reply
from bot.web.api_error import ApiError

Answer = dict[str, Any]


class Contact(BaseModel):
    """How a visitor can be reached; all optional, but not all empty."""

    name: StrictStr = ""
    phone: StrictStr = ""
    email: StrictStr = ""

    class Config:
        extra = Extra.ignore


def without_bot(desk: Desk, conversation: str, text: str) -> Answer | None:
    """The answer to what is for staff, or about their ticket; None for everything else."""
    reply = desk.handover.before_bot(conversation, text)
    return None if reply is None else _answer(reply, ABOUT_TICKET)


def about_ticket(request: Request, conversation: str) -> Answer:
    """{"ticket": its number while staff work on it, "handover": where it stands}, or None for both."""
    state = request.app.state.desk.handover.state(conversation)
    return {"ticket": state["number"] if state and state["active"] else None, "handover": state}


async def hand_over(request: Request, conversation: str, text: str) -> Answer:
    """Open a ticket without Rasa, from what the website itself has kept."""
    state = request.app.state
    said = await run_in_threadpool(state.conversations.history, conversation)
    asked = [turn["text"] for turn in said if turn["author"] == "visitor"]
    wanted = NewTicket(conversation, asked[-1] if asked else text, transcript=_transcript(said))
    return _answer(await run_in_threadpool(state.desk.handover.hand_over, wanted), "ask_human")


async def complaint(request: Request, conversation: str, message: int, comment: str) -> Answer:
    """A thumb down with words becomes a ticket; {"ticket", "messages"}, empty for an unknown message.

    The messages, the visitor's words first, are kept in the conversation.
    """
    return await run_in_threadpool(_complain, request.app.state, conversation, message, comment)


def _complain(state: Any, conversation: str, message: int, comment: str) -> Answer:
    found = state.conversations.question_before(conversation, message)
    if found is None:
        return {}
    question, understanding = found
    wanted = NewTicket(
        conversation,
        f"{question}\n（对回答的意见：{comment}）",
        origin="feedback",
        transcript=_transcript(state.conversations.history(conversation)),
        understanding={**understanding, "about": understanding.get("intent")},
    )
    told = state.desk.handover.hand_over(wanted).as_message()
    said = {"kind": "visitor", "text": f"这条回答没帮上忙：{comment}"}
    ids = state.conversations.append(conversation, [("visitor", said), ("bot", told)])
    messages = [{**m, "id": n} for m, n in zip((said, told), ids, strict=True)]
    return {"ticket": told["ticket"], "messages": messages}


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
