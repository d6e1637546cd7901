"""Where passwords are looked at: two threads of their own, and a short queue before them.

A crowd of log-ins waits or is told to come back; visitors are answered by other threads.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from bot.web.limits import Places

_T = TypeVar("_T")
_THREADS = 2
# Those in hand and those that wait: a second or so for the last.
_PLACES = 10


class PasswordWork:
    """`run` gives the result of a call that hashes; raises FullHouse where too many wait already."""

    def __init__(self) -> None:
        self._places = Places(_PLACES)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="passwords")

    async def run(self, call: Callable[..., _T], *arguments: Any) -> _T:
        with self._places.one():
            return await asyncio.get_running_loop().run_in_executor(self._threads, call, *arguments)
