"""Which of several Rasa processes a conversation belongs to: always the same one while it lives."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import time
from urllib.parse import urlsplit

_RESOLVE_SECONDS = 5.0
_DOWN_SECONDS = 2.0


class Replicas:
    """Rendezvous hashing over the addresses in `urls`; a host name counts as all its addresses.

    When a process comes or goes only its own conversations move.
    """

    def __init__(self, urls: list[str]) -> None:
        self._urls = urls
        self._found = list(urls)
        self._resolved = float("-inf")
        self._down: dict[str, float] = {}

    async def order(self, conversation: str) -> list[str]:
        """All addresses, the conversation's own first, those that failed just now last."""
        await self._resolve()
        moment = time.monotonic()
        ranked = sorted(self._found, key=lambda url: _weight(url, conversation), reverse=True)
        return sorted(ranked, key=lambda url: self._down.get(url, 0.0) > moment)

    def failed(self, url: str) -> None:
        """Leave an address alone for a while."""
        self._down[url] = time.monotonic() + _DOWN_SECONDS

    def answered(self, url: str) -> None:
        self._down.pop(url, None)

    async def all(self) -> list[str]:
        """Every address."""
        await self._resolve()
        return list(self._found)

    async def _resolve(self) -> None:
        if time.monotonic() < self._resolved + _RESOLVE_SECONDS:
            return
        self._resolved = time.monotonic()
        try:
            found = {url for name in self._urls for url in await _addresses(name)}
        except OSError:
            return  # what was known before is the best there is
        self._found = sorted(found)


async def _addresses(url: str) -> list[str]:
    parts = urlsplit(url)
    port = parts.port or 80
    loop = asyncio.get_running_loop()
    rows = await loop.getaddrinfo(parts.hostname, port, family=socket.AF_INET, type=socket.SOCK_STREAM)
    return [f"{parts.scheme}://{row[4][0]}:{port}" for row in rows]


def _weight(url: str, conversation: str) -> bytes:
    return hashlib.blake2b(f"{url} {conversation}".encode(), digest_size=8).digest()
