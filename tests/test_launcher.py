"""The product's processes live and die together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest
import requests

from bot.processes import free_port
from bot.settings import ROOT, Settings


@pytest.fixture
def launched(built_settings: Settings) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """`bot serve` as its own process group, up to the point where the page answers."""
    port = free_port()
    environment = {
        **os.environ,
        "BOT_PORT": str(port),
        "BOT_VAR_DIR": str(built_settings.var_dir),
        "BOT_POLICY_DB": str(built_settings.policy_db),
        "DATABASE_URL": built_settings.database_url,
    }
    command = [sys.executable, "-c", "from bot.cli.main import main; main()", "serve"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: answers(f"{address}/healthz"), 60)
        yield process, address
    finally:
        if process.poll() is None:
            process.kill()


def wait_until(condition, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.1)


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=1).ok
    except requests.RequestException:
        return False


def family(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_launcher(launched: tuple[subprocess.Popen[bytes], str], how: int) -> None:
    process, address = launched
    children = family(process)
    assert len(children) >= 4  # supervisord and what it supervises
    process.send_signal(how)
    process.wait(30)
    _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []
    assert not answers(f"{address}/healthz")


def test_the_page_answers_while_rasa_loads_and_a_dead_process_comes_back(
    launched: tuple[subprocess.Popen[bytes], str],
) -> None:
    process, address = launched
    reply = requests.post(
        f"{address}/api/chat", json={"message": "孵化机构提供哪些检验检测服务"}, timeout=5
    ).json()
    assert reply["messages"][0]["citations"]
    website = next(p for p in family(process) if "bot.web" in p.cmdline())
    website.kill()
    wait_until(lambda: not psutil.pid_exists(website.pid) or website.status() == "zombie", 10)
    wait_until(lambda: answers(f"{address}/healthz"), 20)
