"""Fixtures that the whole suite shares."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from rich.console import Console

from bot.dialogue.patches import without_tensorflow
from bot.launcher import running_product
from bot.policy.build import build_store
from bot.policy.store import Store, open_store
from bot.processes import free_port
from bot.settings import Settings, read_settings
from tests.servers import postgres, prepared_postgres, redis_url

__all__ = ["postgres", "prepared_postgres", "redis_url"]

# Where TensorFlow is not installed what Rasa imports of it is stood in for, as in the product.
if not without_tensorflow.installed():
    without_tensorflow.install()

# Every product of the tests shares what is converted and learnt once, as machines share artefacts.
os.environ.setdefault("BOT_ENCODER_DIR", str(read_settings({}).encoder_cache))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that unproven.yml names: their failure is counted, and stops nothing."""
    unproven = yaml.safe_load((Path(__file__).parent / "unproven.yml").read_text(encoding="utf-8"))
    for item in items:
        for entry in unproven:
            if item.nodeid.startswith(entry["tests"]):
                item.add_marker(pytest.mark.xfail(reason=entry["why"], strict=False))


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
        # Where the words of laws lie once they are cut.
        encoder_dir=str(read_settings({}).encoder_cache),
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
    own = replace(
        built_settings,
        widget_origins="*",
        # On a busy machine, too, it is the bot that is tested and not the search that answers in its place.
        rasa_timeout=120,
    )
    with running_product(own, Console(stderr=True)) as address:
        yield address


@pytest.fixture
def empty_settings(tmp_path: Path) -> Settings:
    """Settings of an installation that has nothing yet."""
    return replace(
        read_settings({}),
        data_dir=tmp_path / "data",
        policy_db=tmp_path / "policy.db",
        var_dir=tmp_path / "var",
        database_url=f"sqlite:///{tmp_path}/helpdesk.db",
    )


@pytest.fixture
def elsewhere(empty_settings: Settings) -> Settings:
    """An installation that holds another province's law, in two versions, and nothing of ours."""
    for begin, rule in (("2020-01-01", "每年开放三天。"), ("2024-05-01", "每年开放十天。")):
        folder = empty_settings.document_dir / "450000" / begin
        folder.mkdir(parents=True)
        about = f"number: 外省条例\ntitle: 外省花园条例\nkind: law\nissuer: 外省人大\nvalid_from: {begin}\n"
        about += 'level: province\nregion: "450000"\n'
        (folder / "document.yml").write_text(about, encoding="utf-8")
        (folder / "text.txt").write_text(f"外省花园条例\n\n第一条 花园{rule}\n", encoding="utf-8")
    build_store(empty_settings)
    return empty_settings


@pytest.fixture
def other_store(elsewhere: Settings) -> Store:
    """The store of that installation."""
    return open_store(elsewhere.policy_db)
