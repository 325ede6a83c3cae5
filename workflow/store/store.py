"""A database by its URL, opened when it is first asked for something."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from sqlalchemy import (
    Connection,
    Engine,
    inspect,
)
from sqlalchemy.exc import DBAPIError

from workflow.database import WRITING, Durability, explain, file_of, make_engine, place_of
from workflow.errors import OtherVersion, StoreError
from workflow.keys import Signer, application_signer
from workflow.language import Text
from workflow.store.reading import Reading
from workflow.store.statements import Statements
from workflow.store.transaction import Transaction
from workflow.workspace import Workspace

SCHEMA = "0006"
"""The migration this version of Jalon reads and writes."""


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
                Text(
                    "remettez une sauvegarde à cet endroit ; pour commencer une base vide : jalon init",
                    "put a backup back there; to begin an empty one: jalon init",
                ),
            )

    def _demand_schema(self, connection: Connection) -> None:
        if self._checked:
            return
        found = stored_schema(connection)
        if found is None:
            raise StoreError(
                Text(f"La base {self.place} n’est pas une base de Jalon.", f"{self.place} is not a database of Jalon."),
                Text("pour y commencer un registre : jalon init", "to begin a register in it: jalon init"),
            )
        demand_not_newer(found, self.place)
        if found != SCHEMA:
            raise OtherVersion(
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
    """Raise OtherVersion for a database that a later version of Jalon made or upgraded."""
    if found > SCHEMA:
        raise OtherVersion(
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
