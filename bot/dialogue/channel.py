"""Rasa input channel for our own website: one message in, structured messages and understanding out.

The website is the only caller; Rasa listens on loopback.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

logger = structlog.get_logger()


class WebsiteChannel(InputChannel):
    """POST /webhooks/website/message {"sender", "message"} → {"messages", "understanding"}."""

    @classmethod
    def name(cls) -> str:
        return "website"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("website_channel")

        @blueprint.route("/ready", methods=["GET"])
        async def ready(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            loaded = bool(agent and agent.is_ready())
            return response.json({"ready": loaded}, status=200 if loaded else 503)

        @blueprint.route("/message", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            collector = CollectingOutputChannel()
            message = UserMessage(
                as_text(request.json["message"]),
                collector,
                request.json["sender"],
                input_channel=self.name(),
                metadata=request.json.get("metadata"),
            )
            try:
                await on_new_message(message)
            except Exception:
                logger.exception("website_channel.failed", sender=message.sender_id)
                return response.json({"error": "failed"}, status=502)
            return response.json(read_messages(collector.messages))

        @blueprint.route("/forget", methods=["POST"])
        async def forget(request: Request) -> HTTPResponse:
            forget_conversation(request.app.ctx.agent.tracker_store, request.json["sender"])
            return response.json({"forgotten": True})

        return blueprint


def forget_conversation(tracker_store: Any, sender: str) -> None:
    """Delete a conversation from the store that is configured, out of what Rasa wraps it in."""
    getattr(tracker_store, "_tracker_store", tracker_store).forget(sender)


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
