"""What happens without anybody asking: triage, notices, escalation, deletion of what is old.

A thread of the website's process. Several processes may run one each: notices are leased, and the other
acts change only what still needs it.
"""

from __future__ import annotations

import datetime as dt
import math
import threading
import time

import structlog
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StoreError
from bot.helpdesk import audit, outbox
from bot.helpdesk.assessment import assess_new
from bot.helpdesk.database import lock, now, reading, scrub, writing
from bot.helpdesk.knowledge.endings import warn
from bot.helpdesk.retention import purge
from bot.helpdesk.terms import terms
from bot.helpdesk.ticket_tables import tickets
from bot.helpdesk.tickets import TicketStore, change
from bot.helpdesk.worktime import work_time
from bot.policy.store import open_store
from bot.settings import Settings

_PAUSE_SECONDS = 1.0
_UPKEEP_EVERY_SECONDS = 60
_LOOK_FOR_ENDS_EVERY_SECONDS = 60 * 60
_PURGE_EVERY_SECONDS = 24 * 60 * 60
_CLOSES_AFTER = dt.timedelta(days=7)

logger = structlog.get_logger()


class Worker:
    """Runs from `start` to `stop`; a failing database only makes it wait."""

    def __init__(self, store: TicketStore) -> None:
        self._store = store
        self._engine = store.engine
        self._settings = store.settings
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="helpdesk-worker", daemon=True)
        # By the monotonic clock: whoever sets the time back doesn't stop them.
        self._upkept = self._looked = self._purged = -math.inf

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        terms("转人工")  # the dictionary is loaded before the first search waits for it
        while not self._stop.wait(_PAUSE_SECONDS):
            try:
                self._once()
            except SQLAlchemyError as error:
                logger.error("worker.database_failed", reason=type(error).__name__)

    def _once(self) -> None:
        assess_new(self._store)
        if outbox.channels(self._settings):
            outbox.deliver_due(self._engine, self._settings, self._stop)
        moment = time.monotonic()
        if moment - self._upkept > _UPKEEP_EVERY_SECONDS:
            self._upkept = moment
            escalate(self._engine, self._settings)
            close_settled(self._engine)
            scrub(self._engine)
        if outbox.channels(self._settings) and moment - self._looked > _LOOK_FOR_ENDS_EVERY_SECONDS:
            self._looked = moment
            _warn(self._engine, self._settings)
        if self._settings.retention_days and moment - self._purged > _PURGE_EVERY_SECONDS:
            self._purged = moment
            purge(self._engine, self._settings.retention_days, "system", self._settings)


def _warn(made: Engine, settings: Settings) -> None:
    try:
        warn(made, settings, open_store(settings.policy_db))
    except StoreError as error:  # at the next look there is one
        logger.warning("worker.store_unavailable", reason=str(error))


def escalate(made: Engine, settings: Settings) -> int:
    """Mark and announce tickets that nobody answered long after they were due; how many."""
    hours = work_time(settings.working_hours)
    forgotten = select(tickets.c.id, tickets.c.due).where(
        tickets.c.active.is_(True), tickets.c.due < now(), tickets.c.escalated.is_(None)
    )
    with reading(made) as connection:
        rows = connection.execute(forgotten).all()
    late = [row.id for row in rows if hours.after(row.due, settings.escalate_hours) < now()]
    for ticket_id in late:
        with writing(made) as connection:
            lock(connection)
            still = select(tickets.c.id).where(
                tickets.c.id == ticket_id, tickets.c.active.is_(True), tickets.c.escalated.is_(None)
            )
            if connection.execute(still).first():
                change(connection, ticket_id, escalated=now())
                entry = audit.record(connection, "system", "escalated", ticket_id)
                outbox.announce(connection, settings, "ticket.escalated", ticket_id, entry)
    return len(late)


def close_settled(made: Engine) -> int:
    """Close tickets that were resolved a week ago and not taken up again; how many."""
    with writing(made) as connection:
        lock(connection)
        query = select(tickets.c.id).where(
            tickets.c.status == "resolved", tickets.c.resolved < now() - _CLOSES_AFTER
        )
        ids = connection.execute(query.limit(500)).scalars().all()
        for ticket_id in ids:
            change(connection, ticket_id, status="closed")
            audit.record(connection, "system", "closed", ticket_id, {"status": "closed"})
    return len(ids)
