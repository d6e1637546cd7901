"""How fast one visitor and one address may send, and how many messages are under way at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_ADDRESS_FACTOR = 10
# How long a Redis that did not answer is left alone.
_AWAY_SECONDS = 5
_WINDOW_SECONDS = 60
# The wall clock drifts less than this beside the monotonic one unless somebody sets it.
_SET_SECONDS = 5

logger = structlog.get_logger()


class MessageLimit:
    """`per_minute` messages for a visitor, ten times that for an address; 0 switches it off."""

    def __init__(self, per_minute: int, redis_url: str = "", what: str = "") -> None:
        # What is counted apart from messages, where several limits share a Redis.
        self._what = what
        self._counts = MemoryStorage()
        self._limiter = MovingWindowRateLimiter(self._counts)
        self._clocks_apart = _clocks_apart()
        self._shared: MovingWindowRateLimiter | None = None
        self._away: type[Exception] | tuple[()] = ()
        if redis_url:
            # Only here: one process alone needs no Redis.
            from limits.storage import RedisStorage
            from redis.exceptions import RedisError

            # A visitor waits for Redis half a second at most.
            storage = RedisStorage(redis_url, socket_timeout=0.5, socket_connect_timeout=0.5)
            self._shared, self._away = MovingWindowRateLimiter(storage), RedisError
        self._shared_from = 0.0
        self._visitor = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._address = RateLimitItemPerMinute(per_minute * _ADDRESS_FACTOR)

    def wait(self, conversation: str | None, address: str) -> int:
        """Seconds to wait before the next message; 0 means this one is counted and may pass.

        Counted over all processes where they share a Redis; while it is away each counts for itself.
        """
        if self._visitor is None:
            return 0
        if self._shared is not None and time.monotonic() >= self._shared_from:
            try:
                return self._wait(self._shared, conversation, address)
            except self._away as error:
                logger.warning("limits.redis_away", reason=type(error).__name__)
                self._shared_from = time.monotonic() + _AWAY_SECONDS
        self._follow_clock()
        return self._wait(self._limiter, conversation, address)

    def _follow_clock(self) -> None:
        """Forget what was counted by another time.

        The counts bear the wall clock's time: after it is set back they would shut visitors out until
        it has caught up. In Redis they end by its own clock, a minute after the last.
        """
        apart = _clocks_apart()
        if abs(apart - self._clocks_apart) > _SET_SECONDS:
            self._counts.reset()
            self._clocks_apart = apart

    def _wait(self, limiter: MovingWindowRateLimiter, conversation: str | None, address: str) -> int:
        assert self._visitor is not None
        checks = [(self._address, f"{self._what}address", address)]
        if conversation:
            checks.append((self._visitor, f"{self._what}visitor", conversation))
        for item, kind, key in checks:
            if not limiter.test(item, kind, key):
                reset = limiter.get_window_stats(item, kind, key).reset_time
                return min(_WINDOW_SECONDS, max(1, int(reset - time.time()) + 1))
        for item, kind, key in checks:
            limiter.hit(item, kind, key)
        return 0


def _clocks_apart() -> float:
    return time.time() - time.monotonic()


class FullHouse(Exception):
    """As many messages are under way as can be; try again in a moment."""


class Places:
    """`count` messages under way at once, from the first look at the database to the last."""

    def __init__(self, count: int) -> None:
        self._free = count

    @contextmanager
    def one(self) -> Iterator[None]:
        """A place while the context lasts; FullHouse at once where there is none.

        Whoever is told to come back waits less than in a queue without end, and costs next to nothing.
        """
        if self._free <= 0:
            raise FullHouse
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1
