"""What Rasa keeps of old conversations, deleted with them: its events lie in a table of its own."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Column, Float, MetaData, String, Table, create_engine, delete, event, inspect, select
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from bot.helpdesk.database import prepare_sqlite, scrub
from bot.settings import Settings

_BATCH = 500
# As Rasa's SQLTrackerStore makes it; only what is asked here.
_events = Table("events", MetaData(), Column("sender_id", String(255)), Column("timestamp", Float))


def purge_events(settings: Settings, before: dt.datetime, kept: set[str]) -> int:
    """Delete events older than `before` (UTC) but those of the conversations in `kept`; how many."""
    made = _engine(settings)
    if made is None or not inspect(made).has_table("events"):
        return 0
    old = _events.c.timestamp < before.replace(tzinfo=dt.UTC).timestamp()
    with made.connect() as connection:
        senders = connection.execute(select(_events.c.sender_id).where(old).distinct()).scalars().all()
    going = [sender for sender in senders if sender not in kept]
    gone = 0
    for start in range(0, len(going), _BATCH):
        mine = _events.c.sender_id.in_(going[start : start + _BATCH])
        with made.begin() as connection:
            gone += connection.execute(delete(_events).where(old, mine)).rowcount
    if gone:
        scrub(made)
    return gone


def _engine(settings: Settings) -> Engine | None:
    """Rasa's database: a file of its own beside SQLite, else the helpdesk's server."""
    if not settings.database_url.startswith("sqlite"):
        return create_engine(settings.database_url, future=True, poolclass=NullPool, hide_parameters=True)
    if not settings.tracker_db.is_file():
        return None
    made = create_engine(
        f"sqlite:///{settings.tracker_db}", future=True, poolclass=NullPool, hide_parameters=True
    )
    event.listen(made, "connect", prepare_sqlite)
    return made
