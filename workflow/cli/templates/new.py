"""`jalon templates new`: a template to begin with."""

import click

from workflow.cli import output
from workflow.cli.options import json_option
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import argument, option
from workflow.cli.spoken import command as spoken_command
from workflow.cli.templates.shelved import EACH, NAME
from workflow.issuing.new_template import declaration, make
from workflow.issuing.preview import OPTIONS
from workflow.language import Text
from workflow.workspace import TEMPLATES


@spoken_command(
    "new",
    Text(
        "Un nouveau modèle, d’après un court canevas : à modifier, puis à déclarer dans states.yaml.",
        "A new template from a short skeleton: to be changed, then declared in states.yaml.",
    ),
    'jalon templates new convention_fonciere --title "Convention foncière"',
    'jalon templates new note_projet --title "Note de projet" --each project',
)
@argument("name", NAME)
@option("--title", required=True, value=Text("TITRE", "TITLE"), said=Text("Le titre du document.", "The title."))
@option(
    "--each",
    type=click.Choice(list(EACH)),
    said=Text(
        "Un document pour chaque projet, membre ou région ; sinon un pour tout le dossier.",
        "One document for each project, member or region; otherwise one for the whole dossier.",
    ),
)
@json_option
@in_session
def command(session: Session, name: str, title: str, each: str | None, as_json: bool) -> None:
    """Make a template."""
    path = make(session.workspace.templates, name, title, each)
    lines = declaration(name, title, each)
    if as_json:
        output.print_json({"template": name, "file": str(path), "declaration": lines.strip()})
        return
    place = f"{TEMPLATES.as_posix()}/{path.name}"
    output.success(Text(f"modèle écrit : {place}", f"template written: {place}"))
    item = f" {OPTIONS[each]} …" if each else ""
    output.remedy(
        Text(
            f"l’essayer : jalon draft preview {name} DOSSIER{item}", f"try it: jalon draft preview {name} DOSSIER{item}"
        )
    )
    output.remedy(Text(f"le vérifier : jalon templates check {name}", f"check it: jalon templates check {name}"))
    output.remedy(
        Text(
            "le déclarer dans states.yaml, puis l’ajouter à une transition ou à « on_demand » :",
            "declare it in states.yaml, then add it to a transition or to “on_demand”:",
        )
    )
    output.echo(f"      documents:\n      {lines}")
