"""What is old goes, what is in hand stays, exports are harmless, forgotten tickets escalate."""

import csv
import datetime as dt
import io

import pytest
from sqlalchemy import update

from bot.errors import UserError
from bot.helpdesk import audit
from bot.helpdesk.conversation_tables import messages
from bot.helpdesk.conversations import ConversationStore
from bot.helpdesk.database import now, reading, writing
from bot.helpdesk.export import export_csv
from bot.helpdesk.figures import figures
from bot.helpdesk.retention import age_in_days, purge
from bot.helpdesk.ticket_tables import tickets
from bot.helpdesk.tickets import NewTicket
from bot.helpdesk.worker import close_settled, escalate


def age(store, days: int) -> None:
    """Let everything have happened so many days earlier."""
    past = now() - dt.timedelta(days=days)
    with writing(store.engine) as connection:
        connection.execute(update(tickets).values(created=past, updated=past, due=past, resolved=past))
        connection.execute(update(messages).values(created=past))


def test_purging_leaves_active_tickets_and_the_log_whole(tickets, casework, ticket, settings):
    casework.reply(ticket, "小李", "好了", seen=0, resolve=True)
    kept = int(tickets.open(NewTicket("c2", "还没办")).number[1:])
    ConversationStore(settings.database_url).append("c3", [("visitor", {"kind": "visitor", "text": "旧"})])
    age(tickets, 200)
    gone = purge(tickets.engine, 180, "system")
    assert (gone.tickets, gone.messages) == (1, 1)
    assert tickets.get(ticket) is None and tickets.get(kept)
    with reading(tickets.engine) as connection:
        assert audit.verify(connection).whole
    assert tickets.open(NewTicket("c9", "新")).number == "T000003"  # a number is never given twice


def test_ages_are_written_in_days():
    assert age_in_days("180d") == 180
    for wrong in ("180", "-1d", "0d", "6m", ""):
        with pytest.raises(UserError, match="180d"):
            age_in_days(wrong)


@pytest.mark.parametrize("start", ["=cmd|'/C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1"])
def test_no_cell_of_an_export_is_a_formula(tickets, start):
    tickets.open(NewTicket("c1", start + ' "引号", 53010219900307751X'))
    header, row = csv.reader(io.StringIO("".join(export_csv(tickets.engine)).removeprefix("\ufeff")))
    cell = dict(zip(header, row, strict=True))["问题"]
    assert cell.startswith("'" + start) and cell.endswith('"引号", [身份证号]')


def test_a_forgotten_ticket_escalates_once(tickets, ticket, settings):
    assert escalate(tickets.engine, settings) == 0
    age(tickets, 30)
    assert (escalate(tickets.engine, settings), escalate(tickets.engine, settings)) == (1, 0)
    with reading(tickets.engine) as connection:
        assert [e["action"] for e in audit.history(connection, ticket)] == ["opened", "escalated"]


def test_a_resolved_ticket_closes_after_a_week(tickets, casework, ticket):
    casework.resolve(ticket, "小李")
    assert close_settled(tickets.engine) == 0
    age(tickets, 8)
    assert close_settled(tickets.engine) == 1 and tickets.get(ticket)["status"] == "closed"


def test_figures_count_what_happened(tickets, casework, ticket, settings):
    casework.classify(ticket, "小李", "loan", ["省财政厅"], urgent=False)
    casework.reply(ticket, "小李", "好了", seen=0, resolve=True)
    store = ConversationStore(settings.database_url)
    turns = [("visitor", {"kind": "visitor", "text": "问"}), ("bot", {"kind": "answer", "text": "答"})]
    answer = store.append("c7", turns, {"intent": "loans/loan", "confidence": 0.9})[1]
    store.rate("c7", answer, True, "")
    with reading(tickets.engine) as connection:
        found = figures(connection, 7)
    assert sum(found.questions_by_day.values()) == sum(found.tickets_by_day.values()) == 1
    assert found.outcomes["answered"] == 1 and found.topics == {"loans/loan": 1}
    assert (found.helpful, found.unhelpful) == (1, 0)
    assert found.by_category == {"loan": 1} and found.by_department == {"省财政厅": 1}
    assert found.first_response_hours == 0.0 and found.resolution_hours == 0.0
