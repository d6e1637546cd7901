"""The helpdesk's database, SQLite by default, any SQLAlchemy URL: connections, transactions, migrations."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import TimeoutError as WaitedTooLong
from sqlalchemy.pool import NullPool, QueuePool

from bot.helpdesk.line import Line
from bot.settings import ROOT

logger = structlog.get_logger()

_MIGRATIONS = ROOT / "migrations"
# A visitor is told to try again sooner than the page gives up.
_WAIT_SECONDS = 5
# Any number that nothing else in the database uses.
_PG_LOCK = 20200206
# Unless told to keep connections, SQLAlchemy 1.4 opens a file of SQLite anew for each transaction.
_KEPT_FILE: dict[str, Any] = {"poolclass": QueuePool, "connect_args": {"check_same_thread": False}}
# The writers of each database in this process.
_LINES: dict[str, Line] = {}


@lru_cache(maxsize=8)
def engine(url: str) -> Engine:
    """The engine of one database; its tables are current when this returns."""
    migrate(url)
    return _connect(url, pool_timeout=_WAIT_SECONDS)


def migrate(url: str) -> None:
    """Bring the database at `url` to the newest schema; safe when several processes start at once."""
    made = _connect(url, poolclass=NullPool)
    if _is_current(made):
        return
    # Imported where there is something to do: every start would wait for it.
    from alembic import command
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with writing(made) as connection:  # one process migrates, the others wait and find it done
        lock(connection)
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "head")


def _is_current(made: Engine) -> bool:
    """Whether the newest migration, told by its file's number, is the one the database had last."""
    newest = max(path.name for path in _MIGRATIONS.glob("versions/[0-9]*.py"))[:4]
    with reading(made) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return bool(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == newest)


def reading(made: Engine) -> AbstractContextManager[Connection]:
    """A connection for queries; SQLite's readers wait for nobody."""
    return made.execution_options(read_only=True).connect()


@contextmanager
def writing(made: Engine) -> Iterator[Connection]:
    """A transaction that may write: all or nothing, on disk when the context ends.

    Raises an SQLAlchemyError where others keep the database for longer than a visitor should wait.
    """
    with _turn(made), made.begin() as connection:
        yield connection


def _turn(made: Engine) -> AbstractContextManager[Any]:
    # SQLite lets its writers poll, and in a crowd some never win: ours stand in line before that.
    return _in_line(str(made.url)) if made.dialect.name == "sqlite" else nullcontext()


@contextmanager
def _in_line(url: str) -> Iterator[None]:
    line = _LINES.setdefault(url, Line())
    if not line.acquire(_WAIT_SECONDS):
        raise WaitedTooLong("other writers of this process keep the database")
    try:
        yield
    finally:
        line.release()


def lock(connection: Connection) -> None:
    """From here to the end of the transaction no other one holds the helpdesk's lock.

    SQLite's writers exclude one another already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _PG_LOCK})


def now() -> dt.datetime:
    """UTC without a zone, as every time is kept."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def _connect(url: str, **options: Any) -> Engine:
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    if address.get_backend_name() == "sqlite":
        options = {**_KEPT_FILE, **options}
    # What visitors wrote stays out of errors and so out of logs.
    made = create_engine(url, future=True, pool_pre_ping=True, hide_parameters=True, **options)
    if made.dialect.name == "sqlite":
        event.listen(made, "connect", prepare_sqlite)
        event.listen(made, "begin", _begin_sqlite)
    return made


def scrub(made: Engine) -> None:
    """Let no log of SQLite's hold what was deleted; where somebody reads just now, the next time does it.

    A server's own log is the server's matter.
    """
    if made.dialect.name != "sqlite":
        return
    connection = made.raw_connection()
    try:
        # Whoever writes meanwhile waits for us: not for long.
        connection.execute("PRAGMA busy_timeout = 500")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute(f"PRAGMA busy_timeout = {_WAIT_SECONDS * 1000}")
    except sqlite3.Error as error:  # locked, full, gone: what was to be deleted is deleted all the same
        logger.warning("database.not_scrubbed", reason=type(error).__name__)
        connection.invalidate()
    finally:
        connection.close()


def prepare_sqlite(connection: Any, _record: Any) -> None:
    """What every connection to a file of ours is told."""
    connection.isolation_level = None  # transactions begin where we say: _begin_sqlite
    connection.execute(f"PRAGMA busy_timeout = {_WAIT_SECONDS * 1000}")
    # Readers don't wait for writers; a commit is on disk before it is acknowledged.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten: not every SQLite does so by itself.
    connection.execute("PRAGMA secure_delete = ON")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail where another wrote in between.
    read_only = connection.get_execution_options().get("read_only")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
