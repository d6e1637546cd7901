"""Reading the documents of the SQLite policy store: their versions, chapters, clauses and departments."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.errors import StoreError
from bot.policy.spans import span_problems
from bot.policy.versions import number_of


class DocumentStore:
    """Read-only view of a built store's documents.

    Raises StoreError where there is no store or it is unreadable.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise StoreError(f"没有政策库 {path}；请运行 `uv run bot policy build`")
        try:
            self._db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
            self._db.row_factory = sqlite3.Row
            self._identity = _identity(path)
            # Read at once, so that a broken store is found out when it is opened.
            self._own_words = frozenset(self.meta("words").split("\n"))
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"政策库 {path} 读不了（{error}）；请运行 `uv run bot policy build` 重建"
            ) from error

    def meta(self, key: str) -> str:
        rows = self._query("SELECT value FROM meta WHERE key = ?", key)
        return str(rows[0]["value"]) if rows else ""

    def replaced(self) -> bool:
        """Whether a newer store lies at the same path."""
        with suppress(OSError):
            return _identity(self.path) != self._identity
        return False

    def documents(self) -> list[dict[str, Any]]:
        """All documents with their metadata: those of the data folder first, of these those with text."""
        return [dict(row) for row in self._documents]

    @cached_property
    def _documents(self) -> list[sqlite3.Row]:
        # Every page asks for them, and the texts of 300 laws take a while to read.
        return self._query("SELECT * FROM documents ORDER BY NOT named, text IS NULL, kind DESC, rowid")

    def document(self, number: str, on: dt.date | None = None) -> dict[str, Any] | None:
        """The version in force on a day (today); where none is, the one that was or will be."""
        key = self._key(number, on)
        rows = self._query("SELECT * FROM documents WHERE number = ?", key)
        return dict(rows[0]) if rows else None

    def chapters(self, document: str, on: dt.date | None = None) -> list[dict[str, Any]]:
        key = self._key(document, on)
        rows = self._query("SELECT * FROM chapters WHERE document = ? ORDER BY start", key)
        return [dict(row) for row in rows]

    def clauses(
        self, document: str, number: str | None = None, on: dt.date | None = None
    ) -> list[dict[str, Any]]:
        """Clauses in order, each with `departments` and `and_others` from the annex."""
        rows = self._query(
            "SELECT * FROM clauses WHERE document = ? AND (? IS NULL OR number = ?) ORDER BY start",
            self._key(document, on),
            number,
            number,
        )
        departments = self._departments(self._key(document, on)) if rows else {}
        return [{**dict(row), "departments": departments.get(row["id"], [])} for row in rows]

    def successor(self, document: str) -> dict[str, Any] | None:
        """Which `document` has taken the place of another, and since which day (`start`); None for none."""
        rows = self._query(
            "SELECT document, start FROM relations WHERE other = ? AND kind IN ('replaces', 'repeals') "
            "AND start <= ? ORDER BY start DESC LIMIT 1",
            document,
            dt.date.today().isoformat(),
        )
        return dict(rows[0]) if rows else None

    def department_in(self, text: str) -> str | None:
        """The department that a text names, as the annex writes it; of several the longest name."""
        said = [
            (form, row["name"])
            for row in self._query("SELECT name, said FROM departments")
            for form in (
                row["name"],
                row["name"].removeprefix("省").removeprefix("云南"),
                *json.loads(row["said"]),
            )
            if form in text
        ]
        return max(said, key=lambda pair: len(pair[0]))[1] if said else None

    def taught(self, document: str) -> bool:
        """Whether the bot was taught matters that rest on a document; else only the search finds it."""
        return bool(
            self._query(
                "SELECT 1 FROM sources JOIN documents ON number = document WHERE documents.name = ? LIMIT 1",
                number_of(document),
            )
        )

    def span_problems(self) -> list[str]:
        """Quotes that no longer stand where the store says they do."""
        return span_problems(self._query)

    def _key(self, number: str, on: dt.date | None) -> str:
        """The key of a document's version; a key itself stays as it is."""
        day = (on or dt.date.today()).isoformat()
        rows = self._query(
            "SELECT number FROM documents WHERE number = ?1 AND name != ?1 "
            "UNION ALL SELECT * FROM (SELECT number FROM documents WHERE name = ?1 ORDER BY "
            "valid_from <= ?2 AND COALESCE(valid_to, ?2) >= ?2 DESC, valid_from <= ?2 DESC, "
            "CASE WHEN valid_from <= ?2 THEN valid_from END DESC, valid_from) LIMIT 1",
            number,
            day,
        )
        return str(rows[0]["number"]) if rows else number

    def _departments(self, key: str) -> dict[int, list[str]]:
        """clause → its departments, of one document."""
        rows = self._query(
            "SELECT clause_id, d.name FROM clause_departments JOIN departments d ON d.id = department_id "
            "JOIN clauses c ON c.id = clause_id WHERE document = ? ORDER BY clause_id, position",
            key,
        )
        found: dict[int, list[str]] = {}
        for row in rows:
            found.setdefault(row["clause_id"], []).append(row["name"])
        return found

    def _query(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"政策库 {self.path} 读不了（{error}）；请运行 `uv run bot policy build` 重建"
            ) from error


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_ino, status.st_mtime_ns
