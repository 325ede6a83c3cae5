"""The statements of the write path, compiled once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Engine,
    and_,
    any_,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.sql import ClauseElement
from sqlmodel import SQLModel

from workflow.rows import key_names, table_of


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL compiled once for one database, with the order of its parameters where they have one."""

    sql: str
    arguments: Callable[[Mapping[str, Any]], Any]
    """From the values by name to what the driver wants: the same, or a tuple in the order of the parameters."""


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
        return Statement(str(compiled), _as_they_are if positions is None else _in_order(positions))


def _as_they_are(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return values


def _in_order(names: Sequence[str]) -> Callable[[Mapping[str, Any]], Any]:
    if len(names) == 1:
        only = names[0]
        return lambda values: (values[only],)
    return itemgetter(*names) if names else lambda values: ()


def insert_into(model: type[SQLModel], names: tuple[str, ...]) -> ClauseElement:
    """Insert one row that gives these columns."""
    return insert(table_of(model)).values({name: bindparam(name) for name in names})


def insert_once(model: type[SQLModel], names: tuple[str, ...]) -> ClauseElement:
    """The same, unless the row is there already, also where somebody else is writing it: PostgreSQL alone."""
    # Only PostgreSQL comes here, and SQLite need not wait for its dialect: 0.03 s.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table_of(model)).values({name: bindparam(name) for name in names}).on_conflict_do_nothing()


def select_from(model: type[SQLModel], by: tuple[str, ...], for_update: bool = False) -> ClauseElement:
    """The rows where these columns are equal, by key; held where something is going to be written."""
    table = table_of(model)
    keys = [table.c[name] for name in key_names(model)]
    query = select(table).where(*(table.c[name] == bindparam(name) for name in by)).order_by(*keys)
    return query.with_for_update() if for_update else query


def select_among(model: type[SQLModel], column: str, on_server: bool) -> ClauseElement:
    """The rows where a column is one of many values, by key.

    The values are one parameter, so that one statement serves any number of them: an array on the server, a JSON array
    for SQLite.
    """
    table = table_of(model)
    values: BindParameter[Any] = bindparam("values")
    wanted: ColumnElement[bool]
    if on_server:
        wanted = table.c[column] == any_(values)
    else:
        wanted = table.c[column].in_(select(func.json_each(values).table_valued("value").c.value))
    return select(table).where(wanted).order_by(*(table.c[name] for name in key_names(model)))


def update_of(model: type[SQLModel], by: tuple[str, ...], names: tuple[str, ...]) -> ClauseElement:
    """Set these columns of the rows where others are equal, whose values are given with `by_` before their names."""
    table = table_of(model)
    where = and_(*(table.c[name] == bindparam(f"by_{name}") for name in by))
    return update(table).where(where).values({name: bindparam(name) for name in names})
