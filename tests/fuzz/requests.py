"""Nonsense over HTTP against a running product: no 500, no crash, nothing that hangs."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from tests.fuzz.corpus import variations

_AT_ONCE = 8
_SLOW_CLIENTS = 40
_LONGEST_SECONDS = 12
_UNFINISHED = (
    b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"
)


def _body(chance: random.Random, text: str) -> bytes:
    """A body that is right, nearly right or nothing like it."""
    odd: list[Any] = [None, 5, -1, 1e308, True, [], {}, [text], {"a": text}, text]
    shapes: list[Any] = [
        {"session": None, "message": text},
        {"session": chance.choice(odd), "message": chance.choice(odd)},
        {"message": text, "message_id": chance.choice(odd)},
        {"text": text},
        {"question": text, "phone": text},
        chance.choice(odd),
    ]
    written = json.dumps(chance.choice(shapes), ensure_ascii=chance.random() < 0.5)
    raw = written.encode("utf-8", "surrogatepass")
    if chance.random() < 0.15:
        at = chance.randint(0, len(raw))
        raw = raw[:at] + chance.randbytes(chance.randint(1, 5)) + raw[at:]
    return raw


def _request(chance: random.Random, text: str) -> dict[str, Any]:
    path = quote(text.encode("utf-8", "ignore")[:80], safe="")
    posts = ["/api/chat", "/api/chat", "/api/chat", "/api/triage", "/api/tickets", "/helpdesk/login", "/talk"]
    posts += [f"/api/chat/{path or 'x'}/feedback", f"/api/chat/{path or 'x'}/contact"]
    gets = [
        f"/api/chat/{path}",
        f"/api/chat/x.y/updates?after={path}",
        f"/api/suggest?q={path}",
        f"/?q={path}",
    ]
    gets += [f"/api/clause?document={path}&clause={path}", f"/policy/{path}", f"/{path}", f"/static/{path}"]
    gets += [
        f"/embed?title={path}&lang={path}",
        f"/helpdesk/login?next={path}",
        f"/policy?q={path}&lang=zh-Hant",
    ]
    if chance.random() < 0.3:
        return {
            "method": chance.choice(["GET", "GET", "HEAD", "DELETE", "PATCH"]),
            "path": chance.choice(gets),
        }
    kinds = ["application/json"] * 5 + [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ]
    request = {"method": "POST", "path": chance.choice(posts), "data": _body(chance, text)}
    request["headers"] = {"Content-Type": chance.choice(kinds)}
    if request["path"] in {"/helpdesk/login", "/talk"}:
        request["data"] = f"name={path}&password={path}&next={path}&message={path}&session={path}".encode()
        request["headers"] = {"Content-Type": kinds[chance.choice((6, 6, 6, 7, 0))]}
    return request


async def fuzz(address: str, total: int, seed: int) -> Counter[int]:
    """Send `total` requests; how many answers had which status. AssertionError names the first 500."""
    seen: Counter[int] = Counter()
    chance, texts = random.Random(seed), variations(seed)
    left = total
    timeout = aiohttp.ClientTimeout(total=_LONGEST_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:

        async def visitor() -> None:
            nonlocal left
            while left > 0:
                left -= 1
                wanted = _request(chance, next(texts))
                method, path = wanted.pop("method"), wanted.pop("path")
                url = URL(address + path, encoded=True)
                async with session.request(method, url, allow_redirects=False, **wanted) as answer:
                    seen[answer.status] += 1
                    body = await answer.text(errors="replace")
                # What nobody foresaw is told as 503 "unavailable": a fault all the same.
                assert answer.status != 500 and '"unavailable"' not in body, (method, path, wanted)
                assert "Traceback" not in body, (method, path, wanted)

        slow = [asyncio.ensure_future(_slow_client(address)) for _ in range(_SLOW_CLIENTS)]
        await asyncio.gather(*(visitor() for _ in range(_AT_ONCE)))
        for body in (b"a" * 10_000_000, b'{"message": "' + b"\xe9" * 10_000_000 + b'"}'):
            seen[await _post_large(session, address, body)] += 1
        for task in slow:
            task.cancel()
    return seen


async def _post_large(session: aiohttp.ClientSession, address: str, body: bytes) -> int:
    headers = {"Content-Type": "application/json"}
    try:
        async with session.post(f"{address}/api/chat", data=body, headers=headers) as answer:
            return answer.status
    except (aiohttp.ClientError, ConnectionError):
        return 413  # the server closed the connection while the body was still being sent


async def _slow_client(address: str) -> None:
    """Begins a request and never ends it, over and over."""
    host, _, port = address.removeprefix("http://").partition(":")
    while True:
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(_UNFINISHED)
        await reader.read(4096)
        writer.close()
        await asyncio.sleep(0.1)


def main(address: str, total: int, seed: int) -> dict[str, object]:
    """Print and return what was sent and answered."""
    begun = time.monotonic()
    seen = asyncio.run(fuzz(address, total, seed))
    statuses = "，".join(f"{status} × {count}" for status, count in sorted(seen.items()))
    print(
        f"请求：{sum(seen.values())} 个，没有 500，没有崩溃，{time.monotonic() - begun:.0f} 秒（{statuses}）"
    )
    return {"requests without a 500 or a crash": f"{sum(seen.values()):,}", "statuses": statuses}
