"""The policy store holds the document whole, and is replaced as one piece."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import PolicyDataError, StoreError
from bot.policy.store import Store, build_store, is_current, open_store
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


def test_each_department_stands_once(built_settings: Settings) -> None:
    with sqlite3.connect(built_settings.policy_db) as db:
        names = [name for (name,) in db.execute("SELECT name FROM departments")]
        broken = db.execute("PRAGMA foreign_key_check").fetchall()
    assert len(names) == len(set(names)) > 30
    assert broken == []


def test_clause_text_is_where_the_store_says(store: Store) -> None:
    text = store.document(PAPER)["text"]
    for clause in store.clauses(PAPER):
        assert text[clause["start"] : clause["end"]] == clause["text"]


def test_every_quote_is_where_the_store_says(store: Store, built_settings: Settings) -> None:
    text = store.document(PAPER)["text"]
    with sqlite3.connect(built_settings.policy_db) as db:
        rows = db.execute('SELECT quote, start, "end" FROM sources WHERE document = ?', [PAPER]).fetchall()
    assert len(rows) >= 90
    assert all(text[start:end] == quote for quote, start, end in rows)


def test_between_75_and_90_measures_rest_on_all_clauses(store: Store) -> None:
    measures = store.topics("measure")
    assert 75 <= len(measures) <= 90
    assert {s.clause for m in measures for s in m.sources} == {c["number"] for c in store.clauses(PAPER)}


def test_readers_cannot_write(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store._db.execute("DELETE FROM topics")


def test_search_widens_everyday_words(store: Store) -> None:
    found = store.search("借点本钱", 5)
    assert any(p.key == "startup_guarantee_loan" for p in found)


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


@pytest.fixture
def own(empty_settings: Settings, built_settings: Settings) -> Settings:
    """An installation with the data of its own to change, and its store built."""
    shutil.copytree(built_settings.policy_dir, empty_settings.policy_dir)
    shutil.copytree(built_settings.guide_dir, empty_settings.guide_dir)
    build_store(empty_settings)
    return empty_settings


def test_store_is_current_until_an_input_changes(own: Settings) -> None:
    assert is_current(own)
    text = next(own.policy_dir.glob("*/text.txt"))
    text.write_text(text.read_text("utf-8") + "\n", "utf-8")
    assert not is_current(own)


def test_failed_build_keeps_the_old_store(own: Settings) -> None:
    measures = next(own.policy_dir.glob("*/measures/04.yml"))
    measures.write_text(measures.read_text("utf-8").replace("10% 给予补助", "20% 给予补助"), "utf-8")
    before = own.policy_db.read_bytes()
    with pytest.raises(PolicyDataError, match="引文不在条款原文里"):
        build_store(own)
    assert own.policy_db.read_bytes() == before
    assert not list(own.policy_db.parent.glob("*.tmp"))


def test_open_store_follows_a_replacement(own: Settings) -> None:
    first = open_store(own.policy_db)
    assert open_store(own.policy_db) is first
    build_store(own)
    assert open_store(own.policy_db) is not first


def test_store_elsewhere_needs_no_default_folder(own: Settings, tmp_path: Path) -> None:
    moved = replace(own, policy_db=tmp_path / "deep" / "er" / "policy.db")
    assert stat.S_ISREG(build_store(moved).stat().st_mode)
