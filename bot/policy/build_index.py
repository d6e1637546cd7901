"""Building the full-text index of the store; `bot.policy.search_index` asks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlite_utils

from bot.policy.search_index import terms_of
from bot.policy.versions import number_of
from bot.policy.words import Words


def create_index(db: sqlite_utils.Database) -> None:
    """The tables of the search."""
    db.table("passages").create(
        {
            "id": int, "kind": str, "key": str, "document": str, "clause": str, "title": str,
            "text": str, "valid_from": str, "valid_to": str,
        },
        pk="id",
    )  # fmt: skip
    # Contentless: the index holds segmented words only, the readable text stands in `passages`.
    db.conn.execute("CREATE VIRTUAL TABLE passages_fts USING fts5(title, text, content='')")
    db.conn.execute("CREATE TABLE terms (term TEXT PRIMARY KEY, rows INTEGER) WITHOUT ROWID")


def fill_index(db: sqlite_utils.Database, words: Words) -> None:
    """Index every clause and provision of the store; to be called once, last."""
    for number, row in enumerate(_rows(db), 1):
        db.conn.execute(
            "INSERT INTO passages VALUES (:id, :kind, :key, :document, :clause, :title, :text, "
            ":valid_from, :valid_to)",
            {"id": number, **row},
        )
        indexed = [" ".join(terms_of(words, row[column])) for column in ("title", "text")]
        db.conn.execute("INSERT INTO passages_fts(rowid, title, text) VALUES (?, ?, ?)", [number, *indexed])
    count_terms(db)


def count_terms(db: sqlite_utils.Database) -> None:
    """Put the index in order and note how many rows hold each term."""
    db.conn.execute("INSERT INTO passages_fts(passages_fts) VALUES ('optimize')")
    # How common each term is; counting it at query time would itself visit all its rows.
    db.conn.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, passages_fts, row)")
    db.conn.execute("INSERT INTO terms SELECT term, doc FROM temp.vocabulary")
    db.conn.execute("DROP TABLE temp.vocabulary")


def _rows(db: sqlite_utils.Database) -> Iterator[dict[str, Any]]:
    clauses = db.query(
        "SELECT c.document, c.number, c.title, c.text, d.valid_from, d.valid_to "
        "FROM clauses c JOIN documents d ON d.number = c.document"
    )
    for row in clauses:
        document, clause = number_of(row["document"]), row.pop("number")
        yield {
            **row,
            "kind": "clause",
            "key": f"{row['document']}#{clause}",
            "document": document,
            "clause": clause,
        }
    provisions = db.query(
        "SELECT matter, name, answer, other_names, aspects, document, clause, valid_from, valid_to "
        "FROM provisions JOIN matters ON matters.slug = matter"
    )
    for row in provisions:
        yield {
            "kind": "topic",
            "key": row["matter"],
            "document": number_of(row["document"]),
            "clause": row["clause"],
            "title": "，".join([row["name"], *json.loads(row["other_names"])]),
            "text": " ".join([row["answer"], *json.loads(row["aspects"]).values()]),
            "valid_from": row["valid_from"],
            "valid_to": row["valid_to"],
        }
