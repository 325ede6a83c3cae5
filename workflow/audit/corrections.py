"""Every correction: what was said, what is said instead, who says so and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select

from workflow.audit.pages import Page, Paging
from workflow.audit.scope import Scope
from workflow.audit.search import Found, recorded, tell
from workflow.body import Entry
from workflow.correction import EFFECTIVE
from workflow.engine import Engine
from workflow.entries import field_label
from workflow.history import Key, entries_at, places
from workflow.language import Text
from workflow.models import HistoryEntry
from workflow.rows import table_of
from workflow.store import Reading


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is another now."""

    field: str
    label: Text
    before: Any
    """As JSON has it; None where nothing was said."""
    after: Any


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction, the version it takes the place of, and what is different."""

    found: Found
    before: Entry
    """The version of the same entry that held until then."""
    differences: tuple[Difference, ...]

    @property
    def voids(self) -> bool:
        """Whether it takes back what was said, and says nothing instead."""
        return self.found.entry.voided

    @property
    def restores(self) -> bool:
        """Whether it says again what had been taken back."""
        return self.before.voided and not self.found.entry.voided


def corrections(engine: Engine, reading: Reading, scope: Scope, paging: Paging | None = None) -> Page[Corrected]:
    """Every correction, of what had happened by then as it says."""

    def rows(keys: Sequence[Key]) -> Iterator[Corrected]:
        before = versions_before(reading, keys)
        for found in tell(engine, reading, keys, scope.known):
            was = before[found.entry.dossier, found.entry.seq]
            yield Corrected(found, was, differences(was, found.entry))

    entry = table_of(HistoryEntry)
    return recorded(reading, scope, paging, rows, entry.c.seq != entry.c.about)


def versions_before(reading: Reading, keys: Sequence[Key]) -> Mapping[Key, Entry]:
    """For each correction, by its place, the version of the entry that held until then."""
    correction, other = table_of(HistoryEntry).alias(), table_of(HistoryEntry)
    there = places(reading, keys)
    query = (
        select(correction.c.dossier_id, correction.c.seq, other.c.seq)
        .join_from(there.table, correction, there.are(correction.c.dossier_id, correction.c.seq))
        .join(
            other,
            and_(
                other.c.dossier_id == correction.c.dossier_id,
                other.c.seq >= correction.c.about,
                other.c.seq < correction.c.seq,
                other.c.about == correction.c.about,
            ),
        )
        .order_by(other.c.seq)
    )
    before = {(dossier, seq): (dossier, last) for dossier, seq, last in reading.query(query)}
    entries = entries_at(reading, list(dict.fromkeys(before.values())))
    return {key: entries[was] for key, was in before.items()}


def differences(before: Entry, after: Entry) -> tuple[Difference, ...]:
    """What an entry says that an earlier version of it did not, by field; nothing where one of them says nothing."""
    if before.voided or after.voided:
        return ()
    was, now = _said(before), _said(after)
    return tuple(
        Difference(name, _LABELS.get(name) or field_label(name), was.get(name), now.get(name))
        for name in dict.fromkeys((*was, *now))
        if was.get(name) != now.get(name)
    )


_LABELS = {EFFECTIVE: Text("date de l’événement", "day of the event"), "regions": Text("régions", "regions")}


def _said(entry: Entry) -> Mapping[str, Any]:
    values = {EFFECTIVE: entry.period.iso}
    for name, value in entry.payload.model_dump(exclude_unset=True).items():
        if name in ("inputs", "texts"):
            values.update(value)
        else:
            values[name] = value
    return values
