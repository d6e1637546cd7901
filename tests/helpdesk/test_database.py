"""The schema: made by migrations, the same as the code's, whoever starts first."""

import multiprocessing
import sys

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.helpdesk.database import engine, migrate, reading, writing
from bot.helpdesk.tables import whole_schema
from bot.helpdesk.ticket_tables import tickets as table
from bot.policy.references import ClauseRef
from bot.settings import ROOT


def test_migrations_make_the_tables_that_the_code_uses(empty_url):
    with reading(engine(empty_url)) as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _ours})
        assert compare_metadata(context, whole_schema()) == []


def test_processes_that_start_together_migrate_once(empty_url):
    spawn = multiprocessing.get_context("spawn")
    starters = [spawn.Process(target=migrate, args=(empty_url,)) for _ in range(3)]
    for process in starters:
        process.start()
    for process in starters:
        process.join(60)
    assert [process.exitcode for process in starters] == [0, 0, 0]
    with reading(engine(empty_url)) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar() == 1


def _ours(name, kind, _parents):
    return not (kind == "table" and name == "sqlite_sequence")


def test_migrations_form_one_line():
    """Two branches once both added a 0002, and no database could be opened."""
    folder = ROOT / "migrations/versions"
    names = [path.name[:4] for path in sorted(folder.glob("[0-9]*.py"))]
    assert names == [f"{position:04d}" for position in range(1, len(names) + 1)]
    assert len(ScriptDirectory(ROOT / "migrations").get_heads()) == 1


def test_a_current_database_opens_without_the_machinery_of_migrations(empty_url, monkeypatch):
    migrate(empty_url)
    monkeypatch.setitem(sys.modules, "alembic", None)
    migrate(empty_url)


def test_a_database_of_an_older_version_is_brought_up_to_date(empty_url):
    configuration = Config()
    configuration.set_main_option("script_location", str(ROOT / "migrations"))
    with writing(engine(empty_url)) as connection:
        configuration.attributes["connection"] = connection
        command.downgrade(configuration, "-1")
    migrate(empty_url)
    with reading(engine(empty_url)) as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _ours})
        assert compare_metadata(context, whole_schema()) == []


def test_old_tickets_stay_readable_when_clauses_get_their_document(tickets, ticket):
    told = ["云政发〔2020〕6号 二十", "公司法 第四十七条", "云政发〔2020〕6号 一"]
    bare = ["二十", "公司法第四十七条", "一"]
    configuration = Config()
    configuration.set_main_option("script_location", str(ROOT / "migrations"))
    with writing(tickets.engine) as connection:
        connection.execute(table.update().where(table.c.id == ticket).values(clauses=told))
    (file,) = (ROOT / "migrations/versions").glob("*_clause_references.py")
    before = f"{int(file.name[:4]) - 1:04d}"
    for change, revision, expected in ((command.downgrade, before, bare), (command.upgrade, "head", told)):
        with writing(tickets.engine) as connection:
            configuration.attributes["connection"] = connection
            change(configuration, revision)
        with reading(tickets.engine) as connection:
            kept = connection.execute(table.select().with_only_columns(table.c.clauses)).scalar()
        assert kept == expected
    assert [ClauseRef.parse(cited) for cited in told][1] == ClauseRef("公司法", "第四十七条")
