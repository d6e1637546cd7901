"""A ticket looked up from anywhere: by its number and the telephone or mail that was left with it.

For whoever lost the conversation: another device, a browser that keeps nothing. Tries are limited as
log-ins are, and a number that doesn't exist is answered as one with another telephone.
"""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from itsdangerous import BadData
from starlette.concurrency import run_in_threadpool

from bot.cleaning import clean
from bot.helpdesk import tries
from bot.helpdesk.conversations import ABOUT_TICKET, ConversationStore
from bot.helpdesk.desk import Desk
from bot.helpdesk.ticket_state import UNSOLVED, state_of
from bot.helpdesk.tickets import ticket_id
from bot.web.api_error import ApiError
from bot.web.helpdesk.access import Fields, same_origin
from bot.web.helpdesk.known import network
from bot.web.rendering import templates

router = APIRouter(default_response_class=HTMLResponse)
_PASS_SECONDS = 30 * 60
_LONGEST = 1000
_WRONG = "工单号和电话（或邮箱）对不上。请核对一下；当时没留联系方式的工单查不了。"
# What the page's buttons say for the visitor, as the chat's own buttons would.
_ACTS = {"remind": "催一下", "solved": "解决了", "unsolved": "没解决，继续"}


@router.get("/ticket")
async def lookup_page(request: Request) -> HTMLResponse:
    """The form."""
    return _page(request, {})


@router.post("/ticket")
async def look_up(request: Request, fields: Fields) -> HTMLResponse:
    """State and replies of the ticket that number and contact name; with `act` or `text` what to do on it."""
    if not same_origin(request):
        raise ApiError(403, "foreign_form", "请在本站自己的页面里查。")
    number = _passed(request, fields.get("pass", ""))
    if number is None:
        address = network(request)
        if request.app.state.login_tries.wait(None, address):
            return _page(request, {"problem": "试得太快了，请等一分钟。", "fields": fields}, 429)
        try:
            number = await run_in_threadpool(_proved, request.app.state.desk, fields, address)
        except tries.TooManyTries:
            told = "试的次数太多了，请 15 分钟后再查。"
            return _page(request, {"problem": told, "fields": fields}, 429)
    if number is None:
        return _page(request, {"problem": _WRONG, "fields": fields}, 403)
    said = _ACTS.get(fields.get("act", "")) or clean(fields.get("text", "")).strip()[:_LONGEST]
    told = await run_in_threadpool(_do, request.app.state, number, said) if said else ""
    found = await run_in_threadpool(_found, request.app.state.desk, number)
    return _page(request, {**found, "told": told, "pass": request.app.state.ticket_passes.dumps(number)})


def _passed(request: Request, token: str) -> int | None:
    """The ticket that was proved a while ago; None for no such pass."""
    try:
        return int(request.app.state.ticket_passes.loads(token, max_age=_PASS_SECONDS))
    except (BadData, ValueError, TypeError):
        return None


def _proved(desk: Desk, fields: dict[str, str], address: str) -> int | None:
    """The ticket's id where the contact is the one that was left; counts every try. Raises TooManyTries."""
    number, given = ticket_id(fields.get("number", "")), _bare(fields.get("contact", ""))
    name, who = f"ticket {number}", f"address {address}"
    tries.claim(desk.engine, name, who)
    ticket = desk.tickets.get(number) if number and given else None
    left = {_bare(value) for key, value in ((ticket or {}).get("contact") or {}).items() if key != "name"}
    if ticket is None or given not in left:
        return None
    tries.give_back(desk.engine, name, who)
    return int(ticket["id"])


def _do(state: Any, number: int, said: str) -> str:
    """Say something on the ticket in its own conversation, where it reaches whoever reads there."""
    ticket = state.desk.tickets.get(number)
    conversation = ticket["conversation"] if ticket else ""
    reply = state.desk.handover.before_bot(conversation, said)
    if reply is None and ticket and not ticket["active"]:
        # Words on what is settled take it up again: nobody would read them otherwise.
        reply = state.desk.handover.before_bot(conversation, UNSOLVED.payload)
    if reply is None:
        state.desk.casework.visitor_wrote(number, said)
        told = "已经记进工单，工作人员看得到。"
    else:
        told = reply.text
    visitor = {"kind": "visitor", "text": said, "came_to": {"understanding": {"intent": ABOUT_TICKET}}}
    bot = {"kind": "smalltalk", "text": told}
    state.conversations.append(conversation, [("visitor", visitor), ("bot", bot)])
    return str(told)


def _found(desk: Desk, number: int) -> dict[str, Any]:
    """What the page shows of a ticket."""
    with desk.engine.connect() as connection:
        row = desk.tickets.row(connection, number)
    said = ConversationStore(desk.settings.database_url).history(row.conversation, author="staff")
    return {"state": state_of(row), "replies": said}


def _bare(contact: str) -> str:
    return re.sub(r"[\s\-()（）]|^\+?86(?=1)", "", contact).casefold()


def _page(request: Request, context: dict[str, Any], status: int = 200) -> HTMLResponse:
    return templates.TemplateResponse(request, "ticket.html", {"fields": {}, **context}, status)
