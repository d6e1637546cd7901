"""One ticket: what is known of it, and everything that can be done to it."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from bot.helpdesk import audit, presence, queue
from bot.helpdesk.database import reading
from bot.helpdesk.sessions import Session
from bot.helpdesk.ticket_talk import latest_reply
from bot.helpdesk.tickets import TicketError, is_online, ticket_id
from bot.policy.store import open_store
from bot.web.helpdesk.access import Agent, Fields, Refused, desk
from bot.web.helpdesk.queue import departments, filters_of
from bot.web.helpdesk.render import is_api, render
from bot.web.helpdesk.ticket_view import context_of, how_it_ended, intents, said_in, thread_of, version_of

router = APIRouter(prefix="/helpdesk/tickets/{number}")


@router.get("")
def show_ticket(
    number: str,
    request: Request,
    session: Agent,
    thread: bool = False,
    list: str = "",
    parts: bool = False,
    use: Annotated[list[int] | None, Query()] = None,
) -> Response:
    """The ticket; with `thread` only what changes of itself, for a page that is open.

    `list` is the query of the queue that it was opened from: where «back» and «next» lead. With `parts` the
    draft has those parts alone that `use` names.
    """
    ticket = get_ticket(request, number)
    if thread:
        return render(request, "_live.html", thread_of(desk(request), ticket))
    used = set(use or ()) if parts else None
    return render(request, "ticket.html", context_of(desk(request), ticket, session, list, used))


@router.post("/reply")
def reply(number: str, request: Request, session: Agent, fields: Fields) -> Response:
    """Send the answer; what was written comes back with the page where it can't be sent.

    Asked for JSON it says {"next"}: where to go on.
    """
    ticket = get_ticket(request, number)
    text, where = fields.get("text", ""), fields.get("list", "")
    try:
        if is_online(ticket["conversation"]):
            resolve = "resolve" in fields
            desk(request).casework.reply(ticket["id"], session.staff, text, _seen(fields), resolve)
        else:
            desk(request).casework.answered(ticket["id"], session.staff, text, fields.get("by", ""))
    except TicketError as error:
        if is_api(request):
            raise
        context = context_of(desk(request), get_ticket(request, number), session, where)
        context |= {"error": str(error), "draft": text}
        return render(request, "ticket.html", context, 409)
    going = _after_reply(request, session, ticket["id"], fields)
    return JSONResponse({"next": going}) if is_api(request) else RedirectResponse(going, 303)


def _after_reply(request: Request, session: Session, ticket: int, fields: dict[str, str]) -> str:
    """The letter to print, the next ticket of the queue where that is wanted, else the ticket itself."""
    own, where = f"/helpdesk/tickets/T{ticket:06d}", fields.get("list", "")
    if fields.get("by") == "letter":
        return f"{own}/letter"
    carried = f"?list={quote(where)}" if where else ""
    if "next" not in fields:
        return own + carried
    with reading(desk(request).engine) as connection:
        following = queue.following(connection, filters_of(where, session), ticket)
    if following is None:
        return "/helpdesk" + (f"?{where}" if where else "")
    return f"/helpdesk/tickets/T{following:06d}{carried}"


@router.get("/letter")
def letter(number: str, request: Request, session: Agent) -> Response:
    """The last answer as a letter to print."""
    ticket = get_ticket(request, number)
    said = said_in(desk(request), ticket)
    answers = [turn for turn in said if turn["author"] == "staff"]
    if not answers:
        raise TicketError("这张工单还没有答复，没有可以打印的。")
    return render(request, "letter.html", {"ticket": ticket, "answer": answers[-1]})


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


@router.post("/correct")
def correct(number: str, request: Request, session: Agent, fields: Fields) -> Response:
    """Say what the question means, for the bot to learn once a second person approves."""
    ticket = get_ticket(request, number)
    store = open_store(desk(request).settings.policy_db)
    intent = intents(store).get(fields.get("topic", "").strip())
    if intent is None:
        context = context_of(desk(request), ticket, session)
        return render(request, "ticket.html", {**context, "taught_wrong": fields}, 400)
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
    kept = get_ticket(request, number)
    with reading(own.engine) as connection:
        latest = latest_reply(connection, ticket)
        version = version_of(connection, kept)
        ended = "" if kept["active"] else how_it_ended(audit.history(connection, ticket))
    return JSONResponse(
        {
            "others": presence.others(own.engine, ticket, session.staff),
            "version": version,
            "last_reply": latest.id if latest else 0,
            "ended": ended,
        }
    )


def get_ticket(request: Request, number: str) -> dict[str, Any]:
    """The ticket of an address; 404 where there is none."""
    found = desk(request).tickets.get(ticket_id(number) or 0)
    if found is None:
        raise Refused(f"没有工单 {number[:20]}。", 404)
    return found


def _seen(fields: dict[str, str]) -> int:
    seen = fields.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else 0


def _id(request: Request, number: str) -> int:
    return int(get_ticket(request, number)["id"])


def _back(number: str) -> Response:
    return RedirectResponse(f"/helpdesk/tickets/{number}", 303)
