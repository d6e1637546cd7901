"""Rasa alone, with the actions in its process as in the product or beside an action server."""

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
    """Rasa, perhaps with its action server; `pids` of all there are."""

    address: str
    pids: tuple[int, ...]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Pair]]:
    """Start `python -m MODULE MODEL`, unless `embedded` with an action server; both end with the test."""
    with ExitStack() as stack:

        def run(module: str, embedded: bool = False) -> Pair:
            return _start(stack, module, embedded, tmp_path / module)

        yield run


def _start(stack: ExitStack, module: str, embedded: bool, folder: Path) -> Pair:
    folder.mkdir()
    rasa, actions = free_port(), free_port()
    environment = {
        **os.environ,
        "BOT_RASA_PORT": str(rasa),
        "BOT_ACTION_PORT": "0" if embedded else str(actions),
        "BOT_ACTION_URL": "" if embedded else f"http://127.0.0.1:{actions}",
        "BOT_TRACKER_DB": str(folder / "tracker.db"),
        "BOT_VAR_DIR": str(folder),
        "BOT_POLICY_DB": str(settings().policy_db),
        "DATABASE_URL": f"sqlite:///{folder}/helpdesk.db",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    log = stack.enter_context((folder / "log").open("wb"))
    commands = [["-m", module, str(model_path(settings()))], *([] if embedded else [["-m", "actions"]])]
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
    if not embedded:
        _wait(f"http://127.0.0.1:{actions}/health", folder / "log")
    return Pair(address, tuple(pids))


def _wait(url: str, log: Path) -> None:
    deadline = time.monotonic() + _READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        try:
            if requests.get(url, timeout=3).status_code == 200:
                return
        except requests.RequestException:
            time.sleep(0.2)
    pytest.fail(log.read_text()[-2000:])
