"""One ticket: what is known of it, and everything that can be done to it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy import select

from bot.errors import StoreError
from bot.helpdesk import audit, presence, queue
from bot.helpdesk.canned import fill
from bot.helpdesk.casework import latest_reply
from bot.helpdesk.conversations import ConversationStore
from bot.helpdesk.database import reading
from bot.helpdesk.desk import Desk
from bot.helpdesk.sessions import Session
from bot.helpdesk.similar import similar_tickets
from bot.helpdesk.tables import notes
from bot.helpdesk.tickets import TicketError, ticket_id
from bot.policy.references import ClauseRef
from bot.policy.store import Store, open_store
from bot.web.helpdesk.access import Agent, Fields, Refused, desk
from bot.web.helpdesk.queue import departments
from bot.web.helpdesk.render import is_api, render

router = APIRouter(prefix="/helpdesk/tickets/{number}")


@router.get("")
def show_ticket(number: str, request: Request, session: Agent, thread: bool = False) -> Response:
    """The ticket; with `thread` only conversation, notes and history, for a page that is open."""
    ticket = get_ticket(request, number)
    if thread:
        return render(request, "_thread.html", _thread(desk(request), ticket))
    return render(request, "ticket.html", _context(desk(request), ticket, session))


@router.post("/reply")
def reply(number: str, request: Request, session: Agent, fields: Fields) -> Response:
    """Send the answer; what was written comes back with the page where it can't be sent."""
    ticket = get_ticket(request, number)
    seen = fields.get("seen", "")
    try:
        desk(request).casework.reply(
            ticket["id"],
            session.staff,
            fields.get("text", ""),
            int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
            resolve="resolve" in fields,
        )
    except TicketError as error:
        if is_api(request):
            raise
        context = _context(desk(request), get_ticket(request, number), session)
        context |= {"error": str(error), "draft": fields.get("text", "")}
        return render(request, "ticket.html", context, 409)
    return _back(number)


@router.post("/note")
def note(number: str, request: Request, session: Agent, fields: Fields) -> Response:
    desk(request).casework.write_note(_id(request, number), session.staff, fields.get("text", ""))
    return _back(number)


@router.post("/assign")
def assign(number: str, request: Request, session: Agent, fields: Fields) -> Response:
    """Take a ticket, give it to a colleague, or put it back."""
    assignee = fields.get("assignee", "") or None
    desk(request).casework.assign(_id(request, number), session.staff, assignee, fields.get("held_by"))
    return _back(number)


@router.post("/classify")
def classify(number: str, request: Request, session: Agent, fields: Fields) -> Response:
    """Correct category, departments and urgency."""
    written = fields.get("departments", "").replace("，", "、").replace(",", "、").split("、")
    named = [name.strip() for name in written if name.strip()]
    unknown = set(named) - set(departments(desk(request).settings.policy_db))
    if unknown:
        raise TicketError(f"文件的任务分工表里没有“{'、'.join(sorted(unknown))}”，请从列表里选。")
    desk(request).casework.classify(
        _id(request, number), session.staff, fields.get("category", ""), named, "urgent" in fields
    )
    return _back(number)


@router.post("/status")
def set_status(number: str, request: Request, session: Agent, fields: Fields) -> Response:
    """Resolve, close or reopen."""
    casework = desk(request).casework
    acts = {"resolve": casework.resolve, "close": casework.close, "reopen": casework.reopen}
    act = acts.get(fields.get("to", ""))
    if act is None:
        raise TicketError("不认识这个状态，请用页面上的按钮。")
    act(_id(request, number), session.staff)
    return _back(number)


@router.post("/merge")
def merge(number: str, request: Request, session: Agent, fields: Fields) -> Response:
    """Close as a duplicate of another ticket, and go there."""
    into = ticket_id(fields.get("into", ""))
    if into is None:
        raise TicketError("请写要并入的工单号，例如 T000012。")
    desk(request).casework.merge(_id(request, number), session.staff, into)
    return RedirectResponse(f"/helpdesk/tickets/T{into:06d}", 303)


@router.post("/correct")
def correct(number: str, request: Request, session: Agent, fields: Fields) -> Response:
    """Say what the question means, for the bot to learn once a second person approves."""
    ticket = get_ticket(request, number)
    store = open_store(desk(request).settings.policy_db)
    intent = intents(store).get(fields.get("topic", "").strip())
    if intent is None:
        raise TicketError("请从列表里选这句话问的是哪件事。")
    desk(request).learning.propose(
        fields.get("text", ""),
        intent,
        session.staff,
        understood=str(ticket["understanding"].get("intent") or ""),
        rewording=fields.get("rewording", ""),
        ticket_id=ticket["id"],
    )
    return _back(number)


@router.post("/presence")
def report_presence(number: str, request: Request, session: Agent, answering: bool = False) -> Response:
    """Somebody is here: who else is, and whether anything changed."""
    own, ticket = desk(request), _id(request, number)
    presence.report(own.engine, ticket, session.staff, answering)
    with reading(own.engine) as connection:
        latest = latest_reply(connection, ticket)
        version = queue.version(connection)
    return JSONResponse(
        {
            "others": presence.others(own.engine, ticket, session.staff),
            "version": version,
            "last_reply": latest.id if latest else 0,
        }
    )


def get_ticket(request: Request, number: str) -> dict[str, Any]:
    """The ticket of an address; 404 where there is none."""
    found = desk(request).tickets.get(ticket_id(number) or 0)
    if found is None:
        raise Refused(f"没有工单 {number[:20]}。", 404)
    return found


def intents(store: Store) -> dict[str, str]:
    """Topic names as staff see them → full intents."""
    return {topic.name: topic.intent for topic in store.topics()}


def _id(request: Request, number: str) -> int:
    return int(get_ticket(request, number)["id"])


def _back(number: str) -> Response:
    return RedirectResponse(f"/helpdesk/tickets/{number}", 303)


def _context(own: Desk, ticket: dict[str, Any], session: Session) -> dict[str, Any]:
    with reading(own.engine) as connection:
        alike = similar_tickets(connection, ticket["question"], ticket["id"])
    canned = [{**reply, "text": fill(reply["text"], ticket, session.staff)} for reply in own.canned.replies()]
    return {
        **_thread(own, ticket),
        **_knowledge(own, ticket),
        "similar": alike,
        "taught": own.learning.of_ticket(ticket["id"]),
        "canned": canned,
        "staff": own.register.names(),
        # Once somebody has answered, the draft would only be sent a second time.
        "draft": "" if ticket["first_reply"] else ticket["suggested_reply"],
    }


def _knowledge(own: Desk, ticket: dict[str, Any]) -> dict[str, Any]:
    """Cited clauses in full, and what a correction can choose from; empty while there is no store."""
    try:
        store = open_store(own.settings.policy_db)
    except StoreError as error:
        return {"clauses": [], "topics": {}, "departments": [], "error": str(error)}
    found = [clause for cited in ticket["clauses"] for clause in _clauses(store, cited)]
    return {
        "clauses": found,
        "topics": {intent: name for name, intent in intents(store).items()},
        "departments": departments(own.settings.policy_db),
    }


def _clauses(store: Store, cited: str) -> list[dict[str, Any]]:
    """A clause of a ticket: document and number."""
    ref = ClauseRef.parse(cited)
    return [{"document": ref.document, **clause} for clause in store.clauses(ref.document, ref.clause)]


def _thread(own: Desk, ticket: dict[str, Any]) -> dict[str, Any]:
    said = ConversationStore(own.settings.database_url).history(ticket["conversation"], names=True)
    with reading(own.engine) as connection:
        query = select(notes).where(notes.c.ticket_id == ticket["id"]).order_by(notes.c.id)
        remarks = [dict(row) for row in connection.execute(query).mappings()]
        latest = latest_reply(connection, ticket["id"])
        return {
            "ticket": ticket,
            "said": said,
            "notes": remarks,
            "history": audit.history(connection, ticket["id"]),
            "last_reply": latest.id if latest else 0,
            "version": queue.version(connection),
        }
