"""`jalon diff`: what was learnt between two dates, in words."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from workflow.audit.knowledge import Learnt, diff
from workflow.audit.news import news
from workflow.cli import drawing, output, phrases, questions
from workflow.cli.corrections import differences_data
from workflow.cli.options import INSTANT, json_option
from workflow.cli.questions import Asked, Standing, on_option, region_option, verify_option
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import command, option
from workflow.dates import format_instant
from workflow.errors import InvalidValue
from workflow.language import Text


@command(
    "diff",
    Text(
        "Ce qu’on a appris entre deux dates sur la situation un jour donné : arrivées nouvelles, corrections, "
        "annulations, chiffres qui changent.\n\nUne seule date : depuis celle-là jusqu’à maintenant.",
        "What was learnt between two dates about the situation on a day: new arrivals, corrections, what was taken "
        "back, the counts that change.\n\nOne date alone: from that one until now.",
    ),
    "jalon diff --known 2019-05-06 --known 2020-01-01",
    "jalon diff --known 2019-05-06 --on 2019-04-30 --region Normandie",
)
@option(
    "--known",
    "instants",
    multiple=True,
    type=INSTANT,
    value=Text("INSTANT", "INSTANT"),
    said=Text("Ce qui était connu alors ; deux fois, avant et après.", "What was known then; twice, before and after."),
)
@on_option
@region_option
@verify_option
@json_option
@in_session
def diff_command(
    session: Session,
    instants: tuple[datetime, ...],
    on: date | None,
    region: str | None,
    verifying_first: bool,
    as_json: bool,
) -> None:
    """Tell what was learnt."""
    if len(instants) not in (1, 2):
        raise InvalidValue(
            Text("Entre quelles dates ?", "Between which dates?"),
            Text(
                "donnez --known deux fois, la plus ancienne d’abord, ou une fois pour aller jusqu’à maintenant",
                "give --known twice, the earlier one first, or once to go until now",
            ),
        )
    before, *after = instants
    asked = Asked(on, after[0] if after else None, region, verifying_first)
    scope = asked.scope(session)
    if not after and before >= scope.known:
        raise InvalidValue(
            Text(
                "Cette date n’est pas encore passée : on n’en a rien appris depuis.",
                "That date is not over yet: nothing was learnt since.",
            ),
            Text(
                "donnez un jour passé, ou un instant d’aujourd’hui : --known 2019-05-06T09:12",
                "give a day that is over, or an instant of today: --known 2019-05-06T09:12",
            ),
        )
    with session.reading() as reading:
        learnt = diff(session.engine, reading, scope, before)
        told = questions.standing(reading, learnt.after)
    if as_json:
        output.print_json(_described(told, learnt))
    else:
        _show(told, learnt)
    questions.leave(told)


def _show(told: Standing, learnt: Learnt) -> None:
    opening, *items = news(learnt)
    drawing.title(opening)
    questions.tell(told)
    output.echo()
    if not items:
        output.echo(Text("Rien qui change ce qu’on en savait.", "Nothing that changes what was known of it."))
    for item in items:
        drawing.item(output.DOT, item)


def _described(told: Standing, learnt: Learnt) -> dict[str, Any]:
    return {
        "basis": told.as_data(),
        "since": format_instant(learnt.before.known),
        "recorded": dict(learnt.recorded),
        "shifts": [
            {
                "state": one.state.name,
                "label": str(one.state.label),
                "before": asdict(one.before),
                "after": asdict(one.after),
            }
            for one in learnt.shifts
        ],
        "arrived": learnt.arrived,
        "arrivals": [
            {
                "dossier": one.dossier.dossier,
                "name": one.dossier.name,
                "regions": phrases.region_data(one.dossier.regions),
                "state": phrases.state_data(learnt.states[one.state], one.dossier.phase),
                "effective": phrases.period_data(one.period),
                "recorded": one.recorded,
                "backfilled": one.backfilled,
                "about": one.about,
                "seq": one.seq,
            }
            for one in learnt.arrivals
        ],
        "revisions": learnt.revisions,
        "revised": [
            {
                "dossier": one.dossier.dossier,
                "name": one.dossier.name,
                "change": str(one.change),
                "about": one.before.about,
                "before": one.before.seq,
                "after": one.after.seq,
                "sentence": str(one.sentence),
                "reason": one.after.comment,
                "differences": differences_data(one.differences),
            }
            for one in learnt.revised
        ],
        "sentences": [str(sentence) for sentence in news(learnt)],
    }
