"""`jalon dossiers`: where every dossier is, and the territories that have none yet."""

from collections.abc import Iterator, Sequence
from typing import Any

import click

from workflow.cli import output, phrases
from workflow.cli.dossier_lines import Line, Wanted, lines
from workflow.cli.options import REGION, json_option
from workflow.cli.output import Column
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import command, option
from workflow.cli.states_called import demand_phase, state_named
from workflow.dates import civil_day
from workflow.language import Text
from workflow.models import Territory

ON_A_SCREEN = 200
"""How many lines a terminal is given where nobody said how many."""


@command(
    "dossiers",
    Text(
        "Où en est chaque dossier, et les territoires qui n’en ont pas encore.",
        "Where each dossier is, and the territories that have none yet.",
    ),
    "jalon dossiers --region Normandie",
    "jalon dossiers --late",
)
@option("--region", type=REGION, value=Text("RÉGION", "REGION"), said=Text("D’une région.", "Of one region."))
@option(
    "--state",
    "states",
    multiple=True,
    value=Text("ÉTAT", "STATE"),
    said=Text("Dans cet état ; plusieurs fois pour plusieurs.", "In that state; several times for several."),
)
@option(
    "--late",
    is_flag=True,
    said=Text("Au-delà du délai de leur état.", "Beyond the days their state is expected to take."),
)
@option(
    "--phase", value=Text("PHASE", "PHASE"), said=Text("D’une phase du programme.", "Of one phase of the programme.")
)
@option(
    "--limit",
    type=click.IntRange(min=0),
    value=Text("N", "N"),
    said=Text(
        f"N lignes au plus, 0 pour toutes ; sinon {ON_A_SCREEN} à l’écran et toutes dans un fichier.",
        f"At most N lines, 0 for all; otherwise {ON_A_SCREEN} on a screen and all in a file.",
    ),
)
@json_option
@in_session
def dossiers_command(
    session: Session,
    region: str | None,
    states: tuple[str, ...],
    late: bool,
    phase: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """List dossiers."""
    today = civil_day(session.engine.now)
    with session.reading() as reading:
        known = session.engine.lifecycles(reading)
        if phase is not None:
            demand_phase(known, phase)
        wanted = Wanted(region, {state_named(known, name) for name in states}, late, phase)
        found = lines(session.engine, reading, wanted, today)
        some_are_known = bool(found) or bool(reading.rows(Territory))
    if limit is None:
        limit = ON_A_SCREEN if output.is_terminal() and not as_json else 0
    shown_lines = found[: limit or None]
    if as_json:
        output.print_json(
            {
                "on": today.isoformat(),
                "total": len(found),
                "shown": len(shown_lines),
                "dossiers": [described(line) for line in shown_lines],
            }
        )
        return
    _show(found, shown_lines, has_phases=phase is None, some_are_known=some_are_known)


def described(line: Line) -> dict[str, Any]:
    """A line as JSON has it."""
    dossier, state = line.dossier, line.state
    return {
        "dossier": dossier.id if dossier else None,
        "territory": {"id": line.territory, "name": line.name},
        "regions": phrases.region_data(line.regions),
        "phase": dossier.phase if dossier else None,
        "state": phrases.state_data(state, dossier.phase) if dossier and state else None,
        "since": phrases.period_data(line.since) if line.since else None,
        "days": line.days,
        "target_days": state.target_days if state else None,
        "late": line.late,
        "next": {"transition": line.following.name, "label": str(line.following.label)} if line.following else None,
        "seq": dossier.seq if dossier else None,
    }


def _tell_none(some_are_known: bool) -> None:
    if some_are_known:
        output.echo(Text("Aucun dossier ne répond à cette demande.", "No dossier answers this request."))
        output.remedy(Text("tous : jalon dossiers", "all of them: jalon dossiers"))
        return
    output.echo(Text("Aucun territoire n’est encore déclaré.", "No territory is declared yet."))
    output.remedy(
        Text("en déclarer : jalon territories import FICHIER", "declare some: jalon territories import FILE"),
    )


def _show(found: Sequence[Line], shown_lines: Sequence[Line], *, has_phases: bool, some_are_known: bool) -> None:
    if not found:
        _tell_none(some_are_known)
        return
    phased = has_phases and len({line.dossier.phase for line in found if line.dossier}) > 1
    columns = [
        Column(Text("Territoire", "Territory")),
        *([Column(Text("Phase", "Phase"), keep=True)] if phased else []),
        Column(Text("État", "State"), keep=True),
        Column(Text("Depuis", "Since"), keep=True),
        Column(Text("Jours", "Days"), right=True, keep=True),
        Column(Text("Suite", "Next"), spare=True),
    ]
    output.table(columns, _rows(shown_lines, phased=phased))
    output.echo()
    output.echo(_summary(found))
    if any(line.dossier is None for line in shown_lines):
        output.remedy(Text("ouvrir un dossier : jalon open TERRITOIRE", "open a dossier: jalon open TERRITORY"))
    if any(line.late for line in shown_lines):
        output.echo(
            Text("! : au-delà du délai prévu pour cet état", "!: beyond the days expected for that state"),
        )
    if len(shown_lines) < len(found):
        left = len(found) - len(shown_lines)
        output.remedy(
            Text(
                f"encore {left} : ajoutez --limit 0, ou choisissez avec --region, --state",
                f"{left} more: add --limit 0, or choose with --region, --state",
            )
        )


def _rows(shown_lines: Sequence[Line], *, phased: bool) -> Iterator[list[str]]:
    """The cells of each line; what many lines have in common is said once, for a country has many."""
    said: dict[tuple[str, ...], str] = {}
    waiting = [
        str(Text("pas de dossier", "no dossier")),
        "",
        "",
        str(Text("à ouvrir", "to be opened")),
    ]
    for line in shown_lines:
        dossier, state = line.dossier, line.state
        if dossier is None or state is None:
            yield [line.name, *([""] if phased else []), *waiting]
            continue
        in_state = dossier.lifecycle, dossier.state, dossier.phase
        entered = dossier.state_since, dossier.state_precision
        if in_state not in said:
            said[in_state] = phrases.state_in(state, dossier.phase)
            said[*in_state, "next"] = str(line.following.label) if line.following else phrases.NOTHING
        if entered not in said:
            said[entered] = phrases.brief(phrases.since(dossier))
        yield [
            line.name,
            *([dossier.phase] if phased else []),
            said[in_state],
            said[entered],
            f"{phrases.number(line.days or 0)}{' !' if line.late else '  '}",
            said[*in_state, "next"],
        ]


def _summary(found: Sequence[Line]) -> Text:
    dossiers = sum(line.dossier is not None for line in found)
    late = sum(line.late for line in found)
    waiting = len(found) - dossiers
    parts = [phrases.count(dossiers, ("dossier", "dossiers"), ("dossier", "dossiers"))]
    if waiting:
        parts.append(
            phrases.count(
                waiting,
                ("territoire sans dossier", "territoires sans dossier"),
                ("territory without a dossier", "territories without a dossier"),
            )
        )
    if late:
        parts.append(Text(f"{late} au-delà du délai", f"{late} beyond the days expected"))
    return Text(", ".join(part.fr for part in parts), ", ".join(part.en for part in parts))
