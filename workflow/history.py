"""The history as people read it: a timeline in sentences, and the proof that the present tables are a reading of it."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, FromClause, Integer, and_, bindparam, func, select
from sqlalchemy import Text as TextType
from sqlmodel import SQLModel

from workflow import replay
from workflow.body import CORRECTION, Entry, read
from workflow.dates import format_instant
from workflow.engine import Engine
from workflow.entries import Fired, LifecycleInstalled, MemberSet, Payload, SignatureSet
from workflow.entries.facts import Numbered
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import (
    DOSSIER_FACTS,
    REGISTER,
    REGISTER_FACTS,
    Disclosure,
    Dossier,
    HistoryEntry,
    Member,
    Redaction,
    RegisterHead,
    Signatory,
)
from workflow.rows import row_maker, table_of
from workflow.store import Reading


@dataclass(frozen=True, slots=True)
class Line:
    """One entry on a timeline, with what became of it."""

    entry: Entry
    sentence: Text
    voided_by: int | None = None
    """The later entry that voids it; it stays visible, struck through."""
    restated_by: int | None = None
    """The later entry that gives it other values; it stays visible, struck through."""

    @property
    def struck(self) -> bool:
        """Whether it no longer tells what happened."""
        return self.voided_by is not None or self.restated_by is not None


Key = tuple[str, int]
"""Where an entry stands: its dossier, or the register, and its sequence number."""


def timeline(engine: Engine, reading: Reading, subject: str, known: datetime | None = None) -> list[Line]:
    """The entries of a dossier or of the register, oldest first; as they were known at an instant where it is given."""
    entries = engine.entries(reading, subject)
    if known is not None:
        bound = format_instant(known)
        entries = [entry for entry in entries if entry.recorded < bound]
    last = {entry.about: (entry.seq, entry.voided) for entry in entries}
    phase, known_as = _phases(reading, [subject]).get(subject, ""), _Known(entries)
    return [_line(engine, reading, entry, *last[entry.about], phase, known_as) for entry in entries]


def lines_at(engine: Engine, reading: Reading, keys: Sequence[Key], known: datetime) -> list[Line]:
    """The entries at those places, in the order given, each with what had become of it by `known`."""
    entries = entries_at(reading, keys)
    last = _last_versions(reading, [(entry.dossier, entry.about) for entry in entries.values()], known)
    phases = _phases(reading, {entry.dossier for entry in entries.values()})
    return [
        _line(
            engine,
            reading,
            entry,
            *last.get((entry.dossier, entry.about), (entry.seq, entry.voided)),
            phases.get(entry.dossier, ""),
        )
        for entry in entries.values()
    ]


def entries_at(reading: Reading, keys: Sequence[Key]) -> dict[Key, Entry]:
    """The entries at those places, in the order given, with what their disclosures still tell."""
    entry, disclosure = table_of(HistoryEntry), table_of(Disclosure)
    texts: dict[Key, list[str]] = defaultdict(list)
    rows = {}
    make = row_maker(HistoryEntry)
    there = places(reading, keys)
    named = select(entry).join_from(there.table, entry, there.are(entry.c.dossier_id, entry.c.seq))
    for row in reading.query(named):
        rows[row.dossier_id, row.seq] = make(row)
    told = select(disclosure).join_from(there.table, disclosure, there.are(disclosure.c.dossier_id, disclosure.c.seq))
    for row in reading.query(told):
        texts[row.dossier_id, row.seq].append(row.text)
    redaction = table_of(Redaction)
    redacted: dict[Key, dict[str, int]] = defaultdict(dict)
    gone = select(redaction).join_from(there.table, redaction, there.are(redaction.c.dossier_id, redaction.c.target))
    for row in reading.query(gone):
        redacted[row.dossier_id, row.target][row.name] = row.seq
    return {key: read(rows[key], texts.get(key, ()), redacted.get(key)) for key in keys if key in rows}


def _last_versions(reading: Reading, originals: Sequence[Key], known: datetime) -> Mapping[Key, tuple[int, bool]]:
    """Of the entries that were corrected by then, the last version: its sequence number and whether it voids."""
    entry = table_of(HistoryEntry)
    there = places(reading, originals)
    query = (
        select(entry.c.dossier_id, entry.c.about, entry.c.seq, entry.c.voided)
        .join_from(there.table, entry, there.are(entry.c.dossier_id, entry.c.about))
        .where(entry.c.seq != entry.c.about, entry.c.recorded_at < format_instant(known))
        .order_by(entry.c.seq)
    )
    return {(row.dossier_id, row.about): (row.seq, bool(row.voided)) for row in reading.query(query)}


@dataclass(frozen=True, slots=True)
class Places:
    """Some keys as a table that a statement joins with."""

    table: FromClause
    dossier: ColumnElement[str]
    number: ColumnElement[int]

    def are(self, dossier: ColumnElement[str], number: ColumnElement[int]) -> ColumnElement[bool]:
        """Whether the two columns are one of the keys."""
        return and_(dossier == self.dossier, number == self.number)


def places(reading: Reading, keys: Collection[Key]) -> Places:
    """The keys as a table, in one or two parameters however many they are.

    SQLite looks nothing up in an index for a pair of columns that is IN a list; for a join it does.
    """
    distinct = list(dict.fromkeys(keys))
    if reading.connection.dialect.name == "sqlite":
        listed = func.json_each(json.dumps(distinct)).table_valued("value", name="place")
        return Places(listed, func.json_extract(listed.c.value, "$[0]"), func.json_extract(listed.c.value, "$[1]"))
    dossiers = bindparam("dossiers", [dossier for dossier, _ in distinct], ARRAY(TextType))
    numbers = bindparam("numbers", [number for _, number in distinct], ARRAY(Integer))
    table = func.unnest(dossiers, numbers).table_valued("dossier", "number", name="place").render_derived()
    return Places(table, table.c.dossier, table.c.number)


def _phases(reading: Reading, subjects: Collection[str]) -> Mapping[str, str]:
    """The phase of each dossier: a state may be called otherwise in another. The register has none."""
    return {row.id: row.phase for row in reading.among(Dossier, "id", list(subjects))}


class _Known:
    """What facts are called, as their dossier’s entries tell it: one that changes a fact says only what changes."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._rows: dict[type[SQLModel], Mapping[object, Any]] = {}

    @cached_property
    def _present(self) -> replay.Present:
        return replay.fold(self._entries)

    def _row(self, table: type[SQLModel], key: str, value: object) -> Any:
        if table not in self._rows:
            self._rows[table] = {getattr(row, key): row for row in self._present.rows(table)}
        return self._rows[table].get(value)

    def named(self, entry: Entry) -> Payload:
        """What an entry says, with what its fact is called where it does not say so; never what was erased of it."""
        payload = entry.payload
        if isinstance(payload, Numbered):
            row = self._row(payload.table, "number", payload.number)
        else:
            row = self._row(Member, "siren", payload.siren) if isinstance(payload, MemberSet) else None
        unsaid = {name for name in payload.called if getattr(payload, name) is None}
        if entry.erased:
            unsaid -= entry.missing
        return payload.model_copy(update={name: getattr(row, name) for name in unsaid}) if row and unsaid else payload

    def party(self, signature: SignatureSet) -> str | None:
        """The organisation that signed."""
        row = self._row(Signatory, "number", signature.signatory)
        return row.organisation if row else None


def _line(
    engine: Engine,
    reading: Reading,
    entry: Entry,
    last: int,
    voided: bool,
    phase: str,
    known: _Known | None = None,
) -> Line:
    told = sentence(entry, engine.lifecycle(reading, entry.lifecycle), phase, known)
    if last == entry.seq:
        return Line(entry, told)
    return Line(entry, told, voided_by=last) if voided else Line(entry, told, restated_by=last)


def sentence(entry: Entry, lifecycle: Lifecycle, phase: str, known: _Known | None = None) -> Text:
    """What an entry of a dossier of that phase says, in a short sentence; a correction says which entry it corrects.

    `known` tells what its fact is called, where the whole history is at hand.
    """
    told = _told(entry, lifecycle, phase, known)
    if entry.kind != CORRECTION:
        return told
    if entry.voided:
        return Text(f"annulation de l’entrée n° {entry.about} ({told.fr})", f"entry {entry.about} voided ({told.en})")
    return Text(f"correction de l’entrée n° {entry.about} : {told.fr}", f"entry {entry.about} corrected: {told.en}")


def _told(entry: Entry, lifecycle: Lifecycle, phase: str, known: _Known | None) -> Text:
    if isinstance(entry.payload, SignatureSet):
        return entry.payload.of(known.party(entry.payload) if known else None)
    if not isinstance(entry.payload, Fired) or entry.trigger is None or entry.to_state is None:
        return (known.named(entry) if known else entry.payload).sentence(lifecycle)
    transition = lifecycle.transition(entry.trigger)
    before = lifecycle.state(entry.from_state or entry.to_state).label_in(phase)
    after = lifecycle.state(entry.to_state).label_in(phase)
    if before == after:
        return transition.label
    return Text(
        f"{transition.label.fr} : « {before.fr} » → « {after.fr} »",
        f"{transition.label.en}: “{before.en}” → “{after.en}”",
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of a present table that is not what the history gives."""

    subject: str
    table: str
    stored: object
    """The row there is, or None."""
    replayed: object
    """The row there should be, or None."""


def differences(engine: Engine, reading: Reading, subject: str) -> list[Difference]:
    """Where the present tables of a dossier, or of the register, are not what replaying its entries gives."""
    entries = engine.entries(reading, subject)
    present = replay.fold(entries)
    tables: Sequence[type[SQLModel]] = REGISTER_FACTS if subject == REGISTER else DOSSIER_FACTS
    found = []
    for table in tables:
        by = {} if subject == REGISTER else {"dossier_id": subject}
        stored, replayed = list(reading.rows(table, **by)), present.rows(table)
        found += [Difference(subject, table.__name__, row, None) for row in stored if row not in replayed]
        found += [Difference(subject, table.__name__, None, row) for row in replayed if row not in stored]
    return found + _standing(reading, subject, present, entries)


def _standing(reading: Reading, subject: str, present: replay.Present, entries: Sequence[Entry]) -> list[Difference]:
    """Where the row that says how a history stands is not what the history says."""
    model: type[SQLModel] = RegisterHead if subject == REGISTER else Dossier
    row = reading.one(model, id=subject)
    if not entries:
        return [] if row is None else [Difference(subject, model.__name__, row, None)]
    last = entries[-1]
    expected: dict[str, object] = {"seq": last.seq, "head": last.hash, "changed_at": last.recorded}
    if subject == REGISTER:
        installed = [one.payload.digest for one in entries if isinstance(one.payload, LifecycleInstalled)]
        expected |= {"log": last.log, "lifecycle": installed[-1] if installed else None}
    else:
        since = present.since
        expected |= {
            **present.opened,
            "lifecycle": last.lifecycle,
            "state": present.state,
            "state_since": since.last.isoformat() if since else None,
            "state_precision": str(since.precision) if since else None,
        }
    stored = {name: getattr(row, name, None) for name in expected}
    return [] if stored == expected else [Difference(subject, model.__name__, stored, expected)]
