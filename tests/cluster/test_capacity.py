"""The shape of a province run small: what each part of the cluster spends on a message and on a ticket."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from redis import Redis
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from bench.capacity import Costs, keep
from bench.processes import children, cpu_seconds, memory_mb
from tests.cluster.machines import Cluster

pytestmark = pytest.mark.cluster

_VISITORS, _SECONDS, _TICKETS = 8, 30, 40
_KINDS = ("website", "rasa", "actions", "balancer", "redis", "postgres")


@dataclass(frozen=True)
class Reading:
    """The counters of all parts at one moment."""

    cpu: dict[str, float]
    commits: int
    rows: int
    wal: int
    size: int
    commands: int


@contextmanager
def asking(cluster: Cluster) -> Iterator[Connection]:
    made = create_engine(
        cluster.environment["DATABASE_URL"], isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    with made.connect() as connection:
        yield connection


def pids(cluster: Cluster) -> dict[str, list[int]]:
    """The processes of each kind; PostgreSQL's own are the children of its postmaster."""
    found = {
        kind: [process.pid for name, process in cluster.running.items() if name.partition("-")[0] == kind]
        for kind in _KINDS[:-1]
    }
    folder = cluster.environment["DATABASE_URL"].partition("host=")[2]
    postmaster = int(Path(folder, "data/postmaster.pid").read_text().split()[0])
    return {**found, "postgres": [postmaster, *children(postmaster)]}


def spent_by(pid: int) -> float:
    """CPU seconds; what has ended meanwhile is counted with its parent."""
    try:
        return cpu_seconds(pid)
    except FileNotFoundError:
        return 0.0


def mean_memory(found: list[int]) -> float:
    sizes = []
    for pid in found:
        with suppress(FileNotFoundError, ProcessLookupError):
            sizes.append(memory_mb(pid))
    return sum(sizes) / len(sizes)


def read(cluster: Cluster) -> Reading:
    with asking(cluster) as connection:
        # Backends tell what they did once they are idle.
        connection.execute(text("SELECT pg_stat_force_next_flush()"))
        row = connection.execute(
            text(
                "SELECT xact_commit, tup_inserted + tup_updated + tup_deleted, pg_wal_lsn_diff("
                "pg_current_wal_lsn(), '0/0'), pg_database_size(current_database())"
                " FROM pg_stat_database WHERE datname = current_database()"
            )
        ).one()
    with Redis(port=cluster.ports["redis"]) as redis:
        info: Any = redis.info("stats")
    spent = {kind: sum(map(spent_by, found)) for kind, found in pids(cluster).items()}
    return Reading(spent, *(int(value) for value in row), int(info["total_commands_processed"]))


def connections(cluster: Cluster) -> dict[str, float]:
    """How many connections each website and Rasa process holds."""
    with asking(cluster) as connection:
        held = connection.execute(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid()"
            )
        ).scalar_one()
    processes = sum(name.partition("-")[0] in {"website", "rasa"} for name in cluster.running)
    # Which of them holds which can't be told on a Unix socket: the mean of both.
    return dict.fromkeys(("website", "rasa"), held / processes)


def talk(cluster: Cluster, seconds: float) -> dict[str, Any]:
    line = [sys.executable, "-m", "bench.load", "website", cluster.address, "--kind", "mixed"]
    options = ["--visitors", str(_VISITORS), "--seconds", str(seconds)]
    done = subprocess.run([*line, *options], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_what_a_message_and_a_ticket_take(cluster: Cluster) -> None:
    talk(cluster, 5)  # what is loaded at the first messages
    before = read(cluster)
    held = talk(cluster, _SECONDS)
    after, connected = read(cluster), connections(cluster)
    for _ in range(_TICKETS):
        answer = requests.post(f"{cluster.address}/api/chat", json={"message": "转人工"}, timeout=30).json()
        assert answer["ticket"], answer
    handed = read(cluster)
    messages = held["messages"]
    assert not held["errors"] and messages > _VISITORS * _SECONDS
    costs = Costs(
        messages,
        _TICKETS,
        {kind: (after.cpu[kind] - before.cpu[kind]) * 1000 / messages for kind in _KINDS},
        {kind: mean_memory(found) for kind, found in pids(cluster).items()},
        (after.commits - before.commits) / messages,
        (after.rows - before.rows) / messages,
        (after.wal - before.wal) / 1024 / messages,
        (after.size - before.size) / 1024 / messages,
        (after.commands - before.commands) / messages,
        connected,
        (sum(handed.cpu.values()) - sum(after.cpu.values())) * 1000 / _TICKETS,
        (handed.size - after.size) / 1024 / _TICKETS,
    )
    # Each message is kept: by Rasa and for the visitor.
    assert costs.commits >= 1 and costs.rows >= 2 and costs.kept_kb > 0
    assert all(spent > 0 for spent in costs.cpu_ms.values())
    keep(costs)
