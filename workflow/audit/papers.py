"""What the two documents of a report are told: the progress report of a steering committee, the press release.

A step counts the dossiers that entered a state, whether or not they have left it, so that those of the earlier day and
those that arrived since add up to it: a contract validated without a protocol is no protocol signed.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from workflow import asof
from workflow.asof import Basis
from workflow.audit.arrivals import Arrival, arrivals, by_regions
from workflow.audit.durations import Stays, durations, overdue
from workflow.audit.pages import Paging
from workflow.audit.scope import Scope
from workflow.audit.sentences import OURS, Spelling
from workflow.body import CORRECTION
from workflow.dates import instant_in_words, last_moment
from workflow.documents import Arrival as Arrived
from workflow.documents import Figure, Overdue, Step, report_document, report_facts
from workflow.engine import Engine
from workflow.entries import ProjectSet
from workflow.errors import InvalidValue, UnknownName
from workflow.language import Text
from workflow.lifecycle import State
from workflow.models import HistoryEntry
from workflow.names import nearest, shown
from workflow.regions import region
from workflow.reports import Count, Report, Tally, report
from workflow.rows import table_of
from workflow.store import Reading

NAMED = 1000
"""Territories that are named at most for each step, and among those that are late."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document drawn from a report: what it stands on, and the data of its template."""

    basis: Basis
    document: str
    label: Text
    data: Mapping[str, Any]
    """As `workflow.documents` renders it: `rapport` and `document`."""


def paper(
    engine: Engine, reading: Reading, scope: Scope, since: date, document: str, spelling: Spelling = OURS
) -> Paper:
    """The data of the report document of that name, with what is new after the day `since`.

    Raises UnknownName for a document that the lifecycle does not draw from a report, InvalidValue where `since` does
    not precede the day of the scope.
    """
    if since >= scope.on:
        raise InvalidValue(
            Text(
                "La date précédente doit précéder celle du rapport.", "The earlier day must precede that of the report."
            ),
            Text("donnez un jour antérieur", "give an earlier day"),
        )
    now = report(engine, reading, scope.on, scope.known, scope.code, verified=scope.verified)
    specs = {spec.name: spec for spec in now.lifecycle.reports}
    if document not in specs:
        raise UnknownName(Text("document", "document"), shown(document), nearest(document, specs), known=specs)
    before = report(engine, reading, since, scope.known, scope.code)
    states = list(_steps(now, before))
    new = {state.name: arrivals(engine, reading, scope, state.name, since=since, limit=NAMED).rows for state in states}
    lasted = durations(engine, reading, scope)
    told = report_facts(
        on=scope.on.isoformat(),
        before=since.isoformat(),
        known=f"le {instant_in_words(last_moment(scope.known), 'fr')}",
        scope=f"la région {region(scope.code).name}" if scope.code else "l’ensemble du programme",
        inside=region(scope.code).inside if scope.code else None,
        steps=[
            _step(state, _tally(now, scope.code), _tally(before, scope.code), new[state.name], lasted.states, spelling)
            for state in states
        ],
        regions={
            code: [
                _step(state, tally, before.regions.get(code), _of(code, new[state.name]), {}, spelling)
                for state in states
            ]
            for code, tally in now.regions.items()
            if tally.entered
        },
        # Where nobody enters projects there are none to count, which is not the same as none.
        projects=projects(reading, scope) or None,
        published=[
            Figure(one.label, one.value, bool(one.approximate), one.as_of, one.source)
            for one in now.published
            if one.scope == (scope.code or "national")
        ],
        backfilled=now.backfilled,
        entries=now.entries,
        verified=now.verified,
        overdue=list(_overdue(engine, reading, scope, spelling)),
    )
    spec = specs[document]
    where = f"{scope.code}-" if scope.code else ""
    reference = f"{document}-{where}{scope.on}"
    described = report_document(document, spec.label.fr, reference, scope.on.isoformat())
    return Paper(now.basis, document, spec.label, {"rapport": _spelt(told, spelling), "document": described})


def projects(reading: Reading, scope: Scope) -> int:
    """How many projects the dossiers had by then, those given up since included."""
    entry = table_of(HistoryEntry)
    query = select(entry.c.dossier_id, entry.c.body).where(
        entry.c.kind.in_((ProjectSet.kind, CORRECTION)),
        asof.counts(entry, scope.on, scope.known),
        *scope.within(reading, entry),
    )
    found = set()
    for dossier, body in reading.stream(query):
        told = json.loads(bytes(body))
        if ProjectSet.kind in (told["kind"], told["restates"]):
            found.add((dossier, told["data"]["number"]))
    return len(found)


def _steps(now: Report, before: Report) -> Iterator[State]:
    """The states one arrives in, in the order of the lifecycle; an end only where some came to it."""
    for state in now.lifecycle.states.values():
        if not state.initial and (not state.final or state.name in {*now.national.entered, *before.national.entered}):
            yield state


def _tally(told: Report, code: str | None) -> Tally:
    return told.regions[code] if code else told.national


def _step(
    state: State,
    now: Tally,
    before: Tally | None,
    new: Sequence[Arrival],
    lasted: Mapping[str, Stays],
    spelling: Spelling,
) -> Step:
    count = now.entered.get(state.name, Count())
    stays = lasted.get(state.name)
    groups = [
        Arrived(
            first.regions,
            tuple(spelling.territory(one.dossier) for one in own),
            tuple(one.period.iso for one in own),
        )
        for first, own in by_regions(new)
    ]
    return Step(
        state.name,
        state.label.fr,
        count.dossiers,
        count.regions,
        before.entered.get(state.name, Count()).dossiers if before else 0,
        tuple(groups),
        waiting=stays.waiting if stays else None,
        median=stays.quartiles.median if stays else None,
        target=stays.target if stays else None,
        beyond=stays.beyond if stays else None,
    )


def _of(code: str, new: Sequence[Arrival]) -> list[Arrival]:
    return [arrival for arrival in new if code in arrival.dossier.regions]


def _overdue(engine: Engine, reading: Reading, scope: Scope, spelling: Spelling) -> Iterator[Overdue]:
    for one in overdue(engine, reading, scope, Paging(limit=NAMED, descending=True)).rows:
        name, label = spelling.territory(one.dossier), one.state.label_in(one.dossier.phase)
        yield Overdue(name, one.dossier.regions, label.fr, one.since.iso, one.days, one.target)


def _spelt(told: dict[str, Any], spelling: Spelling) -> dict[str, Any]:
    """The same, with the regions beside which territories are named as somebody prints them."""
    printed = {region(code).name: name for code, name in spelling.regions.items()}
    for one in told["etapes"] if printed else ():
        for group in one["nouveaux"]:
            names = [printed.get(each["nom"], each["nom"]) for each in group["regions"]]
            group |= {"nom": "/".join(names), "regions": [{"nom": name} for name in names]}
    return told
