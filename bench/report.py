"""`docs/benchmark.md` and its picture, from what was measured."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import matplotlib

from bench.growth import Point
from bench.rounds import Measured, middle

matplotlib.use("Agg")

NAMES = {"rest": "stock Rasa, REST", "channel": "ours, webhook", "website": "ours, website"}
GROWTH = {
    "conversation": "events in the conversation",
    "sessions": "sessions",
    "documents": "documents (search alone)",
    "tickets": "tickets",
}


@dataclass
class Findings:
    """Everything that one run of the benchmark found."""

    measured: list[Measured]
    floor_ms: list[float]  # CPU ms of a message, once a round
    memory: dict[str, dict[str, float]]  # MB of each process, by product
    start: dict[str, tuple[float | None, float]]  # seconds until page and readiness, by product
    training: dict[str, float | None]  # seconds
    utterances: int
    growth: dict[str, list[Point]]
    seconds: float

    def of(self, target: str, visitors: int) -> list[Measured]:
        """The rounds of one target with so many visitors, in order."""
        return [m for m in self.measured if m.target == target and m.visitors == visitors]

    @property
    def visitors(self) -> list[int]:
        return sorted({m.visitors for m in self.measured})


def write(findings: Findings, path: Path, notes: str) -> None:
    """Write the page, with `notes` (what was done and why) at its end, and the picture beside it."""
    parts = [_head(findings), _speed(findings), _resources(findings), _goals(findings)]
    if findings.growth:
        picture = path.with_name(f"{path.stem}-growth.png")
        plot(findings.growth, picture)
        parts.append(_growth(findings, picture.name))
    path.write_text("\n\n".join([*parts, notes.strip()]) + "\n", encoding="utf-8")


def plot(growth: dict[str, list[Point]], path: Path) -> None:
    """CPU ms per message against each size, both logarithmic."""
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, len(growth), figsize=(4 * len(growth), 3.2), layout="constrained")
    for axis, (name, points) in zip([axes] if len(growth) == 1 else axes, growth.items(), strict=True):
        axis.plot([max(1, p.size) for p in points], [p.cpu_ms for p in points], marker="o")
        axis.set_xscale("log")
        axis.set_ylim(bottom=0)
        axis.set_xlabel(GROWTH[name])
        axis.set_ylabel("ms for one message")
        axis.grid(alpha=0.3)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def _head(findings: Findings) -> str:
    rounds = len(findings.floor_ms)
    spent = [m.load_ms for m in findings.measured if m.target == "website"]
    return f"""# How fast it is

Written by `make bench` on {dt.date.today()}, Python {platform.python_version()}, {_processors()}.
{rounds} rounds of {findings.seconds:g} seconds for each row; in a round stock Rasa, ours at the webhook and
ours through the website take turns, so that what else the machine does hits all alike. Numbers are the
median of the rounds, in brackets the least and the greatest.

Visitors send, wait for the answer, and send again: 60 % questions, 15 % questions whether one is eligible,
10 % follow-ups, 10 % out of scope, 5 % smalltalk (`bench/messages.yml`); after ten messages a visitor begins
anew. The load runs in a process of its own on the same cores: {middle(spent)[0]:.2f} ms CPU a message.
Stock Rasa is `rasa run` and `rasa run actions` of Rasa 3.6.21 in its own environment
(`bench/stock/`), with Rasa's default pipeline and its Chinese tokenizer, on the same intents, rules and
actions; it learnt {findings.utterances or "all"} utterances of each intent in two epochs, which costs
answers but no time at run time. Ours learnt all."""


def _speed(findings: Findings) -> str:
    lines = [
        "## Speed",
        "",
        "| visitors | | messages/s | × stock | p50 ms | p95 ms | p99 ms | CPU ms a message | × less CPU |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for visitors in findings.visitors:
        base = findings.of("rest", visitors)
        for target, name in NAMES.items():
            rows = findings.of(target, visitors)
            faster = [row.per_second / max(b.per_second, 1e-9) for row, b in zip(rows, base, strict=True)]
            cheaper = [b.cpu_ms / max(row.cpu_ms, 1e-9) for row, b in zip(rows, base, strict=True)]
            cells = [
                str(visitors),
                name,
                spread((row.per_second for row in rows), 0),
                spread(faster, 1),
                *(spread((row.percentile(share) for row in rows), 1) for share in (0.5, 0.95, 0.99)),
                spread((row.cpu_ms for row in rows), 1),
                spread(cheaper, 1),
            ]
            lines.append(f"| {' | '.join(cells)} |")
    errors = sum(m.errors for m in findings.measured)
    floor = spread(findings.floor_ms, 2)
    lines += [
        "",
        f"Messages without an answer: {errors} of {sum(m.messages for m in findings.measured) + errors}.",
        f"The floor (understanding, lookup, composing; no server): {floor} ms CPU a message.",
    ]
    return "\n".join(lines)


def _resources(findings: Findings) -> str:
    lines = ["## Memory, start, training", "", "| | stock Rasa | ours |", "| --- | --- | --- |"]
    names = sorted({name for product in findings.memory.values() for name in product})
    for name in names:
        cells = [_mb(findings.memory[product].get(name)) for product in ("stock", "ours")]
        lines.append(f"| memory of {name} (PSS after the load) | {' | '.join(cells)} |")
    totals = [f"{sum(findings.memory[product].values()):.0f} MB" for product in ("stock", "ours")]
    lines.append(f"| memory of all | {' | '.join(totals)} |")
    for position, name in enumerate(("page served", "ready to answer")):
        cells = [_seconds(findings.start[product][position]) for product in ("stock", "ours")]
        lines.append(f"| {name} after | {' | '.join(cells)} |")
    cells = [_seconds(findings.training[product]) for product in ("stock", "ours")]
    lines.append(f"| training | {' | '.join(cells)} |")
    return "\n".join(lines)


def _goals(findings: Findings) -> str:
    floor = middle(findings.floor_ms)[0]
    at = {visitors: findings.of("website", visitors) for visitors in findings.visitors}
    goals: list[tuple[str, float, float, bool]] = []
    if 8 in at:
        base = findings.of("rest", 8)
        ratios = [row.per_second / max(b.per_second, 1e-9) for row, b in zip(at[8], base, strict=True)]
        cpu = middle([row.cpu_ms for row in at[8]])[0] / floor
        goals += [
            ("× stock's messages/s, 8 visitors, website", middle(ratios)[0], 8, True),
            ("p95 ms, 8 visitors, website", middle([r.percentile(0.95) for r in at[8]])[0], 60, False),
            ("CPU a message through the website, × floor", cpu, 2.5, False),
        ]
    if 1 in at:
        goals.append(("p50 ms, 1 visitor, website", middle([r.percentile(0.5) for r in at[1]])[0], 12, False))
    page, ready = findings.start["ours"]
    goals += [
        ("memory of all, GB", sum(findings.memory["ours"].values()) / 1024, 1.2, False),
        ("page served, seconds", page or 0.0, 2, False),
        ("ready to answer, seconds", ready, 15, False),
    ]
    lines = ["## Goals", "", "| goal | wanted | found | |", "| --- | --- | --- | --- |"]
    for name, found, wanted, at_least in goals:
        met = found >= wanted if at_least else found <= wanted
        sign = "≥" if at_least else "≤"
        lines.append(f"| {name} | {sign} {wanted:g} | {found:.2f} | {'met' if met else '**missed**'} |")
    return "\n".join(lines)


def _growth(findings: Findings, picture: str) -> str:
    lines = ["## How cost grows", "", f"![CPU per message against size]({picture})"]
    for name, points in findings.growth.items():
        lines += ["", f"| {GROWTH[name]} | ms CPU a message | ms, median |", "| --- | --- | --- |"]
        lines += [f"| {p.size:,} | {p.cpu_ms:.2f} | {p.median_ms:.2f} |" for p in points]
    return "\n".join(lines)


def spread(values: Iterable[float], digits: int) -> str:
    """Median (least–greatest)."""
    found, least, greatest = middle(list(values))
    return f"{found:.{digits}f} ({least:.{digits}f}–{greatest:.{digits}f})"


def _mb(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f} MB"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} s"


def _processors() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(models)} cores of {models[0]}" if models else platform.machine()
