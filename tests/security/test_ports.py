"""Rasa and the action server are there for this machine's website only."""

from __future__ import annotations

import socket
from typing import Any

import psutil
import pytest
import requests

from bot.settings import ROOT, read_settings


@pytest.fixture
def inner_ports(product: str) -> dict[str, int]:
    """Port of Rasa, found by asking the kernel who listens."""
    website = int(product.rpartition(":")[2])
    pids = [c.pid for c in psutil.net_connections("tcp") if c.laddr.port == website and c.status == "LISTEN"]
    supervisor = psutil.Process(pids[0]).parent()
    assert supervisor is not None
    found = {}
    for process in supervisor.children():
        name = next(part for part in process.cmdline() if part in {"bot.web", "bot.dialogue.server"})
        found[name] = next(c.laddr.port for c in _connections(process) if c.status == "LISTEN")
        assert all(c.laddr.ip == "127.0.0.1" for c in _connections(process) if c.status == "LISTEN")
    return found


def _connections(process: psutil.Process) -> list[Any]:
    return [c for c in psutil.net_connections("tcp") if c.pid == process.pid]


def test_other_addresses_of_this_host_are_refused(inner_ports: dict[str, int]) -> None:
    # 127.0.0.2 is this host too: who listens on every address answers there.
    with socket.socket() as probe, pytest.raises(ConnectionRefusedError):
        probe.connect(("127.0.0.2", inner_ports["bot.dialogue.server"]))


def test_the_http_api_of_rasa_is_off(inner_ports: dict[str, int]) -> None:
    rasa = f"http://127.0.0.1:{inner_ports['bot.dialogue.server']}"
    for path in ("/model", "/status", "/domain", "/conversations/x/tracker", "/webhooks/rest/webhook"):
        for method in ("GET", "POST", "PUT"):
            assert requests.request(method, rasa + path, json={}, timeout=60).status_code in {404, 405}
    body = {"model_server": {"url": "http://127.0.0.1:1/model.tar.gz"}}
    assert requests.put(f"{rasa}/model", json=body, timeout=60).status_code == 404


def test_a_neighbour_on_this_host_cannot_speak_for_a_visitor(inner_ports: dict[str, int]) -> None:
    rasa = f"http://127.0.0.1:{inner_ports['bot.dialogue.server']}/webhooks/website/message"
    assert requests.post(rasa, json={"sender": "x", "message": "转人工"}, timeout=60).status_code == 403


def test_rasa_takes_models_from_the_local_disk_only() -> None:
    endpoints = (ROOT / "endpoints.yml").read_text(encoding="utf-8")
    assert not [line for line in endpoints.splitlines() if line.startswith("models:")]


def test_every_setting_that_listens_is_loopback_unless_told_otherwise() -> None:
    settings = read_settings({})
    assert (settings.host, settings.rasa_host) == ("127.0.0.1", "127.0.0.1")
