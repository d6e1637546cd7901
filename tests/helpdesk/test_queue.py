"""The counts above the queue: right, and each read from an index alone."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.helpdesk import queue
from bot.helpdesk.casework import Casework
from bot.helpdesk.database import now, writing
from bot.helpdesk.tickets import NewTicket, TicketStore, change


@pytest.fixture
def filled(tickets: TicketStore, casework: Casework, staff: object) -> Engine:
    """Four tickets: new, 小李's and urgent, waiting, closed."""
    for number in range(1, 5):
        tickets.open(NewTicket(f"c{number}", "孵化器租金"))
    casework.assign(2, "小李", "小李")
    casework.reply(3, "老王", "可以。", 0)
    casework.close(4, "老王")
    with writing(tickets.engine) as connection:
        change(connection, 2, urgent=True, due=now() - dt.timedelta(hours=1))
    return tickets.engine


def test_counts_of_each_status_and_of_what_is_active(filled: Engine) -> None:
    assert queue.counts(filled, "小李") == {
        "new": 1, "open": 1, "waiting": 1, "resolved": 0, "closed": 1,
        "active": 3, "urgent": 1, "mine": 1, "unassigned": 1, "overdue": 1,
    }  # fmt: skip


def test_each_count_is_a_stretch_of_an_index(filled: Engine) -> None:
    if filled.dialect.name != "sqlite":
        pytest.skip("the plan is SQLite's")
    spoken: list[tuple[str, tuple[object, ...]]] = []

    def hear(_c: object, _cursor: object, statement: str, parameters: tuple[object, ...], *_: object) -> None:
        spoken.append((statement, parameters))

    event.listen(filled, "before_cursor_execute", hear)
    try:
        queue.counts(filled, "老王")
    finally:
        event.remove(filled, "before_cursor_execute", hear)
    with filled.connect() as connection:
        counting = next((s, p) for s, p in spoken if "count(*)" in s)
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {counting[0]}", counting[1]).all()
    reads = [row[3] for row in rows if "tickets" in row[3]]
    assert len(reads) == 9
    assert all("SEARCH tickets USING COVERING INDEX" in read for read in reads), reads


@pytest.mark.parametrize("sought", ["担保人", "反担保", "反担保人", "担保"])
def test_a_word_inside_a_longer_one_finds_its_ticket(sought: str, tickets: TicketStore) -> None:
    tickets.open(NewTicket("c1", "我找不到反担保人怎么办"))
    tickets.open(NewTicket("c2", "孵化器租金能不能减免"))
    with tickets.engine.connect() as connection:
        found = queue.page(connection, queue.Filters(text=sought))
    assert [ticket["question"] for ticket in found] == ["我找不到反担保人怎么办"]
