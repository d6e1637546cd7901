"""The action server as one process on loopback: `python -m actions`."""

from __future__ import annotations

import hmac
import time
from contextlib import suppress

import structlog
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import logs
from bot.errors import StoreError
from bot.logs import REQUEST_ID, begin_request
from bot.processes import die_with_parent, keep_private, stay_in
from bot.settings import settings

logger = structlog.get_logger()


def main() -> None:
    """Serve the actions on BOT_ACTION_PORT; loopback only, as nobody but Rasa may call them."""
    die_with_parent()
    keep_private()
    stay_in(settings().var_dir)
    logs.configure("actions")
    from rasa_sdk.endpoint import create_app

    from bot.helpdesk.terms import terms
    from bot.helpdesk.tickets import TicketStore
    from bot.policy.store import open_store

    with suppress(StoreError):  # one that is missing now is opened once it is there
        open_store(settings().policy_db)
    TicketStore(settings())  # tables and dictionary are there before a visitor asks for a person
    terms("转人工")
    app = create_app("actions", cors_origins=[])
    app.register_middleware(_begin, "request")
    app.register_middleware(_note, "response")
    app.exception(Exception)(_failed)
    # One process: each would read the policy store into memory of its own.
    app.run("127.0.0.1", settings().action_port, workers=1, access_log=False)


async def _begin(request: Request) -> HTTPResponse | None:
    begin_request(request.headers.get(REQUEST_ID))
    request.ctx.begun = time.perf_counter()
    given = request.headers.get("X-Internal-Token", "")
    if request.path == "/health" or hmac.compare_digest(given, settings().internal_token):
        return None
    return response.json({"error": "foreign"}, status=403)


async def _note(request: Request, answer: HTTPResponse) -> None:
    if request.path != "/health":
        milliseconds = round((time.perf_counter() - request.ctx.begun) * 1000, 1)
        action = (request.json or {}).get("next_action") if request.path == "/webhook" else request.path
        logger.info("actions.ran", action=action, status=answer.status, milliseconds=milliseconds)


async def _failed(_request: Request, error: Exception) -> HTTPResponse:
    # The SDK's own answer and log hold the whole request, and so the conversation.
    logger.exception("actions.failed", exc_info=error)
    return response.json({"error": type(error).__name__}, status=500)


if __name__ == "__main__":
    main()
