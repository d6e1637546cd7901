"""The side-by-side performance table: `make bench`; `python -m bench --help` lists its knobs."""

from __future__ import annotations

import argparse
import os
import secrets
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from bench import floor, growth, report, servers, stock_rasa
from bench.processes import memory_mb
from bench.rounds import Measured, run
from bench.servers import Server
from bot.preparation import prepare
from bot.settings import ROOT, settings
from bot.training import train

_NOTES = Path(__file__).parent / "notes.md"
# TensorFlow's graphs are traced at stock Rasa's first messages.
_WARM_UP_SECONDS = 10
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
            findings.training["stock"] = training
            findings.training["ours"] = _train_ours(folder, console) if options.training else None
            if options.growth:
                for kind, measure in _GROWTH.items():
                    console.print(f"growth: {kind} …")
                    findings.growth[kind] = measure(ours)
        if options.growth:
            console.print("growth: documents …")
            findings.growth["documents"] = growth.documents()
    report.write(findings, options.output, _NOTES.read_text(encoding="utf-8"))
    print(options.output.read_text(encoding="utf-8"))


def _rounds(options: argparse.Namespace, stock: Server, ours: Server, console: Console) -> report.Findings:
    targets = [(stock, "rest"), (ours, "channel"), (ours, "website")]
    for server, target in targets:  # what is loaded and compiled at the first messages
        run(server, target, 2, _WARM_UP_SECONDS, seed=99)
    measured: list[Measured] = []
    floors: list[float] = []
    for number in range(options.rounds):
        console.print(f"round {number + 1} of {options.rounds} …")
        for visitors in options.visitors:
            # Who is first changes from round to round.
            turn = number % len(targets)
            for server, target in targets[turn:] + targets[:turn]:
                measured.append(run(server, target, visitors, options.seconds, seed=number + 1))
        floors.append(floor.measure(500, seed=number + 1))
    return report.Findings(
        measured,
        floors,
        {kind: _memory(server) for kind, server in (("stock", stock), ("ours", ours))},
        {kind: (s.page_seconds, s.ready_seconds) for kind, s in (("stock", stock), ("ours", ours))},
        {"ours": None},
        options.utterances,
        {},
        options.seconds,
    )


def _train_ours(folder: Path, console: Console) -> float:
    """Seconds to train our model, into a folder of its own."""
    console.print("training ours …")
    started = time.monotonic()
    train(replace(settings(), model_dir=folder / "models"), Console(quiet=True))
    return time.monotonic() - started


def _memory(server: Server) -> dict[str, float]:
    return {name: memory_mb(pid) for name, pid in server.pids.items()}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5, help="of each run of the load")
    parser.add_argument("--visitors", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument(
        "--utterances", type=int, default=6, help="of each intent that stock Rasa learns from; 0: all"
    )
    parser.add_argument("--no-training", dest="training", action="store_false", help="don't train ours anew")
    parser.add_argument("--no-growth", dest="growth", action="store_false")
    parser.add_argument("--output", type=Path, default=ROOT / "docs/benchmark.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
