"""The database: one engine, one transaction, one write path.

SQLModel declares the tables; what is written on every command goes through statements compiled once from them, at
a small multiple of the raw driver’s cost. Writers take the lock before they read (BEGIN IMMEDIATE on SQLite, FOR UPDATE
on PostgreSQL), so that state and sequence number are never those of a moment ago.
"""

import os
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
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
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement
from sqlmodel import SQLModel

from workflow.body import Entry, Written, columns
from workflow.database import WRITING, Durability, explain, file_of, make_engine, met_another, of_the_key, place_of
from workflow.entries import Change
from workflow.errors import KeyReused, StoreError, TransitionConflict
from workflow.keys import Signer, application_signer
from workflow.language import Text
from workflow.models import (
    REGISTER,
    Disclosure,
    Dossier,
    Draft,
    HistoryEntry,
    Redaction,
    RegisterHead,
    Subject,
)
from workflow.rows import column_names, full, key_names, row_maker, table_of
from workflow.workspace import Workspace

SCHEMA = "0005"
"""The migration this version of Jalon reads and writes."""

Model = TypeVar("Model", bound=SQLModel)
Answer = TypeVar("Answer")


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

    def _compile(self, statement: ClauseElement) -> Statement:
        compiled = statement.compile(dialect=self._dialect)
        positions = getattr(compiled, "positiontup", None)
        return Statement(str(compiled), tuple(positions) if positions is not None else None)


def _insert(model: type[SQLModel], names: tuple[str, ...]) -> ClauseElement:
    return insert(table_of(model)).values({name: bindparam(name) for name in names})


def _insert_once(model: type[SQLModel], names: tuple[str, ...]) -> ClauseElement:
    # Only PostgreSQL comes here, and SQLite need not wait for its dialect: 0.03 s.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table_of(model)).values({name: bindparam(name) for name in names}).on_conflict_do_nothing()


def _select(model: type[SQLModel], by: tuple[str, ...], for_update: bool = False) -> ClauseElement:
    table = table_of(model)
    keys = [table.c[name] for name in key_names(model)]
    query = select(table).where(*(table.c[name] == bindparam(name) for name in by)).order_by(*keys)
    return query.with_for_update() if for_update else query


def _update(model: type[SQLModel], by: tuple[str, ...], names: tuple[str, ...]) -> ClauseElement:
    table = table_of(model)
    where = and_(*(table.c[name] == bindparam(f"by_{name}") for name in by))
    return update(table).where(where).values({name: bindparam(name) for name in names})


class Reading:
    """A connection on one snapshot, and the plain reads that everybody needs."""

    def __init__(self, connection: Connection, statements: Statements) -> None:
        self.connection = connection
        self._statements = statements
        # The driver's own cursor: what SQLAlchemy adds to each statement would cost more than the statement.
        self._cursor = connection.connection.cursor()
        self._driver: Any = connection.dialect.loaded_dbapi
        self._known: dict[Hashable, Any] = {}

    def _all(self, model: type[Model], by: Mapping[str, Any], for_update: bool = False) -> list[Model]:
        names = tuple(by)
        statement = self._statements.get(("select", model, names, for_update), _select, model, names, for_update)
        self._cursor.execute(statement.sql, statement.arguments(by))
        return list(map(row_maker(model), self._cursor.fetchall()))

    def rows(self, model: type[Model], **by: Any) -> Sequence[Model]:
        """The rows of a table where the columns given are equal, ordered by key."""
        return self._all(model, by)

    def one(self, model: type[Model], **by: Any) -> Model | None:
        """The row of a table where the columns given are equal, or None."""
        found = self._all(model, by)
        return found[0] if found else None

    def once(self, name: Hashable, ask: Callable[..., Answer], *arguments: Any) -> Answer:
        """What `ask` answers, asked once in this transaction: who acts does not change while he acts."""
        if name not in self._known:
            self._known[name] = ask(*arguments)
        answer: Answer = self._known[name]
        return answer

    def query(self, statement: Executable) -> Sequence[Any]:
        """The rows of a Core statement."""
        return self.connection.execute(statement).all()

    def stream(self, statement: Executable) -> Iterator[Any]:
        """The rows of a Core statement, a few thousand in memory at a time."""
        yield from self.connection.execute(statement, execution_options={"yield_per": 5000})


class Transaction(Reading):
    """A reading that may also write: the only place where anything is written."""

    def __init__(self, connection: Connection, statements: Statements, signer: Signer | None = None) -> None:
        super().__init__(connection, statements)
        self._signer = signer

    def locked(self, model: type[Model], **by: Any) -> Model | None:
        """The row, held until the end of the transaction."""
        found = self._all(model, by, for_update=self.connection.dialect.name != "sqlite")
        return found[0] if found else None

    def hold(self, model: type[Model], row: Model) -> Model:
        """The row as it is, nobody else changing it before the end of the transaction.

        On SQLite the whole database is held since the transaction began: what was read in it still is so.
        """
        if self.connection.dialect.name == "sqlite":
            return row
        held = self._all(model, {name: getattr(row, name) for name in key_names(model)}, for_update=True)
        return held[0]

    def add(self, model: type[SQLModel], values: Mapping[str, Any]) -> None:
        """Insert one row, with the table's defaults for what is not given."""
        self._insert_all(model, [full(model, values)])

    def add_all(self, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert many rows that give the same columns, in one call of the driver."""
        names = tuple(name for name in column_names(model) if name in rows[0])
        statement = self._statements.get(("insert", model, names), _insert, model, names)
        self._cursor.executemany(statement.sql, [statement.arguments(row) for row in rows])

    def _insert_all(self, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
        names = tuple(rows[0])
        statement = self._statements.get(("insert", model, names), _insert, model, names)
        for row in rows:
            self._cursor.execute(statement.sql, statement.arguments(row))

    def _set(self, model: type[SQLModel], key: Mapping[str, Any], values: Mapping[str, Any]) -> int:
        names, by = tuple(values), tuple(key)
        statement = self._statements.get(("update", model, by, names), _update, model, by, names)
        arguments = statement.arguments({**values, **{f"by_{name}": value for name, value in key.items()}})
        self._cursor.execute(statement.sql, arguments)
        return int(self._cursor.rowcount)

    def add_once(self, model: type[SQLModel], values: Mapping[str, Any]) -> None:
        """Insert a row that is named by its content, unless it is there already."""
        if self.connection.dialect.name == "sqlite":
            if self.one(model, **{name: values[name] for name in key_names(model)}) is None:
                self.add(model, values)
            return
        # Nothing is held that would keep another from inserting the same row: the database decides, and waits for him.
        row = full(model, values)
        names = tuple(name for name in column_names(model) if name in row)
        statement = self._statements.get(("insert once", model, names), _insert_once, model, names)
        self._cursor.execute(statement.sql, statement.arguments(row))

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
            row["signature"] = self._signer.sign_entry(written.hash) if self._signer is not None else None
            self._insert_all(HistoryEntry, [row])
        except self._driver.IntegrityError as fault:
            if not met_another(fault):
                raise  # what the tables refuse for what it says is not somebody else's doing
            raise (_key_taken(entry) if of_the_key(fault) else _conflict(entry)) from fault
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
        """Make a present table, or one dossier’s part of it, say exactly `rows`; those that do already stay."""
        keys = key_names(model)
        wanted = {tuple(row[name] for name in keys): row for row in rows}
        for stored in self._all(model, by):
            key = {name: getattr(stored, name) for name in keys}
            row = wanted.pop(tuple(key.values()), None)
            if row is None:
                self.remove(model, **key)
            elif tuple(stored) != tuple(row[name] for name in column_names(model)):
                self._set(model, key, {name: value for name, value in row.items() if name not in keys})
        for row in wanted.values():
            self.add(model, row)

    def remove(self, model: type[SQLModel], **key: Any) -> None:
        """Delete the rows where these columns are equal; the database refuses what may not go."""
        table = table_of(model)
        self.connection.execute(table.delete().where(and_(*(table.c[name] == value for name, value in key.items()))))

    def redact(self, redactions: Sequence[Mapping[str, Any]]) -> None:
        """Note what an entry erases, and let it go: disclosures by their digests, with the drafts they told of."""
        if self.connection.dialect.name == "sqlite":
            self.connection.exec_driver_sql("PRAGMA secure_delete = ON")  # else the text would stay in the file
        for row in redactions:
            self.add(Redaction, row)
            self.remove(Disclosure, digest=row["digest"])
            if row["name"] == "drafts":
                self.remove(Draft, dossier_id=row["dossier_id"], seq=row["target"])


def _key_taken(entry: Entry) -> KeyReused:
    return KeyReused(
        Text(
            f"La clé « {entry.command_key} » vient de servir à une autre commande.",
            f"Key “{entry.command_key}” was used for another command just now.",
        ),
        Text("prenez une autre clé pour une autre commande", "take another key for another command"),
    )


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

    def __init__(
        self,
        url: str,
        *,
        durability: Durability | None = None,
        timeout: float = 10.0,
        signer: Signer | None = None,
    ) -> None:
        """`signer` is the application's key: with it every entry is signed as it is written."""
        self.url = url
        self._signer = signer
        self._durability = durability
        self._timeout = timeout
        self._checked = False

    @classmethod
    def of(cls, workspace: Workspace, environ: Mapping[str, str] = os.environ) -> "Store":
        """The database of a workspace, for those who write: what they write is signed. Raises KeyFileError."""
        return cls(workspace.database_url, signer=application_signer(workspace.root, environ))

    @property
    def place(self) -> str:
        """The database as a person may see it: a file, or a URL without its password."""
        return place_of(self.url)

    @cached_property
    def engine(self) -> Engine:
        """The SQLAlchemy engine. Raises StoreError for a URL that names no database we know."""
        return make_engine(self.url, self._durability, self._timeout)

    @cached_property
    def _writer(self) -> Engine:
        return self.engine.execution_options(**{WRITING: True})

    @cached_property
    def _reader(self) -> Engine:
        on_server = self.engine.dialect.name == "postgresql"
        return self.engine.execution_options(isolation_level="REPEATABLE READ") if on_server else self.engine

    @cached_property
    def _file(self) -> Path | None:
        return file_of(self.url)

    @cached_property
    def _statements(self) -> Statements:
        return Statements(self.engine)

    def close(self) -> None:
        """Close the connections that are kept; the next command opens new ones."""
        self.engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Everything in the block is saved together when it ends, or nothing is. Raises StoreError."""
        with self._connected(writing=True) as connection:
            yield Transaction(connection, self._statements, self._signer)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """One snapshot of the database for the length of the block. Raises StoreError."""
        with self._connected(writing=False) as connection:
            yield Reading(connection, self._statements)

    @contextmanager
    def _connected(self, *, writing: bool) -> Iterator[Connection]:
        self._demand_file()
        try:
            with (self._writer if writing else self._reader).connect() as connection, connection.begin():
                self._demand_schema(connection)
                yield connection
        except (DBAPIError, self.engine.dialect.loaded_dbapi.Error) as fault:
            raise explain(fault, self.place) from fault

    def _demand_file(self) -> None:
        # SQLite would make an empty database where there is none, and a typo in a path would look like a lost history.
        if self.engine.dialect.name == "sqlite" and not _may_be_there(self._file):
            raise StoreError(
                Text(f"Pas de base de données : {self.place}.", f"There is no database: {self.place}."),
                Text("créez l’espace de travail : jalon init", "make the workspace: jalon init"),
            )

    def _demand_schema(self, connection: Connection) -> None:
        if self._checked:
            return
        found = stored_schema(connection)
        if found is None:
            raise StoreError(
                Text(f"La base {self.place} n’est pas une base de Jalon.", f"{self.place} is not a database of Jalon."),
                Text("créez l’espace de travail : jalon init", "make the workspace: jalon init"),
            )
        demand_not_newer(found, self.place)
        if found != SCHEMA:
            raise StoreError(
                Text(
                    f"La base {self.place} est à la version {found}, ce programme attend la {SCHEMA}.",
                    f"{self.place} is at version {found}, this program expects {SCHEMA}.",
                ),
                Text(
                    "gardez-en une copie, puis mettez-la à jour : jalon init --upgrade",
                    "keep a copy of it, then upgrade it: jalon init --upgrade",
                ),
            )
        self._checked = True


def stored_schema(connection: Connection) -> str | None:
    """The migration a database was brought to; None for one that has none of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def demand_not_newer(found: str, place: str) -> None:
    """Raise StoreError for a database that a later version of Jalon made or upgraded."""
    if found > SCHEMA:
        raise StoreError(
            Text(
                f"La base {place} est à la version {found}, plus récente que ce programme ({SCHEMA}).",
                f"{place} is at version {found}, newer than this program ({SCHEMA}).",
            ),
            Text(
                "mettez à jour le programme ; une base ne revient pas en arrière",
                "upgrade the program; a database does not go back",
            ),
        )


def _may_be_there(file: Path | None) -> bool:
    try:
        return file is not None and file.exists()
    except OSError:  # a folder on the way may not be entered: SQLite says so in its own time
        return True
