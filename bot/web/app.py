"""Puts the website together."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from bot.helpdesk.conversations import ConversationStore
from bot.helpdesk.desk import open_desk
from bot.settings import Settings
from bot.web import chat, health, helpdesk, pages
from bot.web.errors import install_error_handlers
from bot.web.limits import MessageLimit
from bot.web.metrics import REQUESTS
from bot.web.rasa_client import RasaClient
from bot.web.sessions import SessionTokens, signing_key

STATIC = Path(__file__).parent / "static"
_MAX_BODY = 64 * 1024
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def create_app(settings: Settings, rasa: RasaClient | None = None) -> FastAPI:
    """The whole website; tests pass their own `rasa`."""
    client = rasa or RasaClient(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await client.open()
        app.state.desk.worker.start()
        yield
        app.state.desk.worker.stop()
        await client.close()

    app = FastAPI(title="滇创问答", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.settings = settings
    app.state.rasa = client
    app.state.tokens = SessionTokens(signing_key(settings))
    app.state.desk = open_desk(settings)
    app.state.conversations = ConversationStore(settings.database_url)
    app.state.limit = MessageLimit(settings.rate_limit)
    install_error_handlers(app)
    helpdesk.install(app)
    app.middleware("http")(_guard)
    for module in (chat, health, pages):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


async def _guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Bounded bodies, security headers, one measurement for each request."""
    started = time.perf_counter()
    declared = request.headers.get("content-length", "0")
    if not declared.isdigit() or int(declared) > _MAX_BODY:
        text = {"error": {"code": "body_too_large", "message": "内容太长，请缩短后再发。"}}
        response: Response = JSONResponse(text, 413)
    else:
        response = await call_next(request)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    route = request.scope.get("route")
    path = getattr(route, "path", "other")
    REQUESTS.labels(path, response.status_code).observe(time.perf_counter() - started)
    return response
