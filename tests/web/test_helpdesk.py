"""The console at HTTP level: working on tickets, and what reaches the visitor."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from bot.helpdesk.database import now, writing
from bot.helpdesk.ticket_tables import ticket_contents
from bot.helpdesk.tickets import NewTicket, change
from tests.web.conftest import FakeRasa

PASSWORD = "correct horse battery"


def inline_code(page: str) -> list[str]:
    """Tags of a page that carry script or style of their own."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            names = {name for name, _ in attributes}
            own = tag == "style" or (tag == "script" and "src" not in names)
            if own or "style" in names or any(name.startswith("on") for name in names):
                found.append(tag)

    Reader().feed(page)
    return found


class Console:
    """A signed-in member of staff in a browser of their own."""

    def __init__(self, client: TestClient, name: str, role: str) -> None:
        client.app.state.desk.register.add(name, role, PASSWORD, "test")
        self.browser = TestClient(client.app, follow_redirects=False, raise_server_exceptions=False)
        answer = self.browser.post("/helpdesk/login", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303
        self.csrf = re.search(r'name="csrf" content="([^"]+)"', self.get("/helpdesk/password").text).group(1)

    def get(self, path: str) -> Any:
        return self.browser.get(path)

    def post(self, path: str, **fields: str) -> Any:
        return self.browser.post(path, data={"csrf": self.csrf, **fields})


@pytest.fixture
def agent(client: TestClient) -> Console:
    return Console(client, "小李", "agent")


@pytest.fixture
def supervisor(client: TestClient) -> Console:
    return Console(client, "老王", "supervisor")


def say(client: TestClient, text: str, session: str | None = None) -> dict[str, Any]:
    return client.post("/api/chat", json={"session": session, "message": text}).json()


@pytest.fixture
def visitor(client: TestClient, rasa: FakeRasa) -> str:
    """The session of a visitor who asked for a person while Rasa was away; the ticket is T000001."""
    rasa.away = "away"
    session = say(client, "想借本钱开店行不行")["session"]
    assert say(client, "转人工", session)["ticket"] == "T000001"
    rasa.away = None
    return session


def staff_said(client: TestClient, session: str) -> list[str]:
    return [m["text"] for m in client.get(f"/api/chat/{session}/updates").json()["messages"]]


def test_the_visitor_is_told_number_hours_and_privacy(client: TestClient, rasa: FakeRasa) -> None:
    rasa.away = "away"
    (message,) = say(client, "我要转人工")["messages"]
    assert message["kind"] == "handoff" and "T000001" in message["text"] and "工作日" in message["text"]
    assert "不会公开" in message["contact"]["notice"]


def test_a_reply_travels_from_the_console_to_the_visitor(
    client: TestClient, visitor: str, agent: Console
) -> None:
    page = agent.get("/helpdesk").text
    assert "T000001" in page and "想借本钱开店行不行" in page
    answer = agent.post("/helpdesk/tickets/T000001/reply", text="可以，请带身份证。", seen="0")
    assert answer.status_code == 303
    (message,) = client.get(f"/api/chat/{visitor}/updates").json()["messages"]
    assert message["kind"] == "staff" and message["text"] == "可以，请带身份证。"


def test_the_second_replier_is_told_and_keeps_the_draft(
    client: TestClient, visitor: str, agent: Console, supervisor: Console
) -> None:
    agent.post("/helpdesk/tickets/T000001/reply", text="第一份", seen="0")
    answer = supervisor.post("/helpdesk/tickets/T000001/reply", text="第二份草稿", seen="0")
    assert answer.status_code == 409 and "小李" in answer.text and "第二份草稿" in answer.text
    assert staff_said(client, visitor) == ["第一份"]


def test_who_else_is_at_a_ticket_is_shown(visitor: str, agent: Console, supervisor: Console) -> None:
    path = "/helpdesk/tickets/T000001/presence"
    agent.post(f"{path}?answering=true")
    assert supervisor.post(path).json()["others"] == [{"staff": "小李", "answering": True}]


def test_a_closed_ticket_takes_no_reply(client: TestClient, visitor: str, agent: Console) -> None:
    agent.post("/helpdesk/tickets/T000001/status", to="close")
    answer = agent.post("/helpdesk/tickets/T000001/reply", text="晚了", seen="0")
    assert answer.status_code == 409 and "重新打开" in answer.text
    assert staff_said(client, visitor) == []


def test_what_visitors_write_is_shown_as_text(client: TestClient, rasa: FakeRasa, agent: Console) -> None:
    rasa.away = "away"
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    session = say(client, evil)["session"]
    say(client, "转人工", session)
    for path in ("/helpdesk", "/helpdesk/tickets/T000001"):
        page = agent.get(path)
        assert "<script>alert" not in page.text and "<img src=x" not in page.text
        assert "&lt;script&gt;" in page.text
        assert "unsafe-inline" not in page.headers["content-security-policy"]
        assert inline_code(page.text) == []


def test_before_staff_write_the_bot_answers_what_it_can_and_notes_the_rest(
    client: TestClient, rasa: FakeRasa, visitor: str
) -> None:
    assert say(client, "贷款能贷多少", visitor)["messages"][0]["kind"] == "answer"  # the ticket's own matter
    rasa.answer = {"kind": "refusal", "text": "没有写到"}
    (noted,) = say(client, "我在大理", visitor)["messages"]
    assert noted["kind"] == "handoff" and "记进工单 T000001" in noted["text"]


def test_what_the_documents_say_all_the_same_stands_beside_the_note(
    client: TestClient, rasa: FakeRasa, visitor: str, agent: Console
) -> None:
    cited = {"document": "云政发〔2020〕6号", "clause": "三", "title": "", "quote": "", "url": "/policy"}
    rasa.answer = {"kind": "refusal", "text": "手里的资料没有写期限", "citations": [cited]}
    near, noted = say(client, "顶多几年", visitor)["messages"]
    assert near["text"] == "手里的资料没有写期限" and "记进工单 T000001" in noted["text"]
    assert "顶多几年" in agent.get("/helpdesk/tickets/T000001?thread=1").text


@pytest.mark.parametrize("answer", ["成立两年了", "小微企业", "好的谢谢，那我带什么去？", "好的", "贴息几次"])
def test_once_staff_have_written_every_word_goes_to_them(
    client: TestClient, rasa: FakeRasa, visitor: str, agent: Console, answer: str
) -> None:
    agent.post("/helpdesk/tickets/T000001/reply", text="请问您公司成立多久了？", seen="0")
    rasa.heard.clear()
    (told,) = say(client, answer, visitor)["messages"]
    assert told["kind"] == "handoff" and "已转给工作人员" in told["text"] and "前回复您" in told["text"]
    assert rasa.heard == []
    kept = client.app.state.desk.tickets.get(1)
    assert kept["status"] == "open" and kept["due"]
    assert answer in agent.get("/helpdesk/tickets/T000001?thread=1").text
    assert "回到机器人" in [b["title"] for b in told["buttons"]]


def test_the_bot_answers_again_when_called_back_until_staff_write_anew(
    client: TestClient, rasa: FakeRasa, visitor: str, agent: Console
) -> None:
    agent.post("/helpdesk/tickets/T000001/reply", text="请问在哪个州？", seen="0")
    say(client, "回到机器人", visitor)
    assert say(client, "贴息几次", visitor)["messages"][0]["kind"] == "answer"
    last = client.get(f"/api/chat/{visitor}").json()["messages"][-1]["id"]
    agent.post("/helpdesk/tickets/T000001/reply", text="还在吗？", seen=str(last))
    assert "已转给工作人员" in say(client, "在的", visitor)["messages"][0]["text"]


def test_what_a_button_of_the_bot_commands_goes_to_the_bot(
    client: TestClient, rasa: FakeRasa, visitor: str, agent: Console
) -> None:
    agent.post("/helpdesk/tickets/T000001/reply", text="请问在哪个州？", seen="0")
    body = {"session": visitor, "message": "我的情况", "command": {"do": "profile"}}
    assert client.post("/api/chat", json=body).json()["messages"][0]["kind"] == "answer"


def test_thanks_set_no_clock(client: TestClient, visitor: str, agent: Console) -> None:
    agent.post("/helpdesk/tickets/T000001/reply", text="带身份证就行。", seen="0")
    (told,) = say(client, "好的谢谢", visitor)["messages"]
    assert [b["title"] for b in told["buttons"]] == ["解决了", "没解决，继续"]
    assert client.app.state.desk.tickets.get(1)["status"] == "waiting"


@pytest.mark.parametrize("asked", ["我的工单到哪一步了", "还要等多久", "怎么还没人回", "那怎么没人理我"])
def test_where_the_ticket_stands_is_told(
    client: TestClient, rasa: FakeRasa, visitor: str, asked: str
) -> None:
    client.post(f"/api/chat/{visitor}/contact", json={"phone": "138 0000 1234"})
    rasa.heard.clear()
    (told,) = say(client, asked, visitor)["messages"]
    assert rasa.heard == [] and "T000001" in told["text"] and "前回复您" in told["text"]
    assert "138****1234" in told["text"] and "13800001234" not in told["text"]
    assert "催一下" in [b["title"] for b in told["buttons"]]


def test_without_a_ticket_such_words_are_the_bot_s(client: TestClient, rasa: FakeRasa) -> None:
    say(client, "还要等多久")
    assert len(rasa.heard) == 1


def test_urging_marks_the_ticket_until_staff_write(client: TestClient, visitor: str, agent: Console) -> None:
    assert "已经替您催了" in say(client, "催一下", visitor)["messages"][0]["text"]
    assert "刚才已经" in say(client, "我等不及了", visitor)["messages"][0]["text"]
    assert "访客催" in agent.get("/helpdesk").text
    agent.post("/helpdesk/tickets/T000001/reply", text="马上。", seen="0")
    assert "访客催" not in agent.get("/helpdesk").text


def test_what_is_not_settled_takes_up_the_same_ticket(
    client: TestClient, visitor: str, agent: Console
) -> None:
    agent.post("/helpdesk/tickets/T000001/status", to="resolve")
    (told,) = client.get(f"/api/chat/{visitor}/updates").json()["messages"]
    assert [b["title"] for b in told["buttons"]] == ["解决了", "没解决，继续"]
    (again,) = say(client, "没解决，继续", visitor)["messages"]
    assert again["ticket"] == "T000001" and "重新打开" in again["text"]
    kept = client.app.state.desk.tickets.get(1)
    assert kept["status"] == "open" and kept["due"] and kept["solved"] is False
    assert "已转给工作人员" in say(client, "还差一份材料", visitor)["messages"][0]["text"]


def test_what_is_settled_is_kept_as_such(client: TestClient, visitor: str, agent: Console) -> None:
    agent.post("/helpdesk/tickets/T000001/reply", text="带身份证就行。", seen="0", resolve="1")
    say(client, "解决了", visitor)
    kept = client.app.state.desk.tickets.get(1)
    assert kept["status"] == "resolved" and kept["solved"] is True


def test_a_ticket_without_a_matter_takes_the_first_words_that_have_one(
    client: TestClient, rasa: FakeRasa
) -> None:
    rasa.away = "away"
    session = say(client, "转人工")["session"]
    rasa.away, rasa.answer = None, {"kind": "refusal", "text": "没有写到"}
    say(client, "开票要不要先登记", session)
    assert client.app.state.desk.tickets.get(1)["question"] == "开票要不要先登记"


def test_a_ticket_can_be_withdrawn(client: TestClient, visitor: str) -> None:
    say(client, "不用人工了", visitor)
    assert client.app.state.desk.tickets.get(1)["status"] == "closed"


def test_contact_details_are_optional_checked_and_kept(
    client: TestClient, visitor: str, agent: Console
) -> None:
    path = f"/api/chat/{visitor}/contact"
    assert client.post(path, json={"phone": "123"}).status_code == 400
    assert client.post(path, json={"phone": 5}).status_code == 400
    kept = client.post(path, json={"name": "老张", "phone": "138 0000 0000"}).json()
    assert kept["ticket"] == "T000001" and kept["notice"]
    assert "13800000000" in agent.get("/helpdesk/tickets/T000001").text
    assert client.post("/api/chat/not-ours/contact", json={"phone": "13800000000"}).status_code == 401


def test_a_thumb_down_with_words_opens_a_ticket(client: TestClient) -> None:
    answer = say(client, "贴息几次")
    path, message = f"/api/chat/{answer['session']}/feedback", answer["messages"][0]["id"]
    rated = client.post(path, json={"message": message, "helpful": False, "comment": "答非所问"}).json()
    kept = client.app.state.desk.tickets.get(1)
    assert rated["ticket"] == "T000001" and kept["origin"] == "feedback" and "答非所问" in kept["question"]
    said, told = rated["messages"]
    assert "答非所问" in said["text"]
    assert told["kind"] == "handoff" and "工单号 T000001" in told["text"] and told["contact"]["notice"]
    history = client.get(f"/api/chat/{answer['session']}").json()["messages"]
    assert [m["id"] for m in history[-2:]] == [said["id"], told["id"]]
    assert kept["understanding"]["intent"] == answer["understanding"]["intent"]


def test_a_second_complaint_goes_to_the_same_ticket_and_wakes_it(client: TestClient, agent: Console) -> None:
    answer = say(client, "贴息几次")
    path, message = f"/api/chat/{answer['session']}/feedback", answer["messages"][0]["id"]
    body = {"message": message, "helpful": False, "comment": "答非所问"}
    client.post(path, json=body)
    client.app.state.desk.casework.reply(1, "小李", "最多三次。", 0)
    rated = client.post(path, json={**body, "comment": "还是不清楚"}).json()
    assert rated["ticket"] == "T000001" and "已经在工单" in rated["messages"][1]["text"]
    assert client.app.state.desk.tickets.get(1)["status"] == "open"


def test_clearing_the_conversation_clears_the_ticket(
    client: TestClient, visitor: str, agent: Console
) -> None:
    client.delete(f"/api/chat/{visitor}")
    kept = client.app.state.desk.tickets.get(1)
    assert kept["status"] == "closed" and "本钱" not in str(kept)
    assert "借本钱" not in agent.get("/helpdesk/tickets/T000001").text


def test_filters_and_pages(client: TestClient, agent: Console) -> None:
    store = client.app.state.desk.tickets
    for i in range(52):
        store.open(NewTicket(f"c{i}", "孵化器租金" if i % 2 else "专利保险"))
    for status in ("todo", "active"):
        first = agent.get(f"/helpdesk?status={status}").text
        assert "T000050" in first and "T000051" not in first
        assert "T000051" in agent.get(f"/helpdesk?status={status}&after=50").text
    found = agent.get("/helpdesk?text=专利保险").text
    assert "T000001" in found and "T000002" not in found
    assert agent.get("/helpdesk?text=T000007").text.count("ticket-link") == 1
    client.app.state.desk.casework.assign(3, "小李", "小李")
    assert agent.get("/helpdesk?assignee=小李").text.count("ticket-link") == 1
    assert agent.get("/helpdesk?status=waiting").text.count("ticket-link") == 0
    assert agent.get("/helpdesk?day=nonsense").status_code == 400


def shown(page: str) -> list[str]:
    """Numbers of the queue's tickets, in its order."""
    return re.findall(r'<li class="ticket[^"]*" id="(T\d+)"', page)


def test_what_waits_for_me_stands_first_and_by_need(client: TestClient, agent: Console) -> None:
    own = client.app.state.desk
    own.register.add("老张", "agent", PASSWORD, "test")
    for i in range(1, 7):
        own.tickets.open(NewTicket(f"c{i}", f"问题{i}"))
    own.casework.classify(5, "小李", "other", [], True)
    own.casework.reply(2, "小李", "好了。", 0)  # waits for the visitor
    own.casework.assign(3, "老张", "老张")  # a colleague's
    own.casework.assign(4, "小李", "小李")
    own.casework.remind(6)
    assert shown(agent.get("/helpdesk").text) == ["T000005", "T000006", "T000001", "T000004"]
    assert "T000002" in shown(agent.get("/helpdesk?status=active").text)


def test_after_a_reply_the_next_ticket_of_the_same_list_is_shown(client: TestClient, agent: Console) -> None:
    store = client.app.state.desk.tickets
    for i in range(1, 5):
        store.open(NewTicket(f"c{i}", "孵化器租金" if i % 2 else "专利保险"))
    listed = "text=专利保险"
    page = agent.get(f"/helpdesk/tickets/T000002?list={listed}").text
    assert 'id="back" href="/helpdesk?text=专利保险"' in page and 'id="next"' in page
    sent = agent.post("/helpdesk/tickets/T000002/reply", text="见条款。", seen="0", next="1", list=listed)
    assert sent.headers["location"].startswith("/helpdesk/tickets/T000004?list=")
    last = agent.post("/helpdesk/tickets/T000004/reply", text="见条款。", seen="0", next="1", list=listed)
    assert last.headers["location"].startswith("/helpdesk?text=")


def test_a_search_tells_of_matches_in_other_states_and_finds_phones(
    client: TestClient, visitor: str, agent: Console
) -> None:
    client.post(f"/api/chat/{visitor}/contact", json={"phone": "13800001234"})
    assert shown(agent.get("/helpdesk?text=13800001234").text) == ["T000001"]
    agent.post("/helpdesk/tickets/T000001/reply", text="可以。", seen="0", resolve="1")
    page = agent.get("/helpdesk?text=13800001234").text
    assert shown(page) == [] and "另有 1 张" in page
    client.delete(f"/api/chat/{visitor}")
    assert shown(agent.get("/helpdesk?status=all&text=13800001234").text) == []


@pytest.mark.parametrize(("by", "told"), [("phone", "电话答复"), ("letter", "书面答复")])
def test_who_has_no_conversation_is_answered_by_phone_or_letter(
    client: TestClient, agent: Console, by: str, told: str
) -> None:
    agent.post("/helpdesk/new", question="来电问孵化器", name="老张", phone="0871-12345678")
    page = agent.get("/helpdesk/tickets/T000001").text
    assert "没有网上对话" in page and "087112345678" in page and "已电话答复" in page
    refused = agent.post("/helpdesk/tickets/T000001/reply", text="带上执照。", seen="0")
    assert refused.status_code == 409 and "带上执照。" in refused.text
    assert client.app.state.desk.tickets.get(1)["status"] == "new"
    done = agent.post("/helpdesk/tickets/T000001/reply", text="带上执照。", seen="0", by=by)
    kept = client.app.state.desk.tickets.get(1)
    assert kept["status"] == "resolved" and kept["first_reply"]
    assert told in agent.get("/helpdesk/tickets/T000001").text
    letter = agent.get("/helpdesk/tickets/T000001/letter").text
    assert "带上执照。" in letter and "老张" in letter
    assert done.headers["location"].endswith("/letter") == (by == "letter")


@pytest.mark.parametrize("why", ["signed out", "token too old", "withdrawn"])
def test_what_an_agent_wrote_comes_back_without_javascript(
    client: TestClient, visitor: str, agent: Console, why: str
) -> None:
    if why == "signed out":
        agent.browser.cookies.clear()
    if why == "token too old":
        agent.csrf = "old"
    if why == "withdrawn":
        say(client, "不用人工了", visitor)
    answer = agent.post("/helpdesk/tickets/T000001/reply", text="写了半天的答复", seen="0")
    assert answer.status_code in (401, 403, 409) and "写了半天的答复" in answer.text


def test_how_a_ticket_ended_is_told_to_whoever_has_it_open(
    client: TestClient, visitor: str, agent: Console
) -> None:
    path = "/helpdesk/tickets/T000001/presence"
    before = agent.post(path).json()
    assert before["ended"] == ""
    say(client, "补充一句：在大理", visitor)
    assert agent.post(path).json()["version"] != before["version"]
    say(client, "不用人工了", visitor)
    assert "撤销" in agent.post(path).json()["ended"]


def test_words_of_a_merged_ticket_stand_in_the_one_it_was_merged_into(
    client: TestClient, rasa: FakeRasa, visitor: str, agent: Console
) -> None:
    rasa.away = "away"
    other = say(client, "想借钱")["session"]
    say(client, "转人工", other)
    rasa.away = None
    agent.post("/helpdesk/chosen/merge", T000002="1", into="T000001")
    agent.post("/helpdesk/tickets/T000001/reply", text="两位在哪里？", seen="0")
    assert "已转给工作人员" in say(client, "我在楚雄", other)["messages"][0]["text"]
    thread = agent.get("/helpdesk/tickets/T000001?thread=1").text
    assert "我在楚雄" in thread and "并入的工单" in thread


def test_the_audit_tells_in_words_and_is_filtered(
    client: TestClient, visitor: str, supervisor: Console
) -> None:
    supervisor.post("/helpdesk/tickets/T000001/assign", assignee="老王")
    page = supervisor.get("/helpdesk/audit").text
    assert "老王 改派，状态：处理中，处理人：老王" in page or "老王 改派，处理人：老王，状态：处理中" in page
    assert "访客 登记" in page and "来源：访客转人工" in page and '"origin"' not in page
    entries = supervisor.get("/helpdesk/audit?actor=visitor&ticket=T000001").text.partition(
        'class="entries"'
    )[2]
    assert "访客 登记" in entries and "改派" not in entries
    assert "没有符合条件的记录" in supervisor.get("/helpdesk/audit?ticket=nonsense").text


def test_what_nobody_can_answer_is_dropped_and_what_is_not_ours_set_aside(
    client: TestClient, rasa: FakeRasa, agent: Console
) -> None:
    rasa.answer = {"kind": "refusal", "text": "没有写到"}
    for text in ("？", "。。。", "😀", "怎么办港澳通行证"):
        say(client, text)
    page = agent.get("/helpdesk/unanswered").text
    assert page.count("<details") == 1 and "港澳通行证" in page
    wrong = agent.post("/helpdesk/unanswered", text="怎么办港澳通行证", topic="没有的事", rewording="通行证")
    assert wrong.status_code == 400 and "没有“没有的事”" in wrong.text and 'value="通行证"' in wrong.text
    agent.post("/helpdesk/unanswered/aside", text="怎么办港澳通行证", reason="not_ours")
    assert "港澳通行证" not in agent.get("/helpdesk/unanswered").text
    assert "没答上,4" in agent.get("/helpdesk/figures.csv").text


def test_canned_replies_are_edited_owned_and_put_back(agent: Console, supervisor: Console) -> None:
    agent.post("/helpdesk/canned", title="我的开头", text="{称呼}您好，我是{我的名字}。")
    assert "我的开头" in agent.get("/helpdesk/canned").text
    assert "我的开头" not in supervisor.get("/helpdesk/canned").text
    assert agent.post("/helpdesk/canned/1/change", title="收到", text="改").status_code == 400
    assert supervisor.post("/helpdesk/canned/1/change", title="收到了", text="看到了。").status_code == 303
    wrong = supervisor.post("/helpdesk/canned", title="新", text="{没有}")
    assert wrong.status_code == 400 and "{没有}" in wrong.text
    gone = supervisor.post("/helpdesk/canned/1/remove").text
    assert "撤销，放回去" in gone
    supervisor.post("/helpdesk/canned", title="收到了", text="看到了。")
    assert "看到了。" in agent.get("/helpdesk/canned").text


def test_a_correction_needs_a_second_person(visitor: str, agent: Console, supervisor: Console) -> None:
    topic = "创业担保贷款"
    at = "/helpdesk/tickets/T000001/correct"
    assert agent.post(at, text="想借本钱 13800000000", topic=topic, rewording="缺本钱咋办").status_code == 303
    page = supervisor.get("/helpdesk/learning").text
    assert "[手机号]" in page and "13800000000" not in page
    assert agent.post("/helpdesk/learning/1/approve").status_code == 403
    assert supervisor.post("/helpdesk/learning/1/approve").status_code == 303
    supervisor.post("/helpdesk/tickets/T000001/correct", text="另一句", topic=topic)
    assert supervisor.post("/helpdesk/learning/2/approve").status_code == 409


def test_a_wrong_topic_comes_back_at_its_field_and_a_rejection_has_its_reason(
    visitor: str, agent: Console, supervisor: Console
) -> None:
    at = "/helpdesk/tickets/T000001/correct"
    wrong = agent.post(at, text="想借本钱", topic="没有的事", rewording="缺本钱咋办")
    assert wrong.status_code == 400 and "没有“没有的事”" in wrong.text and 'value="缺本钱咋办"' in wrong.text
    agent.post(at, text="想借本钱", topic="创业担保贷款", rewording="缺本钱咋办")
    assert supervisor.post("/helpdesk/learning/1/reject").status_code == 409
    supervisor.post("/helpdesk/learning/1/reject", reason="问的是民间借贷")
    page = agent.get("/helpdesk/learning").text
    assert "退回的" in page and "问的是民间借贷" in page


def test_figures_and_exports_are_neutral(client: TestClient, supervisor: Console) -> None:
    store = client.app.state.desk.tickets
    store.open(NewTicket("c1", '=cmd|"/C calc"!A0 找我 13800001111'))
    page = supervisor.get("/helpdesk/figures").text
    assert '<svg class="chart"' in page and "/helpdesk?status=all&amp;day=" in page
    assert "首次回复（中位数）</dt><dd>还没有" in page and "— 小时" not in page
    assert '<a href="/helpdesk/figures" aria-current="page">统计</a>' in page
    exported = supervisor.get("/helpdesk/export.csv").text
    assert "'=cmd" in exported and "13800001111" not in exported and "[手机号]" in exported


def test_figures_tell_shares_times_load_and_the_period_before(client: TestClient, agent: Console) -> None:
    own, moment = client.app.state.desk, now()
    for i in range(1, 5):
        own.tickets.open(NewTicket(f"c{i}", "孵化器租金"))
    with writing(own.engine) as connection:
        # Answered after a quarter of an hour; never; of the period before; and one that may still be.
        long_ago = moment - dt.timedelta(days=20)
        quick = long_ago + dt.timedelta(minutes=15)
        change(connection, 1, created=long_ago, first_reply=quick, solved=True, assignee="小李")
        change(connection, 2, created=long_ago)
        change(connection, 3, created=moment - dt.timedelta(days=40))
    page = agent.get("/helpdesk/figures?days=30").text
    for told in (
        "按时回复率</dt><dd>50%",
        "15 分钟",
        "访客说解决了</dt><dd>100%",
        "工单</dt><dd>3 <small>上一期 1",
    ):
        assert told in page, told
    sheet = agent.get("/helpdesk/figures.csv?days=30").text
    assert "按时回复率,,50%" in sheet and "手上的工单,小李,1" in sheet


def test_matters_have_names_in_the_figures(client: TestClient, supervisor: Console) -> None:
    for intent in ("papers/paper_overview", "papers/paper_basis", "incubators/incubators"):
        turns = [("visitor", {"kind": "visitor", "text": "问"}), ("bot", {"kind": "answer", "text": "答"})]
        client.app.state.conversations.append("c1", turns, {"intent": intent, "confidence": 0.9})
    sheet = supervisor.get("/helpdesk/figures.csv").text
    assert "话题,文件依据什么制定,1" in sheet and "话题,孵化机构,1" in sheet
    assert "ask_" not in sheet + supervisor.get("/helpdesk/figures").text


def test_staff_register_what_came_by_telephone(agent: Console) -> None:
    assert agent.post("/helpdesk/new", question="").status_code == 400
    answer = agent.post("/helpdesk/new", question="来电问孵化器", phone="0871-12345678")
    assert answer.headers["location"] == "/helpdesk/tickets/T000001"
    assert "工作人员登记" in agent.get("/helpdesk/tickets/T000001").text


def test_the_api_for_programs(client: TestClient, agent: Console) -> None:
    token = client.app.state.desk.sessions.make_token("小李", "热线", 1, "test")
    bearer = {"Authorization": f"Bearer {token}"}
    seen = client.post("/api/triage", json={"text": "创业担保贷款贴息几次"}, headers=bearer)
    assert seen.status_code == 200
    assert set(seen.json()) == {
        "category", "clauses", "departments", "urgent", "confidence", "suggested_reply", "similar",
    }  # fmt: skip
    assert client.post("/api/triage", json={"text": " "}, headers=bearer).status_code == 400
    assert client.post("/api/triage", content=b"x", headers=bearer).status_code == 400
    opened = client.post("/api/tickets", json={"question": "孵化器怎么进"}, headers=bearer)
    assert opened.status_code == 201 and opened.json()["number"] == "T000001"
    listed = client.get("/api/tickets", headers=bearer).json()
    assert [t["number"] for t in listed["tickets"]] == ["T000001"] and listed["next"] is None
    path = "/api/tickets/T000001"
    assert client.post(f"{path}/reply", json={"text": "好"}, headers=bearer).json()["status"] == "waiting"
    assert client.post(f"{path}/reply", json={"text": "好"}, headers=bearer).status_code == 409
    assert client.patch(path, json={"status": "resolved"}, headers=bearer).json()["status"] == "resolved"
    assert client.get("/api/tickets/T999999", headers=bearer).status_code == 404


def test_a_draft_is_struck_part_by_part_without_scripts_too(
    client: TestClient, visitor: str, agent: Console
) -> None:
    own = client.app.state.desk
    parts = [
        {"asked": "能贷多少", "about": "关于“贷款”", "text": "最高30万元。"},
        {"asked": "执照怎么补", "about": "关于“补照”", "text": "登报声明。"},
        {"asked": "学区怎么划", "about": "", "text": ""},
    ]
    with writing(own.engine) as connection:
        change(connection, 1, suggested_reply="一、最高30万元。二、登报声明。", assessed=True)
        connection.execute(update(ticket_contents).values(parts=parts))
    page = agent.get("/helpdesk/tickets/T000001").text
    assert "没有草稿，请您来写：“学区怎么划”" in page and page.count('name="use"') == 2
    page = agent.get("/helpdesk/tickets/T000001?parts=1&use=1").text
    draft = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert "关于“补照”：\n登报声明。" in draft and "30万元" not in draft
    draft = agent.get("/helpdesk/tickets/T000001?parts=1").text.partition("<textarea")[2]
    assert draft.partition(">")[2].startswith("</textarea>")
    agent.post("/helpdesk/tickets/T000001/reply", text="好了", seen="0")
    assert 'name="use"' not in agent.get("/helpdesk/tickets/T000001").text
