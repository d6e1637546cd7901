"""Teaching the bot: what it couldn't answer, what staff corrected, canned replies."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from bot.helpdesk.canned import PLACEHOLDERS
from bot.helpdesk.database import reading
from bot.helpdesk.roles import at_least
from bot.helpdesk.sessions import Session
from bot.helpdesk.tickets import TicketError
from bot.helpdesk.unanswered import REASONS, set_aside, unanswered
from bot.policy.store import open_store
from bot.web.helpdesk.access import Agent, Fields, Supervisor, desk
from bot.web.helpdesk.render import render
from bot.web.helpdesk.ticket_view import intents
from bot.web.numbers import Number, Place

router = APIRouter(prefix="/helpdesk")


@router.get("/unanswered")
def show_unanswered(request: Request, session: Agent, days: Number = 90) -> Response:
    """What visitors asked that the bot couldn't answer, grouped."""
    return _unanswered_page(request, days)


def _unanswered_page(
    request: Request, days: int, more: dict[str, Any] | None = None, status: int = 200
) -> Response:
    own = desk(request)
    with reading(own.engine) as connection:
        groups = unanswered(connection, min(max(days, 1), 3650))
    topics = list(intents(open_store(own.settings.policy_db)))
    shown = {"groups": groups[:100], "days": days, "topics": topics, "wrong": {}, "reasons": REASONS}
    return render(request, "unanswered.html", {**shown, **(more or {})}, status)


@router.post("/unanswered/aside")
def put_aside(request: Request, session: Agent, fields: Fields) -> Response:
    """Take a group off the list: not ours, or seen to."""
    reason = fields.get("reason", "")
    set_aside(desk(request).engine, fields.get("text", ""), session.staff, reason)
    return RedirectResponse("/helpdesk/unanswered", 303)


@router.post("/unanswered")
def teach(request: Request, session: Agent, fields: Fields) -> Response:
    """Propose what an unanswered question means; a matter that isn't one comes back at its field."""
    own = desk(request)
    intent = intents(open_store(own.settings.policy_db)).get(fields.get("topic", "").strip())
    if intent is None:
        return _unanswered_page(request, 90, {"wrong": fields}, 400)
    own.learning.propose(fields.get("text", ""), intent, session.staff, rewording=fields.get("rewording", ""))
    return RedirectResponse("/helpdesk/learning", 303)


@router.get("/learning")
def show_learning(request: Request, session: Agent) -> Response:
    """Corrections that wait for a second person, and those that wait for training."""
    own = desk(request)
    names = {intent: name for name, intent in intents(open_store(own.settings.policy_db)).items()}
    context = {
        "proposed": own.learning.corrections("proposed"),
        "approved": own.learning.corrections("approved"),
        "rejected": own.learning.rejected(),
        "accepted": own.learning.corrections("accepted")[-20:],
        "names": names,
    }
    return render(request, "learning.html", context)


@router.post("/learning/{correction}/{verdict}")
def decide(
    correction: Place, verdict: str, request: Request, session: Supervisor, fields: Fields
) -> Response:
    """Approve a correction, or reject it with a reason."""
    if verdict not in {"approve", "reject"}:
        raise TicketError("只能通过或退回。")
    reason = fields.get("reason", "")
    if verdict == "reject" and not reason.strip():
        raise TicketError("请写一句为什么退回，提交的同事看得到。")
    desk(request).learning.decide(correction, session.staff, verdict == "approve", reason)
    return RedirectResponse("/helpdesk/learning", 303)


@router.get("/canned")
def show_canned(request: Request, session: Agent) -> Response:
    return _canned_page(request, session)


@router.post("/canned")
def add_canned(request: Request, session: Agent, fields: Fields) -> Response:
    """Everybody's by a supervisor, else one's own; the form comes back with the reason where it can't be."""
    own = "own" in fields or not at_least(session.role, "supervisor")
    try:
        desk(request).canned.add(fields.get("title", ""), fields.get("text", ""), session.staff, own)
    except TicketError as error:
        return _canned_page(request, session, {"error": str(error), "fields": fields}, 400)
    return RedirectResponse("/helpdesk/canned", 303)


@router.post("/canned/{canned}/change")
def change_canned(canned: Place, request: Request, session: Agent, fields: Fields) -> Response:
    """Word one anew."""
    shared = at_least(session.role, "supervisor")
    title, text = fields.get("title", ""), fields.get("text", "")
    try:
        desk(request).canned.change(canned, title, text, session.staff, shared)
    except TicketError as error:
        return _canned_page(request, session, {"error": str(error), "fields": fields}, 400)
    return RedirectResponse("/helpdesk/canned", 303)


@router.post("/canned/{canned}/remove")
def remove_canned(canned: Place, request: Request, session: Agent) -> Response:
    """Delete one; the page offers to put it back."""
    gone = desk(request).canned.remove(canned, session.staff, at_least(session.role, "supervisor"))
    return _canned_page(request, session, {"gone": gone})


def _canned_page(
    request: Request, session: Session, more: dict[str, Any] | None = None, status: int = 200
) -> Response:
    shown = {"canned": desk(request).canned.replies(session.staff), "placeholders": PLACEHOLDERS}
    return render(request, "canned.html", {**shown, "fields": {}, **(more or {})}, status)
