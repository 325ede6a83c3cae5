"""`jalon history`: what happened to a dossier, in sentences: when it was, when it was known, by whom, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from workflow import lookup
from workflow.audit.corrections import differences
from workflow.audit.pages import Paging
from workflow.audit.search import Question
from workflow.body import Entry
from workflow.cli import completion, drawing, output, phrases, questions, search, telling
from workflow.cli.pages import paged
from workflow.cli.questions import Asked, Standing, asking
from workflow.cli.search import searching
from workflow.cli.session import Session
from workflow.cli.spoken import argument, command
from workflow.dates import Period, civil_day, days_between, format_instant, last_moment
from workflow.history import Line, timeline
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import Dossier

SCALE = 28
"""Characters in the picture of the states over time."""


@dataclass(frozen=True, slots=True)
class Stay:
    """How long a dossier was in a state: from the period in which it entered until it left, or until now."""

    state: str
    since: Period
    until: Period | None = None
    """None for the state it is in."""

    def days(self, today: date) -> int:
        """Days between the certain arrival and the certain departure, or today."""
        return days_between(self.since.last, self.until.last if self.until else max(today, self.since.last))


def stays(lines: Sequence[Line]) -> list[Stay]:
    """The states a dossier was in, in order, as its timeline tells them: without what was voided, as restated."""
    told = sorted((line.entry for line in lines if not line.struck), key=lambda entry: entry.about)
    found: list[Stay] = []
    for entry in told:
        if entry.to_state is None or entry.voided or (found and found[-1].state == entry.to_state):
            continue
        if found:
            found[-1] = replace(found[-1], until=entry.period)
        found.append(Stay(entry.to_state, entry.period))
    return found


@command(
    "history",
    Text(
        "La chronologie d’un dossier : ce qui s’est passé, quand, qui l’a enregistré et quand, pourquoi, sur quelle "
        "pièce.\n\nCe qui a été annulé ou corrigé reste visible, entre crochets. Sans DOSSIER, ou avec l’une des "
        "options qui choisissent : les entrées qui y répondent, de tous les dossiers et du registre.",
        "The timeline of a dossier: what happened, when, who recorded it and when, why, on what evidence.\n\n"
        "What was voided or corrected stays visible, in square brackets. Without a DOSSIER, or with one of the options "
        "that choose: the entries that answer them, of all dossiers and of the register.",
    ),
    "jalon history axe-seine",
    "jalon history axe-seine --known 2019-05-06",
    "jalon history register",
    "jalon history --actor camille --recorded-from 2019-05-01 --recorded-until 2019-05-31",
    'jalon history --text "erreur de mois" --kind correction --json',
)
@argument("dossier", Text("DOSSIER", "DOSSIER"), required=False, shell_complete=completion.dossiers)
@searching
@paged
@asking
def history_command(
    session: Session,
    asked: Asked,
    dossier: str | None,
    wanted: dict[str, Any],
    paging: Paging | None,
    as_json: bool,
) -> None:
    """Tell the history of one dossier, or the entries that answer a question."""
    choosing = wanted or paging or asked.on or asked.region
    if dossier is None or choosing or lookup.is_register(dossier):
        search.answer(session, asked, Question(dossier=dossier, paging=paging or Paging(), **wanted), as_json)
        return
    _timeline(session, asked, dossier, as_json)


def _timeline(session: Session, asked: Asked, dossier: str, as_json: bool) -> None:
    engine, known = session.engine, asked.known
    today = civil_day(engine.now) if known is None else civil_day(last_moment(known))
    scope = replace(asked, on=today).scope(session)
    with session.reading() as reading:
        found = lookup.dossier(reading, dossier)
        lines = timeline(engine, reading, found.id, known)
        lifecycle = engine.lifecycle(reading, found.lifecycle)
        told = questions.standing(reading, scope.basis(len(lines)))
    if as_json:
        output.print_json({**described(found, lines, lifecycle, known, today), "basis": told.as_data()})
    else:
        _show(found, lines, lifecycle, told, today)
    questions.leave(told)


def described(
    dossier: Dossier, lines: list[Line], lifecycle: Lifecycle, known: datetime | None, today: date
) -> dict[str, Any]:
    """A history as JSON has it."""
    return {
        "dossier": dossier.id,
        "known": format_instant(known) if known else None,
        "entries": [telling.as_data(line) for line in lines],
        "stays": [
            {
                "state": phrases.state_data(lifecycle.state(stay.state), dossier.phase),
                "since": phrases.period_data(stay.since),
                "until": phrases.period_data(stay.until) if stay.until else None,
                "days": stay.days(today),
            }
            for stay in stays(lines)
        ],
    }


def _show(dossier: Dossier, lines: list[Line], lifecycle: Lifecycle, told: Standing, today: date) -> None:
    output.heading(Text(f"Historique du dossier {dossier.id}", f"History of dossier {dossier.id}"))
    questions.tell(told)
    if not lines:
        output.echo(Text("Rien n’était encore enregistré.", "Nothing was recorded yet."))
        return
    _draw_stays(stays(lines), dossier, lifecycle, today)
    version: dict[int, Entry] = {}
    for line in lines:
        entry = line.entry
        details, before = telling.details(entry, lifecycle), version.get(entry.about)
        if before is not None:
            details += telling.differences(differences(before, entry))
        version[entry.about] = entry
        output.echo()
        telling.show(line, telling.number(entry), details)


def _draw_stays(found: list[Stay], dossier: Dossier, lifecycle: Lifecycle, today: date) -> None:
    output.echo()
    spans = [(stay.since.last.toordinal(), stay.since.last.toordinal() + stay.days(today)) for stay in found]
    named = [phrases.state_in(lifecycle.state(stay.state), dossier.phase) for stay in found]
    since = [phrases.brief(stay.since) for stay in found]
    wide = max(map(len, named)), max(map(len, since))
    for stay, name, start, drawn in zip(found, named, since, drawing.spread(spans, SCALE), strict=True):
        lasted = str(phrases.days(stay.days(today)))
        output.echo(f"{name.ljust(wide[0])}  {start.ljust(wide[1])}  {drawn.ljust(SCALE)}  {lasted}".rstrip())
