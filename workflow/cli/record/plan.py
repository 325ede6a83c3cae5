"""`jalon record project`: the action plan."""

from typing import Any

from workflow.cli.options import AMOUNT, Coded, dossier_argument
from workflow.cli.record.fields import ORGANISATION, SIREN, day, keep, number_argument, text
from workflow.cli.session import Session
from workflow.cli.spoken import command, option
from workflow.cli.states_called import axis_called
from workflow.cli.writing import writing
from workflow.engine import Command
from workflow.entries import ProjectSet, build
from workflow.labels import PROJECT_STATUSES
from workflow.language import Text

_AMOUNT = Text("MONTANT", "AMOUNT")


@command(
    "project",
    Text("Ajouter un projet, ou en changer un.", "Add a project, or change one."),
    'jalon record project carros --title "École de production" --axis recruter --holder "CASA" --cost "1,2 M€"',
    "jalon record project carros 1 --status in_progress",
)
@dossier_argument
@number_argument
@text("--title", value=Text("TITRE", "TITLE"), said=Text("Le titre.", "The title."))
@text(
    "--axis",
    value=Text("AXE", "AXIS"),
    said=Text("L’axe, par son nom ou son code dans states.yaml.", "The axis, by its name or its code in states.yaml."),
)
@text("--holder", value=ORGANISATION, said=Text("Le porteur.", "The holder."))
@text("--holder-siren", value=SIREN, said=Text("Le SIREN du porteur.", "The holder’s SIREN."))
@text("--description", value=Text("TEXTE", "TEXT"), said=Text("Ce que le projet fait.", "What the project does."))
@option(
    "--cost",
    type=AMOUNT,
    value=_AMOUNT,
    said=Text("Le coût total : 1200000, « 1 200 000 € », « 1,2 M€ ».", "The total cost: 1200000, “1.2 M€”."),
)
@option("--aid", type=AMOUNT, value=_AMOUNT, said=Text("L’aide publique attendue.", "The public aid expected."))
@option("--status", type=Coded(PROJECT_STATUSES), said=Text("Où il en est.", "Where it stands."))
@option(
    "--firm/--not-firm",
    default=None,
    said=Text("Un projet arrêté, ou encore une intention.", "Decided, or still an intention."),
)
@day("--starts", said=Text("Son début.", "Its beginning."))
@day("--ends", said=Text("Sa fin.", "Its end."))
@writing
def project(session: Session, given: Command, dossier: str, as_json: bool, firm: bool | None, **told: Any) -> None:
    """Record a project."""
    values = {**told, "firm": None if firm is None else int(firm)}
    if values["axis"] is not None:
        values["axis"] = axis_called(session.judged(dossier)[0], values["axis"])
    keep(session, given, dossier, build(ProjectSet, values), as_json)
