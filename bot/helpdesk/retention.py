"""Deleting what need not be kept: settled tickets, old conversations, and what a visitor takes back."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection, Engine

from bot.errors import UserError
from bot.helpdesk import audit, terms
from bot.helpdesk.database import lock, now, writing
from bot.helpdesk.tables import (
    corrections,
    feedback,
    messages,
    notes,
    outbox,
    presence,
    questions,
    ticket_contents,
    ticket_departments,
    ticket_terms,
    tickets,
)
from bot.helpdesk.tickets import change

_AGE = re.compile(r"([1-9]\d{0,4})d")
_BATCH = 500
FORGOTTEN = "（访客已清除）"


@dataclass(frozen=True)
class Purged:
    tickets: int
    messages: int


def age_in_days(written: str) -> int:
    """From `180d`; raises UserError that shows the form."""
    found = _AGE.fullmatch(written.strip())
    if not found:
        raise UserError(f"--older-than 要写成 180d 这样（天数加 d），现在是“{written}”")
    return int(found.group(1))


def purge(made: Engine, days: int, actor: str) -> Purged:
    """Delete settled tickets and everything said that is older than `days`; active tickets stay whole."""
    before = now() - dt.timedelta(days=days)
    gone = 0
    while batch := _purge_tickets(made, before):
        gone += batch
    with writing(made) as connection:
        lock(connection)
        kept = select(tickets.c.conversation).where(tickets.c.active.is_(True))
        old = (messages.c.created < before) & messages.c.conversation.not_in(kept)
        said = connection.execute(delete(messages).where(old, messages.c.ticket_id.is_(None))).rowcount
        for table in (feedback, questions):
            connection.execute(delete(table).where(table.c.created < before))
        connection.execute(delete(outbox).where(outbox.c.created < before, outbox.c.next_attempt.is_(None)))
        if gone or said:
            detail = {"days": days, "tickets": gone, "messages": said}
            audit.record(connection, actor, "purged", detail=detail)
    return Purged(gone, said)


def forget_visitor(made: Engine, conversation: str) -> None:
    """A visitor clears the conversation: its tickets keep their dates and figures, and not a word."""
    with writing(made) as connection:
        lock(connection)
        query = select(tickets.c.id, tickets.c.active).where(tickets.c.conversation == conversation)
        for ticket in connection.execute(query).all():
            _blank(connection, ticket.id)
            if ticket.active:
                change(connection, ticket.id, status="closed", due=None, resolved=now())
            status = {"status": "closed"} if ticket.active else {}
            audit.record(connection, "visitor", "forgotten", ticket.id, status)


def _blank(connection: Connection, ticket_id: int) -> None:
    change(connection, ticket_id, question=FORGOTTEN, contact=None, suggested_reply="")
    mine = ticket_contents.c.ticket_id == ticket_id
    connection.execute(update(ticket_contents).where(mine).values(transcript=[], understanding={}))
    connection.execute(delete(notes).where(notes.c.ticket_id == ticket_id))
    connection.execute(delete(messages).where(messages.c.ticket_id == ticket_id))
    terms.index(connection, ticket_id)


def _purge_tickets(made: Engine, before: dt.datetime) -> int:
    with writing(made) as connection:
        lock(connection)
        query = select(tickets.c.id, tickets.c.conversation).where(
            tickets.c.active.is_(False), tickets.c.updated < before
        )
        rows = connection.execute(query.limit(_BATCH)).all()
        ids = [row.id for row in rows]
        if not ids:
            return 0
        for table in (
            notes, messages, presence, ticket_contents, ticket_departments, ticket_terms,
        ):  # fmt: skip
            connection.execute(delete(table).where(table.c.ticket_id.in_(ids)))
        connection.execute(update(corrections).where(corrections.c.ticket_id.in_(ids)).values(ticket_id=None))
        connection.execute(update(tickets).where(tickets.c.merged_into.in_(ids)).values(merged_into=None))
        connection.execute(delete(tickets).where(tickets.c.id.in_(ids)))
    return len(ids)
