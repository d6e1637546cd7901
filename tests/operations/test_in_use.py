"""Nobody replaces data that are in use; what the product makes is its owner's alone; failures are told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from bot.errors import UserError
from bot.processes import alone_in, die_with_parent, free_port, stay_in
from bot.settings import ROOT, Settings


@pytest.fixture
def environment(built_settings: Settings, tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "BOT_VAR_DIR": str(tmp_path / "var"),
        "BOT_POLICY_DB": str(built_settings.policy_db),
        "DATABASE_URL": f"sqlite:///{tmp_path}/var/helpdesk.db",
        "BOT_PORT": str(free_port()),
    }


@pytest.fixture
def website(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.web"], cwd=ROOT, env=environment, preexec_fn=die_with_parent
    )
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not answers(int(environment["BOT_PORT"])):
            assert process.poll() is None
            time.sleep(0.1)
        yield process
    finally:
        process.kill()
        process.wait()


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def bot(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from bot.cli.main import main; main()", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_restore_is_refused_while_the_product_runs_on_any_port(
    website: subprocess.Popen[bytes], environment: dict[str, str], tmp_path: Path
) -> None:
    elsewhere = {**environment, "BOT_PORT": str(free_port())}
    for _ in range(3):
        run = bot(elsewhere, "restore", str(tmp_path / "b.tar.gz"), "--yes")
        assert run.returncode == 2 and "停止" in run.stderr and not list(tmp_path.glob("var/before-*"))
    website.send_signal(signal.SIGKILL)
    website.wait()
    assert "没有" in bot(elsewhere, "restore", str(tmp_path / "b.tar.gz"), "--yes").stderr


def test_what_the_product_makes_is_its_owner_s_alone(
    website: subprocess.Popen[bytes], environment: dict[str, str], tmp_path: Path
) -> None:
    var = tmp_path / "var"
    assert bot(environment, "helpdesk", "export", "-o", str(tmp_path / "out.csv")).returncode == 0
    assert var.stat().st_mode & 0o777 == 0o700
    made = [*var.iterdir(), tmp_path / "out.csv"]
    assert {"helpdesk.db", "session.key", "out.csv"} <= {path.name for path in made}
    for path in made:
        assert path.stat().st_mode & 0o077 == 0, path


def test_who_uses_the_data_and_who_replaces_them_exclude_each_other(tmp_path: Path) -> None:
    hold = "from pathlib import Path; from bot.processes import *; import sys, time\n"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for begin, denied in (("stay_in(Path(sys.argv[1]))", True), ("pass", False)):
        code = f"{hold}{begin}\nprint('on', flush=True); time.sleep(60)"
        command = [sys.executable, "-c", code, str(tmp_path)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
            assert process.stdout and process.stdout.readline()
            if denied:
                stay_in(tmp_path / "other")
                with pytest.raises(UserError), alone_in(tmp_path):
                    pass
            else:
                with alone_in(tmp_path), pytest.raises(UserError, match="正在恢复"):
                    stay_in(tmp_path)
            process.kill()
    with alone_in(tmp_path):
        pass


_CLI = ["-c", "from bot.cli.main import main; main()", "helpdesk", "users"]


@pytest.mark.parametrize("command", [["-m", "bot.web"], _CLI])
def test_a_corrupt_database_is_told_with_what_to_do(
    environment: dict[str, str], tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var/helpdesk.db").write_bytes(os.urandom(8192))
    run = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert run.returncode and "bot restore" in run.stderr and "Traceback" not in run.stderr
