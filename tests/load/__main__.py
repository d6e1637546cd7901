"""`make load MINUTES=30`: a crowd on one machine, then five times what it can take, then calm again."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import statistics
import sys
import time
from typing import Any

import aiohttp
import psutil

from bot.helpdesk.desk import open_desk
from bot.settings import Settings
from tests.faults.conftest import RESULTS
from tests.load.crowd import Seen, account, staff, visitor
from tests.own_product import own_product

_VISITORS, _STAFF = 200, 5
_OVERLOAD_SECONDS = 30
_SAMPLE_SECONDS = 5


def main() -> int:
    """Run, print, keep the numbers for docs/reliability.md; 1 where something failed or was lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("minutes", type=float)
    minutes = parser.parse_args().minutes
    with own_product() as (own, address):
        measured, problems = asyncio.run(_run(own, address, minutes))
    for what, value in measured.items():
        print(f"{what}：{value}")
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    RESULTS.write_text(
        json.dumps({**known, "load": measured}, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


async def _run(own: Settings, address: str, minutes: float) -> tuple[dict[str, Any], list[str]]:
    tokens = _hire(own)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(address, connector=connector) as http:
        seen, memory = Seen(), {}
        until = time.monotonic() + minutes * 60
        watching = asyncio.ensure_future(_watch(memory))
        await asyncio.gather(
            *(visitor(http, seed, until, seen) for seed in range(_VISITORS)),
            *(staff(http, token, number, until, seen) for number, token in enumerate(tokens)),
        )
        watching.cancel()
        problems = await account(http, seen)
        flood, back = await _overload(http, own)
        problems += await account(http, flood)
    lost = len(problems)
    failed = sum(count for status, count in seen.statuses.items() if status >= 500)
    if failed:
        problems.append(f"{failed} answers of 5xx under the normal load")
    if seen.broken:
        problems.append(f"{seen.broken} connections broke under the normal load")
    if flood.without_retry_after:
        problems.append(f"{flood.without_retry_after} messages turned away without Retry-After")
    return {
        "minutes, visitors, staff": f"{minutes:g}, {_VISITORS}, {_STAFF}",
        "messages answered": len(seen.seconds),
        "answers of 5xx, connections that broke": f"{failed}, {seen.broken}",
        "median, p95, p99": ", ".join(f"{seen.percentile(p) * 1000:.0f} ms" for p in (0.5, 0.95, 0.99)),
        "answered from the search": seen.by_search,
        "tickets opened, staff replies": f"{len(seen.tickets)}, {len(seen.replies)}",
        "acknowledged but lost or doubled": lost,
        "memory at the end, slope of the second half": _memory(memory),
        "overload: answered, turned away with Retry-After": (
            f"{flood.statuses[200]}, {flood.statuses[503] + flood.statuses[429]}"
        ),
        "overload: p95 of what was answered": f"{flood.percentile(0.95) * 1000:.0f} ms",
        "a normal answer again after": f"{back:.1f} s",
    }, problems


def _hire(own: Settings) -> list[str]:
    desk = open_desk(own)
    for number in range(_STAFF):
        desk.register.add(f"小{number}", "agent", "correct horse battery", "load")
    return [desk.sessions.start(f"小{number}", "api") for number in range(_STAFF)]


async def _overload(http: aiohttp.ClientSession, own: Settings) -> tuple[Seen, float]:
    """Five times as many at once as are answered at once; then the time until an answer within a second."""
    flood = Seen()
    until = time.monotonic() + _OVERLOAD_SECONDS
    crowd = range(5 * own.chat_capacity)
    await asyncio.gather(*(visitor(http, 10_000 + n, until, flood, think=False) for n in crowd))
    begun = time.monotonic()
    while True:
        asked = time.monotonic()
        async with http.post("/api/chat", json={"message": "创业担保贷款贴息几次"}) as response:
            if response.status == 200 and time.monotonic() - asked < 1:
                return flood, time.monotonic() - begun
        await asyncio.sleep(0.2)


async def _watch(memory: dict[str, list[tuple[float, float]]]) -> None:
    """Resident memory in MB of each of the product's processes."""
    while True:
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):  # ended since it was listed
                command, used = process.cmdline(), process.memory_info().rss / 1e6
                for part in ("bot.web", "bot.dialogue.server", "actions"):
                    if part in command:
                        memory.setdefault(part, []).append((time.monotonic() / 3600, used))
        await asyncio.sleep(_SAMPLE_SECONDS)


def _memory(memory: dict[str, list[tuple[float, float]]]) -> str:
    parts = []
    for name, samples in memory.items():
        later = samples[len(samples) // 2 :]
        slope = statistics.linear_regression(*zip(*later, strict=True)).slope if len(later) > 2 else 0.0
        parts.append(f"{name} {samples[-1][1]:.0f} MB, {slope:+.0f} MB/h")
    return "; ".join(parts)


if __name__ == "__main__":
    sys.exit(main())
