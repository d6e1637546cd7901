"""Who is looking at a ticket, and who is writing an answer."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.engine import Engine

from bot.helpdesk.database import lock, now, reading, writing
from bot.helpdesk.ticket_tables import presence

# Pages report every few seconds; after two missed reports somebody counts as gone.
_GONE_AFTER = dt.timedelta(seconds=12)


def report(made: Engine, ticket_id: int, name: str, answering: bool) -> None:
    """Somebody is at a ticket now."""
    with writing(made) as connection:
        lock(connection)
        gone = (presence.c.seen < now() - _GONE_AFTER) | (
            (presence.c.ticket_id == ticket_id) & (presence.c.staff == name)
        )
        connection.execute(delete(presence).where(gone))
        values = {"ticket_id": ticket_id, "staff": name, "seen": now(), "answering": answering}
        connection.execute(presence.insert().values(**values))


def others(made: Engine, ticket_id: int, name: str) -> list[dict[str, object]]:
    """Everybody else at a ticket: {"staff", "answering"}."""
    query = select(presence).where(
        presence.c.ticket_id == ticket_id,
        presence.c.staff != name,
        presence.c.seen >= now() - _GONE_AFTER,
    )
    with reading(made) as connection:
        rows = connection.execute(query.order_by(presence.c.staff))
        return [{"staff": row.staff, "answering": row.answering} for row in rows]
