"""Accounts and the audit log, for admins and supervisors."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from bot.helpdesk import audit, outbox
from bot.helpdesk.database import reading
from bot.helpdesk.passwords import MIN_PASSWORD, StaffError
from bot.helpdesk.tickets import ticket_id
from bot.web.helpdesk.access import Admin, Fields, Supervisor, desk
from bot.web.helpdesk.render import render
from bot.web.numbers import Number

router = APIRouter(prefix="/helpdesk")


@router.get("/staff")
def show_staff(request: Request, session: Admin) -> Response:
    return _page(request)


@router.post("/staff")
async def add_staff(request: Request, session: Admin, fields: Fields) -> Response:
    """Make an account; the form comes back with the reason where that can't be."""
    name, role = fields.get("name", "").strip(), fields.get("role", "")
    add, work = desk(request).register.add, request.app.state.password_work
    try:
        await work.run(add, name, role, fields.get("password", ""), session.staff)
    except StaffError as error:
        shown: dict[str, object] = {"error": str(error), "fields": fields}
        return await run_in_threadpool(_page, request, shown, 400)
    return RedirectResponse("/helpdesk/staff", 303)


@router.post("/staff/{name}/{act}")
def change_staff(name: str, act: str, request: Request, session: Admin, fields: Fields) -> Response:
    """Switch an account off or on, unlock it, change its role."""
    register = desk(request).register
    if act == "role":
        register.set_role(name, fields.get("role", ""), session.staff)
    elif act in {"off", "on"}:
        register.set_active(name, act == "on", session.staff)
    elif act == "unlock":
        register.unlock(name, session.staff)
    elif act == "second-off":
        register.drop_second_factor(name, session.staff)
    else:
        raise StaffError("不认识这个操作，请用页面上的按钮。")
    return RedirectResponse("/helpdesk/staff", 303)


@router.post("/tokens/{token}/revoke")
def revoke_token(token: str, request: Request, session: Admin) -> Response:
    """End one API token at once."""
    desk(request).sessions.revoke(token, session.staff)
    return RedirectResponse("/helpdesk/staff", 303)


@router.get("/audit")
def show_audit(
    request: Request,
    session: Supervisor,
    before: Number = 0,
    verify: bool = False,
    actor: str = "",
    action: str = "",
    ticket: str = "",
) -> Response:
    """The newest entries that are wanted, whether the chain is whole, and notices that didn't go out."""
    engine = desk(request).engine
    # What is written there and is no number is of no ticket.
    one = (ticket_id(ticket) or 0) if ticket.strip() else None
    with reading(engine) as connection:
        context = {
            "verdict": audit.verify(connection) if verify else None,
            "entries": audit.entries(connection, before or None, 100, actor[:40], action[:20], one),
            "waiting": outbox.waiting(engine),
            "actors": ["visitor", "bot", "system", *desk(request).register.names()],
            "wanted": {"actor": actor[:40], "action": action[:20], "ticket": ticket[:20]},
        }
    return render(request, "audit.html", context)


def _page(request: Request, context: dict[str, object] | None = None, status: int = 200) -> Response:
    accounts = desk(request).register.accounts()
    tokens = desk(request).sessions.tokens()
    shown = {
        "accounts": accounts,
        "tokens": tokens,
        "shortest": MIN_PASSWORD,
        "fields": {},
        **(context or {}),
    }
    return render(request, "staff.html", shown, status)
