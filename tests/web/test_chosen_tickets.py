"""Several tickets at once: each is changed by itself, told of, and put back where it can be."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from bot.helpdesk.tickets import NewTicket
from tests.web.test_helpdesk import Console, agent, supervisor

__all__ = ["agent", "supervisor"]
THREE = {"T000001": "", "T000002": "", "T000003": ""}


@pytest.fixture(autouse=True)
def three(client: TestClient) -> None:
    """T000001 to T000003, in the conversations c1 to c3."""
    for i in (1, 2, 3):
        client.app.state.desk.tickets.open(NewTicket(f"c{i}", f"开店的事（第{i}位）"))


def status(client: TestClient) -> list[str]:
    return [client.app.state.desk.tickets.get(i)["status"] for i in (1, 2, 3)]


def holders(client: TestClient) -> list[str | None]:
    return [client.app.state.desk.tickets.get(i)["assignee"] for i in (1, 2, 3)]


def said(client: TestClient, conversation: str) -> list[str]:
    return [m["text"] for m in client.app.state.conversations.history(conversation, author="staff")]


def undo_of(page: str) -> dict[str, str]:
    """The fields of the form that takes it back."""
    form = page.partition('action="/helpdesk/chosen/undo"')[2].partition("</form>")[0]
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))


def test_several_are_given_to_somebody_and_given_back(
    client: TestClient, agent: Console, supervisor: Console
) -> None:
    supervisor.post("/helpdesk/tickets/T000003/assign", assignee="老王")
    held = {**THREE, "T000003": "老王"}
    page = agent.post("/helpdesk/chosen/assign", assignee="小李", **held).text
    assert "3 张工单办好了" in page and holders(client) == ["小李", "小李", "小李"]
    page = agent.post("/helpdesk/chosen/undo", **undo_of(page)).text
    assert "3 张工单办好了" in page
    assert holders(client) == [None, None, "老王"] and status(client) == ["new", "new", "open"]


def test_what_a_colleague_took_meanwhile_stays_theirs(
    client: TestClient, agent: Console, supervisor: Console
) -> None:
    supervisor.post("/helpdesk/tickets/T000002/assign", assignee="老王")
    answer = agent.post("/helpdesk/chosen/assign", assignee="小李", **THREE)
    assert "1 张没有动" in answer.text and "已经在 老王" in answer.text
    assert holders(client) == ["小李", "老王", "小李"]
    supervisor.post("/helpdesk/tickets/T000001/assign", assignee="老王")
    again = agent.post("/helpdesk/chosen/undo", **undo_of(answer.text))
    assert "已经在 老王" in again.text and holders(client) == ["老王", "老王", None]


def test_each_visitor_is_sent_the_text_that_was_shown_and_the_ticket_can_be_reopened(
    client: TestClient, agent: Console
) -> None:
    agent.post("/helpdesk/canned", title="都办好了", text="您的工单 {工单号} 办好了。")
    own = client.app.state.desk
    canned = str(own.canned.replies("小李")[0]["id"])
    shown = agent.get(f"/helpdesk/chosen?T000001=1&T000003=1&canned={canned}").text
    assert "您的工单 T000001 办好了。" in shown and "您的工单 T000003 办好了。" in shown
    assert "T000002" not in shown and "发给 2 位访客" in shown and status(client) == ["new"] * 3
    page = agent.post("/helpdesk/chosen/settle", canned=canned, seen="0", T000001="1", T000003="1").text
    assert status(client) == ["resolved", "new", "resolved"]
    assert said(client, "c1") == ["您的工单 T000001 办好了。"] and said(client, "c2") == []
    agent.post("/helpdesk/chosen/undo", **undo_of(page))
    assert status(client) == ["open", "new", "open"]


def test_a_text_with_a_gap_and_one_without_a_reader_are_not_sent(client: TestClient, agent: Console) -> None:
    own = client.app.state.desk
    own.tickets.open(NewTicket("staff-1", "来电", "staff"))
    gap = next(str(r["id"]) for r in own.canned.replies() if "{条款}" in r["text"])
    plain = next(str(r["id"]) for r in own.canned.replies() if r["title"] == "收到")
    page = agent.get(f"/helpdesk/chosen?T000001=1&canned={gap}").text
    assert "还有要填的空" in page and "一张也发不了" in page
    answer = agent.post("/helpdesk/chosen/settle", canned=gap, seen="0", T000001="1")
    assert answer.status_code == 409 and "还有要填的空" in answer.text and said(client, "c1") == []
    answer = agent.post("/helpdesk/chosen/settle", canned=plain, seen="0", T000004="1", T000001="1")
    assert "没有网上对话" in answer.text and own.tickets.get(4)["status"] == "new"
    assert len(said(client, "c1")) == 1


def test_who_was_answered_meanwhile_is_not_answered_twice(
    client: TestClient, agent: Console, supervisor: Console
) -> None:
    canned = next(str(r["id"]) for r in client.app.state.desk.canned.replies() if r["title"] == "收到")
    seen = re.search(
        r'name="seen" value="(\d+)"', agent.get(f"/helpdesk/chosen?T000001=1&canned={canned}").text
    )
    supervisor.post("/helpdesk/tickets/T000001/reply", text="我来答", seen="0")
    answer = agent.post("/helpdesk/chosen/settle", canned=canned, seen=seen.group(1), T000001="1")
    assert answer.status_code == 409 and "老王 刚刚已经回复" in answer.text
    assert said(client, "c1") == ["我来答"]


def test_several_are_closed_in_silence_and_opened_again(client: TestClient, agent: Console) -> None:
    page = agent.post("/helpdesk/chosen/settle", canned="silent", **THREE).text
    assert status(client) == ["closed"] * 3 and said(client, "c1") == []
    agent.post("/helpdesk/chosen/undo", **undo_of(page))
    assert status(client) == ["open"] * 3


def test_the_preview_of_a_merger_shows_what_it_brings_and_changes_nothing(
    client: TestClient, agent: Console
) -> None:
    own, store = client.app.state.desk, client.app.state.conversations
    store.append("c2", [("visitor", {"kind": "visitor", "text": "我在楚雄"})])
    own.casework.leave_contact(2, {"phone": "13800138000"})
    own.casework.write_note(2, "小李", "问过人社局")
    own.tickets.open(NewTicket("staff-1", "来电问的也是开店", "staff"))
    own.casework.close(3, "小李")
    page = agent.get("/helpdesk/chosen/merge?T000002=1&T000003=1&T000004=1&T000001=1&into=T000001").text
    for part in ("我在楚雄", "13800138000", "问过人社局", "已并入同一件事的 T000001", "来电问的也是开店"):
        assert part in page
    assert "T000003 已经办结或不存在" in page and "T000004 没有网上对话" in page
    assert status(client) == ["new", "new", "closed"]
    answer = agent.post("/helpdesk/chosen/merge", T000002="1", T000004="1", into="T000001")
    assert answer.headers["location"] == "/helpdesk/tickets/T000001"
    assert said(client, "c2")[-1].startswith("您的工单 T000002 已并入") and status(client)[1] == "closed"
    merged = agent.get("/helpdesk/tickets/T000001").text
    assert all(part in merged for part in ("我在楚雄", "13800138000", "问过人社局"))


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/helpdesk/chosen", "没有选中工单"),
        ("/helpdesk/chosen/merge?T000001=1&into=T000001", "没有可以并入的工单"),
        ("/helpdesk/chosen/merge?T000001=1&into=T000099", "不存在或已经办结"),
        ("/helpdesk/chosen/merge?T000001=1&into=", "请写要并入的工单号"),
        ("/helpdesk/chosen?" + "&".join(f"T{i:06d}=1" for i in range(1, 60)), "一次最多处理 50 张"),
    ],
)
def test_what_can_not_be_done_is_said(agent: Console, address: str, told: str) -> None:
    assert told in agent.get(address).text


def test_an_act_that_is_none_undoes_nothing(client: TestClient, agent: Console) -> None:
    answer = agent.post("/helpdesk/chosen/undo", act="merge", **THREE)
    assert answer.status_code == 409 and "不能撤销" in answer.text and status(client) == ["new"] * 3
    answer = agent.post("/helpdesk/chosen/settle", canned="9999", **THREE)
    assert answer.status_code == 409 and "什么都还没有发出" in answer.text and status(client) == ["new"] * 3
