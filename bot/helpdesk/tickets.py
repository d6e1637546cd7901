"""Tickets: what a visitor left for a person to answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Row

from bot.errors import UserError
from bot.helpdesk import audit, terms
from bot.helpdesk.database import engine, lock, now, reading, writing
from bot.helpdesk.forgetting import insist_open
from bot.helpdesk.ticket_tables import ticket_contents, ticket_departments, tickets
from bot.helpdesk.worktime import work_time
from bot.settings import Settings

ACTIVE = ("new", "open", "waiting")
STATUSES = {"new": "新", "open": "处理中", "waiting": "等访客", "resolved": "已解决", "closed": "已关闭"}
ORIGINS = {"visitor": "访客转人工", "declines": "连续没答上", "feedback": "访客点踩", "staff": "工作人员登记"}
# How somebody without a conversation is answered.
OFFLINE = {"phone": "电话答复", "letter": "书面答复"}
# What staff register has a conversation of this name, which no visitor holds.
BY_STAFF = "staff-"
_NUMBER = re.compile(r"[Tt]?0*([1-9]\d{0,8})")
_MOST_TURNS = 60


class TicketError(UserError):
    """What was asked of a ticket can't be done; the text says why and what to do instead."""


@dataclass(frozen=True)
class NewTicket:
    """What is known when a ticket is opened; `origin` is one of ORIGINS.

    `transcript` holds {"by", "text"}, oldest first; `departments` stay where triage finds none.
    """

    conversation: str
    question: str
    origin: str = "visitor"
    transcript: list[dict[str, Any]] = field(default_factory=list)
    understanding: dict[str, Any] = field(default_factory=dict)
    departments: list[str] = field(default_factory=list)
    actor: str = "visitor"
    contact: dict[str, str] | None = None
    request_key: str | None = None


@dataclass(frozen=True)
class Opened:
    """`existing`: the conversation had an active ticket, or the key was used before, and that one is it."""

    number: str
    existing: bool


class TicketStore:
    """Tickets in the database of `settings`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine = engine(settings.database_url)

    def open(self, wanted: NewTicket) -> Opened:
        """Keep a ticket, on disk when this returns; one conversation has one active ticket at most.

        What it is about is found out afterwards, by `assessment`. Raises ConversationCleared.
        """
        with writing(self.engine) as connection:
            lock(connection)
            insist_open(connection, wanted.conversation)
            present = active_of(connection, wanted.conversation) or _asked_before(connection, wanted)
            if present:
                return Opened(number(present.id), existing=True)
            ticket_id = self._insert(connection, wanted)
            audit.record(
                connection, wanted.actor, "opened", ticket_id, {"status": "new", "origin": wanted.origin}
            )
        return Opened(number(ticket_id), existing=False)

    def get(self, ticket_id: int) -> dict[str, Any] | None:
        """A ticket with everything that is kept of it; None where there is none."""
        with reading(self.engine) as connection:
            row = connection.execute(select(tickets).where(tickets.c.id == ticket_id)).first()
            if row is None:
                return None
            wide = select(ticket_contents).where(ticket_contents.c.ticket_id == ticket_id)
            content = connection.execute(wide).mappings().one()
            found = departments_of(connection, [ticket_id])
        return {
            **row._mapping,
            "number": number(ticket_id),
            "transcript": content["transcript"],
            "understanding": content["understanding"],
            "parts": content["parts"],
            "departments": found.get(ticket_id, []),
        }

    def row(self, connection: Connection, ticket_id: int) -> Row:
        """The row of a ticket that is there."""
        return connection.execute(select(tickets).where(tickets.c.id == ticket_id)).one()

    def active(self, conversation: str) -> Row | None:
        """The conversation's active ticket."""
        with reading(self.engine) as connection:
            return active_of(connection, conversation)

    def concerning(self, conversation: str) -> Row | None:
        """The ticket that a conversation's words are about: its newest, or the one that was merged into."""
        with reading(self.engine) as connection:
            newest = select(tickets).where(tickets.c.conversation == conversation)
            found = connection.execute(newest.order_by(tickets.c.id.desc()).limit(1)).first()
            if found is None or found.merged_into is None:
                return found
            return connection.execute(select(tickets).where(tickets.c.id == found.merged_into)).first()

    def due_after(self, urgent: bool) -> Any:
        """When a matter that arises now is to be answered (UTC)."""
        hours = self.settings.sla_urgent_hours if urgent else self.settings.sla_hours
        return work_time(self.settings.working_hours).after(now(), hours)

    def _insert(self, connection: Connection, wanted: NewTicket) -> int:
        moment = now()
        ticket_id = connection.execute(
            tickets.insert().values(
                created=moment,
                updated=moment,
                status="new",
                active=True,
                origin=wanted.origin,
                conversation=wanted.conversation,
                category="other",
                urgent=False,
                due=self.due_after(False),
                assessed=False,
                question=wanted.question,
                clauses=[],
                contact=wanted.contact,
                request_key=wanted.request_key,
            )
        ).inserted_primary_key[0]
        connection.execute(
            ticket_contents.insert().values(
                ticket_id=ticket_id,
                transcript=wanted.transcript[-_MOST_TURNS:],
                understanding=wanted.understanding,
            )
        )
        set_departments(connection, ticket_id, wanted.departments)
        terms.index(connection, ticket_id, wanted.question, *(wanted.contact or {}).values())
        return int(ticket_id)


def active_of(connection: Connection, conversation: str) -> Row | None:
    """The newest active ticket of a conversation."""
    query = (
        select(tickets)
        .where(tickets.c.conversation == conversation, tickets.c.active.is_(True))
        .order_by(tickets.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).first()


def _asked_before(connection: Connection, wanted: NewTicket) -> Row | None:
    if wanted.request_key is None:
        return None
    return connection.execute(select(tickets).where(tickets.c.request_key == wanted.request_key)).first()


def departments_of(connection: Connection, ids: list[int]) -> dict[int, list[str]]:
    """Responsible departments of each ticket, the first one first."""
    query = (
        select(ticket_departments)
        .where(ticket_departments.c.ticket_id.in_(ids))
        .order_by(ticket_departments.c.position)
    )
    found: dict[int, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.ticket_id, []).append(row.department)
    return found


def set_departments(connection: Connection, ticket_id: int, names: list[str]) -> None:
    """Make these the responsible departments."""
    table = ticket_departments
    connection.execute(table.delete().where(table.c.ticket_id == ticket_id))
    rows = [
        {"ticket_id": ticket_id, "department": name, "position": position}
        for position, name in enumerate(dict.fromkeys(names))
    ]
    if rows:
        connection.execute(table.insert(), rows)


def change(connection: Connection, ticket_id: int, **values: Any) -> None:
    """Write new values of a ticket; `active` follows from `status`."""
    if "status" in values:
        values["active"] = values["status"] in ACTIVE
    connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(updated=now(), **values))


def is_online(conversation: str) -> bool:
    """Whether somebody at the other end can read what is replied."""
    return not conversation.startswith(BY_STAFF)


def number(ticket_id: int) -> str:
    """The number a visitor is told."""
    return f"T{ticket_id:06d}"


def ticket_id(written: str) -> int | None:
    """The id behind a number as people write it: T000012, t12 or 12."""
    found = _NUMBER.fullmatch(written.strip())
    return int(found.group(1)) if found else None
