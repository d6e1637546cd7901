"""`/api/chat`: a message in, structured messages out; the conversation so far; forgetting it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Extra, Field, StrictBool, StrictStr
from starlette.concurrency import run_in_threadpool

from bot.cleaning import clean
from bot.web import checklist_cookie, forgetting
from bot.web.api_error import ApiError
from bot.web.chat_message import MAX_CHARACTERS, converse
from bot.web.chat_session import insist_pace, open_conversation, renewed_token
from bot.web.helpdesk import visitors
from bot.web.numbers import Number, StrictNumber

# A day's talk and more; the record itself is kept whole.
MOST_SHOWN = 300
router = APIRouter(prefix="/api/chat")


class ChatRequest(BaseModel):
    """What a visitor sends; without a `session` the message begins a conversation."""

    session: StrictStr | None = None
    message: StrictStr
    # What a pressed button carried; `message` is then only what the page shows.
    command: dict[str, Any] | None = None
    # Chosen by the client and the same when it sends a message again; it counts within its session.
    message_id: StrictStr | None = Field(None, regex=r"^[A-Za-z0-9_-]{20,64}$")

    class Config:
        extra = Extra.ignore


class Feedback(BaseModel):
    """A thumb up or down for one message of the conversation."""

    message: StrictNumber
    helpful: StrictBool
    comment: StrictStr = ""


@router.post("/session")
async def begin(request: Request) -> dict[str, str]:
    """A session for a conversation to come, so that its first message, too, can be sent again.

    A `message_id` alone proves nothing about who sends it: what it was answered is told within its
    session only.
    """
    insist_pace(request, request.app.state.beginnings, None)
    return {"session": request.app.state.tokens.issue()}


@router.post("", response_model=None)
async def chat(body: ChatRequest, request: Request) -> JSONResponse:
    """Answer one message."""
    # A response of its own: FastAPI would walk through every value of the answer once more.
    return JSONResponse(await converse(request, body.session, body.message, body.message_id, body.command))


@router.get("/{session}")
async def history(session: str, request: Request) -> dict[str, Any]:
    """The conversation so far, oldest first, and the ticket that is open; of a long one the newest part."""
    conversation = open_conversation(request, session)
    store = request.app.state.conversations
    said = await run_in_threadpool(store.history, conversation, limit=MOST_SHOWN)
    about = await run_in_threadpool(visitors.about_ticket, request, conversation)
    return {"session": renewed_token(request, session), "messages": said, **about}


@router.get("/{session}/updates")
async def updates(session: str, request: Request, after: Number = 0) -> dict[str, Any]:
    """What staff wrote after the message with id `after`, the ticket that is open and where it stands."""
    conversation = open_conversation(request, session)
    store = request.app.state.conversations
    found = await run_in_threadpool(store.history, conversation, after, "staff")
    about = await run_in_threadpool(visitors.about_ticket, request, conversation)
    return {"messages": found, **about}


@router.post("/{session}/feedback")
async def rate(session: str, body: Feedback, request: Request) -> dict[str, Any]:
    """Keep a thumb up or down, with a comment of up to 1,000 characters."""
    conversation = open_conversation(request, session)
    if len(body.comment) > MAX_CHARACTERS:
        raise ApiError(413, "comment_too_long", f"意见最多 {MAX_CHARACTERS} 个字。")
    state = request.app.state
    insist_pace(request, state.limit, conversation)
    store, comment = state.conversations, clean(body.comment).strip()
    if comment and not body.helpful:
        insist_pace(request, state.matters, conversation)
    await run_in_threadpool(store.rate, conversation, body.message, body.helpful, comment)
    if body.helpful or not comment:
        return {"kept": True}
    return {"kept": True, **await visitors.complaint(request, conversation, body.message, comment)}


@router.post("/{session}/contact")
async def leave_contact(session: str, body: visitors.Contact, request: Request) -> dict[str, Any]:
    """Keep how the visitor can be reached, with the conversation's ticket alone."""
    conversation = open_conversation(request, session)
    insist_pace(request, request.app.state.limit, conversation)
    return await visitors.leave_contact(request, conversation, body)


@router.delete("/{session}")
async def forget(session: str, request: Request) -> JSONResponse:
    """Delete the conversation on the server."""
    conversation = open_conversation(request, session)
    await forget_conversation(request, conversation)
    answer = JSONResponse({"forgotten": True})
    checklist_cookie.forget(answer)
    return answer


async def forget_conversation(request: Request, conversation: str) -> None:
    """Delete what was said everywhere: here, at the helpdesk, in Rasa's memory."""
    await forgetting.forget(request.app.state, conversation)
