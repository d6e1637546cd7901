"""Puts the website together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from bot.helpdesk.conversations import ConversationStore
from bot.settings import Settings
from bot.web import chat, health, pages
from bot.web.errors import install_error_handlers
from bot.web.guard import Guard
from bot.web.limits import MessageLimit
from bot.web.rasa_client import RasaClient
from bot.web.sessions import SessionTokens, signing_key

STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings, rasa: RasaClient | None = None) -> FastAPI:
    """The whole website; tests pass their own `rasa`."""
    client = rasa or RasaClient(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await client.open()
        yield
        await client.close()

    app = FastAPI(title="滇创问答", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.settings = settings
    app.state.rasa = client
    app.state.tokens = SessionTokens(signing_key(settings))
    app.state.conversations = ConversationStore(settings.database_url)
    app.state.limit = MessageLimit(settings.rate_limit)
    install_error_handlers(app)
    app.add_middleware(Guard)
    for module in (chat, health, pages):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app
