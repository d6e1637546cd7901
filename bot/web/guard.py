"""Around every request: bounded bodies, security headers, one measurement."""

from __future__ import annotations

import time

from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.metrics import REQUESTS
from bot.web.security import HEADERS

_MAX_BODY = 64 * 1024


class Guard:
    """Plain ASGI: Starlette's BaseHTTPMiddleware makes tasks and streams of every request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await (self._app if _is_bounded(scope) else _too_large)(scope, receive, guarded)
        finally:
            path = getattr(scope.get("route"), "path", "other")
            REQUESTS.labels(path, status).observe(time.perf_counter() - started)


def _is_bounded(scope: Scope) -> bool:
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    return bool(declared.isdigit()) and int(declared) <= _MAX_BODY


_too_large = JSONResponse({"error": {"code": "body_too_large", "message": "内容太长，请缩短后再发。"}}, 413)
