"""Signing in and out, and the first admin's one-time link."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from bot.helpdesk.passwords import MIN_PASSWORD, StaffError
from bot.helpdesk.roles import home
from bot.helpdesk.staff import LoginRefused
from bot.web.helpdesk import known
from bot.web.helpdesk.access import COOKIE, Fields, Refused, Staff, desk, find_session, same_origin
from bot.web.helpdesk.render import render
from bot.web.limits import FullHouse

router = APIRouter(prefix="/helpdesk")


@router.get("/login")
async def login_page(request: Request, next: str = "") -> Response:
    """The form; who is signed in already goes on."""
    session = await find_session(request)
    if session:
        return RedirectResponse(_inside(next, session.role), 303)
    return render(request, "login.html", {"next": _inside(next)})


@router.post("/login")
async def login(request: Request, fields: Fields) -> Response:
    """A session cookie for the right name, password and, where the account has one, second factor."""
    _insist_own_page(request)
    name, where = fields.get("name", "").strip(), _inside(fields.get("next", ""))
    context = {"next": where, "name": name}
    who, is_known = known.who(request, name)
    # A whole office behind one address: whoever has signed in here before is let through.
    wait = 0 if is_known else request.app.state.login_tries.wait(None, known.network(request))
    if wait:
        context["error"] = f"试得太快了，请等 {wait} 秒。"
        return render(request, "login.html", context, 429, {"Retry-After": str(wait)})
    password, code = fields.get("password", ""), fields.get("code", "")
    check, work = desk(request).register.check, request.app.state.password_work
    try:
        account = await work.run(check, name, password, code, who, is_known)
    except LoginRefused as error:
        return render(request, "login.html", {**context, "error": str(error)}, 401)
    except FullHouse:
        context["error"] = "现在登录的人太多，请过几秒再试。"
        return render(request, "login.html", context, 503, {"Retry-After": "5"})
    return await _signed_in(request, account.name, _inside(where, account.role))


@router.post("/logout")
async def logout(request: Request, session: Staff) -> Response:
    """End the session at the server too."""
    await run_in_threadpool(desk(request).sessions.end, request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/helpdesk/login", 303)
    response.delete_cookie(COOKIE, path="/")
    return response


@router.get("/welcome/{token}")
def welcome_page(token: str, request: Request) -> Response:
    """Where the first admin picks a name and a password."""
    if not desk(request).register.invitation_valid(token):
        raise Refused("这个链接已经用过或过期了；没有账号时，重新启动产品会给出新的链接。", 404)
    return render(request, "welcome.html", {"token": token, "shortest": MIN_PASSWORD})


@router.post("/welcome/{token}")
async def welcome(token: str, request: Request, fields: Fields) -> Response:
    """Make the account, use up the link, sign in."""
    _insist_own_page(request)
    name, password = fields.get("name", "").strip(), fields.get("password", "")
    context = {"token": token, "name": name, "shortest": MIN_PASSWORD}
    try:
        if password != fields.get("again", ""):
            raise StaffError("两次输入的密码不一样，请再输一次。")
        accept, work = desk(request).register.accept_invitation, request.app.state.password_work
        await work.run(accept, token, name, password)
    except StaffError as error:
        return render(request, "welcome.html", {**context, "error": str(error)}, 400)
    return await _signed_in(request, name, home("admin"))


@router.get("/password")
def password_page(request: Request, session: Staff) -> Response:
    return render(request, "password.html", {"shortest": MIN_PASSWORD})


@router.post("/password")
async def change_password(request: Request, session: Staff, fields: Fields) -> Response:
    """Replace one's own password; every session of the account ends, and a new one begins."""
    register, work = desk(request).register, request.app.state.password_work
    present, who = fields.get("present", ""), f"session {session.csrf}"
    try:
        await work.run(register.check, session.staff, present, fields.get("code", ""), who)
        if fields.get("password", "") != fields.get("again", ""):
            raise StaffError("两次输入的密码不一样，请再输一次。")
        await work.run(register.set_password, session.staff, fields.get("password", ""), session.staff)
    except (StaffError, LoginRefused) as error:
        return render(request, "password.html", {"error": str(error), "shortest": MIN_PASSWORD}, 400)
    return await _signed_in(request, session.staff, home(session.role))


async def _signed_in(request: Request, name: str, where: str) -> Response:
    token = await run_in_threadpool(desk(request).sessions.start, name)
    response = RedirectResponse(where, 303)
    secure = request.url.scheme == "https" or desk(request).settings.public_url.startswith("https:")
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure, path="/")
    known.remember(request, response, name, secure)
    return response


def _insist_own_page(request: Request) -> None:
    if not same_origin(request):
        raise Refused("请在工单台自己的页面里登录。")


def _inside(where: str, role: str = "") -> str:
    """An address of the console, whatever was asked for; a role's own first page where none was."""
    plain = where.startswith("/helpdesk") and "\\" not in where and "//" not in where
    if not plain or where.startswith("/helpdesk/login") or where == "/helpdesk":
        return home(role) if role else "/helpdesk"
    return where
