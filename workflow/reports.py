"""Counters: how many dossiers had reached each state, where, on a day, as known at an instant.

*Reached* means that the dossier entered the state, by a transition that counts on that day; it stays reached when the
dossier moves on. A territory in several regions is counted in each of them and once in the national total.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from workflow import asof
from workflow.engine import Engine
from workflow.entries import Opened
from workflow.lifecycle import Lifecycle
from workflow.models import REGISTER, DossierRegion, PublishedFigure, RegisterHead
from workflow.regions import region
from workflow.rows import table_of
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
    """The counters of one scope: the country, or a region."""

    reached: Mapping[str, Count]
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
    """How many of the arrivals counted were entered afterwards from a source."""
    entries: int
    """How many arrivals were read."""


def report(engine: Engine, reading: Reading, on: date, known: datetime, only: str | None = None) -> Report:
    """The counters on day `on`, as known at `known`; for one region where `only` is its code."""
    head = reading.one(RegisterHead, id=REGISTER)
    assert head is not None  # noqa: S101  # the engine refuses a workspace without
    lifecycle = engine.lifecycle(reading, head.lifecycle)
    regions_of = _regions(engine, reading, known)
    moves = reading.query(asof.moves(on, known))
    reached: dict[str, set[str]] = defaultdict(set)
    last: dict[str, tuple[int, str]] = {}
    backfilled = 0
    for move in moves:
        dossier, about, state = move.dossier_id, move.about, move.to_state
        if only is not None and only not in regions_of.get(dossier, ()):
            continue
        reached[state].add(dossier)
        backfilled += move.origin == "backfill"
        if about >= last.get(dossier, (-1, ""))[0]:
            last[dossier] = (about, state)
    standing: dict[str, set[str]] = defaultdict(set)
    for dossier, (_, state) in last.items():
        standing[state].add(dossier)
    codes = [only] if only else sorted({code for codes in regions_of.values() for code in codes})
    return Report(
        on=on,
        known=known,
        lifecycle=lifecycle,
        national=_tally(reached, standing, regions_of),
        regions={
            code: _tally(_within(reached, code, regions_of), _within(standing, code, regions_of), {}) for code in codes
        },
        published=tuple(
            sorted(
                (row for row in reading.rows(PublishedFigure) if row.as_of <= on.isoformat()),
                key=lambda row: (row.as_of, row.number),
            )
        ),
        backfilled=backfilled,
        entries=len(moves),
    )


def _regions(engine: Engine, reading: Reading, known: datetime) -> Mapping[str, tuple[str, ...]]:
    """The regions of each dossier, as known then."""
    found: dict[str, list[str]] = defaultdict(list)
    table = table_of(DossierRegion)
    for dossier, code in reading.query(select(table.c.dossier_id, table.c.region_code)):
        found[dossier].append(code)
    regions_of = {dossier: tuple(sorted(codes)) for dossier, codes in found.items()}
    for dossier, seq in reading.query(asof.reopenings(known)):
        opened = engine.entries(reading, dossier)[seq].payload
        if isinstance(opened, Opened):
            regions_of[dossier] = tuple(sorted(opened.regions))
    return regions_of


def _within(
    sets: Mapping[str, set[str]], code: str, regions_of: Mapping[str, tuple[str, ...]]
) -> Mapping[str, set[str]]:
    return {
        state: {dossier for dossier in dossiers if code in regions_of.get(dossier, ())}
        for state, dossiers in sets.items()
    }


def _tally(
    reached: Mapping[str, set[str]], standing: Mapping[str, set[str]], regions_of: Mapping[str, tuple[str, ...]]
) -> Tally:
    def counts(sets: Mapping[str, set[str]]) -> dict[str, Count]:
        return {
            state: Count(len(dossiers), _spread(dossiers, regions_of)) for state, dossiers in sets.items() if dossiers
        }

    return Tally(counts(reached), counts(standing))


def _spread(dossiers: Iterable[str], regions_of: Mapping[str, tuple[str, ...]]) -> int:
    if not regions_of:
        return 1
    return len({code for dossier in dossiers for code in regions_of.get(dossier, ())})


def region_name(code: str) -> str:
    """The name of a region by its code."""
    return region(code).name
