"""The SQLite file that conversations are kept in: how it is opened, and what becomes of a broken one."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any


def prepare_sqlite(connection: Any, _record: Any) -> None:
    # One writer, readers beside it; a commit is on disk when it returns.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    # A visitor waits for nobody who keeps the file: what can't be written now is written the next time.
    connection.execute("PRAGMA busy_timeout = 1000")
    connection.execute("PRAGMA secure_delete = ON")


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
