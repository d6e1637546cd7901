"""Building the SQLite policy store: whole from the data folder, replaced atomically."""

from __future__ import annotations

import hashlib
import json
import os
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlite_utils

from bot.errors import PolicyDataError, StoreError
from bot.policy.attributes import catalogue_files
from bot.policy.build_index import create_index, fill_index
from bot.policy.build_provisions import add_matters, add_provisions, create_tables
from bot.policy.check import check_knowledge
from bot.policy.documents import Document
from bot.policy.knowledge import Knowledge, input_files, read_knowledge
from bot.policy.national_documents import WithLaws, law_source, with_national_law
from bot.policy.published import drop_settled, recover
from bot.policy.relations import endings
from bot.policy.store import Store
from bot.policy.versions import number_of, settle_versions
from bot.policy.words import THESAURUS, words_for
from bot.settings import Settings

# Raised whenever the tables change, so that an old store is rebuilt.
SCHEMA_VERSION = 5


def fingerprint(settings: Settings) -> str:
    """Changes exactly when an input of the store changes."""
    digest = hashlib.sha256(f"schema {SCHEMA_VERSION}".encode())
    facts = catalogue_files(settings.data_dir / "attributes")
    for path in (
        *input_files(settings.data_dir, settings.document_dir, settings.published_dir),
        THESAURUS,
        *facts,
    ):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    laws = law_source(settings.data_dir)
    digest.update(laws.fingerprint().encode() if laws else b"")
    return digest.hexdigest()


def is_current(settings: Settings) -> bool:
    """Whether the store on disk was built from the present inputs."""
    with suppress(StoreError):
        return Store(settings.policy_db).meta("fingerprint") == fingerprint(settings)
    return False


def build_store(settings: Settings) -> Path:
    """Build the store beside the old one and swap it in; raises PolicyDataError, the old one kept.

    What was published at the desk and stands in the data by now is dropped from its folder.
    """
    recover(settings.published_dir)
    drop_settled(settings.published_dir, settings.data_dir, settings.document_dir)
    knowledge = read_knowledge(settings.data_dir, settings.document_dir, settings.published_dir)
    check_knowledge(knowledge)
    laws = with_national_law(knowledge.documents, law_source(settings.data_dir))
    settings.policy_db.parent.mkdir(parents=True, exist_ok=True)
    draft = settings.policy_db.with_suffix(f".{os.getpid()}.tmp")
    draft.unlink(missing_ok=True)
    try:
        _write(draft, knowledge, laws, fingerprint(settings), settings.encoder_cache)
        if problems := Store(draft).span_problems():
            raise PolicyDataError(problems)
        draft.replace(settings.policy_db)
    finally:
        draft.unlink(missing_ok=True)
    return settings.policy_db


def _write(path: Path, knowledge: Knowledge, laws: WithLaws, mark: str, kept: Path) -> None:
    db = sqlite_utils.Database(path)
    db.conn.execute("PRAGMA foreign_keys = ON")
    _create_tables(db)
    with db.conn:
        ended = endings(laws.documents)
        settled = settle_versions(laws.documents, ended)
        for document in settled:
            _add_document(db, document, laws)
        add_matters(db, knowledge.matters.values())
        add_provisions(db, list(zip(laws.documents, settled, strict=True)), ended)
        words = sorted(_domain_words(db))
        fill_index(db, words_for(frozenset(words)), kept)
        meta = {"fingerprint": mark, "words": "\n".join(words), "laws": laws.report()}
        db.table("meta").insert_all({"key": key, "value": value} for key, value in meta.items())
    db.conn.commit()
    db.close()


def _create_tables(db: sqlite_utils.Database) -> None:
    db.table("meta").create({"key": str, "value": str}, pk="key")
    db.table("documents").create(
        {
            "number": str, "name": str, "title": str, "kind": str, "level": str, "region": str,
            "issuer": str, "issued": str, "signed": str, "published": str, "basis_number": str,
            "basis_title": str, "valid_from": str, "valid_to": str, "validity_note": str,
            "certainty": str, "official_url": str, "text": str, "words_from": str, "named": int,
        },
        pk="number",
    )  # fmt: skip
    db.table("documents").create_index(["name"])
    db.table("relations").create({"document": str, "kind": str, "other": str, "start": str})
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
    create_tables(db)
    create_index(db)


def _add_document(db: sqlite_utils.Database, document: Document, laws: WithLaws) -> None:
    """`words_from` names the source of a law's words; `named`: the data folder knows the document."""
    info = document.info
    db.table("documents").insert(
        {
            "number": info.number,
            "name": number_of(info.number),
            "title": info.title,
            "kind": info.kind,
            "level": info.level,
            "region": info.region,
            "issuer": info.issuer,
            "issued": _iso(info.issued or info.signed or info.published),
            "signed": _iso(info.signed),
            "published": _iso(info.published),
            "basis_number": info.basis and info.basis.number,
            "basis_title": info.basis and info.basis.title,
            "valid_from": info.valid_from.isoformat(),
            "valid_to": _iso(info.valid_to),
            "validity_note": info.validity_note,
            "certainty": info.certainty.json(exclude={"line"}),
            "official_url": info.official_url,
            "text": document.text or None,
            "words_from": laws.label if laws.lent(document) else "",
            "named": int(document.folder not in laws.added),
        }
    )
    db.table("relations").insert_all(
        {
            "document": number_of(info.number),
            "kind": relation.kind,
            "other": relation.document,
            "start": (relation.start or info.valid_from).isoformat(),
        }
        for relation in info.relations
    )
    _add_clauses(db, document)


def _add_clauses(db: sqlite_utils.Database, document: Document) -> None:
    info = document.info
    # By their places: in a code of several books each counts its chapters anew.
    starts, ids = [], []
    for chapter in document.structure.chapters:
        row = {"document": info.number, "number": chapter.number, "title": chapter.title}
        ids.append(db.table("chapters").insert({**row, "start": chapter.start}).last_pk)
        starts.append(chapter.start)
    said = {d.name: json.dumps(d.said, ensure_ascii=False) for d in info.departments}
    annex = {row.task: row for row in document.structure.annex}
    for clause in document.structure.clauses:
        task = annex.get(clause.title)
        held: dict[str, Any] = {
            "document": info.number,
            "chapter_id": ids[bisect_right(starts, clause.start) - 1] if clause.chapter else None,
            "number": clause.number,
            "title": clause.title,
            "text": clause.text,
            "start": clause.start,
            "end": clause.end,
            "and_others": int(task.and_others) if task else 0,
        }
        clause_id = db.conn.execute(_ADD_CLAUSE, held).lastrowid
        for position, name in enumerate(task.departments if task else ()):
            department_id = db.table("departments").lookup({"name": name}, {"said": said.get(name, "[]")})
            db.table("clause_departments").insert(
                {"clause_id": clause_id, "position": position, "department_id": department_id}
            )


_ADD_CLAUSE = (
    'INSERT INTO clauses (document, chapter_id, number, title, text, start, "end", and_others) '
    "VALUES (:document, :chapter_id, :number, :title, :text, :start, :end, :and_others)"
)


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _domain_words(db: sqlite_utils.Database) -> Iterator[str]:
    """Names that jieba must keep whole: matters, departments, laws."""
    for row in db.query("SELECT name, other_names FROM matters"):
        for name in (row["name"], *json.loads(row["other_names"])):
            yield from (part for part in _split_name(name) if 2 <= len(part) <= 10)
    yield from (row["name"] for row in db.query("SELECT name FROM departments"))
    yield from (row["number"] for row in db.query("SELECT number FROM documents WHERE named"))


def _split_name(name: str) -> list[str]:
    for mark in "“”‘’（）()、，与和":
        name = name.replace(mark, " ")
    return name.split()
