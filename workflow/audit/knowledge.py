"""What was learnt between two dates about one day: who arrived where, what was put right, what was taken back.

Of an entry that was known before, the version that held then is set beside the one that holds now, however often it was
corrected in between. An entry that nobody knew before is told as it is now, if it tells of an arrival; of the others
the number is given.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, case, func, select

from workflow import asof
from workflow.asof import Basis
from workflow.audit.arrivals import Arrival, told
from workflow.audit.corrections import Difference, differences
from workflow.audit.dossiers import Named, named
from workflow.audit.judged import Judged
from workflow.audit.scope import Scope
from workflow.body import Entry
from workflow.dates import format_instant
from workflow.engine import Engine
from workflow.errors import InvalidValue
from workflow.history import entries_at, sentence
from workflow.language import Text
from workflow.lifecycle import State
from workflow.models import HistoryEntry
from workflow.reports import Count, Report, report
from workflow.rows import table_of
from workflow.store import Reading

LISTED = 200
"""Arrivals and corrections that are told one by one, unless another number is given."""


class Change(StrEnum):
    """What became of something that was known."""

    RESTATED = "restated"
    VOIDED = "voided"
    RESTORED = "restored"
    """It had been taken back, and holds again."""


@dataclass(frozen=True, slots=True)
class Revised:
    """An entry that was known before and has another version now."""

    dossier: Named
    change: Change
    before: Entry
    """The version that held at the first date."""
    after: Entry
    """The version that holds at the second."""
    differences: tuple[Difference, ...]
    sentence: Text
    """What it is about, as it was said before."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How many dossiers had entered a state, as believed at the two dates."""

    state: State
    before: Count
    after: Count


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt about the day of both bases between their instants."""

    before: Basis
    after: Basis
    recorded: Mapping[str, int]
    """How many entries were recorded between the two, by kind, whatever day they speak of."""
    arrivals: tuple[Arrival, ...]
    """Arrivals that count on the day and of which nobody had known, in the order in which they happened."""
    arrived: int
    revised: tuple[Revised, ...]
    """What had been known and has another version now, on whatever day it happened, by dossier."""
    revisions: int
    shifts: tuple[Shift, ...]
    """The states that another number of dossiers had entered than was believed, in the order of the lifecycle."""
    states: Mapping[str, State]
    """The states that the arrivals speak of."""


def diff(engine: Engine, reading: Reading, scope: Scope, since: datetime, *, limit: int = LISTED) -> Learnt:
    """What was recorded from `since` until `scope.known` that bears on the day of the scope.

    Raises InvalidValue where the first instant is not before the second.
    """
    if since >= scope.known:
        raise InvalidValue(
            Text("La première date doit précéder la seconde.", "The first date must precede the second."),
            Text("échangez-les", "exchange them"),
        )
    judged = Judged(engine, reading)
    before, after = (
        report(engine, reading, scope.on, instant, scope.code, verified=scope.verified)
        for instant in (since, scope.known)
    )
    arrived, first = _first(reading, _new(reading, scope, since), limit)
    arrivals = tuple(told(reading, scope, first))
    pairs = reading.query(_revised(reading, scope, since))
    return Learnt(
        before.basis,
        after.basis,
        _recorded(reading, scope, since),
        arrivals,
        arrived,
        tuple(_told(engine, reading, scope, pairs[:limit])),
        len(pairs),
        tuple(_shifts(judged, before, after, scope.code)),
        {arrival.state: judged.named(arrival.state) for arrival in arrivals},
    )


def _new(reading: Reading, scope: Scope, since: datetime) -> Select[Any]:
    """The arrivals that count and whose first version was not recorded before `since`."""
    entry, original = table_of(HistoryEntry), table_of(HistoryEntry).alias()
    first = (
        select(original.c.recorded_at)
        .where(original.c.dossier_id == entry.c.dossier_id, original.c.seq == entry.c.about)
        .correlate(entry)
        .scalar_subquery()
    )
    recorded = case((entry.c.seq == entry.c.about, entry.c.recorded_at), else_=first)
    return asof.moves(scope.on, scope.known).where(recorded >= format_instant(since), *scope.within(reading, entry))


def _first(reading: Reading, moves: Select[Any], limit: int) -> tuple[int, list[Any]]:
    """How many there are, and those that happened first."""
    total = 0

    def counted() -> Iterator[Any]:
        nonlocal total
        for move in reading.stream(moves):
            total += 1
            yield move

    first = heapq.nsmallest(
        limit, counted(), key=lambda move: (move.effective_on, move.effective_until, move.dossier_id, move.about)
    )
    return total, first


def _revised(reading: Reading, scope: Scope, since: datetime) -> Select[Any]:
    """The entries known at `since` that were corrected after it: the dossier, the version then and the version now.

    What was void then and is void now says nothing new.
    """
    entry = table_of(HistoryEntry)
    original, earlier, then = (table_of(HistoryEntry).alias() for _ in range(3))
    last = (
        select(entry.c.dossier_id, entry.c.about, func.max(entry.c.seq).label("now"))
        .where(
            entry.c.seq != entry.c.about,
            entry.c.recorded_at >= format_instant(since),
            entry.c.recorded_at < format_instant(scope.known),
            *scope.within(reading, entry),
        )
        .group_by(entry.c.dossier_id, entry.c.about)
        .subquery()
    )
    held = (
        select(func.max(earlier.c.seq))
        .where(
            earlier.c.seq != earlier.c.about,
            earlier.c.dossier_id == last.c.dossier_id,
            earlier.c.about == last.c.about,
            earlier.c.recorded_at < format_instant(since),
        )
        .correlate(last)
        .scalar_subquery()
    )
    now = entry.alias()
    was = func.coalesce(held, last.c.about)
    return (
        select(last.c.dossier_id, then.c.seq.label("was"), last.c.now)
        .join(original, (original.c.dossier_id == last.c.dossier_id) & (original.c.seq == last.c.about))
        .join(then, (then.c.dossier_id == last.c.dossier_id) & (then.c.seq == was))
        .join(now, (now.c.dossier_id == last.c.dossier_id) & (now.c.seq == last.c.now))
        .where(original.c.recorded_at < format_instant(since), then.c.voided + now.c.voided < 2)
        .order_by(last.c.dossier_id, last.c.about)
    )


def _told(engine: Engine, reading: Reading, scope: Scope, pairs: Sequence[Any]) -> Iterator[Revised]:
    entries = entries_at(reading, [(pair.dossier_id, seq) for pair in pairs for seq in (pair.was, pair.now)])
    names = named(reading, {pair.dossier_id for pair in pairs}, scope.known)
    for pair in pairs:
        before, after = entries[pair.dossier_id, pair.was], entries[pair.dossier_id, pair.now]
        change = Change.VOIDED if after.voided else Change.RESTORED if before.voided else Change.RESTATED
        of = names[pair.dossier_id]
        said = sentence(before, engine.lifecycle(reading, before.lifecycle), of.phase)
        yield Revised(of, change, before, after, differences(before, after), said)


def _recorded(reading: Reading, scope: Scope, since: datetime) -> Mapping[str, int]:
    entry = table_of(HistoryEntry)
    query = (
        select(entry.c.kind, func.count())
        .where(
            entry.c.recorded_at >= format_instant(since),
            entry.c.recorded_at < format_instant(scope.known),
            *scope.within(reading, entry),
        )
        .group_by(entry.c.kind)
        .order_by(entry.c.kind)
    )
    return dict(reading.query(query))


def _shifts(judged: Judged, before: Report, after: Report, code: str | None) -> Iterator[Shift]:
    was, now = (one.regions[code].entered if code else one.national.entered for one in (before, after))
    known = [*after.lifecycle.states, *sorted({*was, *now} - after.lifecycle.states.keys())]
    for name in known:
        shift = Shift(judged.named(name), was.get(name, Count()), now.get(name, Count()))
        if shift.before != shift.after:
            yield shift
