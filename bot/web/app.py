"""Puts the website together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles
from itsdangerous import URLSafeTimedSerializer
from starlette.concurrency import run_in_threadpool

from bot.helpdesk.conversations import ConversationStore
from bot.helpdesk.database import scrub
from bot.helpdesk.desk import open_desk
from bot.helpdesk.worker import Worker
from bot.settings import Settings
from bot.web import (
    chat,
    checklist,
    health,
    helpdesk,
    lookups,
    matter_pages,
    pages,
    rest_channel,
    talk,
    ticket_lookup,
    traditional,
    widget,
)
from bot.web.errors import install_error_handlers
from bot.web.forgetting import keep_carrying_out
from bot.web.guard import Guard
from bot.web.keeping import Keeping
from bot.web.limits import MessageLimit, Places
from bot.web.metrics import watch_queue
from bot.web.rasa_client import RasaClient
from bot.web.security import HEADERS
from bot.web.sessions import SessionTokens, signing_key

STATIC = Path(__file__).parent / "static"
# Answers of the search that may be under way at once: as many as two cores give in some three seconds.
_SEARCHES = 64
_BEGINNINGS, _MATTERS = 6, 3


def create_app(settings: Settings, rasa: RasaClient | None = None) -> FastAPI:
    """The whole website; tests pass their own `rasa`."""
    client = rasa or RasaClient(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await client.open()
        forgetting = asyncio.create_task(keep_carrying_out(app.state))
        settling = asyncio.create_task(run_in_threadpool(_settle, settings, app.state.desk.worker))
        yield
        await settling
        forgetting.cancel()
        app.state.desk.worker.stop()
        await run_in_threadpool(scrub, app.state.desk.engine)
        await client.close()

    app = FastAPI(title="滇创问答", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.settings = settings
    app.state.rasa = client
    key = signing_key(settings)
    app.state.tokens = SessionTokens(key, settings.session_days)
    app.state.known_browsers = URLSafeTimedSerializer(key, salt="known-browser")
    app.state.ticket_passes = URLSafeTimedSerializer(key, salt="ticket-pass")
    app.state.desk = open_desk(settings)
    app.state.conversations = ConversationStore(settings.database_url)
    app.state.keeping = Keeping(app.state.desk.engine)
    app.state.limit = MessageLimit(settings.rate_limit, settings.redis_url)
    # Of one visitor and, ten times that, of one address: conversations begun, and what staff have to read.
    app.state.beginnings = MessageLimit(
        _BEGINNINGS if settings.rate_limit else 0, settings.redis_url, "begin"
    )
    app.state.matters = MessageLimit(_MATTERS if settings.rate_limit else 0, settings.redis_url, "matter")
    app.state.places = Places(settings.chat_capacity)
    app.state.searches = Places(_SEARCHES)
    watch_queue(settings.database_url)
    install_error_handlers(app)
    app.add_middleware(traditional.Conversion)
    helpdesk.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Guard, headers=HEADERS, larger=helpdesk.body_limit)
    for module in (
        chat,
        checklist,
        health,
        lookups,
        traditional,
        pages,
        matter_pages,
        talk,
        ticket_lookup,
        widget,
    ):
        app.include_router(module.router)
    if settings.rest_channel:
        app.include_router(rest_channel.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


def _settle(settings: Settings, worker: Worker) -> None:
    """What the first question waits for is loaded first, and by itself; the page is up meanwhile."""
    try:
        lookups.warm(settings)
    finally:
        worker.start()
