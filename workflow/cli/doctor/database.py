"""The database: which one, of which version, how it keeps what it acknowledged, and whether its locks are there."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workflow.cli.doctor.check import DAMAGE, Check, damaged, fault, good, notice, refused
from workflow.cli.session import Session
from workflow.database import durability_for
from workflow.errors import StoreError
from workflow.integrity.verify.database import locks
from workflow.language import Text
from workflow.store import SCHEMA, Reading

_BASE = Text("base", "database")
_JOURNAL = Text("journal", "journal")
_SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")
"""By the number that SQLite gives for each."""


def checks(session: Session) -> Iterator[Check]:
    """All of it; the journal is told of even where the database cannot be opened."""
    try:
        if session.store.engine.dialect.name == "sqlite":
            yield good("sqlite", Text("SQLite", "SQLite"), durability_for(sqlite3.sqlite_version_info).reason)
        with session.reading() as reading:
            yield from _opened(session, reading)
    except StoreError as error:
        yield refused("database", _BASE, error)
    except DAMAGE as error:
        yield damaged("database", _BASE, error)


def _opened(session: Session, reading: Reading) -> Iterator[Check]:
    place = session.store.place
    told = Text(place, place)
    if Path(place).is_file():
        size = Path(place).stat().st_size / 2**20
        fr = f"{size:.1f}".replace(".", ",")
        told = Text(f"{place} · {fr} Mio", f"{place} · {size:.1f} MiB")
    yield good("database", _BASE, told)
    yield good("schema", Text("version de la base", "version of the database"), SCHEMA)
    yield from _sqlite(reading) if reading.connection.dialect.name == "sqlite" else _postgresql(reading)
    yield from _locks(reading)


def _sqlite(reading: Reading) -> Iterator[Check]:
    wanted = durability_for(sqlite3.sqlite_version_info)
    journal = str(_ask(reading, "PRAGMA journal_mode")).upper()
    synchronous = _SYNCHRONOUS[int(_ask(reading, "PRAGMA synchronous"))]
    told = f"{journal}, synchronous={synchronous}"
    if (journal, synchronous) == (wanted.journal, wanted.synchronous):
        yield good("journal", _JOURNAL, told)
    else:
        yield fault(
            "journal",
            _JOURNAL,
            Text(
                f"{told}, au lieu de {wanted.journal}, synchronous={wanted.synchronous}",
                f"{told}, instead of {wanted.journal}, synchronous={wanted.synchronous}",
            ),
            Text(
                "fermez les autres programmes qui ont cette base ouverte, puis recommencez",
                "close the other programs that have this database open, then try again",
            ),
        )


def _postgresql(reading: Reading) -> Iterator[Check]:
    version = str(_ask(reading, "SHOW server_version"))
    yield good("postgresql", Text("PostgreSQL", "PostgreSQL"), version)
    unsafe = [
        name
        for name, safe in {
            "fsync": ("on",),
            "full_page_writes": ("on",),
            "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
        }.items()
        if str(_ask(reading, f"SHOW {name}")) not in safe
    ]
    if unsafe:
        listed = ", ".join(unsafe)
        yield fault(
            "journal",
            _JOURNAL,
            Text(f"une coupure peut perdre ce qui a été accepté : {listed}", f"a power cut may lose writes: {listed}"),
            Text("remettez ces réglages du serveur sur « on »", "set these settings of the server to “on”"),
        )
    else:
        yield good("journal", _JOURNAL, "fsync, full_page_writes, synchronous_commit")
    if not _ask(reading, "SELECT pg_catalog.current_setting('data_checksums')::boolean"):
        yield notice(
            "checksums",
            Text("sommes de contrôle", "checksums"),
            Text("les pages du serveur n’en ont pas", "the pages of the server have none"),
            Text("pg_checksums --enable, serveur arrêté", "pg_checksums --enable, with the server stopped"),
        )


def _locks(reading: Reading) -> Iterator[Check]:
    label = Text("verrous de l’histoire", "locks of the history")
    found = list(locks(reading.connection))
    if not found:
        yield good(
            "locks", label, Text("rien ne peut être changé ni effacé par mégarde", "nothing can be changed by accident")
        )
        return
    more = f" (+{len(found) - 1})" if len(found) > 1 else ""
    yield fault(
        "locks",
        label,
        Text(f"{found[0].what.fr}{more}", f"{found[0].what.en}{more}"),
        Text("gardez la base telle qu’elle est : jalon verify", "keep the database as it is: jalon verify"),
    )


def _ask(reading: Reading, statement: str) -> Any:
    return reading.connection.exec_driver_sql(statement).scalar()
