"""Databases for the helpdesk's tests: SQLite always, PostgreSQL where it is installed."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from bot.helpdesk import passwords
from bot.helpdesk.casework import Casework
from bot.helpdesk.database import migrate
from bot.helpdesk.staff import StaffRegister
from bot.helpdesk.tickets import NewTicket, TicketStore
from bot.settings import Settings, read_settings
from tests.servers import fresh_database, postgres, prepared_postgres

__all__ = ["postgres", "prepared_postgres"]
_PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a file."""
    path = tmp_path_factory.mktemp("sqlite") / "helpdesk.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of the test's own, once of each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("prepared_sqlite"), tmp_path / "helpdesk.db")
        return f"sqlite:///{tmp_path}/helpdesk.db"
    return fresh_database(request.getfixturevalue("prepared_postgres"), "TEMPLATE prepared")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new/helpdesk.db"
    return fresh_database(request.getfixturevalue("postgres"))


# For one module at a time: of a package, whoever imports it would keep it for all packages that follow.
@pytest.fixture(autouse=True, scope="module")
def cheap_hashes() -> Iterator[None]:
    """Password hashes that cost nothing: the tests make many accounts."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_hasher", lambda: cheap)
        yield


@pytest.fixture
def settings(url: str, tmp_path: Path) -> Settings:
    """Settings whose data lie in a folder of their own, without triage's texts."""
    return dataclasses.replace(
        read_settings({}), database_url=url, var_dir=tmp_path, policy_db=tmp_path / "none.db"
    )


@pytest.fixture
def tickets(settings: Settings) -> TicketStore:
    return TicketStore(settings)


@pytest.fixture
def casework(tickets: TicketStore) -> Casework:
    return Casework(tickets)


@pytest.fixture
def staff(settings: Settings) -> StaffRegister:
    """小李 (agent) and 老王 (supervisor)."""
    register = StaffRegister(settings.database_url)
    register.add("小李", "agent", _PASSWORD, "test")
    register.add("老王", "supervisor", _PASSWORD, "test")
    return register


@pytest.fixture
def ticket(tickets: TicketStore, staff: StaffRegister) -> int:
    """The id of a fresh ticket in conversation «c1»."""
    return int(tickets.open(NewTicket("c1", "想借本钱开店行不行")).number[1:])


@pytest.fixture(scope="module")
def where(built_settings: Settings) -> Settings:
    """The settings of a product that understands."""
    if not list(built_settings.model_dir.glob("*.tar.gz")):
        pytest.skip("没有训练好的模型；请先运行 make train")
    return built_settings
