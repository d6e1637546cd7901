"""The shipped front, run as it is shipped: no client speaks for another address, no log holds a key."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
import requests
import uvicorn
import yaml

from bot.helpdesk.desk import first_admin_link
from bot.processes import free_port
from bot.settings import ROOT, Settings
from bot.web.app import create_app
from tests.web.conftest import FakeRasa

_DEPLOY = ROOT / "deploy"
# Messages a minute: 2 for a visitor, 20 for an address.
_RATE = 2


class Front:
    """HAProxy with the shipped file before a website; only the addresses are changed."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        port, self.port = free_port(), free_port()
        written = (_DEPLOY / "haproxy.cfg").read_text(encoding="utf-8")
        written = written.replace("bind :8000", f"bind 127.0.0.1:{self.port}")
        lines = [line for line in written.splitlines() if "server-template" not in line]
        (folder / "haproxy.cfg").write_text("\n".join([*lines, f"    server one 127.0.0.1:{port}", ""]))
        app = create_app(settings, FakeRasa())  # type: ignore[arg-type]
        config = uvicorn.Config(
            app, port=port, log_config=None, forwarded_allow_ips="127.0.0.0/8", access_log=False
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()
        self.log = folder / "log"
        with self.log.open("wb") as log:
            command = ["haproxy", "-db", "-f", str(folder / "haproxy.cfg")]
            self.balancer = subprocess.Popen(command, stdout=log, stderr=log)
        self.address = f"http://127.0.0.1:{self.port}"
        self._await()

    def _await(self) -> None:
        for _ in range(1200):
            with suppress(requests.RequestException):
                if requests.get(f"{self.address}/healthz", timeout=5).status_code == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def stop(self) -> str:
        """End both; what the balancer wrote down."""
        self.balancer.send_signal(signal.SIGTERM)
        self.balancer.wait(10)
        self.server.should_exit = True
        self.thread.join(15)
        return self.log.read_text(encoding="utf-8", errors="replace")


@pytest.fixture
def front(web_settings: Settings, tmp_path: Path) -> Iterator[Front]:
    if shutil.which("haproxy") is None:
        if os.environ.get("CI"):
            pytest.fail("HAProxy 没有安装，CI 里必须有")
        pytest.skip("没有安装 HAProxy（apt-get install haproxy）")
    made = Front(replace(web_settings, rate_limit=_RATE), tmp_path)
    try:
        yield made
    finally:
        made.stop()


def test_a_made_up_address_gets_nobody_past_the_limits(front: Front) -> None:
    statuses = []
    for position in range(40):
        made_up = {"X-Forwarded-For": f"203.0.113.{position}", "Forwarded": f"for=198.51.100.{position}"}
        answer = requests.post(f"{front.address}/api/chat", json={"message": "能贴息几次"}, headers=made_up)
        statuses.append(answer.status_code)
    assert statuses.count(200) <= _RATE * 10 and 429 in statuses
    tries = [
        requests.post(
            f"{front.address}/helpdesk/login",
            data={"name": f"n{position}", "password": "x"},
            headers={"X-Forwarded-For": f"203.0.113.{position}"},
        ).status_code
        for position in range(40)
    ]
    assert tries.count(401) <= 30 and 429 in tries


def test_no_log_holds_a_visitor_s_token_or_the_first_admin_s_link(front: Front) -> None:
    session = requests.post(f"{front.address}/api/chat/session").json()["session"]
    requests.get(f"{front.address}/api/chat/{session}/updates", params={"after": 0})
    requests.get(f"{front.address}/api/chat/mine", headers={"X-Chat-Session": session})
    link = first_admin_link(front.settings)
    assert link
    welcome = link.rsplit("/", 1)[1]
    assert requests.get(f"{front.address}/helpdesk/welcome/{welcome}").status_code == 200
    written = front.stop()
    assert " 200 " in written and "POST" in written
    assert session not in written and session.partition(".")[0] not in written and welcome not in written


def test_no_setting_believes_everybody() -> None:
    compose = yaml.safe_load((_DEPLOY / "compose.yml").read_text(encoding="utf-8"))
    trusted = compose["services"]["website"]["environment"]["BOT_TRUSTED_PROXIES"]
    assert trusted == compose["networks"]["front"]["ipam"]["config"][0]["subnet"]
    settings = yaml.safe_load((_DEPLOY / "kubernetes/settings.yaml").read_text(encoding="utf-8"))
    assert "*" not in settings["data"]["BOT_TRUSTED_PROXIES"]


def test_a_website_that_would_believe_everybody_does_not_start() -> None:
    environment = {**os.environ, "BOT_TRUSTED_PROXIES": "*"}
    run = subprocess.run(
        [sys.executable, "-m", "bot.web"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert run.returncode and "BOT_TRUSTED_PROXIES" in run.stderr and "Traceback" not in run.stderr
