"""The visitor's checklist as a page: read, changed, printed, taken along as calendar entries.

The token comes once in a form and is then kept in a cookie for this page alone; no address holds it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any
from urllib.parse import parse_qs

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from bot.helpdesk.checklists import ChecklistStore
from bot.helpdesk.forgetting import ConversationCleared
from bot.policy.checklist import Checklist, Choices, make_checklist
from bot.policy.checklist_reply import VERDICT_WORDS
from bot.policy.profile_replies import described
from bot.web import checklist_cookie as cookie
from bot.web.api_error import ApiError
from bot.web.calendar_file import calendar
from bot.web.chat_session import insist_pace
from bot.web.helpdesk.access import same_origin
from bot.web.pages import apart, store_of
from bot.web.rasa_client import RasaUnavailable
from bot.web.rendering import templates
from bot.web.traditional import page_script

Route = Callable[[Request], Awaitable[Response]]
router = APIRouter(prefix="/checklist", default_response_class=HTMLResponse)
logger = structlog.get_logger()


def _told_as_page(route: Route) -> Route:
    """What goes wrong is told as a page, whatever was sent: forms are posted without scripts, too."""

    @wraps(route)
    async def told(request: Request) -> Response:
        try:
            return await route(request)
        except ConversationCleared:
            return _over(request)
        except ApiError as error:
            if error.status == 401:
                return _over(request)
            told = {"message": error.message, "status": error.status}
            return templates.TemplateResponse(request, "error.html", told, error.status, error.headers)

    return told


def _over(request: Request) -> Response:
    answer = _shown(request, {"c": Checklist(), "facts": [], "why": "over"}, 401)
    cookie.forget(answer)
    return answer


@router.get("")
@_told_as_page
async def page(request: Request) -> Response:
    """The checklist of the conversation that the cookie opens; without one, how to come to a list."""
    token = cookie.token_in(request)
    if token is None:
        return _empty(request, "cookies" if "opened" in request.query_params else "unknown")
    made, profile = await _made(request, _insist_ours(request, token))
    context = {
        "c": made,
        "facts": [f"{label}：{value}" for _, label, value in described(profile or {})],
        "unheard": profile is None,
        "words": VERDICT_WORDS,
        "session": token,
    }
    shown = await apart(_shown, request, context)
    cookie.remember(request, shown, request.app.state.tokens.renewed(token))
    return shown


@router.post("")
@_told_as_page
async def open_page(request: Request) -> Response:
    """From the chat: its token becomes the page's cookie."""
    token = (await _fields(request)).get("session", [""])[0]
    if not token:
        return _back(request, "/checklist")
    _insist_ours(request, token)
    return _kept(request, token)


@router.post("/add")
@_told_as_page
async def add(request: Request) -> Response:
    """A matter is put on the list; whoever has no conversation yet begins one."""
    fields = await _fields(request)
    topic = store_of(request).topic(fields.get("topic", [""])[0])
    if topic is None:
        raise ApiError(404, "no_such_matter", "没有这件事，清单没有改。")
    token = fields.get("session", [""])[0] or cookie.token_in(request)
    if not token:
        insist_pace(request, request.app.state.beginnings, None)
        token = request.app.state.tokens.issue()
    return await _change(request, token, f"m-{topic.slug}", lambda store, who: store.add(who, topic.slug))


@router.post("/remove")
@_told_as_page
async def remove(request: Request) -> Response:
    """A matter is taken off the list."""
    slug = (await _fields(request)).get("topic", [""])[0]
    if store_of(request).topic(slug) is None:
        raise ApiError(404, "no_such_matter", "没有这件事，清单没有改。")
    return await _change(request, cookie.token_in(request), "", lambda store, who: store.remove(who, slug))


@router.post("/papers")
@_told_as_page
async def tick(request: Request) -> Response:
    """The papers that are ready; keys that no paper of the list bears are left out."""
    ready = (await _fields(request)).get("paper", [])
    token = cookie.token_in(request)
    made, _ = await _made(request, _insist_ours(request, token or ""))
    ticked = frozenset(paper.key for paper in made.papers) & set(ready)
    return await _change(request, token, "papers", lambda store, who: store.tick(who, ticked))


@router.get("/calendar.ics")
@_told_as_page
async def calendar_file(request: Request) -> Response:
    """The days of the list for a calendar."""
    made, _ = await _made(request, _insist_ours(request, cookie.token_in(request) or ""))
    site = str(request.app.state.settings.public_url).rstrip("/")
    text = calendar(made.days, site, dt.datetime.now(dt.UTC))
    return Response(
        text,
        media_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="checklist.ics"'},
    )


async def _made(request: Request, conversation: str) -> tuple[Checklist, dict[str, Any] | None]:
    """The list, and what it was made of; None for facts that nobody can tell just now."""
    profile: dict[str, Any] | None
    choices: Choices = await run_in_threadpool(_store(request).choices, conversation)
    try:
        profile = await request.app.state.rasa.facts(conversation)
    except RasaUnavailable as error:
        logger.warning("checklist.facts_unavailable", reason=str(error))
        profile = None
    made = await apart(make_checklist, store_of(request), profile or {}, choices, dt.date.today())
    return made, profile


async def _change(request: Request, token: str | None, anchor: str, change: Any) -> Response:
    conversation = _insist_ours(request, token or "")
    insist_pace(request, request.app.state.limit, conversation)
    await run_in_threadpool(change, _store(request), conversation)
    return _kept(request, token or "", anchor)


def _kept(request: Request, token: str, anchor: str = "") -> Response:
    answer = _back(request, "/checklist" + (f"#{anchor}" if anchor else ""), opened="1")
    cookie.remember(request, answer, request.app.state.tokens.renewed(token))
    return answer


def _back(request: Request, path: str, **query: str) -> RedirectResponse:
    return RedirectResponse(page_script(request)["link"](path, **query), 303)


def _insist_ours(request: Request, token: str) -> str:
    """Id of the conversation; 401 for a token that is not ours or is over."""
    conversation = request.app.state.tokens.conversation(token)
    if conversation is None:
        raise ApiError(401, "foreign_session", "这份清单的对话已经清除或过期了。")
    return str(conversation)


async def _fields(request: Request) -> dict[str, list[str]]:
    if not same_origin(request):
        raise ApiError(403, "foreign_form", "请在本站自己的页面里改清单。")
    return parse_qs((await request.body()).decode("utf-8", "replace"))


def _store(request: Request) -> ChecklistStore:
    return ChecklistStore(request.app.state.settings.database_url)


def _shown(request: Request, context: dict[str, Any], status: int = 200) -> HTMLResponse:
    return templates.TemplateResponse(request, "checklist.html", context, status)


def _empty(request: Request, why: str) -> HTMLResponse:
    return _shown(request, {"c": Checklist(), "facts": [], "why": why})
