"""A backup made while others write is whole, and restoring it gives back what was there."""

from __future__ import annotations

import sqlite3
import tarfile
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, select
from sqlalchemy.pool import NullPool

from bot import model_files
from bot.errors import UserError
from bot.helpdesk.conversations import ConversationStore
from bot.helpdesk.database import engine
from bot.helpdesk.tables import whole_schema
from bot.helpdesk.tickets import NewTicket, TicketStore
from bot.operations import backup as backups
from bot.operations.backup import backup, restore
from bot.settings import Settings
from bot.training import model_path
from tests.helpdesk.conftest import (  # noqa: F401
    empty_url,
    prepared_sqlite,
    url,
)


@pytest.fixture
def installation(elsewhere: Settings, url: str, tmp_path: Path) -> Settings:  # noqa: F811
    """Tickets, a conversation, a tracker, data and their store, a model and a key: none of it another's."""
    var = tmp_path / "var"
    var.mkdir()
    own = replace(elsewhere, database_url=url, var_dir=var, model_dir=tmp_path / "models")
    (var / "session.key").write_text("key")
    with sqlite3.connect(own.tracker_db) as tracker:
        tracker.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, data TEXT)")
        tracker.execute("INSERT INTO events (data) VALUES ('slot')")
    own.model_dir.mkdir()
    model_path(own).write_bytes(b"model")
    model_files.record(model_path(own))
    TicketStore(own).open(NewTicket("c1", "想借本钱开店"))
    ConversationStore(url).append("c1", [("visitor", {"kind": "visitor", "text": "想借本钱"})])
    return own


def everything(url: str) -> dict[str, list[tuple[object, ...]]]:  # noqa: F811
    """All rows of all tables."""
    made = create_engine(url, poolclass=NullPool)
    with made.connect() as connection:
        assert set(inspect(made).get_table_names()) >= set(whole_schema().tables)
        return {
            t.name: [tuple(r) for r in connection.execute(select(t))] for t in whole_schema().sorted_tables
        }


def test_restoring_gives_back_what_was_backed_up(installation: Settings, tmp_path: Path) -> None:
    before = everything(installation.database_url)
    store = installation.policy_db.read_bytes()
    file = tmp_path / "backup.tar.gz"
    backup(installation, file)
    assert file.stat().st_mode & 0o777 == 0o600
    TicketStore(installation).open(NewTicket("c2", "备份以后的"))
    (installation.var_dir / "session.key").write_text("other")
    model_path(installation).write_bytes(b"broken")
    engine(installation.database_url).dispose()
    aside = restore(installation, file)
    assert everything(installation.database_url) == before
    assert (installation.var_dir / "session.key").read_text() == "key"
    assert model_files.is_sound(model_path(installation))
    with sqlite3.connect(installation.tracker_db) as tracker:
        assert tracker.execute("SELECT data FROM events").fetchall() == [("slot",)]
    with sqlite3.connect(installation.policy_db) as restored:
        assert restored.execute("SELECT count(*) FROM documents").fetchone()[0] == 2
    assert store and any(aside.iterdir())


def test_a_backup_under_writes_is_whole(installation: Settings, tmp_path: Path) -> None:
    conversations = ConversationStore(installation.database_url)
    over = threading.Event()
    kept: list[int] = []

    def write() -> None:
        while not over.is_set():
            turns = [
                ("visitor", {"kind": "visitor", "text": "问"}),
                ("bot", {"kind": "answer", "text": "答"}),
            ]
            kept.extend(conversations.append("busy", turns))

    writing = threading.Thread(target=write)
    writing.start()
    try:
        backup(installation, tmp_path / "b.tar.gz")
    finally:
        over.set()
        writing.join()
    engine(installation.database_url).dispose()
    restore(installation, tmp_path / "b.tar.gz")
    said = ConversationStore(installation.database_url).history("busy")
    # Both halves of each turn or none, and no turn between two others missing.
    assert len(said) % 2 == 0
    assert [m["id"] for m in said] == kept[: len(said)]


def test_a_model_comes_back_whatever_its_name_and_today_s_stays_sound(
    installation: Settings, tmp_path: Path
) -> None:
    backup(installation, tmp_path / "b.tar.gz")
    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        archive.extractall(tmp_path / "content", filter="data")
    # The backup of another version: its model has another name.
    models = tmp_path / "content/models"
    (models / model_path(installation).name).rename(models / "earlier.tar.gz")
    (models / model_files.SUMS).unlink()
    (models / "earlier.tar.gz").write_bytes(b"earlier")
    model_files.record(models / "earlier.tar.gz")
    (tmp_path / "content/manifest.json").unlink()
    repack(tmp_path / "content", tmp_path / "c.tar.gz", installation)
    engine(installation.database_url).dispose()
    restore(installation, tmp_path / "c.tar.gz")
    assert model_files.is_sound(installation.model_dir / "earlier.tar.gz")
    assert model_files.is_sound(model_path(installation))


def test_a_backup_with_a_file_that_was_put_in_is_refused(installation: Settings, tmp_path: Path) -> None:
    backup(installation, tmp_path / "b.tar.gz")
    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        archive.extractall(tmp_path / "content", filter="data")
    (tmp_path / "content/knowledge/mine").write_text("x")
    with tarfile.open(tmp_path / "c.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "content", arcname=".")
    with pytest.raises(UserError, match="knowledge/mine"):
        restore(installation, tmp_path / "c.tar.gz")


def repack(folder: Path, target: Path, settings: Settings) -> None:
    """As `backup` does at its end."""
    backups._write_manifest(settings, folder)
    backups._pack(folder, target)


def test_a_damaged_backup_changes_nothing(installation: Settings, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.gz"
    backup(installation, file)
    before = everything(installation.database_url)
    content = file.read_bytes()
    (tmp_path / "half.tar.gz").write_bytes(content[: len(content) // 2])
    with pytest.raises(UserError, match="什么也没有改动"):
        restore(installation, tmp_path / "half.tar.gz")
    with pytest.raises(UserError, match="没有"):
        restore(installation, tmp_path / "none.tar.gz")
    foreign = tmp_path / "foreign.tar.gz"
    with tarfile.open(foreign, "w:gz") as archive:
        archive.add(__file__, arcname="../outside.py")
    with pytest.raises(UserError):
        restore(installation, foreign)
    assert everything(installation.database_url) == before
