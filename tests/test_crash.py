"""A process killed at any moment leaves all of a command or nothing of it, and takes back nothing it had answered."""

import os
import random
import shutil
import signal
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest
from dossiers import (
    MINUTES,
    ONE_REGION,
    TWO_REGIONS,
    StillClock,
    demand_replay,
    dump,
    history_of,
    prepare,
    row_of,
    step,
    walk,
)
from processes import CONTEXT, run
from sqlalchemy import event

from workflow.engine import Command, Engine
from workflow.entries import Note, TerritoryAdded
from workflow.store import Store

AXE = "axe-seine-2018"
posix = pytest.mark.skipif(os.name != "posix", reason="processes are killed here with SIGKILL")
WHY = Command("national", comment="motif", key="clé", evidence=(MINUTES,))
COMMANDS = {
    "advance": lambda engine: engine.advance(
        AXE, "enter_pilot", replace(step("pilot")[1], key="clé"), inputs={"committee_date": "2019-01-15"}
    ),
    "correct": lambda engine: engine.correct(AXE, 1, WHY, changes={"name": "Autre Nom"}),
    "open": lambda engine: engine.open(TWO_REGIONS, WHY),
    "register": lambda engine: engine.register(TerritoryAdded(id="t", name="T", regions=["28", "11"]), WHY),
}


def die():
    os.kill(os.getpid(), signal.SIGKILL)


class Fuse:
    """Kills the process when it is asked for the n-th time."""

    def __init__(self, length):
        self.left = length

    def __call__(self, *_given):
        self.left -= 1
        if self.left < 0:
            die()


def do_until(url, name, length):
    """Do a command, and be killed before its statement number `length`, counted from 0."""
    store, fuse = Store(url), Fuse(length)
    if url.startswith("sqlite"):

        @event.listens_for(store.engine, "connect")
        def _watch(connection, _record):
            connection.set_trace_callback(fuse)

    else:
        watch_psycopg(fuse)
    COMMANDS[name](Engine(store, clock=StillClock()))
    os._exit(0)


def watch_psycopg(fuse):
    """Light the fuse before each statement and on both sides of a commit."""
    import psycopg

    execute, commit = psycopg.Cursor.execute, psycopg.Connection.commit

    def watched_execute(self, *given, **more):
        fuse()
        return execute(self, *given, **more)

    def watched_commit(self):
        fuse()
        commit(self)
        fuse()

    psycopg.Cursor.execute, psycopg.Connection.commit = watched_execute, watched_commit


def begun(engine):
    walk(engine, ONE_REGION)
    prepare(engine, AXE, "pilot")


def killed_everywhere(name, copy, whole, before, stride=1):
    """Kill the command before each of its statements in turn, or before some; how many it has."""
    for length in range(0, 200, stride):
        url = copy()
        code = run(do_until, url, name, length)
        store = Store(url)
        engine = Engine(store, clock=StillClock())
        kept = dump(engine)
        demand_replay(engine)
        subject = whole.dossier
        entries = {entry.seq: entry for entry in history_of(engine, subject)}
        if code == 0:
            assert whole.seq in entries
        else:
            assert code == -signal.SIGKILL
            assert kept == before or whole.seq in entries, f"half of the command is there ({length})"
        again = COMMANDS[name](engine)  # the answer was lost: the same command, with the same key
        assert (again.seq, again.repeated) == (whole.seq, whole.seq in entries)
        demand_replay(engine)
        if url.startswith("sqlite"):
            with store.reading() as reading:
                assert reading.connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        store.close()
        if code == 0:
            return length
    raise AssertionError("it never ends")


@posix
@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_kill_before_any_statement_leaves_all_or_nothing(sqlite_engine, sqlite_url, tmp_path, name):
    begun(sqlite_engine)
    before = dump(sqlite_engine)
    sqlite_engine.store.close()
    original, file = Path(sqlite_url.removeprefix("sqlite:///")), tmp_path / "copy.db"

    def copy():
        for ending in ("", "-journal", "-wal", "-shm"):
            Path(f"{file}{ending}").unlink(missing_ok=True)
        shutil.copy(original, file)
        return f"sqlite:///{file}"

    store = Store(copy())
    whole = COMMANDS[name](Engine(store, clock=StillClock()))
    store.close()
    assert killed_everywhere(name, copy, whole, before) > 15


@posix
@pytest.mark.slow
def test_a_kill_before_any_statement_leaves_all_or_nothing_on_a_server(postgres_server, populated_name):
    """There each try needs a database of its own: every third statement is enough, the server knows its work."""
    name = "advance"
    original = postgres_server.create(template=populated_name)
    store = Store(postgres_server.url(original))
    engine = Engine(store, clock=StillClock())
    begun(engine)
    before = dump(engine)
    store.close()
    made = []

    def copy():
        for old in made:
            postgres_server.drop(old)
        made[:] = [postgres_server.create(template=original)]
        return postgres_server.url(made[0])

    store = Store(copy())
    whole = COMMANDS[name](Engine(store, clock=StillClock()))
    store.close()
    assert killed_everywhere(name, copy, whole, before, stride=3) > 15


def write_for_ever(url, first, acknowledged):
    """Record notes, each with a key of its own, and say each one that was acknowledged."""
    store = Store(url)
    engine = Engine(store, clock=StillClock())
    number = first
    while True:
        engine.record(AXE, Note(text=f"note {number}"), Command("national", key=f"note-{number}"))
        acknowledged.send(number)
        number += 1


@posix
@pytest.mark.slow
def test_what_was_acknowledged_survives_a_kill_at_any_moment(engine, database_url):
    walk(engine, ONE_REGION)
    moments = random.Random(20190506)  # noqa: S311  # the same moments each time; the machine adds its own chance
    first, kills = 0, 12
    for _ in range(kills):
        reading_end, writing_end = CONTEXT.Pipe(duplex=False)
        process = CONTEXT.Process(target=write_for_ever, args=(database_url, first, writing_end), daemon=True)
        process.start()
        writing_end.close()
        last = reading_end.recv()  # it has begun
        time.sleep(moments.uniform(0, 0.15))
        process.kill()
        process.join()
        process.close()
        try:
            while True:
                last = reading_end.recv()
        except (EOFError, OSError):
            reading_end.close()
        kept = {entry.command_key for entry in history_of(engine, AXE)}
        assert {f"note-{number}" for number in range(last + 1)} <= kept
        unknown = f"note-{last + 1}"  # written perhaps, and not answered
        assert len(kept - {None, unknown}) == last + 1
        first = last + (2 if unknown in kept else 1)
        demand_replay(engine)
    assert row_of(engine, AXE).seq + 1 == len(history_of(engine, AXE))


@posix
def test_a_killed_process_leaves_a_journal_from_which_the_file_is_mended(sqlite_engine, sqlite_url):
    """The first to open the file afterwards rolls back what was begun, in the shipped mode as in the others."""
    begun(sqlite_engine)
    before = dump(sqlite_engine)
    sqlite_engine.store.close()
    assert run(do_in_the_middle, sqlite_url) == -signal.SIGKILL
    assert dump(sqlite_engine) == before
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def do_in_the_middle(url):
    """Write more than a cache holds, so that pages of an unfinished transaction are in the file, then be killed."""
    store = Store(url)
    with store.transaction() as tx:
        tx.connection.exec_driver_sql("PRAGMA cache_size = 10")
        for number in range(3000):
            tx.connection.exec_driver_sql(
                "INSERT INTO member VALUES ('axe-seine-2018', ?, 'CC', ?, NULL, NULL)", (str(number), "x" * 500)
            )
        die()
