"""The queue of tickets, and tickets that staff register themselves."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from bot.errors import UserError
from bot.helpdesk import queue
from bot.helpdesk.contact import checked_contact
from bot.helpdesk.database import reading
from bot.helpdesk.queue import Filters
from bot.helpdesk.sessions import Session
from bot.helpdesk.tickets import BY_STAFF, NewTicket, Opened, TicketError
from bot.helpdesk.worktime import day_bounds
from bot.policy.store import Store, open_store
from bot.web.helpdesk.access import Agent, Fields, Refused, desk
from bot.web.helpdesk.render import render
from bot.web.numbers import Number

router = APIRouter(prefix="/helpdesk")
_MAX_QUESTION = 4000


def read_filters(
    status: str = "active",
    category: str = "",
    department: str = "",
    assignee: str = "",
    unassigned: bool = False,
    urgent: bool = False,
    overdue: bool = False,
    origin: str = "",
    day: str = "",
    text: str = "",
    after: Number = 0,
) -> Filters:
    """The filters of an address; 400 for a day that is none."""
    try:
        _ = day and day_bounds(day)
    except UserError as error:
        raise Refused(str(error), 400) from error
    return Filters(
        status, category, department, assignee, unassigned, urgent, overdue, origin, day, text[:100], after
    )


Wanted = Annotated[Filters, Depends(read_filters)]


def for_me(filters: Filters, session: Session, given: Mapping[str, str]) -> Filters:
    """The filters as the console means them: without a status, what waits for whoever looks."""
    return replace(filters, status=given.get("status", queue.TODO), me=session.staff)


def filters_of(query: str, session: Session) -> Filters:
    """The filters of a queue's address, as a ticket opened from it carries them along."""
    given = dict(parse_qsl(query[:500]))
    known = {"category", "department", "assignee", "origin", "day", "text"}
    words = {name: value for name, value in given.items() if name in known}
    flags = {name: given.get(name) == "1" for name in ("unassigned", "urgent", "overdue")}
    try:
        return for_me(read_filters(**words, **flags), session, given)  # type: ignore[arg-type]
    except Refused:
        return for_me(Filters(), session, {})


@router.get("")
def show_queue(request: Request, session: Agent, filters: Wanted, rows: bool = False) -> Response:
    """The oldest matching tickets; with `rows` the table alone, for a page that is open."""
    own = desk(request)
    filters = for_me(filters, session, request.query_params)
    with reading(own.engine) as connection:
        found = queue.page(connection, filters)
        context: dict[str, Any] = {
            "tickets": found,
            "filters": filters,
            "link": _link(filters),
            "counts": queue.counts(own.engine, session.staff),
            "version": queue.version(connection),
            "next": _next(found, filters),
            "elsewhere": queue.elsewhere(connection, filters),
            "here": _link(filters)().partition("?")[2],
        }
    if rows:
        return render(request, "_queue.html", context)
    context |= {"departments": departments(own.settings.policy_db), "staff": own.register.names()}
    return render(request, "queue.html", context)


@router.get("/version")
def show_version(request: Request, session: Agent) -> Response:
    """Changes whenever a ticket does: open pages ask for it every second."""
    with reading(desk(request).engine) as connection:
        return JSONResponse({"version": queue.version(connection)})


@router.get("/new")
def new_page(request: Request, session: Agent) -> Response:
    return render(request, "new.html", {"fields": {}})


@router.post("/new")
def register_ticket(request: Request, session: Agent, fields: Fields) -> Response:
    """A ticket for what came by telephone or at the counter."""
    try:
        opened = open_by_staff(request, session, fields).number
    except TicketError as error:
        return render(request, "new.html", {"error": str(error), "fields": fields}, 400)
    return RedirectResponse(f"/helpdesk/tickets/{opened}", 303)


def open_by_staff(
    request: Request, session: Session, fields: dict[str, str], request_key: str | None = None
) -> Opened:
    """Open a ticket in staff's name. Raises TicketError for what can't be kept."""
    question = fields.get("question", "").strip()
    if not question or len(question) > _MAX_QUESTION:
        raise TicketError(f"请写下来访者的问题，最多 {_MAX_QUESTION} 个字。")
    given = [fields.get(name, "") for name in ("name", "phone", "email")]
    contact = checked_contact(*given) if any(value.strip() for value in given) else None
    wanted = NewTicket(
        conversation=f"{BY_STAFF}{secrets.token_urlsafe(12)}",
        question=question,
        origin="staff",
        actor=session.staff,
        contact=contact,
        request_key=request_key,
    )
    return desk(request).tickets.open(wanted)


def _next(found: list[dict[str, Any]], filters: Filters) -> int | None:
    """Where the page after this one begins; None where this is the last."""
    if len(found) < queue.PAGE:
        return None
    return filters.after + queue.PAGE if filters.status == queue.TODO else int(found[-1]["id"])


@lru_cache(maxsize=1)
def _departments(store: Store) -> list[str]:
    clauses = [clause for document in store.documents() for clause in store.clauses(document["number"])]
    return sorted({name for clause in clauses for name in clause["departments"]})


def departments(path: Any) -> list[str]:
    """Every department that the documents name."""
    return _departments(open_store(path))


def _link(filters: Filters) -> Any:
    def link(**changes: Any) -> str:
        wanted = asdict(replace(filters, **{"after": 0, "me": "", **changes}))
        empty = asdict(Filters(status=queue.TODO))
        shown = {
            name: int(value) if isinstance(value, bool) else value
            for name, value in wanted.items()
            if value != empty[name]
        }
        return f"/helpdesk?{urlencode(shown)}" if shown else "/helpdesk"

    return link
