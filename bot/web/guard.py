"""Stands before the whole website: request id, bounded bodies, security headers, measurements."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.logs import REQUEST_ID, begin_request
from bot.web.errors import respond
from bot.web.incoming import cleaned
from bot.web.metrics import IN_FLIGHT, REQUESTS

MAX_BODY = 64 * 1024
# Whoever needs longer for 64 KB holds a connection for its own sake; a paper may take a slow line a minute.
BODY_SECONDS, LARGE_SECONDS = 10, 60
# What somebody said or did stands in the answers: no cache keeps them.
_PERSONAL = (
    "/api/chat",
    "/api/tickets",
    "/api/triage",
    "/talk",
    "/checklist",
    "/ticket",
    "/helpdesk",
    "/webhooks",
)
_UNHEARD = {"/healthz", "/readyz", "/metrics"}

logger = structlog.get_logger()


class _TooLarge(Exception):
    """The body is larger than anything the product takes."""


class _TooSlow(Exception):
    """The body did not arrive in time."""


class Guard:
    """ASGI middleware; `headers` are set on every answer that does not set its own.

    `larger` tells how many bytes a request may bring that declares more than anybody's may.
    """

    def __init__(
        self,
        app: ASGIApp,
        headers: Mapping[str, str],
        larger: Callable[[Request], Awaitable[int]] | None = None,
    ) -> None:
        self._app = app
        self._headers = headers
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Headers(scope=scope)
        begun = time.perf_counter()
        known = begin_request(request.get(REQUEST_ID))
        outcome: dict[str, Any] = {"status": 0}

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                outcome["status"] = message["status"]
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID] = known
                if scope["path"].startswith(_PERSONAL):
                    headers.setdefault("Cache-Control", "no-store")
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        with IN_FLIGHT.track_inprogress():
            await self._serve(scope, receive, answer, request, outcome)
        _note(scope, outcome["status"], time.perf_counter() - begun)

    async def _serve(
        self, scope: Scope, receive: Receive, answer: Send, request: Headers, outcome: dict[str, Any]
    ) -> None:
        if "\0" in scope["path"]:  # no address of ours, and no file system takes it
            return await _refuse(scope, receive, answer, 404, "http_error", "没有这个地址。")
        try:
            body = await _read(receive, request, await self._most(scope, request))
        except _TooLarge:
            return await _refuse(scope, receive, answer, 413, "body_too_large", "内容太长，请缩短后再发。")
        except _TooSlow:
            return await _refuse(
                scope, receive, answer, 408, "body_too_slow", "网络太慢，没有收完，请再发一次。"
            )
        try:
            await self._app(scope, _replay(cleaned(scope, body), receive), answer)
        except Exception as error:
            logger.exception("web.unexpected", route=_route(scope), exc_info=error)
            if not outcome["status"]:
                text = "服务暂时有问题，请过一会儿再试。"
                await respond(Request(scope), 503, "unavailable", text, {"Retry-After": "5"})(
                    scope, receive, answer
                )

    async def _most(self, scope: Scope, request: Headers) -> int:
        declared = request.get("content-length", "0")
        if self._larger is None or not _is_size(declared) or int(declared) <= MAX_BODY:
            return MAX_BODY
        return max(MAX_BODY, await self._larger(Request(scope)))


async def _read(receive: Receive, request: Headers, most: int) -> bytes:
    """The whole body, however it is sent."""
    declared = request.get("content-length", "0")
    if not _is_size(declared) or int(declared) > most:
        raise _TooLarge
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS if most == MAX_BODY else LARGE_SECONDS):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > most:
                    raise _TooLarge
                if message["type"] == "http.disconnect" or not message.get("more_body"):
                    return bytes(body)
    except TimeoutError:
        raise _TooSlow from None


def _is_size(declared: str) -> bool:
    # Python reads no number of thousands of digits; eight are more than enough to be too large.
    return declared.isdecimal() and len(declared) <= 8


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give the body once; after that, what the connection itself has to tell."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, code: str, message: str) -> None:
    # The rest of an unread body would be taken for the next request.
    response = respond(Request(scope), status, code, message, {"Connection": "close"})
    await response(scope, receive, send)


def _note(scope: Scope, status: int, seconds: float) -> None:
    route = _route(scope)
    REQUESTS.labels(route, status).observe(seconds)
    if scope["path"] not in _UNHEARD:
        logger.info(
            "web.request",
            method=scope["method"],
            route=route,
            status=status,
            milliseconds=round(seconds * 1000, 1),
        )


def _route(scope: Scope) -> str:
    """The route's pattern: the path itself may hold a session."""
    return str(getattr(scope.get("route"), "path", "other"))
