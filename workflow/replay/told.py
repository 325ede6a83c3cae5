"""The entries of a subject as they are stored, and what its row says of it."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from workflow.body import Entry, read
from workflow.canonical import parse
from workflow.dates import Period, Precision
from workflow.errors import StoreError
from workflow.language import Text
from workflow.models import Disclosure, Dossier, HistoryEntry, Redaction
from workflow.names import shown
from workflow.rows import table_of
from workflow.store import Reading


def entries(reading: Reading, subject: str) -> list[Entry]:
    """The whole history of a dossier or of the register, oldest first, with what its disclosures still tell."""
    texts: dict[int, list[str]] = {}
    for one in reading.rows(Disclosure, dossier_id=subject):
        texts.setdefault(one.seq, []).append(one.text)
    redacted: dict[int, dict[str, int]] = {}
    for gone in reading.rows(Redaction, dossier_id=subject):
        redacted.setdefault(gone.target, {})[gone.name] = gone.seq
    stored = sorted(reading.rows(HistoryEntry, dossier_id=subject), key=lambda one: one.seq)
    return [_read(one, texts.get(one.seq, ()), redacted.get(one.seq)) for one in stored]


def entry(reading: Reading, stored: HistoryEntry) -> Entry:
    """One entry, with what its disclosures still tell."""
    told = reading.rows(Disclosure, dossier_id=stored.dossier_id, seq=stored.seq)
    gone = reading.rows(Redaction, dossier_id=stored.dossier_id, target=stored.seq)
    return _read(stored, [one.text for one in told], {one.name: one.seq for one in gone})


def _read(stored: HistoryEntry, told: Sequence[str], gone: Mapping[str, int] | None) -> Entry:
    """The entry of a row. Raises StoreError where it is no longer what this program writes."""
    try:
        return read(stored, told, gone)
    except ValueError as fault:
        raise _damaged(f"{stored.dossier_id}, n° {stored.seq}", fault) from fault


def _damaged(where: str, fault: ValueError) -> StoreError:
    said = shown(str(fault), longest=200)
    return StoreError(
        Text(f"La base est abîmée ou altérée ({where}) : {said}.", f"Damaged or changed ({where}): {said}."),
        Text("n’écrivez plus rien et vérifiez : jalon verify", "write nothing more, and check: jalon verify"),
    )


def voided_numbers(reading: Reading, dossier: str, kind: str) -> set[int]:
    """The numbers of the facts of a kind that were voided, at one time at least."""
    table = table_of(HistoryEntry)
    corrections = select(table.c.body).where(
        table.c.dossier_id == dossier, table.c.seq != table.c.about, table.c.voided == 1
    )
    bodies = [parse(bytes(body)) for (body,) in reading.query(corrections)]
    return {body["data"]["number"] for body in bodies if body["restates"] == kind}


def since(dossier: Dossier) -> Period:
    """When a dossier entered the state it is in. Raises StoreError where its row does not say."""
    try:
        return Period.around(date.fromisoformat(dossier.state_since), Precision(dossier.state_precision))
    except ValueError as fault:
        raise _damaged(dossier.id, fault) from fault
