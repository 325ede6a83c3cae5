"""The history one dossier at a time: each table read once, in the order of the dossiers, and never held whole."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, TextClause, collate, func, select, text
from sqlmodel import SQLModel

from workflow.integrity.verify.book import Book, Chapter, Told
from workflow.integrity.verify.finding import Certainty, Finding, Layer
from workflow.language import Text
from workflow.models import (
    DOSSIER_FACTS,
    REGISTER,
    REGISTER_FACTS,
    Disclosure,
    Dossier,
    Draft,
    HistoryEntry,
    Redaction,
    RegisterHead,
    Subject,
)
from workflow.rows import key_names, row_maker, table_of

Row = TypeVar("Row")
PORTION = 500
"""Rows that are asked for at a time."""


def chapters(book: Book) -> Iterator[Chapter]:
    """Every dossier and the register, in order; rows that belong to none are noted as findings."""
    entries = _entries(book)
    texts = _Side(book, Disclosure, "dossier_id", "seq", "digest")
    gone = _Side(book, Redaction, "dossier_id", "seq", "digest")
    drafts = _Side(book, Draft, "dossier_id", "seq", "id")
    subjects = _Side(book, Subject, "id")
    heads: dict[type[SQLModel], _Side] = {
        Dossier: _Side(book, Dossier, "id"),
        RegisterHead: _Side(book, RegisterHead, "id"),
    }
    facts = {table: _Side(book, table, *key_names(table)) for table in DOSSIER_FACTS}
    sides = [texts, gone, drafts, subjects, *heads.values(), *facts.values()]
    for subject, rows in _by_dossier(entries):
        present: dict[type[SQLModel], Sequence[Any]] = {table: side.of(subject) for table, side in heads.items()}
        present |= {table: side.of(subject) for table, side in facts.items()}
        if subject == REGISTER:
            present |= {table: book.reading.rows(table) for table in REGISTER_FACTS}
        redactions = gone.of(subject)
        if not subjects.of(subject):
            book.findings.add(_stray(Subject, subject))
        told, strays = _told(rows, texts.of(subject), redactions)
        yield Chapter(subject, told, drafts.of(subject), redactions, present, strays)
    for side in sides:
        side.rest()


def _told(
    rows: Sequence[HistoryEntry], texts: Sequence[Disclosure], redactions: Sequence[Redaction]
) -> tuple[list[Told], list[Disclosure]]:
    """Each entry with its texts; and the texts of entries that are not there."""
    by_seq: dict[int, list[Disclosure]] = {}
    for one in texts:
        by_seq.setdefault(one.seq, []).append(one)
    redacted: dict[int, dict[str, int]] = {}
    for gone in redactions:
        redacted.setdefault(gone.target, {})[gone.name] = gone.seq
    told = [Told(row, by_seq.pop(row.seq, ()), redacted.get(row.seq, {})) for row in rows]
    return told, [text for left in by_seq.values() for text in left]


class _Side:
    """The rows of a table beside the history, handed out dossier by dossier."""

    def __init__(self, book: Book, model: type[SQLModel], *order: str) -> None:
        self._book = book
        self._model = model
        table = table_of(model)
        columns = [_binary(book.reading.connection, table.c[name]) for name in order]
        make = row_maker(model)
        self._rows = (make(row) for row in stream(book, select(table).order_by(*columns)))
        self._key: Callable[[Any], str] = lambda row: str(getattr(row, order[0]))
        self._next = next(self._rows, None)

    def of(self, subject: str) -> list[Any]:
        """The rows of a dossier; those of dossiers before it that have no history are noted."""
        found = []
        while self._next is not None and self._key(self._next) <= subject:
            if self._key(self._next) == subject:
                found.append(self._next)
            else:
                self._book.findings.add(_stray(self._model, self._key(self._next)))
            self._next = next(self._rows, None)
        return found

    def rest(self) -> None:
        """Note the rows that belong to no dossier with a history."""
        while self._next is not None:
            self._book.findings.add(_stray(self._model, self._key(self._next)))
            self._next = next(self._rows, None)


def _stray(model: type[SQLModel], subject: str) -> Finding:
    layer = {Disclosure: Layer.DISCLOSURE, Redaction: Layer.ERASURE, Draft: Layer.DRAFT}.get(model, Layer.PRESENT)
    table = table_of(model).name
    return Finding(
        layer,
        Text(f"{table} : sans histoire, ou manquant", f"{table}: without a history, or missing"),
        subject,
        place=table,
        certainty=Certainty.LIKELY,
    )


def _entries(book: Book) -> Iterator[HistoryEntry]:
    """Every entry by dossier and number. On SQLite the order comes from the index, and every value from the table.

    A damaged database may hold one value in the index and another in the table: the one in the table is what counts.
    """
    connection = book.reading.connection
    table = table_of(HistoryEntry)
    make = row_maker(HistoryEntry)
    if connection.dialect.name != "sqlite":
        query = select(table).order_by(_binary(connection, table.c.dossier_id), table.c.seq)
        return (make(row) for row in stream(book, query))
    columns = ", ".join(f't."{column.name}"' for column in table.columns)
    ordered = text(
        f"SELECT {columns} FROM history_entry AS o "  # noqa: S608  # the names are those of our own columns
        "CROSS JOIN history_entry AS t NOT INDEXED ON t.id = o.id ORDER BY o.dossier_id, o.seq"
    )
    return (make(row) for row in stream(book, ordered))


def _binary(connection: Connection, column: Any) -> Any:
    """A column sorted byte for byte, as Python compares: a French collation would sort otherwise."""
    sorted_otherwise = connection.dialect.name == "postgresql" and column.type.python_type is str
    return collate(column, "C") if sorted_otherwise else column


def _by_dossier(rows: Iterator[HistoryEntry]) -> Iterator[tuple[str, list[HistoryEntry]]]:
    held: list[HistoryEntry] = []
    for row in rows:
        if held and held[0].dossier_id != row.dossier_id:
            yield held[0].dossier_id, held
            held = []
        held.append(row)
    if held:
        yield held[0].dossier_id, held


def stream(book: Book, query: Select[Any] | TextClause) -> Iterator[Any]:
    """The rows of a statement, a portion at a time, however many there are; closed with the book."""
    connection = book.reading.connection
    if connection.dialect.name != "sqlite":
        rows = connection.execution_options(yield_per=PORTION).execute(query)
        book.streams.callback(rows.close)
        return iter(rows)
    # The driver hands rows over as it reads them; what SQLAlchemy adds to each would cost more than the reading.
    cursor: Any = connection.connection.cursor()
    book.streams.callback(cursor.close)
    cursor.execute(str(query.compile(connection.engine)))
    found: Iterator[Any] = iter(cursor)
    return found


def count(connection: Connection, model: type[SQLModel]) -> int:
    """How many rows a table has; counted in the table itself."""
    table = table_of(model)
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
