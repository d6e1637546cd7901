"""The helpdesk in numbers: what was asked, what became of it, how fast people answered."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.engine import Connection

from bot.helpdesk.conversation_tables import feedback, questions
from bot.helpdesk.database import now
from bot.helpdesk.ticket_tables import ticket_departments, tickets
from bot.helpdesk.unanswered import ASIDE
from bot.helpdesk.worktime import local, work_time
from bot.settings import Settings

# Full intents of these families are no matters.
_NO_MATTERS = ("smalltalk", "out_of_scope", "ask_aspect")
# Of more tickets the share in time is that of the newest of them.
_MOST_JUDGED = 5000
_MOST_TOPICS = 15
OUTCOMES = {"answered": "答上", "declined": "没答上", "handed_over": "转人工", "talk": "闲聊与追问"}


@dataclass(frozen=True)
class Figures:
    """Of `days` days. Days are Kunming's; durations are hours by the clock, medians; shares are 0 to 1.

    `in_time` is the share of tickets that were answered, or settled, before they were due; one that still
    may be is not counted. `solved` is the share of visitors who said so among those who said anything.
    `load` is what everybody holds now.
    """

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
    answered_share: float | None
    in_time: float | None
    solved: float | None
    load: dict[str, int]


def figures(
    connection: Connection, days: int = 30, ago: int = 0, settings: Settings | None = None
) -> Figures:
    """Everything of the figures page: of the last days, or of as many that ended `ago` days ago.

    Due times are those of `settings`; without them no share in time.
    """
    until = now() - dt.timedelta(days=ago)
    since = until - dt.timedelta(days=days)

    def within(column: Any) -> Any:
        return and_(column >= since, column < until)

    recent = within(questions.c.created)
    opened = within(tickets.c.created)
    ratings = dict(_grouped(connection, feedback.c.helpful, within(feedback.c.created)))
    came_to = dict(_grouped(connection, questions.c.outcome, recent))
    came_to["declined"] = came_to.get("declined", 0) + came_to.pop(ASIDE, 0)
    outcomes = {name: came_to.get(name, 0) for name in OUTCOMES}
    told = dict(_grouped(connection, tickets.c.solved, opened, tickets.c.solved.isnot(None)))
    per_department = (
        select(ticket_departments.c.department, func.count())
        .join(tickets, tickets.c.id == ticket_departments.c.ticket_id)
        .where(opened)
        .group_by(ticket_departments.c.department)
        .order_by(func.count().desc())
    )
    return Figures(
        days=days,
        questions_by_day=_by_day(connection, questions.c.created, recent, until, days),
        outcomes=outcomes,
        topics=most_asked(connection, since, until, _MOST_TOPICS),
        helpful=ratings.get(True, 0),
        unhelpful=ratings.get(False, 0),
        tickets_by_day=_by_day(connection, tickets.c.created, opened, until, days),
        by_category=dict(_grouped(connection, tickets.c.category, opened)),
        by_department=dict(connection.execute(per_department.limit(30)).all()),
        first_response_hours=_median_hours(connection, tickets.c.first_reply, opened),
        resolution_hours=_median_hours(connection, tickets.c.resolved, opened),
        answered_share=_share(outcomes["answered"], sum(outcomes.values()) - outcomes["talk"]),
        in_time=_in_time(connection, opened, settings) if settings else None,
        solved=_share(told.get(True, 0), sum(told.values())),
        load=dict(_grouped(connection, tickets.c.assignee, tickets.c.active.is_(True), _held)),
    )


def most_asked(connection: Connection, since: dt.datetime, until: dt.datetime, most: int) -> dict[str, int]:
    """Full intent of a matter → how often it was asked, the most asked first."""
    talk = or_(*(questions.c.intent.startswith(f"{family}/") for family in _NO_MATTERS))
    asked = questions.c.intent.contains("/") & ~talk
    recent = and_(questions.c.created >= since, questions.c.created < until)
    return dict(_grouped(connection, questions.c.intent, recent, asked)[:most])


_held = tickets.c.assignee.isnot(None)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _in_time(connection: Connection, opened: Any, settings: Settings) -> float | None:
    hours = work_time(settings.working_hours)
    wide = select(tickets.c.created, tickets.c.urgent, tickets.c.first_reply, tickets.c.resolved)
    query = wide.where(opened).order_by(tickets.c.id.desc())
    right = late = 0
    for row in connection.execute(query.limit(_MOST_JUDGED)):
        due = hours.after(row.created, settings.sla_urgent_hours if row.urgent else settings.sla_hours)
        done = min((moment for moment in (row.first_reply, row.resolved) if moment), default=None)
        right += done is not None and done <= due
        late += (done or now()) > due
    return _share(right, right + late)


def _grouped(connection: Connection, column, *conditions) -> list[tuple]:  # type: ignore[no-untyped-def, type-arg]
    query = select(column, func.count()).where(*conditions).group_by(column).order_by(func.count().desc())
    return [tuple(row) for row in connection.execute(query)]


def _by_day(connection: Connection, column: Any, when: Any, until: dt.datetime, days: int) -> dict[str, int]:
    last = local(until).date()
    counted = Counter(
        local(moment).date() for moment in connection.execute(select(column).where(when)).scalars()
    )
    wanted = [last - dt.timedelta(days=back) for back in reversed(range(days))]
    return {day.isoformat(): counted[day] for day in wanted}


def _median_hours(connection: Connection, column: Any, when: Any) -> float | None:
    query = select(tickets.c.created, column).where(when, column.isnot(None))
    hours = [(done - created).total_seconds() / 3600 for created, done in connection.execute(query)]
    return round(median(hours), 2) if hours else None
