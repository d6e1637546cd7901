"""A cluster for the tests, on databases of its own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.operations.artefacts import MODEL, STORE, collect
from bot.settings import Settings
from tests.cluster.machines import Cluster, missing_tools
from tests.faults.conftest import measure
from tests.servers import _administer, postgres

__all__ = ["measure", "postgres"]


@pytest.fixture(scope="session")
def cluster(
    postgres: str, built_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cluster]:
    """Everything running."""
    if missing_tools():
        told = f"没有安装 {'、'.join(missing_tools())}（apt-get install redis-server haproxy）"
        if os.environ.get("CI"):
            pytest.fail(f"{told}，CI 里必须有")
        pytest.skip(told)
    folder = Path(tmp_path_factory.mktemp("cluster"))
    # As the machines get them: deploy/artefacts.Dockerfile.
    artefacts = folder / "artefacts"
    collect(built_settings, artefacts)
    name = f"c{uuid.uuid4().hex}"
    _administer(postgres, f"CREATE DATABASE {name}")
    environment = {
        **os.environ,
        "PATH": f"{os.environ['PATH']}:/usr/sbin",
        "DATABASE_URL": postgres.format(name),
        "BOT_POLICY_DB": str(artefacts / STORE),
        "BOT_MODEL_DIR": str(artefacts),
        "BOT_ENCODER_DIR": str(artefacts),
        "BOT_RATE_LIMIT": "0",
        # A busy machine's answers are the bot's, too.
        "BOT_RASA_TIMEOUT": "60",
    }
    made = Cluster(folder, artefacts / MODEL, environment)
    try:
        made.start_all()
        yield made
    finally:
        made.stop_all()
