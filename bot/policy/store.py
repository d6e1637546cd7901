"""The SQLite policy store: built whole from `data/`, replaced atomically, read through `Store`."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlite_utils

from bot.errors import PolicyDataError, StoreError
from bot.policy.attributes import CATALOGUE
from bot.policy.check import check_knowledge
from bot.policy.documents import Document, Knowledge, input_files, read_knowledge
from bot.policy.rule_store import Rule, add_rule, create_tables, read_rules
from bot.policy.search_index import Passage, create_index, fill_index, find, rarity
from bot.policy.spans import span_problems
from bot.policy.versions import key_of, newest_beginnings, number_of, settle_versions
from bot.policy.words import THESAURUS, words_for
from bot.settings import Settings

# Raised whenever the tables change, so that an old store is rebuilt.
SCHEMA_VERSION = 2


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


def fingerprint(settings: Settings) -> str:
    """Changes exactly when an input of the store changes."""
    digest = hashlib.sha256(f"schema {SCHEMA_VERSION}".encode())
    for path in (*input_files(settings.policy_dir, settings.guide_dir), THESAURUS, CATALOGUE):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current(settings: Settings) -> bool:
    """Whether the store on disk was built from the present inputs."""
    with suppress(StoreError):
        return Store(settings.policy_db).meta("fingerprint") == fingerprint(settings)
    return False


def build_store(settings: Settings) -> Path:
    """Build the store beside the old one and swap it in; raises PolicyDataError, the old one kept."""
    knowledge = read_knowledge(settings.policy_dir, settings.guide_dir)
    check_knowledge(knowledge)
    settings.policy_db.parent.mkdir(parents=True, exist_ok=True)
    draft = settings.policy_db.with_suffix(f".{os.getpid()}.tmp")
    draft.unlink(missing_ok=True)
    try:
        _write(draft, knowledge, fingerprint(settings))
        if problems := Store(draft).span_problems():
            raise PolicyDataError(problems)
        draft.replace(settings.policy_db)
    finally:
        draft.unlink(missing_ok=True)
    return settings.policy_db


def _write(path: Path, knowledge: Knowledge, mark: str) -> None:
    db = sqlite_utils.Database(path)
    db.conn.execute("PRAGMA foreign_keys = ON")
    _create_tables(db)
    with db.conn:
        for document in settle_versions(knowledge.documents, knowledge.laws):
            _add_document(db, document)
        law_keys = _add_laws(db, knowledge)
        _add_guides(db, knowledge, law_keys)
        words = words_for(frozenset(_domain_words(db)))
        fill_index(db, words)
        db.table("meta").insert_all(
            {"key": k, "value": v}
            for k, v in {"fingerprint": mark, "words": "\n".join(sorted(_domain_words(db)))}.items()
        )
    db.conn.commit()
    db.close()


def _create_tables(db: sqlite_utils.Database) -> None:
    db.table("meta").create({"key": str, "value": str}, pk="key")
    db.table("documents").create(
        {
            "number": str, "name": str, "title": str, "kind": str, "issuer": str, "signed": str,
            "published": str, "basis_number": str, "basis_title": str, "valid_from": str,
            "valid_to": str, "validity_note": str, "text": str,
        },
        pk="number",
    )  # fmt: skip
    db.table("documents").create_index(["name"])
    db.table("chapters").create(
        {"id": int, "document": str, "number": str, "title": str, "start": int},
        pk="id",
        foreign_keys=[("document", "documents", "number")],
    )
    db.table("clauses").create(
        {
            "id": int, "document": str, "chapter_id": int, "number": str, "title": str,
            "text": str, "start": int, "end": int, "and_others": int,
        },
        pk="id",
        foreign_keys=[("document", "documents", "number"), ("chapter_id", "chapters", "id")],
    )  # fmt: skip
    db.table("clauses").create_index(["document", "number"], unique=True)
    db.table("departments").create({"id": int, "name": str}, pk="id")
    db.table("departments").create_index(["name"], unique=True)
    db.table("clause_departments").create(
        {"clause_id": int, "position": int, "department_id": int},
        pk=("clause_id", "position"),
        foreign_keys=[("clause_id", "clauses", "id"), ("department_id", "departments", "id")],
    )
    db.table("topics").create(
        {
            "slug": str, "kind": str, "name": str, "theme": str, "answer": str,
            "other_names": str, "serves": str, "aspects": str, "see_also": str,
            "valid_from": str, "valid_to": str, "clause_id": int,
        },
        pk="slug",
        foreign_keys=[("clause_id", "clauses", "id")],
    )  # fmt: skip
    db.table("sources").create(
        {
            "topic": str, "position": int, "document": str, "clause": str,
            "quote": str, "start": int, "end": int,
        },
        pk=("topic", "position"),
        foreign_keys=[("topic", "topics", "slug"), ("document", "documents", "number")],
    )  # fmt: skip
    create_tables(db)
    create_index(db)


def _add_document(db: sqlite_utils.Database, document: Document) -> None:
    info = document.info
    db.table("documents").insert(
        {
            "number": info.number,
            "name": number_of(info.number),
            "title": info.title,
            "kind": info.kind,
            "issuer": info.issuer,
            "signed": info.signed and info.signed.isoformat(),
            "published": info.published and info.published.isoformat(),
            "basis_number": info.basis and info.basis.number,
            "basis_title": info.basis and info.basis.title,
            "valid_from": info.valid_from.isoformat(),
            "valid_to": info.valid_to and info.valid_to.isoformat(),
            "validity_note": info.validity_note,
            "text": document.text,
        }
    )
    chapter_ids = {}
    for chapter in document.structure.chapters:
        row = {"document": info.number, "number": chapter.number, "title": chapter.title}
        chapter_ids[chapter.number] = db.table("chapters").insert({**row, "start": chapter.start}).last_pk
    annex = {row.task: row for row in document.structure.annex}
    for clause in document.structure.clauses:
        task = annex.get(clause.title)
        clause_id = (
            db.table("clauses")
            .insert(
                {
                    "document": info.number,
                    "chapter_id": chapter_ids.get(clause.chapter),
                    "number": clause.number,
                    "title": clause.title,
                    "text": clause.text,
                    "start": clause.start,
                    "end": clause.end,
                    "and_others": int(task.and_others) if task else 0,
                }
            )
            .last_pk
        )
        for position, name in enumerate(task.departments if task else ()):
            department_id = db.table("departments").lookup({"name": name})
            db.table("clause_departments").insert(
                {"clause_id": clause_id, "position": position, "department_id": department_id}
            )
        for measure in document.measures.get(clause.number, []):
            valid_from, valid_to = measure.valid_from or info.valid_from, measure.valid_to or info.valid_to
            _add_topic(db, "measure", clause.title, measure, valid_from, valid_to, clause_id)
            if measure.eligibility:
                add_rule(db, measure.slug, info.number, clause, measure.eligibility, measure.replaces)
            db.table("sources").insert_all(
                {
                    "topic": measure.slug,
                    "position": position,
                    "document": info.number,
                    "clause": clause.number,
                    "quote": quote,
                    "start": clause.start + clause.text.index(quote),
                    "end": clause.start + clause.text.index(quote) + len(quote),
                }
                for position, quote in enumerate(measure.quotes)
            )


def _add_laws(db: sqlite_utils.Database, knowledge: Knowledge) -> dict[str, str]:
    """law name → key of the version that the guides were written from, added where it isn't held."""
    newest = newest_beginnings(knowledge.documents, knowledge.laws)
    keys = {law.name: key_of(law.name, law.valid_from, newest[law.name]) for law in knowledge.laws}
    db.table("documents").insert_all(
        (
            {
                "number": keys[law.name],
                "name": law.name,
                "title": law.title,
                "kind": "law",
                "issuer": law.issuer,
                "valid_from": law.valid_from.isoformat(),
            }
            for law in knowledge.laws
        ),
        ignore=True,
    )
    return keys


def _add_guides(db: sqlite_utils.Database, knowledge: Knowledge, law_keys: dict[str, str]) -> None:
    by_slug = {m.slug: m for d in knowledge.documents for ms in d.measures.values() for m in ms}
    for theme, guide in knowledge.guides:
        _add_topic(db, "guide", theme, guide, guide.valid_from, guide.valid_to, None)
        rows = [_law_source(db, law_keys[s.law], s.article) for s in guide.sources]
        for slug in guide.measures:
            # The province speaks of the matter too: cite it beside the law.
            if slug in by_slug:
                rows += list(
                    db.query(
                        'SELECT document, clause, quote, start, "end" FROM sources '
                        "WHERE topic = ? AND position = 0",
                        [slug],
                    )
                )
        db.table("sources").insert_all(
            {"topic": guide.slug, "position": position, **row} for position, row in enumerate(rows)
        )


def _law_source(db: sqlite_utils.Database, document: str, article: str) -> dict[str, Any]:
    """A cited article, with its text where the law has been imported."""
    held = list(
        db.query(
            'SELECT text AS quote, start, "end" FROM clauses WHERE document = ? AND number = ?',
            [document, article],
        )
    )
    return {"document": document, "clause": article, "quote": "", **(held[0] if held else {})}


def _add_topic(
    db: sqlite_utils.Database,
    kind: str,
    theme: str,
    topic: Any,
    valid_from: Any,
    valid_to: Any,
    clause_id: Any,
) -> None:
    db.table("topics").insert(
        {
            "slug": topic.slug,
            "kind": kind,
            "name": topic.name,
            "theme": theme,
            "answer": topic.answer,
            "other_names": json.dumps(topic.other_names, ensure_ascii=False),
            "serves": json.dumps(topic.serves, ensure_ascii=False),
            "aspects": json.dumps(topic.stated(), ensure_ascii=False),
            "see_also": json.dumps(topic.see_also, ensure_ascii=False),
            "valid_from": valid_from.isoformat(),
            "valid_to": valid_to and valid_to.isoformat(),
            "clause_id": clause_id,
        }
    )


def _domain_words(db: sqlite_utils.Database) -> Iterator[str]:
    """Names that jieba must keep whole: topics, departments, laws."""
    for row in db.query("SELECT name, other_names FROM topics"):
        for name in (row["name"], *json.loads(row["other_names"])):
            yield from (part for part in _split_name(name) if 2 <= len(part) <= 10)
    yield from (row["name"] for row in db.query("SELECT name FROM departments"))
    yield from (row["number"] for row in db.query("SELECT number FROM documents"))


def _split_name(name: str) -> list[str]:
    for mark in "“”‘’（）()、，与和":
        name = name.replace(mark, " ")
    return name.split()


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
            self.words = words_for(frozenset(self.meta("words").split("\n")))
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
