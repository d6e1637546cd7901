"""`/api/chat` gives the contract's forms, for good input and for bad."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.cleaning import clean
from bot.settings import Settings
from bot.web.app import create_app
from tests.web.conftest import FakeRasa

CHAT = "/api/chat"


def say(client: TestClient, message: Any, session: Any = None) -> Any:
    return client.post(CHAT, json={"session": session, "message": message})


def test_an_answer_has_every_field_of_the_contract(client: TestClient) -> None:
    answer = say(client, "能贴息几次").json()
    assert set(answer) == {"session", "messages", "understanding", "ticket"}
    assert answer["understanding"] == {"intent": "loans/startup_guarantee_loan", "confidence": 0.97}
    (message,) = answer["messages"]
    assert message["kind"] == "answer" and message["citations"][0]["clause"] == "二十"
    assert message["buttons"] == [] and message["departments"] == []


def test_the_conversation_goes_on_and_can_be_read_and_forgotten(client: TestClient, rasa: FakeRasa) -> None:
    session = say(client, "第一句").json()["session"]
    assert say(client, "第二句", session).json()["session"] == session
    assert len({conversation for conversation, _ in rasa.heard}) == 1
    said = client.get(f"{CHAT}/{session}").json()["messages"]
    assert [m["text"] for m in said if m["author"] == "visitor"] == ["第一句", "第二句"]
    assert client.get(f"{CHAT}/{session}/updates").json()["messages"] == []
    client.delete(f"{CHAT}/{session}")
    assert client.get(f"{CHAT}/{session}").json()["messages"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"not json", 400),
        (b"[]", 400),
        (b'{"message": 5}', 400),
        (b'{"message": null}', 400),
        (b'{"message": ["a"]}', 400),
        (b'{"session": 7, "message": "a"}', 400),
        (b'{"session": {}, "message": "a"}', 400),
        (b"{}", 400),
        (b'{"message": ""}', 400),
        (b'{"message": "  \\u0000\\u200b\\n"}', 400),
        (b'{"message": "\xff"}', 400),
        ('{"message": "' + "长" * 1001 + '"}', 413),
        (b'{"message": "' + b"a" * 100_000 + b'"}', 413),
        (b'{"session": "not-ours", "message": "a"}', 401),
        (b'{"session": "", "message": "a"}', 401),
        ('{"session": "会话", "message": "a"}', 401),
    ],
)
def test_bad_input_is_told_what_is_wrong(client: TestClient, body: bytes | str, status: int) -> None:
    content = body.encode() if isinstance(body, str) else body
    response = client.post(CHAT, content=content, headers={"content-type": "application/json"})
    assert response.status_code == status
    error = response.json()["error"]
    assert error["code"] and error["message"]


@pytest.mark.parametrize(
    "message",
    [
        "好" * 1000,
        "😀🎉",
        "'; DROP TABLE topics; --",
        "<script>alert(1)</script>",
        "/restart",
        "\u202e反过来",
        "a\x00b",
    ],
)
def test_strange_input_is_answered_and_kept_as_text(client: TestClient, message: str) -> None:
    response = say(client, message)
    assert response.status_code == 200
    said = client.get(f"{CHAT}/{response.json()['session']}").json()["messages"]
    assert said[0]["text"] == clean(message)


def test_half_a_character_is_dropped(client: TestClient) -> None:
    response = client.post(
        CHAT, content=b'{"message": "a\\ud83d"}', headers={"content-type": "application/json"}
    )
    assert response.status_code == 200


def test_nobody_reads_another_conversation(client: TestClient) -> None:
    session = say(client, "我的话").json()["session"]
    forged = session.split(".")[0] + ".AAAA"
    for method, path in [("GET", ""), ("GET", "/updates"), ("DELETE", "")]:
        assert client.request(method, f"{CHAT}/{forged}{path}").status_code == 401


def test_too_fast_says_when_to_come_back(web_settings: Settings, rasa: FakeRasa) -> None:
    with TestClient(create_app(replace(web_settings, rate_limit=3), rasa)) as client:
        session = say(client, "一").json()["session"]
        answers = [say(client, "又", session) for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 61


def test_without_rasa_the_store_answers_and_says_so(client: TestClient, rasa: FakeRasa) -> None:
    rasa.away = "正在启动"
    answer = say(client, "孵化机构提供检验检测和财税会计服务吗").json()["messages"][0]
    assert answer["kind"] == "answer" and answer["citations"]
    assert "还没准备好" in answer["text"]
    assert say(client, "量子纠缠是什么").json()["messages"][0]["kind"] == "refusal"


def test_without_a_store_the_visitor_gets_a_plain_sentence(
    web_settings: Settings, rasa: FakeRasa, tmp_path: Any
) -> None:
    rasa.away = "正在启动"
    settings = replace(web_settings, policy_db=tmp_path / "none.db")
    with TestClient(create_app(settings, rasa)) as client:
        response = say(client, "能贷款吗")
        assert response.status_code == 200
        assert response.json()["messages"][0]["kind"] == "error"
        assert "Traceback" not in response.text


def test_feedback_is_kept_and_bounded(client: TestClient) -> None:
    session = say(client, "一").json()["session"]
    path = f"{CHAT}/{session}/feedback"
    assert client.post(path, json={"message": 2, "helpful": True}).json() == {"kept": True}
    assert client.post(path, json={"message": "x", "helpful": True}).status_code == 400
    long = {"message": 2, "helpful": False, "comment": "长" * 1001}
    assert client.post(path, json=long).status_code == 413
