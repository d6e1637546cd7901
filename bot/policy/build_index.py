"""Building the full-text indexes of the store; `bot.policy.search_index` asks them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlite_utils

from bot.policy.law_words import law_words
from bot.policy.search_index import LAWS, OWN, Index, terms_of
from bot.policy.versions import number_of
from bot.policy.words import Words


def create_index(db: sqlite_utils.Database) -> None:
    """The tables of the search: one index of what the data folder holds, one of national law."""
    for index in (OWN, LAWS):
        db.table(index.passages).create(
            {
                "id": int, "kind": str, "key": str, "document": str, "clause": str, "title": str,
                "text": str, "valid_from": str, "valid_to": str,
            },
            pk="id",
        )  # fmt: skip
        # Contentless: the index holds segmented words only, the readable text stands in `passages`.
        db.conn.execute(f"CREATE VIRTUAL TABLE {index.fts} USING fts5(title, text, content='')")
        db.conn.execute(f"CREATE TABLE {index.terms} (term TEXT PRIMARY KEY, rows INTEGER) WITHOUT ROWID")


def fill_index(db: sqlite_utils.Database, words: Words, kept: Path) -> None:
    """Index every clause and provision of the store; to be called once, last.

    `kept`: the folder in which the words of laws lie or are to lie.
    """
    for number, row in enumerate(_rows(db), 1):
        indexed = [" ".join(terms_of(words, row[column])) for column in ("title", "text")]
        _add(db, OWN, number, row, indexed)
    count_terms(db)
    articles = list(_clauses(db, "words_from <> ''"))
    cut = law_words([row["text"] for row in articles], kept) if articles else []
    for number, (row, text) in enumerate(zip(articles, cut, strict=True), 1):
        # An article has no title, and the law's name tells what it is about.
        _add(db, LAWS, number, row, [" ".join(words.search_terms(row["document"])), text])
    count_terms(db, LAWS)


def _add(db: sqlite_utils.Database, index: Index, number: int, row: dict[str, Any], cut: list[str]) -> None:
    db.conn.execute(
        f"INSERT INTO {index.passages} VALUES (:id, :kind, :key, :document, :clause, :title, :text, "
        ":valid_from, :valid_to)",
        {"id": number, **row},
    )
    db.conn.execute(f"INSERT INTO {index.fts}(rowid, title, text) VALUES (?, ?, ?)", [number, *cut])


def count_terms(db: sqlite_utils.Database, index: Index = OWN) -> None:
    """Put an index in order and note how many rows hold each term."""
    db.conn.execute(f"INSERT INTO {index.fts}({index.fts}) VALUES ('optimize')")
    # How common each term is; counting it at query time would itself visit all its rows.
    db.conn.execute(f"CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, {index.fts}, row)")
    db.conn.execute(f"INSERT INTO {index.terms} SELECT term, doc FROM temp.vocabulary")
    db.conn.execute("DROP TABLE temp.vocabulary")


def _clauses(db: sqlite_utils.Database, which: str) -> Iterator[dict[str, Any]]:
    rows = db.query(
        "SELECT c.document, c.number, c.title, c.text, d.valid_from, d.valid_to "
        f"FROM clauses c JOIN documents d ON d.number = c.document WHERE {which}"
    )
    for row in rows:
        document, clause = number_of(row["document"]), row.pop("number")
        yield {
            **row,
            "kind": "clause",
            "key": f"{row['document']}#{clause}",
            "document": document,
            "clause": clause,
        }


def _rows(db: sqlite_utils.Database) -> Iterator[dict[str, Any]]:
    yield from _clauses(db, "words_from = ''")
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
