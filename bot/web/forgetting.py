"""Carries out orders to forget that Rasa could not be told of when they were given."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from bot.helpdesk import forgetting
from bot.helpdesk.database import scrub
from bot.helpdesk.retention import forget_visitor
from bot.web.rasa_client import RasaUnavailable

_PAUSE_SECONDS = 5.0
# A visitor who clears waits no longer for Rasa: the order is kept anyway.
_PATIENCE_SECONDS = 3.0

logger = structlog.get_logger()


async def forget(state: Any, conversation: str) -> None:
    """Delete what was said here and at the helpdesk, for good; tell Rasa, now or as soon as it is back."""
    made = state.desk.engine
    await run_in_threadpool(forget_visitor, made, conversation)
    await _tell(state, conversation)
    await run_in_threadpool(scrub, made)


async def keep_carrying_out(state: Any) -> None:
    """Until it is cancelled."""
    while True:
        try:
            for conversation in await run_in_threadpool(forgetting.pending, state.desk.engine):
                if not await _tell(state, conversation):
                    break  # Rasa is away for the others, too
        except SQLAlchemyError as error:
            logger.error("forgetting.database_failed", reason=type(error).__name__)
        await asyncio.sleep(_PAUSE_SECONDS)


async def _tell(state: Any, conversation: str) -> bool:
    """Whether every Rasa process has forgotten the conversation."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            done = bool(await state.rasa.forget(conversation))
    except (TimeoutError, RasaUnavailable):
        done = False
    if done:
        await run_in_threadpool(forgetting.carried_out, state.desk.engine, conversation)
    return done
