"""Counters: how many dossiers had reached each state, where, on a day, as known at an instant.

*Reached* means in that state or past it: a dossier has reached every state on the way that comes, in the order of the
lifecycle, no later than the furthest one it entered by a transition that counts on that day. *Entered* means that it
was in that very state: a dossier of the deployment wave passed the pilot phase without ever being a pilot, and one
whose contract was validated without a protocol signed none. A final state ends the way wherever it is entered from, so
that it is reached by those who entered it, and tells nothing of the others. What was reached stays reached.

A territory in several regions is counted in each of them and once in the national total.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from workflow import asof
from workflow.asof import Basis
from workflow.dates import format_instant
from workflow.engine import Engine
from workflow.engine.work import register_head
from workflow.entries import FigurePublished, Position
from workflow.history import entries_at
from workflow.lifecycle import Lifecycle
from workflow.models import (
    REGISTER,
    DossierRegion,
    HistoryEntry,
    PublishedFigure,
)
from workflow.rows import full, row, table_of
from workflow.store import Reading


@dataclass(frozen=True, slots=True)
class Count:
    """Dossiers, and the regions they are of."""

    dossiers: int = 0
    regions: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one dossier stood."""

    dossier: str
    state: str
    since: str
    """Last day of the period in which it entered the state."""
    precision: str
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The counters of one scope: the country, or a region. States that nobody is counted in are left out."""

    reached: Mapping[str, Count]
    """In that state, or past it."""
    entered: Mapping[str, Count]
    """Those of them that were in that very state."""
    standing: Mapping[str, Count]
    """By the state the dossier was in."""


@dataclass(frozen=True, slots=True)
class Report:
    """Who was where on `on`, as known at `known`."""

    on: date
    known: datetime
    lifecycle: Lifecycle
    national: Tally
    regions: Mapping[str, Tally]
    published: tuple[PublishedFigure, ...]
    """What others had published by that day, the newest of each kind last."""
    backfilled: int
    """How many of the arrivals counted, in the one region where there is one, were entered afterwards from a source."""
    entries: int
    """How many arrivals were read."""
    verified: bool | None = None
    """Whether the history is what was written; None where that was not asked."""

    @property
    def basis(self) -> Basis:
        """What the counters stand on."""
        return Basis(self.on, self.known, self.entries, self.verified)


def report(
    engine: Engine,
    reading: Reading,
    on: date,
    known: datetime,
    only: str | None = None,
    *,
    verified: bool | None = None,
) -> Report:
    """The counters on day `on`, as known at `known`; of all regions, only one where `only` is its code.

    `verified` is what the verification of the history said, if it was asked.
    """
    lifecycle = lifecycle_in_force(engine, reading)
    names = state_names(engine, reading)
    again = asof.reopened(reading, known)
    reached, entered, standing = _Counter(), _Counter(), _Counter()
    arrivals = backfilled = 0
    for way in reading.query(asof.trajectories(on, known, names)):
        codes = again[way.reopened] if way.reopened else tuple((way.regions or "").split())
        states = set(way.states.split())
        reached.add(_reached(lifecycle, states), codes, way.dossiers)
        entered.add(states, codes, way.dossiers)
        standing.add(names[way.last : way.last + 1], codes, way.dossiers)
        arrivals += int(way.arrivals)  # PostgreSQL adds up to a Decimal
        if only is None or only in codes:
            backfilled += int(way.backfilled)
    counters = (reached, entered, standing)
    return Report(
        on=on,
        known=known,
        lifecycle=lifecycle,
        national=Tally(*(counter.national() for counter in counters)),
        regions={
            code: Tally(*(counter.regional(code) for counter in counters))
            for code in ([only] if only else _codes(reading, again))
        },
        published=published(reading, on, known),
        backfilled=backfilled,
        entries=arrivals,
        verified=verified,
    )


def lifecycle_in_force(engine: Engine, reading: Reading) -> Lifecycle:
    """The lifecycle of new dossiers. Raises StoreError in a workspace without a register."""
    return engine.lifecycle(reading, register_head(reading).lifecycle)


def state_names(engine: Engine, reading: Reading) -> Sequence[str]:
    """The states of every lifecycle that was ever in force here."""
    return list(dict.fromkeys(name for version in engine.lifecycles(reading) for name in version.states))


def published(reading: Reading, on: date, known: datetime) -> tuple[PublishedFigure, ...]:
    """What others had published that speaks of `on` or before, as recorded before `known`: the newest last."""
    entry = table_of(HistoryEntry)
    query = (
        select(entry.c.dossier_id, entry.c.seq)
        .where(
            entry.c.kind == FigurePublished.kind,
            entry.c.dossier_id == REGISTER,
            entry.c.recorded_at < format_instant(known),
        )
        .order_by(entry.c.seq)
    )
    keys = [(dossier, seq) for dossier, seq in reading.query(query)]
    figures = {}
    for told in entries_at(reading, keys).values():
        for change in told.payload.changes(Position(REGISTER, told.seq, told.period.first.isoformat())):
            figures[change.key["number"]] = row(PublishedFigure, full(change.table, {**change.key, **change.values}))
    spoken = [figure for figure in figures.values() if figure.as_of <= on.isoformat()]
    return tuple(sorted(spoken, key=lambda figure: (figure.as_of, figure.number)))


def _codes(reading: Reading, again: Mapping[str, tuple[str, ...]]) -> Sequence[str]:
    """Every region that a dossier is or was of."""
    now = {code for (code,) in reading.query(select(table_of(DossierRegion).c.region_code).distinct())}
    return sorted(now.union(*again.values()))


def _reached(lifecycle: Lifecycle, entered: Collection[str]) -> Collection[str]:
    """The states that a dossier is in or past, from those it entered; one the lifecycle does not know stands alone."""
    way = [state.name for state in lifecycle.states.values() if not state.final]
    furthest = max((place for place, state in enumerate(way) if state in entered), default=-1)
    return {*way[: furthest + 1], *entered}


class _Counter:
    """Dossiers by state in the country, and by region and state."""

    def __init__(self) -> None:
        self._dossiers: dict[str, int] = defaultdict(int)
        self._regional: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def add(self, states: Collection[str], codes: Collection[str], dossiers: int) -> None:
        for state in states:
            self._dossiers[state] += dossiers
            for code in codes:
                self._regional[code][state] += dossiers

    def national(self) -> Mapping[str, Count]:
        return {
            state: Count(count, sum(state in counts for counts in self._regional.values()))
            for state, count in self._dossiers.items()
        }

    def regional(self, code: str) -> Mapping[str, Count]:
        return {state: Count(count, 1) for state, count in self._regional.get(code, {}).items()}
