"""Plain rows of the tables: what the write path and a replay both read and write, without an object mapper.

A row is a named tuple with the columns of its table, so that it reads like an instance of the table's class.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Table
from sqlmodel import SQLModel

Model = TypeVar("Model", bound=SQLModel)


@cache
def table_of(model: type[SQLModel]) -> Table:
    """The table a class declares."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


@cache
def column_names(model: type[SQLModel]) -> tuple[str, ...]:
    """Every column, in declared order."""
    return tuple(column.name for column in table_of(model).columns)


@cache
def key_names(model: type[SQLModel]) -> tuple[str, ...]:
    """The columns of the primary key."""
    return tuple(column.name for column in table_of(model).primary_key.columns)


@cache
def row_maker(model: type[SQLModel]) -> Callable[[Iterable[Any]], Any]:
    """Makes a row from the values of all columns, in order."""
    made: Any = namedtuple(model.__name__, column_names(model))  # type: ignore[misc]  # named when it is run
    maker: Callable[[Iterable[Any]], Any] = made._make
    return maker


@cache
def _defaults(model: type[SQLModel]) -> Mapping[str, Any]:
    return {name: None if info.is_required() else info.get_default() for name, info in model.model_fields.items()}


def full(model: type[SQLModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` with the table's defaults for the columns that are not given."""
    return {**_defaults(model), **values}


def row(model: type[Model], values: Mapping[str, Any]) -> Model:
    """The row of a mapping that has every column."""
    made: Model = row_maker(model)(values[name] for name in column_names(model))
    return made
