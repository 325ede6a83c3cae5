"""`jalon doctor`: is everything here as it should be, and what to do where it is not."""

from collections.abc import Iterator
from typing import Any

import click

from workflow.cli import drawing, output
from workflow.cli.doctor import database, machine, proof, workspace
from workflow.cli.doctor.check import Check, Status, refused
from workflow.cli.options import json_option
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import command
from workflow.errors import JalonError
from workflow.language import Text

SECTIONS = (
    (Text("Le programme et la machine", "The program and the machine"), machine.checks),
    (Text("L’espace de travail", "The workspace"), workspace.checks),
    (Text("La base", "The database"), database.checks),
    (Text("Les clés, les sceaux, l’heure", "Keys, seals, time"), proof.checks),
)
_SYMBOLS = {Status.GOOD: output.DONE, Status.NOTICE: output.NOTICE, Status.FAULT: output.REFUSED}


@command(
    "doctor",
    Text(
        "Examiner l’installation : versions, cycle de vie, modèles, base et journal, clés, sceaux, horloge, place.\n\n"
        "✓ bon, ! à regarder, ✗ à réparer ; la commande finit par 1 s’il y a à réparer. L’histoire elle-même se "
        "vérifie par jalon verify.",
        "Examine the installation: versions, lifecycle, templates, database and journal, keys, seals, clock, room.\n\n"
        "✓ good, ! worth a look, ✗ to be mended; the command leaves with 1 where there is something to mend. The "
        "history itself is verified by jalon verify.",
    ),
    "jalon doctor",
    "jalon doctor --json",
)
@json_option
@in_session
def doctor_command(session: Session, as_json: bool) -> None:
    """Examine everything."""
    found = list(_examined(session))
    every = [one for _, checks in found for one in checks]
    faults = sum(one.status is Status.FAULT for one in every)
    if as_json:
        output.print_json({"healthy": not faults, "checks": [_described(one) for one in every]})
    else:
        for title, checks in found:
            output.heading(title)
            for one in checks:
                _show(one)
            output.echo()
        _conclude(every, faults)
    if faults:
        click.get_current_context().exit(1)


def _examined(session: Session) -> Iterator[tuple[Text, list[Check]]]:
    """What was found, by section; where there is no workspace, what can be said without one."""
    (machine_, of_machine), *others = SECTIONS
    yield machine_, list(of_machine(session))
    try:
        _ = session.workspace
    except JalonError as error:
        yield others[0][0], [refused("workspace", Text("espace de travail", "workspace"), error)]
        return
    for title, checks in others:
        yield title, list(checks(session))


def _described(one: Check) -> dict[str, Any]:
    return {
        "code": one.code,
        "label": str(one.label),
        "status": str(one.status),
        "said": str(one.said),
        "remedy": str(one.remedy) if one.remedy else None,
    }


def _show(one: Check) -> None:
    drawing.item(_SYMBOLS[one.status], one.label, one.said)
    if one.remedy:
        output.remedy(one.remedy, indent=2)


def _conclude(every: list[Check], faults: int) -> None:
    notices = sum(one.status is Status.NOTICE for one in every)
    if faults:
        output.marked(
            output.REFUSED,
            Text(f"à réparer : {faults} ; à regarder : {notices}", f"to mend: {faults}; worth a look: {notices}"),
        )
    elif notices:
        output.success(Text(f"Rien à réparer ; à regarder : {notices}", f"Nothing to mend; worth a look: {notices}"))
    else:
        output.success(Text("Tout est bon.", "All is good."))
