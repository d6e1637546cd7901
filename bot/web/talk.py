"""The same conversation without JavaScript: a form is posted, the whole page comes back.

The token travels in a hidden field, never in an address, so that no log or history keeps it.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from bot.helpdesk.forgetting import ConversationCleared
from bot.web import checklist_cookie
from bot.web.api_error import ApiError
from bot.web.chat import MOST_SHOWN, forget_conversation
from bot.web.chat_message import converse
from bot.web.chat_session import open_conversation
from bot.web.entrances import EVERYBODY
from bot.web.helpdesk.access import same_origin
from bot.web.helpdesk.visitors import about_ticket
from bot.web.pages import show_chat

router = APIRouter(default_response_class=HTMLResponse)


@router.post("/talk")
async def talk(request: Request) -> HTMLResponse:
    """Say what the form holds and show the conversation; what can't be sent stays in the field."""
    if not same_origin(request):
        raise ApiError(403, "foreign_form", "请在本站自己的页面里提问。")
    body = (await request.body()).decode("utf-8", "replace")
    form = {name: values[-1] for name, values in parse_qs(body).items()}
    token, written = form.get("session") or None, form.get("message", "")
    problem, status = "", 200
    try:
        if token and "forget" in form:
            await _forget(request, token)
            token = written = ""
        elif "refresh" not in form:
            said = await converse(request, token, *_pressed(form, written))
            token, written = said["session"], ""
    except ConversationCleared:
        problem, status, token = "这个对话已经清除了，请重新开始。", 401, None
    except ApiError as error:
        problem, status = error.message, error.status
        token = None if status == 401 else token
    messages, ticket = await _so_far(request, token) if token else ([], None)
    page = show_chat(
        request,
        EVERYBODY,
        draft=written,
        session=token,
        messages=messages,
        ticket=ticket,
        problem=problem,
        embedded="embedded" in form,
    )
    page.status_code = status
    if token:
        checklist_cookie.remember(request, page, token)
    else:
        checklist_cookie.forget(page)
    return page


def _pressed(form: dict[str, str], written: str) -> tuple[str, None, Any]:
    """What is said, and what the pressed button commands; a field that can't be read commands nothing."""
    try:
        pressed = json.loads(form.get("press") or "{}")
        said, command = pressed.get("say"), pressed.get("command")
    except (ValueError, AttributeError):
        raise ApiError(400, "bad_command", "这个按钮用不了，请直接写下您的问题。") from None
    return (said if isinstance(said, str) else form.get("say") or written), None, command


async def _forget(request: Request, token: str) -> None:
    conversation = open_conversation(request, token)
    await forget_conversation(request, conversation)


async def _so_far(request: Request, token: str) -> tuple[list[dict[str, Any]], str | None]:
    """What was said, and the number of the ticket that staff work on."""
    conversation = open_conversation(request, token)
    found: list[dict[str, Any]] = await run_in_threadpool(
        request.app.state.conversations.history, conversation, limit=MOST_SHOWN
    )
    about = await run_in_threadpool(about_ticket, request, conversation)
    return found, about["ticket"]
