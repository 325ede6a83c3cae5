"""The sealed history as a tree: the leaves as they are stored, and proofs about them."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Select, func, select

from workflow.canonical import b64, unb64
from workflow.errors import ProofRefused
from workflow.integrity.merkle import WIDTH, Tree
from workflow.integrity.proof import Proof
from workflow.language import Text
from workflow.models import Checkpoint, HistoryEntry, Leaf
from workflow.rows import table_of
from workflow.store import Reading


def raw(digest: str) -> bytes:
    """The 32 bytes of a hash as the tables hold it. Raises ValueError for anything else."""
    found = unb64(digest)
    if len(found) != 32 or b64(found) != digest:
        raise ValueError("not a hash")
    return found


def rows(reading: Reading, query: Select[Any]) -> Sequence[Any]:
    """The rows of a statement as plain tuples: of a million, what SQLAlchemy adds to each would be felt."""
    connection = reading.connection
    if connection.dialect.name != "sqlite":
        return reading.query(query)
    cursor: Any = connection.connection.cursor()
    with closing(cursor):
        cursor.execute(str(query.compile(connection.engine, compile_kwargs={"literal_binds": True})))
        found: list[Any] = cursor.fetchall()
        return found


def size(reading: Reading) -> int:
    """How many leaves there are."""
    leaf = table_of(Leaf)
    return int(reading.query(select(func.coalesce(func.max(leaf.c.number) + 1, 0)))[0][0])


def entries(reading: Reading) -> int:
    """How many entries there are, sealed or not."""
    return int(reading.query(select(func.count()).select_from(table_of(HistoryEntry)))[0][0])


def first_recorded(reading: Reading) -> str | None:
    """When the oldest entry claims to have been recorded; None before the first one."""
    found: str | None = reading.query(select(func.min(table_of(HistoryEntry).c.recorded_at)))[0][0]
    return found


def last_recorded(reading: Reading) -> str | None:
    """When the newest entry claims to have been recorded; None before the first one."""
    found: str | None = reading.query(select(func.max(table_of(HistoryEntry).c.recorded_at)))[0][0]
    return found


def leaves(reading: Reading, start: int, stop: int) -> list[bytes]:
    """The leaf hashes from `start` to before `stop`. Raises ValueError where one is missing or is none."""
    leaf = table_of(Leaf)
    query = select(leaf.c.hash).where(leaf.c.number >= start, leaf.c.number < stop).order_by(leaf.c.number)
    return [raw(hash_) for (hash_,) in rows(reading, query)]


def chunks(reading: Reading, start: int, stop: int, width: int = WIDTH) -> Iterator[list[bytes]]:
    """The leaf hashes from `start` to before `stop`, `width` at a time. Raises ValueError as `leaves` does."""
    for first in range(start, stop, width):
        found = leaves(reading, first, min(first + width, stop))
        if len(found) != min(width, stop - first):
            raise ValueError("a leaf is missing")
        yield found


def tree(reading: Reading, upto: int | None = None) -> Tree:
    """The tree over the first `upto` leaves, by default over all; good as long as the reading lasts."""
    return Tree(size(reading) if upto is None else upto, lambda start, stop: leaves(reading, start, stop))


def last_checkpoint(reading: Reading) -> Checkpoint | None:
    """The newest checkpoint in the database, or None before the first seal."""
    checkpoint = table_of(Checkpoint)
    newest = reading.query(select(func.max(checkpoint.c.number)))[0][0]
    return None if newest is None else reading.one(Checkpoint, number=newest)


def prove(reading: Reading, dossier: str, seq: int, known: Tree | None = None) -> Proof:
    """The proof that an entry is in the newest checkpoint; many proofs share one `known` tree.

    Raises ProofRefused for an entry that is not there or not sealed yet.
    """
    entry, leaf = table_of(HistoryEntry), table_of(Leaf)
    query = (
        select(leaf.c.number)
        .join(entry, entry.c.id == leaf.c.entry_id)
        .where(entry.c.dossier_id == dossier, entry.c.seq == seq)
    )
    found = reading.query(query)
    newest = last_checkpoint(reading)
    if not found and reading.one(HistoryEntry, dossier_id=dossier, seq=seq) is None:
        raise ProofRefused(
            Text(f"{dossier} n’a pas d’entrée n° {seq}.", f"{dossier} has no entry {seq}."),
            Text(f"les numéros : jalon history {dossier}", f"the numbers: jalon history {dossier}"),
        )
    if newest is None or not found or found[0][0] >= newest.size:
        raise ProofRefused(
            Text(
                f"L’entrée n° {seq} de {dossier} n’est pas encore scellée.",
                f"Entry {seq} of {dossier} is not sealed yet.",
            ),
            Text("scellez : jalon seal", "seal it: jalon seal"),
        )
    whole = known or tree(reading, newest.size)
    return Proof(found[0][0], tuple(whole.inclusion(found[0][0], newest.size)), newest.note)
