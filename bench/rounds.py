"""Rounds in which stock Rasa, ours at the webhook and ours through the website take turns."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass

from bench.servers import Server


@dataclass(frozen=True)
class Measured:
    """One run of the load against one target."""

    target: str
    visitors: int
    messages: int
    errors: int
    per_second: float
    latencies: list[float]  # ms
    cpu_ms: float  # of the server's processes for one message
    load_ms: float  # of the load itself for one message
    kind: str = "mixed"  # one of bench.messages.LOADS
    slowest: float = 0.0  # ms that anybody waited, answered or refused

    def percentile(self, share: float) -> float:
        return quantile(self.latencies, share)


def run(
    server: Server, target: str, visitors: int, seconds: float, seed: int, kind: str = "mixed"
) -> Measured:
    """`seconds` of load from a process of its own."""
    before = server.cpu(target)
    line = [sys.executable, "-m", "bench.load", target, server.addresses[target]]
    options = ["--visitors", str(visitors), "--seconds", str(seconds), "--seed", str(seed)]
    options += ["--kind", kind]
    done = subprocess.run([*line, *options], check=True, capture_output=True, text=True)
    result = json.loads(done.stdout)
    messages = result["messages"]
    if messages <= result["errors"]:
        raise RuntimeError(
            f"{target}: {messages} messages answered, {result['errors']} not: see {server.folder}"
        )
    return Measured(
        target,
        visitors,
        result["messages"],
        result["errors"],
        result["messages"] / result["seconds"],
        result["latencies"],
        (server.cpu(target) - before) * 1000 / messages,
        result["cpu_seconds"] * 1000 / messages,
        kind,
        result["slowest"],
    )


def quantile(values: list[float], share: float) -> float:
    """The value below which a share of the values lies; 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def middle(values: list[float]) -> tuple[float, float, float]:
    """Median, least, greatest."""
    return statistics.median(values), min(values), max(values)
