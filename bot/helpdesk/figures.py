"""The helpdesk in numbers: what was asked, what became of it, how fast people answered."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from statistics import median

from sqlalchemy import func, or_, select
from sqlalchemy.engine import Connection

from bot.helpdesk.database import now
from bot.helpdesk.tables import feedback, questions, ticket_departments, tickets
from bot.helpdesk.worktime import local

# Full intents of these families are no matters.
_NO_MATTERS = ("smalltalk", "out_of_scope", "ask_aspect")
OUTCOMES = {"answered": "答上", "declined": "没答上", "handed_over": "转人工", "talk": "闲聊与追问"}


@dataclass(frozen=True)
class Figures:
    """Of the last `days` days. Days are Kunming's; durations are hours by the clock, medians."""

    days: int
    questions_by_day: dict[str, int]
    outcomes: dict[str, int]
    topics: dict[str, int]
    helpful: int
    unhelpful: int
    tickets_by_day: dict[str, int]
    by_category: dict[str, int]
    by_department: dict[str, int]
    first_response_hours: float | None
    resolution_hours: float | None


def figures(connection: Connection, days: int = 30) -> Figures:
    """Everything of the figures page."""
    since = now() - dt.timedelta(days=days)
    recent = questions.c.created >= since
    opened = tickets.c.created >= since
    ratings = dict(_grouped(connection, feedback.c.helpful, feedback.c.created >= since))
    talk = or_(*(questions.c.intent.startswith(f"{family}/") for family in _NO_MATTERS))
    asked = questions.c.intent.contains("/") & ~talk
    topics = _grouped(connection, questions.c.intent, recent, asked)
    per_department = (
        select(ticket_departments.c.department, func.count())
        .join(tickets, tickets.c.id == ticket_departments.c.ticket_id)
        .where(opened)
        .group_by(ticket_departments.c.department)
        .order_by(func.count().desc())
    )
    return Figures(
        days=days,
        questions_by_day=_by_day(connection, questions.c.created, since, days),
        outcomes=_named(OUTCOMES, _grouped(connection, questions.c.outcome, recent)),
        topics=dict(topics[:15]),
        helpful=ratings.get(True, 0),
        unhelpful=ratings.get(False, 0),
        tickets_by_day=_by_day(connection, tickets.c.created, since, days),
        by_category=dict(_grouped(connection, tickets.c.category, opened)),
        by_department=dict(connection.execute(per_department.limit(30)).all()),
        first_response_hours=_median_hours(connection, tickets.c.first_reply, since),
        resolution_hours=_median_hours(connection, tickets.c.resolved, since),
    )


def _grouped(connection: Connection, column, *conditions) -> list[tuple]:  # type: ignore[no-untyped-def, type-arg]
    query = select(column, func.count()).where(*conditions).group_by(column).order_by(func.count().desc())
    return [tuple(row) for row in connection.execute(query)]


def _named(names: dict[str, str], found: list[tuple]) -> dict[str, int]:  # type: ignore[type-arg]
    numbers = dict(found)
    return {name: numbers.get(name, 0) for name in names}


def _by_day(connection: Connection, column, since: dt.datetime, days: int) -> dict[str, int]:  # type: ignore[no-untyped-def]
    today = local(now()).date()
    counted = Counter(
        local(moment).date() for moment in connection.execute(select(column).where(column >= since)).scalars()
    )
    wanted = [today - dt.timedelta(days=back) for back in reversed(range(days))]
    return {day.isoformat(): counted[day] for day in wanted}


def _median_hours(connection: Connection, column, since: dt.datetime) -> float | None:  # type: ignore[no-untyped-def]
    query = select(tickets.c.created, column).where(tickets.c.created >= since, column.isnot(None))
    hours = [(until - created).total_seconds() / 3600 for created, until in connection.execute(query)]
    return round(median(hours), 1) if hours else None
