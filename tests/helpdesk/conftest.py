"""Databases for the helpdesk's tests: SQLite always, PostgreSQL where it is installed."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from bot.helpdesk import passwords
from bot.helpdesk.casework import Casework
from bot.helpdesk.database import migrate
from bot.helpdesk.staff import StaffRegister
from bot.helpdesk.tickets import NewTicket, TicketStore
from bot.settings import Settings, read_settings

_PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of a throw-away PostgreSQL on a Unix socket."""
    tools = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
    if tools is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL 没有安装，CI 里必须有")
        pytest.skip("没有安装 PostgreSQL（apt-get install postgresql），只用 SQLite 测")
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        # PostgreSQL refuses to run as root.
        user = "postgres" if os.geteuid() == 0 else None
        if user:
            subprocess.run(["chown", user, folder], check=True)
        run = {"check": True, "user": user, "cwd": folder, "stdout": subprocess.DEVNULL}
        subprocess.run(
            [tools / "initdb", "-D", f"{folder}/data", "-U", "bot", "-A", "trust", "-E", "UTF8", "-N"], **run
        )
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        control = [tools / "pg_ctl", "-D", f"{folder}/data", "-w", "-l", f"{folder}/log"]
        subprocess.run([*control, "-o", options, "start"], **run)
        try:
            yield f"postgresql+psycopg2://bot@/{{}}?host={folder}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **run)


@pytest.fixture(scope="session")
def prepared_postgres(postgres: str) -> str:
    """A migrated database that the tests' own ones are copied from."""
    _administer(postgres, "CREATE DATABASE prepared")
    migrate(postgres.format("prepared"))
    return postgres


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
    server = request.getfixturevalue("prepared_postgres")
    name = f"t{uuid.uuid4().hex}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE prepared")
    return server.format(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new/helpdesk.db"
    server = request.getfixturevalue("postgres")
    name = f"t{uuid.uuid4().hex}"
    _administer(server, f"CREATE DATABASE {name}")
    return server.format(name)


@pytest.fixture(autouse=True, scope="session")
def cheap_hashes() -> Iterator[None]:
    """Password hashes that cost nothing: the tests make many accounts."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_hasher", lambda: cheap)
        yield


def _administer(server: str, query: str) -> None:
    made = create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with made.connect() as connection:
        connection.execute(text(query))


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
