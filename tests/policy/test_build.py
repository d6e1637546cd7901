"""The policy store is built whole, checked, and replaced as one piece."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import PolicyDataError
from bot.policy.build import build_store, is_current
from bot.policy.store import Store
from bot.settings import Settings

PAPER = "云政发〔2020〕6号"


def test_each_department_stands_once(built_settings: Settings) -> None:
    with sqlite3.connect(built_settings.policy_db) as db:
        names = [name for (name,) in db.execute("SELECT name FROM departments")]
        broken = db.execute("PRAGMA foreign_key_check").fetchall()
    assert len(names) == len(set(names)) > 30
    assert broken == []


def test_every_quote_is_where_the_store_says(store: Store, built_settings: Settings) -> None:
    text = store.document(PAPER)["text"]
    with sqlite3.connect(built_settings.policy_db) as db:
        rows = db.execute(
            "SELECT quote, start, \"end\" FROM sources WHERE document = ? AND quote <> ''", [PAPER]
        ).fetchall()
    assert len(rows) >= 90
    assert all(text[start:end] == quote for quote, start, end in rows)


@pytest.fixture
def own(empty_settings: Settings, built_settings: Settings) -> Settings:
    """An installation with the data of its own to change, and its store built."""
    shutil.copytree(built_settings.data_dir, empty_settings.data_dir)
    # The words of laws aren't cut anew for each.
    settings = replace(empty_settings, encoder_dir=built_settings.encoder_dir)
    build_store(settings)
    return settings


def test_store_is_current_until_an_input_changes(own: Settings) -> None:
    assert is_current(own)
    text = next(own.document_dir.glob("*/*/text.txt"))
    text.write_text(text.read_text("utf-8") + "\n", "utf-8")
    assert not is_current(own)


def test_documents_of_a_folder_of_their_own_are_read(elsewhere: Settings, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    elsewhere.document_dir.rename(papers)
    moved = replace(elsewhere, policy_dir=str(papers))
    assert Store(build_store(moved)).document("外省条例")
    assert is_current(moved)
    next(papers.rglob("text.txt")).write_text("外省花园条例\n\n第一条 花园不开放。\n", "utf-8")
    assert not is_current(moved)


def test_failed_build_keeps_the_old_store(own: Settings) -> None:
    measures = next(own.document_dir.glob("530000/*/provisions/04.yml"))
    measures.write_text(measures.read_text("utf-8").replace("10% 给予补助", "20% 给予补助"), "utf-8")
    before = own.policy_db.read_bytes()
    with pytest.raises(PolicyDataError, match="引文不在条款原文里"):
        build_store(own)
    assert own.policy_db.read_bytes() == before
    assert not list(own.policy_db.parent.glob("*.tmp"))


def test_store_elsewhere_needs_no_default_folder(own: Settings, tmp_path: Path) -> None:
    moved = replace(own, policy_db=tmp_path / "deep" / "er" / "policy.db")
    assert stat.S_ISREG(build_store(moved).stat().st_mode)
