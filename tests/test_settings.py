"""Settings come from the environment, each with a default; an unusable value is named."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from bot.errors import UserError
from bot.settings import ROOT, Settings, read_settings


def test_every_default_works() -> None:
    settings = read_settings({})
    assert settings.port == 8000
    assert settings.document_dir == ROOT / "data/documents"
    assert settings.database_url == f"sqlite:///{ROOT}/var/helpdesk.db"


def test_the_environment_wins(tmp_path: Path) -> None:
    environment = {
        "BOT_PORT": "8123",
        "BOT_POLICY_DB": f"{tmp_path}/p.db",
        "DATABASE_URL": "postgresql://h/d",
    }
    settings = read_settings(environment)
    assert settings.port == 8123
    assert settings.policy_db == tmp_path / "p.db"
    assert settings.database_url == "postgresql://h/d"


def test_documents_lie_where_the_setting_says(tmp_path: Path) -> None:
    assert read_settings({"BOT_POLICY_DIR": str(tmp_path)}).document_dir == tmp_path
    assert read_settings({"BOT_POLICY_DIR": "papers"}).document_dir == ROOT / "papers"
    assert read_settings({"BOT_DATA_DIR": str(tmp_path)}).document_dir == tmp_path / "documents"


def test_an_absolute_sqlite_path_stays(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    assert read_settings({"DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize("value", ["abc", "-1", "8000.5", "８０８０a"])
def test_an_unusable_number_names_its_variable(value: str) -> None:
    with pytest.raises(UserError, match="BOT_PORT"):
        read_settings({"BOT_PORT": value})


def test_every_setting_says_what_it_is_for() -> None:
    assert all(item.metadata["env"] and item.metadata["meaning"] for item in fields(Settings))
