"""What other systems are to be told: queued in the transaction of the change, delivered afterwards.

Nothing is lost when a receiver or this process is down, and each notice carries a key of its own that
stays the same over all attempts, so that a receiver can tell a repetition.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Engine

from bot.helpdesk.database import lock, now, reading, writing
from bot.helpdesk.masking import mask
from bot.helpdesk.notices import SENDERS, DeliveryFailed, Notice
from bot.helpdesk.ticket_tables import tickets
from bot.helpdesk.upkeep_tables import outbox
from bot.settings import Settings

_FIRST_PAUSE_SECONDS = 10
_LONGEST_PAUSE_SECONDS = 30 * 60
# Some three days at the longest pause.
_MOST_ATTEMPTS = 150
# While one process delivers, the others leave the notice alone this long.
_LEASE_SECONDS = 60
_BATCH = 20

logger = structlog.get_logger()


def channels(settings: Settings) -> list[str]:
    """The channels that are set up."""
    configured = {
        "webhook": settings.webhook_url,
        "wecom": settings.wecom_url,
        "email": settings.smtp_url and settings.mail_to,
    }
    return [name for name, target in configured.items() if target]


def announce(connection: Connection, settings: Settings, event: str, ticket_id: int, entry: int) -> None:
    """Queue notices of a ticket's change for every channel; `entry` is the change's audit entry."""
    wanted = channels(settings)
    if not wanted:
        return
    row = connection.execute(select(tickets).where(tickets.c.id == ticket_id)).mappings().one()
    payload = {
        "event": event,
        "ticket": {
            "number": f"T{ticket_id:06d}",
            "status": row["status"],
            "category": row["category"],
            "urgent": row["urgent"],
            "assignee": row["assignee"],
            "question": mask(row["question"]),
            "url": f"{settings.public_url}/helpdesk/tickets/T{ticket_id:06d}",
        },
    }
    # A group and a mailbox want to hear of work to do, not of every change.
    work = event in {"ticket.created", "ticket.escalated"}
    queue(connection, str(entry), [name for name in wanted if work or name == "webhook"], payload)


def queue(connection: Connection, key: str, wanted: Iterable[str], payload: dict[str, Any]) -> None:
    """One notice for each channel; `key` is no other notice's."""
    moment = now()
    for channel in wanted:
        values = {"key": f"{key}-{channel}", "channel": channel, "payload": payload}
        connection.execute(outbox.insert().values(created=moment, next_attempt=moment, **values))


def deliver_due(made: Engine, settings: Settings, stop: threading.Event | None = None) -> int:
    """Send what is due; returns how many were delivered."""
    delivered = 0
    for row in _claim(made):
        if stop and stop.is_set():
            break
        notice = Notice(row["key"], row["payload"], row["created"])
        try:
            SENDERS[row["channel"]](settings, notice)
        except DeliveryFailed as failure:
            logger.warning("outbox.failed", channel=row["channel"], reason=str(failure))
            _postpone(made, row, str(failure))
        else:
            _settle(made, row["id"], delivered=now(), next_attempt=None, problem="")
            delivered += 1
    return delivered


def waiting(made: Engine) -> list[dict[str, Any]]:
    """Notices not delivered: those to be tried again and those given up, newest first."""
    query = select(outbox).where(outbox.c.delivered.is_(None)).order_by(outbox.c.id.desc()).limit(100)
    with reading(made) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def pause(attempts: int) -> dt.timedelta:
    """Wait after so many failed attempts: doubling from ten seconds to half an hour."""
    doubled = _FIRST_PAUSE_SECONDS * 2 ** min(attempts - 1, 10)
    return dt.timedelta(seconds=min(doubled, _LONGEST_PAUSE_SECONDS))


def _claim(made: Engine) -> list[dict[str, Any]]:
    with reading(made) as connection:  # most of the time there is nothing, and nobody need wait
        due = select(outbox.c.id).where(outbox.c.next_attempt <= now()).limit(1)
        if connection.execute(due).first() is None:
            return []
    with writing(made) as connection:
        lock(connection)
        moment = now()
        query = select(outbox).where(outbox.c.next_attempt <= moment).order_by(outbox.c.id).limit(_BATCH)
        rows = [dict(row) for row in connection.execute(query).mappings()]
        lease = moment + dt.timedelta(seconds=_LEASE_SECONDS)
        claimed = outbox.c.id.in_([row["id"] for row in rows])
        connection.execute(update(outbox).where(claimed).values(next_attempt=lease))
    return rows


def _postpone(made: Engine, row: dict[str, Any], problem: str) -> None:
    attempts = row["attempts"] + 1
    again = None if attempts >= _MOST_ATTEMPTS else now() + pause(attempts)
    _settle(made, row["id"], attempts=attempts, next_attempt=again, problem=problem[:200])


def _settle(made: Engine, notice_id: int, **values: Any) -> None:
    with writing(made) as connection:
        mine = (outbox.c.id == notice_id, outbox.c.delivered.is_(None))
        connection.execute(update(outbox).where(*mine).values(**values))
