"""Rasa's REST form, for clients that speak it: behind BOT_REST_CHANNEL, with the website's own rules.

`POST /webhooks/rest/webhook` {"sender", "message"} → [{"recipient_id", "text", "buttons"}]. What a sender
says passes the same limits, is kept in the same conversations and handed over to the same staff; sources
stand in the text. What staff have written since is told first with the next message.
"""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Extra, StrictStr
from starlette.concurrency import run_in_threadpool

from bot.web.api_error import ApiError
from bot.web.chat import MOST_SHOWN
from bot.web.chat_message import converse
from bot.web.chat_session import insist_pace, open_conversation
from bot.web.helpdesk.known import network
from bot.web.texts import clause_label

router = APIRouter(prefix="/webhooks/rest")
_LONGEST_SENDER = 255
# What a pressed button sends back: a command is never read as a sentence. Rasa's own payloads begin so, too.
_PRESSED = "/press"


class Said(BaseModel):
    """What Rasa's REST channel takes; other fields, such as metadata, are left unread."""

    sender: StrictStr = "default"
    message: StrictStr

    class Config:
        extra = Extra.ignore


@router.get("/")
async def health() -> dict[str, str]:
    """As Rasa answers it."""
    return {"status": "ok"}


@router.post("/webhook")
async def receive(body: Said, request: Request) -> JSONResponse:
    """Answer one message of a sender.

    Whoever names the same sender from the same address goes on with the same conversation: Rasa's form has
    no secret, so senders of one address must be kept apart by whoever speaks for them.
    """
    if not 0 < len(body.sender) <= _LONGEST_SENDER:
        raise ApiError(400, "bad_sender", f"sender 要有 1 到 {_LONGEST_SENDER} 个字。")
    state = request.app.state
    session = state.tokens.of_sender(f"{network(request)}\n{body.sender}")
    conversation = open_conversation(request, session)
    before = await run_in_threadpool(state.conversations.history, conversation, limit=MOST_SHOWN)
    if not before:
        insist_pace(request, state.beginnings, None)
    said, command = _pressed(body.message)
    answer = await converse(request, session, said, command=command)
    told = [*_written_since(before), *answer["messages"]]
    return JSONResponse([_as_rasa(body.sender, message) for message in told])


def _pressed(message: str) -> tuple[str, dict[str, Any] | None]:
    """What is shown as said, and the command where the message is a pressed button's payload."""
    if not message.startswith(f"{_PRESSED}{{"):
        return message, None
    try:
        pressed = json.loads(message.removeprefix(_PRESSED))
        said, command = pressed["say"], pressed["command"]
    except (ValueError, KeyError, RecursionError):
        said = command = None
    if not isinstance(said, str) or not isinstance(command, dict):
        raise ApiError(400, "bad_command", "这个按钮用不了，请直接写下问题。")
    return said, command


def _written_since(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What staff wrote after the sender's last message."""
    last = max((turn["id"] for turn in said if turn["author"] == "visitor"), default=0)
    return [turn for turn in said if turn["author"] == "staff" and turn["id"] > last]


def _as_rasa(sender: str, message: dict[str, Any]) -> dict[str, Any]:
    """One message as Rasa's collecting channel gives it: what is empty is left out."""
    shown: dict[str, Any] = {"recipient_id": sender, "text": _text(message)}
    buttons = [_button(button) for button in message.get("buttons") or []]
    return {**shown, "buttons": buttons} if buttons else shown


def _text(message: dict[str, Any]) -> str:
    sources = dict.fromkeys(
        f"依据：{c['document']}{clause_label(c['clause'])}{c.get('title', '')}"
        for c in message.get("citations") or []
    )
    unnamed = [name for name in message.get("departments") or [] if name not in message["text"]]
    offices = [f"主管部门：{'、'.join(unnamed)}"] if unnamed else []
    author = "工作人员：" if message["kind"] == "staff" else ""
    return "\n".join([author + message["text"], *sources, *offices])


def _button(button: dict[str, Any]) -> dict[str, str]:
    command, said = button.get("command"), button["payload"]
    if not command:
        return {"title": button["title"], "payload": said}
    pressed = json.dumps({"say": said, "command": command}, ensure_ascii=False)
    return {"title": button["title"], "payload": f"{_PRESSED}{pressed}"}
