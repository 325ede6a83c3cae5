"""Do the checkpoints, those in the database and those kept elsewhere, say what the leaves give?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from workflow.dates import parse_instant
from workflow.errors import JalonError
from workflow.integrity import log
from workflow.integrity.checkpoint import Checkpoint, Opened, open_checkpoint
from workflow.integrity.merkle import included
from workflow.integrity.note import Note
from workflow.integrity.outside import Outside
from workflow.integrity.verify.book import Book
from workflow.integrity.verify.finding import DAMAGE, Certainty, Finding, Layer
from workflow.integrity.verify.times import Times
from workflow.language import Text
from workflow.models import Checkpoint as Stored
from workflow.models import Leaf
from workflow.rows import table_of

LINES = 2
"""Signatures of a stored checkpoint: of its text, and of its text with the time."""


@dataclass
class Seals:
    """The checkpoints of the database that could be read, and what is known of the log at each size."""

    opened: list[tuple[Stored, Opened]] = field(default_factory=list)
    rows: int = 0
    unread: int = 0
    """Checkpoints that are none, or are not by a key we believe."""

    @property
    def last(self) -> Stored | None:
        """The newest one."""
        return self.opened[-1][0] if self.opened else None

    @property
    def sizes(self) -> set[int]:
        """The sizes that are spoken of."""
        return {opened.checkpoint.size for _, opened in self.opened}

    def times(self, outside: Outside) -> Times:
        """When each size was sealed, here and as it was carried outside, and when others saw it."""
        every = [*(opened for _, opened in self.opened), *(kept.opened for kept in outside.checkpoints)]
        sealed = {(one.checkpoint.size, one.sealed_at) for one in every if one.sealed_at is not None}
        seen = [(one.checkpoint.size, time) for one in every for time in one.times]
        seen += [(kept.opened.checkpoint.size, time) for kept in outside.checkpoints for time in kept.times]
        return Times.of(sealed, seen)


def read(book: Book) -> Seals:
    """The checkpoints of the database; those that are none, or forged, are noted."""
    seals, before = Seals(), None
    for row in book.reading.rows(Stored):
        seals.rows += 1
        place = f"checkpoint {row.number}"
        if row.number != seals.rows:
            what = Text("un sceau manque", "a seal is missing")
            book.findings.add(Finding(Layer.SEAL, what, place=place))
            seals.rows = row.number
        try:
            opened = _open(book, row)
            wrong = _wrong(row, opened, known=bool(book.trust.seal))
        except DAMAGE as fault:
            said = fault.message if isinstance(fault, JalonError) else Text(str(fault), str(fault))
            book.findings.add(Finding(Layer.SEAL, said, place=place))
            seals.unread += 1
            continue
        if wrong is not None:
            book.findings.add(Finding(Layer.SEAL, wrong, place=place))
        if before is not None and (row.size < before.size or row.sealed_at < before.sealed_at):
            what = Text("un sceau revient en arrière", "a seal goes back")
            book.findings.add(Finding(Layer.SEAL, what, place=place))
        elif before is not None and row.note == before.note:
            what = Text("un sceau y est deux fois", "a seal is there twice")
            book.findings.add(Finding(Layer.SEAL, what, place=place))
        before = row
        seals.opened.append((row, opened))
        edge = book.reading.one(Leaf, number=row.size - 1)
        if edge is not None:
            book.seals.append((edge.entry_id, row.sealed_at))
    if book.trust.seal and not seals.rows:
        what = Text("il y a une clé de scellement, et aucun sceau", "there is a seal key, and no seal")
        book.findings.add(Finding(Layer.SEAL, what, certainty=Certainty.LIKELY))
    return seals


def _open(book: Book, row: Stored) -> Opened:
    """Raises what DAMAGE names."""
    if book.trust.seal:
        return open_checkpoint(row.note, book.trust.seal, book.trust.witnesses, book.log or None)
    parsed = Note.parse(row.note)
    return Opened(Checkpoint.parse(parsed.text), parsed, None, ())


def _wrong(row: Stored, opened: Opened, *, known: bool) -> Text | None:
    """What is stored that was not signed, where the keys are `known`. Raises what DAMAGE names."""
    if row.size != opened.checkpoint.size:
        return Text("la taille n’est pas celle qui a été signée", "the size is not the one that was signed")
    if known and (opened.sealed_at is None or len(opened.note.lines) != LINES):
        # A line in the name of an unknown key is passed over in a note; here it was one of ours, and was changed.
        return Text("une des signatures a été changée", "one of the signatures was changed")
    instant = parse_instant(row.sealed_at)
    if instant.microsecond or (opened.sealed_at is not None and opened.sealed_at != int(instant.timestamp())):
        return Text("l’heure n’est pas celle qui a été signée", "the time is not the one that was signed")
    return None


def compare(book: Book, seals: Seals, roots: Mapping[int, bytes], leaves: int) -> Iterator[Finding]:
    """What the checkpoints say that the leaves do not give."""
    for row, opened in seals.opened:
        if roots.get(opened.checkpoint.size) != opened.checkpoint.root:
            yield Finding(
                Layer.SEAL, _otherwise(opened.checkpoint, leaves), place=f"checkpoint {row.number}", since=row.sealed_at
            )
    last = seals.last
    if leaves > (last.size if last is not None else 0) and not seals.unread:
        what = Text(
            "des entrées sont dites scellées, et aucun sceau ne les couvre",
            "entries are said to be sealed, and no seal covers them",
        )
        yield Finding(Layer.LEAF, what, place="leaf")
    yield from _outside(book, seals, roots, leaves)


def _outside(book: Book, seals: Seals, roots: Mapping[int, bytes], leaves: int) -> Iterator[Finding]:
    for place, said in book.outside.faults:
        yield Finding(Layer.OUTSIDE, said, place=place, certainty=Certainty.LIKELY)
    known = {opened.checkpoint for _, opened in seals.opened}
    for kept in book.outside.checkpoints:
        checkpoint = kept.opened.checkpoint
        if roots.get(checkpoint.size) != checkpoint.root:
            yield Finding(Layer.OUTSIDE, _otherwise(checkpoint, leaves), place=kept.place)
        elif checkpoint not in known:
            what = Text("la base n’a plus ce sceau", "the database does not have this seal any more")
            yield Finding(Layer.OUTSIDE, what, place=kept.place)
    leaf = table_of(Leaf)
    for place, proof in book.outside.proofs:
        found = book.reading.query(select(leaf.c.hash).where(leaf.c.number == proof.index))
        checkpoint = Checkpoint.parse(Note.parse(proof.checkpoint).text)
        try:
            holds = bool(found) and included(
                log.raw(found[0][0]), proof.index, checkpoint.size, proof.hashes, checkpoint.root
            )
        except ValueError:
            holds = False
        if not holds or roots.get(checkpoint.size) != checkpoint.root:
            what = Text(
                "l’entrée que prouve ce fichier n’est plus là", "the entry that this file proves is not there any more"
            )
            yield Finding(Layer.OUTSIDE, what, place=place)


def _otherwise(checkpoint: Checkpoint, leaves: int) -> Text:
    if checkpoint.size > leaves:
        return Text(
            f"{checkpoint.size} entrées étaient scellées, il en reste {leaves}",
            f"{checkpoint.size} entries were sealed, {leaves} are left",
        )
    return Text(
        f"les {checkpoint.size} premières entrées ne sont plus celles qui ont été scellées",
        f"the first {checkpoint.size} entries are no longer those that were sealed",
    )
