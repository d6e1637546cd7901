"""Fixtures that the whole suite shares."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from bot.launcher import running_product
from bot.policy.build import build_store
from bot.policy.store import Store
from bot.processes import free_port
from bot.settings import Settings, read_settings


@pytest.fixture(scope="session")
def built_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose store, databases and logs lie in a folder of this test run."""
    folder = tmp_path_factory.mktemp("var")
    settings = replace(
        read_settings({}),
        port=free_port(),
        policy_db=folder / "policy.db",
        var_dir=folder,
        database_url=f"sqlite:///{folder}/helpdesk.db",
        rate_limit=0,
    )
    build_store(settings)
    return settings


@pytest.fixture(scope="session")
def store(built_settings: Settings) -> Store:
    """The policy store built from the repository's own data."""
    return Store(built_settings.policy_db)


@pytest.fixture(scope="session")
def product(built_settings: Settings) -> Iterator[str]:
    """Address of the whole product with the trained model, all processes running."""
    environment = {
        "BOT_VAR_DIR": str(built_settings.var_dir),
        "BOT_POLICY_DB": str(built_settings.policy_db),
        "DATABASE_URL": built_settings.database_url,
        "BOT_RATE_LIMIT": "0",
    }
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        with running_product(built_settings, Console(stderr=True)) as address:
            yield address
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def empty_settings(tmp_path: Path) -> Settings:
    """Settings of an installation that has nothing yet."""
    return replace(
        read_settings({}),
        policy_dir=tmp_path / "policies",
        guide_dir=tmp_path / "guides",
        policy_db=tmp_path / "policy.db",
        var_dir=tmp_path / "var",
        database_url=f"sqlite:///{tmp_path}/helpdesk.db",
    )
