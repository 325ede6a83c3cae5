"""The table of a report: who was where, in the country and by region, beside the figures published at the time."""

from collections.abc import Mapping
from typing import Any

from workflow.cli import drawing, output, phrases, region_map
from workflow.cli.output import Column
from workflow.cli.questions import Standing
from workflow.dates import Period, day_text, format_instant
from workflow.language import Text
from workflow.lifecycle import State
from workflow.models import PublishedFigure
from workflow.names import sort_key
from workflow.regions import region
from workflow.reports import Count, Report, Tally

BAR = 16
"""Characters of the longest bar."""
NONE = Count()


def described(told: Report, standing: Standing) -> dict[str, Any]:
    """A report as JSON has it: every state of the lifecycle is there, with zeros where nobody is."""
    states = list(told.lifecycle.states)
    return {
        "basis": standing.as_data(),
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
        "seal": standing.as_data()["seal"],
    }


def _tally(tally: Tally, states: list[str]) -> dict[str, Any]:
    return {
        name: {
            state: {"dossiers": counts.get(state, NONE).dossiers, "regions": counts.get(state, NONE).regions}
            for state in dict.fromkeys((*states, *counts))
        }
        for name, counts in (("reached", tally.reached), ("entered", tally.entered), ("standing", tally.standing))
    }


def show(told: Report, standing: Standing, only: str | None) -> None:
    """The table, the regions, the map and the figures published."""
    output.heading(told.lifecycle.label)
    drawing.prose(_basis(told, standing))
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


def _basis(told: Report, standing: Standing) -> Text:
    basis = standing.in_words
    if not told.backfilled:
        return basis
    taken = phrases.count(told.backfilled, ("reprise", "reprises"), ("", ""))
    return Text(f"{basis.fr} ; {taken.fr} d’une source", f"{basis.en}; {told.backfilled:,} taken over from a source")


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
    last = furthest(told)
    if last is not None:
        output.echo()
        region_map.show(last, {code: tally.reached.get(last.name, NONE).dossiers for code, tally in rows})


def _counts(reached: Mapping[str, Count], states: list[State]) -> list[object]:
    return [reached[state.name].dossiers if state.name in reached else output.DOT for state in states]


def furthest(told: Report) -> State | None:
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
        said = Period.from_iso(figure.published_on).when()
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
    number = phrases.number(figure.value)
    return f"~{number}" if figure.approximate else number


def _scope(figure: PublishedFigure) -> str:
    return "" if figure.scope == "national" else f"({region(figure.scope).label})"
