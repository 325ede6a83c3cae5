"""How long dossiers take from one state to another: the sentence, then each of them."""

from dataclasses import asdict
from typing import Any

from workflow.audit.pages import Paging
from workflow.audit.passages import LISTED, Journey, Outcome, Passage, passage
from workflow.cli import drawing, output, phrases, questions
from workflow.cli.output import Column
from workflow.cli.questions import Asked, Standing
from workflow.cli.session import Session
from workflow.cli.states_called import state_named
from workflow.errors import InvalidValue
from workflow.french import grouped
from workflow.language import Text

_OUTCOMES = {
    Outcome.ARRIVED: Text("arrivé", "arrived"),
    Outcome.WAITING: Text("en route", "on the way"),
    Outcome.ENDED: Text("finit ailleurs", "ended elsewhere"),
}


def answer(session: Session, asked: Asked, states: tuple[str, str], paging: Paging | None, as_json: bool) -> None:
    """Tell how long it takes from one state to the other, typed as people call them. Raises UnknownName."""
    if paging is not None and (paging.after is not None or paging.descending):
        raise InvalidValue(
            Text(
                "Le temps d’un état à un autre tient en une page : ni --after ni --reverse.",
                "The time from one state to another is one page: neither --after nor --reverse.",
            ),
            Text("--limit dit combien de dossiers sont nommés", "--limit says how many dossiers are named"),
        )
    scope = asked.scope(session)
    with session.reading() as reading:
        known = session.engine.lifecycles(reading)
        source, target = (state_named(known, typed) for typed in states)
        limit = paging.limit if paging is not None else LISTED
        told = passage(session.engine, reading, scope, source, target, limit=limit)
        standing = questions.standing(reading, told.basis)
    if as_json:
        output.print_json(_described(standing, told))
    else:
        _show(standing, told)
    questions.leave(standing)


def _described(standing: Standing, told: Passage) -> dict[str, Any]:
    return {
        "basis": standing.as_data(),
        "from": {"name": told.source.name, "label": str(told.source.label)},
        "to": {"name": told.target.name, "label": str(told.target.label)},
        "arrived": told.arrived,
        "waiting": told.waiting,
        "ended": told.ended,
        "quartiles": asdict(told.quartiles),
        "shortest": told.shortest,
        "longest": told.longest,
        "left_out": told.left_out,
        "journeys": [
            {
                "dossier": one.dossier.dossier,
                "name": one.dossier.name,
                "regions": phrases.region_data(one.dossier.regions),
                "started": phrases.period_data(one.started),
                "ended": phrases.period_data(one.ended) if one.ended else None,
                "outcome": str(one.outcome),
                "days": one.days,
            }
            for one in told.journeys
        ],
    }


def _show(standing: Standing, told: Passage) -> None:
    output.heading(
        Text(
            f"De « {told.source.label.fr} » à « {told.target.label.fr} »",
            f"From “{told.source.label.en}” to “{told.target.label.en}”",
        )
    )
    questions.tell(standing)
    output.echo()
    drawing.prose(in_words(told))
    if not told.journeys:
        return
    output.echo()
    output.table(
        [
            Column(Text("Territoire", "Territory")),
            Column(Text("Parti", "Set out"), keep=True),
            Column(Text("Fin", "End"), keep=True),
            Column(Text("", ""), keep=True),
            Column(Text("Jours", "Days"), right=True, keep=True),
        ],
        [_cells(one) for one in told.journeys],
    )
    if told.left_out:
        output.echo()
        more = told.left_out
        whole = f"--limit {more + len(told.journeys)}"
        output.remedy(Text(f"encore {more} : ajoutez {whole}", f"{more} more: add {whole}"))


def _cells(one: Journey) -> list[object]:
    return [
        one.dossier.name,
        phrases.brief(one.started),
        phrases.brief(one.ended) if one.ended else phrases.NOTHING,
        _OUTCOMES[one.outcome],
        phrases.number(one.days),
    ]


def in_words(told: Passage) -> Text:
    """« 4 arrivés, en 112 à 706 jours ; 9 en route ; la moitié arrivent en 415 jours au plus. »."""
    if told.shortest is None or told.longest is None:
        fr, en = ["aucun n’est arrivé"], ["none has arrived"]
    else:
        took = phrases.days(told.longest)
        if told.shortest != told.longest:
            took = Text(f"{grouped(told.shortest)} à {took.fr}", f"{told.shortest:,} to {took.en}")
        arrived = phrases.count(told.arrived, ("arrivé", "arrivés"), ("arrived", "arrived"))
        fr, en = [f"{arrived.fr}, en {took.fr}"], [f"{arrived.en}, in {took.en}"]
    if told.waiting:
        fr.append(f"{told.waiting} en route")
        en.append(f"{told.waiting} on the way")
    if told.ended:
        fr.append(f"{told.ended} dans un état final sans y être arrivés")
        en.append(f"{told.ended} in a final state without having arrived")
    median = told.quartiles.median
    if median is not None:
        days = phrases.days(median)
        fr.append(f"la moitié arrivent en {days.fr} au plus")
        en.append(f"half of them arrive in {days.en} or less")
    elif told.waiting or told.ended:
        fr.append("médiane pas encore connue, trop sont en route")
        en.append("median not known yet, too many are on the way")
    text_fr, text_en = " ; ".join(fr), "; ".join(en)
    return Text(f"{text_fr[:1].upper()}{text_fr[1:]}.", f"{text_en[:1].upper()}{text_en[1:]}.")
