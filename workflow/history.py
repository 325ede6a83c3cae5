"""The history as people read it: a timeline in sentences, and the proof that the present tables are a reading of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import SQLModel

from workflow import replay
from workflow.body import CORRECTION, Entry
from workflow.dates import format_instant
from workflow.engine import Engine
from workflow.entries import Fired
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import DOSSIER_FACTS, REGISTER, REGISTER_FACTS, Dossier
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


def timeline(engine: Engine, reading: Reading, subject: str, known: datetime | None = None) -> list[Line]:
    """The entries of a dossier or of the register, oldest first; as they were known at an instant where it is given."""
    entries = engine.entries(reading, subject)
    if known is not None:
        bound = format_instant(known)
        entries = [entry for entry in entries if entry.recorded < bound]
    by_about = {entry.about: entry for entry in entries}
    lines = []
    for entry in entries:
        last = by_about[entry.about]
        sentence = _sentence(entry, engine.lifecycle(reading, entry.lifecycle))
        if last.seq == entry.seq:
            lines.append(Line(entry, sentence))
        elif last.voided:
            lines.append(Line(entry, sentence, voided_by=last.seq))
        else:
            lines.append(Line(entry, sentence, restated_by=last.seq))
    return lines


def _sentence(entry: Entry, lifecycle: Lifecycle) -> Text:
    told = _told(entry, lifecycle)
    if entry.kind != CORRECTION:
        return told
    if entry.voided:
        return Text(f"annulation de l’entrée n° {entry.about} ({told.fr})", f"entry {entry.about} voided ({told.en})")
    return Text(f"correction de l’entrée n° {entry.about} : {told.fr}", f"entry {entry.about} corrected: {told.en}")


def _told(entry: Entry, lifecycle: Lifecycle) -> Text:
    if not isinstance(entry.payload, Fired) or entry.trigger is None or entry.to_state is None:
        return entry.payload.in_words()
    transition = lifecycle.transition(entry.trigger)
    before = lifecycle.state(entry.from_state or entry.to_state).label
    after = lifecycle.state(entry.to_state).label
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
    present = replay.fold(engine.entries(reading, subject))
    tables: Sequence[type[SQLModel]] = REGISTER_FACTS if subject == REGISTER else DOSSIER_FACTS
    found = []
    for table in tables:
        by = {} if subject == REGISTER else {"dossier_id": subject}
        stored, replayed = list(reading.rows(table, **by)), present.rows(table)
        found += [Difference(subject, table.__name__, row, None) for row in stored if row not in replayed]
        found += [Difference(subject, table.__name__, None, row) for row in replayed if row not in stored]
    if subject != REGISTER:
        found += _standing(reading, subject, present)
    return found


def _standing(reading: Reading, subject: str, present: replay.Present) -> list[Difference]:
    row = reading.one(Dossier, id=subject)
    since = present.since
    expected = {
        **present.opened,
        "state": present.state,
        "state_since": since.last.isoformat() if since else None,
        "state_precision": str(since.precision) if since else None,
    }
    stored = {name: getattr(row, name, None) for name in expected}
    return [] if stored == expected else [Difference(subject, "Dossier", stored, expected)]
