"""The queue: which tickets there are, by what staff filter on; pages follow one another by id.

What waits for staff stands in the order of need instead: urgent first, then by due time.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import Select

from bot.helpdesk.database import now, reading
from bot.helpdesk.terms import terms
from bot.helpdesk.ticket_tables import ticket_departments, ticket_terms, tickets
from bot.helpdesk.tickets import ACTIVE, STATUSES, departments_of, number, ticket_id
from bot.helpdesk.upkeep_tables import audit
from bot.helpdesk.worktime import day_bounds

PAGE = 50
_SHOWN = (
    "id", "created", "status", "origin", "category", "urgent", "assignee", "due", "escalated", "question",
    "reminded",
)  # fmt: skip


# Who urges comes before others of the same need.
_BY_NEED = (tickets.c.urgent.desc(), tickets.c.reminded.is_(None), tickets.c.due, tickets.c.id)


@dataclass(frozen=True)
class Filters:
    """`status` is one of STATUSES, `active` (new, open, waiting), `todo`, `all`; empty values filter nothing.

    `todo` is what waits for an answer of `me`: new and open tickets that no colleague holds. `after` is the
    last id of the page before, in `todo` the number of tickets before.
    """

    status: str = "active"
    category: str = ""
    department: str = ""
    assignee: str = ""
    unassigned: bool = False
    urgent: bool = False
    overdue: bool = False
    origin: str = ""
    day: str = ""
    text: str = ""
    after: int = 0
    me: str = ""


TODO = "todo"


def page(connection: Connection, filters: Filters, limit: int = PAGE) -> list[dict[str, Any]]:
    """The oldest matching tickets after id `filters.after`, at most `limit`; of `todo` the most needed."""
    columns = [tickets.c[name] for name in _SHOWN]
    query = _filtered(select(*columns), filters)
    if filters.status == TODO:
        query = query.order_by(*_BY_NEED).offset(filters.after)
    else:
        query = query.where(tickets.c.id > filters.after).order_by(tickets.c.id)
    rows = connection.execute(query.limit(limit)).mappings().all()
    found = departments_of(connection, [row["id"] for row in rows]) if rows else {}
    moment = now()
    return [
        {
            **row,
            "number": number(row["id"]),
            "departments": found.get(row["id"], []),
            "overdue": bool(row["due"] and row["due"] < moment),
        }
        for row in rows
    ]


def counts(made: Engine, me: str) -> dict[str, int]:
    """Tickets of each status, and of the active ones: urgent, mine, unassigned, overdue.

    Counted anew when a ticket changed, and each minute, as tickets fall overdue by themselves.
    """
    with reading(made) as connection:
        changes = version(connection)
    return _counts(made, me, changes, now().replace(second=0, microsecond=0))


@lru_cache(maxsize=64)
def _counts(made: Engine, me: str, _version: int, _minute: dt.datetime) -> dict[str, int]:
    with reading(made) as connection:
        return _count(connection, me)


def _count(connection: Connection, me: str) -> dict[str, int]:
    wanted = {
        **{status: tickets.c.status == status for status in STATUSES},
        "urgent": tickets.c.active.is_(True) & tickets.c.urgent.is_(True),
        "mine": tickets.c.active.is_(True) & (tickets.c.assignee == me),
        "unassigned": tickets.c.active.is_(True) & tickets.c.assignee.is_(None),
        "overdue": tickets.c.active.is_(True) & (tickets.c.due < now()),
    }
    # One by one: each is a stretch of an index, where a single pass would read every ticket.
    each = [
        select(func.count()).select_from(tickets).where(condition).scalar_subquery().label(name)
        for name, condition in wanted.items()
    ]
    numbers = dict(connection.execute(select(*each)).mappings().one())
    return numbers | {"active": sum(numbers[status] for status in ACTIVE)}


def following(connection: Connection, filters: Filters, ticket_id: int) -> int | None:
    """The ticket to take up after this one, in the order of the queue; None where there is no other."""
    others = _filtered(select(tickets.c.id), filters).where(tickets.c.id != ticket_id)
    if filters.status == TODO:
        return connection.execute(others.order_by(*_BY_NEED).limit(1)).scalar()
    after = others.where(tickets.c.id > ticket_id).order_by(tickets.c.id).limit(1)
    found: int | None = connection.execute(after).scalar()
    return found


def elsewhere(connection: Connection, filters: Filters) -> int:
    """Tickets that the search finds in other states than the one that is looked at."""
    if not filters.text or filters.status == "all":
        return 0
    everywhere = replace(filters, status="all")
    query = _filtered(select(func.count(tickets.c.id)), everywhere)
    inside = _filtered(select(tickets.c.id), filters)
    return int(connection.execute(query.where(tickets.c.id.not_in(inside))).scalar() or 0)


def version(connection: Connection) -> int:
    """Grows with every change of any ticket."""
    return int(connection.execute(select(func.max(audit.c.id))).scalar() or 0)


def _filtered(query: Select, filters: Filters) -> Select:
    if filters.status == TODO:
        query = query.where(tickets.c.active.is_(True), tickets.c.status.in_(("new", "open")))
        query = query.where(or_(tickets.c.assignee.is_(None), tickets.c.assignee == filters.me))
    elif filters.status == "active":
        query = query.where(tickets.c.active.is_(True))
    elif filters.status in STATUSES:
        query = query.where(tickets.c.status == filters.status)
    for name in ("category", "assignee", "origin"):
        if getattr(filters, name):
            query = query.where(tickets.c[name] == getattr(filters, name))
    if filters.unassigned:
        query = query.where(tickets.c.assignee.is_(None))
    if filters.urgent:
        query = query.where(tickets.c.urgent.is_(True))
    if filters.overdue:
        query = query.where(tickets.c.due < now())
    if filters.day:
        start, end = day_bounds(filters.day)
        that_day = (tickets.c.created >= start, tickets.c.created < end)
        # The day's tickets lie between its first and its last number, which the index on days tells.
        first = select(func.min(tickets.c.id)).where(*that_day).scalar_subquery()
        last = select(func.max(tickets.c.id)).where(*that_day).scalar_subquery()
        query = query.where(*that_day, tickets.c.id >= first, tickets.c.id <= last)
    if filters.department:
        table = ticket_departments
        query = query.where(
            tickets.c.id.in_(select(table.c.ticket_id).where(table.c.department == filters.department))
        )
    return _containing(query, filters.text.strip())


def _containing(query: Select, text: str) -> Select:
    if not text:
        return query
    words = terms(text)
    conditions = [
        tickets.c.id.in_(select(ticket_terms.c.ticket_id).where(ticket_terms.c.term == word))
        for word in words
    ]
    if not words:  # too short to be a word of the index
        conditions = [tickets.c.question.contains(text, autoescape=True)]
    named = ticket_id(text)
    if named:
        return query.where(tickets.c.id == named)
    return query.where(*conditions)
