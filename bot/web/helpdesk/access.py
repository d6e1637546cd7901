"""Who may do what: every staff route names the role that it needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from python_multipart.exceptions import FormParserError
from starlette.concurrency import run_in_threadpool

from bot.cleaning import clean
from bot.errors import UserError
from bot.helpdesk.casework import Conflict
from bot.helpdesk.desk import Desk
from bot.helpdesk.roles import STAFF, at_least
from bot.helpdesk.sessions import Session
from bot.helpdesk.staff import StaffError
from bot.helpdesk.tickets import TicketError
from bot.web.helpdesk.render import is_api, render

COOKIE = "helpdesk"
# Where somebody who has to set up a second factor may go before.
SECOND_FACTOR = "/helpdesk/second-factor"
_WITHOUT_SECOND = {SECOND_FACTOR, "/helpdesk/logout"}
_READS = {"GET", "HEAD"}


class LoginNeeded(Exception):
    """Nobody is signed in."""


class SecondFactorNeeded(Exception):
    """An administrator without a second factor, where one is demanded."""


class Refused(UserError):
    """Signed in, but not allowed; `status` is 403 or what else fits."""

    def __init__(self, message: str, status: int = 403) -> None:
        self.status = status
        super().__init__(message)


def needs(role: str) -> Any:
    """Dependency: the session of somebody who has at least this role."""

    async def check(request: Request) -> Session:
        if request.method not in _READS:
            # Whatever the request comes to: what was written is shown again.
            request.state.written = (await form(request)).get("text", "")
        session = await find_session(request)
        if session is None:
            raise LoginNeeded
        if not at_least(session.role, role):
            raise Refused("您的账号没有这个权限；需要的话请联系管理员。")
        # A program's token is for programs' routes: the console's forms trust that a person sees them.
        if session.kind == "api" and not request.url.path.startswith("/api/"):
            raise Refused("令牌只能用来调用 /api/ 下的接口。")
        if _lacks_second_factor(request, session):
            raise SecondFactorNeeded
        # A token in a header is sent by no browser on its own; a cookie is.
        if request.method not in _READS and session.kind == "browser":
            given = request.headers.get("x-csrf-token") or (await form(request)).get("csrf", "")
            if not session.csrf_fits(given):
                raise Refused("页面过期了，请刷新后再提交一次；您写的内容还在。")
        request.state.session = session
        return session

    check.role = role  # type: ignore[attr-defined]
    return Depends(check)


def _lacks_second_factor(request: Request, session: Session) -> bool:
    demanded = desk(request).settings.admin_second_factor and session.role == "admin"
    return bool(demanded and not session.second and request.url.path not in _WITHOUT_SECOND)


async def find_session(request: Request) -> Session | None:
    """Session of the bearer token or of the cookie."""
    sessions = request.app.state.desk.sessions
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return await run_in_threadpool(sessions.find, token.strip(), "api")
    cookie = request.cookies.get(COOKIE)
    return await run_in_threadpool(sessions.find, cookie, "browser") if cookie else None


async def form(request: Request) -> dict[str, str]:
    """Fields of a posted form; files and repeated fields are left out."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return {}
    try:
        fields = await request.form()
    except FormParserError:
        raise HTTPException(400, "表单没有收全，请再提交一次。") from None
    return {clean(name): clean(value) for name, value in fields.items() if isinstance(value, str)}


def same_origin(request: Request) -> bool:
    """Whether a form was posted from our own page, as far as the browser says."""
    origin = request.headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:  # brackets that hold no address
        return False


Fields = Annotated[dict[str, str], Depends(form)]
Staff = Annotated[Session, needs(STAFF)]
Editor = Annotated[Session, needs("editor")]
Agent = Annotated[Session, needs("agent")]
Supervisor = Annotated[Session, needs("supervisor")]
Admin = Annotated[Session, needs("admin")]


def desk(request: Request) -> Desk:
    found: Desk = request.app.state.desk
    return found


def install_error_handlers(app: FastAPI) -> None:
    """JSON for /api, a page for people."""
    handlers: dict[type[Exception], Callable[[Request, Any], Awaitable[Response]]] = {
        LoginNeeded: _login_needed,
        SecondFactorNeeded: _second_factor_needed,
        Refused: _refused,
        Conflict: _told(409, "conflict"),
        TicketError: _told(409, "not_possible"),
        StaffError: _told(400, "bad_account"),
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


async def _login_needed(request: Request, _error: LoginNeeded) -> Response:
    if request.method in _READS and not is_api(request):
        where = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/helpdesk/login?next={quote(where, safe='')}", 303)
    return _tell(request, 401, "login_needed", "请先登录工单台。")


async def _second_factor_needed(request: Request, _error: SecondFactorNeeded) -> Response:
    if request.method in _READS and not is_api(request):
        return RedirectResponse(SECOND_FACTOR, 303)
    return _tell(
        request, 403, "second_factor_needed", "管理员要先设置两步验证（工单台右上角，点自己的名字）。"
    )


async def _refused(request: Request, error: Refused) -> Response:
    return _tell(request, error.status, "forbidden", str(error))


def _told(status: int, code: str) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def handler(request: Request, error: Exception) -> Response:
        return _tell(request, status, code, str(error))

    return handler


def _tell(request: Request, status: int, code: str, message: str) -> Response:
    if is_api(request):
        return JSONResponse({"error": {"code": code, "message": message}}, status)
    written = getattr(request.state, "written", "")
    return render(request, "error.html", {"message": message, "written": written}, status)
