"""Policy stores many times as large as ours, made of copies of what ours holds."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from bot.policy.regions import STATE, regions
from bot.settings import settings

# What one county's paper lays down; ours of counties have some ten provisions each.
PROVISIONS = 10


def with_matters(path: Path, count: int) -> None:
    """A store at `path` with so many matters, each with all that lays something down for it."""
    with _Copied(path) as db:
        slugs = [slug for (slug,) in db.execute("SELECT slug FROM matters ORDER BY rowid")]
        kept = slugs[:count]
        marks = ",".join("?" * len(kept))
        db.execute(f"DELETE FROM provisions WHERE matter NOT IN ({marks})", kept)
        db.execute(f"DELETE FROM matters WHERE slug NOT IN ({marks})", kept)
        db.execute("DELETE FROM sources WHERE provision NOT IN (SELECT id FROM provisions)")
        copies = -(-count // len(kept)) - 1
        for number in range(1, copies + 1):
            chosen = kept[: count - number * len(kept)]
            _copy_matters(db, number, chosen)


def with_documents(path: Path, count: int) -> None:
    """A store at `path` with so many more documents of counties, each with PROVISIONS of our matters."""
    places = [code for code in regions() if not code.endswith("00") and code != STATE]
    with _Copied(path) as db:
        ids = [row[0] for row in db.execute("SELECT id FROM provisions ORDER BY id")]
        (template,) = db.execute(
            "SELECT number FROM documents WHERE level = 'province' AND number IN "
            "(SELECT document FROM provisions) ORDER BY rowid LIMIT 1"
        ).fetchone()
        for number in range(count):
            place = places[number % len(places)]
            name = f"试算〔{number}〕号"
            _copy(
                db, "documents", "number = ?", [template], number=f"'{name}'", name=f"'{name}'",
                level="'county'", region=f"'{place}'",
            )  # fmt: skip
            begin = number * PROVISIONS % len(ids)
            taken = (ids + ids)[begin : begin + PROVISIONS]
            _copy_provisions(db, taken, max(ids) * (number + 1), document=f"'{name}'")


class _Copied:
    """Our store, copied to a path and opened for changes that are kept at the end."""

    def __init__(self, path: Path) -> None:
        shutil.copyfile(settings().policy_db, path)
        self._db = sqlite3.connect(path)

    def __enter__(self) -> sqlite3.Connection:
        self._db.execute("PRAGMA synchronous = OFF")
        return self._db

    def __exit__(self, *_: object) -> None:
        self._db.commit()
        self._db.close()


def _copy_matters(db: sqlite3.Connection, number: int, slugs: list[str]) -> None:
    marks = ",".join("?" * len(slugs))
    _copy(
        db, "matters", f"slug IN ({marks})", slugs,
        slug=f"slug || '_{number}'", name=f"name || '{number}'", other_names="'[]'",
    )  # fmt: skip
    query = f"SELECT id FROM provisions WHERE matter IN ({marks})"
    ids = [row[0] for row in db.execute(query, slugs)]
    (most,) = db.execute("SELECT max(id) FROM provisions").fetchone()
    _copy_provisions(db, ids, most, matter=f"matter || '_{number}'")


def _copy_provisions(db: sqlite3.Connection, ids: list[int], later: int, **changed: str) -> None:
    """With their sources; each gets its number and so many more."""
    marks = ",".join("?" * len(ids))
    _copy(db, "provisions", f"id IN ({marks})", ids, id=f"id + {later}", **changed)
    _copy(db, "sources", f"provision IN ({marks})", ids, provision=f"provision + {later}")


def _copy(db: sqlite3.Connection, table: str, where: str, values: list, **changed: str) -> None:
    """Rows once more, some columns by an expression of SQL."""
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    chosen = ",".join(changed.get(column, f'"{column}"') for column in columns)
    db.execute(f"INSERT INTO {table} SELECT {chosen} FROM {table} WHERE {where}", values)
