"""Building the SQLite policy store: whole from `data/`, replaced atomically."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlite_utils

from bot.errors import PolicyDataError, StoreError
from bot.policy.attributes import CATALOGUE
from bot.policy.build_index import create_index, fill_index
from bot.policy.build_rules import add_rule, create_tables
from bot.policy.check import check_knowledge
from bot.policy.documents import Document, Knowledge, input_files, read_knowledge
from bot.policy.store import Store
from bot.policy.versions import key_of, newest_beginnings, number_of, settle_versions
from bot.policy.words import THESAURUS, words_for
from bot.settings import Settings

# Raised whenever the tables change, so that an old store is rebuilt.
SCHEMA_VERSION = 3


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
    db.table("departments").create({"id": int, "name": str, "said": str}, pk="id")
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
    said = {d.name: json.dumps(d.said, ensure_ascii=False) for d in info.departments}
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
            department_id = db.table("departments").lookup({"name": name}, {"said": said.get(name, "[]")})
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
