"""Headers, cookies, bodies, sessions and logs of the website."""

from __future__ import annotations

import io
import json
import logging
import re
from contextlib import redirect_stdout

import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot import logs
from bot.web import guard
from tests.web.conftest import FakeRasa

PATHS = [
    "/",
    "/campus",
    "/embed",
    "/policy",
    "/helpdesk/login",
    "/static/main.js",
    "/widget.js",
    "/healthz",
    "/metrics",
    "/nowhere",
    "/api/nowhere",
    "/api/chat/forged.AAAA",
    "/api/tickets",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_path_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path, follow_redirects=False).headers
    policy = headers["content-security-policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy and "base-uri 'none'" in policy
    if path != "/embed":
        assert "frame-ancestors 'self'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers


def test_a_failure_nobody_foresaw_shows_no_trace_and_keeps_the_headers(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)

    @app.get("/api/broken-for-this-test")
    async def broken() -> None:
        raise RuntimeError("secret detail")

    answer = client.get("/api/broken-for-this-test")
    assert answer.status_code == 503 and answer.headers["retry-after"]
    assert "secret" not in answer.text and "Traceback" not in answer.text
    assert "content-security-policy" in answer.headers


def test_a_large_body_is_refused_even_when_its_length_is_not_told(client: TestClient) -> None:
    def chunks():
        for _ in range(10 * 1024):
            yield b"a" * 1024

    answer = client.post("/api/chat", content=chunks(), headers={"content-type": "application/json"})
    assert answer.status_code == 413


def test_a_body_that_does_not_arrive_is_not_waited_for(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "BODY_SECONDS", 0)
    assert client.post("/api/chat", json={"message": "一"}).status_code in {200, 408}


def test_sessions_cannot_be_guessed_or_forged(client: TestClient) -> None:
    tokens = {client.post("/api/chat", json={"message": "一"}).json()["session"] for _ in range(20)}
    assert len(tokens) == 20
    for token in tokens:
        name, _, signature = token.rpartition(".")
        assert len(name) >= 24 and len(signature) >= 27  # 144 random bits, 160 bits of HMAC
        other = name[:-1] + ("A" if name[-1] != "A" else "B")
        assert client.get(f"/api/chat/{other}.{signature}").status_code == 401


def test_staff_cookies_are_out_of_reach_of_scripts_and_other_sites(client: TestClient) -> None:
    answer = client.post("/helpdesk/login", data={"name": "nobody", "password": "wrong"})
    assert answer.status_code == 401 and "set-cookie" not in answer.headers
    foreign = client.post(
        "/helpdesk/login", data={"name": "a", "password": "b"}, headers={"origin": "https://evil.example"}
    )
    assert foreign.status_code == 403


def test_logs_have_the_request_id_and_nothing_that_a_visitor_wrote() -> None:
    written = io.StringIO()
    before = structlog.get_config(), logging.getLogger().handlers[:], logging.getLogger().level
    try:
        with redirect_stdout(written):
            logs.configure("website")
            logs.begin_request("0123456789abcdef")
            structlog.get_logger().info("seen", text="想借钱开店", reason="电话13812345678，a@b.cn")
            logging.getLogger("rasa").warning("身份证 530102199001011234")
            logging.getLogger("rasa").info("想借钱开店")
    finally:
        structlog.configure(**before[0])
        logging.getLogger().handlers[:] = before[1]
        logging.getLogger().setLevel(before[2])
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [line["request_id"] for line in lines] == ["0123456789abcdef"] * 2
    assert {line["service"] for line in lines} == {"website"}
    for secret in ("想借钱", "13812345678", "a@b.cn", "530102199001011234"):
        assert secret not in written.getvalue()


def test_a_request_id_from_outside_is_taken_only_in_its_form(client: TestClient) -> None:
    assert (
        client.get("/healthz", headers={"x-request-id": "abcdefgh-1"}).headers["x-request-id"] == "abcdefgh-1"
    )
    made = client.get("/healthz", headers={"x-request-id": 'x" onload='}).headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{16}", made)


def test_a_message_sent_again_is_answered_once(client: TestClient, rasa: FakeRasa) -> None:
    session = client.post("/api/chat/session").json()["session"]
    body = {"session": session, "message": "能贴息几次", "message_id": "0123456789abcdefghij"}
    first, again = (client.post("/api/chat", json=body).json() for _ in range(2))
    assert first == again and first["session"] == session and len(rasa.heard) == 1
    said = client.get(f"/api/chat/{session}").json()["messages"]
    assert [message["author"] for message in said] == ["visitor", "bot"]
    assert "came_to" not in said[0]
    body["message_id"] = "another-0123456789abcdef"
    assert client.post("/api/chat", json=body).json() != first
    assert len(rasa.heard) == 2


def test_whoever_guesses_a_message_id_gets_nobodys_session_or_answer(
    client: TestClient, rasa: FakeRasa
) -> None:
    guessable = {"message": "我的电话是13812345678", "message_id": "00000000000000000001"}
    mine = client.post("/api/chat", json={"session": None, **guessable}).json()
    rasa.answer = {"kind": "smalltalk", "text": "另一个回答"}
    own = client.post("/api/chat/session").json()["session"]
    for session in (None, own):
        theirs = client.post("/api/chat", json={"session": session, **guessable}).json()
        assert theirs["session"] != mine["session"]
        assert [message["text"] for message in theirs["messages"]] == ["另一个回答"]
    assert len({conversation for conversation, _ in rasa.heard}) == 3
    assert len(client.get(f"/api/chat/{mine['session']}").json()["messages"]) == 2


def test_a_message_id_in_another_form_is_refused(client: TestClient) -> None:
    assert client.post("/api/chat", json={"message": "一", "message_id": "1"}).status_code == 400
