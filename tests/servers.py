"""Servers of a test run's own: PostgreSQL on a Unix socket, Redis on a port.

With BOT_TEST_SERVERS set the website's tests run on them, else on SQLite and without Redis.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from bot.helpdesk.database import migrate
from bot.processes import die_with_parent, free_port

ON_SERVERS = bool(os.environ.get("BOT_TEST_SERVERS"))


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


def fresh_database(server: str, like: str = "") -> str:
    """Address of a database of a test's own; `like` names what it is copied from."""
    name = f"t{uuid.uuid4().hex}"
    _administer(server, f"CREATE DATABASE {name} {like}")
    return server.format(name)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a throw-away Redis."""
    if shutil.which("redis-server") is None:
        pytest.fail("没有安装 redis-server（apt-get install redis-server）")
    folder, port = tmp_path_factory.mktemp("redis"), free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=die_with_parent) as process:
        _await_redis(port)
        yield f"redis://127.0.0.1:{port}/0"
        process.kill()


def _await_redis(port: int) -> None:
    with closing(Redis(port=port)) as asked:
        for _ in range(600):
            try:
                asked.ping()
                return
            except RedisError:
                time.sleep(0.1)
    raise AssertionError("redis-server did not start")


def _administer(server: str, query: str) -> None:
    made = create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with made.connect() as connection:
        connection.execute(text(query))
