"""One message's way: checked, answered by staff, the bot or the search, and kept."""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import Request
from starlette.concurrency import run_in_threadpool

from bot.cleaning import clean
from bot.errors import StoreError
from bot.helpdesk.conversations import AlreadyKept
from bot.helpdesk.ticket_words import asks_for_person
from bot.policy.buttons import HUMAN
from bot.policy.commands import BadCommand, checked
from bot.policy.document_replies import passages
from bot.policy.reply import Reply
from bot.policy.scope import decline
from bot.policy.search import fitting
from bot.policy.store import open_store
from bot.web.api_error import ApiError
from bot.web.chat_session import insist_pace, open_conversation
from bot.web.helpdesk import visitors
from bot.web.limits import FullHouse
from bot.web.metrics import CONFIDENCE, MESSAGES, QUESTIONS, REFUSED, REPEATED, WITHOUT_RASA
from bot.web.rasa_client import Crowded, RasaUnavailable

MAX_CHARACTERS = 1000
logger = structlog.get_logger()


async def converse(
    request: Request,
    session: str | None,
    written: str,
    message_id: str | None = None,
    command: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Answer one message; the visitor's words and the answer are kept before this returns.

    A message that comes again in its session with the same id gets the answer that is kept.
    """
    if len(written) > MAX_CHARACTERS:
        raise ApiError(413, "message_too_long", f"一次最多 {MAX_CHARACTERS} 个字，请分几次发。")
    text = clean(written).strip()
    if not text:
        raise ApiError(400, "empty_message", "请写下您想问的内容。")
    if command is not None:
        command = _checked(request, command)
    state = request.app.state
    conversation = open_conversation(request, session) if session is not None else None
    insist_pace(request, state.limit, conversation)
    if conversation is None:
        insist_pace(request, state.beginnings, None)
    commanded = (command or {}).get("do") == "hand_over"
    if commanded or asks_for_person(text):
        insist_pace(request, state.matters, conversation)
    token = session or state.tokens.issue()
    try:
        with state.places.one():
            return {
                "session": state.tokens.renewed(token),
                **await _say(request, open_conversation(request, token), text, message_id, command),
            }
    except FullHouse:
        REFUSED.labels("busy").inc()
        told = "现在问的人太多，请过十秒再发一次。"
        raise ApiError(503, "busy", told, {"Retry-After": "10"}) from None


def _checked(request: Request, command: dict[str, Any]) -> dict[str, Any]:
    """A command that one of our buttons may carry; 400 for every other."""
    try:
        return checked(command, open_store(request.app.state.settings.policy_db))
    except BadCommand as error:
        told = f"这个按钮用不了（{error}），请直接写下您的问题。"
        raise ApiError(400, "bad_command", told) from error
    except StoreError as error:
        raise ApiError(503, "no_store", str(error), {"Retry-After": "5"}) from error


async def _say(
    request: Request,
    conversation: str,
    text: str,
    message_id: str | None,
    command: dict[str, Any] | None,
) -> dict[str, Any]:
    """{"messages", "understanding", "ticket"}. Each step in a thread costs as much as a query: so few."""
    state = request.app.state
    kept, answer = await run_in_threadpool(_before_bot, state, conversation, text, message_id, command)
    if kept:
        REPEATED.inc()
        return dict(kept)
    by_bot = answer is None
    if answer is None:
        answer = await _answer(request, conversation, text, message_id, command)
    try:
        return await run_in_threadpool(_keep, state, conversation, text, answer, message_id, by_bot)
    except AlreadyKept as first:  # the same message on another way, and faster
        REPEATED.inc()
        return first.answer


def _before_bot(
    state: Any, conversation: str, text: str, message_id: str | None, command: dict[str, Any] | None
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """What the message was answered before, and what is answered without the bot.

    A button of the bot's goes to the bot, whoever else has the word. ConversationCleared where nobody may
    say anything more.
    """
    state.conversations.insist_open(conversation)
    kept = state.conversations.answer_to(conversation, message_id)
    if kept or command:
        return kept, None
    return None, visitors.without_bot(state.desk, conversation, text)


def _keep(
    state: Any, conversation: str, text: str, answer: dict[str, Any], message_id: str | None, by_bot: bool
) -> dict[str, Any]:
    """What the visitor is told, kept before it is sent; the bot says little where staff have the matter.

    Raises AlreadyKept.
    """
    if by_bot:
        answer = state.desk.handover.after_bot(conversation, text, answer)
    understanding, ticket = answer["understanding"], answer.get("ticket")
    messages = [_complete(message, ticket) for message in answer["messages"]]
    about = {"understanding": understanding, "ticket": ticket}
    said = {"kind": "visitor", "text": text, "came_to": about}
    turns = [("visitor", said), *(("bot", m) for m in messages)]
    ids = state.conversations.append(conversation, turns, understanding, message_id)
    _count(messages, understanding)
    for message, number in zip(messages, ids[1:], strict=True):
        message["id"] = number
    return {"messages": messages, **about}


def _count(messages: list[dict[str, Any]], understanding: dict[str, Any]) -> None:
    QUESTIONS.inc()
    CONFIDENCE.observe(float(understanding.get("confidence") or 0.0))
    for message in messages:
        MESSAGES.labels(message["kind"]).inc()


async def _answer(
    request: Request,
    conversation: str,
    text: str,
    message_id: str | None,
    command: dict[str, Any] | None,
) -> dict[str, Any]:
    try:
        result: dict[str, Any] = await request.app.state.rasa.say(conversation, text, message_id, command)
        return result
    except RasaUnavailable as error:
        WITHOUT_RASA.labels(str(error)).inc()
        logger.warning("chat.rasa_unavailable", reason=str(error))
        if asks_for_person(text):
            return await visitors.hand_over(request, conversation, text)
        why = "现在问的人多" if isinstance(error, Crowded) else "机器人还没准备好"
        # Whoever would stand too far back in this second queue is told to come back.
        with request.app.state.searches.one():
            reply = await run_in_threadpool(_without_rasa, request, text, why)
        return {
            "messages": [reply.as_message()],
            "understanding": {"intent": "search", "confidence": 0.0},
            "ticket": None,
        }


def _without_rasa(request: Request, text: str, why: str) -> Reply:
    """From the store's search alone, and saying so and why."""
    try:
        store = open_store(request.app.state.settings.policy_db)
        found = fitting(store, text)
    except StoreError as error:
        logger.error("chat.store_unavailable", reason=str(error))
        return Reply("error", "抱歉，政策库暂时读不了，请过一会儿再问。")
    if found:
        reply = passages(store, found)
        lead = f"{why}，先用全文检索回答您。"
        return Reply(reply.kind, f"{lead}\n{reply.text}", reply.citations, buttons=(HUMAN,))
    declined = decline(store, f"{why}，全文检索里也没有找到，请过一会儿再问一次。")
    return Reply("refusal", declined.text, buttons=declined.buttons)


def _complete(message: dict[str, Any], ticket: str | None) -> dict[str, Any]:
    """Every message has all fields of the contract; a handover keeps its number for later."""
    own = {"ticket": ticket} if message["kind"] == "handoff" else {}
    return {"citations": [], "departments": [], "buttons": [], **message, **own}
