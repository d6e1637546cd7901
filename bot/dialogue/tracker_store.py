"""Rasa's conversations in SQL: the last turns at hand, every event on disk before an answer goes out."""

from __future__ import annotations

import copy
import json
import sqlite3
import time
from collections import OrderedDict, deque
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import structlog
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import (
    ActiveLoop,
    AllSlotsReset,
    ConversationPaused,
    ConversationResumed,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT_NAME_KEY
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool

logger = structlog.get_logger()

# A conversation is cut back to this many turns of the visitor …
TURNS = 20
# … when it has grown by these: not at every message.
_SLACK = 5
# All live conversations together, some 300 of them, so that memory stays bounded: an event takes some
# 2 KB. One that has left is read anew in a few milliseconds.
_LIVE_EVENTS = 10_000
# Of each the newest before the window is replayed: together they make the state the window begins in.
_LASTING = (ActiveLoop, AllSlotsReset, ConversationPaused, ConversationResumed, Restarted, SessionStarted)
# No turn has more events; the window that is read from the database is this many for each turn.
_EVENTS_A_TURN = 12
# Written to find out whether anything can be.
_PROBE, _PROBED_FOR_SECONDS = "-", 5.0
_INDEX = "events_by_conversation_and_name"
# Conversations that were cleared: what is still being answered for one is not written down any more.
_forgotten = sa.Table(
    "forgotten_conversations", sa.MetaData(), sa.Column("sender_id", sa.String(255), primary_key=True)
)


class BoundedTracker(DialogueStateTracker):
    """A conversation's last turns. `saved` is the newest of its events that the database has."""

    saved: Event | None = None
    # The id of that event.
    newest: int = 0

    @classmethod
    def of(cls, tracker: DialogueStateTracker) -> BoundedTracker:
        """The tracker as one of this class."""
        made = cls.__new__(cls)
        made.__dict__ = tracker.__dict__
        return made

    def copy(self) -> BoundedTracker:
        """The same state without replaying the events that led to it."""
        twin = BoundedTracker.__new__(BoundedTracker)
        twin.__dict__ = {**self.__dict__}
        twin.events = self.events.copy()
        twin.slots = {name: copy.copy(slot) for name, slot in self.slots.items()}
        twin.active_loop = copy.deepcopy(self.active_loop)
        return twin


@dataclass
class _Live:
    """A conversation between two messages, and the id of its newest event in the database."""

    tracker: BoundedTracker
    newest: int


class LiveTrackerStore(SQLTrackerStore):
    """Rasa's SQL tracker store for any SQLAlchemy dialect, with costs that don't grow with the conversation.

    A conversation that another process has written to since is read anew, so that several Rasa
    processes may share a database. One that fails between two saves is read anew, too.
    """

    engine: Engine

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.engine.dialect.name == "sqlite":
            self._keep_connections()
        # An error of the database would carry what visitors wrote into the log.
        self.engine.hide_parameters = True
        self._events = self.SQLEvent.__table__
        mine = self._events.c.sender_id == sa.bindparam("sender")
        # Compiled once for the dialect, not looked up in a cache at each message.
        newest = sa.select([sa.func.max(self._events.c.id)]).where(mine)
        self._newest = newest.compile(self.engine)
        self._live: OrderedDict[str, _Live] = OrderedDict()
        self._live_events = 0
        self._problem: str | None = None
        self._probed = float("-inf")
        self._create_index()
        self._create_forgotten()

    def _create_index(self) -> None:
        """Finds the value that a slot had before the window, however long the conversation is."""
        columns = (self._events.c[name] for name in ("sender_id", "type_name", "action_name", "id"))
        index = sa.Index(_INDEX, *columns)
        try:
            index.create(self.engine, checkfirst=True)
        except sa.exc.DBAPIError:
            # A replica that starts at the same moment may have been first.
            if _INDEX not in {i["name"] for i in sa.inspect(self.engine).get_indexes("events")}:
                raise

    def _create_forgotten(self) -> None:
        try:
            _forgotten.create(self.engine, checkfirst=True)
        except sa.exc.DBAPIError:  # as above
            if not sa.inspect(self.engine).has_table(_forgotten.name):
                raise

    def _keep_connections(self) -> None:
        self.engine = sa.create_engine(
            self.engine.url, poolclass=QueuePool, connect_args={"check_same_thread": False}
        )
        sa.event.listen(self.engine, "connect", _prepare_sqlite)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's last turns; None for one that is new.

        Where the database can't be read, what is at hand.
        """
        # While it is worked on it is not live: what fails before `save` was never said.
        live = self._take_live(sender_id)
        try:
            return self._read(sender_id, live)
        except sa.exc.SQLAlchemyError as error:
            self._note(error)
            return live.tracker if live else None

    def _read(self, sender_id: str, live: _Live | None) -> DialogueStateTracker | None:
        with self.engine.connect() as connection:
            newest = connection.execute(self._newest, {"sender": sender_id}).scalar() or 0
            if live and live.newest == newest:
                return live.tracker
            if not newest:
                return None
            tracker = self._tracker(sender_id, self._read_window(connection, sender_id))
            tracker.newest = newest
            return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write what is new in one transaction; it is on disk when this returns.

        Where it can't be written the conversation goes on from memory, and the next time all is written.
        """
        await self.stream_events(tracker)
        unsaved = _after(tracker.events, getattr(tracker, "saved", None))
        if not unsaved:
            return
        sender = tracker.sender_id
        self._take_live(sender)
        # A conversation's first tracker is made by Rasa.
        bounded = tracker if isinstance(tracker, BoundedTracker) else BoundedTracker.of(tracker)
        try:
            newest = self._write(sender, unsaved)
        except sa.exc.SQLAlchemyError as error:
            self._note(error)
            self._keep_live(bounded, bounded.newest)
            return
        self._problem = None
        if newest is not None:
            bounded.saved, bounded.newest = unsaved[-1], newest
            self._keep_live(self._cut(bounded), newest)

    def _write(self, sender: str, events: list[Event]) -> int | None:
        """The newest event's id; None where the conversation was cleared and nothing is written."""
        with self.engine.begin() as connection:
            if _is_forgotten(connection, sender):
                return None
            connection.execute(self._events.insert(), [_row(sender, event) for event in events])
            return int(connection.execute(self._newest, {"sender": sender}).scalar())

    def find_problem(self) -> str | None:
        """Why conversations can't be remembered now; None while they can. Called beside the event loop."""
        if self._problem is None and time.monotonic() < self._probed + _PROBED_FOR_SECONDS:
            return None
        self._probed = time.monotonic()
        try:
            with self.engine.begin() as connection:
                if self.engine.dialect.name == "sqlite":
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                probe = _forgotten.c.sender_id == _PROBE
                connection.execute(_forgotten.delete().where(probe))
                connection.execute(_forgotten.insert().values(sender_id=_PROBE))
        except sa.exc.SQLAlchemyError as error:
            self._note(error)
        else:
            self._problem = None
        return self._problem

    def _note(self, error: Exception) -> None:
        # Rasa's own store would be silent and forget what the conversation was about.
        reason = type(getattr(error, "orig", None) or error).__name__
        logger.error("tracker.not_kept", reason=reason)
        self._problem = f"对话引擎记不住对话（{reason}）：请看磁盘和 tracker.db"

    def forget(self, sender_id: str) -> None:
        """Delete a conversation for good, here and in the database; Rasa's own stores can only add to one."""
        self._take_live(sender_id)
        with self.engine.begin() as connection:
            if not _is_forgotten(connection, sender_id):
                connection.execute(_forgotten.insert().values(sender_id=sender_id))
            connection.execute(self._events.delete().where(self._events.c.sender_id == sender_id))
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:  # what was deleted is not left in the log beside
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _keep_live(self, tracker: BoundedTracker, newest: int) -> None:
        self._live[tracker.sender_id] = _Live(tracker, newest)
        self._live_events += len(tracker.events)
        while self._live_events > _LIVE_EVENTS:
            self._take_live(next(iter(self._live)))

    def _take_live(self, sender_id: str) -> _Live | None:
        live = self._live.pop(sender_id, None)
        if live:
            self._live_events -= len(live.tracker.events)
        return live

    def _read_window(self, connection: Any, sender_id: str) -> list[Event]:
        """The last turns, led by what was set before them and still holds."""
        table = self._events
        mine = sa.select([table.c.id, table.c.data]).where(table.c.sender_id == sender_id)
        last = mine.order_by(table.c.id.desc()).limit((TURNS + _SLACK) * _EVENTS_A_TURN)
        window = list(reversed(connection.execute(last).all()))
        lasting = [table.c.type_name == event.type_name for event in _LASTING]
        lasting += [
            sa.and_(table.c.type_name == SlotSet.type_name, table.c.action_name == slot.name)
            for slot in self.domain.slots
        ]
        before = mine.where(table.c.id < window[0].id).order_by(table.c.id.desc()).limit(1)
        found = [row for which in lasting for row in connection.execute(before.where(which))]
        rows = [*sorted(found, key=lambda row: row.id), *window]
        return [Event.from_parameters(json.loads(row.data)) for row in rows]

    def _tracker(self, sender_id: str, events: Iterable[Event]) -> BoundedTracker:
        tracker = BoundedTracker(sender_id, self.domain.slots)
        for event in events:
            tracker.update(event)
        tracker.saved = tracker.events[-1]
        return self._cut(tracker)

    def _cut(self, tracker: BoundedTracker) -> BoundedTracker:
        """The last turns, led by the values that its slots have; a form under way is left whole."""
        asked = [i for i, event in enumerate(tracker.events) if isinstance(event, UserUttered)]
        if len(asked) <= TURNS + _SLACK or tracker.active_loop:
            return tracker
        # From the `action_listen` before it on: the first turn is not the beginning of the conversation.
        kept = list(tracker.events)[asked[-TURNS] - 1 :]
        known = [
            SlotSet(slot.name, slot.value, kept[0].timestamp)
            for slot in tracker.slots.values()
            if slot.has_been_set
        ]
        tracker.events = deque([*known, *kept])
        return tracker


def set_aside_if_broken(path: Path) -> Path | None:
    """Move a file that is no SQLite database out of the way, its logs with it; where to, or None.

    The bot can't start with it; without it, it only has forgotten what was talked about.
    """
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return None
    except sqlite3.OperationalError:  # locked or unreadable: not broken
        return None
    except sqlite3.DatabaseError:
        aside = path.with_name(f"{path.name}.broken-{int(time.time())}")
        for ending in ("", "-wal", "-shm"):
            part = path.with_name(path.name + ending)
            if part.exists():
                part.rename(aside.with_name(aside.name + ending))
        return aside


def _is_forgotten(connection: Any, sender_id: str) -> bool:
    """Whether it was cleared; on a server nobody else decides that before the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(2021, hashtext(:s))"), {"s": sender_id})
    return (
        connection.execute(_forgotten.select().where(_forgotten.c.sender_id == sender_id)).first() is not None
    )


def _after(events: Iterable[Event], saved: Event | None) -> list[Event]:
    """The events after the one that was saved last."""
    fresh: list[Event] = []
    for event in reversed(list(events)):
        if event is saved:
            break
        fresh.append(event)
    return fresh[::-1]


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    """A row as Rasa's own store writes it."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get(INTENT_NAME_KEY),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # One writer, readers beside it; a commit is on disk when it returns.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    # A visitor waits for nobody who keeps the file: what can't be written now is written the next time.
    connection.execute("PRAGMA busy_timeout = 1000")
    connection.execute("PRAGMA secure_delete = ON")
