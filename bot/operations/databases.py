"""Copies of one database each, consistent while others write to it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from bot.errors import UserError


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite URL; None for a database server."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return None
    return Path(address.database or "")


def copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own backup: the state of one moment, whoever writes meanwhile."""
    reading = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    with closing(reading) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        (sound,) = copy.execute("PRAGMA integrity_check").fetchone()
        if sound != "ok":
            raise UserError(f"{source} 坏了（{sound}），没有备份；请用上一份备份恢复")
        # A copy is one file, without the log beside it.
        copy.execute("PRAGMA journal_mode = DELETE")


def dump_postgres(url: str, target: Path) -> None:
    """pg_dump: one transaction's view of the whole database."""
    _run("pg_dump", url, "--format=custom", f"--file={target}", "--no-owner")


def load_postgres(url: str, source: Path) -> None:
    """pg_restore in one transaction: all of it, or the database stays as it was."""
    options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
    _run("pg_restore", url, *options, str(source))


def insist_nobody_else(url: str) -> None:
    """UserError where another program is connected to the server's database: a product on another machine."""
    made = create_engine(url, future=True, poolclass=NullPool)
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    with made.connect() as connection:
        if connection.execute(others).scalar():
            raise UserError("还有程序连着这个数据库；请先停止所有机器上的产品，再恢复")


def _run(program: str, url: str, *options: str) -> None:
    address = make_url(url)
    # Everybody on the host can read a command line; the password goes by the environment.
    environment = {**os.environ, **({"PGPASSWORD": address.password} if address.password else {})}
    plain = URL.create(
        "postgresql", address.username, None, address.host, address.port, address.database, address.query
    )
    command = [program, f"--dbname={plain.render_as_string(hide_password=False)}", *options]
    try:
        run = subprocess.run(command, capture_output=True, text=True, env=environment)
    except FileNotFoundError:
        raise UserError(f"没有 {program}；请安装 postgresql-client，再试一次") from None
    if run.returncode:
        raise UserError(f"{program} 没有成功：{run.stderr.strip()[:500]}")
