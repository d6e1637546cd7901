"""The side-by-side performance table: `make bench`; `python -m bench --help` lists its knobs."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from bench import floor, growth, knowledge, report, servers, stock_rasa
from bench.environment import size_gb
from bench.processes import memory_mb
from bench.rounds import Measured, run
from bench.servers import Server
from bench.training import Training
from bot.preparation import prepare
from bot.settings import ROOT, settings

_NOTES = Path(__file__).parent / "notes.md"
# TensorFlow's graphs are traced at stock Rasa's first messages.
_WARM_UP_SECONDS = {"rest": 10, "channel": 3, "website": 3}
# More at once than the website takes.
_CROWD = 200
_FLOOR_MESSAGES = 200
_GROWTH = {"conversation": growth.conversation, "sessions": growth.sessions, "tickets": growth.tickets}


def main() -> None:
    options = _options()
    console = Console()
    # The product's own processes and the load know it.
    os.environ.setdefault("BOT_INTERNAL_TOKEN", secrets.token_urlsafe(32))
    prepare(settings(), console)
    console.print("stock Rasa: environment and model …")
    training = stock_rasa.prepare(options.utterances)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        with servers.stock(folder / "stock") as stock, servers.ours(folder / "ours") as ours:
            findings = _rounds(options, stock, ours, console)
            findings.stock_training = training
            if options.growth:
                for kind, measure in _GROWTH.items():
                    console.print(f"growth: {kind} …")
                    findings.growth[kind] = measure(ours)
        # What runs in processes of its own has the machine to itself.
        _alone(options, findings, console)
    report.write(findings, options.output, _NOTES.read_text(encoding="utf-8"))
    print(options.output.read_text(encoding="utf-8"))


def _alone(options: argparse.Namespace, findings: report.Findings, console: Console) -> None:
    if options.growth:
        console.print("growth: documents, matters …")
        findings.growth["documents"] = growth.documents()
        findings.knowledge["matters"] = knowledge.measured("matters", knowledge.MATTERS)
        findings.knowledge["documents"] = knowledge.measured("documents", knowledge.DOCUMENTS)
    if options.stages:
        console.print("stages …")
        findings.stages = {kind: _own_process("bench.stages", "--load", kind) for kind in report.KINDS}
    if options.training:
        console.print("training ours from nothing …")
        findings.training = Training(**_own_process("bench.training"))


def _own_process(module: str, *arguments: str) -> dict[str, float]:
    """What a part of the benchmark prints as its last line."""
    line = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    done = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _rounds(options: argparse.Namespace, stock: Server, ours: Server, console: Console) -> report.Findings:
    targets = [(stock, "rest"), (ours, "channel"), (ours, "website")]
    for server, target in targets:  # what is loaded and compiled at the first messages
        run(server, target, 2, _WARM_UP_SECONDS[target], seed=99)
    measured: list[Measured] = []
    floors: dict[str, list[float]] = {kind: [] for kind in report.KINDS}
    for number in range(options.rounds):
        console.print(f"round {number + 1} of {options.rounds} …")
        for visitors in options.visitors:
            # Who is first changes from round to round.
            turn = number % len(targets)
            for place, (server, target) in enumerate(targets[turn:] + targets[:turn]):
                # Ours must not have heard from one way in what comes by the other.
                seed = 10 * (number + 1) + place
                measured.append(run(server, target, visitors, options.seconds, seed))
        for kind in ("remembered", "new"):
            measured.append(run(ours, "website", 8, options.seconds, number + 1, kind))
        for kind, found in floors.items():
            found.append(floor.measure(_FLOOR_MESSAGES, number + 1, kind))
    console.print("overload …")
    overload = run(ours, "website", _CROWD, options.seconds, 98) if options.overload else None
    growth.first_ticket(ours)
    return report.Findings(
        measured,
        floors,
        {kind: _memory(server) for kind, server in (("stock", stock), ("ours", ours))},
        {kind: (s.page_seconds, s.ready_seconds) for kind, s in (("stock", stock), ("ours", ours))},
        0.0,
        None,
        options.utterances,
        {},
        options.seconds,
        {},
        {},
        size_gb(),
        overload,
    )


def _memory(server: Server) -> dict[str, float]:
    return {name: memory_mb(pid) for name, pid in server.pids.items()}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5, help="of each run of the load")
    parser.add_argument("--visitors", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument(
        "--utterances", type=int, default=6, help="of each intent that stock Rasa learns from; 0: all"
    )
    parser.add_argument("--no-training", dest="training", action="store_false", help="don't train ours anew")
    parser.add_argument("--no-growth", dest="growth", action="store_false")
    parser.add_argument("--no-stages", dest="stages", action="store_false")
    parser.add_argument("--no-overload", dest="overload", action="store_false")
    parser.add_argument("--output", type=Path, default=ROOT / "docs/benchmark.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
