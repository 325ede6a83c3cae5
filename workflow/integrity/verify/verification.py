"""Everything is read again and compared; what is damaged becomes a finding, and the rest is read on."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select

from workflow.canonical import digest_hex, genesis, parse
from workflow.dates import now as present_instant
from workflow.errors import OtherVersion, StoreBusy
from workflow.evidence import EvidenceFolder
from workflow.integrity.checkpoint import Checkpoint as Sealed
from workflow.integrity.note import Note
from workflow.integrity.outside import NO_SEAL_KEY, gather
from workflow.integrity.verify import bodies, chain, database, disclosures, drafts, present, rule, seals, tree
from workflow.integrity.verify.book import Book, Chapter, Progress
from workflow.integrity.verify.chapters import chapters, count
from workflow.integrity.verify.evidence import Files
from workflow.integrity.verify.finding import DAMAGE, Certainty, Finding, Findings, Layer, unreadable
from workflow.integrity.verify.receipts import Receipts
from workflow.integrity.verify.verdict import Verdict, uncovered
from workflow.keys import Trust
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import REGISTER, HistoryEntry, LifecycleVersion
from workflow.rows import table_of
from workflow.store import Reading, Store

BEHIND = Text(
    "ce qui suit l’endroit abîmé : les dossiers qui viennent après, leurs textes et leurs reçus",
    "what follows the damage: the dossiers that come after it, their texts and their receipts",
)

CACHE_KIB = 64 * 1024
"""How much of an SQLite file is held in memory while it is read in two orders."""


def verify(
    store: Store,
    trust: Trust,
    *,
    evidence: EvidenceFolder | None = None,
    against: Path | None = None,
    every_signature: bool = False,
    progress: Progress = lambda stage, done, total: None,
    now: datetime | None = None,
) -> Verdict:
    """Check the whole history, the tables beside it, the files, and what was kept elsewhere.

    `trust` holds the public keys; `against` is a folder of what was carried outside (see `outside`). `every_signature`
    verifies the application's signature of sealed entries too, which in a large log are otherwise taken in turn.
    `progress` is told the stage, how much of it is done, and of how much. Raises WorkspaceError where `against` is no
    folder, OtherVersion for a database that waits for its upgrade, StoreBusy for one that cannot be read now; whatever
    is wrong with it is in the verdict.
    """
    instant = now or present_instant()
    gather(against, trust)  # a folder that is none is told before anything is read
    findings = Findings()
    try:
        # SQLite looks through its file without holding the interpreter: on a second processor, beside the reading.
        with ThreadPoolExecutor(1) as aside, store.reading() as reading, ExitStack() as streams:
            sound = aside.submit(_soundness, store)
            _prepare(reading)
            return _Verification(reading, trust, findings, against, progress, streams, instant).run(
                store.place, evidence, sound, every_signature=every_signature
            )
    except (OtherVersion, StoreBusy):
        raise
    except (*DAMAGE, store.engine.dialect.loaded_dbapi.Error) as fault:  # it cannot even be opened
        findings.add(unreadable(Layer.DATABASE, fault, store.place))
    return Verdict(store.place, 0, 0, None, 0, 0, tuple(findings.kept), dict(findings.counts), ())


class _Verification:
    """One run over one snapshot of the database."""

    def __init__(
        self,
        reading: Reading,
        trust: Trust,
        findings: Findings,
        against: Path | None,
        progress: Progress,
        streams: ExitStack,
        instant: datetime,
    ) -> None:
        self._damage = (*DAMAGE, reading.connection.dialect.loaded_dbapi.Error)
        self._against = against
        self._whole = True
        """Whether the history could be read to its end: of what follows the damage nothing is said."""
        log = _log_name(reading, self._damage)
        outside = gather(against, trust, log or None)
        self.book = Book(reading, trust, outside, instant, progress, streams, log, genesis(log), findings)

    def run(
        self,
        place: str,
        evidence: EvidenceFolder | None,
        sound: Future[list[Finding]],
        *,
        every_signature: bool,
    ) -> Verdict:
        book, connection = self.book, self.book.reading.connection
        book.progress("database", 0, 1)
        total = self._ask("history_entry", lambda: count(connection, HistoryEntry)) or 0
        self._note(Layer.DATABASE, "lifecycle", _lifecycles, book)
        found = self._ask("checkpoint", lambda: seals.read(book)) or seals.Seals()
        sizes = found.sizes | {kept.opened.checkpoint.size for kept in book.outside.checkpoints}
        sizes |= {_size(proof.checkpoint) for _, proof in book.outside.proofs}
        times = found.times(book.outside)
        grown = (
            self._ask("leaf", lambda: tree.check(book, sizes, times, every_signature=every_signature, total=total))
            or tree.Tree()
        )
        self._note(Layer.SEAL, "checkpoint", seals.compare, book, found, grown.roots, grown.leaves)
        self._note(Layer.SIGNATURE, "keys", _keyless, book, found.rows)
        self._chapters(evidence, total)
        book.findings.extend(sound.result())
        last, compared = found.last, len(book.outside.checkpoints)
        passed = list(dict.fromkeys([*_unsigned(book.trust), *book.outside.passed]))
        return Verdict(
            place,
            total,
            last.size if last else 0,
            last.sealed_at if last else None,
            compared,
            grown.verified,
            tuple(sorted(book.findings.kept, key=lambda one: one.layer is not Layer.DATABASE)),
            dict(book.findings.counts),
            uncovered(grown, passed, outside=bool(compared)),
        )

    def _chapters(self, evidence: EvidenceFolder | None, total: int) -> None:
        book = self.book
        files = self._ask("evidence", lambda: Files(book, evidence))
        drawn = self._ask("template", lambda: drafts.Drafts(book))
        given = Receipts(book)
        checks: list[Callable[[Book, Chapter], Iterator[Finding]]] = [
            bodies.check,
            chain.check,
            disclosures.check,
            rule.check,
            present.check,
            given.check,
        ]
        checks += [one.check for one in (files, drawn) if one is not None]
        done = 0
        for chapter in self._each(chapters(book), "history_entry"):
            for check in checks:
                self._note(Layer.DATABASE, chapter.subject, check, book, chapter)
            done += len(chapter.told)
            book.progress("entries", done, total)
        if files is not None:
            self._note(Layer.FILE, "evidence", partial(files.rest, whole=self._whole), book)
        if not self._whole:
            book.outside.passed.append(BEHIND)
            return
        book.findings.extend(given.rest())
        if drawn is not None:
            book.findings.extend(drawn.templates())

    def _each(self, chapters: Iterator[Chapter], place: str) -> Iterator[Chapter]:
        """The chapters, until the database cannot be read any further."""
        while True:
            try:
                chapter = next(chapters, None)
            except self._damage as fault:
                self.book.findings.add(unreadable(Layer.DATABASE, fault, place))
                self._whole = False
                return
            if chapter is None:
                return
            yield chapter

    def _note(self, layer: Layer, place: str, look: Callable[..., Iterable[Finding]], *about: Any) -> None:
        """Note what a layer finds; damage that stops it is a finding too."""
        try:
            self.book.findings.extend(look(*about))
        except self._damage as fault:
            self.book.findings.add(unreadable(layer, fault, place))

    def _ask(self, place: str, look: Callable[[], Any]) -> Any:
        """What a reading gives; damage that stops it is a finding, and gives None."""
        try:
            return look()
        except self._damage as fault:
            self.book.findings.add(unreadable(Layer.DATABASE, fault, place))
            return None


def _soundness(store: Store) -> list[Finding]:
    """What is wrong with the database as such, from a reading of its own."""
    try:
        with store.reading() as reading:
            return list(database.check(reading.connection))
    except (*DAMAGE, store.engine.dialect.loaded_dbapi.Error) as fault:
        return [unreadable(Layer.DATABASE, fault, "database")]


def _prepare(reading: Reading) -> None:
    """Make room for a long reading."""
    if reading.connection.dialect.name == "sqlite":
        reading.connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIB}")


def _log_name(reading: Reading, damage: tuple[type[BaseException], ...]) -> str:
    """The name of the log, from the first entry of the register; empty where it cannot be read."""
    try:
        first = reading.one(HistoryEntry, dossier_id=REGISTER, seq=0)
        return str(parse(bytes(first.body))["log"]) if first is not None else ""
    except damage:
        return ""


def _lifecycles(book: Book) -> Iterator[Finding]:
    for row in book.reading.rows(LifecycleVersion):
        if digest_hex(row.canonical.encode()) != row.digest:
            what = Text("un cycle de vie a été changé", "a lifecycle was changed")
            book.unreadable.add(row.digest)
            yield Finding(Layer.RULE, what, place=f"lifecycle {row.digest}")
            continue
        book.lifecycles[row.digest] = Lifecycle.from_canonical(row.canonical)


def _keyless(book: Book, seals: int) -> Iterator[Finding]:
    """Where something is signed and no key is there: whoever rewrites it all would only have to take the keys away."""
    table = table_of(HistoryEntry)
    signed = select(table.c.id).where(table.c.signature.is_not(None)).limit(1)
    if not book.trust.application and book.reading.query(signed):
        what = Text(
            "les entrées sont signées, et aucune clé application.pub n’est là pour le vérifier",
            "the entries are signed, and no key application.pub is there to verify it with",
        )
        yield Finding(Layer.SIGNATURE, what, certainty=Certainty.UNREADABLE)
    if not book.trust.seal and seals:
        what = Text(
            "il y a des sceaux, et aucune clé seal.pub pour les vérifier",
            "there are seals, and no key seal.pub to verify them with",
        )
        yield Finding(Layer.SEAL, what, certainty=Certainty.UNREADABLE)


def _unsigned(trust: Trust) -> Iterator[Text]:
    """What cannot be verified since no key to believe was given."""
    if not trust.application:
        yield Text("qui a écrit les entrées (pas de clé application.pub)", "who wrote the entries (no application.pub)")
    if not trust.seal:
        yield NO_SEAL_KEY


def _size(note: str) -> int:
    return Sealed.parse(Note.parse(note).text).size
