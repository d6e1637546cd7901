"""Buttons with commands at the website: let through, refused, kept, with and without JavaScript."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.policy.store import Store
from tests.web.conftest import FakeRasa

LOAN = "startup_guarantee_loan"
CHECK = {"do": "check", "topic": LOAN}


def press(client: TestClient, command: Any, message: str = "创业担保贷款：我符合吗") -> Any:
    return client.post("/api/chat", json={"message": message, "command": command})


def test_a_command_reaches_rasa_beside_the_words(client: TestClient, rasa: FakeRasa) -> None:
    assert press(client, CHECK | {"more": "than needed"}).status_code == 200
    assert rasa.commands == [CHECK] and rasa.heard[0][1] == "创业担保贷款：我符合吗"


def test_a_message_without_a_command_is_read_as_before(client: TestClient, rasa: FakeRasa) -> None:
    assert client.post("/api/chat", json={"message": "能贷款吗"}).status_code == 200
    assert rasa.commands == [None]


@pytest.mark.parametrize(
    "command",
    [
        {}, {"do": "format"}, {"do": "check", "topic": "nowhere"},
        {"do": "answer", "topic": LOAN, "aspect": 1},
        {"do": "set", "attribute": "place", "value": "北京"},
        {"do": "forget", "attribute": "nothing"}, "check",
    ],
)  # fmt: skip
def test_a_command_of_no_button_is_refused_and_nothing_is_said(
    client: TestClient, rasa: FakeRasa, command: Any
) -> None:
    answer = press(client, command)
    assert answer.status_code == 400 and answer.json()["error"]["message"]
    assert rasa.heard == []


def test_the_commands_of_an_answer_are_kept_with_it(client: TestClient, rasa: FakeRasa) -> None:
    button = {"title": "看看我符不符合", "payload": "创业担保贷款：我符合吗", "command": CHECK}
    rasa.answer = {"kind": "answer", "text": "可以。", "buttons": [button]}
    token = press(client, CHECK).json()["session"]
    kept = client.get("/api/chat/mine", headers={"X-Chat-Session": token}).json()["messages"]
    assert kept[-1]["buttons"] == [button]


def buttons_of(page: str) -> list[dict[str, Any]]:
    return [json.loads(html.unescape(v)) for v in re.findall(r'name="press" value="([^"]+)"', page)]


@pytest.mark.parametrize("path", ["/", "/campus", "/startup"])
def test_tiles_open_menus_without_javascript_too(client: TestClient, rasa: FakeRasa, path: str) -> None:
    tiles = buttons_of(client.get(path).text)
    assert sum(tile["command"] is not None for tile in tiles) >= 3
    tile = next(t for t in tiles if t["command"])
    page = client.post("/talk", data={"press": json.dumps(tile)})
    assert page.status_code == 200
    assert rasa.commands == [tile["command"]] and rasa.heard[0][1] == tile["say"]


def test_a_button_in_a_conversation_without_javascript_carries_its_command(
    client: TestClient, rasa: FakeRasa
) -> None:
    rasa.answer = {
        "kind": "answer",
        "text": "可以。",
        "buttons": [{"title": "查", "payload": "查", "command": CHECK}],
    }
    page = client.post("/talk", data={"message": "能贷款吗"}).text
    assert {"say": "查", "command": CHECK} in buttons_of(page)


@pytest.mark.parametrize("field", ["{", "[]", "7", '{"say": "x", "command": {"do": "y"}}'])
def test_a_broken_button_field_is_refused_kindly(client: TestClient, rasa: FakeRasa, field: str) -> None:
    page = client.post("/talk", data={"press": field, "message": "我写的"})
    assert page.status_code == 400 and "这个按钮用不了" in page.text and "我写的" in page.text
    assert rasa.heard == []


def test_a_link_to_a_check_offers_it_and_does_nothing_by_itself(client: TestClient, rasa: FakeRasa) -> None:
    page = client.get("/", params={"check": LOAN}).text
    offered = [b for b in buttons_of(page) if b.get("command") == CHECK]
    assert offered and "看看我符不符合" in page and rasa.heard == []


def test_a_link_to_no_check_is_the_chat(client: TestClient, store: Store) -> None:
    undecided = next(t.slug for t in store.topics() if not store.rule_for(t.slug))
    for slug in (undecided, "nowhere", "<script>"):
        page = client.get("/", params={"check": slug})
        assert page.status_code == 200 and "begin-check" not in page.text
