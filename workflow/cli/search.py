"""`jalon history` across dossiers: the entries that answer a question, in order, a page at a time."""

from collections.abc import Callable
from dataclasses import fields, replace
from functools import wraps
from typing import Any

import click

from workflow.audit.pages import Page
from workflow.audit.scope import Scope
from workflow.audit.search import SORTS, Found, Question, search
from workflow.cli.options import DAY, Coded
from workflow.cli.pages import Listing
from workflow.cli.questions import Asked
from workflow.cli.session import Session
from workflow.cli.spoken import option
from workflow.cli.states_called import transition_named
from workflow.dates import day_text
from workflow.engine import Engine
from workflow.errors import InvalidValue
from workflow.labels import ORIGINS, ROLES
from workflow.language import Text
from workflow.store import Reading

_FILTERS = (
    option("--actor", value=Text("ACTEUR", "ACTOR"), said=Text("Écrites par cet acteur.", "Written by this actor.")),
    option("--role", type=Coded(ROLES), said=Text("Écrites dans ce rôle.", "Written in this role.")),
    option(
        "--kind",
        value=Text("GENRE", "KIND"),
        said=Text(
            "De ce genre : transition, signature, correction…", "Of this kind: transition, signature, correction…"
        ),
    ),
    option(
        "--trigger",
        value=Text("TRANSITION", "TRANSITION"),
        said=Text("De cette transition (et ses corrections).", "Of this transition (and its corrections)."),
    ),
    option(
        "--from",
        "effective_from",
        type=DAY,
        value=Text("JOUR", "DAY"),
        said=Text("De ce qui a eu lieu ce jour-là ou après.", "Of what happened on that day or later."),
    ),
    option(
        "--until",
        "effective_to",
        type=DAY,
        value=Text("JOUR", "DAY"),
        said=Text("De ce qui a eu lieu ce jour-là ou avant.", "Of what happened on that day or before."),
    ),
    option(
        "--recorded-from",
        type=DAY,
        value=Text("JOUR", "DAY"),
        said=Text("Enregistrées ce jour-là ou après.", "Recorded on that day or later."),
    ),
    option(
        "--recorded-until",
        "recorded_to",
        type=DAY,
        value=Text("JOUR", "DAY"),
        said=Text("Enregistrées ce jour-là ou avant.", "Recorded on that day or before."),
    ),
    option(
        "--text",
        value=Text("MOTS", "WORDS"),
        said=Text(
            "Où ces mots sont écrits : motif, source, note, titre… Ni accents ni majuscules ne comptent.",
            "In which these words are written: reason, source, note, title… Accents and case do not count.",
        ),
    ),
    option(
        "--evidence",
        value=Text("PIÈCE", "FILE"),
        said=Text(
            "Appuyées sur une pièce de cette nature, ou sur le fichier de ce SHA-256.",
            "That rest on a file of this kind, or on the file of this SHA-256.",
        ),
    ),
    option("--origin", type=Coded(ORIGINS), said=Text("Saisies de cette façon.", "Entered in this way.")),
)

_ORDER = (
    option(
        "--sort",
        type=click.Choice(SORTS),
        said=Text(
            "L’ordre : date d’enregistrement (sans rien dire), des faits, ou par dossier.",
            "The order: by the day of recording (if nothing is said), of the facts, or by dossier.",
        ),
    ),
)


def searching(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what was typed of a question, as the fields of a `Question`; nothing where nothing was."""

    @wraps(function)
    def with_question(*args: Any, **kwargs: Any) -> Any:
        names = {field.name for field in fields(Question)} & kwargs.keys() - {"dossier", "paging"}
        given = {name: kwargs.pop(name) for name in names}
        wanted = {name: value for name, value in given.items() if value is not None}
        _demand_order(wanted)
        return function(*args, wanted=wanted, **kwargs)

    decorated: Callable[..., Any] = with_question
    for add in reversed((*_FILTERS, *_ORDER)):
        decorated = add(decorated)
    return decorated


def _demand_order(wanted: dict[str, Any]) -> None:
    """Raise InvalidValue for a period that ends before it begins: nothing would be found, and nobody would know why."""
    for begin, end in (("effective_from", "effective_to"), ("recorded_from", "recorded_to")):
        if begin in wanted and end in wanted and wanted[begin] > wanted[end]:
            first, last = (day_text(wanted[name].isoformat()) for name in (begin, end))
            raise InvalidValue(
                Text(
                    f"La période commencerait le {first.fr} et finirait le {last.fr}.",
                    f"The period would begin on {first.en} and end on {last.en}.",
                ),
                Text("échangez les deux jours", "exchange the two days"),
            )


ENTRIES: Listing[Found] = Listing(("entrée", "entrées"), ("entry", "entries"), lambda found: found)


def answer(session: Session, asked: Asked, question: Question, as_json: bool) -> None:
    """Search, and show the page that is asked for; a transition may be typed as it is called on the screen."""

    def ask(engine: Engine, reading: Reading, scope: Scope) -> Page[Found]:
        trigger = question.trigger and transition_named(engine.lifecycles(reading), question.trigger)
        return search(engine, reading, replace(question, trigger=trigger), scope)

    ENTRIES.answer(session, asked, ask, as_json)
