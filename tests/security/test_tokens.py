"""The visitor's token: in no address, over when it isn't used, signed with a key worth the name."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from fastapi.testclient import TestClient
from itsdangerous import Signer

from bot.errors import UserError
from bot.settings import ROOT, Settings
from bot.web.sessions import LEAST_KEY, SessionTokens, signing_key

KEY = "k" * LEAST_KEY
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def test_the_token_goes_in_a_header(client: TestClient) -> None:
    session = client.post("/api/chat", json={"message": "能贴息几次"}).json()["session"]
    mine = {"X-Chat-Session": session}
    said = client.get("/api/chat/mine", headers=mine)
    assert said.json()["session"] == session and len(said.json()["messages"]) == 2
    assert client.get("/api/chat/mine/updates", headers=mine).status_code == 200
    message = said.json()["messages"][1]["id"]
    rating = {"message": message, "helpful": True}
    assert client.post("/api/chat/mine/feedback", json=rating, headers=mine).json() == {"kept": True}
    contact = client.post("/api/chat/mine/contact", json={"phone": "13800138000"}, headers=mine)
    assert contact.status_code == 409
    assert client.delete("/api/chat/mine", headers=mine).status_code == 200
    for headers in ({}, {"X-Chat-Session": "mine"}, {"X-Chat-Session": "a.b.c"}):
        assert client.get("/api/chat/mine", headers=headers).status_code == 401


def test_an_older_page_s_address_is_still_answered(client: TestClient) -> None:
    session = client.post("/api/chat", json={"message": "能贴息几次"}).json()["session"]
    assert len(client.get(f"/api/chat/{session}").json()["messages"]) == 2


def test_the_pages_put_no_token_into_an_address() -> None:
    for script in (ROOT / "bot/web/static").glob("*.js"):
        assert "/api/chat/${" not in script.read_text(encoding="utf-8"), script


def test_what_was_said_is_in_no_cache(client: TestClient) -> None:
    session = client.post("/api/chat", json={"message": "能贴息几次"}).json()["session"]
    mine = {"X-Chat-Session": session}
    answers = [
        client.post("/api/chat", json={"session": session, "message": "一"}),
        client.get("/api/chat/mine", headers=mine),
        client.get("/api/chat/mine/updates", headers=mine),
        client.post("/talk", data={"session": session, "refresh": "1"}),
        client.get("/helpdesk/login"),
        client.get("/api/tickets"),
    ]
    assert {answer.headers.get("cache-control") for answer in answers} == {"no-store"}


def test_a_token_ends_when_it_is_not_used() -> None:
    tokens = SessionTokens(KEY, days=30)
    with time_machine.travel(NOON, tick=False) as clock:
        token = tokens.issue()
        conversation = tokens.conversation(token)
        assert tokens.renewed(token) == token
        clock.shift(dt.timedelta(days=29))
        assert tokens.conversation(token) == conversation
        fresh = tokens.renewed(token)
        assert fresh != token and tokens.conversation(fresh) == conversation
        clock.shift(dt.timedelta(days=2))
        assert tokens.conversation(token) is None and tokens.conversation(fresh) == conversation
        clock.shift(dt.timedelta(days=-33))  # a clock set back ends nothing
        assert tokens.conversation(fresh) == conversation


def test_a_token_of_the_version_before_is_exchanged() -> None:
    tokens = SessionTokens(KEY, days=30)
    older = Signer(KEY, salt="visitor-session").sign("abc").decode()
    assert tokens.conversation(older) == "abc"
    assert tokens.renewed(older) != older and tokens.conversation(tokens.renewed(older)) == "abc"


def test_an_empty_or_short_key_signs_nothing(web_settings: Settings) -> None:
    path = web_settings.var_dir / "session.key"
    for written in ("", "short"):
        path.write_text(written)
        with pytest.raises(UserError, match=str(LEAST_KEY)):
            signing_key(web_settings)
    with pytest.raises(UserError, match="BOT_SECRET"):
        signing_key(replace(web_settings, secret="x" * (LEAST_KEY - 1)))


def test_a_key_that_cannot_be_written_whole_is_not_there(
    web_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.web.sessions.os.fsync", full)
    with pytest.raises(UserError, match="腾出空间"):
        signing_key(web_settings)
    assert not list(web_settings.var_dir.glob("*session*"))
    monkeypatch.undo()
    assert len(signing_key(web_settings)) >= LEAST_KEY


def test_processes_that_start_together_have_one_key(web_settings: Settings, tmp_path: Path) -> None:
    own = replace(web_settings, var_dir=tmp_path / "new")
    found: list[str] = []
    starters = [threading.Thread(target=lambda: found.append(signing_key(own))) for _ in range(8)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    assert len(set(found)) == 1 and (own.var_dir / "session.key").stat().st_mode & 0o777 == 0o600
