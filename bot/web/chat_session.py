"""Whose conversation a request is about, and how fast it may ask."""

from __future__ import annotations

from fastapi import Request

from bot.web.api_error import ApiError
from bot.web.limits import MessageLimit
from bot.web.metrics import REFUSED

# `/api/chat/mine…` with the token in this header. Addresses with the token itself are answered for one
# version more.
MINE = "mine"
TOKEN = "X-Chat-Session"


def insist_pace(request: Request, limit: MessageLimit, conversation: str | None) -> None:
    """Count what is about to be done; 429 for a visitor or an address that does it too fast."""
    wait = limit.wait(conversation, request.client.host if request.client else "")
    if wait:
        REFUSED.labels("too_fast").inc()
        raise ApiError(429, "too_fast", f"发得太快了，请等 {wait} 秒再发。", {"Retry-After": str(wait)})


def open_conversation(request: Request, session: str) -> str:
    """Id of the conversation that a token opens; 401 for a token that is not ours or is over.

    `session` is the token, or MINE in an address, where the token is in a header: no log keeps that.
    """
    token = request.headers.get(TOKEN, "") if session == MINE else session
    conversation = request.app.state.tokens.conversation(token)
    if conversation is None:
        raise ApiError(401, "foreign_session", "这个会话不是您的或已失效，请刷新页面重新开始。")
    return str(conversation)


def renewed_token(request: Request, session: str) -> str:
    """The token to go on with."""
    token = request.headers.get(TOKEN, "") if session == MINE else session
    return str(request.app.state.tokens.renewed(token))
