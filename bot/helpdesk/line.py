"""A lock whose waiters get it in the order in which they came; Python's own may pass one over for ever."""

from __future__ import annotations

import threading
from collections import deque


class Line:
    """One holder at a time."""

    def __init__(self) -> None:
        self._own = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self, seconds: float) -> bool:
        """Whether it was this thread's turn within that time."""
        with self._own:
            if not self._held:
                self._held = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=seconds):
            return True
        with self._own:
            if turn not in self._waiting:  # handed over in this very moment
                return True
            self._waiting.remove(turn)
            return False

    def release(self) -> None:
        """Hand it to whoever waits longest."""
        with self._own:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False
