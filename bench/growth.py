"""How the cost of a message grows: with the conversation, the sessions, the documents, the tickets."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from bench.rounds import quantile
from bench.servers import Server
from bot.settings import settings
from bot.web.rasa_client import TOKEN

EVENTS = (1, 10, 100, 1_000, 10_000)
SESSIONS = (1, 10, 100, 1_000, 2_000)
DOCUMENTS = (1, 10, 100, 1_000, 10_000)
TICKETS = (0, 1_000, 100_000, 1_000_000)
_MESSAGES = 100
_QUESTIONS = ("创业贷款怎么申请", "那额度呢", "找哪个部门", "你好")


@dataclass(frozen=True)
class Point:
    """`size` of what grows; CPU ms of all processes and median ms for one message there."""

    size: int
    cpu_ms: float
    median_ms: float


def conversation(server: Server, sizes: Iterable[int] = EVENTS) -> list[Point]:
    """A conversation that has so many events already, read from the database at its first message."""
    pattern = _events_of_a_conversation(server)

    def prepare(size: int) -> Callable[[int], str]:
        sender = uuid.uuid4().hex
        rows = (pattern[number % len(pattern)] for number in range(size))
        with sqlite3.connect(server.folder / "tracker.db", timeout=30) as database:
            database.executemany(
                "insert into events (sender_id, type_name, timestamp, intent_name, action_name, data)"
                " values (?, ?, ?, ?, ?, ?)",
                ((sender, *row) for row in rows),
            )
        return lambda _: sender

    return [_measure(server, size, prepare(size)) for size in sizes]


def sessions(server: Server, sizes: Iterable[int] = SESSIONS) -> list[Point]:
    """So many visitors, who write in turn."""

    def prepare(size: int) -> Callable[[int], str]:
        names = [uuid.uuid4().hex for _ in range(size)]
        for name in names:
            _say(server, name, _QUESTIONS[0])
        return lambda number: names[number % size]

    return [_measure(server, size, prepare(size)) for size in sizes]


def tickets(server: Server, sizes: Iterable[int] = TICKETS) -> list[Point]:
    """A request for a person, with so many tickets in the database."""
    first_ticket(server)
    points = []
    for size in sizes:
        _fill_tickets(server.folder / "helpdesk.db", size)
        points.append(_measure(server, size, lambda _: uuid.uuid4().hex, ("转人工",), 40))
    return points


def first_ticket(server: Server) -> None:
    """Somebody asks for a person: what a ticket needs is loaded from now on."""
    _say(server, uuid.uuid4().hex, "转人工")


def documents() -> list[Point]:
    """The store's search over so many documents; its cost is measured in one process."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run(
            [
                sys.executable,
                "-m",
                "bench.search",
                "--json",
                file.name,
                "--sizes",
                "1",
                "10",
                "100",
                "1000",
                "10000",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        rows = json.loads(Path(file.name).read_text())
    return [Point(row["documents"], row["median_ms"], row["median_ms"]) for row in rows]


def _measure(
    server: Server,
    size: int,
    sender: Callable[[int], str],
    texts: tuple[str, ...] = _QUESTIONS,
    messages: int = _MESSAGES,
) -> Point:
    before, times = server.cpu("channel"), []
    for number in range(messages):
        began = time.perf_counter()
        _say(server, sender(number), texts[number % len(texts)])
        times.append((time.perf_counter() - began) * 1000)
    cpu = (server.cpu("channel") - before) * 1000 / messages
    return Point(size, cpu, quantile(times, 0.5))


_connections = requests.Session()


def _say(server: Server, sender: str, text: str) -> dict[str, Any]:
    body = {"sender": sender, "message": text}
    address = f"{server.addresses['channel']}/webhooks/website/message"
    headers = {TOKEN: settings().internal_token}  # ours serves its own processes only
    response = _connections.post(address, json=body, headers=headers, timeout=30)
    response.raise_for_status()
    answer: dict[str, Any] = response.json()
    return answer


def _events_of_a_conversation(server: Server) -> list[tuple[Any, ...]]:
    """Rows of a real conversation, to be repeated."""
    sender = uuid.uuid4().hex
    for number in range(20):
        _say(server, sender, _QUESTIONS[number % len(_QUESTIONS)])
    with sqlite3.connect(server.folder / "tracker.db", timeout=30) as database:
        query = "select type_name, timestamp, intent_name, action_name, data from events where sender_id = ?"
        return database.execute(f"{query} order by id", (sender,)).fetchall()


def _fill_tickets(path: Path, size: int) -> None:
    """Copies of the newest ticket until there are `size`; only what must be unique differs."""
    with sqlite3.connect(path, timeout=30) as database:
        columns = [row[1] for row in database.execute("pragma table_info(tickets)")]
        have, newest = database.execute("select count(*), max(id) from tickets").fetchone()
        template = database.execute("select * from tickets where id = ?", (newest,)).fetchone()
        changed = {"id": lambda n: n, "number": lambda n: f"B{n:08d}", "conversation": lambda n: f"b{n}"}
        rows = (
            [changed[c](n) if c in changed else v for c, v in zip(columns, template, strict=True)]
            for n in range(newest + 1, newest + 1 + size - have)
        )
        database.executemany(f"insert into tickets values ({','.join('?' * len(columns))})", rows)
