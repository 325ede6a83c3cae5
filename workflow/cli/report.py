"""`jalon report`: who was where on a day, as known at an instant, beside the figures published at the time."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from workflow.cli import drawing, output, phrases, region_map
from workflow.cli.options import DAY, INSTANT, REGION, json_option
from workflow.cli.output import Column
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import command, option
from workflow.dates import Period, civil_day, day_text, format_instant
from workflow.language import Text
from workflow.lifecycle import State
from workflow.models import PublishedFigure
from workflow.names import sort_key
from workflow.regions import region
from workflow.reports import Count, Report, Tally, report

BAR = 16
"""Characters of the longest bar."""
NONE = Count()


@command(
    "report",
    Text(
        "Qui en était où un jour donné, d’après ce qui était connu à un instant donné : pour le pays et par région, à "
        "côté des chiffres publiés à l’époque.\n\n« Atteint » : dans cet état ou au-delà ; « entrés » : passés par cet "
        "état même.",
        "Who was where on a given day, from what was known at a given instant: for the country and by region, beside "
        "the figures published at the time.\n\n“Reached”: in that state or past it; “entered”: went through that very "
        "state.",
    ),
    "jalon report --on 2019-04-30",
    "jalon report --on 2019-04-30 --known 2019-05-06 --region Normandie",
)
@option(
    "--on",
    type=DAY,
    value=Text("JOUR", "DAY"),
    said=Text(
        "Le jour dont on parle, compris ; sinon aujourd’hui.", "The day it speaks of, included; otherwise today."
    ),
)
@option(
    "--known",
    type=INSTANT,
    value=Text("INSTANT", "INSTANT"),
    said=Text(
        "D’après ce qui était connu alors : 2019-05-06, ou 2019-05-06T09:12 ; sinon maintenant.",
        "From what was known then: 2019-05-06, or 2019-05-06T09:12; otherwise now.",
    ),
)
@option("--region", type=REGION, value=Text("RÉGION", "REGION"), said=Text("D’une région.", "Of one region."))
@json_option
@in_session
def report_command(
    session: Session, on: date | None, known: datetime | None, region: str | None, as_json: bool
) -> None:
    """Report."""
    now = session.engine.now
    with session.reading() as reading:
        told = report(session.engine, reading, on or civil_day(now), known or now, region)
    if as_json:
        output.print_json(described(told))
        return
    _show(told, region)
    if told.on > civil_day(now):
        output.warning(
            Text(
                "ce jour n’est pas encore venu : ces chiffres sont ceux d’aujourd’hui",
                "that day has not come yet: these are the figures of today",
            )
        )


def described(told: Report) -> dict[str, Any]:
    """A report as JSON has it: every state of the lifecycle is there, with zeros where nobody is."""
    states = list(told.lifecycle.states)
    return {
        "on": told.on.isoformat(),
        "known": format_instant(told.known),
        "lifecycle": {
            "name": told.lifecycle.name,
            "version": told.lifecycle.version,
            "digest": told.lifecycle.digest,
        },
        "states": [
            {"name": state.name, "label": str(state.label), "symbol": state.symbol, "final": state.final}
            for state in told.lifecycle.states.values()
        ],
        "national": _tally(told.national, states),
        "regions": {
            code: {"name": str(region(code).label), **_tally(tally, states)} for code, tally in told.regions.items()
        },
        "published": [
            {
                "label": figure.label,
                "value": figure.value,
                "approximate": bool(figure.approximate),
                "what": figure.what,
                "as_of": figure.as_of,
                "published_on": figure.published_on,
                "scope": figure.scope,
                "source": figure.source,
            }
            for figure in told.published
        ],
        "backfilled": told.backfilled,
        "entries": told.entries,
        "verified": told.verified,
    }


def _tally(tally: Tally, states: list[str]) -> dict[str, Any]:
    return {
        name: {
            state: {"dossiers": counts.get(state, NONE).dossiers, "regions": counts.get(state, NONE).regions}
            for state in dict.fromkeys((*states, *counts))
        }
        for name, counts in (("reached", tally.reached), ("entered", tally.entered), ("standing", tally.standing))
    }


def _show(told: Report, only: str | None) -> None:
    output.heading(told.lifecycle.label)
    drawing.prose(_basis(told))
    output.echo()
    _show_states(told.national, told)
    drawing.prose(
        Text(
            "atteint : dans cet état ou au-delà ; entrés : passés par cet état même",
            "reached: in that state or past it; entered: went through that very state",
        )
    )
    if only is not None:
        output.echo()
        output.heading(region(only).label)
        _show_states(told.regions[only], told)
    else:
        _show_regions(told)
    _show_published(told, only)


def _basis(told: Report) -> Text:
    basis = told.basis.in_words()
    fr, en = basis.fr, basis.en
    if told.backfilled:
        taken = phrases.count(told.backfilled, ("reprise", "reprises"), ("", ""))
        fr = f"{fr} ; {taken.fr} d’une source"
        en = f"{en}; {told.backfilled:,} taken over from a source"
    return Text(fr[:1].upper() + fr[1:], en[:1].upper() + en[1:])


def _show_states(tally: Tally, told: Report) -> None:
    most = max((count.dossiers for count in tally.reached.values()), default=0)
    output.table(
        [
            Column(Text("État", "State"), keep=True),
            Column(Text("Atteint", "Reached"), right=True, keep=True),
            Column(Text("Régions", "Regions"), right=True, keep=True),
            Column(Text("Entrés", "Entered"), right=True, keep=True),
            Column(Text("Y sont", "There"), right=True, keep=True),
            Column(Text("", ""), keep=True),
        ],
        [_state_cells(state, tally, most) for state in told.lifecycle.states.values()],
    )


def _state_cells(state: State, tally: Tally, most: int) -> list[object]:
    reached = tally.reached.get(state.name, NONE)
    return [
        f"{state.symbol} {state.label}",
        reached.dossiers,
        reached.regions,
        tally.entered.get(state.name, NONE).dossiers,
        tally.standing.get(state.name, NONE).dossiers,
        drawing.bar(reached.dossiers, most, BAR),
    ]


def _show_regions(told: Report) -> None:
    counted = {code: tally for code, tally in told.regions.items() if tally.reached}
    if not counted:
        return
    output.echo()
    output.heading(Text("Par région : dossiers qui ont atteint l’état", "By region: dossiers that reached the state"))
    states = list(told.lifecycle.states.values())
    rows = sorted(counted.items(), key=lambda one: sort_key(str(region(one[0]).label)))
    output.table(
        [
            Column(Text("Région", "Region"), keep=True),
            *(Column(Text(state.symbol, state.symbol), right=True, keep=True) for state in states),
        ],
        [[region(code).label, *_counts(tally.reached, states)] for code, tally in rows],
    )
    furthest = _furthest(told)
    if furthest is not None:
        output.echo()
        region_map.show(furthest, {code: tally.reached.get(furthest.name, NONE).dossiers for code, tally in rows})


def _counts(reached: Mapping[str, Count], states: list[State]) -> list[object]:
    return [reached[state.name].dossiers if state.name in reached else output.DOT for state in states]


def _furthest(told: Report) -> State | None:
    """The last state on the way, final ones apart, that somebody entered."""
    entered = [
        state for state in told.lifecycle.states.values() if state.name in told.national.entered and not state.final
    ]
    return entered[-1] if entered else None


def _show_published(told: Report, only: str | None) -> None:
    figures = [figure for figure in told.published if only is None or figure.scope in ("national", only)]
    if not figures:
        return
    output.echo()
    output.heading(Text("Chiffres publiés alors", "Figures published then"))
    sources = list(dict.fromkeys(figure.source for figure in figures))
    wide = max(len(_value(figure)) for figure in figures)
    for figure in figures:
        drawing.item(_value(figure).rjust(wide), figure.label, _scope(figure))
        said = phrases.when(Period.from_iso(figure.published_on))
        as_of = day_text(figure.as_of)
        number = sources.index(figure.source) + 1
        drawing.prose(
            Text(
                f"au {as_of.fr}, publié {said.fr} [{number}]",
                f"as of {as_of.en}, published {said.en} [{number}]",
            ),
            indent=wide + 1,
        )
    output.echo()
    for number, source in enumerate(sources, 1):
        drawing.item(f"[{number}]", source)


def _value(figure: PublishedFigure) -> str:
    number = str(Text(f"{figure.value:,}".replace(",", "\u202f"), f"{figure.value:,}"))
    return f"~{number}" if figure.approximate else number


def _scope(figure: PublishedFigure) -> str:
    return "" if figure.scope == "national" else f"({region(figure.scope).label})"
