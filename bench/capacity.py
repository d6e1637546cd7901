"""What a province takes, from what a small cluster costs: `make capacity` writes docs/capacity.md.

`tests/cluster/test_capacity.py` runs the shape small (two of each process, PostgreSQL, Redis, HAProxy) and
keeps what each part spent in var/capacity.json; everything here is arithmetic on that.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.page_blocks import write_blocks
from bot.settings import ROOT

MEASURED = ROOT / "var/capacity.json"
_PAGE = ROOT / "docs/capacity.md"
# A core is planned to be busy for so much of the time, as the autoscalers are set (deploy/kubernetes).
_BUSY = 0.7
# Both kinds of pod are limited to one core.
_CORES_A_POD = 1
_DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Costs:
    """Of one message and one ticket in the cluster, all parts together.

    `cpu_ms`: of a message, by kind of process; `ticket_cpu_ms`: of a request for a person, all processes.
    """

    messages: int
    tickets: int
    cpu_ms: dict[str, float]
    memory_mb: dict[str, float]
    commits: float
    rows: float
    wal_kb: float
    kept_kb: float
    redis_commands: float
    connections: dict[str, float]
    ticket_cpu_ms: float
    ticket_kb: float


@dataclass(frozen=True)
class Demand:
    """What comes: messages a second at the peak, the hours of such a peak that a day makes, tickets."""

    messages_per_second: float
    peak_hours: float
    tickets_per_day: int

    @property
    def messages_per_day(self) -> float:
        return self.messages_per_second * self.peak_hours * 3600


PROVINCE = Demand(messages_per_second=500, peak_hours=6, tickets_per_day=20_000)


def keep(costs: Costs, path: Path = MEASURED) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(asdict(costs), ensure_ascii=False, indent=1), encoding="utf-8")


def cores(costs: Costs, demand: Demand, kind: str) -> float:
    """Cores that a kind of process keeps busy at the peak, with room to spare."""
    return demand.messages_per_second * costs.cpu_ms[kind] / 1000 / _BUSY


def pods(costs: Costs, demand: Demand, kind: str) -> int:
    """At least two: one may be lost."""
    return max(2, math.ceil(cores(costs, demand, kind) / _CORES_A_POD))


def plan(costs: Costs, demand: Demand) -> Iterator[tuple[str, str]]:
    """(what, how much) for a demand."""
    for kind in ("website", "rasa", "actions"):
        count = pods(costs, demand, kind)
        memory = count * costs.memory_mb[kind] / 1024
        yield f"pods of {kind}, one core each", f"{count}, {memory:.0f} GB in all"
    yield "cores of HAProxy (or the ingress)", f"{cores(costs, demand, 'balancer'):.1f}"
    yield "cores of Redis", f"{cores(costs, demand, 'redis'):.1f}"
    yield "Redis commands a second", f"{demand.messages_per_second * costs.redis_commands:,.0f}"
    yield "cores of PostgreSQL", f"{cores(costs, demand, 'postgres'):.1f}"
    yield "commits a second", f"{demand.messages_per_second * costs.commits:,.0f}"
    yield "rows written a second", f"{demand.messages_per_second * costs.rows:,.0f}"
    yield "write-ahead log", f"{demand.messages_per_second * costs.wal_kb / 1024:,.1f} MB/s"
    held = sum(pods(costs, demand, kind) * number for kind, number in costs.connections.items())
    yield "connections to PostgreSQL at the most", f"{held:,.0f}"
    daily = demand.messages_per_day * costs.kept_kb + demand.tickets_per_day * costs.ticket_kb
    yield f"kept on disk a day ({demand.messages_per_day:,.0f} messages)", f"{daily / 1024**2:,.0f} GB"
    seconds = demand.tickets_per_day * costs.ticket_cpu_ms / 1000
    yield f"{demand.tickets_per_day:,} tickets a day", f"{seconds / _DAY_SECONDS:.2f} cores, evenly spread"


def measured_rows(costs: Costs) -> Iterator[tuple[str, str]]:
    """(what, measured)."""
    for kind, spent in costs.cpu_ms.items():
        yield f"{kind}: CPU of a message", f"{spent:.2f} ms"
    for kind, size in costs.memory_mb.items():
        yield f"{kind}: memory of one process (PSS)", f"{size:.0f} MB"
    yield "commits, rows written", f"{costs.commits:.2f}, {costs.rows:.1f} a message"
    yield "write-ahead log, growth on disk", f"{costs.wal_kb:.1f} KB, {costs.kept_kb:.1f} KB a message"
    yield "Redis commands", f"{costs.redis_commands:.1f} a message"
    for kind, number in costs.connections.items():
        yield f"{kind}: connections to PostgreSQL", f"{number:.0f} a process"
    yield "a request for a person (ticket)", f"{costs.ticket_cpu_ms:.0f} ms CPU, {costs.ticket_kb:.0f} KB"


def write(costs: Costs, demand: Demand, page: Path = _PAGE) -> None:
    """Put the tables between the marks of the page."""
    tables = {
        "measured": [
            f"Of {costs.messages:,} messages and {costs.tickets} tickets:",
            "",
            "| what | measured |",
            "| --- | ---: |",
            *(f"| {what} | {how} |" for what, how in measured_rows(costs)),
        ],
        "plan": [
            "| what | takes |",
            "| --- | ---: |",
            *(f"| {what} | {how} |" for what, how in plan(costs, demand)),
        ],
    }
    write_blocks(page, {name: "\n".join(lines) for name, lines in tables.items()})


def main() -> None:
    write(Costs(**json.loads(MEASURED.read_text(encoding="utf-8"))), PROVINCE)


if __name__ == "__main__":
    main()
