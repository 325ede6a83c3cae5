"""Answers in pages: a total, some rows, and where the next page begins."""

import heapq
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, FromClause, Select, func, select, tuple_

from workflow.asof import Basis
from workflow.errors import InvalidValue
from workflow.history import Key
from workflow.language import Text
from workflow.names import quoted
from workflow.store import Reading

LARGEST = 1000
"""Rows a page may have at most."""

_NUMBER = re.compile("[0-9]{1,9}")

Row = TypeVar("Row")
Place = tuple[str | int, str, int]
"""Where an entry stands in an order: what it is sorted by, its dossier, its sequence number."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some of the rows of an answer, in order."""

    basis: Basis
    total: int
    """How many rows there are in all the pages."""
    rows: tuple[Row, ...]
    next: str | None = None
    """What to ask for the page that follows; None on the last one."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is asked for."""

    limit: int = 50
    after: str | None = None
    """`next` of the page before."""
    descending: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= LARGEST:
            raise InvalidValue(
                Text(
                    f"Une page a de 1 à {LARGEST} lignes ; vous en demandez {self.limit}.",
                    f"A page has 1 to {LARGEST} rows; you asked for {self.limit}.",
                )
            )

    def start(self, number: bool = False) -> Place | None:
        """Where the page before ended, its first part a number or not. Raises InvalidValue for what no page gave."""
        if self.after is None:
            return None
        value, _, rest = self.after.partition("/")
        dossier, _, seq = rest.partition("/")
        if not _NUMBER.fullmatch(seq) or (number and not _NUMBER.fullmatch(value)):
            shown = quoted(self.after)
            raise InvalidValue(
                Text(f"{shown.fr} : ce n’est pas le début d’une page.", f"{shown.en} is not where a page begins."),
                Text("reprenez ce que la page précédente a donné", "give what the page before gave"),
            )
        return int(value) if number else value, dossier, int(seq)


@dataclass(frozen=True, slots=True)
class Order:
    """How the entries of an answer are sorted: by a column, then by dossier and sequence number."""

    entry: FromClause
    column: ColumnElement[Any]
    number: bool = False
    """Whether the column is a number."""

    @property
    def place(self) -> tuple[ColumnElement[Any], ...]:
        return self.column, self.entry.c.dossier_id, self.entry.c.seq


def cursor(place: Place) -> str:
    """What `Paging.after` is told so as to go on behind that place."""
    return f"{place[0]}/{place[1]}/{place[2]}"


def count(reading: Reading, entry: FromClause, *conditions: ColumnElement[bool]) -> int:
    """How many entries meet the conditions."""
    found: int = reading.query(select(func.count()).select_from(entry).where(*conditions))[0][0]
    return found


def places(reading: Reading, order: Order, paging: Paging, *conditions: ColumnElement[bool]) -> list[Place]:
    """The places of the entries of a page, and of the first one of the page that follows if there is one."""
    query = select(*order.place).select_from(order.entry).where(*conditions)
    return [(row[0], row[1], row[2]) for row in reading.query(_paged(query, order, paging))]


def _paged(query: Select[Any], order: Order, paging: Paging) -> Select[Any]:
    start = paging.start(order.number)
    if start is not None:
        place = tuple_(*order.place)
        query = query.where(place < tuple_(*start) if paging.descending else place > tuple_(*start))
    columns = [column.desc() if paging.descending else column.asc() for column in order.place]
    return query.order_by(*columns).limit(paging.limit + 1)


def chosen(found: Iterable[Place], paging: Paging, *, number: bool = False) -> tuple[int, list[Place]]:
    """How many places there are, and those that `places` would give, of a stream too long to keep."""
    total = 0
    start = paging.start(number)

    def beyond() -> Iterable[Place]:
        nonlocal total
        for place in found:
            total += 1
            if start is None or (place < start if paging.descending else place > start):
                yield place

    pick = heapq.nlargest if paging.descending else heapq.nsmallest
    picked = pick(paging.limit + 1, beyond())
    return total, picked


def page(
    basis: Basis, total: int, found: Sequence[Place], paging: Paging, make: Callable[[Sequence[Key]], Iterable[Row]]
) -> Page[Row]:
    """The page of the places found, each made into a row from its key."""
    shown = found[: paging.limit]
    rows = make([(dossier, seq) for _, dossier, seq in shown])
    return Page(basis, total, tuple(rows), cursor(shown[-1]) if len(found) > len(shown) else None)
