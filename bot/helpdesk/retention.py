"""Deleting what need not be kept: settled tickets, old conversations, and what a visitor takes back."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection, Engine

from bot.errors import UserError
from bot.helpdesk import audit, forgetting, terms
from bot.helpdesk.conversation_tables import checklists, feedback, messages, questions
from bot.helpdesk.database import lock, now, reading, scrub, writing
from bot.helpdesk.knowledge_tables import corrections
from bot.helpdesk.notices import SENDERS
from bot.helpdesk.rasa_events import purge_events
from bot.helpdesk.ticket_tables import (
    notes,
    presence,
    ticket_contents,
    ticket_departments,
    ticket_terms,
    tickets,
)
from bot.helpdesk.tickets import change
from bot.helpdesk.upkeep_tables import audit as audit_log
from bot.helpdesk.upkeep_tables import outbox
from bot.settings import Settings

_AGE = re.compile(r"([1-9]\d{0,4})d")
_BATCH = 500
FORGOTTEN = "（访客已清除）"


@dataclass(frozen=True)
class Purged:
    """How many tickets, messages and events of Rasa's were deleted."""

    tickets: int
    messages: int
    events: int = 0


def age_in_days(written: str) -> int:
    """From `180d`; raises UserError that shows the form."""
    found = _AGE.fullmatch(written.strip())
    if not found:
        raise UserError(f"--older-than 要写成 180d 这样（天数加 d），现在是“{written}”")
    return int(found.group(1))


def purge(made: Engine, days: int, actor: str, settings: Settings | None = None) -> Purged:
    """Delete settled tickets and everything said that is older than `days`; active tickets stay whole.

    With `settings`, Rasa's record of it, too.
    """
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
        left = (checklists.c.changed < before) & checklists.c.conversation.not_in(kept)
        connection.execute(delete(checklists).where(left))
        connection.execute(delete(outbox).where(outbox.c.created < before, outbox.c.next_attempt.is_(None)))
        if gone or said:
            detail = {"days": days, "tickets": gone, "messages": said}
            audit.record(connection, actor, "purged", detail=detail)
    events = _purge_rasa(made, settings, before) if settings else 0
    scrub(made)
    return Purged(gone, said, events)


def _purge_rasa(made: Engine, settings: Settings, before: dt.datetime) -> int:
    active = select(tickets.c.conversation).where(tickets.c.active.is_(True))
    with reading(made) as connection:
        kept = set(connection.execute(active).scalars())
    return purge_events(settings, before, kept)


def forget_visitor(made: Engine, conversation: str) -> None:
    """A visitor clears the conversation: its tickets keep their dates and figures, and not a word.

    From here on nothing more is kept of it; that Rasa forgets it is still to be seen to.
    """
    with writing(made) as connection:
        lock(connection)
        forgetting.order(connection, conversation)
        query = select(tickets.c.id, tickets.c.active).where(tickets.c.conversation == conversation)
        for ticket in connection.execute(query).all():
            _blank(connection, ticket.id)
            if ticket.active:
                change(connection, ticket.id, status="closed", due=None, resolved=now())
            status = {"status": "closed"} if ticket.active else {}
            audit.record(connection, "visitor", "forgotten", ticket.id, status)
        _unteach(connection, conversation)
        for table in (messages, feedback, questions, checklists):
            connection.execute(delete(table).where(table.c.conversation == conversation))


def _unteach(connection: Connection, conversation: str) -> None:
    """Withdraw what staff took from the visitor's questions; what is trained already bears no name."""
    asked = select(questions.c.text).where(questions.c.conversation == conversation)
    lines = [" ".join(text.split()) for text in connection.execute(asked).scalars()]
    untrained = corrections.c.status != "accepted"
    connection.execute(
        delete(corrections).where(corrections.c.ticket_id.is_(None), corrections.c.text.in_(lines), untrained)
    )


def _blank(connection: Connection, ticket_id: int) -> None:
    change(connection, ticket_id, question=FORGOTTEN, contact=None, suggested_reply="")
    mine = ticket_contents.c.ticket_id == ticket_id
    connection.execute(update(ticket_contents).where(mine).values(transcript=[], understanding={}, parts=[]))
    connection.execute(delete(notes).where(notes.c.ticket_id == ticket_id))
    connection.execute(delete(messages).where(messages.c.ticket_id == ticket_id))
    terms.index(connection, ticket_id)
    _withdraw(connection, [ticket_id])


def _withdraw(connection: Connection, ids: list[int]) -> None:
    """Corrections and queued notices of these tickets; what was trained on stands, masked, in the data."""
    mine = corrections.c.ticket_id.in_(ids)
    connection.execute(delete(corrections).where(mine, corrections.c.status != "accepted"))
    blank = {"text": FORGOTTEN, "rewording": "", "ticket_id": None}
    connection.execute(update(corrections).where(mine).values(**blank))
    entries = select(audit_log.c.id).where(audit_log.c.ticket_id.in_(ids))
    keys = [f"{entry}-{channel}" for entry in connection.execute(entries).scalars() for channel in SENDERS]
    for start in range(0, len(keys), _BATCH):
        notices = outbox.c.key.in_(keys[start : start + _BATCH])
        connection.execute(delete(outbox).where(notices))


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
        _withdraw(connection, ids)
        connection.execute(update(tickets).where(tickets.c.merged_into.in_(ids)).values(merged_into=None))
        connection.execute(delete(tickets).where(tickets.c.id.in_(ids)))
    return len(ids)
