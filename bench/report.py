"""`docs/benchmark.md` and its picture, from what was measured."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import matplotlib

from bench.goals import goals_of
from bench.growth import Point
from bench.knowledge import Cost
from bench.rounds import Measured, middle
from bench.training import Training

matplotlib.use("Agg")

NAMES = {"rest": "stock Rasa, REST", "channel": "ours, webhook", "website": "ours, website"}
GROWTH = {
    "conversation": "events in the conversation",
    "sessions": "sessions",
    "documents": "documents (search alone)",
    "tickets": "tickets",
}
KINDS = {"mixed": "as people write", "remembered": "said before", "new": "never said before"}
MAIN = "mixed"


@dataclass
class Findings:
    """Everything that one run of the benchmark found; None or empty: not measured."""

    measured: list[Measured]
    floor_ms: dict[str, list[float]]  # kind of load → CPU ms of a message, once a round
    memory: dict[str, dict[str, float]]  # MB of each process, by product
    start: dict[str, tuple[float | None, float]]  # seconds until page and readiness, by product
    stock_training: float  # seconds
    training: Training | None
    utterances: int
    growth: dict[str, list[Point]]
    seconds: float
    stages: dict[str, dict[str, float]]  # kind of load → CPU ms of a message by stage
    knowledge: dict[str, list[Cost]]
    environment_gb: float
    overload: Measured | None

    def of(self, target: str, visitors: int, kind: str = MAIN) -> list[Measured]:
        """The rounds of one target with so many visitors who write so, in order."""
        wanted = (target, visitors, kind)
        return [m for m in self.measured if (m.target, m.visitors, m.kind) == wanted]

    @property
    def visitors(self) -> list[int]:
        return sorted({m.visitors for m in self.measured if m.kind == MAIN})


def write(findings: Findings, path: Path, notes: str) -> None:
    """Write the page, with `notes` (what was done and why) at its end, and the picture beside it."""
    parts = [_head(findings), goals_table(findings), _speed(findings), _by_kind(findings)]
    parts += [_resources(findings)]
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
    rounds = len(findings.floor_ms[MAIN])
    spent = [m.load_ms for m in findings.measured if m.target == "website"]
    return f"""# How fast it is

Written by `make bench` on {dt.date.today()}, Python {platform.python_version()}, {_processors()}.
{rounds} rounds of {findings.seconds:g} seconds for each row; in a round stock Rasa, ours at the webhook and
ours through the website take turns, so that what else the machine does hits all alike. Numbers are the
median of the rounds, in brackets the least and the greatest.

Visitors send, wait for the answer, and send again. Half of the visits are conversations in which somebody
tells facts, asks on and corrects (`bench/talks.yml`, filled in anew each time), a quarter are ten of the
messages that repeat (`bench/messages.yml`: 60 % questions, 15 % whether one is eligible, 10 % follow-ups,
10 % out of scope, 5 % smalltalk), a quarter are ten sentences that nobody said before. The load runs in a
process of its own on the same cores: {middle(spent)[0]:.2f} ms CPU a message.
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
    lines += [
        "",
        f"Messages without an answer: {errors} of {sum(m.messages for m in findings.measured) + errors}.",
    ]
    return "\n".join(lines)


def _by_kind(findings: Findings) -> str:
    lines = [
        "## What a message costs",
        "",
        "Through the website at 8 visitors, beside the floor (understanding, lookup, composing in one",
        "process, no server). What was said before is remembered; a new sentence has to be encoded.",
        "",
        "| messages | CPU ms a message | floor, ms | × floor |",
        "| --- | --- | --- | --- |",
    ]
    for kind, name in KINDS.items():
        rows, floor = findings.of("website", 8, kind), findings.floor_ms[kind]
        if rows:
            times = middle([row.cpu_ms for row in rows])[0] / middle(floor)[0]
            lines.append(
                f"| {name} | {spread((r.cpu_ms for r in rows), 1)} | {spread(floor, 2)} | {times:.1f} |"
            )
    if findings.stages:
        lines += ["", "In Rasa's process alone, one message after the other, CPU ms of each stage:", ""]
        names = list(next(iter(findings.stages.values())))
        lines += [f"| messages | {' | '.join(names)} |", f"| --- |{' --- |' * len(names)}"]
        for kind, spent in findings.stages.items():
            lines.append(f"| {KINDS[kind]} | {' | '.join(f'{spent[name]:.2f}' for name in names)} |")
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
    ours = findings.training
    cells = [_seconds(findings.stock_training), _seconds(ours.seconds if ours else None)]
    lines.append(f"| training, from nothing | {' | '.join(cells)} |")
    if ours:
        lines.append(
            f"| processor time and memory of it | – | {ours.cpu_seconds:.0f} s, {ours.peak_mb:.0f} MB |"
        )
    lines.append(f"| environment of `make run` | – | {findings.environment_gb:.2f} GB |")
    if findings.overload:
        slowest = findings.overload.slowest / 1000
        lines.append(
            f"| longest wait of {findings.overload.visitors} visitors at once | – | {slowest:.1f} s |"
        )
    return "\n".join(lines)


def goals_table(findings: Findings) -> str:
    """The goals and what became of them; what was not measured is said so."""
    lines = ["## Goals", "", "| goal | wanted | found | |", "| --- | --- | --- | --- |"]
    for goal in goals_of(findings):
        found = "–" if goal.found is None else f"{goal.found:.2f}"
        lines.append(f"| {goal.name} | {goal.sign} {goal.wanted:g} | {found} | {goal.outcome} |")
    return "\n".join(lines)


def _growth(findings: Findings, picture: str) -> str:
    lines = ["## How cost grows", "", f"![CPU per message against size]({picture})"]
    for name, points in findings.growth.items():
        lines += ["", f"| {GROWTH[name]} | ms CPU a message | ms, median |", "| --- | --- | --- |"]
        lines += [f"| {p.size:,} | {p.cpu_ms:.2f} | {p.median_ms:.2f} |" for p in points]
    for name, costs in findings.knowledge.items():
        more = "more documents of counties, ten provisions each" if name == "documents" else name
        lines += [
            "",
            f"| {more} | opened, s | MB | one answer, ms CPU | list of what is for somebody, ms CPU |",
        ]
        lines += ["| --- | --- | --- | --- | --- |"]
        lines += [
            f"| {c.size:,} | {c.open_seconds:.2f} | {c.memory_mb:.0f} | {c.answer_ms:.2f} | {c.list_ms:.0f} |"
            for c in costs
        ]
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
