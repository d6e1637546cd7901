"""Tickets are added in bulk, each one whole."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

from bench.growth import _fill_tickets
from bot.helpdesk.tickets import NewTicket, TicketStore
from bot.settings import settings


def test_there_are_so_many_tickets_and_the_next_one_is_opened(tmp_path: Path) -> None:
    store = TicketStore(replace(settings(), database_url=f"sqlite:///{tmp_path / 'helpdesk.db'}"))
    store.open(NewTicket("c1", "想找个人问问"))
    for size in (50, 2_000):
        _fill_tickets(tmp_path / "helpdesk.db", size)
        with sqlite3.connect(tmp_path / "helpdesk.db") as database:
            assert database.execute(
                "select count(*), count(distinct conversation) from tickets"
            ).fetchone() == (
                size,
                size,
            )
            assert database.execute("select distinct question from tickets").fetchall() == [("想找个人问问",)]
    assert not store.open(NewTicket("c2", "再找一次")).existing
