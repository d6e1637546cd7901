"""The plan for a province is arithmetic on what was measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bench.capacity import Costs, Demand, plan, pods, write

COSTS = Costs(
    messages=1000,
    tickets=10,
    cpu_ms={"website": 3.5, "rasa": 14.0, "actions": 0.1, "balancer": 0.07, "redis": 0.14, "postgres": 1.4},
    memory_mb=dict.fromkeys(("website", "rasa", "actions", "balancer", "redis", "postgres"), 512.0),
    commits=2.0,
    rows=10.0,
    wal_kb=20.48,
    kept_kb=1.0,
    redis_commands=6.0,
    connections={"website": 5.0, "rasa": 5.0},
    ticket_cpu_ms=43.2,
    ticket_kb=10.0,
)
DEMAND = Demand(messages_per_second=500, peak_hours=1, tickets_per_day=2_000)


@pytest.mark.parametrize(("kind", "count"), [("website", 3), ("rasa", 10), ("actions", 2)])
def test_pods_have_room_to_spare_and_one_to_lose(kind: str, count: int) -> None:
    assert pods(COSTS, DEMAND, kind) == count


def test_more_comes_more_is_needed() -> None:
    assert pods(COSTS, replace(DEMAND, messages_per_second=1000), "rasa") == 20


@pytest.mark.parametrize(
    ("what", "how"),
    [
        ("pods of rasa, one core each", "10, 5 GB in all"),
        ("commits a second", "1,000"),
        ("write-ahead log", "10.0 MB/s"),
        ("connections to PostgreSQL at the most", "65"),
        ("kept on disk a day (1,800,000 messages)", "2 GB"),
        ("2,000 tickets a day", "0.00 cores, evenly spread"),
    ],
)
def test_the_plan_says(what: str, how: str) -> None:
    assert dict(plan(COSTS, DEMAND))[what] == how


def test_the_page_has_a_place_for_each_table(tmp_path: Path) -> None:
    page = tmp_path / "capacity.md"
    page.write_text("<!-- measured -->\n<!-- /measured -->\nwords\n<!-- plan -->\nold\n<!-- /plan -->\n")
    write(COSTS, DEMAND, page)
    text = page.read_text()
    assert "| rasa: CPU of a message | 14.00 ms |" in text and "10, 5 GB" in text and "old" not in text
    page.write_text("nothing")
    with pytest.raises(SystemExit, match="measured"):
        write(COSTS, DEMAND, page)
