"""The whole product in a folder of its own: what it learns changes no file of the working tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import requests
from rich.console import Console

from bot.preparation import prepare
from bot.processes import die_with_parent, free_port
from bot.settings import ROOT, read_settings

_CODE = ("bot", "actions", "data", "migrations")
_READY_WITHIN_SECONDS = 900


class CopiedProduct:
    """Code, data and trained model copied to `folder`; `start` serves them at `address`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.database_url = f"sqlite:///{folder}/var/helpdesk.db"
        own = read_settings({})
        model = prepare(own, Console(stderr=True))
        for name in _CODE:
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "models").mkdir()
        (folder / "var").mkdir()
        for path in [*ROOT.glob("*.yml"), model, model.parent / "SHA256SUMS", own.policy_db]:
            shutil.copy(path, folder / path.relative_to(ROOT))
        for pattern in ("sentence-vectors*", "triage-*"):
            for path in own.var_dir.glob(pattern):
                shutil.copy(path, folder / "var")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve; returns once the bot itself answers."""
        with open(self.folder / "var/serve.log", "ab") as log:
            self._process = subprocess.Popen(
                self._command("serve"),
                cwd=self.folder,
                env=self._environment(),
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,
            )
        deadline = time.monotonic() + _READY_WITHIN_SECONDS
        while not self._is_ready():
            assert self._process.poll() is None, (self.folder / "var/serve.log").read_text(encoding="utf-8")
            assert time.monotonic() < deadline, "the product was not ready in time"
            time.sleep(0.2)

    def stop(self) -> None:
        """End all its processes."""
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=60)
            self._process = None

    def run(self, *arguments: str) -> str:
        """What `bot <arguments>` prints in the copy; fails the test where the command fails."""
        ended = subprocess.run(
            self._command(*arguments),
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            text=True,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-W", "ignore", "-c", "from bot.cli.main import main; main()", *arguments]

    def _environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("BOT_") and k != "DATABASE_URL"}
        own = {"BOT_PORT": str(self.port), "BOT_RATE_LIMIT": "0", "PYTHONPATH": str(self.folder)}
        # As long as the page waits: the bot is looked at, not the search that answers for one held up.
        own["BOT_RASA_TIMEOUT"] = "14"
        return inherited | own

    def _is_ready(self) -> bool:
        try:
            return requests.get(f"{self.address}/readyz", timeout=3).status_code == 200
        except requests.RequestException:
            return False
