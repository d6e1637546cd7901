"""The Rasa server as one process on loopback: `python -m bot.dialogue.server MODEL`."""

from __future__ import annotations

import gc
import logging
import os
import sys
import warnings
from pathlib import Path
from typing import Any

import structlog

from bot import logs
from bot.dialogue.patches import without_tensorflow
from bot.errors import UserError
from bot.model_files import verify
from bot.processes import die_with_parent, keep_private, stay_in
from bot.settings import ROOT, settings

# A token that nobody guesses.
_LEAST_TOKEN = 32


def main(model: str) -> None:
    """Serve the model on BOT_RASA_PORT through the website's channel; HTTP API and telemetry off."""
    die_with_parent()
    keep_private()
    # Rasa writes down at INFO what visitors say.
    logs.configure("rasa", logging.WARNING)
    _insist_on_safe_setup()
    stay_in(settings().var_dir)
    verify(Path(model))
    warnings.simplefilter("ignore", DeprecationWarning)
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    without_tensorflow.install()
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    from bot.dialogue import patches
    from bot.dialogue.action_endpoint import KeptEndpoint

    patches.install()
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    separate = bool(settings().action_url)
    endpoints.action = KeptEndpoint.like(endpoints.action) if separate else _embedded_actions()
    _share(endpoints)
    _insist_readable_tracker(endpoints)
    serve_application(
        model,
        interface=settings().rasa_host,
        port=settings().rasa_port,
        credentials=str(ROOT / "credentials.yml"),
        endpoints=endpoints,
        enable_api=False,
        server_listeners=[(_leave_model_out_of_collections, "after_server_start")],
    )


async def _leave_model_out_of_collections(*_: Any) -> None:
    """The model stays as long as the process: the garbage collector need not walk through it."""
    gc.collect()
    gc.freeze()


def _embedded_actions() -> Any:
    """The actions in this process, with what they need opened before a visitor waits for it."""
    from bot.dialogue.embedded_actions import EmbeddedEndpoint
    from bot.helpdesk.terms import terms
    from bot.helpdesk.tickets import TicketStore

    TicketStore(settings())
    terms("转人工")
    return EmbeddedEndpoint()


def _share(endpoints: Any) -> None:
    """With a database server conversations lie there, with Redis their locks: several processes can serve."""
    configuration = settings()
    if not configuration.database_url.startswith("sqlite"):
        endpoints.tracker_store.url = configuration.database_url
    if configuration.redis_url:
        endpoints.lock_store.type = "bot.dialogue.redis_locks.SharedLocks"


def _insist_readable_tracker(endpoints: Any) -> None:
    """A broken file of conversations is moved aside: the bot comes, and has only forgotten what was said."""
    from bot.dialogue.tracker_sqlite import set_aside_if_broken

    if endpoints.tracker_store.url:
        return
    aside = set_aside_if_broken(Path(endpoints.tracker_store.kwargs["db"]))
    if aside:
        structlog.get_logger().error("tracker.broken", moved_to=aside.name)


def _insist_on_safe_setup() -> None:
    if 0 < len(settings().internal_token) < _LEAST_TOKEN:
        raise UserError(
            f"BOT_INTERNAL_TOKEN 至少要 {_LEAST_TOKEN} 个字符，如 `openssl rand -base64 32` 的输出"
        )
    if settings().rasa_host != "127.0.0.1" and not settings().internal_token:
        raise UserError("BOT_RASA_HOST 不是 127.0.0.1 时，要设置 BOT_INTERNAL_TOKEN，否则谁都能替访客说话")


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except UserError as error:
        sys.exit(f"错误：{error}")
