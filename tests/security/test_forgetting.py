"""What a visitor clears and what is purged is gone: every byte of it, in every part, whoever was away."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from rasa.shared.core.events import UserUttered
from sqlalchemy import select, update

from bot.dialogue.tracker_store import LiveTrackerStore
from bot.helpdesk import forgetting
from bot.helpdesk.casework import Casework
from bot.helpdesk.conversation_tables import messages
from bot.helpdesk.conversations import ConversationStore
from bot.helpdesk.database import now, reading, writing
from bot.helpdesk.knowledge_tables import corrections
from bot.helpdesk.learning import Learning
from bot.helpdesk.retention import forget_visitor, purge
from bot.helpdesk.ticket_tables import tickets as ticket_rows
from bot.helpdesk.tickets import NewTicket, TicketError, TicketStore
from bot.helpdesk.upkeep_tables import outbox
from bot.settings import Settings
from bot.web.app import create_app
from tests.dialogue.test_tracker_store import DOMAIN
from tests.web.conftest import FakeRasa

SECRET = "红河蒙自的李建国欠了四十二万"
WORDS = f"{SECRET}，电话13987654321，转人工"


class KeepingRasa(FakeRasa):
    """Writes down what it hears as Rasa does, into the tracker's own database."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.store = LiveTrackerStore(domain=DOMAIN, dialect="sqlite", db=str(path))

    async def say(
        self, conversation: str, text: str, message_id: str | None = None, command: Any = None
    ) -> dict[str, Any]:
        answer = await super().say(conversation, text, message_id)
        await utter(self.store, conversation, text)
        return answer

    async def forget(self, conversation: str) -> bool:
        if self.away:
            return False
        self.store.forget(conversation)
        return await super().forget(conversation)


async def utter(store: LiveTrackerStore, sender: str, text: str) -> None:
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    tracker.update_with_events([UserUttered(text, {"name": "ask"})], DOMAIN)
    await store.save(tracker)


@pytest.fixture
def keeping(web_settings: Settings) -> KeepingRasa:
    return KeepingRasa(web_settings.tracker_db)


@pytest.fixture
def website(web_settings: Settings, keeping: KeepingRasa) -> Iterator[TestClient]:
    own = replace(web_settings, webhook_url="http://127.0.0.1:9/never")
    with TestClient(create_app(own, keeping), raise_server_exceptions=False) as client:  # type: ignore[arg-type]
        yield client


def traces(folder: Path, secret: str = SECRET) -> list[str]:
    """Files that hold the words, as they are or as JSON writes them."""
    forms = [secret.encode(), secret.encode("unicode-escape")]
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]


@pytest.mark.usefixtures("sqlite_only")
def test_no_byte_of_a_cleared_conversation_is_left(
    website: TestClient, keeping: KeepingRasa, web_settings: Settings
) -> None:
    session = website.post("/api/chat", json={"message": WORDS}).json()["session"]
    keeping.away = "away"
    assert website.post("/api/chat", json={"session": session, "message": WORDS}).json()["ticket"]
    keeping.away = None
    mine = {"X-Chat-Session": session}
    website.post("/api/chat/mine/contact", json={"name": SECRET, "phone": "13987654321"}, headers=mine)
    website.post(
        "/api/chat/mine/feedback", json={"message": 2, "helpful": False, "comment": SECRET}, headers=mine
    )
    assert {name.partition(".")[0] for name in traces(web_settings.var_dir)} == {"helpdesk", "tracker"}
    assert website.delete("/api/chat/mine", headers=mine).json() == {"forgotten": True}
    assert traces(web_settings.var_dir) == []


@pytest.mark.usefixtures("sqlite_only")
def test_an_order_to_forget_outlives_a_rasa_that_is_away(
    website: TestClient, keeping: KeepingRasa, web_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = website.post("/api/chat", json={"message": WORDS}).json()["session"]
    keeping.away = "away"
    assert website.delete(f"/api/chat/{session}").status_code == 200
    made = website.app.state.desk.engine  # type: ignore[attr-defined]
    assert len(forgetting.pending(made)) == 1 and traces(web_settings.var_dir)
    monkeypatch.setattr("bot.web.forgetting._PAUSE_SECONDS", 0.05)
    keeping.away = None
    # A website that starts anew finds the order.
    with TestClient(create_app(web_settings, keeping)):  # type: ignore[arg-type]
        deadline = time.monotonic() + 20
        while forgetting.pending(made) and time.monotonic() < deadline:
            time.sleep(0.05)
    assert forgetting.pending(made) == [] and traces(web_settings.var_dir) == []


@pytest.mark.usefixtures("sqlite_only")
def test_a_conversation_that_was_cleared_takes_nothing_more(
    website: TestClient, keeping: KeepingRasa, web_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = website.post("/api/chat", json={"message": "你好"}).json()["session"]
    heard = KeepingRasa.say

    async def cleared_meanwhile(self: KeepingRasa, conversation: str, *given: Any) -> dict[str, Any]:
        forget_visitor(website.app.state.desk.engine, conversation)  # type: ignore[attr-defined]
        self.store.forget(conversation)
        return await heard(self, conversation, *given)

    monkeypatch.setattr(KeepingRasa, "say", cleared_meanwhile)
    late = website.post("/api/chat", json={"session": session, "message": WORDS})
    assert late.status_code == 401 and late.json()["error"]["code"] == "cleared"
    again = website.post("/api/chat", json={"session": session, "message": WORDS})
    assert again.status_code == 401
    keeping.away = "away"
    assert website.post("/api/chat", json={"session": session, "message": WORDS}).status_code == 401
    assert website.get(f"/api/chat/{session}").json()["messages"] == []
    website.delete(f"/api/chat/{session}")
    keeping.away = None
    website.app.state.rasa.store.forget("x")  # type: ignore[attr-defined]
    assert traces(web_settings.var_dir) == []


def test_replies_to_a_merged_ticket_do_not_arrive_in_a_cleared_conversation(
    tickets: TicketStore,
    casework: Casework,
    staff: Any,
    url: str,
) -> None:
    first = int(tickets.open(NewTicket("c1", "一")).number[1:])
    second = int(tickets.open(NewTicket("c2", "二")).number[1:])
    casework.merge(second, "小李", first)
    forget_visitor(tickets.engine, "c2")
    casework.reply(first, "小李", SECRET, 0)
    assert [m["text"] for m in ConversationStore(url).history("c1")] == [SECRET]
    assert ConversationStore(url).history("c2") == []
    forget_visitor(tickets.engine, "c1")
    with pytest.raises(TicketError, match="清除"):
        casework.reopen(first, "小李")
    with pytest.raises(forgetting.ConversationCleared):
        tickets.open(NewTicket("c1", "三"))


def test_corrections_and_queued_notices_go_too(
    settings: Settings,
    staff: Any,
    url: str,
) -> None:
    own = TicketStore(replace(settings, webhook_url="http://127.0.0.1:9/never"))
    ticket = int(own.open(NewTicket("c1", SECRET)).number[1:])
    Casework(own).write_note(ticket, "小李", SECRET)
    Learning(own.engine).propose(SECRET, "ask_policy/x", "小李", ticket_id=ticket)
    turns = [
        ("visitor", {"kind": "visitor", "text": f"{SECRET} 吗"}),
        ("bot", {"kind": "refusal", "text": "没有"}),
    ]
    ConversationStore(url).append("c1", turns, {"intent": "x"})
    Learning(own.engine).propose(f"{SECRET} 吗", "ask_policy/x", "小李")
    forget_visitor(own.engine, "c1")
    with reading(own.engine) as connection:
        assert connection.execute(select(corrections)).all() == []
        assert connection.execute(select(outbox)).all() == []


def test_purging_reaches_rasa_and_leaves_what_is_in_hand(
    settings: Settings,
    tickets: TicketStore,
    casework: Casework,
    staff: Any,
    url: str,
) -> None:
    old = int(tickets.open(NewTicket("old", SECRET)).number[1:])
    casework.reply(old, "小李", "好了", 0, resolve=True)
    tickets.open(NewTicket("active", "还没办"))
    events = _events(settings)
    past = now() - dt.timedelta(days=40)
    with writing(tickets.engine) as connection:
        connection.execute(update(ticket_rows).values(updated=past))
        connection.execute(update(messages).values(created=past))
    stamp = past.replace(tzinfo=dt.UTC).timestamp()
    rows = [("old", stamp), ("nowhere", stamp), ("active", stamp), ("new", time.time())]
    with events.begin() as connection:
        for sender, at in rows:
            values = {"s": sender, "t": at, "d": SECRET}
            insert = "INSERT INTO events (sender_id, timestamp, data) VALUES (:s, :t, :d)"
            connection.execute(sa.text(insert), values)
    gone = purge(tickets.engine, 30, "system", settings)
    assert (gone.tickets, gone.events) == (1, 2)
    with events.connect() as connection:
        left = connection.execute(sa.text("SELECT sender_id FROM events ORDER BY sender_id")).scalars().all()
        assert left == ["active", "new"]
        connection.execute(sa.text("DELETE FROM events"))


@pytest.mark.usefixtures("sqlite_only")
def test_no_byte_of_what_was_purged_is_left(web_settings: Settings) -> None:
    conversations = ConversationStore(web_settings.database_url)
    own = TicketStore(web_settings)
    turns = [("visitor", {"kind": "visitor", "text": WORDS}), ("bot", {"kind": "answer", "text": "好"})]
    conversations.append("c1", turns, {"intent": "x"})
    rasa = KeepingRasa(web_settings.tracker_db)
    asyncio.run(utter(rasa.store, "c1", WORDS))
    past = now() - dt.timedelta(days=40)
    with writing(own.engine) as connection:
        connection.execute(update(messages).values(created=past))
        connection.execute(sa.text("UPDATE questions SET created = :p"), {"p": str(past)})
    with rasa.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE events SET timestamp = 1"))
    assert traces(web_settings.var_dir)
    assert purge(own.engine, 30, "system", web_settings).events > 0
    assert traces(web_settings.var_dir) == []


def test_rasa_writes_nothing_down_of_a_conversation_that_was_forgotten(tmp_path: Path) -> None:
    rasa = LiveTrackerStore(domain=DOMAIN, dialect="sqlite", db=str(tmp_path / "tracker.db"))

    async def late() -> None:
        await utter(rasa, "她", "第一句")
        tracker = await rasa.get_or_create_tracker("她", append_action_listen=False)
        rasa.forget("她")
        tracker.update_with_events([UserUttered(SECRET, {"name": "ask"})], DOMAIN)
        await rasa.save(tracker)
        assert await rasa.retrieve("她") is None
        rasa.forget("她")

    asyncio.run(late())
    assert traces(tmp_path) == []


def _events(settings: Settings) -> Any:
    """Rasa's table as its store makes it, where this installation keeps it."""
    server = not settings.database_url.startswith("sqlite")
    address = settings.database_url if server else f"sqlite:///{settings.tracker_db}"
    made = sa.create_engine(address, future=True)
    with made.begin() as connection:
        key = "SERIAL PRIMARY KEY" if server else "INTEGER PRIMARY KEY"
        columns = f"id {key}, sender_id VARCHAR(255), timestamp FLOAT, data TEXT"
        connection.execute(sa.text(f"CREATE TABLE events ({columns})"))
    return made
