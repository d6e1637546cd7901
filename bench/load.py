"""Visitors that send, wait for the answer and send again: `python -m bench.load …` in a process of its own.

Prints one line of JSON: messages, errors, seconds, latencies in ms, and the load's own CPU.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import uvloop

from bench.messages import LOADS, load, read_all
from bot.settings import settings
from bot.web.rasa_client import TOKEN


@dataclass
class Result:
    """What one run of the load saw."""

    latencies: list[float] = field(default_factory=list)  # ms, of answered messages
    errors: int = 0
    slowest: float = 0.0  # ms, answered or not


class Website:
    """A visitor of the website: `POST /api/chat` with the session it was given."""

    path = "/api/chat"

    def __init__(self) -> None:
        self._session: str | None = None

    def body(self, fresh: bool, text: str) -> dict[str, Any]:
        return {"session": None if fresh else self._session, "message": text}

    def accept(self, answer: Any) -> bool:
        self._session = answer["session"]
        return bool(answer["messages"]) and answer["understanding"]["intent"] != "search"


class Webhook:
    """A visitor at a webhook of Rasa; `path` is stock Rasa's REST channel or our own channel."""

    path = "/webhooks/rest/webhook"

    def __init__(self) -> None:
        self._sender = ""

    def body(self, fresh: bool, text: str) -> dict[str, Any]:
        if fresh:
            self._sender = uuid.uuid4().hex
        return {"sender": self._sender, "message": text}

    def accept(self, answer: Any) -> bool:
        return bool(answer)


class Channel(Webhook):
    path = "/webhooks/website/message"

    def accept(self, answer: Any) -> bool:
        return bool(answer["messages"])


TARGETS: dict[str, Callable[[], Any]] = {"website": Website, "rest": Webhook, "channel": Channel}


async def run(
    target: str, address: str, visitors: int, seconds: float, seed: int, kind: str = "remembered"
) -> Result:
    """`visitors` at once for `seconds`; the answers under way at the end are waited for and counted."""
    result = Result()
    connector = aiohttp.TCPConnector(limit=visitors)
    timeout = aiohttp.ClientTimeout(total=30)
    # Ours serves its own processes only; stock Rasa knows no such header.
    headers = {TOKEN: settings().internal_token}
    async with aiohttp.ClientSession(
        address, connector=connector, timeout=timeout, headers=headers
    ) as session:
        until = time.perf_counter() + seconds
        tasks = [
            _visit(TARGETS[target](), session, load(seed * 1000 + number, kind), until, result)
            for number in range(visitors)
        ]
        await asyncio.gather(*tasks)
    return result


async def _visit(
    visitor: Any,
    session: aiohttp.ClientSession,
    messages: Iterator[tuple[bool, str]],
    until: float,
    result: Result,
) -> None:
    for fresh, text in messages:
        started = time.perf_counter()
        if started >= until:
            return
        try:
            async with session.post(visitor.path, json=visitor.body(fresh, text)) as response:
                good = response.status == 200 and visitor.accept(await response.json())
        except (TimeoutError, aiohttp.ClientError):
            good = False
        waited = (time.perf_counter() - started) * 1000
        result.slowest = max(result.slowest, waited)
        if good:
            result.latencies.append(waited)
        else:
            result.errors += 1


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("target", choices=list(TARGETS))
    parser.add_argument("address")
    parser.add_argument("--visitors", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=list(LOADS), default="remembered")
    options = parser.parse_args()
    uvloop.install()
    read_all()
    started, cpu = time.perf_counter(), time.process_time()
    result = asyncio.run(run(**vars(options)))
    print(
        json.dumps(
            {
                "messages": len(result.latencies),
                "errors": result.errors,
                "slowest": result.slowest,
                "seconds": time.perf_counter() - started,
                "latencies": result.latencies,
                "cpu_seconds": time.process_time() - cpu,
            }
        )
    )


if __name__ == "__main__":
    main()
