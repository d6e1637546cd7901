"""Rasa input channel for our own website: one message in, structured messages and understanding out.

The website is the only caller; Rasa listens on loopback, or where it must not, asks for a token.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import structlog
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.events import BotUttered, UserUttered
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.dialogue.people import surely_known
from bot.logs import REQUEST_ID, begin_request
from bot.peers import OwnConnector
from bot.settings import settings

_TOKEN = "X-Internal-Token"
# Answers kept at hand for messages that come again while or just after they are answered.
_RECENT = 2000

# Rasa's own loggers are heard from WARNING up only.
logger: Any = structlog.wrap_logger(
    structlog.PrintLogger(), wrapper_class=structlog.make_filtering_bound_logger(logging.INFO)
)


class WebsiteChannel(InputChannel):
    """POST /webhooks/website/message {"sender", "message", "message_id", "again"}
    → {"messages", "understanding", "ticket"}."""

    def __init__(self) -> None:
        self._recent: OrderedDict[tuple[str, str], asyncio.Future[dict[str, Any]]] = OrderedDict()

    @classmethod
    def name(cls) -> str:
        return "website"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("website_channel")

        @blueprint.middleware("request")
        async def only_our_own(request: Request) -> HTTPResponse | None:
            given = request.headers.get(_TOKEN, "")
            if hmac.compare_digest(given.encode(), settings().internal_token.encode()):
                return None
            return response.json({"error": "foreign"}, status=403)

        @blueprint.route("/ready", methods=["GET"])
        async def ready(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            ready = agent and agent.is_ready()
            reason = await _problem(agent.tracker_store) if ready else "Rasa 还没有载入模型"
            return response.json({"ready": not reason, "reason": reason}, status=503 if reason else 200)

        @blueprint.route("/message", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            begin_request(request.headers.get(REQUEST_ID))
            begun = time.perf_counter()
            try:
                answer = await self._once(request, request.json, on_new_message)
            except Exception:
                logger.exception("website_channel.failed")
                return response.json({"error": "failed"}, status=502)
            understood = answer["understanding"]
            logger.info(
                "rasa.answered",
                intent=understood["intent"],
                confidence=understood["confidence"],
                kinds=[message["kind"] for message in answer["messages"]],
                milliseconds=round((time.perf_counter() - begun) * 1000, 1),
            )
            return response.json(answer)

        @blueprint.route("/facts", methods=["POST"])
        async def facts(request: Request) -> HTTPResponse:
            tracker = await request.app.ctx.agent.tracker_store.retrieve(request.json["sender"])
            profile = tracker.get_slot("profile") if tracker else None
            return response.json({"facts": surely_known(profile or {})})

        @blueprint.route("/forget", methods=["POST"])
        async def forget(request: Request) -> HTTPResponse:
            sender = request.json["sender"]
            for key in [key for key in self._recent if key[0] == sender]:
                del self._recent[key]
            forget_conversation(request.app.ctx.agent.tracker_store, sender)
            return response.json({"forgotten": True})

        return blueprint

    async def _once(
        self, request: Request, said: dict[str, Any], on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> dict[str, Any]:
        """The answer; a message that comes again gets the one under way or given before."""
        key = (said["sender"], said.get("message_id") or "")
        known = self._recent.get(key) if key[1] else None
        if known is not None:
            return await asyncio.shield(known)
        answering = asyncio.ensure_future(self._answer(request, said, on_new_message))
        if key[1]:
            self._recent[key] = answering
            answering.add_done_callback(lambda done: self._forget_failed(key, done))
            while len(self._recent) > _RECENT:
                self._recent.popitem(last=False)
        return await asyncio.shield(answering)

    def _forget_failed(self, key: tuple[str, str], done: asyncio.Future[dict[str, Any]]) -> None:
        if done.cancelled() or done.exception():
            self._recent.pop(key, None)

    async def _answer(
        self, request: Request, said: dict[str, Any], on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> dict[str, Any]:
        if said.get("again") and said.get("message_id"):
            kept = await _kept(request.app.ctx.agent, said["sender"], said["message_id"])
            if kept is not None:
                return kept
        collector = CollectingOutputChannel()
        message = UserMessage(
            as_text(said["message"]),
            collector,
            said["sender"],
            input_channel=self.name(),
            message_id=said.get("message_id"),
            metadata=said.get("metadata"),
        )
        await on_new_message(message)
        return read_messages(collector.messages)


async def _problem(tracker_store: Any) -> str | None:
    """Why a question could not be answered, or its conversation not be remembered."""
    problem = await _actions_problem()
    # Rasa's own stores, which stock Rasa is compared with on, can't be asked.
    find = getattr(own_store(tracker_store), "find_problem", None)
    if problem or find is None:
        return problem
    found: str | None = await asyncio.get_running_loop().run_in_executor(None, find)
    return found


async def _actions_problem() -> str | None:
    if not settings().action_url:
        return None
    try:
        timeout = aiohttp.ClientTimeout(total=1.5)
        async with (
            aiohttp.ClientSession(timeout=timeout, connector=OwnConnector()) as session,
            session.get(f"{settings().action_url}/health") as answer,
        ):
            return None if answer.status == 200 else "动作服务还没有起来"
    except (TimeoutError, aiohttp.ClientError):
        return "动作服务还没有起来"


async def _kept(agent: Any, sender: str, message_id: str) -> dict[str, Any] | None:
    """What another process answered before it went away; None where it had not come to an end."""
    tracker = await agent.tracker_store.retrieve(sender)
    events = list(tracker.events) if tracker else []
    asked = [i for i, e in enumerate(events) if isinstance(e, UserUttered) and e.message_id == message_id]
    if not asked:
        return None
    collected: list[dict[str, Any]] = []
    for event in events[asked[-1] + 1 :]:
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            custom = event.data.get("custom")
            collected.append({"custom": custom} if custom else {"text": event.text})
    return read_messages(collected)


def forget_conversation(tracker_store: Any, sender: str) -> None:
    """Delete a conversation from the store that is configured."""
    own_store(tracker_store).forget(sender)


def own_store(tracker_store: Any) -> Any:
    """The store that is configured, out of what Rasa wraps it in."""
    return getattr(tracker_store, "_tracker_store", tracker_store)


def as_text(written: str) -> str:
    """A visitor's words, never a command: Rasa would take a leading `/` for an intent."""
    return "／" + written.lstrip()[1:] if written.lstrip().startswith("/") else written


def read_messages(collected: list[dict[str, Any]]) -> dict[str, Any]:
    """What actions sent (JSON with `kind`) and what responses say (plain text, smalltalk)."""
    messages: list[dict[str, Any]] = []
    understanding: dict[str, Any] = {"intent": None, "confidence": 0.0}
    ticket = None
    for item in collected:
        if "custom" in item:
            message = dict(item["custom"])
            understanding = message.pop("understanding", understanding)
            ticket = message.pop("ticket", ticket)
            if message:
                messages.append(message)
        elif item.get("text"):
            messages.append({"kind": "smalltalk", "text": item["text"]})
    return {"messages": messages, "understanding": understanding, "ticket": ticket}
