"""The two products under test, each as it is started for visitors."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import requests

from bench import stock_rasa
from bench.processes import children, command, cpu_seconds
from bot.processes import die_with_parent, free_port
from bot.settings import ROOT, settings

_READY_WITHIN_SECONDS = 180


@dataclass
class Server:
    """A running product: its processes by name, where it takes messages, how long it took to start."""

    pids: dict[str, int]
    addresses: dict[str, str]  # of each target of the load
    page_seconds: float | None  # until the page was served
    ready_seconds: float
    folder: Path
    names: dict[str, list[str]] = field(default_factory=dict)  # the processes that serve a target

    def cpu(self, target: str) -> float:
        """CPU seconds so far of the processes that serve a target."""
        return sum(cpu_seconds(self.pids[name]) for name in self.names[target])


@contextlib.contextmanager
def ours(folder: Path) -> Iterator[Server]:
    """The product with `bot serve`, its databases in `folder`."""
    ports = {name: free_port() for name in ("BOT_PORT", "BOT_RASA_PORT")}
    environment = {
        **os.environ,
        **{name: str(port) for name, port in ports.items()},
        "BOT_VAR_DIR": str(folder),
        "BOT_ENCODER_DIR": str(settings().encoder_cache),
        "DATABASE_URL": f"sqlite:///{folder}/helpdesk.db",
        "BOT_RATE_LIMIT": "0",
    }
    website = f"http://127.0.0.1:{ports['BOT_PORT']}"
    with _running([[str(Path(sys.executable).parent / "bot"), "serve"]], environment, folder) as started:
        begin = time.monotonic()
        page = _wait(f"{website}/healthz", begin, started)
        ready = _wait(f"{website}/readyz", begin, started)
        # Beside the supervisor something may still be preparing.
        (supervisor,) = (pid for pid in children(started[0].pid) if "supervisor" in command(pid))
        pids = {_name(pid): pid for pid in children(supervisor)}
        # The actions run in Rasa's process unless somebody wants them apart.
        rasa: list[str] = [name for name in ("rasa", "actions") if name in pids]
        yield Server(
            pids,
            {"website": website, "channel": f"http://127.0.0.1:{ports['BOT_RASA_PORT']}"},
            page,
            ready,
            folder,
            {"website": ["website", *rasa], "channel": rasa},
        )


@contextlib.contextmanager
def stock(folder: Path) -> Iterator[Server]:
    """`rasa run` and `rasa run actions` in their own environment."""
    rasa, actions = free_port(), free_port()
    environment = stock_rasa.environment(actions, folder)
    address = f"http://127.0.0.1:{rasa}"
    with _running(stock_rasa.commands(rasa, actions), environment, folder) as started:
        begin = time.monotonic()
        _wait(f"http://127.0.0.1:{actions}/health", begin, started)
        ready = _wait(address, begin, started)
        pids = {name: process.pid for name, process in zip(("rasa", "actions"), started, strict=True)}
        yield Server(pids, {"rest": address}, None, ready, folder, {"rest": ["rasa", "actions"]})


@contextlib.contextmanager
def _running(
    commands: list[list[str]], environment: dict[str, str], folder: Path
) -> Iterator[list[subprocess.Popen[bytes]]]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "bench.log").open("ab") as log, contextlib.ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    line, env=environment, cwd=ROOT, stdout=log, stderr=log, preexec_fn=die_with_parent
                )
            )
            for line in commands
        ]
        try:
            yield started
        finally:
            for process in started:
                process.terminate()


def _wait(url: str, begin: float, processes: list[subprocess.Popen[bytes]]) -> float:
    """Seconds from `begin` until `url` answers 200; RuntimeError once one of the processes has ended."""
    while time.monotonic() - begin < _READY_WITHIN_SECONDS:
        for process in processes:
            if process.poll() is not None:
                raise RuntimeError(f"{process.args!r} ended with {process.returncode}: see bench.log")
        with contextlib.suppress(requests.RequestException):
            if requests.get(url, timeout=3).status_code == 200:
                return time.monotonic() - begin
        time.sleep(0.1)
    raise TimeoutError(f"{url} was not ready within {_READY_WITHIN_SECONDS} seconds")


def _name(pid: int) -> str:
    line = command(pid)
    return "website" if "bot.web" in line else "rasa" if "bot.dialogue" in line else "actions"
