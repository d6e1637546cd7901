"""One message of a conversation after the other, over several Rasa processes."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError
from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockError as NotOurs
from redis.exceptions import RedisError

from bot.dialogue.locks import ConversationLocks
from bot.settings import settings

# How soon a conversation goes on after another process has let go of it.
_LOOK_SECONDS = 0.02
# A process that died gives its conversations free after this long.
_HOLD_SECONDS = 12

logger = structlog.get_logger()


class SharedLocks(ConversationLocks):
    """Redis' own lock (SET NX with a token, freed by its holder only) around the one of this process.

    Rasa's `RedisLockStore` reads its ticket list, changes it and writes it back: two processes that do
    so at once lose a ticket, and both go on. It also looks once a second whether it is its turn.
    While Redis is away the lock of this process alone holds; the website sends a conversation's
    messages to one process, so that this is enough but for the moment in which one takes over.
    """

    def __init__(self, endpoint_config: Any = None) -> None:
        super().__init__(endpoint_config)
        self._redis = Redis.from_url(settings().redis_url, socket_timeout=1, socket_connect_timeout=1)

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 1,
    ) -> AsyncGenerator[TicketLock, None]:
        """Waits for up to `lock_lifetime` seconds, then raises LockError."""
        async with super().lock(conversation_id, lock_lifetime, wait_time_in_seconds) as ticket:
            held = await self._acquire(conversation_id, lock_lifetime)
            try:
                yield ticket
            finally:
                await _release(held)

    async def _acquire(self, conversation_id: str, seconds: float) -> Lock | None:
        shared = self._redis.lock(
            f"conversation:{conversation_id}",
            timeout=_HOLD_SECONDS,
            sleep=_LOOK_SECONDS,
            blocking_timeout=seconds,
        )
        try:
            if await shared.acquire():
                return shared
        except RedisError as error:
            logger.warning("locks.redis_away", reason=type(error).__name__)
            return None
        raise LockError(f"Conversation '{conversation_id}' is still being worked on elsewhere.")


async def _release(held: Lock | None) -> None:
    if held is None:
        return
    try:
        await held.release()
    except (NotOurs, RedisError) as error:
        logger.warning("locks.not_released", reason=type(error).__name__)
