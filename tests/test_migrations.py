"""The migrations make exactly the tables that the classes declare, once, whoever else is at it."""

import re
import sqlite3
import subprocess
import sys
import textwrap

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from dossiers import BY, ONE_REGION, TWO_REGIONS, demand_replay, dump, populate, row_of, walk
from sqlalchemy import Column, Integer, MetaData, Table, event, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from workflow import models
from workflow.engine import Engine
from workflow.entries import Note
from workflow.errors import StoreError
from workflow.models import APPEND_ONLY, DOSSIER_FACTS, REGISTER_FACTS
from workflow.schema import upgrade
from workflow.store import SCHEMA, Store
from workflow.workspace import migrations

OURS = SQLModel.metadata.tables
VERSIONS = migrations() / "versions"


@pytest.fixture
def made(empty_url):
    """A store whose tables the migrations made."""
    store = Store(empty_url)
    upgrade(store)
    yield store
    store.close()


@pytest.fixture
def declared(request, tmp_path):
    """A store of the same kind whose tables were made from the classes, without the migrations."""

    def make(made):
        if made.engine.dialect.name == "sqlite":
            store = Store(f"sqlite:///{tmp_path}/declared.db")
        else:
            server = request.getfixturevalue("postgres_server")
            store = Store(server.url(server.create()))
        request.addfinalizer(store.close)
        with store.engine.begin() as connection:
            SQLModel.metadata.create_all(connection)
        return store

    return make


def described(store):
    """What a database says of each of our tables."""
    found = inspect(store.engine)
    return {
        name: {
            "columns": [
                (one["name"], str(one["type"]), one["nullable"], one.get("primary_key"))
                for one in found.get_columns(name)
            ],
            "primary key": found.get_pk_constraint(name)["constrained_columns"],
            "foreign keys": sorted(
                (one["constrained_columns"], one["referred_table"], one["referred_columns"], one["options"])
                for one in found.get_foreign_keys(name)
            ),
            "uniques": sorted((one["name"], one["column_names"]) for one in found.get_unique_constraints(name)),
            "checks": sorted((one["name"], one["sqltext"]) for one in found.get_check_constraints(name)),
            "indexes": sorted(
                (one["name"], one["column_names"], bool(one["unique"]), _where(one.get("dialect_options", {})))
                for one in found.get_indexes(name)
            ),
        }
        for name in OURS
    }


def _where(options):
    return sorted(str(value) for name, value in options.items() if name.endswith("_where"))


def test_the_migrations_make_what_the_classes_declare(made, declared):
    ours, theirs = described(made), described(declared(made))
    for name in OURS:
        assert ours[name] == theirs[name], name


def test_alembic_sees_no_difference_either(made):
    with made.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_column_that_no_migration_makes_would_be_seen(made):
    changed = MetaData()
    for table in OURS.values():
        table.to_metadata(changed)
    Table("subject", changed, Column("forgotten", Integer), extend_existing=True)
    with made.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        found = compare_metadata(context, changed)
    assert [difference[0] for difference in found] == ["add_column"]


def test_every_table_has_its_place():
    """In the history, in the present, or as where one of the two stands."""
    classes = {one for one in vars(models).values() if isinstance(one, type) and hasattr(one, "__table__")}
    assert classes == {*APPEND_ONLY, *DOSSIER_FACTS, *REGISTER_FACTS, models.Dossier, models.RegisterHead}


def test_there_are_no_tables_but_ours(made):
    assert set(inspect(made.engine).get_table_names()) == {*OURS, "alembic_version"}


def test_upgrading_twice_changes_nothing(made):
    before = described(made)
    upgrade(made)
    assert described(made) == before


def version(store, number):
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{number}'")


def test_a_database_newer_than_the_program_is_left_alone(made):
    version(made, "9999")
    for ask in (lambda: upgrade(made), lambda: Engine(made).steps("x", "y")):
        with pytest.raises(StoreError) as caught:
            ask()
        assert f"est à la version 9999, plus récente que ce programme ({SCHEMA})" in caught.value.message.fr
        assert caught.value.remedy.fr == "mettez à jour le programme ; une base ne revient pas en arrière"


def test_a_database_older_than_the_program_says_how_to_upgrade_it(made):
    version(made, "0000")
    with pytest.raises(StoreError) as caught:
        Engine(made).steps("x", "y")
    assert f"est à la version 0000, ce programme attend la {SCHEMA}" in caught.value.message.fr
    assert "jalon init --upgrade" in caught.value.remedy.fr


NUMBERS = sorted(one.name[:4] for one in VERSIONS.glob("0*.py"))


def upgrade_until(number, store, monkeypatch):
    """Make the tables of an earlier version, by that version's own migrations."""
    import workflow.schema as schema

    command = schema.command
    with monkeypatch.context() as patch:
        until = type("Until", (), {"upgrade": lambda config, _: command.upgrade(config, number)})
        patch.setattr(schema, "command", until)
        upgrade(store)


@pytest.mark.parametrize("number", NUMBERS[:-1])
def test_a_database_of_any_earlier_version_is_brought_up_to_date(empty_url, number, monkeypatch):
    """It is made by that version's own migrations; then ours take it from there."""
    store = Store(empty_url)
    upgrade_until(number, store, monkeypatch)
    upgrade(store)
    assert described(store)["history_entry"]["columns"]
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == SCHEMA
    store.close()


NUMBERED = {"history_entry": "id"}
"""What the database gives by itself."""


@pytest.fixture
def from_before(empty_url, tmp_path, monkeypatch):
    """A database of the version before this one, with the histories of two dossiers; and all that it says."""
    url = f"sqlite:///{tmp_path}/lived.db"
    populate(url)
    lived = Engine(Store(url))
    walk(lived, ONE_REGION, to="implemented")
    walk(lived, TWO_REGIONS, to="pilot")
    said = dump(lived)
    store = Store(empty_url)
    upgrade_until(NUMBERS[-2], store, monkeypatch)
    with lived.store.reading() as reading, store.engine.begin() as connection:
        for table in SQLModel.metadata.sorted_tables:
            for row in reading.query(select(table).order_by(*table.primary_key.columns)):
                values = dict(zip(table.columns.keys(), row, strict=True))
                values.pop(NUMBERED.get(table.name), None)
                connection.execute(table.insert().values(values))
    lived.store.close()
    yield store, said
    store.close()


def test_an_upgrade_leaves_every_row_of_a_history_as_it_was(from_before):
    store, said = from_before
    upgrade(store)
    engine = Engine(store)
    assert dump(engine) == said
    demand_replay(engine)
    with pytest.raises(DBAPIError, match="append-only"), store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM history_entry")
    with pytest.raises(DBAPIError, match="append-only"), store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE disclosure SET text = 'x'")


def test_a_history_goes_on_where_it_was_before_an_upgrade(from_before):
    store, _ = from_before
    upgrade(store)
    engine = Engine(store)
    before = row_of(engine, "axe-seine-2018").seq
    assert engine.record("axe-seine-2018", Note(text="après"), BY.national).seq == before + 1
    demand_replay(engine)


def locks(store):
    """The triggers of SQLite, each with what it says."""
    with store.engine.connect() as connection:
        return dict(connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all())


LOCKS = ["history_entry_no_update", "history_entry_next", "disclosure_new", "disclosure_gone", "leaf_new", "leaf_next"]


@pytest.mark.parametrize("again", [False, True], ids=["taken off", "opened"])
@pytest.mark.parametrize("name", LOCKS)
def test_an_upgrade_does_not_put_a_lock_back_that_somebody_opened(tmp_path, monkeypatch, name, again):
    """It is for the verification to find; put back by those who upgrade, it would never be known."""
    fresh, store = Store(f"sqlite:///{tmp_path}/fresh.db"), Store(f"sqlite:///{tmp_path}/old.db")
    upgrade(fresh)
    upgrade_until("0005", store, monkeypatch)
    table = name.rsplit("_", 1)[0].removesuffix("_no")
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
        if again:
            connection.exec_driver_sql(f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN 0 BEGIN SELECT 1; END")
    upgrade(store)
    assert locks(store) != locks(fresh)
    for one in (fresh, store):
        one.close()


def test_an_upgrade_does_not_hide_that_the_last_entries_were_removed(tmp_path, monkeypatch):
    """SQLite remembers how many it gave; a table made anew would forget it."""
    store = Store(f"sqlite:///{tmp_path}/old.db")
    upgrade_until("0005", store, monkeypatch)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO sqlite_sequence VALUES ('history_entry', 41)")
    upgrade(store)
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT * FROM sqlite_sequence").all() == [("history_entry", 41)]
    store.close()


def test_an_upgrade_leaves_no_second_copy_of_what_may_have_to_be_erased(tmp_path, monkeypatch):
    """Not even on an SQLite that leaves in the file what was deleted."""
    store = Store(f"sqlite:///{tmp_path}/old.db")
    event.listen(store.engine, "connect", lambda raw, _: raw.execute("PRAGMA secure_delete = OFF"), insert=True)
    upgrade_until("0005", store, monkeypatch)
    texts = [f"un nom {number:03} " + "…" * (number % 40) for number in range(300)]
    with store.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO subject VALUES ('register'), ('axe-seine-2018')")
        for number, text in enumerate(texts):
            values = (f"{number:043}", ("register", "axe-seine-2018")[number % 2], number, text)
            connection.exec_driver_sql("INSERT INTO disclosure VALUES (?, ?, ?, ?)", values)
    upgrade(store)
    store.close()
    content = (tmp_path / "old.db").read_bytes()
    assert {content.count(one.encode()) for one in texts} == {1}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE alembic_version SET version_num = '0005'",
        "UPDATE alembic_version SET version_num = '0000'",
        "UPDATE alembic_version SET version_num = ''",
        "INSERT INTO alembic_version VALUES ('0003')",
    ],
)
def test_a_database_that_says_it_is_of_another_version_is_refused_and_stays_as_it_is(sqlite_url, change):
    """Nobody but who has a hand on the database makes it say so: that is no fault of the program."""
    store = Store(sqlite_url)
    with store.engine.begin() as connection:
        connection.exec_driver_sql(change)
    before = described(store)
    with pytest.raises(StoreError, match="ne sont pas celles de la version") as refused:
        upgrade(store)
    assert "sauvegarde" in refused.value.remedy.fr
    assert described(store) == before
    store.close()


def test_a_file_that_is_no_database_is_not_upgraded(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("Ceci n’est pas une base.\n" * 100, encoding="utf-8")
    before = file.read_bytes()
    with pytest.raises(StoreError, match="n’est pas une base SQLite"):
        upgrade(Store(f"sqlite:///{file}"))
    assert file.read_bytes() == before


def test_a_database_where_there_is_no_folder_is_not_made(tmp_path):
    with pytest.raises(StoreError, match="ne peut pas être ouverte"):
        upgrade(Store(f"sqlite:///{tmp_path}/nowhere/jalon.db"))


def test_an_upgrade_that_fails_leaves_nothing_behind(empty_url, monkeypatch):
    from alembic import op

    made = op.create_table

    def failing(name, *rest, **more):
        if name == "validation":
            raise KeyboardInterrupt
        return made(name, *rest, **more)

    monkeypatch.setattr(op, "create_table", failing)
    store = Store(empty_url)
    with pytest.raises(KeyboardInterrupt):
        upgrade(store)
    monkeypatch.undo()
    assert inspect(store.engine).get_table_names() == []
    upgrade(store)
    assert {*OURS} <= set(inspect(store.engine).get_table_names())
    store.close()


UPGRADING = """
import sys
from workflow.schema import upgrade
from workflow.store import Store
upgrade(Store(sys.argv[1]))
"""


def test_two_upgrades_at_once_make_the_tables_once(empty_url):
    running = [
        subprocess.Popen([sys.executable, "-c", textwrap.dedent(UPGRADING), empty_url], stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for process in running:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors.decode()
    store = Store(empty_url)
    assert {*OURS} <= set(inspect(store.engine).get_table_names())
    store.close()


def test_a_server_that_cannot_hold_our_letters_is_refused(postgres_server):
    name = postgres_server.create()
    store = Store(postgres_server.url(name))
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(
            f"CREATE DATABASE {name}_latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    store.close()
    latin = Store(postgres_server.url(f"{name}_latin"))
    with pytest.raises(StoreError) as caught:
        upgrade(latin)
    assert "est en LATIN1 ; il la faut en UTF8" in caught.value.message.fr
    latin.close()


def test_the_triggers_of_sqlite_stay_where_a_table_is_made_anew(tmp_path):
    """A migration that copies a table would lose them silently: each append-only table has its own, in the end."""
    store = Store(f"sqlite:///{tmp_path}/new.db")
    upgrade(store)
    with sqlite3.connect(tmp_path / "new.db") as connection:
        triggers = connection.execute("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    connection.close()
    store.close()
    for table in APPEND_ONLY:
        verbs = {
            re.search("BEFORE (UPDATE|DELETE|INSERT)", sql)[1] for name, sql in triggers if name == table.__tablename__
        }
        assert verbs == {"UPDATE", "DELETE", "INSERT"}, table
