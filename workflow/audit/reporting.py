"""What a report on two dates tells to the templates of the progress report and of the press release.

Territories are counted in the states that they entered themselves: a contract that was validated without a protocol
counts as no protocol signed, and what changed between the two dates is exactly those who are named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from workflow import asof
from workflow.asof import Basis
from workflow.audit.arrivals import Arrivals, arrivals, by_regions
from workflow.audit.durations import Stays, durations, overdue
from workflow.audit.pages import LARGEST, Paging
from workflow.audit.scope import Scope
from workflow.audit.sentences import OURS, Spelling
from workflow.body import read
from workflow.dates import instant_in_words
from workflow.documents.reporting import Arrival, Figure, Overdue, Step, report_facts
from workflow.engine import Engine
from workflow.entries import ProjectSet
from workflow.errors import InvalidValue
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import HistoryEntry, PublishedFigure
from workflow.regions import region
from workflow.reports import Count, Report, Tally, report
from workflow.rows import row_maker, table_of
from workflow.store import Reading

NAMED = 10_000
"""Territories that are named, of one state."""
COUNTRY = "national"
"""The scope of a published figure that speaks of the country."""


@dataclass(frozen=True, slots=True)
class Reported:
    """The values of a report, and what they stand on."""

    facts: dict[str, Any]
    """The variable `rapport`."""
    basis: Basis
    lifecycle: Lifecycle


def reported(engine: Engine, reading: Reading, scope: Scope, since: date, spelling: Spelling = OURS) -> Reported:
    """The values on the day of the scope, beside those on the day `since`, both as known then.

    Raises InvalidValue where `since` is not before that day.
    """
    if since >= scope.on:
        raise InvalidValue(
            Text(
                f"Le rapport compare le {since} au {scope.on} : la première date doit précéder la seconde.",
                f"The report compares {since} with {scope.on}: the first date must precede the second.",
            ),
            Text("donnez un jour plus ancien : --since", "give an earlier day: --since"),
        )
    now, before = (report(engine, reading, day, scope.known, scope.code) for day in (scope.on, since))
    entered, was = _tally(now, scope.code).entered, _tally(before, scope.code).entered
    new = {
        state: arrivals(engine, reading, scope, state, since=since, limit=NAMED)
        for state, count in entered.items()
        if count != was.get(state)
    }
    last = scope.known - timedelta(microseconds=1)
    facts = report_facts(
        on=scope.on.isoformat(),
        before=since.isoformat(),
        known=f"au {instant_in_words(last, 'fr')}",
        scope="l’ensemble du programme" if scope.code is None else f"la région {region(scope.code).name}",
        steps=_with_durations(
            _steps(now.lifecycle, entered, was, _named(new, spelling)), durations(engine, reading, scope).states
        ),
        regions={
            code: _steps(now.lifecycle, tally.entered, before.regions.get(code, NOBODY).entered)
            for code, tally in now.regions.items()
            if tally.entered and scope.code is None
        },
        projects=_projects(reading, scope) or None,
        published=[_figure(one, scope.code) for one in now.published if scope.code is None or one.scope == scope.code],
        backfilled=now.backfilled,
        overdue=[
            Overdue(
                spelling.territory(one.dossier),
                one.dossier.regions,
                one.state.label_in(one.dossier.phase).in_language("fr"),
                one.since.iso,
                one.days,
                one.target,
            )
            for one in overdue(engine, reading, scope, Paging(LARGEST, descending=True)).rows
        ],
    )
    return Reported(_spelt(facts, spelling), scope.basis(now.entries), now.lifecycle)


NOBODY = Tally({}, {}, {})


def _tally(told: Report, code: str | None) -> Tally:
    return told.national if code is None else told.regions[code]


def _steps(
    lifecycle: Lifecycle,
    now: Mapping[str, Count],
    before: Mapping[str, Count],
    named: Mapping[str, Sequence[Arrival]] | None = None,
) -> list[Step]:
    """The states that somebody entered, in the order of the lifecycle."""
    return [
        Step(
            state.name,
            state.label.in_language("fr"),
            now[state.name].dossiers,
            now[state.name].regions,
            before.get(state.name, Count()).dossiers,
            tuple((named or {}).get(state.name, ())),
        )
        for state in lifecycle.states.values()
        if state.name in now
    ]


def _with_durations(steps: Sequence[Step], stays: Mapping[str, Stays]) -> list[Step]:
    """The same with how long dossiers stay; nobody waits in a final state."""
    return [
        replace(step, waiting=own.waiting, median=own.quartiles.median, target=own.target, beyond=own.beyond)
        if (own := stays.get(step.code)) is not None
        else step
        for step in steps
    ]


def _named(new: Mapping[str, Arrivals], spelling: Spelling) -> dict[str, list[Arrival]]:
    return {
        state: [
            Arrival(
                first.regions,
                tuple(spelling.territory(one.dossier) for one in own),
                tuple(one.period.iso for one in own),
            )
            for first, own in by_regions(found.rows)
        ]
        for state, found in new.items()
    }


def _figure(figure: PublishedFigure, only: str | None) -> Figure:
    where = f" ({region(figure.scope).name})" if figure.scope != COUNTRY and only is None else ""
    return Figure(f"{figure.label}{where}", figure.value, bool(figure.approximate), figure.as_of, figure.source)


def _projects(reading: Reading, scope: Scope) -> int:
    """How many projects the dossiers had told of by then, whatever became of them."""
    entry, original = table_of(HistoryEntry), table_of(HistoryEntry).alias()
    query = (
        select(entry)
        .join(original, (original.c.dossier_id == entry.c.dossier_id) & (original.c.seq == entry.c.about))
        .where(
            original.c.kind == ProjectSet.kind,
            asof.counts(entry, scope.on, scope.known),
            *scope.within(reading, entry),
        )
    )
    make = row_maker(HistoryEntry)
    return len(set(_numbers(make(row) for row in reading.stream(query))))


def _numbers(rows: Iterable[HistoryEntry]) -> Iterable[tuple[str, int | None]]:
    for row in rows:
        payload = read(row, ()).payload
        if isinstance(payload, ProjectSet):
            yield row.dossier_id, payload.number


def _spelt(facts: dict[str, Any], spelling: Spelling) -> dict[str, Any]:
    """The same with the regions as somebody prints them, where territories are named with theirs."""
    if not spelling.regions:
        return facts
    printed = {region(code).name: name for code, name in spelling.regions.items()}
    for group in (one for step in facts["etapes"] for one in step["nouveaux"]):
        names = [printed.get(one["nom"], one["nom"]) for one in group["regions"]]
        group |= {"nom": "/".join(names), "regions": [{"nom": name} for name in names]}
    return facts
