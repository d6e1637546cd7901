"""Reading the SQLite policy store; `bot.policy.build` makes it."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import StoreError
from bot.policy.rule_store import Rule
from bot.policy.search_index import LAWS, Passage, find, rarity
from bot.policy.selection import Provision, Source
from bot.policy.spans import span_problems
from bot.policy.store_rows import Held, read_held
from bot.policy.topics import Topic, compose
from bot.policy.versions import number_of

if TYPE_CHECKING:
    from bot.policy.words import Words


__all__ = ["Passage", "Provision", "Source", "Store", "Topic", "open_store"]


# Matters under one heading that a short question may go between.
_FEW = 12


class Store:
    """Read-only view of a built store; raises StoreError where there is none or it is unreadable."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._composed: dict[tuple[str, str | None, dt.date, tuple[tuple[str, dt.date], ...]], Topic] = {}
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

    @cached_property
    def _held(self) -> Held:
        """All matters and provisions; read once, a store never changes."""
        return read_held(self._query)

    def topic(
        self,
        slug: str,
        place: str | None = None,
        on: dt.date | None = None,
        dates: Mapping[str, dt.date] | None = None,
    ) -> Topic | None:
        """The matter seen for a place (a region code; None: not known) on a day (today).

        `dates`: what the person said of the dates that may choose a provision (a loan's own).
        """
        facts = self._held.matters.get(slug)
        if facts is None:
            return None
        key = (slug, place, on or dt.date.today(), tuple(sorted((dates or {}).items())))
        if key not in self._composed:
            if len(self._composed) > _MOST_COMPOSED:
                self._composed.clear()
            self._composed[key] = compose(facts, self._held.provisions.get(slug, ()), place, key[2], dates)
        return self._composed[key]

    def topics(self, place: str | None = None, on: dt.date | None = None) -> list[Topic]:
        """All matters, seen for a place on a day (today)."""
        return [topic for slug in self._held.matters if (topic := self.topic(slug, place, on))]

    def areas(self) -> tuple[str, ...]:
        """The areas that hold matters: the families of their intents."""
        return tuple(dict.fromkeys(facts.area for facts in self._held.matters.values()))

    def provisions(self, slug: str) -> tuple[Provision, ...]:
        """Everything that any document lays down for a matter, at any place on any day."""
        return self._held.provisions.get(slug, ())

    def topics_of(self, document: str, clause: str) -> list[Topic]:
        """The matters that rest on one clause or article."""
        rows = self._query(
            "SELECT DISTINCT matter FROM provisions p JOIN sources s ON provision = p.id "
            "JOIN documents ON number = s.document WHERE documents.name = ? AND s.clause = ? "
            "ORDER BY p.document != s.document, p.id",
            number_of(document),
            clause,
        )
        return [topic for row in rows if (topic := self.topic(row["matter"]))]

    def taught(self, document: str) -> bool:
        """Whether the bot was taught matters that rest on a document; else only the search finds it."""
        return bool(
            self._query(
                "SELECT 1 FROM sources JOIN documents ON number = document WHERE documents.name = ? LIMIT 1",
                number_of(document),
            )
        )

    def search(self, text: str, limit: int = 5, on: dt.date | None = None) -> list[Passage]:
        """What fits best of all that is in force on a day (today), national law included.

        Where documents of the data folder fit too, the law has half the places at most: a word that is
        everywhere in them is rare in the law, whose articles would take every place.
        """
        own, laws = self.search_own(text, limit, on), self.search_laws(text, limit, on)
        found = [*own, *laws[: limit - min(len(own), (limit + 1) // 2)]]
        return sorted(found, key=lambda passage: -passage.score)[:limit]

    def search_own(self, text: str, limit: int = 5, on: dt.date | None = None) -> list[Passage]:
        """The clauses and matters of the data folder that fit best, everyday words widened."""
        return find(self._query, self.words, text, limit, on)

    def search_laws(self, text: str, limit: int = 5, on: dt.date | None = None) -> list[Passage]:
        """The articles of national law that fit best."""
        return find(self._query, self.words, text, limit, on, LAWS)

    def rules(self, place: str | None = None, on: dt.date | None = None) -> dict[str, Rule]:
        """What decides on each matter, by its slug: the rule in force at a place on a day (today)."""
        # In the store's order: what is chosen among equals must not differ from process to process.
        found = ((slug, self.rule_for(slug, place, on)) for slug in self._held.matters)
        return {slug: rule for slug, rule in found if rule}

    def rule_for(
        self,
        slug: str,
        place: str | None = None,
        on: dt.date | None = None,
        dates: Mapping[str, dt.date] | None = None,
    ) -> Rule | None:
        """The nearest rule in force for a matter; where none is, the one that was or will be.

        `dates`: what the person said of the dates that may choose a rule. None: nothing decides on it.
        """
        facts = self._held.matters.get(slug)
        if facts is None or slug not in self._held.decided:
            return None
        day = on or dt.date.today()
        # The cached view, unless a date of the person's own chooses.
        seen = None if dates else self.topic(slug, place, day)
        topic = seen or compose(facts, self.provisions(slug), place, day, dates)
        chosen = topic.chosen
        candidates = (*topic.provisions, *chosen.ended, *chosen.coming)
        return next((provision.rule for provision in candidates if provision.rule), None)

    def decides(self, slug: str) -> bool:
        """Whether any document of any place and day decides on a matter."""
        return slug in self._held.decided

    def around(self, slug: str) -> frozenset[str]:
        """The matters that one leads to or that lead to it, and those under its heading, if they are few."""
        return self._around.get(slug, frozenset())

    def says_of(self, slug: str) -> str:
        """The matter's names and all that any document says of it, at any place on any day."""
        facts = self._held.matters.get(slug)
        if facts is None:
            return ""
        told = [text for p in self.provisions(slug) for text in (p.answer, *p.aspects.values())]
        return "\n".join([facts.name, *facts.other_names, *told])

    def under_heading(self, slug: str) -> frozenset[str]:
        """The other matters under the heading of one."""
        facts = self._held.matters.get(slug)
        if facts is None or not facts.group:
            return frozenset()
        return frozenset(self._headings[facts.group]) - {slug}

    @cached_property
    def _headings(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for slug, facts in self._held.matters.items():
            found.setdefault(facts.group, []).append(slug)
        return found

    @cached_property
    def _around(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for slug, facts in self._held.matters.items():
            for other in facts.see_also:
                found.setdefault(slug, set()).add(other)
                found.setdefault(other, set()).add(slug)
        for heading, several in self._headings.items():
            if heading and len(several) <= _FEW:
                for slug in several:
                    found.setdefault(slug, set()).update(other for other in several if other != slug)
        return {slug: frozenset(others) for slug, others in found.items()}

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """How telling each word is: the fewer of the data folder's passages hold it, the more."""
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


_MOST_COMPOSED = 4_000
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
