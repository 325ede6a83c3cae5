"""`jalon durations`: how long dossiers stay in each state, who is beyond what is expected, and how long a way takes."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from workflow.audit.durations import Durations, Overdue, Stays, durations, overdue
from workflow.audit.pages import Page, Paging
from workflow.audit.survival import Quartiles
from workflow.cli import drawing, output, passage_page, phrases, questions
from workflow.cli.output import Column
from workflow.cli.pages import greatest_first, paged, tell_more
from workflow.cli.questions import Asked, Standing, asking
from workflow.cli.session import Session
from workflow.cli.spoken import command, option
from workflow.errors import InvalidValue
from workflow.language import Text
from workflow.lifecycle import Lifecycle, State
from workflow.names import sort_key
from workflow.regions import region

SHOWN = 10
"""Dossiers beyond what is expected that are shown below the table, unless a page of them is asked for."""


@command(
    "durations",
    Text(
        "Le temps passé dans chaque état, et les dossiers qui y sont au-delà du délai prévu.\n\n"
        "Ceux qui y sont encore comptent comme tels, sans être pris pour partis (Kaplan-Meier) ; la médiane manque "
        "quand trop attendent. Avec --from-state et --to-state : le temps d’un état à un autre.",
        "The time spent in each state, and the dossiers that are there for longer than expected.\n\n"
        "Those that are still there count as such, and not as if they had left (Kaplan-Meier); there is no median "
        "where too many wait. With --from-state and --to-state: the time from one state to another.",
    ),
    "jalon durations --by-region",
    'jalon durations --from-state "Protocole signé" --to-state "Contrat validé"',
)
@option(
    "--from-state",
    "source",
    value=Text("ÉTAT", "STATE"),
    said=Text("De l’entrée dans cet état…", "From the entry into this state…"),
)
@option(
    "--to-state",
    "target",
    value=Text("ÉTAT", "STATE"),
    said=Text("… à l’entrée dans celui-ci.", "… to the entry into this one."),
)
@option("--by-region", is_flag=True, said=Text("Aussi région par région.", "Region by region as well."))
@paged
@asking
def durations_command(
    session: Session,
    asked: Asked,
    source: str | None,
    target: str | None,
    by_region: bool,
    paging: Paging | None,
    as_json: bool,
) -> None:
    """Tell how long things take."""
    if (source is None) != (target is None):
        raise InvalidValue(
            Text(
                "Un état de départ et un état d’arrivée vont ensemble.", "A state to begin and one to end go together."
            ),
            Text("donnez --from-state et --to-state", "give --from-state and --to-state"),
        )
    if source is not None and target is not None:
        passage_page.answer(session, asked, (source, target), paging, as_json)
        return
    scope = asked.scope(session)
    with session.reading() as reading:
        told = durations(session.engine, reading, scope)
        late = overdue(session.engine, reading, scope, greatest_first(paging, SHOWN))
        standing = questions.standing(reading, told.basis)
    if as_json:
        output.print_json(_described(standing, told, late))
    else:
        _show(standing, told, late, by_region=by_region)
    questions.leave(standing)


def _described(standing: Standing, told: Durations, late: Page[Overdue]) -> dict[str, Any]:
    return {
        "basis": standing.as_data(),
        "states": _states(told.states),
        "regions": {
            code: {"name": str(region(code).label), "states": _states(own)} for code, own in told.regions.items()
        },
        "overdue": {
            "total": late.total,
            "shown": len(late.rows),
            "next": late.next,
            "dossiers": [
                {
                    "dossier": one.dossier.dossier,
                    "name": one.dossier.name,
                    "regions": phrases.region_data(one.dossier.regions),
                    "state": phrases.state_data(one.state, one.dossier.phase),
                    "since": phrases.period_data(one.since),
                    "days": one.days,
                    "target": one.target,
                }
                for one in late.rows
            ],
        },
    }


def _states(states: Mapping[str, Stays]) -> dict[str, Any]:
    return {name: asdict(stays) for name, stays in states.items()}


def _show(standing: Standing, told: Durations, late: Page[Overdue], *, by_region: bool) -> None:
    output.heading(Text("Temps passé dans chaque état, en jours", "Time spent in each state, in days"))
    questions.tell(standing)
    if not told.states:
        output.echo(Text("Aucun séjour à mesurer.", "No stay to measure."))
        return
    output.echo()
    output.table(
        [Column(Text("État", "State"), keep=True), *_COLUMNS],
        [[_label(name, told.lifecycle), *_cells(stays)] for name, stays in told.states.items()],
    )
    _explain(told)
    if by_region:
        for name in told.states:
            _show_regions(name, told)
    _show_overdue(late)


_COLUMNS = [
    Column(title, right=True, keep=True)
    for title in (
        Text("Finis", "Over"),
        Text("En cours", "Not over"),
        Text("¼", "¼"),
        Text("½", "½"),
        Text("¾", "¾"),
        Text("Délai", "Target"),
        Text("Au-delà", "Beyond"),
    )
]


def _cells(stays: Stays) -> list[object]:
    found: Quartiles = stays.quartiles
    of_days = (found.first, found.median, found.third)
    quartiles = [phrases.NOTHING if one is None else phrases.number(one) for one in of_days]
    target = phrases.NOTHING if stays.target is None else stays.target
    return [stays.left, stays.waiting, *quartiles, target, f"{stays.beyond} !" if stays.beyond else "0  "]


def _label(name: str, lifecycle: Lifecycle) -> str:
    state: State | None = lifecycle.states.get(name)
    return f"{state.symbol} {state.label}" if state else name


def _explain(told: Durations) -> None:
    drawing.prose(
        Text(
            "¼, ½, ¾ : un quart, la moitié, les trois quarts des séjours durent autant au plus ; – : trop attendent "
            "encore pour le savoir ; au-delà : encore dans l’état après le délai",
            "¼, ½, ¾: a quarter, a half, three quarters of the stays last that long at most; –: too many wait still to "
            "know; beyond: still in the state after the target",
        )
    )
    vague = sum(stays.approximate for stays in told.states.values())
    if vague:
        stays = phrases.count(vague, ("séjour", "séjours"), ("stay", "stays"))
        drawing.prose(
            Text(
                f"{stays.fr} dont un bout n’est connu qu’à la semaine, au mois ou à l’année : le dernier jour compte",
                f"{stays.en} of which an end is only known to the week, month or year: its last day counts",
            )
        )


def _show_regions(name: str, told: Durations) -> None:
    own = {code: states[name] for code, states in told.regions.items() if name in states}
    output.echo()
    output.heading(_label(name, told.lifecycle))
    output.table(
        [Column(Text("Région", "Region"), keep=True), *_COLUMNS],
        [
            [region(code).label, *_cells(stays)]
            for code, stays in sorted(own.items(), key=lambda one: sort_key(str(region(one[0]).label)))
        ],
    )


def _show_overdue(late: Page[Overdue]) -> None:
    if not late.total:
        return
    output.echo()
    output.heading(
        phrases.count(
            late.total,
            ("dossier au-delà du délai prévu", "dossiers au-delà du délai prévu"),
            ("dossier beyond what is expected", "dossiers beyond what is expected"),
        )
    )
    output.table(
        [
            Column(Text("Territoire", "Territory")),
            Column(Text("État", "State")),
            Column(Text("Depuis", "Since"), keep=True),
            Column(Text("Jours", "Days"), right=True, keep=True),
            Column(Text("Au-delà", "Beyond"), right=True, keep=True),
        ],
        [
            [
                one.dossier.name,
                phrases.state_in(one.state, one.dossier.phase),
                phrases.brief(one.since),
                phrases.number(one.days),
                phrases.number(one.over),
            ]
            for one in late.rows
        ],
    )
    tell_more(late)
