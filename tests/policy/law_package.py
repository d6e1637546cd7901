"""A data package of laws as small as can be, with the tables of the real one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from bot.policy.national_law import LawPackage

_SCHEMA = """
CREATE TABLE laws (law_id TEXT PRIMARY KEY, law_name TEXT NOT NULL, doc_type TEXT, level TEXT,
    issuing_body TEXT, publish_date TEXT, effective_date TEXT, version_date TEXT, status TEXT,
    law_department TEXT);
CREATE TABLE articles (id INTEGER PRIMARY KEY, law_id TEXT NOT NULL, law_name TEXT NOT NULL,
    law_department TEXT, level TEXT, status TEXT, chapter TEXT, section TEXT, article_no TEXT,
    article_no_arabic INTEGER, article_text TEXT, char_count INTEGER);
"""
# name, kind, made, effective, status, articles (chapter, section, number, text)
Law = tuple[str, str, str, str, str, list[tuple[str, str, str, str]]]


def a_law(
    name: str,
    *articles: str,
    kind: str = "法律",
    made: str = "2020-05-01",
    effective: str = "2020-07-01",
    status: str = "现行有效",
) -> Law:
    """A law whose articles are numbered 第一条, 第二条, … in one chapter."""
    numbers = "一二三四五六七八九"
    rows = [("第一章 总则", "", f"第{numbers[i]}条", text) for i, text in enumerate(articles)]
    return name, kind, made, effective, status, rows


def write_package(path: Path, laws: Iterable[Law]) -> LawPackage:
    """The file with these laws, and what reads it."""
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(_SCHEMA)
        for number, (name, kind, made, effective, status, articles) in enumerate(laws):
            about = (str(number), name, kind, "法律", "全国人大", made, effective, made, status, "经济法")
            db.execute(f"INSERT INTO laws VALUES ({', '.join('?' * 10)})", about)
            for chapter, section, article, text in articles:
                row = (
                    str(number),
                    name,
                    "经济法",
                    "法律",
                    status,
                    chapter,
                    section or None,
                    article,
                    1,
                    text,
                    1,
                )
                db.execute(f"INSERT INTO articles VALUES (NULL, {', '.join('?' * 11)})", row)
    return LawPackage(path, "test-laws 1.0")
