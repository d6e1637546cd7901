"""The product as an operator runs it, and what is measured of it while things break.

`measure` keeps what was seen in var/reliability.json; `python -m tests.faults.report` makes the table
of docs/reliability.md of it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from bot.processes import free_port
from bot.settings import ROOT, Settings
from tests.machine import Waiting

# A visitor is let wait no longer, by the product: what other programs take of the machine is not its.
LONGEST_SECONDS = 10.0
# However busy the machine is; a product that ends ends the waiting for it.
STARTED_WITHIN = 900.0
_PATIENCE_SECONDS = 120
QUESTION = "孵化机构提供哪些检验检测服务"
RESULTS = ROOT / "var" / "reliability.json"


@dataclass
class Answered:
    """What one visitor got for one message."""

    status: int
    seconds: float
    body: dict[str, Any]
    held_up: float
    """For how many of the seconds other programs kept the product waiting."""

    @property
    def own_seconds(self) -> float:
        return self.seconds - self.held_up

    @property
    def kind(self) -> str:
        return str(self.body["messages"][0]["kind"]) if self.status == 200 else f"HTTP {self.status}"

    @property
    def by_bot(self) -> bool:
        return self.status == 200 and self.body["understanding"]["intent"] != "search"


@dataclass
class Product:
    """`bot serve` with folders of its own."""

    folder: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]
    sent: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.environment['BOT_PORT']}"

    def say(self, message: str, session: str | None = None, **more: Any) -> Answered:
        """Send a message; what is acknowledged is remembered for `lost`."""
        waiting, begun = Waiting(self.process.pid), time.monotonic()
        body = {"session": session, "message": message, **more}
        response = requests.post(f"{self.address}/api/chat", json=body, timeout=_PATIENCE_SECONDS)
        seconds = time.monotonic() - begun
        return Answered(response.status_code, seconds, response.json(), waiting.seconds())

    def history(self, session: str) -> list[dict[str, Any]]:
        address = f"{self.address}/api/chat/{session}"
        said: list[dict[str, Any]] = requests.get(address, timeout=_PATIENCE_SECONDS).json()["messages"]
        return said

    def part(self, name: str) -> psutil.Process:
        """The running process of bot.web, bot.dialogue.server or actions."""
        for process in psutil.Process(self.process.pid).children(recursive=True):
            # One that has ended and not been reaped has no command line.
            if process.status() != psutil.STATUS_ZOMBIE and name in process.cmdline():
                return process
        raise LookupError(name)

    def kill(self, name: str) -> None:
        self.part(name).send_signal(signal.SIGKILL)

    def is_ready(self) -> bool:
        try:
            return requests.get(f"{self.address}/readyz", timeout=10).status_code == 200
        except requests.RequestException:
            return False

    def is_alive(self) -> bool:
        """Whether the website's process answers."""
        try:
            return requests.get(f"{self.address}/healthz", timeout=10).status_code == 200
        except requests.RequestException:
            return False

    def wait_started(self) -> None:
        """Until the trained bot answers for the first time."""
        wait_until(lambda: self.process.poll() is not None or self.is_ready(), STARTED_WITHIN)
        assert self.process.poll() is None, (self.folder / "serve.out").read_text(encoding="utf-8")

    def wait_ready(self, seconds: float = 300) -> float:
        """Seconds until the trained bot answers again."""
        return wait_until(self.is_ready, seconds)

    def wait_bot(self, seconds: float = 300) -> float:
        """Seconds until a visitor is answered by the bot itself."""
        return wait_until(lambda: self.say(QUESTION).by_bot, seconds)


def wait_until(condition: Callable[[], bool], seconds: float) -> float:
    """Seconds until the condition holds; fails the test when it does not in time."""
    begun = time.monotonic()
    while not condition():
        if time.monotonic() > begun + seconds:
            pytest.fail(f"did not happen within {seconds:.0f} s")
        time.sleep(0.1)
    return time.monotonic() - begun


@pytest.fixture(scope="session")
def environment(built_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What `bot serve` of these tests reads."""
    folder = tmp_path_factory.mktemp("faults")
    return {
        **os.environ,
        "BOT_VAR_DIR": str(folder),
        "BOT_POLICY_DB": str(built_settings.policy_db),
        "DATABASE_URL": f"sqlite:///{folder}/helpdesk.db",
        "BOT_RATE_LIMIT": "0",
        "BOT_RASA_PORT": str(free_port()),
        "BOT_ACTION_PORT": str(free_port()),
        "BOT_PORT": str(free_port()),
    }


def start(environment: dict[str, str], prefix: list[str] | None = None) -> Product:
    """`bot serve`; its output goes to BOT_VAR_DIR/serve.out."""
    folder = Path(environment["BOT_VAR_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    command = [*(prefix or []), sys.executable, "-c", "from bot.cli.main import main; main()", "serve"]
    with (folder / "serve.out").open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    return Product(folder, environment, process)


def stop(product: Product) -> None:
    product.process.terminate()
    try:
        product.process.wait(40)
    except subprocess.TimeoutExpired:
        product.process.kill()


@pytest.fixture(scope="session")
def running(environment: dict[str, str]) -> Iterator[Product]:
    """One product for all faults that it has to get over by itself."""
    product = start(environment)
    try:
        product.wait_started()
        yield product
    finally:
        stop(product)


@pytest.fixture
def product(running: Product) -> Product:
    """The product, sound again after the test before."""
    running.wait_bot()
    return running


@pytest.fixture
def measure(request: pytest.FixtureRequest) -> Callable[..., None]:
    """measure(fault=…, visitor=…, recovers=…, longest=…, back=…, lost=…): one row of the table."""

    def keep(**row: Any) -> None:
        known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
        known.setdefault("faults", {})[request.node.name] = row
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")

    return keep


def message_id() -> str:
    return uuid.uuid4().hex
