"""Setting up one's second factor, and doing without it again."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from bot.helpdesk import second_factor
from bot.helpdesk.passwords import StaffError
from bot.helpdesk.sessions import Session
from bot.helpdesk.staff import LoginRefused
from bot.web.helpdesk.access import SECOND_FACTOR, Fields, Staff, desk
from bot.web.helpdesk.render import render

router = APIRouter(prefix="/helpdesk")


@router.get("/second-factor")
def second_factor_page(request: Request, session: Staff) -> Response:
    """A new key to be taken up by an app, or how to switch it off."""
    return _page(request, session, second_factor.new_secret())


@router.post("/second-factor")
async def change_second_factor(request: Request, session: Staff, fields: Fields) -> Response:
    """Switch it on with a first code, or off; either asks for the password."""
    register, work = desk(request).register, request.app.state.password_work
    password, code, secret = (fields.get(name, "") for name in ("present", "code", "secret"))
    try:
        if session.second:
            await work.run(register.check, session.staff, password, code, _who(session))
            await work.run(register.drop_second_factor, session.staff, session.staff)
        else:
            await work.run(register.check, session.staff, password, "", _who(session))
            await work.run(register.set_second_factor, session.staff, secret, code)
    except (StaffError, LoginRefused) as error:
        if not second_factor.is_secret(secret):
            secret = second_factor.new_secret()
        return _page(request, session, secret, str(error), 400)
    return RedirectResponse(SECOND_FACTOR, 303)


def _who(session: Session) -> str:
    """Tries of somebody who is signed in shut nobody else out."""
    return f"session {session.csrf}"


def _page(request: Request, session: Session, secret: str, error: str = "", status: int = 200) -> Response:
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    address = second_factor.address(session.staff, secret)
    context = {"secret": secret, "groups": groups, "address": address, "error": error}
    demanded = desk(request).settings.admin_second_factor and session.role == "admin"
    return render(request, "second.html", {**context, "demanded": demanded}, status)
