"""JSON for staff's own programs: POST /api/triage, tickets under /api/tickets."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, Extra, StrictBool, StrictStr

from bot.errors import StoreError
from bot.helpdesk import queue
from bot.helpdesk.assessment import assess, assess_ticket
from bot.helpdesk.database import reading
from bot.helpdesk.similar import similar_tickets
from bot.helpdesk.staff import digest
from bot.helpdesk.tickets import TicketError
from bot.web.api_error import ApiError
from bot.web.helpdesk.access import Agent, desk
from bot.web.helpdesk.queue import Wanted, open_by_staff
from bot.web.helpdesk.ticket import get_ticket
from bot.web.numbers import StrictNumber

router = APIRouter(prefix="/api")
_MAX_TEXT = 20_000
Key = Annotated[str | None, Header(min_length=1, max_length=200)]


class Message(BaseModel):
    text: StrictStr


class Registration(BaseModel):
    """A ticket that staff or another system opens."""

    question: StrictStr
    name: StrictStr = ""
    phone: StrictStr = ""
    email: StrictStr = ""


class SentReply(BaseModel):
    """`seen` is `last_reply` of the ticket as the writer read it."""

    text: StrictStr
    seen: StrictNumber = StrictNumber(0)
    resolve: StrictBool = False


class Changes(BaseModel):
    """What is left out stays as it is."""

    assignee: StrictStr | None = None
    status: StrictStr | None = None

    class Config:
        extra = Extra.forbid


@router.post("/triage")
def triage(body: Message, request: Request, session: Agent) -> dict[str, Any]:
    """Category, clauses, departments, urgency, a suggested reply and similar earlier tickets."""
    if not body.text.strip():
        raise ApiError(400, "empty_text", "请写下要分析的内容。")
    if len(body.text) > _MAX_TEXT:
        raise ApiError(413, "text_too_long", f"一次最多 {_MAX_TEXT} 个字。")
    own = desk(request)
    try:
        seen = assess(body.text, own.settings)
    except StoreError as error:
        raise ApiError(503, "no_store", str(error), {"Retry-After": "5"}) from error
    # Tickets keep the pairs; the contract's answer has the clauses as people cite them.
    for ours in ("references", "parts"):
        seen.pop(ours, None)
    with reading(own.engine) as connection:
        seen["similar"] = similar_tickets(connection, body.text, without=0)
    return seen


@router.get("/tickets")
def list_tickets(request: Request, session: Agent, filters: Wanted) -> dict[str, Any]:
    """The oldest matching tickets; ask again with `after` = `next` until that is null."""
    with reading(desk(request).engine) as connection:
        found = queue.page(connection, filters)
    following = found[-1]["id"] if len(found) == queue.PAGE else None
    return {"tickets": [_readable(ticket) for ticket in found], "next": following}


@router.post("/tickets", status_code=201)
def open_ticket(
    body: Registration, request: Request, response: Response, session: Agent, idempotency_key: Key = None
) -> dict[str, Any]:
    """Open a ticket in staff's name; sent again with the same `Idempotency-Key` it is the same one, 200."""
    key = digest(f"{session.staff}\n{idempotency_key}") if idempotency_key else None
    try:
        opened = open_by_staff(request, session, body.dict(), key)
    except TicketError as error:
        raise ApiError(400, "bad_ticket", str(error)) from error
    if opened.existing:
        response.status_code = 200
    else:
        assess_ticket(desk(request).tickets, int(opened.number[1:]))
    return _readable(get_ticket(request, opened.number))


@router.get("/tickets/{number}")
def show_ticket(number: str, request: Request, session: Agent) -> dict[str, Any]:
    return _readable(get_ticket(request, number))


@router.post("/tickets/{number}/reply")
def reply(number: str, body: SentReply, request: Request, session: Agent) -> dict[str, Any]:
    """Answer into the visitor's chat; 409 when somebody else replied first or the ticket is settled."""
    ticket = get_ticket(request, number)
    sent = desk(request).casework.reply(ticket["id"], session.staff, body.text, body.seen, body.resolve)
    return {"message": sent, **_readable(get_ticket(request, number))}


@router.patch("/tickets/{number}")
def change(number: str, body: Changes, request: Request, session: Agent) -> dict[str, Any]:
    """Assign (empty: to nobody), or set the status to resolved, closed or open."""
    ticket, casework = get_ticket(request, number), desk(request).casework
    acts = {"resolved": casework.resolve, "closed": casework.close, "open": casework.reopen}
    if body.status is not None and body.status not in acts:
        raise ApiError(400, "bad_status", f"status 只能改成 {'、'.join(acts)}。")
    if body.assignee is not None:
        casework.assign(ticket["id"], session.staff, body.assignee or None)
    if body.status is not None:
        acts[body.status](ticket["id"], session.staff)
    return _readable(get_ticket(request, number))


def _readable(ticket: dict[str, Any]) -> dict[str, Any]:
    """Times as ISO 8601 in UTC."""
    return {
        name: value.isoformat() + "Z" if isinstance(value, dt.datetime) else value
        for name, value in ticket.items()
        if name != "request_key"
    }
