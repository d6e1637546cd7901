"""Several tickets at once: given to somebody, settled by a canned text, merged; what can be, is undone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import func, select

from bot.helpdesk import bulk, queue
from bot.helpdesk.canned import fill
from bot.helpdesk.conversation_tables import messages
from bot.helpdesk.database import reading
from bot.helpdesk.tickets import TicketError, number, ticket_id
from bot.web.helpdesk.access import Agent, Fields, desk
from bot.web.helpdesk.merging import preview_of
from bot.web.helpdesk.render import render
from bot.web.numbers import Number

router = APIRouter(prefix="/helpdesk/chosen")
_CHOSEN = re.compile(r"T\d{6,9}")
_SILENT = "silent"


@router.get("")
def show_chosen(request: Request, session: Agent, list: str = "", canned: Number = 0) -> Response:
    """What can be done with the chosen tickets; with `canned` what each visitor would be sent."""
    own = desk(request)
    tickets = _tickets(request, request.query_params)
    replies = own.canned.replies(session.staff)
    picked = next((one for one in replies if one["id"] == canned), None)
    texts = {one["id"]: fill(picked["text"], one, session.staff) for one in tickets} if picked else {}
    with reading(own.engine) as connection:
        seen = connection.execute(select(func.max(messages.c.id))).scalar() or 0
    context = {
        "tickets": tickets,
        "list": list[:500],
        "canned": replies,
        "picked": picked,
        "texts": texts,
        "problems": {one["id"]: bulk.why_not_sent(texts[one["id"]], one) for one in tickets if picked},
        "seen": seen,
        "staff": own.register.names(),
    }
    return render(request, "chosen.html", context)


@router.post("/assign")
def assign_all(request: Request, session: Agent, fields: Fields) -> Response:
    """Give each to somebody or to nobody; the value of a chosen one is who held it on the page."""
    before, wanted = _chosen(fields), fields.get("assignee", "")

    def give(ticket: int) -> None:
        desk(request).casework.assign(ticket, session.staff, wanted or None, before[ticket])

    outcome = bulk.on_each(before, give)
    undo = {number(ticket): before[ticket] for ticket in outcome.done if before[ticket] != wanted}
    done = f"改派给{wanted}" if wanted else "放回待领"
    return _told(
        request, fields, outcome, done, {"act": "assign", "assignee": wanted, **undo} if undo else {}
    )


@router.post("/settle")
def settle_all(request: Request, session: Agent, fields: Fields) -> Response:
    """Send each visitor a canned text and resolve; without one close in silence."""
    own, canned = desk(request), fields.get("canned", "")
    chosen = _chosen(fields)
    if canned == _SILENT:
        outcome = bulk.on_each(chosen, lambda ticket: own.casework.close(ticket, session.staff))
        return _told(request, fields, outcome, "关闭，没有告诉访客", _reopening(outcome))
    reply = next((one for one in own.canned.replies(session.staff) if str(one["id"]) == canned), None)
    if reply is None:
        raise TicketError("没有这条常用回复，可能刚刚被删掉了；请重新选。什么都还没有发出。")
    seen = fields.get("seen", "")
    latest = int(seen) if seen.isdecimal() and len(seen) < 18 else 0
    known = {one["id"]: one for one in _tickets(request, fields)}
    outcome = bulk.on_each(
        known, lambda ticket: bulk.settle(own.casework, known[ticket], session.staff, reply["text"], latest)
    )
    return _told(request, fields, outcome, "回复并办结", _reopening(outcome))


@router.get("/merge")
def show_merged(request: Request, session: Agent, into: str = "", list: str = "") -> Response:
    """What the merged ticket would hold; nothing is changed."""
    target = _target(into)
    others = [one for one in _chosen(request.query_params) if one != target]
    context = preview_of(desk(request), target, others)
    return render(request, "merge.html", {**context, "list": list[:500]})


@router.post("/merge")
def merge_all(request: Request, session: Agent, fields: Fields) -> Response:
    """Close the chosen ones as duplicates of another, and go there."""
    target = _target(fields.get("into", ""))
    others = [one for one in _chosen(fields) if one != target]
    outcome = bulk.on_each(others, lambda one: desk(request).casework.merge(one, session.staff, target))
    if outcome.failed:
        return _told(request, fields, outcome, f"并入 {number(target)}", {})
    return RedirectResponse(f"/helpdesk/tickets/{number(target)}", 303)


@router.post("/undo")
def undo(request: Request, session: Agent, fields: Fields) -> Response:
    """Take back an assignment or a closing, ticket by ticket, where nobody has acted since."""
    casework, before = desk(request).casework, _chosen(fields)
    acts: dict[str, Callable[[int], object]] = {
        "assign": lambda one: casework.assign(
            one, session.staff, before[one] or None, fields.get("assignee", "")
        ),
        "reopen": lambda one: casework.reopen(one, session.staff),
    }
    act = acts.get(fields.get("act", ""))
    if act is None:
        raise TicketError("这一步不能撤销。")
    outcome = bulk.on_each(before, act)
    done = "还给原来的处理人" if fields.get("act") == "assign" else "重新打开"
    return _told(request, fields, outcome, done, {})


def _chosen(fields: Mapping[str, str]) -> dict[int, str]:
    """Chosen tickets → the values of their fields. Raises TicketError for more than a page of them."""
    named = {int(name[1:]): value for name, value in fields.items() if _CHOSEN.fullmatch(name)}
    if len(named) > queue.PAGE:
        raise TicketError(f"一次最多处理 {queue.PAGE} 张，请少选一些。")
    return named


def _tickets(request: Request, fields: Mapping[str, str]) -> list[dict[str, Any]]:
    found = (desk(request).tickets.get(one) for one in _chosen(fields))
    return [ticket for ticket in found if ticket is not None]


def _target(written: str) -> int:
    into = ticket_id(written)
    if into is None:
        raise TicketError("请写要并入的工单号，例如 T000012。")
    return into


def _reopening(outcome: bulk.Outcome) -> dict[str, str]:
    return {"act": "reopen", **{number(one): "1" for one in outcome.done}} if outcome.done else {}


def _told(
    request: Request, fields: Mapping[str, str], outcome: bulk.Outcome, done: str, undo: dict[str, str]
) -> Response:
    """What became of each; `undo` holds the fields that take it back."""
    failed = {number(one): reason for one, reason in outcome.failed.items()}
    again = urlencode(dict.fromkeys(failed, "1") | {"list": fields.get("list", "")[:500]})
    context = {
        "done": done,
        "numbers": [number(one) for one in outcome.done],
        "failed": failed,
        "again": f"/helpdesk/chosen?{again}",
        "undo": undo,
        "list": fields.get("list", "")[:500],
    }
    return render(request, "chosen_done.html", context, 200 if outcome.done or not failed else 409)
