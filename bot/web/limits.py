"""How fast one visitor and one address may send."""

from __future__ import annotations

import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_ADDRESS_FACTOR = 10


class MessageLimit:
    """`per_minute` messages for a visitor, ten times that for an address; 0 switches it off."""

    def __init__(self, per_minute: int) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._visitor = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._address = RateLimitItemPerMinute(per_minute * _ADDRESS_FACTOR)

    def wait(self, conversation: str | None, address: str) -> int:
        """Seconds to wait before the next message; 0 means this one is counted and may pass."""
        if self._visitor is None:
            return 0
        checks = [(self._address, "address", address)]
        if conversation:
            checks.append((self._visitor, "visitor", conversation))
        for item, kind, key in checks:
            if not self._limiter.test(item, kind, key):
                reset = self._limiter.get_window_stats(item, kind, key).reset_time
                return max(1, int(reset - time.time()) + 1)
        for item, kind, key in checks:
            self._limiter.hit(item, kind, key)
        return 0
