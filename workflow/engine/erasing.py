"""Personal data is erased: an entry names the digests that lose their text, which goes in the same transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import SQLModel

from workflow import lookup, replay, rights
from workflow.body import Entry
from workflow.canonical import open_disclosure
from workflow.engine.commands import Command, Receipt
from workflow.engine.receipts import done_before, receipt, tells
from workflow.engine.work import Desk, append, effective, heading, register_head
from workflow.entries import Erasure, Payload
from workflow.errors import InvalidValue, RecordRefused
from workflow.language import Text
from workflow.models import (
    DOSSIER_FACTS,
    REGISTER,
    REGISTER_FACTS,
    Attachment,
    Disclosure,
    Dossier,
    Evidence,
    RegisterHead,
)
from workflow.names import clean
from workflow.store import Transaction


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did."""

    receipt: Receipt
    fields: tuple[str, ...]
    entries: tuple[int, ...]
    files: tuple[str, ...]
    """Hashes of the files on which nothing rests any more: they are still to be removed from the folder."""


def erase(
    desk: Desk, tx: Transaction, reference: str, seq: int, fields: Sequence[str], basis: str, command: Command
) -> Erased:
    """As `Engine.erase`."""
    basis = clean(basis, Text("fondement juridique", "legal basis"))
    subject = lookup.subject(tx, reference)
    if subject != REGISTER:
        tx.locked(Dossier, id=subject)
    head = tx.locked(RegisterHead, id=REGISTER) or register_head(tx)
    entries = replay.entries(tx, subject)
    versions = _versions(entries, seq)
    chosen = _chosen(tx, subject, versions, fields)
    done = done_before(tx, command, subject, lambda entry: tells(entry, Erasure, {"basis": basis}))
    if done:
        return _erased(done, entries[done.seq].payload)
    if not chosen:
        raise RecordRefused(
            Text("Il ne reste rien à effacer là.", "Nothing is left to erase there."),
            Text("voyez ce que dit encore l’entrée : jalon history", "see what the entry still tells: jalon history"),
        )
    gone = [{"digest": one.digest, "entry": str(one.seq), "name": name} for name, one in chosen]
    payload = Erasure(gone=sorted(gone, key=lambda one: one["digest"]), basis=basis)
    entry = _entry(desk, tx, subject, head, payload, command, tuple(one.digest for _, one in chosen))
    written = append(tx, entry, {})
    rows = [
        {"digest": one.digest, "name": name, "dossier_id": subject, "seq": entry.seq, "target": one.seq}
        for name, one in chosen
    ]
    tx.redact(rows)
    _tell_anew(tx, subject)
    erased = payload.fields
    files = {ref.sha256 for one in versions for n, ref in enumerate(one.evidence) if f"evidence.{n}" in erased}
    return _erased(receipt(entry, written), payload, _forgotten(tx, (one for one in files if one)))


def _erased(told: Receipt, payload: Payload, files: tuple[str, ...] = ()) -> Erased:
    assert isinstance(payload, Erasure)  # noqa: S101  # the entry is of that kind
    return Erased(told, payload.fields, payload.entries, files)


def _versions(entries: Sequence[Entry], seq: int) -> list[Entry]:
    """The entry and every correction of it: what was erased in one must not be told by another."""
    if not 0 <= seq < len(entries):
        subject, last = entries[0].dossier, len(entries) - 1
        raise RecordRefused(
            Text(
                f"Il n’y a pas d’entrée n° {seq} ; la dernière est la n° {last}.",
                f"There is no entry {seq}; the last one is {last}.",
            ),
            Text(f"les numéros : jalon history {subject}", f"the numbers: jalon history {subject}"),
        )
    return [entry for entry in entries if entry.about == entries[seq].about]


def _chosen(
    tx: Transaction, subject: str, versions: Sequence[Entry], fields: Sequence[str]
) -> list[tuple[str, Disclosure]]:
    """The disclosures to erase, with their names. Raises InvalidValue for a field that none has."""
    found = [
        (open_disclosure(one.text)[0], one)
        for entry in versions
        for one in tx.rows(Disclosure, dossier_id=subject, seq=entry.seq)
    ]
    known = {name for name, _ in found} | {name for entry in versions for name in entry.redacted}
    names = set()
    for field in fields:
        named = {name for name in known if field in (name, name.removeprefix("data."), name.partition(".")[0])}
        if not named:
            listed = ", ".join(sorted(name.removeprefix("data.") for name in known)) or "–"
            raise InvalidValue(
                Text(f"Cette entrée n’a pas de texte « {field} ».", f"This entry has no text “{field}”."),
                Text(f"ce qui peut s’effacer : {listed}", f"what can be erased: {listed}"),
            )
        names |= named
    return [(name, one) for name, one in found if name in names]


def _entry(
    desk: Desk,
    tx: Transaction,
    subject: str,
    head: RegisterHead,
    payload: Erasure,
    command: Command,
    redacts: tuple[str, ...],
) -> Entry:
    if subject != REGISTER:
        dossier = tx.one(Dossier, id=subject)
        assert dossier is not None  # noqa: S101  # it is held
        work = desk.work(tx, dossier, command)
        rights.demand(work.actor, "erase", work.case.regions)
        work.demand_seen()
        return work.entry(payload, redacts=redacts)
    actor = lookup.actor(tx, command.actor)
    rights.demand(actor, "erase")
    instant, _ = desk.instant(head.changed_at)
    return Entry(
        dossier=REGISTER,
        seq=head.seq + 1,
        about=head.seq + 1,
        kind=payload.kind,
        payload=payload,
        redacts=redacts,
        **heading(
            command,
            actor,
            instant,
            effective(command, instant),
            lifecycle=head.lifecycle,
            log=head.log,
            prev=head.head,
        ),
    )


def _tell_anew(tx: Transaction, subject: str) -> None:
    """Make the present tables say what the history still tells."""
    present = replay.fold(replay.entries(tx, subject))
    tables: tuple[type[SQLModel], ...] = (*REGISTER_FACTS, Attachment) if subject == REGISTER else DOSSIER_FACTS
    for table in tables:
        by = {} if table in REGISTER_FACTS else {"dossier_id": subject}
        tx.replace(table, by, [row._asdict() for row in present.rows(table)])


def _forgotten(tx: Transaction, files: Iterable[str]) -> tuple[str, ...]:
    """Those of the files on which no entry rests any more; their rows go."""
    gone = tuple(sha256 for sha256 in sorted(files) if not tx.rows(Attachment, sha256=sha256))
    for sha256 in gone:
        tx.remove(Evidence, sha256=sha256)
    return gone
