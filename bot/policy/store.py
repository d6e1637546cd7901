"""Reading the SQLite policy store; `bot.policy.build` makes it."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import StoreError
from bot.policy.rule_store import Rule, read_rules
from bot.policy.search_index import Passage, find, rarity
from bot.policy.spans import span_problems
from bot.policy.versions import number_of

if TYPE_CHECKING:
    from bot.policy.words import Words


@dataclass(frozen=True)
class Source:
    """Where a topic rests: a clause or article; `quote` is verbatim, empty where no text is held."""

    document: str
    clause: str
    title: str
    quote: str


@dataclass(frozen=True)
class Topic:
    """The answer unit, a measure or a guide. `aspects` holds what its sources say beyond `answer`."""

    slug: str
    kind: str
    name: str
    theme: str
    answer: str
    other_names: tuple[str, ...]
    serves: tuple[str, ...]
    aspects: dict[str, str]
    see_also: tuple[str, ...]
    valid_from: str
    valid_to: str | None
    sources: tuple[Source, ...]
    departments: tuple[str, ...]
    and_others: bool

    def in_force(self, day: dt.date) -> bool:
        """Whether what it says is valid on that day."""
        return self.valid_from <= day.isoformat() and (
            self.valid_to is None or day.isoformat() <= self.valid_to
        )


class Store:
    """Read-only view of a built store; raises StoreError where there is none or it is unreadable."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._rules: dict[str, Rule] | None = None
        if not path.is_file():
            raise StoreError(f"没有政策库 {path}；请运行 `uv run bot policy build`")
        try:
            self._db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
            self._db.row_factory = sqlite3.Row
            self._identity = _identity(path)
            self._own_words = frozenset(self.meta("words").split("\n"))
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"政策库 {path} 读不了（{error}）；请运行 `uv run bot policy build` 重建"
            ) from error

    @cached_property
    def words(self) -> Words:
        """Cuts texts as the store's own were cut."""
        # jieba and its dictionary take a second, and a page is shown without them.
        from bot.policy.words import words_for

        return words_for(self._own_words)

    def meta(self, key: str) -> str:
        rows = self._query("SELECT value FROM meta WHERE key = ?", key)
        return str(rows[0]["value"]) if rows else ""

    def replaced(self) -> bool:
        """Whether a newer store lies at the same path."""
        with suppress(OSError):
            return _identity(self.path) != self._identity
        return False

    def documents(self) -> list[dict[str, Any]]:
        """All documents with their metadata, those with text first."""
        rows = self._query("SELECT * FROM documents ORDER BY text IS NULL, kind DESC, rowid")
        return [dict(row) for row in rows]

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
        return [{**dict(row), "departments": self._departments(row["id"])} for row in rows]

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

    def topic(self, slug: str) -> Topic | None:
        rows = self._query("SELECT * FROM topics WHERE slug = ?", slug)
        return self._topic(rows[0]) if rows else None

    def topics(self, kind: str | None = None) -> list[Topic]:
        rows = self._query("SELECT * FROM topics WHERE ? IS NULL OR kind = ? ORDER BY rowid", kind, kind)
        return [self._topic(row) for row in rows]

    def topics_of(self, document: str, clause: str) -> list[Topic]:
        """The topics that rest on one clause or article."""
        rows = self._query(
            "SELECT DISTINCT topics.* FROM topics JOIN sources ON topic = slug "
            "JOIN documents ON number = document "
            "WHERE documents.name = ? AND clause = ? ORDER BY topics.kind DESC, topics.rowid",
            number_of(document),
            clause,
        )
        return [self._topic(row) for row in rows]

    def taught(self, document: str) -> bool:
        """Whether the bot was taught topics that rest on a document; else only the search finds it."""
        return bool(
            self._query(
                "SELECT 1 FROM sources JOIN documents ON number = document WHERE documents.name = ? LIMIT 1",
                number_of(document),
            )
        )

    def search(self, text: str, limit: int = 5, on: dt.date | None = None) -> list[Passage]:
        """The passages in force on a day (today) that fit best, everyday words widened."""
        return find(self._query, self.words, text, limit, on)

    def rules(self) -> dict[str, Rule]:
        """What decides on each measure, by its slug; read once."""
        if self._rules is None:
            self._rules = read_rules(self._query)
        return self._rules

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """How telling each word is: the fewer passages hold it, the more."""
        return rarity(self._query, terms)

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

    def span_problems(self) -> list[str]:
        """Quotes that no longer stand where the store says they do."""
        return span_problems(self._query)

    def _topic(self, row: sqlite3.Row) -> Topic:
        sources = self._query(
            "SELECT s.document, s.clause, s.quote, COALESCE(c.title, '') AS title FROM sources s "
            "LEFT JOIN clauses c ON c.document = s.document AND c.number = s.clause "
            "WHERE topic = ? ORDER BY position",
            row["slug"],
        )
        clause = self._query("SELECT and_others FROM clauses WHERE id = ?", row["clause_id"])
        return Topic(
            slug=row["slug"],
            kind=row["kind"],
            name=row["name"],
            theme=row["theme"],
            answer=row["answer"],
            other_names=tuple(json.loads(row["other_names"])),
            serves=tuple(json.loads(row["serves"])),
            aspects=json.loads(row["aspects"]),
            see_also=tuple(json.loads(row["see_also"])),
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            sources=tuple(
                Source(number_of(s["document"]), s["clause"], s["title"], s["quote"]) for s in sources
            ),
            departments=tuple(self._departments(row["clause_id"])),
            and_others=bool(clause and clause[0]["and_others"]),
        )

    def _departments(self, clause_id: int | None) -> list[str]:
        rows = self._query(
            "SELECT name FROM clause_departments JOIN departments ON id = department_id "
            "WHERE clause_id = ? ORDER BY position",
            clause_id,
        )
        return [row["name"] for row in rows]

    def _query(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"政策库 {self.path} 读不了（{error}）；请运行 `uv run bot policy build` 重建"
            ) from error


_open: dict[Path, Store] = {}


def open_store(path: Path) -> Store:
    """The store at `path`, kept open; opened anew once it has been replaced."""
    store = _open.get(path)
    if store is None or store.replaced():
        store = _open[path] = Store(path)
    return store


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_ino, status.st_mtime_ns
