"""Who entered which state, when, and since when we know it; where one dossier stood."""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from workflow import asof, lookup
from workflow.asof import Basis
from workflow.audit.dossiers import Named, named
from workflow.audit.judged import Judged
from workflow.audit.scope import Scope
from workflow.audit.spells import folded
from workflow.dates import Period, Precision
from workflow.engine import Engine
from workflow.lifecycle import State
from workflow.models import HistoryEntry
from workflow.names import sort_key
from workflow.rows import table_of
from workflow.store import Reading

LISTED = 500
"""Dossiers that are named, unless another number is given."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A dossier entered a state."""

    dossier: Named
    state: str
    period: Period
    recorded: str
    """When the version that says so was recorded."""
    backfilled: bool
    about: int
    """The entry that first told of it."""
    seq: int
    """The entry that tells of it now: itself, or a correction."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The dossiers that entered a state, in the order in which they did."""

    basis: Basis
    state: State
    since: date | None
    """Only those that had not entered it by that day; None for all."""
    total: int
    regions: tuple[str, ...]
    """Codes of the regions they are of, of the whole country even where one region is asked about."""
    rows: tuple[Arrival, ...]

    @property
    def left_out(self) -> int:
        """How many are not named."""
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where one dossier stood, and how it got there."""

    basis: Basis
    dossier: Named
    state: State | None
    """None where it was not open yet, or nobody knew."""
    since: Period | None
    days: int | None
    arrivals: tuple[Arrival, ...]
    """Its arrivals in order, those that leave the state what it is among them."""


def arrivals(
    engine: Engine,
    reading: Reading,
    scope: Scope,
    state: str,
    *,
    since: date | None = None,
    limit: int = LISTED,
) -> Arrivals:
    """The dossiers that entered the state of that name by the day of the scope; only once each.

    Those are named that entered it first. Raises UnknownName for a state there is not.
    """
    declared = Judged(engine, reading).named(state)
    regions_of = asof.regions_of(reading, scope.known)
    regions: set[str] = set()
    total = read = 0

    def entered() -> Iterator[Any]:
        nonlocal total, read
        moves = asof.moves(scope.on, scope.known).where(table_of(HistoryEntry).c.to_state == state)
        for dossier, own in groupby(reading.stream(moves), key=itemgetter(0)):
            several = list(own)
            codes = regions_of.get(dossier, ())
            if not scope.covers(codes):
                continue
            read += len(several)
            first = min(several, key=lambda move: (move.effective_until, move.about))
            if since is None or first.effective_until > since.isoformat():
                total += 1
                regions.update(codes)
                yield first

    first = heapq.nsmallest(limit, entered(), key=lambda move: (move.effective_on, move.effective_until))
    rows = sorted(told(reading, scope, first), key=_in_order)
    return Arrivals(scope.basis(read), declared, since, total, tuple(sorted(regions)), tuple(rows))


def whereabouts(engine: Engine, reading: Reading, scope: Scope, reference: str) -> Whereabouts:
    """Where a dossier stood on the day of the scope. Raises UnknownName, AmbiguousName."""
    dossier = lookup.dossier(reading, reference)
    moves = reading.query(asof.moves(scope.on, scope.known, (dossier.id,)))
    names = named(reading, [dossier.id], scope.known)
    rows = tuple(_arrival(names, move) for move in moves)
    basis = scope.basis(len(moves))
    if not moves:
        return Whereabouts(basis, names[dossier.id], None, None, None, rows)
    last = folded(dossier.id, moves)[-1]
    declared = engine.lifecycle(reading, dossier.lifecycle).states.get(last.state)
    state = declared or Judged(engine, reading).named(last.state)
    return Whereabouts(basis, names[dossier.id], state, last.entered, last.days(scope.on), rows)


def told(reading: Reading, scope: Scope, moves: Sequence[Any]) -> Iterator[Arrival]:
    """The arrivals of rows of `asof.moves`, their dossiers named."""
    names = named(reading, {move.dossier_id for move in moves}, scope.known)
    for move in moves:
        yield _arrival(names, move)


def _arrival(names: Mapping[str, Named], move: Any) -> Arrival:
    return Arrival(
        names[move.dossier_id],
        move.to_state,
        Period.around(date.fromisoformat(move.effective_on), Precision(move.precision)),
        move.recorded_at,
        move.origin == "backfill",
        move.about,
        move.seq,
    )


def by_regions(rows: Iterable[Arrival]) -> list[tuple[Named, list[Arrival]]]:
    """The arrivals by the regions of their dossiers, each group under its first dossier, in the order of the first."""
    groups: dict[tuple[str, ...], list[Arrival]] = {}
    for arrival in rows:
        groups.setdefault(arrival.dossier.regions, []).append(arrival)
    return [(group[0].dossier, group) for group in groups.values()]


def _in_order(arrival: Arrival) -> tuple[Any, ...]:
    """As a press release lists them: by the day, by the regions, by name."""
    period = arrival.period
    return period.first, period.last, arrival.dossier.regions, sort_key(arrival.dossier.name), arrival.dossier.dossier
