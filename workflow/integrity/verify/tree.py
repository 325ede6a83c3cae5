"""The sealed order: is each entry under its leaf, and the leaves what was sealed?

Both tables are read once, side by side, in the order of their ids. While the leaves go by, the tree grows; its root is
noted at every size that a checkpoint speaks of.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import select

from workflow.integrity.merkle import Frontier
from workflow.integrity.verify.book import Book
from workflow.integrity.verify.chapters import stream
from workflow.integrity.verify.finding import Finding, Layer
from workflow.integrity.verify.signatures import ALL_UPTO, Signatures, hash_of, of_entry
from workflow.integrity.verify.times import Times
from workflow.language import Text
from workflow.models import Dossier, HistoryEntry, Leaf, RegisterHead
from workflow.rows import row_maker, table_of

PENDING = 4096
"""Leaves that are hashed together."""

MOST_NAMED = 20
"""Of so many leaves without an entry it is asked of which dossier they were: each question reads the whole table."""


@dataclass
class Tree:
    """What the reading of the leaves gave."""

    roots: dict[int, bytes] = field(default_factory=dict)
    """The root at each size that was asked for and reached."""
    leaves: int = 0
    entries: int = 0
    unsealed: int = 0
    unsealed_since: str = ""
    """When the oldest of the entries that are not sealed was recorded."""
    verified: int = 0
    """Signatures that were verified."""
    passed: int = 0
    """Signatures of sealed entries that were left for another day."""
    unsigned: int = 0
    """Entries from before there was a key."""


def check(book: Book, sizes: Iterable[int], times: Times, *, every_signature: bool, total: int) -> Tree:
    """Read leaves and entries together; what is wrong goes to the findings."""
    tree, frontier, wanted = Tree(), Frontier(), set(sizes)
    signatures = Signatures(book, every=every_signature or total <= ALL_UPTO)
    tree.roots.update({0: frontier.root()} if 0 in wanted else {})
    expected, last_id = 0, 0
    pending: list[bytes] = []
    for entry, leaf, more in _side_by_side(_entries(book), _leaves(book)):
        if leaf is not None:
            same = entry is not None and leaf.hash == entry.hash and leaf.entry_id == entry.id
            if not same or leaf.number != expected or leaf.entry_id <= last_id:
                book.findings.extend(_leaf(book, leaf, expected, last_id, entry))
            expected, last_id = leaf.number + 1, leaf.entry_id
            pending.append(hash_of(leaf.hash))
            if len(pending) == PENDING or frontier.size + len(pending) in wanted:
                frontier.extend(pending)
                pending.clear()
                tree.roots.update({frontier.size: frontier.root()} if frontier.size in wanted else {})
        if entry is None:
            continue
        if leaf is None and more:
            said = Text("elle n’est pas scellée, de plus récentes le sont", "it is not sealed, later ones are")
            book.findings.add(of_entry(entry, Layer.LEAF, said))
        elif leaf is None:
            tree.unsealed += 1
            tree.unsealed_since = tree.unsealed_since or entry.recorded_at
        if signatures.wanted:
            signatures.check(entry, sealed=leaf is not None)
        wrong = times.wrong(leaf.number if leaf is not None else None, expected, entry.recorded_at)
        if wrong is not None:
            book.findings.add(of_entry(entry, Layer.TIME, wrong))
        tree.entries += 1
        if tree.entries % 5000 == 0:
            book.progress("log", tree.entries, total)
    frontier.extend(pending)
    tree.leaves = frontier.size
    signatures.rest()
    tree.verified, tree.passed, tree.unsigned = signatures.verified, signatures.passed, signatures.unsigned
    return tree


def _side_by_side(entries: Iterator[Any], leaves: Iterator[Any]) -> Iterator[tuple[Any, Any, bool]]:
    """Each entry with its leaf, each of them alone where it has none; and whether more leaves follow."""
    entry, leaf = next(entries, None), next(leaves, None)
    while entry is not None or leaf is not None:
        if leaf is None or (entry is not None and entry.id < leaf.entry_id):
            yield entry, None, leaf is not None
            entry = next(entries, None)
        elif entry is None or leaf.entry_id < entry.id:
            yield None, leaf, True
            leaf = next(leaves, None)
        else:
            yield entry, leaf, True
            entry, leaf = next(entries, None), next(leaves, None)


class _Row(NamedTuple):
    """What is read of an entry in this order."""

    id: int
    dossier_id: str
    seq: int
    recorded_at: str
    hash: str
    signature: bytes | None


def _leaf(book: Book, leaf: Any, expected: int, last_id: int, entry: Any) -> Iterator[Finding]:
    place = f"leaf {leaf.number}"
    if leaf.number != expected:
        yield Finding(Layer.LEAF, Text(f"la feuille {expected} manque", f"leaf {expected} is missing"), place=place)
    if leaf.entry_id <= last_id:
        yield Finding(
            Layer.LEAF, Text("l’ordre des feuilles a été changé", "the order of the leaves was changed"), place=place
        )
    elif entry is None or leaf.entry_id != entry.id:
        what = Text("une entrée scellée a disparu", "a sealed entry is gone")
        dossier, seq = _who_was(book, leaf.hash) if book.findings.counts[Layer.LEAF] < MOST_NAMED else (None, None)
        yield Finding(Layer.LEAF, what, dossier, seq, f"{place}, history_entry {leaf.entry_id}")
    elif leaf.hash != entry.hash:
        yield of_entry(
            entry, Layer.LEAF, Text("ce n’est pas l’entrée qui a été scellée", "it is not the entry that was sealed")
        )


def _who_was(book: Book, digest: str) -> tuple[str | None, int | None]:
    """Of which dossier an entry was, and its number, as the row of the dossier or the entry after it still says."""
    head = book.reading.one(Dossier, head=digest) or book.reading.one(RegisterHead, head=digest)
    if head is not None:
        return head.id, head.seq
    following = book.reading.one(HistoryEntry, prev=digest)
    return (following.dossier_id, following.seq - 1) if following is not None else (None, None)


def _entries(book: Book) -> Iterator[Any]:
    entry = table_of(HistoryEntry)
    columns = (entry.c.id, entry.c.dossier_id, entry.c.seq, entry.c.recorded_at, entry.c.hash, entry.c.signature)
    query = select(*columns).with_hint(entry, "NOT INDEXED", "sqlite").order_by(entry.c.id)
    return map(_Row._make, stream(book, query))


def _leaves(book: Book) -> Iterator[Any]:
    leaf = table_of(Leaf)
    query = select(leaf).with_hint(leaf, "NOT INDEXED", "sqlite").order_by(leaf.c.number)
    return map(row_maker(Leaf), stream(book, query))
