"""The website in one process, in front of a Rasa that says what a test wants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from redis import Redis

from bot.settings import Settings
from bot.web.app import create_app
from bot.web.rasa_client import RasaUnavailable
from tests.servers import ON_SERVERS, fresh_database

ANSWER = {
    "kind": "answer",
    "text": "贴息累计不超过3次。",
    "citations": [
        {"document": "云政发〔2020〕6号", "clause": "二十", "title": "", "quote": "", "url": "/policy/x"}
    ],
}


class FakeRasa:
    """Answers every message with `answer`; with `away` set it gives no answer at all."""

    def __init__(self) -> None:
        self.away: str | None = None
        self.answer: dict[str, Any] = ANSWER
        self.heard: list[tuple[str, str]] = []
        self.commands: list[Any] = []
        self.forgotten: list[str] = []
        self.told: dict[str, Any] = {}

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def say(
        self, conversation: str, text: str, message_id: str | None = None, command: Any = None
    ) -> dict[str, Any]:
        if self.away:
            raise RasaUnavailable(self.away)
        self.heard.append((conversation, text))
        self.commands.append(command)
        return {
            "messages": [dict(self.answer)],
            "understanding": {"intent": "loans/startup_guarantee_loan", "confidence": 0.97},
            "ticket": None,
        }

    async def facts(self, conversation: str) -> dict[str, Any]:
        if self.away:
            raise RasaUnavailable(self.away)
        return dict(self.told)

    async def forget(self, conversation: str) -> bool:
        if self.away:
            return False
        self.forgotten.append(conversation)
        return True

    async def problem(self) -> str | None:
        return self.away


@pytest.fixture
def rasa() -> FakeRasa:
    return FakeRasa()


@pytest.fixture
def web_settings(request: pytest.FixtureRequest, built_settings: Settings, tmp_path: Path) -> Settings:
    """The built store with a database and a key of this test's own."""
    own = replace(built_settings, var_dir=tmp_path, database_url=f"sqlite:///{tmp_path}/helpdesk.db")
    if not ON_SERVERS:
        return own
    database = fresh_database(request.getfixturevalue("prepared_postgres"), "TEMPLATE prepared")
    redis = request.getfixturevalue("redis_url")
    Redis.from_url(redis).flushall()  # what another test has used up
    return replace(own, database_url=database, redis_url=redis)


@pytest.fixture
def sqlite_only() -> None:
    """For tests that look into SQLite's files or lock them."""
    if ON_SERVERS:
        pytest.skip("looks into SQLite's files")


@pytest.fixture
def client(web_settings: Settings, rasa: FakeRasa) -> Iterator[TestClient]:
    with TestClient(create_app(web_settings, rasa), raise_server_exceptions=False) as client:
        yield client
