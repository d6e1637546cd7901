"""A ticket looked up from another device, and where it stands in the conversation itself."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from bot.helpdesk import tries
from tests.web.conftest import FakeRasa
from tests.web.test_helpdesk import Console, say

PHONE = "13800001234"


@pytest.fixture
def agent(client: TestClient) -> Console:
    return Console(client, "小李", "agent")


@pytest.fixture
def visitor(client: TestClient, rasa: FakeRasa) -> str:
    """Somebody with ticket T000001 who left a telephone."""
    rasa.away = "away"
    session = say(client, "想借本钱开店行不行")["session"]
    say(client, "转人工", session)
    rasa.away = None
    client.post(f"/api/chat/{session}/contact", json={"phone": PHONE})
    return session


def look(client: TestClient, number: str = "T000001", contact: str = PHONE, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/ticket", data={"number": number, "contact": contact, **more})


def passed(page: str) -> str:
    return re.search(r'name="pass" value="([^"]+)"', page).group(1)


def test_number_and_telephone_open_state_and_replies(
    client: TestClient, visitor: str, agent: Console
) -> None:
    assert 'name="number"' in client.get("/ticket").text
    agent.post("/helpdesk/tickets/T000001/reply", text="请带身份证来。", seen="0")
    found = look(client, contact="138 0000 1234")
    assert found.status_code == 200 and found.headers["cache-control"] == "no-store"
    assert "请带身份证来。" in found.text and "等您补充" in found.text and PHONE not in found.text
    assert "想借本钱" not in found.text


def test_what_is_written_there_reaches_staff_and_sets_the_clock(
    client: TestClient, visitor: str, agent: Console
) -> None:
    agent.post("/helpdesk/tickets/T000001/reply", text="请问在哪个州？", seen="0")
    page = client.post("/ticket", data={"pass": passed(look(client).text), "text": "在楚雄"})
    assert "已转给工作人员" in page.text
    assert client.app.state.desk.tickets.get(1)["status"] == "open"
    assert "在楚雄" in agent.get("/helpdesk/tickets/T000001?thread=1").text
    urged = client.post("/ticket", data={"pass": passed(page.text), "act": "remind"})
    assert "已经替您催了" in urged.text and client.app.state.desk.tickets.get(1)["reminded"]


def test_words_on_what_is_settled_take_it_up_again(client: TestClient, visitor: str, agent: Console) -> None:
    agent.post("/helpdesk/tickets/T000001/reply", text="带身份证。", seen="0", resolve="1")
    page = client.post("/ticket", data={"pass": passed(look(client).text), "text": "窗口说不收"})
    assert "重新打开" in page.text and client.app.state.desk.tickets.get(1)["status"] == "open"
    assert "窗口说不收" in agent.get("/helpdesk/tickets/T000001?thread=1").text


@pytest.mark.parametrize(("number", "contact"), [("T000001", "13900000000"), ("T000777", PHONE), ("", "")])
def test_wrong_and_unknown_are_answered_alike(
    client: TestClient, visitor: str, number: str, contact: str
) -> None:
    refused = look(client, number, contact)
    assert refused.status_code == 403 and "对不上" in refused.text


def test_a_ticket_without_contact_is_found_by_nothing(client: TestClient, rasa: FakeRasa) -> None:
    rasa.away = "away"
    say(client, "转人工")
    assert look(client, contact="").status_code == 403


def test_tries_are_limited_as_log_ins_are(client: TestClient, visitor: str) -> None:
    for _ in range(tries.MOST):
        assert look(client, contact="13900000000").status_code == 403
    assert look(client).status_code == 429


def test_a_made_up_pass_opens_nothing(client: TestClient, visitor: str) -> None:
    assert client.post("/ticket", data={"pass": "MQ.x.y", "act": "remind"}).status_code == 403
    assert client.app.state.desk.tickets.get(1)["reminded"] is None


def test_another_site_s_form_is_refused(client: TestClient, visitor: str) -> None:
    fields = {"number": "T000001", "contact": PHONE}
    assert client.post("/ticket", data=fields, headers={"Origin": "https://evil.example"}).status_code == 403


def test_without_javascript_the_bar_leads_to_the_ticket(client: TestClient, visitor: str) -> None:
    page = client.post("/talk", data={"session": visitor, "refresh": "1"}).text
    assert "已转人工 T000001" in page
    asked = client.post("/talk", data={"session": visitor, "say": "我的工单到哪一步了"}).text
    assert "工单 T000001：已登记" in asked


def test_the_conversation_tells_where_its_ticket_stands(
    client: TestClient, visitor: str, agent: Console
) -> None:
    def state() -> dict:
        answer = client.get(f"/api/chat/{visitor}/updates").json()
        return {**answer["handover"], "ticket": answer["ticket"]}

    assert state()["status"] == "new" and state()["contact"] == "138****1234" and state()["due"]
    assert state()["with_staff"] is False and state()["ticket"] == "T000001"
    agent.post("/helpdesk/tickets/T000001/reply", text="可以。", seen="0")
    assert state()["status"] == "waiting" and state()["with_staff"] is True
    agent.post("/helpdesk/tickets/T000001/status", to="resolve")
    assert state()["active"] is False and state()["ticket"] is None
