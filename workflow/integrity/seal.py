"""The one who seals: signs how the history stands, with a key and a memory of his own.

His folder lies outside the database and belongs to nobody else. It remembers the last checkpoint and the right edge of
the tree, so that a new one continues the last one by construction, whatever became of the database; and it holds each
checkpoint as a file, to be copied away.

    state.json           what was signed last, and what before it
    checkpoint           the newest signed checkpoint
    000012.checkpoint    each of them, as it was signed; 000012.cosigned with the lines of witnesses, 000012.tsr stamped

What is going to be signed is written to the memory before it is written to the database: killed in between, the next
run does the same again, and finds the same root or refuses.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, literal, literal_column, select, text

from workflow.canonical import b64, parse, same_hashes
from workflow.dates import Clock, civil_day, format_instant, now, parse_instant
from workflow.errors import SealRefused
from workflow.integrity import log
from workflow.integrity.checkpoint import Checkpoint, open_checkpoint
from workflow.integrity.memory import Folder, Memory, Standing
from workflow.integrity.merkle import Frontier, leaves
from workflow.keys import Signer, Trust
from workflow.language import Text
from workflow.models import REGISTER, HistoryEntry, Leaf, RegisterHead
from workflow.models import Checkpoint as StoredCheckpoint
from workflow.rows import table_of
from workflow.store import Store, Transaction

SILENCE = timedelta(hours=24)
"""After so long a checkpoint is signed even where nothing happened: silence is a sign."""

ALWAYS_WHOLE = 20_000
"""Up to so many leaves all of them are read again at each seal; above, once a day."""

CHUNK = 10000
BODY, SIGNATURE, PLACE = 2, 3, slice(4, 6)
"""Where they are in what is read of an entry."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What one run of the sealer did."""

    checkpoint: Checkpoint
    number: int
    note: str
    added: int
    """How many entries are new under this checkpoint; 0 where the last one still says everything."""
    sealed_at: str
    whole: bool
    """Whether every earlier leaf was read again."""


class Sealer:
    """Signs checkpoints of one database."""

    def __init__(self, store: Store, signer: Signer, folder: Path, trust: Trust, *, clock: Clock = now) -> None:
        """`signer` is the seal key, `folder` the sealer's own.

        `trust` has the application's keys, and the seal keys that were used before this one.
        """
        self.store = store
        self._signer = signer
        self._folder = Folder(folder)
        self._trust = trust
        self._keys = (signer.public, *trust.seal)
        self._clock = clock

    def seal(self, *, whole: bool | None = None) -> Seal:
        """Sign a checkpoint over everything up to now, unless the last one says it all and is not a day old.

        `whole` has every earlier leaf read again, or not; by default where there are few, else once a day. Raises
        SealRefused where the history is not the one that was sealed or a new entry is not the application's,
        StoreError, and WorkspaceError where the folder cannot be written.
        """
        while True:
            with self.store.transaction() as tx:
                _alone(tx)
                memory = self._folder.remembered(self._keys)
                self._demand_log(tx, memory.last)
                redone = self._redo(tx, memory)
                made = self._next(tx, memory, whole) if redone is None else None
            if made is not None:
                self._folder.publish(made.number, made.note)
                return made
            self._folder.publish(memory.last.number, memory.last.note)

    def recover(self, note: str) -> None:
        """Begin again from a checkpoint of ours that was kept elsewhere, after the memory was lost.

        Raises SealRefused where there is a memory, or where the leaves do not give what the checkpoint says, and
        ProofRefused for a note that is not by this key or one before it.
        """
        if not self._folder.empty:
            raise SealRefused(
                Text(
                    f"Le scellement a sa mémoire : {self._folder.path}.",
                    f"The seal has its memory: {self._folder.path}.",
                ),
                Text("elle suffit pour continuer : jalon seal", "it is enough to go on: jalon seal"),
            )
        kept = open_checkpoint(note, self._keys).checkpoint
        with self.store.transaction() as tx:
            _alone(tx)
            newest = log.last_checkpoint(tx)
            if newest is None or newest.size < kept.size:
                raise _rolled_back(kept.size, newest.size if newest else 0)
            frontier = _grown(tx, Frontier(), kept.size)
            if frontier.root() != kept.root:
                raise _changed()
            frontier = _grown(tx, frontier, newest.size)
            present = open_checkpoint(newest.note, self._keys, origin=kept.origin).checkpoint
            if (frontier.size, frontier.root()) != (log.size(tx), present.root):
                raise _changed()
            edge = tx.one(Leaf, number=frontier.size - 1)
            standing = Standing(
                newest.number,
                frontier,
                edge.entry_id if edge else 0,
                edge.hash if edge else "",
                newest.note,
                newest.sealed_at,
                bool(self._trust.application),
            )
            self._folder.remember(Memory(standing, standing))

    # One step

    def _next(self, tx: Transaction, memory: Memory, whole: bool | None) -> Seal:
        last, instant = memory.last, self._clock()
        today = civil_day(instant).isoformat()
        if whole is None:
            whole = last.frontier.size <= ALWAYS_WHOLE or memory.whole_on != today
        self._demand_unchanged(tx, last, whole=whole)
        grown = self._grow(tx, last)
        added = grown.frontier.size - last.frontier.size
        checkpoint = Checkpoint(self._origin(tx), grown.frontier.size, grown.frontier.root())
        due = last.number == 0 or instant - parse_instant(last.sealed_at) >= SILENCE
        if not added and not due:
            return Seal(checkpoint, last.number, last.note, 0, last.sealed_at, whole)
        instant = instant.replace(microsecond=0)  # as precisely as it is signed
        note = str(checkpoint.signed(self._signer, int(instant.timestamp())))
        standing = replace(grown, number=last.number + 1, note=note, sealed_at=format_instant(instant))
        self._folder.remember(Memory(standing, last, today if whole else memory.whole_on))
        _store(tx, standing)
        return Seal(checkpoint, standing.number, note, added, standing.sealed_at, whole)

    def _redo(self, tx: Transaction, memory: Memory) -> Standing | None:
        """What was signed but did not reach the database, done again; None where nothing is missing."""
        last, before = memory.last, memory.before
        newest = log.last_checkpoint(tx)
        number = newest.number if newest else 0
        if number == last.number:
            return None
        if number != before.number or log.size(tx) != before.frontier.size:
            raise _rolled_back(last.frontier.size, log.size(tx))
        if self._grow(tx, before, last.entry_id).frontier.root() != last.frontier.root():
            raise _changed()
        _store(tx, last)
        return last

    def _grow(self, tx: Transaction, standing: Standing, upto: int | None = None) -> Standing:
        """Write the leaves of the entries that came since, a portion at a time; where the log stands with them."""
        frontier, signed = standing.frontier.copy(), standing.signed
        entry_id, entry_hash = standing.entry_id, standing.entry_hash
        # The database writes a portion on one processor while it is hashed on the other; the connection serves nothing
        # else meanwhile. What turns out to be no leaf of ours is refused, and with it the transaction that wrote it.
        with ThreadPoolExecutor(1) as beside:
            for rows in _entries_after(tx, standing.entry_id, upto, placed=bool(self._trust.application)):
                writing = beside.submit(_write_leaves, tx, frontier.size, entry_id, rows[-1][0], len(rows))
                digests = leaves([row[BODY] for row in rows])
                frontier.extend(digests)
                writing.result()
                signed = self._demand_ours(tx, rows, digests, signed)
                entry_id, entry_hash = rows[-1][:2]
        return replace(standing, frontier=frontier, entry_id=entry_id, entry_hash=entry_hash, signed=signed)

    def _demand_log(self, tx: Transaction, last: Standing) -> None:
        if not last.note:
            if log.size(tx) or log.last_checkpoint(tx):
                raise SealRefused(
                    Text(
                        f"La base est déjà scellée, mais {self._folder.path} n’en a pas la mémoire.",
                        f"The database is sealed already, but {self._folder.path} does not remember it.",
                    ),
                    Text(
                        "remettez-le depuis une sauvegarde, ou repartez d’un point de contrôle gardé ailleurs",
                        "put that folder back from your backup, or begin again from a checkpoint kept elsewhere",
                    ),
                )
            return
        open_checkpoint(last.note, self._keys, origin=self._origin(tx))

    def _demand_unchanged(self, tx: Transaction, last: Standing, *, whole: bool) -> None:
        """Raise SealRefused unless the leaves and checkpoints are those of the memory."""
        size, newest = log.size(tx), log.last_checkpoint(tx)
        if size != last.frontier.size or (newest.number if newest else 0) != last.number:
            raise _rolled_back(last.frontier.size, size)
        if newest is not None and newest.note != last.note:
            raise _changed()
        edge = tx.one(Leaf, number=size - 1)
        if edge is not None and (edge.entry_id, edge.hash) != (last.entry_id, last.entry_hash):
            raise _changed()
        if not whole:
            return
        frontier = _grown(tx, Frontier(), size)
        if frontier.root() != last.frontier.root() or _strays(tx, last.entry_id):
            raise _changed()

    def _demand_ours(self, tx: Transaction, rows: Sequence[Any], digests: Sequence[bytes], signed: bool) -> bool:
        """Raise SealRefused where an entry is not the application’s; whether one was signed: all after it must be."""
        if not same_hashes(digests, [row[1] for row in rows]):
            forged = next(row for row, digest in zip(rows, digests, strict=True) if b64(digest) != row[1])
            raise _forged(
                tx, forged, Text("son contenu n’a pas cette empreinte", "its content does not have that hash")
            )
        for row, digest in zip(rows, digests, strict=True) if self._trust.application else ():
            signature = row[SIGNATURE]
            if signature is None and not signed:
                continue
            if signature is None:
                raise _forged(tx, row, Text("elle n’est pas signée", "it is not signed"))
            signed = True
            key = self._trust.signer_of(bytes(signature))
            if key is None or not key.verify(bytes(signature)[4:], digest):
                raise _forged(
                    tx,
                    row,
                    Text("sa signature n’est pas celle de l’application", "its signature is not the application’s"),
                )
            if _place_said(row[BODY]) != tuple(row[PLACE]):
                raise _forged(
                    tx,
                    row,
                    Text(
                        "c’est la copie d’une autre, ou son contenu n’est pas celui d’une entrée",
                        "it is the copy of another one, or its content is not that of an entry",
                    ),
                )
        return signed

    def _origin(self, tx: Transaction) -> str:
        head = tx.one(RegisterHead, id=REGISTER)
        if head is None:
            raise SealRefused(Text("Il n’y a rien à sceller : pas de registre.", "Nothing to seal: no register."))
        return head.log


def _alone(tx: Transaction) -> None:
    """Wait until nobody is writing entries, so that none appears later below an id that is sealed."""
    if tx.connection.dialect.name == "postgresql":
        tx.connection.execute(text("LOCK TABLE leaf IN EXCLUSIVE MODE"))
        tx.connection.execute(text("LOCK TABLE history_entry IN SHARE MODE"))


def _place_said(body: bytes) -> tuple[Any, ...]:
    """Dossier and number as the body of an entry says them, for it is signed for no other place; empty for no entry."""
    try:
        said = parse(bytes(body))
        return said["dossier"], said["seq"]
    except (LookupError, TypeError, ValueError):
        return ()


def _entries_after(tx: Transaction, after: int, upto: int | None, *, placed: bool) -> Iterator[Sequence[Any]]:
    """The entries after an id, a portion at a time: id, hash, body, signature; if `placed`, dossier and number too."""
    entry = table_of(HistoryEntry)
    columns = [entry.c.id, entry.c.hash, entry.c.body, entry.c.signature]
    columns += [entry.c.dossier_id, entry.c.seq] if placed else []
    while True:
        query = select(*columns).where(entry.c.id > after).order_by(entry.c.id).limit(CHUNK)
        rows = log.rows(tx, query if upto is None else query.where(entry.c.id <= upto))
        if not rows:
            return
        yield rows
        after = rows[-1][0]


def _write_leaves(tx: Transaction, number: int, after: int, upto: int, count: int) -> None:
    """The leaves of the `count` entries after an id, those that were just read, numbered from `number`."""
    entry = table_of(HistoryEntry)
    if upto - after == count:  # no id is missing: they need not be counted
        numbered = entry.c.id + literal_column(str(number - after - 1))
    else:
        numbered = literal(number - 1) + func.row_number().over(order_by=entry.c.id)
    chosen = (
        select(numbered, entry.c.id, entry.c.hash).where(entry.c.id > after, entry.c.id <= upto).order_by(entry.c.id)
    )
    tx.connection.execute(insert(table_of(Leaf)).from_select(["number", "entry_id", "hash"], chosen))


def _grown(tx: Transaction, frontier: Frontier, size: int) -> Frontier:
    """The frontier with the stored leaves up to `size`. Raises SealRefused where they are not there."""
    try:
        for chunk in log.chunks(tx, frontier.size, size, CHUNK):
            frontier.extend(chunk)
    except ValueError:
        raise _changed() from None
    return frontier


def _strays(tx: Transaction, upto: int) -> int:
    """How many leaves have no entry of that hash any more, and entries below the last sealed one have no leaf."""
    entry, leaf = table_of(HistoryEntry), table_of(Leaf)
    sealed = select(func.count()).select_from(leaf.join(entry, entry.c.id == leaf.c.entry_id))
    same = tx.query(sealed.where(entry.c.hash == leaf.c.hash))[0][0]
    leaves = tx.query(select(func.count()).select_from(leaf))[0][0]
    entries = tx.query(select(func.count()).select_from(entry).where(entry.c.id <= upto))[0][0]
    return int(leaves - same + abs(entries - leaves))


def _store(tx: Transaction, standing: Standing) -> None:
    values = {"number": standing.number, "size": standing.frontier.size}
    tx.add(StoredCheckpoint, {**values, "sealed_at": standing.sealed_at, "note": standing.note})


_REMEDY = Text(
    "ne scellez plus, gardez la base telle qu’elle est, et cherchez : jalon verify",
    "do not seal any more, keep the database as it is, and look: jalon verify",
)


def _changed() -> SealRefused:
    return SealRefused(
        Text(
            "Refus de sceller : les entrées scellées ne sont plus celles qui ont été signées.",
            "Refused to seal: the sealed entries are no longer those that were signed.",
        ),
        _REMEDY,
    )


def _rolled_back(remembered: int, found: int) -> SealRefused:
    return SealRefused(
        Text(
            f"Refus de sceller : {remembered} entrées ont été scellées, la base en a {found}.",
            f"Refused to seal: {remembered} entries were sealed, the database has {found}.",
        ),
        _REMEDY,
    )


def _forged(tx: Transaction, row: Any, why: Text) -> SealRefused:
    entry = table_of(HistoryEntry)
    ((dossier, seq),) = tx.query(select(entry.c.dossier_id, entry.c.seq).where(entry.c.id == row[0]))
    return SealRefused(
        Text(
            f"Refus de sceller : entrée n° {seq} de {dossier}, {why.fr}.",
            f"Refused to seal: entry {seq} of {dossier}, {why.en}.",
        ),
        _REMEDY,
    )
