"""Rasa's REST form: the shape of Rasa's own channel, the website's own rules."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Sanic

from bot.policy.buttons import HUMAN
from bot.processes import free_port
from bot.settings import Settings
from bot.web.app import create_app
from tests.web.conftest import ANSWER, FakeRasa

AT = "/webhooks/rest/webhook"
BUTTONS = [{"title": "有什么条件", "payload": "创业担保贷款：有什么条件"}, HUMAN.as_json()]


@pytest.fixture
def rest(web_settings: Settings, rasa: FakeRasa) -> Iterator[TestClient]:
    """The website with the channel switched on."""
    app = create_app(replace(web_settings, rest_channel=1), rasa)  # type: ignore[arg-type]
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def shape(value: Any) -> Any:
    """The names and types of JSON."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return type(value).__name__


async def rasa_s_own(asked: list[dict[str, Any]]) -> list[httpx.Response]:
    """What Rasa's own REST channel answers, with a text, and with buttons to a message of that name."""

    async def answer(message: UserMessage) -> None:
        out, text = message.output_channel, "贴息累计不超过3次。"
        if message.text == "buttons":
            plain = [{"title": button["title"], "payload": button["payload"]} for button in BUTTONS]
            await out.send_text_with_buttons(message.sender_id, text, plain)
        else:
            await out.send_text_message(message.sender_id, text)

    app, port = Sanic("own"), free_port()
    app.blueprint(RestInput().blueprint(answer), url_prefix="/webhooks/rest")
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True, access_log=False)
    await server.startup()
    try:
        async with httpx.AsyncClient() as client:
            return [await client.post(f"http://127.0.0.1:{port}{AT}", json=said) for said in asked]
    finally:
        server.close()


def test_the_answer_has_the_shape_of_rasa_s_own(rest: TestClient, rasa: FakeRasa) -> None:
    asked = [{"sender": "u1", "message": "text"}, {"sender": "u1", "message": "buttons"}]
    for said, own in zip(asked, asyncio.run(rasa_s_own(asked)), strict=True):
        rasa.answer = {**ANSWER, "buttons": BUTTONS if said["message"] == "buttons" else []}
        ours = rest.post(AT, json=said)
        assert (ours.status_code, shape(ours.json())) == (own.status_code, shape(own.json()))
        assert ours.headers["content-type"] == own.headers["content-type"]
        assert ours.json()[0]["recipient_id"] == "u1"


def test_it_is_off_unless_it_is_switched_on(client: TestClient) -> None:
    assert client.post(AT, json={"sender": "u1", "message": "贷款"}).status_code == 404


def test_sources_stand_in_the_text(rest: TestClient) -> None:
    (told,) = rest.post(AT, json={"sender": "u1", "message": "贴息几次"}).json()
    assert told["text"] == "贴息累计不超过3次。\n依据：云政发〔2020〕6号（二十）"


def test_a_pressed_button_is_a_command(rest: TestClient, rasa: FakeRasa) -> None:
    rasa.answer = {**ANSWER, "buttons": BUTTONS}
    (told,) = rest.post(AT, json={"sender": "u1", "message": "贴息几次"}).json()
    payload = told["buttons"][1]["payload"]
    rest.post(AT, json={"sender": "u1", "message": payload})
    assert rasa.commands[-1] == {"do": "hand_over"} and rasa.heard[-1][1] == "转人工"
    for broken in (
        "/press{",
        '/press{"say": 1, "command": {}}',
        '/press{"say": "a", "command": {"do": "x"}}',
    ):
        assert rest.post(AT, json={"sender": "u1", "message": broken}).status_code == 400


def test_a_sender_keeps_its_conversation_and_no_other(rest: TestClient, rasa: FakeRasa) -> None:
    for sender in ("u1", "u1", "u2"):
        rest.post(AT, json={"sender": sender, "message": "贷款"})
    first, again, other = (conversation for conversation, _ in rasa.heard)
    assert first == again != other


def test_what_staff_write_is_told_with_the_next_message(rest: TestClient, rasa: FakeRasa) -> None:
    rasa.away = "away"
    rest.post(AT, json={"sender": "u1", "message": "想借本钱"})
    rest.post(AT, json={"sender": "u1", "message": "转人工"})
    own = rest.app.state.desk
    own.register.add("小李", "agent", "correct horse battery", "test")
    own.casework.reply(1, "小李", "请问在哪个州？", 0)
    first, second = rest.post(AT, json={"sender": "u1", "message": "在楚雄"}).json()
    assert first["text"] == "工作人员：请问在哪个州？" and "已转给工作人员" in second["text"]
    (third,) = rest.post(AT, json={"sender": "u1", "message": "还在吗？我在等"}).json()
    assert "已转给工作人员" in third["text"]


def test_the_limits_are_the_website_s(web_settings: Settings, rasa: FakeRasa) -> None:
    app = create_app(replace(web_settings, rest_channel=1, rate_limit=2), rasa)  # type: ignore[arg-type]
    with TestClient(app) as client:
        said = {"sender": "u1", "message": "贷款"}
        assert [client.post(AT, json=said).status_code for _ in range(3)] == [200, 200, 429]
        assert client.post(AT, json={"sender": "u2", "message": "长" * 1001}).status_code == 413


@pytest.mark.parametrize("body", [{}, {"sender": 1, "message": "a"}, {"sender": "", "message": "a"}, [1]])
def test_bad_input_is_told(rest: TestClient, body: Any) -> None:
    answer = rest.post(AT, json=body)
    assert answer.status_code == 400 and answer.json()["error"]["message"]
