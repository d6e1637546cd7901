"""The policy store gives the document whole, and says so where it can't."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.policy.store import Store, open_store
from bot.settings import Settings

PAPER = "云政发〔2020〕6号"


def test_document_metadata(store: Store) -> None:
    info = store.document(PAPER)
    assert info is not None
    assert (info["signed"], info["published"]) == ("2020-02-14", "2020-02-18")
    assert info["issuer"] == "云南省人民政府"
    assert info["basis_number"] == "国发〔2018〕32号"
    assert info["valid_to"] is None


def test_chapters_and_clauses(store: Store) -> None:
    assert [c["number"] for c in store.chapters(PAPER)] == list("一二三四五六七")
    clauses = store.clauses(PAPER)
    assert len(clauses) == 24
    assert clauses[3]["title"] == "加大政府采购支持"
    assert "最高可补助 500 万元" in clauses[3]["text"]


def test_every_clause_has_its_departments_from_the_annex(store: Store) -> None:
    by_number = {c["number"]: c["departments"] for c in store.clauses(PAPER)}
    assert all(by_number.values())
    assert by_number["六"] == ["省科技厅", "省教育厅", "省财政厅"]
    assert by_number["一"] == ["各州、市人民政府", "省直有关部门"]


def test_clause_text_is_where_the_store_says(store: Store) -> None:
    text = store.document(PAPER)["text"]
    for clause in store.clauses(PAPER):
        assert text[clause["start"] : clause["end"]] == clause["text"]


def test_between_75_and_90_provisions_rest_on_all_clauses(store: Store) -> None:
    measures = [p for t in store.topics() for p in store.provisions(t.slug) if p.document == PAPER]
    assert 75 <= len(measures) <= 90
    assert {p.clause for p in measures} == {c["number"] for c in store.clauses(PAPER)}


def test_readers_cannot_write(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store._db.execute("DELETE FROM matters")


def test_search_widens_everyday_words(store: Store) -> None:
    found = store.search("借点钱", 5)
    assert {"loans"} <= {topic.area for p in found if (topic := store.topic(p.key))}


def test_search_of_nothing_finds_nothing(store: Store) -> None:
    assert store.search("的了吗") == []
    assert store.search("\"'; DROP TABLE topics; --") is not None


def test_missing_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="bot policy build"):
        Store(tmp_path / "none.db")


def test_broken_store_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError, match="重建"):
        Store(path)


def test_open_store_follows_a_replacement(built_settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "policy.db"
    shutil.copy(built_settings.policy_db, path)
    first = open_store(path)
    assert open_store(path) is first
    shutil.copy(built_settings.policy_db, tmp_path / "newer.db").replace(path)
    assert open_store(path) is not first
