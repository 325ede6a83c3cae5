"""The database: one engine, one transaction, one write path.

SQLModel declares the tables; what is written on every command goes through statements compiled once from them, at
a small multiple of the raw driver’s cost. Writers take the lock before they read (BEGIN IMMEDIATE on SQLite, FOR UPDATE
on PostgreSQL), so that state and sequence number are never those of a moment ago.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    Executable,
    and_,
    bindparam,
    create_engine,
    event,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlmodel import SQLModel

from workflow.body import Entry, Written, columns
from workflow.entries import Change
from workflow.errors import StoreError, TransitionConflict
from workflow.language import Text
from workflow.models import (
    REGISTER,
    Disclosure,
    Dossier,
    HistoryEntry,
    RegisterHead,
    Subject,
)
from workflow.rows import column_names, full, key_names, row_maker, table_of

SCHEMA = "0001"
"""The migration this version of Jalon reads and writes."""

Model = TypeVar("Model", bound=SQLModel)


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


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL compiled once for one database, with the order of its parameters where they have one."""

    sql: str
    order: tuple[str, ...] | None

    def arguments(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver wants them."""
        return values if self.order is None else tuple([values[name] for name in self.order])


class Statements:
    """Every statement of the write path, compiled when first used."""

    def __init__(self, engine: Engine) -> None:
        self._dialect = engine.dialect
        self._known: dict[Any, Statement] = {}

    def get(self, name: Any, build: Any, *arguments: Any) -> Statement:
        """The statement called `name`, built by `build(*arguments)` the first time."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._compile(build(*arguments))
        return known

    def _compile(self, statement: Executable) -> Statement:
        compiled = statement.compile(dialect=self._dialect)
        positions = getattr(compiled, "positiontup", None)
        return Statement(str(compiled), tuple(positions) if positions is not None else None)


def _insert(model: type[SQLModel], names: tuple[str, ...]) -> Executable:
    return insert(table_of(model)).values({name: bindparam(name) for name in names})


def _select(model: type[SQLModel], by: tuple[str, ...], for_update: bool = False) -> Executable:
    table = table_of(model)
    keys = [table.c[name] for name in key_names(model)]
    query = select(table).where(*(table.c[name] == bindparam(name) for name in by)).order_by(*keys)
    return query.with_for_update() if for_update else query


def _update(model: type[SQLModel], by: tuple[str, ...], names: tuple[str, ...]) -> Executable:
    table = table_of(model)
    where = and_(*(table.c[name] == bindparam(f"by_{name}") for name in by))
    return update(table).where(where).values({name: bindparam(name) for name in names})


class Reading:
    """A connection on one snapshot, and the plain reads that everybody needs."""

    def __init__(self, connection: Connection, statements: Statements) -> None:
        self.connection = connection
        self._statements = statements

    def _all(self, model: type[Model], by: Mapping[str, Any], for_update: bool = False) -> list[Model]:
        names = tuple(by)
        statement = self._statements.get(("select", model, names, for_update), _select, model, names, for_update)
        found = self.connection.exec_driver_sql(statement.sql, statement.arguments(by))
        return list(map(row_maker(model), found))

    def rows(self, model: type[Model], **by: Any) -> Sequence[Model]:
        """The rows of a table where the columns given are equal, ordered by key."""
        return self._all(model, by)

    def one(self, model: type[Model], **by: Any) -> Model | None:
        """The row of a table where the columns given are equal, or None."""
        found = self._all(model, by)
        return found[0] if found else None

    def query(self, statement: Executable) -> Sequence[Any]:
        """The rows of a Core statement."""
        return self.connection.execute(statement).all()


class Transaction(Reading):
    """A reading that may also write: the only place where anything is written."""

    def locked(self, model: type[Model], **by: Any) -> Model | None:
        """The row, held until the end of the transaction."""
        found = self._all(model, by, for_update=self.connection.dialect.name != "sqlite")
        return found[0] if found else None

    def add(self, model: type[SQLModel], values: Mapping[str, Any]) -> None:
        """Insert one row, with the table's defaults for what is not given."""
        self._insert_all(model, [full(model, values)])

    def _insert_all(self, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
        names = tuple(name for name in column_names(model) if name in rows[0])
        statement = self._statements.get(("insert", model, names), _insert, model, names)
        arguments = [statement.arguments(row) for row in rows]
        self.connection.exec_driver_sql(statement.sql, arguments if len(arguments) > 1 else arguments[0])

    def _set(self, model: type[SQLModel], key: Mapping[str, Any], values: Mapping[str, Any]) -> int:
        names, by = tuple(values), tuple(key)
        statement = self._statements.get(("update", model, by, names), _update, model, by, names)
        arguments = statement.arguments({**values, **{f"by_{name}": value for name, value in key.items()}})
        return self.connection.exec_driver_sql(statement.sql, arguments).rowcount

    def add_once(self, model: type[SQLModel], values: Mapping[str, Any]) -> None:
        """Insert a row that is named by its content, unless it is there already."""
        if self.one(model, **{name: values[name] for name in key_names(model)}) is None:
            self.add(model, values)

    def append(
        self, entry: Entry, written: Written, moved: Mapping[str, Any], opened: Mapping[str, Any] | None
    ) -> None:
        """Add one entry and move its subject's row: the single write path of the history.

        `moved` is what the row says from now on, besides where the history stands. `opened` gives the rest of a new
        row, for an entry 0. Raises TransitionConflict if somebody else wrote that sequence number first.
        """
        model: type[SQLModel] = RegisterHead if entry.dossier == REGISTER else Dossier
        standing = {**moved, "seq": entry.seq, "head": written.hash, "changed_at": entry.recorded}
        try:
            if opened is not None:
                self.add(Subject, {"id": entry.dossier})
            row = columns(entry, written)
            self._insert_all(HistoryEntry, [row])
        except IntegrityError as fault:
            raise _conflict(entry) from fault
        if opened is not None:
            self.add(model, {**opened, **standing, "id": entry.dossier})
        elif self._set(model, {"id": entry.dossier, "seq": entry.seq - 1}, standing) != 1:
            raise _conflict(entry)
        if written.disclosures:
            self._insert_all(
                Disclosure,
                [
                    {"digest": one.digest, "dossier_id": entry.dossier, "seq": entry.seq, "text": one.text}
                    for one in written.disclosures
                ],
            )

    def apply(self, changes: Iterable[Change]) -> None:
        """Set the rows of the present tables that an entry changes."""
        for change in changes:
            values = change.values
            if values and self._set(change.table, change.key, values) == 1:
                continue
            if not values and self.one(change.table, **change.key) is not None:
                continue
            self.add(change.table, {**change.key, **values})

    def replace(self, model: type[SQLModel], by: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> None:
        """Make a present table of one dossier say exactly `rows`: after a correction it is read anew."""
        table = table_of(model)
        self.connection.execute(table.delete().where(and_(*(table.c[name] == value for name, value in by.items()))))
        for row in rows:
            self.add(model, row)


def _conflict(entry: Entry) -> TransitionConflict:
    return TransitionConflict(
        Text(
            f"{entry.dossier} a été modifié par quelqu’un d’autre entre-temps (entrée n° {entry.seq}). "
            "Rien n’a été enregistré.",
            f"{entry.dossier} was changed by somebody else meanwhile (entry {entry.seq}). Nothing was saved.",
        ),
        Text(
            f"relisez-le puis recommencez : jalon show {entry.dossier}",
            f"read it again, then try again: jalon show {entry.dossier}",
        ),
    )


class Store:
    """A database by its URL. Opens nothing until it is asked for something."""

    def __init__(self, url: str, *, durability: Durability | None = None, timeout: float = 10.0) -> None:
        self.url = url
        self._durability = durability
        self._timeout = timeout
        self._checked = False

    @property
    def place(self) -> str:
        """The database as a person may see it: a file, or a URL without its password."""
        try:
            url = make_url(self.url)
        except ArgumentError:
            return self.url
        return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)

    @cached_property
    def engine(self) -> Engine:
        """The SQLAlchemy engine, its connections set up. Raises StoreError for a URL that names no database we know."""
        try:
            url = make_url(self.url)
            if url.get_backend_name() == "postgresql" and url.drivername == "postgresql":
                url = url.set(drivername="postgresql+psycopg")
            if url.get_backend_name() not in ("sqlite", "postgresql"):
                raise ArgumentError(url.drivername)
            arguments: dict[str, Any] = {}
            if url.get_backend_name() == "sqlite":
                arguments["connect_args"] = {"timeout": self._timeout}
            else:
                arguments["connect_args"] = {"connect_timeout": max(2, int(self._timeout))}
            engine = create_engine(url, **arguments)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as fault:
            raise StoreError(
                Text(f"Adresse de base de données inutilisable : {fault}.", f"Unusable database URL: {fault}."),
                Text(
                    "JALON_DATABASE_URL doit commencer par sqlite:/// ou postgresql:// "
                    "(PostgreSQL : pip install 'jalon[postgresql]')",
                    "JALON_DATABASE_URL must begin with sqlite:/// or postgresql:// "
                    "(PostgreSQL: pip install 'jalon[postgresql]')",
                ),
            ) from fault
        if engine.dialect.name == "sqlite":
            self._prepare_sqlite(engine)
        return engine

    def _prepare_sqlite(self, engine: Engine) -> None:
        durability = self._durability or durability_for(sqlite3.sqlite_version_info)

        @event.listens_for(engine, "connect")
        def _settings(connection: sqlite3.Connection, _record: object) -> None:
            connection.isolation_level = None
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA recursive_triggers = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute(f"PRAGMA synchronous = {durability.synchronous}")
            if connection.execute("PRAGMA journal_mode").fetchone()[0].upper() != durability.journal:
                connection.execute(f"PRAGMA journal_mode = {durability.journal}")

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            writing = connection.get_execution_options().get("jalon_writing", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    @cached_property
    def _statements(self) -> Statements:
        return Statements(self.engine)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Everything in the block is saved together when it ends, or nothing is. Raises StoreError."""
        with self._connected(writing=True) as connection:
            yield Transaction(connection, self._statements)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """One snapshot of the database for the length of the block. Raises StoreError."""
        with self._connected(writing=False) as connection:
            yield Reading(connection, self._statements)

    @contextmanager
    def _connected(self, *, writing: bool) -> Iterator[Connection]:
        self._demand_file()
        try:
            options: dict[str, Any] = {"jalon_writing": writing}
            if not writing and self.engine.dialect.name == "postgresql":
                options["isolation_level"] = "REPEATABLE READ"
            with self.engine.connect().execution_options(**options) as connection, connection.begin():
                self._demand_schema(connection)
                yield connection
        except DBAPIError as fault:
            raise explain(fault, self.place) from fault

    def _demand_file(self) -> None:
        # SQLite would make an empty database where there is none, and a typo in a path would look like a lost history.
        if self.engine.dialect.name == "sqlite" and not Path(self.place).exists():
            raise StoreError(
                Text(f"Pas de base de données : {self.place}.", f"There is no database: {self.place}."),
                Text("créez l’espace de travail : jalon init", "make the workspace: jalon init"),
            )

    def _demand_schema(self, connection: Connection) -> None:
        if self._checked:
            return
        if not inspect(connection).has_table("alembic_version"):
            raise StoreError(
                Text(f"La base {self.place} n’est pas une base de Jalon.", f"{self.place} is not a database of Jalon."),
                Text("créez l’espace de travail : jalon init", "make the workspace: jalon init"),
            )
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        if found != SCHEMA:
            raise StoreError(
                Text(
                    f"La base {self.place} est à la version {found}, ce programme attend la {SCHEMA}.",
                    f"{self.place} is at version {found}, this program expects {SCHEMA}.",
                ),
                Text(
                    "mettez à jour le programme, ou la base : jalon init --upgrade",
                    "upgrade the program, or the database: jalon init --upgrade",
                ),
            )
        self._checked = True


_SQLITE_FAULTS: Mapping[str, tuple[Text, Text]] = {
    "SQLITE_BUSY": (
        Text("La base est occupée par une autre écriture : {place}.", "Another program is writing to {place}."),
        Text("recommencez dans un instant ; rien n’a été enregistré", "try again in a moment; nothing was saved"),
    ),
    "SQLITE_READONLY": (
        Text("La base est en lecture seule : {place}.", "The database is read-only: {place}."),
        Text("vérifiez les droits du fichier et de son dossier", "check the rights of the file and of its folder"),
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

_POSTGRESQL_FAULTS: Mapping[str, tuple[Text, Text]] = {
    "53100": _SQLITE_FAULTS["SQLITE_FULL"],
    "25006": _SQLITE_FAULTS["SQLITE_READONLY"],
    "40P01": _SQLITE_FAULTS["SQLITE_BUSY"],
    "55P03": _SQLITE_FAULTS["SQLITE_BUSY"],
    "40001": _SQLITE_FAULTS["SQLITE_BUSY"],
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


def explain(fault: DBAPIError, place: str) -> StoreError:
    """What a fault of the database means to a person, and what to do."""
    code = str(getattr(fault.orig, "sqlite_errorname", "") or "")
    known = next((text for name, text in _SQLITE_FAULTS.items() if code.startswith(name)), None)
    if known is None:
        state = str(getattr(fault.orig, "sqlstate", "") or "")
        known = _POSTGRESQL_FAULTS.get(state)
        if known is None and (not state or state[:2] in ("08", "57")) and not code:
            known = _UNREACHABLE
    if known is None:
        said = str(fault.orig).strip().splitlines()[0] if str(fault.orig).strip() else type(fault.orig).__name__
        return StoreError(
            Text(f"La base refuse : {said} ({place}).", f"The database refuses: {said} ({place})."),
            Text("rien n’a été enregistré", "nothing was saved"),
        )
    message, remedy = known
    return StoreError(Text(message.fr.format(place=place), message.en.format(place=place)), remedy)
