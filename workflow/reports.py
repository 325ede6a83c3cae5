"""Counters: how many dossiers had reached each state, where, on a day, as known at an instant.

*Reached* means in that state or past it: a dossier has reached every state on the way that comes, in the order of the
lifecycle, no later than the furthest one it entered by a transition that counts on that day. *Entered* means that it
was in that very state: a dossier of the deployment wave passed the pilot phase without ever being a pilot, and one
whose contract was validated without a protocol signed none. A final state ends the way wherever it is entered from, so
that it is reached by those who entered it, and tells nothing of the others. What was reached stays reached.

A territory in several regions is counted in each of them and once in the national total.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
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


def report(engine: Engine, reading: Reading, on: date, known: datetime, only: str | None = None) -> Report:
    """The counters on day `on`, as known at `known`; of all regions, only one where `only` is its code."""
    head = reading.one(RegisterHead, id=REGISTER)
    assert head is not None  # noqa: S101  # the engine refuses a workspace without
    lifecycle = engine.lifecycle(reading, head.lifecycle)
    regions_of = _regions(engine, reading, known)
    moves = reading.query(asof.moves(on, known))
    entered: dict[str, set[str]] = defaultdict(set)
    last: dict[str, tuple[int, str]] = {}
    backfilled = 0
    for move in moves:
        dossier, about, state = move.dossier_id, move.about, move.to_state
        entered[dossier].add(state)
        if only is None or only in regions_of.get(dossier, ()):
            backfilled += move.origin == "backfill"
        if about >= last.get(dossier, (-1, ""))[0]:
            last[dossier] = (about, state)
    standing = {dossier: (state,) for dossier, (_, state) in last.items()}
    counters = [
        _count(states, regions_of)
        for states in (
            {dossier: _reached(lifecycle, states) for dossier, states in entered.items()},
            entered,
            standing,
        )
    ]
    return Report(
        on=on,
        known=known,
        lifecycle=lifecycle,
        national=Tally(*(national for national, _ in counters)),
        regions={
            code: Tally(*(regions.get(code, {}) for _, regions in counters))
            for code in ([only] if only else sorted({code for codes in regions_of.values() for code in codes}))
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


def _reached(lifecycle: Lifecycle, entered: Collection[str]) -> Collection[str]:
    """The states that a dossier is in or past, from those it entered; one the lifecycle does not know stands alone."""
    way = [state.name for state in lifecycle.states.values() if not state.final]
    furthest = max((place for place, state in enumerate(way) if state in entered), default=-1)
    return {*way[: furthest + 1], *entered}


def _count(
    states_of: Mapping[str, Collection[str]], regions_of: Mapping[str, tuple[str, ...]]
) -> tuple[Mapping[str, Count], Mapping[str, Mapping[str, Count]]]:
    """Dossiers by state in the country, and by region and state."""
    dossiers: dict[str, int] = defaultdict(int)
    regional: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for dossier, states in states_of.items():
        codes = regions_of.get(dossier, ())
        for state in states:
            dossiers[state] += 1
            for code in codes:
                regional[code][state] += 1
    spread = {state: sum(state in counts for counts in regional.values()) for state in dossiers}
    return (
        {state: Count(count, spread[state]) for state, count in dossiers.items()},
        {code: {state: Count(count, 1) for state, count in counts.items()} for code, counts in regional.items()},
    )


def region_name(code: str) -> str:
    """The name of a region by its code."""
    return region(code).name
