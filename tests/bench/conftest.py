"""Rasa and the action server alone, as the product runs them and as Rasa would by itself."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from bot.processes import die_with_parent, free_port
from bot.settings import ROOT, settings
from bot.training import model_path

_READY_WITHIN_SECONDS = 240


@dataclass
class Pair:
    """Rasa and its action server; `pids` of both."""

    address: str
    pids: tuple[int, int]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[str], Pair]]:
    """Start `python -m MODULE MODEL` as Rasa with an action server of its own; both end with the test."""
    with ExitStack() as stack:

        def run(module: str) -> Pair:
            return _start(stack, module, tmp_path / module)

        yield run


def _start(stack: ExitStack, module: str, folder: Path) -> Pair:
    folder.mkdir()
    rasa, actions = free_port(), free_port()
    environment = {
        **os.environ,
        "BOT_RASA_PORT": str(rasa),
        "BOT_ACTION_PORT": str(actions),
        "BOT_ACTION_URL": f"http://127.0.0.1:{actions}",
        "BOT_TRACKER_DB": str(folder / "tracker.db"),
        "BOT_VAR_DIR": str(folder),
        "BOT_POLICY_DB": str(settings().policy_db),
        "DATABASE_URL": f"sqlite:///{folder}/helpdesk.db",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    log = stack.enter_context((folder / "log").open("wb"))
    commands = [["-m", module, str(model_path(settings()))], ["-m", "actions"]]
    pids = []
    for arguments in commands:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent,
        )
        stack.callback(process.wait)
        stack.callback(process.terminate)
        pids.append(process.pid)
    address = f"http://127.0.0.1:{rasa}"
    _wait(f"{address}/webhooks/website/ready", folder / "log")
    _wait(f"http://127.0.0.1:{actions}/health", folder / "log")
    return Pair(address, (pids[0], pids[1]))


def _wait(url: str, log: Path) -> None:
    deadline = time.monotonic() + _READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        try:
            if requests.get(url, timeout=3).status_code == 200:
                return
        except requests.RequestException:
            time.sleep(0.2)
    pytest.fail(log.read_text()[-2000:])
