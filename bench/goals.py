"""What was to be reached, and whether it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.rounds import Measured, middle

if TYPE_CHECKING:
    from bench.report import Findings


@dataclass(frozen=True)
class Goal:
    """`found` is None where it was not measured."""

    name: str
    wanted: float
    found: float | None
    at_least: bool = False

    @property
    def sign(self) -> str:
        return "≥" if self.at_least else "≤"

    @property
    def outcome(self) -> str:
        if self.found is None:
            return "not measured"
        met = self.found >= self.wanted if self.at_least else self.found <= self.wanted
        return "met" if met else "**missed**"


def goals_of(findings: Findings) -> Iterator[Goal]:
    """All goals, in the order of the table."""
    eight, one = findings.of("website", 8), findings.of("website", 1)
    base = findings.of("rest", 8)
    ratios = [row.per_second / max(b.per_second, 1e-9) for row, b in zip(eight, base, strict=True)]
    yield Goal("× stock's messages/s, 8 visitors, website", 10, _median(ratios), at_least=True)
    yield Goal("CPU ms a message, said before", 7, _cpu(findings.of("website", 8, "remembered")))
    yield Goal("CPU ms a message, never said before", 12, _cpu(findings.of("website", 8, "new")))
    yield Goal("p95 ms, 8 visitors, website", 60, _median([r.percentile(0.95) for r in eight]))
    yield Goal("p50 ms, 1 visitor, website", 10, _median([r.percentile(0.5) for r in one]))
    yield Goal(
        "memory of all after load and first ticket, GB", 1.0, sum(findings.memory["ours"].values()) / 1024
    )
    yield Goal("environment of `make run`, GB", 1.0, findings.environment_gb)
    page, ready = findings.start["ours"]
    yield Goal("page served, seconds", 2, page)
    yield Goal("ready to answer, seconds", 12, ready)
    yield Goal(
        "training from nothing, seconds", 150, findings.training.seconds if findings.training else None
    )
    longest = findings.overload.slowest / 1000 if findings.overload else None
    yield Goal("longest wait in an overload, seconds", 10, longest)


def _cpu(rows: list[Measured]) -> float | None:
    return _median([row.cpu_ms for row in rows])


def _median(values: list[float]) -> float | None:
    return middle(values)[0] if values else None
