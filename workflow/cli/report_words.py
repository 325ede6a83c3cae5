"""A report in a sentence, as a press release would say it; and where one dossier stood."""

from datetime import date
from typing import Any

from workflow.audit.arrivals import Arrival, Arrivals, Whereabouts, arrivals, whereabouts
from workflow.audit.scope import Scope
from workflow.audit.sentences import Spelling, announcement, standing
from workflow.cli import drawing, output, phrases, questions, report_page
from workflow.cli.output import Column
from workflow.cli.questions import Asked, Standing
from workflow.cli.session import Session
from workflow.cli.states_called import state_named
from workflow.engine import Engine
from workflow.language import Text
from workflow.reports import report
from workflow.store import Reading


def all_of(
    session: Session, asked: Asked, state: str | None, since: date | None, spelling: Spelling, as_json: bool
) -> None:
    """Say who entered a state. Raises UnknownName for one there is not."""
    scope = asked.scope(session)
    with session.reading() as reading:
        name = _state(session.engine, reading, scope, state)
        found = arrivals(session.engine, reading, scope, name, since=since)
        told = questions.standing(reading, found.basis)
    said = announcement(found, scope, spelling)
    if as_json:
        output.print_json(_described(told, found, said))
    else:
        drawing.prose(said)
        output.echo()
        questions.tell(told)
        questions.warn_of_a_day_to_come(session, scope.on)
    questions.leave(told)


def _state(engine: Engine, reading: Reading, scope: Scope, typed: str | None) -> str:
    if typed is not None:
        return state_named(engine.lifecycles(reading), typed)
    told = report(engine, reading, scope.on, scope.known)
    furthest = report_page.furthest(told)
    return furthest.name if furthest is not None else told.lifecycle.initial


def _described(told: Standing, found: Arrivals, said: Text) -> dict[str, Any]:
    return {
        "basis": told.as_data(),
        "sentence": {"fr": said.in_language("fr"), "en": said.en},
        "state": {"name": found.state.name, "label": str(found.state.label)},
        "since": found.since.isoformat() if found.since else None,
        "dossiers": found.total,
        "regions": phrases.region_data(found.regions),
        "left_out": found.left_out,
        "arrivals": [_arrival(one) for one in found.rows],
    }


def _arrival(one: Arrival) -> dict[str, Any]:
    return {
        "dossier": one.dossier.dossier,
        "name": one.dossier.name,
        "regions": phrases.region_data(one.dossier.regions),
        "state": one.state,
        "effective": phrases.period_data(one.period),
        "recorded": one.recorded,
        "backfilled": one.backfilled,
        "about": one.about,
        "seq": one.seq,
    }


def one(session: Session, asked: Asked, dossier: str, as_json: bool, *, sentence: bool) -> None:
    """Say where one dossier stood, in a sentence, and unless that is all that is asked for, how it got there."""
    scope = asked.scope(session)
    with session.reading() as reading:
        found = whereabouts(session.engine, reading, scope, dossier)
        told = questions.standing(reading, found.basis)
        labels = {state.name: state for known in session.engine.lifecycles(reading) for state in known.states.values()}
    if as_json:
        output.print_json(_described_one(told, found))
    else:
        drawing.prose(standing(found))
        if found.arrivals and not sentence:
            output.echo()
            output.table(
                [
                    Column(Text("État", "State")),
                    Column(Text("Entré", "Entered"), keep=True),
                    Column(Text("Enregistré", "Recorded")),
                    Column(Text("Entrée", "Entry"), keep=True),
                ],
                [
                    [
                        phrases.state_in(labels[arrival.state], found.dossier.phase),
                        phrases.brief(arrival.period),
                        phrases.recorded(arrival.recorded),
                        Text(f"n° {arrival.seq}", f"{arrival.seq}"),
                    ]
                    for arrival in found.arrivals
                ],
            )
        output.echo()
        questions.tell(told)
        questions.warn_of_a_day_to_come(session, scope.on)
    questions.leave(told)


def _described_one(told: Standing, found: Whereabouts) -> dict[str, Any]:
    said = standing(found)
    return {
        "basis": told.as_data(),
        "dossier": found.dossier.dossier,
        "name": found.dossier.name,
        "regions": phrases.region_data(found.dossier.regions),
        "sentence": {"fr": said.in_language("fr"), "en": said.en},
        "state": phrases.state_data(found.state, found.dossier.phase) if found.state else None,
        "since": phrases.period_data(found.since) if found.since else None,
        "days": found.days,
        "arrivals": [_arrival(one) for one in found.arrivals],
    }
