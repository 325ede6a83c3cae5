"""Which entries count on a day, as known at an instant: the one reading of the history that all reports share.

An entry counts on day D, as known at K, if it was recorded before K, no later version of it recorded before K restates
or voids it, and its period had certainly ended by D: something known only to the month counts from the last day of that
month. The day itself is included.

`history_entry_moves` holds all that is asked of the arrivals in a state, in the order in which it is asked;
`history_entry_corrections` holds the corrections alone, so that looking for one costs nothing where there is none.
SQLite uses such an index only where its own condition is written the same way: `seq <> about`, not the reverse.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
)

from workflow import body
from workflow.dates import day_in_words, format_instant, instant_in_words, last_moment
from workflow.entries import Opened
from workflow.french import counted
from workflow.language import Text
from workflow.models import REGISTER, DossierRegion, HistoryEntry
from workflow.rows import row_maker, table_of
from workflow.store import Reading


@dataclass(frozen=True, slots=True)
class Basis:
    """What an answer stands on: its two dates, what was read for it, and whether that was found untouched."""

    on: date
    """The day it speaks of, included."""
    known: datetime
    """The instant before which what it rests on had been recorded."""
    entries: int
    """How many entries were read."""
    verified: bool | None = None
    """Whether the history is what was written; None where that was not asked."""

    def in_words(self) -> Text:
        """« au 30 avril 2019, d’après ce qui était connu le 6 mai 2019 à 23 h 59 ; 26 entrées lues ; … »."""
        verified = {
            None: Text("historique non vérifié", "history not verified"),
            True: Text("historique vérifié", "history verified"),
            False: Text("vérification EN DÉFAUT (jalon verify)", "verification FAILED (jalon verify)"),
        }[self.verified]
        last = last_moment(self.known)
        read = counted(self.entries, "entrée lue", "entrées lues")
        read_en = "entry read" if self.entries == 1 else "entries read"
        return Text(
            f"au {day_in_words(self.on, 'fr')}, d’après ce qui était connu le {instant_in_words(last, 'fr')} ; "
            f"{read} ; {verified.fr}",
            f"on {day_in_words(self.on, 'en')}, from what was known on {instant_in_words(last, 'en')}; "
            f"{self.entries:,} {read_en}; {verified.en}",
        )


def told(entry: FromClause, on: date, known: datetime) -> ColumnElement[bool]:
    """Whether an entry was recorded before `known` and certainly happened by `on`."""
    return and_(entry.c.recorded_at < format_instant(known), entry.c.effective_until <= on.isoformat())


def corrected(entry: FromClause, known: datetime) -> ColumnElement[bool]:
    """Whether a later version of the entry had been recorded before `known`."""
    later = table_of(HistoryEntry).alias()
    return exists().where(
        later.c.seq != later.c.about,
        later.c.dossier_id == entry.c.dossier_id,
        later.c.about == entry.c.about,
        later.c.seq > entry.c.seq,
        later.c.recorded_at < format_instant(known),
    )


def counts(entry: FromClause, on: date, known: datetime) -> ColumnElement[bool]:
    """Whether an entry counts on `on`, as known at `known`."""
    return and_(entry.c.voided == 0, told(entry, on, known), ~corrected(entry, known))


def moves(on: date, known: datetime, dossiers: Collection[str] | None = None) -> Select[Any]:
    """Every arrival in a state that counts, of all dossiers or of those given, each in the order of its originals."""
    entry = table_of(HistoryEntry)
    query = (
        select(
            entry.c.dossier_id,
            entry.c.about,
            entry.c.seq,
            entry.c.to_state,
            entry.c.effective_on,
            entry.c.effective_until,
            entry.c.precision,
            entry.c.recorded_at,
            entry.c.origin,
        )
        .where(entry.c.to_state.is_not(None), counts(entry, on, known))
        .order_by(entry.c.dossier_id, entry.c.about)
    )
    return query if dossiers is None else query.where(entry.c.dossier_id.in_(dossiers))


def trajectories(on: date, known: datetime, states: Sequence[str]) -> Select[Any]:
    """Who went through which states and stands where, those who went the same way in the same regions together.

    Columns: the names of the states, separated by spaces; the place among `states` of the last one; region codes,
    separated by spaces; the dossier, only where its opening was restated, since its regions are then to be looked up;
    then how many dossiers, how many arrivals, and how many of those were backfilled.
    """
    entry, region = table_of(HistoryEntry), table_of(DossierRegion)
    place = case({state: number for number, state in enumerate(states)}, value=entry.c.to_state, else_=len(states))
    size = len(states) + 1
    reopened = table_of(HistoryEntry).alias()
    regions = (
        select(func.aggregate_strings(region.c.region_code, " "))
        .where(region.c.dossier_id == entry.c.dossier_id)
        .scalar_subquery()
    )
    again = exists().where(
        reopened.c.seq != reopened.c.about, reopened.c.dossier_id == entry.c.dossier_id, reopened.c.about == 0
    )
    each = (
        select(
            func.aggregate_strings(entry.c.to_state, " ").label("states"),
            (func.max(entry.c.about * size + place) % size).label("last"),
            regions.label("regions"),
            case((again, entry.c.dossier_id)).label("reopened"),
            func.count().label("arrivals"),
            func.sum(case((entry.c.origin == "backfill", 1), else_=0)).label("backfilled"),
        )
        .where(entry.c.to_state.is_not(None), counts(entry, on, known))
        .group_by(entry.c.dossier_id)
        .subquery()
    )
    way = (each.c.states, each.c.last, each.c.regions, each.c.reopened)
    return select(
        *way,
        func.count().label("dossiers"),
        func.sum(each.c.arrivals).label("arrivals"),
        func.sum(each.c.backfilled).label("backfilled"),
    ).group_by(*way)


def reopened(reading: Reading, known: datetime, dossiers: Sequence[str] | None = None) -> Mapping[str, tuple[str, ...]]:
    """The regions, as known then, of the dossiers whose opening was ever restated; the others have those of the table.

    What was wrong when a dossier was opened was believed until it was restated.
    """
    entry = table_of(HistoryEntry)
    again = select(entry.c.dossier_id).where(entry.c.seq != entry.c.about, entry.c.about == 0)
    if dossiers is not None:
        again = again.where(entry.c.dossier_id.in_(dossiers))
    last = (
        select(entry.c.dossier_id, func.max(entry.c.seq).label("seq"))
        .where(
            entry.c.about == 0,
            or_(entry.c.recorded_at < format_instant(known), entry.c.seq == 0),
            entry.c.dossier_id.in_(again),
        )
        .group_by(entry.c.dossier_id)
        .subquery()
    )
    versions = select(entry).join(last, and_(entry.c.dossier_id == last.c.dossier_id, entry.c.seq == last.c.seq))
    make = row_maker(HistoryEntry)
    found: dict[str, tuple[str, ...]] = {}
    for row in reading.query(versions):
        opened = body.read(make(row), ()).payload
        assert isinstance(opened, Opened)  # noqa: S101  # entry 0 of a dossier is nothing else
        found[row.dossier_id] = tuple(sorted(opened.regions))
    return found


def of_region(dossier: ColumnElement[str], code: str, again: Mapping[str, tuple[str, ...]]) -> ColumnElement[bool]:
    """Whether a dossier is of a region; `again` is what `reopened` says."""
    region = table_of(DossierRegion)
    owned = dossier.in_(select(region.c.dossier_id).where(region.c.region_code == code))
    if not again:
        return owned
    then = [name for name, codes in again.items() if code in codes]
    return or_(and_(owned, dossier.not_in(list(again))), dossier.in_(then) if then else false())


def regions_of(
    reading: Reading, known: datetime, dossiers: Sequence[str] | None = None
) -> Mapping[str, tuple[str, ...]]:
    """The regions of each dossier, or of those given, as known then."""
    region = table_of(DossierRegion)
    query = select(region.c.dossier_id, region.c.region_code).order_by(region.c.dossier_id, region.c.region_code)
    if dossiers is not None:
        query = query.where(region.c.dossier_id.in_(dossiers))
    found: dict[str, tuple[str, ...]] = {}
    for dossier, code in reading.query(query):
        found[dossier] = (*found.get(dossier, ()), code)
    return {**found, **reopened(reading, known, dossiers)}


def of_dossiers(entry: FromClause) -> ColumnElement[bool]:
    """Whether an entry is of a dossier rather than of the register."""
    return entry.c.dossier_id != REGISTER
