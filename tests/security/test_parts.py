"""A part that doesn't come takes no page with it; what can't be kept is told; neighbours get nothing."""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from rasa.shared.core.events import UserUttered
from rich.console import Console

from bot import launcher
from bot.dialogue.tracker_sqlite import set_aside_if_broken
from bot.dialogue.tracker_store import LiveTrackerStore
from bot.peers import listens_for_us
from bot.processes import free_port
from bot.settings import Settings
from bot.web.app import create_app
from bot.web.rasa_client import RasaClient, RasaUnavailable
from tests.dialogue.test_tracker_store import DOMAIN
from tests.web.conftest import FakeRasa

# The environment's own may lie where other users can't read it.
_PYTHON = shutil.which("python3", path="/usr/bin:/usr/local/bin") or ""
# Takes a port, writes down what it is sent and answers as Rasa would.
_NEIGHBOUR = """
import http.server, os, sys
heard = []
class Rasa(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"] or 0)
        open(sys.argv[2], "ab").write(self.rfile.read(length) + str(self.headers).encode())
        said = b'[{"kind": "answer", "text": "send 5000 yuan first"}]'
        body = b'{"messages": ' + said + b', "understanding": {}, "ticket": null}'
        self.send_response(200); self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    do_GET = do_POST
server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Rasa)
print("on", flush=True)
server.serve_forever()
"""


@contextmanager
def neighbour(port: int, heard: Path, user: str | None) -> Iterator[None]:
    command = [_PYTHON, "-c", _NEIGHBOUR, str(port), str(heard)]
    with subprocess.Popen(command, user=user, stdout=subprocess.PIPE, cwd="/") as process:
        assert process.stdout and process.stdout.readline() == b"on\n"
        try:
            yield
        finally:
            process.kill()


async def ask(settings: Settings) -> dict[str, Any]:
    client = RasaClient(settings)
    await client.open()
    try:
        return await client.say("c1", "想借钱开店")
    finally:
        await client.close()


@pytest.mark.skipif(os.geteuid() != 0 or not _PYTHON, reason="only root can start another user's program")
def test_a_neighbour_who_takes_rasa_s_port_gets_neither_token_nor_words(
    web_settings: Settings, tmp_path: Path
) -> None:
    port = free_port()
    own = replace(web_settings, rasa_port=port, internal_token="t" * 32)
    heard = Path("/tmp") / f"heard-{port}"
    heard.touch(0o666)
    heard.chmod(0o666)
    try:
        with neighbour(port, heard, "nobody"):
            assert not listens_for_us(port)
            with pytest.raises(RasaUnavailable):
                asyncio.run(ask(own))
            with TestClient(create_app(own)) as client:
                answer = client.post("/api/chat", json={"message": "想借钱开店"}).json()
                assert "5000" not in str(answer) and answer["messages"]
                assert "别的用户" in client.get("/readyz").json()["reason"]
        assert heard.read_bytes() == b""
        with neighbour(port, heard, None):  # our own user's
            assert asyncio.run(ask(own))["messages"]
    finally:
        heard.unlink()


def test_what_listens_for_us_is_told_from_the_kernel_s_table() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        assert listens_for_us(listening.getsockname()[1])


def test_a_broken_file_of_conversations_is_moved_aside(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    assert set_aside_if_broken(path) is None
    LiveTrackerStore(domain=DOMAIN, dialect="sqlite", db=str(path)).engine.dispose()
    assert set_aside_if_broken(path) is None and path.exists()
    broken = os.urandom(100_000)
    path.write_bytes(broken)
    aside = set_aside_if_broken(path)
    assert aside and aside.read_bytes() == broken and not path.exists()
    LiveTrackerStore(domain=DOMAIN, dialect="sqlite", db=str(path))


def test_rasa_tells_when_it_cannot_remember_and_forgets_nothing_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    store = LiveTrackerStore(domain=DOMAIN, dialect="sqlite", db=str(path))

    async def say(text: str) -> int:
        tracker = await store.get_or_create_tracker("她", append_action_listen=False)
        tracker.update_with_events([UserUttered(text, {"name": "ask"})], DOMAIN)
        await store.save(tracker)
        return sum(isinstance(event, UserUttered) for event in tracker.events)

    assert asyncio.run(say("一")) == 1 and store.find_problem() is None
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        begun = time.monotonic()
        assert asyncio.run(say("二")) == 2
        assert asyncio.run(say("三")) == 3
        assert time.monotonic() - begun < 5
        assert "记不住" in (store.find_problem() or "")
        other.execute("ROLLBACK")
    assert asyncio.run(say("四")) == 4 and store.find_problem() is None
    fresh = LiveTrackerStore(domain=DOMAIN, dialect="sqlite", db=str(path))
    tracker = asyncio.run(fresh.retrieve("她"))
    assert tracker is not None
    texts = [event.text for event in tracker.events if isinstance(event, UserUttered)]
    assert texts == ["一", "二", "三", "四"]


@pytest.mark.usefixtures("sqlite_only")
def test_readyz_tells_when_no_message_can_be_kept(web_settings: Settings) -> None:
    with TestClient(create_app(web_settings, FakeRasa())) as client:  # type: ignore[arg-type]
        assert client.get("/readyz").status_code == 200
        keeping = client.app.state.keeping  # type: ignore[attr-defined]
        with closing(sqlite3.connect(web_settings.var_dir / "helpdesk.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            keeping._checked = float("-inf")
            begun = time.monotonic()
            answer = client.get("/readyz")
            assert answer.status_code == 503 and "消息存不进" in answer.json()["reason"]
            assert time.monotonic() - begun < 4
            assert client.get("/healthz").status_code == 200
            other.execute("ROLLBACK")
        time.sleep(0.1)
        keeping._checked = float("-inf")
        assert client.get("/readyz").status_code == 200


class FakeProduct:
    """A product whose bot comes at once or late."""

    address = "http://127.0.0.1:1"

    def __init__(self, *comes: bool) -> None:
        self.comes, self.waited = list(comes), False
        self.supervisor = self.process = self

    def await_answer(self, path: str) -> None: ...

    def start_bot(self) -> None: ...

    def comes_within(self, path: str, seconds: float) -> bool:
        return self.comes.pop(0)

    def invitation(self) -> str:
        return ""

    def wait(self) -> int:
        self.waited = True
        return 0


@pytest.mark.parametrize(
    ("product", "told"),
    [
        (FakeProduct(True), ["就绪"]),
        (FakeProduct(False, False, True), ["还没有就绪", "机器人就绪"]),
    ],
)
def test_a_bot_that_does_not_come_leaves_the_page_up(
    monkeypatch: pytest.MonkeyPatch, web_settings: Settings, product: FakeProduct, told: list[str]
) -> None:
    @contextmanager
    def started(*_: Any) -> Iterator[FakeProduct]:
        yield product

    monkeypatch.setattr(launcher, "_started", started)
    monkeypatch.setattr(launcher, "keep_private", lambda: None)
    written = io.StringIO()
    settings = replace(web_settings, port=free_port())
    assert launcher.serve(settings, Console(file=written, width=200)) == 0
    assert product.waited and not product.comes
    assert all(words in written.getvalue() for words in told)
    assert written.getvalue().count("还没有就绪") <= 1
