"""`jalon templates check`: everything that is wrong with the templates, where it is, and what nothing uses."""

from collections.abc import Sequence

import click

from workflow.cli import output, phrases
from workflow.cli.options import json_option
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import argument
from workflow.cli.spoken import command as spoken_command
from workflow.cli.templates.shelved import NAME, fault_data, on_the_shelf, shelf
from workflow.documents import Fault
from workflow.issuing.shelf import Shelved
from workflow.language import Text

_MANUAL = Text("ce qu’un modèle peut dire : docs/templates.md", "what a template may say: docs/templates.md")


@spoken_command(
    "check",
    Text(
        "Vérifier les modèles : chaque faute avec son fichier et sa ligne, les variables inconnues avec les noms "
        "proches.\n\nSort avec 1 s’il y a une faute ; ce que rien n’emploie n’en est pas une.",
        "Check the templates: every fault with its file and line, unknown variables with the near names.\n\n"
        "Leaves with 1 where there is a fault; what nothing uses is none.",
    ),
    "jalon templates check",
    "jalon templates check protocol",
)
@argument("names", NAME, nargs=-1, required=False)
@json_option
@in_session
def command(session: Session, names: tuple[str, ...], as_json: bool) -> None:
    """Check templates."""
    found = shelf(session)
    chosen = [on_the_shelf(found, name) for name in names] or list(found.documents)
    faults = list(dict.fromkeys(fault for one in chosen for fault in one.faults))
    warnings = [] if names else list(found.warnings())
    if as_json:
        output.print_json(
            {
                "valid": not faults,
                "templates": [one.name for one in chosen],
                "faults": [fault_data(fault) for fault in faults],
                "warnings": [fault_data(warning) for warning in warnings],
            }
        )
    else:
        _tell_checked(chosen, faults, warnings)
    if faults:
        raise click.exceptions.Exit(1)


def _tell_checked(chosen: Sequence[Shelved], faults: Sequence[Fault], warnings: Sequence[Fault]) -> None:
    for fault in faults:
        output.marked(output.REFUSED, Text(f"{fault.where} : {fault.message.fr}", f"{fault.where}: {fault.message.en}"))
    for warning in warnings:
        said = warning.message
        output.warning(Text(f"{warning.file} : {said.fr}", f"{warning.file}: {said.en}"))
    templates = phrases.count(len(chosen), ("modèle", "modèles"), ("template", "templates"))
    if faults:
        count = phrases.count(len(faults), ("faute", "fautes"), ("fault", "faults"))
        output.echo(Text(f"{templates.fr}, {count.fr}", f"{templates.en}, {count.en}"))
        output.remedy(_MANUAL)
    else:
        output.success(Text(f"{templates.fr}, aucune faute", f"{templates.en}, no fault"))
