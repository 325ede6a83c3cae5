"""The database keeps what it acknowledged, refuses what would change the past, and says plainly what is wrong."""

import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from dossiers import BY, MINUTES, ONE_REGION, TWO_REGIONS, StillClock, demand_replay, dump, history_of, row_of, walk
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from workflow.database import durability_for, explain, make_engine, place_of
from workflow.engine import Command, Engine
from workflow.entries import Note, ProjectSet
from workflow.errors import JalonError, StoreError
from workflow.models import APPEND_ONLY, PublishedFigure
from workflow.rows import column_names, key_names, table_of
from workflow.store import SCHEMA, Store

AXE = "axe-seine-2018"
SAMPLES = {
    "template": {"digest": "t", "name": "contract", "text": "…"},
    "draft": {
        "id": "d",
        "dossier_id": AXE,
        "seq": 0,
        "document": "contract",
        "item": 0,
        "version": 1,
        "title": "…",
        "text": "…",
        "data": "{}",
        "gaps": "[]",
        "template_digest": "t",
        "data_digest": "x",
        "text_digest": "x",
    },
    "leaf": {"number": 0, "entry_id": 1, "hash": "h" * 43},
    "checkpoint": {"number": 1, "size": 1, "sealed_at": "2020-05-06T10:00:00.000000Z", "note": "…"},
    "redaction": {"digest": "r", "name": "comment", "dossier_id": AXE, "seq": 1, "target": 0},
}
"""A row for each append-only table that a walk leaves empty."""


@pytest.fixture
def filled(engine):
    """A database with a row in every append-only table."""
    walk(engine, ONE_REGION, to="pilot")
    with engine.store.transaction() as tx:
        for table in APPEND_ONLY:
            name = table.__tablename__
            if name in SAMPLES:
                tx.add(table, SAMPLES[name])
    return engine


def execute(engine, statement):
    with engine.store.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def attempts_on(name, table, dialect):
    """Everything that would change or remove a row of a table, in the words of its database."""
    columns = ", ".join(column_names(table))
    keys = ", ".join(key_names(table))
    first = column_names(table)[-1]
    yield f"UPDATE {name} SET {first} = {first}"
    yield f"DELETE FROM {name}"
    copy = f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {name} WHERE true LIMIT 1"
    if dialect == "sqlite":
        yield copy.replace("INSERT", "INSERT OR REPLACE", 1)
        yield copy.replace("INSERT", "REPLACE", 1)
        yield f"UPDATE OR REPLACE {name} SET {first} = {first}"
        yield f"{copy} ON CONFLICT DO UPDATE SET {first} = excluded.{first}"
    else:
        yield f"{copy} ON CONFLICT ({keys}) DO UPDATE SET {first} = excluded.{first}"
        yield f"TRUNCATE {name} CASCADE"


@pytest.mark.parametrize("table", APPEND_ONLY, ids=lambda table: table.__tablename__)
def test_the_database_itself_refuses_to_change_the_past(filled, table):
    before = dump(filled)
    assert before[table.__tablename__], "nothing to change"
    for statement in attempts_on(table.__tablename__, table, filled.store.engine.dialect.name):
        with pytest.raises(DBAPIError) as refusal:
            execute(filled, statement)
        assert "append-only" in str(refusal.value.orig) or "not the next" in str(refusal.value.orig), statement
    assert dump(filled) == before


@pytest.mark.parametrize(
    "change",
    [
        {"seq": "seq + 2"},  # a gap
        {"seq": "seq"},  # twice
        {"dossier_id": "'register'", "seq": "0"},
        {"dossier_id": "'nowhere'", "seq": "0"},
        {"seq": "seq + 1", "id": "id"},
        {"seq": "seq + 1", "command_key": "'k'"},
    ],
    ids=str,
)
def test_only_the_next_entry_of_a_history_can_be_written(engine, change):
    walk(engine, ONE_REGION)
    engine.record(AXE, Note(text="x"), Command("national", key="k"))
    names = [name for name in column_names(APPEND_ONLY[1]) if name != "id" or "id" in change]
    fresh = {"seq": "seq", "about": "0", "hash": f"'{'H' * 43}'", "command_key": "NULL"}
    values = [{**fresh, **change}.get(name, name) for name in names]
    before = dump(engine)
    with pytest.raises(DBAPIError):
        execute(
            engine,
            f"INSERT INTO history_entry ({', '.join(names)}) SELECT {', '.join(values)} FROM history_entry "
            f"WHERE dossier_id = '{AXE}' AND seq = 1",
        )
    assert dump(engine) == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO member VALUES ('nowhere', '200084952', 'CC', 'x', NULL, NULL)",
        "INSERT INTO member VALUES ('axe-seine-2018', '200053791', 'XX', 'x', NULL, NULL)",
        "INSERT INTO member VALUES ('axe-seine-2018', '200053791', 'CC', NULL, NULL, NULL)",
        "UPDATE dossier SET territory_id = 'nowhere'",
        "UPDATE dossier SET seq = -1",
        "UPDATE dossier SET seq = 'x'",
        "UPDATE dossier SET head = 'short'",
        "UPDATE actor SET role = 'king'",
        "UPDATE actor SET active = 2",
        "UPDATE actor SET handle = 'admin'",
        "DELETE FROM territory",
        "DELETE FROM dossier",
    ],
)
def test_rows_that_make_no_sense_are_refused_by_the_tables(engine, statement):
    walk(engine, ONE_REGION)
    with pytest.raises(DBAPIError):
        execute(engine, statement)


def test_every_table_of_sqlite_is_strict_and_keys_of_entries_are_not_given_again(sqlite_engine):
    with sqlite_engine.store.engine.begin() as connection:
        listed = connection.exec_driver_sql("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").all()
        made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'history_entry'").scalar()
    loose = {name for name, strict in listed if not strict and not name.startswith("sqlite_")}
    assert loose == {"alembic_version"}  # not ours
    assert "AUTOINCREMENT" in made


def test_each_connection_of_sqlite_is_set_up(sqlite_store):
    expected = durability_for(sqlite3.sqlite_version_info)
    for _ in range(2):
        with sqlite_store.reading() as one, sqlite_store.reading() as other:
            for reading in (one, other):
                settings = {
                    name: reading.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                    for name in (
                        *("foreign_keys", "recursive_triggers", "trusted_schema", "cache_size"),
                        *("journal_mode", "synchronous"),
                    )
                }
                assert settings == {
                    "foreign_keys": 1,
                    "recursive_triggers": 1,
                    "trusted_schema": 0,
                    "cache_size": -32_768,
                    "journal_mode": expected.journal.lower(),
                    "synchronous": {"FULL": 2, "EXTRA": 3}[expected.synchronous],
                }


@pytest.mark.parametrize(
    ("version", "journal"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "DELETE"),
        ((3, 50, 6), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_the_write_ahead_log_is_used_only_where_its_fault_is_mended(version, journal):
    chosen = durability_for(version)
    assert (chosen.journal, chosen.synchronous) == (journal, {"WAL": "FULL", "DELETE": "EXTRA"}[journal])
    assert ".".join(map(str, version)) in chosen.reason.fr


def test_postgresql_waits_for_nothing_for_ever(postgres_url):
    store = Store(postgres_url, timeout=2.5)
    with store.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
        }
    store.close()
    assert found == {
        "lock_timeout": "2500ms",
        "statement_timeout": "5min",
        "idle_in_transaction_session_timeout": "1min",
    }


# ── faults ────────────────────────────────────────────────────────────────────────────────────────────────────────


def refusal_of(command):
    """The one sentence and the remedy of a fault of the database."""
    with pytest.raises(StoreError) as caught:
        command()
    told = caught.value
    assert told.remedy is not None
    assert "\n" not in told.message.fr + told.message.en
    assert "Traceback" not in told.message.fr
    return told


def record(store, text="x"):
    return Engine(store, clock=StillClock()).record(AXE, Note(text=text), BY.national)


HOLDING = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_database_that_another_program_holds_is_said_to_be_occupied(sqlite_engine, sqlite_url):
    walk(sqlite_engine, ONE_REGION)
    file = sqlite_url.removeprefix("sqlite:///")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDING, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout.readline() == "held\n"
        store = Store(sqlite_url, timeout=0.2)
        told = refusal_of(lambda: record(store))
        holder.stdin.close()
    assert told.message.fr == f"La base est occupée par une autre écriture : {file}."
    assert told.remedy.fr == "recommencez dans un instant ; rien n’a été enregistré"
    assert record(store).seq == 1
    store.close()


def test_a_dossier_that_another_holds_on_postgresql_is_said_to_be_occupied(postgres_server, populated_name):
    url = postgres_server.url(postgres_server.create(template=populated_name))
    holder, store = Store(url), Store(url, timeout=0.2)
    walk(Engine(holder, clock=StillClock()), ONE_REGION)
    with holder.transaction() as tx:
        tx.connection.exec_driver_sql("SELECT * FROM dossier FOR UPDATE")
        told = refusal_of(lambda: record(store))
    assert told.message.fr.startswith("La base est occupée par une autre écriture")
    assert record(store).seq == 1
    holder.close()
    store.close()


def test_who_reads_for_long_only_delays_who_writes(sqlite_engine, sqlite_url):
    """With the rollback journal a commit waits for the readers; it is refused whole when they take too long."""
    walk(sqlite_engine, ONE_REGION)
    store = Store(sqlite_url, timeout=0.2)
    before = dump(sqlite_engine)
    with sqlite_engine.store.reading() as reading:
        reading.rows(APPEND_ONLY[1])
        if durability_for(sqlite3.sqlite_version_info).journal == "WAL":
            assert record(store).seq == 1
        else:
            refusal_of(lambda: record(store))
            assert dump(sqlite_engine) == before
    store.close()


def test_a_database_that_may_only_be_read_is_read_and_not_written(sqlite_engine, sqlite_url):
    walk(sqlite_engine, ONE_REGION)
    sqlite_engine.store.close()
    file = sqlite_url.removeprefix("sqlite:///")
    store = Store(f"sqlite:///file:{file}?mode=ro&uri=true")
    assert row_of(Engine(store), AXE).seq == 0
    told = refusal_of(lambda: record(store))
    assert told.message.fr == f"La base est en lecture seule : {file}."
    store.close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_without_the_right_to_write_is_said_to_be_read_only(sqlite_engine, sqlite_url):
    walk(sqlite_engine, ONE_REGION)
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    file.chmod(0o400)
    assert "lecture seule" in refusal_of(lambda: record(sqlite_engine.store)).message.fr


def flipped(file, places):
    content = bytearray(file.read_bytes())
    for place in places:
        content[place % len(content)] ^= 0xFF
    file.write_bytes(content)


DAMAGES = {
    "not a database": lambda file: file.write_text("Ceci n’est pas une base.\n" * 200, encoding="utf-8"),
    "its header is gone": lambda file: flipped(file, range(100)),
    "cut in the middle": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "cut in its first page": lambda file: file.write_bytes(file.read_bytes()[:1000]),
    "every page is scratched": lambda file: flipped(file, range(4096, file.stat().st_size, 97)),
    "empty": lambda file: file.write_bytes(b""),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_said_to_be_damaged(sqlite_engine, sqlite_url, damage):
    walk(sqlite_engine, ONE_REGION, to="projects_collected")
    sqlite_engine.store.close()
    DAMAGES[damage](Path(sqlite_url.removeprefix("sqlite:///")))
    for command in (
        lambda: record(Store(sqlite_url)),
        lambda: history_of(Engine(Store(sqlite_url)), AXE),
        lambda: Engine(Store(sqlite_url), clock=StillClock()).advance(
            AXE, "withdraw", Command("national", comment="x")
        ),
    ):
        refusal_of(command)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE history_entry SET body = CAST('{}' AS BLOB) WHERE seq = 1",
        "UPDATE history_entry SET body = X'FF' WHERE seq = 1",
        "UPDATE history_entry SET body = CAST(replace(CAST(body AS TEXT), 'note', 'nöte') AS BLOB) WHERE seq = 1",
        "UPDATE history_entry SET body = CAST(replace(CAST(body AS TEXT), '\"v\":1', '\"v\":2') AS BLOB)",
        "UPDATE disclosure SET text = 'x'",
        "UPDATE dossier SET state_since = '2020-13-45'",
        "UPDATE dossier SET state_precision = 'century'",
        "UPDATE dossier SET changed_at = 'yesterday at noon in the garden'",
        "UPDATE dossier SET state = 'limbo'",
        "UPDATE dossier SET lifecycle = 'x'",
        "UPDATE lifecycle SET canonical = '{}'",
        "UPDATE actor SET role = CAST(X'FF' AS TEXT)",
    ],
)
def test_rows_that_were_changed_behind_our_back_give_no_traceback(sqlite_engine, sqlite_url, change):
    walk(sqlite_engine, ONE_REGION)
    record(sqlite_engine.store)
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(change)
    connection.close()
    engine = Engine(sqlite_engine.store, clock=StillClock())
    why = Command("national", comment="x")
    refused = 0
    for command in (
        lambda: history_of(engine, AXE),
        lambda: engine.advance(AXE, "withdraw", why),
        lambda: engine.correct(AXE, 1, why, void=True),
        lambda: engine.steps(AXE, "national"),
    ):
        try:
            command()
        except JalonError:
            refused += 1
    assert refused


def test_there_is_no_database_where_there_is_none(tmp_path):
    told = refusal_of(lambda: record(Store(f"sqlite:///{tmp_path}/nowhere.db")))
    assert told.message.fr == f"Pas de base de données : {tmp_path}/nowhere.db."
    assert list(tmp_path.iterdir()) == []
    for url in ("sqlite://", "sqlite:///:memory:"):
        assert refusal_of(lambda url=url: record(Store(url))).message.fr == "Pas de base de données : :memory:."


def test_a_folder_is_no_database(tmp_path):
    told = refusal_of(lambda: record(Store(f"sqlite:///{tmp_path}")))
    assert told.message.fr == f"La base ne peut pas être ouverte : {tmp_path}."


def test_a_database_of_another_program_is_left_alone(tmp_path):
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE theirs (id)")
    connection.close()
    told = refusal_of(lambda: record(Store(f"sqlite:///{file}")))
    assert told.message.fr == f"La base {file} n’est pas une base de Jalon."


def test_a_full_disk_saves_nothing_by_halves(sqlite_engine, sqlite_url):
    walk(sqlite_engine, ONE_REGION)
    sqlite_engine.store.close()
    store = Store(sqlite_url)

    @event.listens_for(store.engine, "connect")
    def _fill(connection, _record):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    told = refusal_of(lambda: [record(store, "x" * 20_000) for _ in range(10)])
    assert told.message.fr.startswith("Le disque est plein")
    assert told.remedy.fr == "libérez de la place puis recommencez ; rien n’a été enregistré"
    store.close()
    demand_replay(sqlite_engine)
    assert record(sqlite_engine.store).seq == len(history_of(sqlite_engine, AXE)) - 1


def test_a_copy_of_the_file_is_a_backup(sqlite_engine, sqlite_url, tmp_path):
    if durability_for(sqlite3.sqlite_version_info).journal == "WAL":
        pytest.skip("with the write-ahead log the file alone is not the whole database")
    walk(sqlite_engine, ONE_REGION, to="pilot")
    copy = tmp_path / "copy.db"
    shutil.copy(sqlite_url.removeprefix("sqlite:///"), copy)
    store = Store(f"sqlite:///{copy}")
    assert dump(Engine(store)) == dump(sqlite_engine)
    store.close()


def test_a_server_that_does_not_answer_is_said_to_be_silent(tmp_path):
    store = Store(f"postgresql://somebody:s3cr3t@/jalon?host={tmp_path}", timeout=1)
    told = refusal_of(lambda: record(store))
    assert told.message.fr.startswith("La base ne répond pas : postgresql://somebody:***@/jalon")
    assert "s3cr3t" not in str(told.message) + str(told.remedy)


def test_a_connection_that_dies_in_the_middle_loses_the_command_and_no_more(postgres_server, populated_name):
    url = postgres_server.url(postgres_server.create(template=populated_name))
    store, other = Store(url), Store(url)
    engine = Engine(store, clock=StillClock())
    walk(engine, ONE_REGION)
    before = dump(engine)

    def die():
        with engine.batch(Command("national")) as batch:
            batch.record(AXE, ProjectSet(title="perdu"))
            with other.engine.connect() as killer:
                killer.exec_driver_sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            batch.record(AXE, ProjectSet(title="perdu aussi"))

    told = refusal_of(die)
    assert told.message.fr.startswith("La base ne répond pas")
    assert "avec la même clé" in told.remedy.fr
    assert dump(engine) == before  # the pool has found a new connection by itself
    assert engine.record(AXE, ProjectSet(title="gardé"), BY.national).seq == 1
    store.close()
    other.close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "jalon.db",
        "mysql://somebody:s3cr3t@host/base",
        "postgresql://somebody:s3cr3t@host:port/base",
        "postgresql://somebody:s3cr3t@[::1/base",
        "postgresql+asyncpg://somebody:s3cr3t@host/base",
        "sqlite+aiosqlite:///jalon.db",
        "sqlite:///jalon.db?mod=ro",
        "oracle://x",
    ],
)
def test_an_address_that_cannot_be_read_is_refused_without_its_password(url):
    told = refusal_of(lambda: record(Store(url)))
    assert told.message.fr.startswith("Adresse de base de données inutilisable")
    assert "JALON_DATABASE_URL doit commencer par sqlite:/// ou postgresql://" in told.remedy.fr
    assert "s3cr3t" not in str(told.message) + place_of(url)


def test_a_refusal_we_have_no_words_for_is_told_in_the_database_s_own():
    told = explain(sqlite3.IntegrityError("CHECK constraint failed: seq_counts"), "jalon.db")
    assert told.message.fr == "La base refuse : CHECK constraint failed: seq_counts (jalon.db)."


def test_a_database_that_lost_a_table_is_told_to_be_incomplete(engine):
    name = "published_figure"
    with engine.store.transaction() as tx:
        tx.connection.exec_driver_sql(f"DROP TABLE {name}")
    with (
        pytest.raises(StoreError, match="Il manque une table ou une colonne") as told,
        engine.store.reading() as reading,
    ):
        reading.rows(PublishedFigure)
    assert "sauvegarde" in told.value.remedy.fr


def test_a_port_that_is_no_number_is_not_repeated():
    assert (
        str(refusal_of(lambda: record(Store("postgresql://a:b:s3cr3t/d"))).message)
        == "Adresse de base de données inutilisable."
    )


def test_what_the_tables_refuse_is_not_taken_for_somebody_else_s_doing(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    with pytest.raises(StoreError, match="CHECK constraint failed"), sqlite_engine.store.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE dossier SET seq = -1")


def test_nothing_is_opened_before_it_is_asked_for(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/nowhere.db")
    assert store.place == f"{tmp_path}/nowhere.db"
    store.close()
    assert list(tmp_path.iterdir()) == []


def test_what_a_block_raises_undoes_the_block(engine):
    walk(engine, ONE_REGION)
    before = dump(engine)

    def interrupted():
        with engine.batch(BY.national) as batch:
            batch.record(AXE, Note(text="x"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert dump(engine) == before


def test_a_reading_is_one_moment(engine, database_url):
    """What is written while somebody reads is not seen before the reading ends."""
    walk(engine, ONE_REGION)
    if engine.store.engine.dialect.name == "sqlite":
        pytest.skip("with the rollback journal the writer waits: tried above")
    other = Store(database_url)
    with engine.store.reading() as reading:
        before = len(reading.rows(APPEND_ONLY[1]))
        record(other)
        assert len(reading.rows(APPEND_ONLY[1])) == before
    other.close()


def wait_until(store, question):
    """Until the answer is no longer 0."""
    deadline = time.monotonic() + 30
    with store.engine.connect() as connection:
        while not connection.exec_driver_sql(question).scalar():
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_two_who_keep_one_file_at_once_keep_it_once(postgres_server, populated_name):
    """The row of a file is of no dossier: nothing is held while it is written."""
    url = postgres_server.url(postgres_server.create(template=populated_name))
    one, two = Store(url), Store(url)
    engine = Engine(one, clock=StillClock())
    for territory in (ONE_REGION, TWO_REGIONS):
        walk(engine, territory)
    command = Command("national", evidence=(MINUTES,))
    script = f"""
        from dossiers import MINUTES, StillClock
        from workflow.engine import Command, Engine
        from workflow.entries import Note
        from workflow.store import Store
        command = Command("national", evidence=(MINUTES,))
        Engine(Store({url!r}), clock=StillClock()).record("lacq-pau-tarbes-2018", Note(text="x"), command)
        """
    with engine.batch(command) as batch:
        batch.record(AXE, Note(text="x"))
        other = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], cwd=Path(__file__).parent)
        wait_until(two, "SELECT count(*) FROM pg_locks WHERE NOT granted")  # it waits for us to keep the file, or not
    assert other.wait(timeout=20) == 0
    demand_replay(engine)
    one.close()
    two.close()


def test_the_schema_of_a_store_is_the_last_migration():
    folder = Path(__file__).parent.parent / "db" / "migrations" / "versions"
    assert max(path.name.partition("_")[0] for path in folder.glob("*.py")) == SCHEMA


def test_tables_and_columns_are_found_by_their_class():
    for table in APPEND_ONLY:
        assert list(table_of(table).columns.keys()) == list(column_names(table))
    assert make_engine("sqlite:///x").dialect.name == "sqlite"
