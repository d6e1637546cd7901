"""What the processes write down: a JSON object a line, one request id through all, no visitor's words."""

from __future__ import annotations

import logging
import re
import secrets
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.forgiving_stream import ForgivingStream
from bot.helpdesk.masking import mask_deeply

REQUEST_ID = "X-Request-ID"
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
# Fields in which Rasa and others would write what a visitor said.
_WORDS = frozenset(
    {"text", "user_text", "message", "messages", "json_message", "rasa_events", "body", "slots"}
)
# Written by us; a digest may look like a telephone number.
_OURS = frozenset({"request_id", "timestamp", "service", "level"})
_LONGEST = 4000


def configure(service: str, level: int = logging.INFO) -> None:
    """Send this process's logs to stdout as JSON; `service` names the process.

    Libraries are heard from WARNING up: below it Rasa logs what visitors write.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _name_service(service),
        structlog.processors.format_exc_info,
        _without_words,
    ]
    json = structlog.processors.JSONRenderer(ensure_ascii=False)
    # It may be a file on a full disk, or a pipe that nobody reads any more: no answer fails of it.
    output: Any = ForgivingStream(sys.stdout)
    structlog.configure(
        processors=[*shared, json],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(output),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(output)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, json],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


def begin_request(given: str | None) -> str:
    """Bind the request's id to all that is logged from here: the caller's where it has the form of one."""
    known = given if given and _ID.fullmatch(given) else secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=known)
    return known


def request_id() -> str | None:
    """Id of the request that is being served."""
    return structlog.contextvars.get_contextvars().get("request_id")


def _name_service(service: str) -> Any:
    def add(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["service"] = service
        return event

    return add


def _without_words(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop the fields that hold words; mask phone, ID, card and mail in the rest."""
    return {
        key: value if key in _OURS else _masked(value) for key, value in event.items() if key not in _WORDS
    }


def _masked(value: Any) -> Any:
    masked = mask_deeply(value)
    return masked[:_LONGEST] if isinstance(masked, str) else masked
