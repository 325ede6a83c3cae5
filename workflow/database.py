"""A database by its URL: how it is opened, how it keeps what it acknowledged, and what its faults mean to a person."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from workflow.errors import StoreBusy, StoreError
from workflow.language import Text

WRITING = "jalon_writing"
"""The execution option of a connection that is going to write: it takes the lock before it reads."""


@dataclass(frozen=True, slots=True)
class Durability:
    """How SQLite is told to keep what it acknowledged."""

    journal: str
    synchronous: str
    reason: Text


def durability_for(version: tuple[int, ...]) -> Durability:
    """The journal mode for a release of SQLite: write-ahead log only where its reset fault is mended.

    Releases 3.7.0 to 3.51.2 can damage a database in WAL mode when a reader meets a checkpoint that starts the log
    anew; mended in 3.51.3 and, on their lines, 3.50.7 and 3.44.6. Never WAL with NORMAL: it loses acknowledged commits.
    """
    shown = ".".join(map(str, version))
    mended = version >= (3, 51, 3) or (version[:2] == (3, 50) and version >= (3, 50, 7))
    if mended or (version[:2] == (3, 44) and version >= (3, 44, 6)):
        return Durability(
            "WAL", "FULL", Text(f"SQLite {shown} : journal WAL sûr.", f"SQLite {shown}: the write-ahead log is safe.")
        )
    return Durability(
        "DELETE",
        "EXTRA",
        Text(
            f"SQLite {shown} a le défaut de remise à zéro du WAL : journal classique, synchronous=EXTRA.",
            f"SQLite {shown} has the WAL-reset fault: rollback journal, synchronous=EXTRA.",
        ),
    )


CACHE_KIB = 32_768
"""What SQLite may keep of a database in memory. A hundred dossiers advanced together touch more pages than its default
of 2 MB holds, which would write some of them twice."""

STATEMENT_SECONDS, IDLE_SECONDS = 300, 60
"""On PostgreSQL, how long a statement may run, and a transaction may do nothing, before the server ends it."""


def place_of(url: str) -> str:
    """The database as a person may see it: a file, or a URL without its password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return "JALON_DATABASE_URL"  # not shown: a password may be anywhere in it
    if parsed.get_backend_name() == "sqlite":
        return str(file_of(url) or ":memory:")
    return parsed.render_as_string(hide_password=True)


def file_of(url: str) -> Path | None:
    """The file of an SQLite database; None for another database."""
    parsed = make_url(url)
    name = parsed.database
    if parsed.get_backend_name() != "sqlite" or not name or name == ":memory:":
        return None
    return Path(unquote(urlsplit(name).path) if name.startswith("file:") else name)


def make_engine(url: str, durability: Durability | None = None, timeout: float = 10.0) -> Engine:
    """The engine of a database, its connections set up; `timeout` is in seconds.

    Raises StoreError for a URL that names no database we know, or one whose driver is not installed.
    """
    try:
        parsed = _readable(url)
        wait = {"timeout": timeout} if parsed.get_backend_name() == "sqlite" else {"connect_timeout": int(timeout)}
        # A server may have been started anew since a connection was kept: it is asked before it is used.
        engine = create_engine(parsed, connect_args=wait, pool_pre_ping=parsed.get_backend_name() == "postgresql")
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError) as fault:
        # What could not be read as a number is not shown: it may be a part of the password.
        why = "" if isinstance(fault, ValueError) else f" ({fault})"
        raise StoreError(
            Text(f"Adresse de base de données inutilisable{why}.", f"Unusable database URL{why}."),
            Text(
                "JALON_DATABASE_URL doit commencer par sqlite:/// ou postgresql:// "
                "(PostgreSQL : pip install 'jalon[postgresql]')",
                "JALON_DATABASE_URL must begin with sqlite:/// or postgresql:// "
                "(PostgreSQL: pip install 'jalon[postgresql]')",
            ),
        ) from fault
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, durability or durability_for(sqlite3.sqlite_version_info))
    else:
        _prepare_postgresql(engine, timeout)
    return engine


def _readable(url: str) -> URL:
    """The URL with its driver. Raises ArgumentError or ValueError for one that names no database we know."""
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise ArgumentError(parsed.drivername)
    unknown = set(parsed.query) - {"uri", "timeout"}
    if parsed.get_backend_name() == "sqlite" and unknown and parsed.query.get("uri") != "true":
        raise ArgumentError(", ".join(sorted(unknown)))
    return parsed


def _prepare_sqlite(engine: Engine, durability: Durability) -> None:
    @event.listens_for(engine, "connect")
    def _settings(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        # What is deleted, or moved when a table is made anew, is overwritten: an erased name would stay in the file.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        connection.execute(f"PRAGMA synchronous = {durability.synchronous}")
        if connection.execute("PRAGMA journal_mode").fetchone()[0].upper() != durability.journal:
            connection.execute(f"PRAGMA journal_mode = {durability.journal}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITING, False)
        driver: Any = connection.connection.driver_connection
        # What a statement with triggers would need to be undone alone goes to a temporary file: ten writes an entry.
        # In a reading the file stays, for what is sorted may be large.
        if connection.info.get(WRITING) != writing:
            driver.execute(f"PRAGMA temp_store = {'MEMORY' if writing else 'FILE'}")
            connection.info[WRITING] = writing
        driver.execute("BEGIN IMMEDIATE" if writing else "BEGIN")


def _prepare_postgresql(engine: Engine, timeout: float) -> None:
    settings = {
        "lock_timeout": int(timeout * 1000),
        "statement_timeout": STATEMENT_SECONDS * 1000,
        "idle_in_transaction_session_timeout": IDLE_SECONDS * 1000,
    }

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: object) -> None:
        for name, milliseconds in settings.items():
            connection.execute(f"SET {name} = {milliseconds}")
        connection.commit()


_SQLITE_FAULTS: Mapping[str, tuple[Text, Text]] = {
    "SQLITE_BUSY": (
        Text("La base est occupée par une autre écriture : {place}.", "Another program is writing to {place}."),
        Text("recommencez dans un instant ; rien n’a été enregistré", "try again in a moment; nothing was saved"),
    ),
    "SQLITE_READONLY": (
        Text("La base est en lecture seule : {place}.", "The database is read-only: {place}."),
        Text("vérifiez les droits du fichier et de son répertoire", "check the rights of the file and of its folder"),
    ),
    "SQLITE_FULL": (
        Text("Le disque est plein : {place}.", "The disk is full: {place}."),
        Text(
            "libérez de la place puis recommencez ; rien n’a été enregistré",
            "make room, then try again; nothing was saved",
        ),
    ),
    "SQLITE_CORRUPT": (
        Text("La base est abîmée : {place}.", "The database is damaged: {place}."),
        Text(
            "n’écrivez plus rien ; gardez ce fichier et repartez d’une sauvegarde",
            "write nothing more; keep this file and start again from a backup",
        ),
    ),
    "SQLITE_NOTADB": (
        Text("Ce fichier n’est pas une base SQLite : {place}.", "This file is not an SQLite database: {place}."),
        Text(
            "vérifiez JALON_DATABASE_URL ou repartez d’une sauvegarde",
            "check JALON_DATABASE_URL or start again from a backup",
        ),
    ),
    "SQLITE_CANTOPEN": (
        Text("La base ne peut pas être ouverte : {place}.", "The database cannot be opened: {place}."),
        Text("vérifiez que le fichier existe et peut être lu", "check that the file exists and can be read"),
    ),
    "SQLITE_IOERR": (
        Text("Le disque ne répond pas comme il faut : {place}.", "The disk does not answer as it should: {place}."),
        Text(
            "la dernière écriture a pu se faire ou non : relisez le dossier, ou recommencez avec la même clé",
            "the last write may or may not be there: read the dossier again, or repeat with the same key",
        ),
    ),
}

_INCOMPLETE = (
    Text("Il manque une table ou une colonne à la base : {place}.", "The database lacks a table or a column: {place}."),
    Text("n’écrivez plus rien ; repartez d’une sauvegarde", "write nothing more; start again from a backup"),
)

_POSTGRESQL_FAULTS: Mapping[str, tuple[Text, Text]] = {
    "53100": _SQLITE_FAULTS["SQLITE_FULL"],
    "25006": _SQLITE_FAULTS["SQLITE_READONLY"],
    "40P01": _SQLITE_FAULTS["SQLITE_BUSY"],
    "55P03": _SQLITE_FAULTS["SQLITE_BUSY"],
    "40001": _SQLITE_FAULTS["SQLITE_BUSY"],
    "42P01": _INCOMPLETE,
    "42703": _INCOMPLETE,
    "42501": (
        Text("Le compte de la base n’a pas ce droit : {place}.", "The database account lacks the right: {place}."),
        Text("demandez-le à l’administrateur de la base", "ask the database administrator"),
    ),
}

_UNREACHABLE = (
    Text("La base ne répond pas : {place}.", "The database does not answer: {place}."),
    Text(
        "vérifiez qu’elle tourne et l’adresse JALON_DATABASE_URL ; si une écriture était en cours, "
        "recommencez-la avec la même clé",
        "check that it runs, and JALON_DATABASE_URL; if a write was under way, repeat it with the same key",
    ),
)


_COLLISIONS = {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_TRIGGER", "23505"}


def met_another(fault: BaseException) -> bool:
    """Whether what a driver refused was written by somebody else meanwhile."""
    return {getattr(fault, "sqlite_errorname", None), getattr(fault, "sqlstate", None)} & _COLLISIONS != set()


def of_the_key(fault: BaseException) -> bool:
    """Whether what was written meanwhile bears the same idempotency key; SQLite, whose writers wait, never says so."""
    return getattr(getattr(fault, "diag", None), "constraint_name", None) == "history_entry_command"


def explain(fault: BaseException, place: str) -> StoreError:
    """What a driver's fault means to a person, and what to do; one that SQLAlchemy wrapped is unwrapped."""
    fault = getattr(fault, "orig", None) or fault
    code = str(getattr(fault, "sqlite_errorname", "") or "")
    known = next((text for name, text in _SQLITE_FAULTS.items() if code.startswith(name)), None)
    if known is None and str(fault).startswith("Could not decode to UTF-8"):
        known = _SQLITE_FAULTS["SQLITE_CORRUPT"]  # what Python itself finds wrong in a text bears no code
    if known is None and str(fault).startswith(("no such table", "no such column")):
        known = _INCOMPLETE
    if known is None:
        state = str(getattr(fault, "sqlstate", "") or "")
        known = _POSTGRESQL_FAULTS.get(state)
        names = {cls.__name__ for cls in type(fault).__mro__}
        lost = state[:2] in ("08", "57") or (not state and not code and names & {"OperationalError", "InterfaceError"})
        if known is None and lost:
            known = _UNREACHABLE
    if known is None:
        said = (str(fault).strip() or type(fault).__name__).splitlines()[0]
        return StoreError(
            Text(f"La base refuse : {said} ({place}).", f"The database refuses: {said} ({place})."),
            Text("rien n’a été enregistré", "nothing was saved"),
        )
    message, remedy = known
    kind = StoreBusy if known in (_SQLITE_FAULTS["SQLITE_BUSY"], _UNREACHABLE) else StoreError
    return kind(Text(message.fr.format(place=place), message.en.format(place=place)), remedy)
