"""A connection on one snapshot, and the plain reads that everybody needs."""

import json
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Executable,
)
from sqlmodel import SQLModel

from workflow.rows import row_maker
from workflow.store.statements import Statements, select_among, select_from

Model = TypeVar("Model", bound=SQLModel)


Answer = TypeVar("Answer")


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
        statement = self._statements.get(("select", model, names, for_update), select_from, model, names, for_update)
        self._cursor.execute(statement.sql, statement.arguments(by))
        return list(map(row_maker(model), self._cursor.fetchall()))

    def rows(self, model: type[Model], **by: Any) -> Sequence[Model]:
        """The rows of a table where the columns given are equal, ordered by key."""
        return self._all(model, by)

    def one(self, model: type[Model], **by: Any) -> Model | None:
        """The row of a table where the columns given are equal, or None."""
        found = self._all(model, by)
        return found[0] if found else None

    def among(self, model: type[Model], column: str, values: Sequence[str]) -> list[Model]:
        """The rows of a table where a column is one of `values`, however many, in one question; ordered by key."""
        on_server = self.connection.dialect.name == "postgresql"
        statement = self._statements.get(("among", model, column), select_among, model, column, on_server)
        given = list(values) if on_server else json.dumps(values)
        self._cursor.execute(statement.sql, statement.arguments({"values": given}))
        return list(map(row_maker(model), self._cursor.fetchall()))

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
