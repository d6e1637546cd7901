"""The helpdesk's database: tickets and conversations, SQLite by default, any SQLAlchemy URL."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool

metadata = MetaData()

tickets = Table(
    "tickets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("created", DateTime, nullable=False),
    Column("status", String(16), nullable=False, default="new"),
    Column("conversation", String(64), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("transcript", JSON, nullable=False),
    Column("understanding", JSON, nullable=False),
    Column("departments", JSON, nullable=False),
)

# Every message of every conversation, in the order in which it was said.
messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(64), nullable=False),
    Column("created", DateTime, nullable=False),
    Column("author", String(8), nullable=False),  # visitor, bot or staff
    Column("content", JSON, nullable=False),
    Index("messages_by_conversation", "conversation", "id"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(64), nullable=False),
    Column("created", DateTime, nullable=False),
    Column("message", Integer, nullable=False),
    Column("helpful", Integer, nullable=False),
    Column("comment", Text, nullable=False),
)

# Unless told to keep connections, SQLAlchemy 1.4 opens a file of SQLite anew for each transaction.
_KEPT_FILE: dict[str, Any] = {"poolclass": QueuePool, "connect_args": {"check_same_thread": False}}


@lru_cache(maxsize=4)
def engine(url: str) -> Engine:
    """The engine of one database; the tables are there when this returns."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(url, future=True, **(_KEPT_FILE if url.startswith("sqlite") else {}))
    if made.dialect.name == "sqlite":
        event.listen(made, "connect", _prepare_sqlite)
    metadata.create_all(made)
    return made


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # Readers don't wait for writers; a writer waits for another rather than failing.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 5000")
