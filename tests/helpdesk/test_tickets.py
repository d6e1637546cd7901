"""Tickets are opened once, kept, found again, and every change is told."""

import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.helpdesk import audit
from bot.helpdesk.casework import Conflict
from bot.helpdesk.conversations import ConversationStore
from bot.helpdesk.database import reading
from bot.helpdesk.tickets import NewTicket, TicketError


def test_a_ticket_keeps_what_was_known_when_it_was_opened(tickets):
    wanted = NewTicket(
        "c1",
        "想借本钱",
        transcript=[{"by": "user", "text": "想借本钱"}],
        understanding={"intent": "loans/x", "confidence": 0.4},
        departments=["省财政厅", "省科技厅"],
        contact={"phone": "13800000000"},
    )
    kept = tickets.get(int(tickets.open(wanted).number[1:]))
    assert kept["status"] == "new" and kept["question"] == "想借本钱" and kept["due"] > kept["created"]
    assert kept["transcript"] == wanted.transcript and kept["understanding"] == wanted.understanding
    assert kept["departments"] == ["省财政厅", "省科技厅"] and kept["contact"] == wanted.contact


def test_a_conversation_has_one_active_ticket(tickets, casework):
    first = tickets.open(NewTicket("c1", "一"))
    again = tickets.open(NewTicket("c1", "二"))
    assert again.number == first.number and again.existing
    casework.close(1, "system")
    assert not tickets.open(NewTicket("c1", "三")).existing


def test_a_reply_reaches_the_conversation_and_waits_for_the_visitor(tickets, casework, ticket, settings):
    casework.reply(ticket, "小李", "可以的，请带身份证。", seen=0)
    said = ConversationStore(settings.database_url).history("c1", author="staff")
    assert [(m["kind"], m["text"]) for m in said] == [("staff", "可以的，请带身份证。")]
    kept = tickets.get(ticket)
    assert (kept["status"], kept["assignee"], kept["due"]) == ("waiting", "小李", None)
    assert kept["first_reply"]


def test_the_second_of_two_replies_is_told(tickets, casework, ticket, settings):
    casework.reply(ticket, "小李", "第一份", seen=0)
    with pytest.raises(Conflict, match="小李"):
        casework.reply(ticket, "老王", "第二份", seen=0)
    assert len(ConversationStore(settings.database_url).history("c1")) == 1


def test_of_two_replies_at_the_same_moment_one_is_sent(tickets, casework, ticket, settings):
    ready = threading.Barrier(2)

    def send(staff: str) -> bool:
        ready.wait(10)
        try:
            casework.reply(ticket, staff, f"{staff}的答复", seen=0)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        sent = dict(zip(("小李", "老王"), pool.map(send, ("小李", "老王")), strict=True))
    said = ConversationStore(settings.database_url).history("c1", author="staff")
    assert [m["text"] for m in said] == [f"{name}的答复" for name, done in sent.items() if done]
    assert len(said) == 1


def test_a_settled_ticket_takes_no_reply_until_it_is_reopened(casework, ticket):
    casework.reply(ticket, "小李", "好了", seen=0, resolve=True)
    with pytest.raises(TicketError, match="重新打开"):
        casework.reply(ticket, "小李", "还有", seen=99)
    casework.reopen(ticket, "小李")
    casework.reply(ticket, "小李", "还有", seen=99)


def test_what_is_answered_in_one_ticket_reaches_its_duplicates(tickets, casework, ticket, settings):
    other = int(tickets.open(NewTicket("c2", "想借钱开店")).number[1:])
    casework.merge(other, "小李", into=ticket)
    casework.reply(ticket, "小李", "都看这里", seen=0)
    texts = [m["text"] for m in ConversationStore(settings.database_url).history("c2")]
    assert texts[-1] == "都看这里" and tickets.get(other)["merged_into"] == ticket


def test_assigning_against_a_colleague_is_told(casework, ticket):
    casework.assign(ticket, "小李", "小李", held_by="")
    with pytest.raises(Conflict, match="小李"):
        casework.assign(ticket, "老王", "老王", held_by="")


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE audit SET actor = 'x' WHERE id = 2",
        "DELETE FROM audit WHERE id = 3",
        "UPDATE tickets SET status = 'closed' WHERE id = 1",
    ],
)
def test_tampering_shows(tickets, casework, ticket, tamper):
    casework.assign(ticket, "小李", "小李")
    casework.write_note(ticket, "小李", "问过财政厅")
    with reading(tickets.engine) as connection:
        assert audit.verify(connection).whole
    _rewrite(tickets.engine, tamper)
    with reading(tickets.engine) as connection:
        assert not audit.verify(connection).whole


def test_the_log_can_not_be_rewritten_by_a_plain_query(tickets, ticket):
    for query in ("UPDATE audit SET actor = 'x'", "DELETE FROM audit"):
        with pytest.raises(Exception, match="append only"), tickets.engine.begin() as connection:
            connection.exec_driver_sql(query)


def test_a_ticket_whose_number_was_told_survives_kill_9(settings, tickets):
    script = (
        "import os, signal, sys\n"
        "from tests.helpdesk.test_tickets import open_one\n"
        "open_one(sys.argv[1]); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, settings.database_url], capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL
    told = done.stdout.split()[-1]
    assert tickets.get(int(told[1:]))["question"] == "要活下来"


def open_one(url: str) -> None:
    """What a process does before it is killed: opens a ticket and tells its number."""
    from dataclasses import replace

    from bot.helpdesk.tickets import TicketStore
    from bot.settings import ROOT, read_settings

    configuration = replace(read_settings({}), database_url=url, policy_db=ROOT / "none.db")
    print(TicketStore(configuration).open(NewTicket("c9", "要活下来")).number, flush=True)


def _rewrite(engine, query: str) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER ALL")
        else:
            connection.exec_driver_sql("DROP TRIGGER audit_no_update")
            connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
        connection.exec_driver_sql(query)
