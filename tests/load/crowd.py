"""Visitors and staff who use the product over HTTP, and remember what was acknowledged to them."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bench.messages import load

_THINK_SECONDS = (4.0, 16.0)
_STAFF_PAUSE_SECONDS = 3.0
# One visit in so many asks for a person.
_ASKS_FOR_PERSON = 12


@dataclass
class Seen:
    """What all of them saw together."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    by_search: int = 0
    without_retry_after: int = 0
    broken: int = 0  # connections that ended before an answer
    said: dict[str, list[str]] = field(default_factory=dict)  # session → acknowledged messages
    tickets: set[str] = field(default_factory=set)
    replies: list[tuple[str, str]] = field(default_factory=list)  # conversation, text

    def percentile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


async def visitor(
    http: aiohttp.ClientSession, seed: int, until: float, seen: Seen, think: bool = True
) -> None:
    """Ask until the time is up; a message that was turned away is sent again with the same id."""
    chance, session = random.Random(seed), None
    for fresh, text in load(seed):
        if time.monotonic() >= until:
            return
        if think:
            await asyncio.sleep(chance.uniform(*_THINK_SECONDS))
        if fresh:
            session = None
        elif chance.random() < 1 / _ASKS_FOR_PERSON / 10:
            text = "转人工"
        body = {"session": session, "message": text, "message_id": uuid.uuid4().hex}
        answer = await _send(http, body, seen, until)
        if answer:
            session = answer["session"]
            seen.said.setdefault(session, []).append(text)
            seen.by_search += answer["understanding"]["intent"] == "search"
            if answer["ticket"]:
                seen.tickets.add(answer["ticket"])


async def _send(http: aiohttp.ClientSession, body: dict[str, Any], seen: Seen, until: float) -> Any:
    while True:
        begun = time.monotonic()
        try:
            async with http.post("/api/chat", json=body) as response:
                seen.statuses[response.status] += 1
                if response.status == 200:
                    seen.seconds.append(time.monotonic() - begun)
                    return await response.json()
                wait = response.headers.get("Retry-After")
        except aiohttp.ClientConnectionError:
            seen.broken += 1
            wait = "1"
        if wait is None:
            seen.without_retry_after += 1
            return None
        if time.monotonic() + float(wait) >= until:
            return None
        await asyncio.sleep(float(wait))


async def staff(http: aiohttp.ClientSession, token: str, number: int, until: float, seen: Seen) -> None:
    """Answer open tickets, one after the other."""
    headers = {"Authorization": f"Bearer {token}"}
    while time.monotonic() < until:
        await asyncio.sleep(_STAFF_PAUSE_SECONDS)
        async with http.get("/api/tickets", headers=headers, params={"status": "new"}) as response:
            seen.statuses[response.status] += 1
            waiting = (await response.json())["tickets"] if response.status == 200 else []
        for ticket in waiting[number::5][:3]:
            text = f"您好，这是工作人员 {number} 的答复 {uuid.uuid4().hex[:8]}"
            url, body = f"/api/tickets/{ticket['number']}/reply", {"text": text, "seen": 0}
            async with http.post(url, headers=headers, json=body) as response:
                seen.statuses[response.status] += response.status != 409  # a colleague was faster
                if response.status == 200:
                    seen.replies.append(((await response.json())["conversation"], text))


async def account(http: aiohttp.ClientSession, seen: Seen) -> list[str]:
    """What was acknowledged and is not kept exactly once; empty when all is."""
    problems = []
    for session, said in seen.said.items():
        async with http.get(f"/api/chat/{session}") as response:
            messages = (await response.json())["messages"]
        kept = [m["text"] for m in messages if m["author"] == "visitor"]
        if kept != said:
            problems.append(f"{session[:8]}: {len(said)} acknowledged, {len(kept)} kept")
        staffed = Counter(m["text"] for m in messages if m["author"] == "staff")
        own = [text for conversation, text in seen.replies if session.startswith(f"{conversation}.")]
        problems += [f"reply kept {staffed[text]} times" for text in own if staffed[text] != 1]
    return problems
