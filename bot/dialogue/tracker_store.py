"""Rasa's conversations in SQL: the last turns at hand, every event on disk before an answer goes out."""

from __future__ import annotations

import json
import time
from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import structlog
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool

from bot.dialogue.bounded_tracker import EVENTS_A_TURN, LASTING, SLACK, TURNS, BoundedTracker
from bot.dialogue.tracker_rows import (
    COLUMNS,
    FORGOTTEN_ONE,
    event_row,
    events_after,
    forgotten,
    is_forgotten,
)
from bot.dialogue.tracker_sqlite import prepare_sqlite

logger = structlog.get_logger()
# All live conversations together, some 300 of them, so that memory stays bounded: an event takes some
# 2 KB. One that has left is read anew in a few milliseconds.
_LIVE_EVENTS = 10_000
# Written to find out whether anything can be.
_PROBE, _PROBED_FOR_SECONDS = "-", 5.0
_INDEX = "events_by_conversation_and_name"


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
        self._insert = self._events.insert().compile(self.engine, column_keys=COLUMNS)
        self._cleared = FORGOTTEN_ONE.compile(self.engine)
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
            forgotten.create(self.engine, checkfirst=True)
        except sa.exc.DBAPIError:  # as above
            if not sa.inspect(self.engine).has_table(forgotten.name):
                raise

    def _keep_connections(self) -> None:
        self.engine = sa.create_engine(
            self.engine.url, poolclass=QueuePool, connect_args={"check_same_thread": False}
        )
        sa.event.listen(self.engine, "connect", prepare_sqlite)
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
        unsaved = events_after(tracker.events, getattr(tracker, "saved", None))
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
            if is_forgotten(connection, sender, self._cleared):
                return None
            connection.execute(self._insert, [event_row(sender, event) for event in events])
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
                probe = forgotten.c.sender_id == _PROBE
                connection.execute(forgotten.delete().where(probe))
                connection.execute(forgotten.insert().values(sender_id=_PROBE))
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
            if not is_forgotten(connection, sender_id, self._cleared):
                connection.execute(forgotten.insert().values(sender_id=sender_id))
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
        last = mine.order_by(table.c.id.desc()).limit((TURNS + SLACK) * EVENTS_A_TURN)
        window = list(reversed(connection.execute(last).all()))
        lasting = [table.c.type_name == event.type_name for event in LASTING]
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
        if len(asked) <= TURNS + SLACK or tracker.active_loop:
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
