"""`jalon templates list`: the documents, what draws each, the parts they share."""

from workflow.cli import output, phrases
from workflow.cli.options import json_option
from workflow.cli.output import Column
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import command as spoken_command
from workflow.cli.templates.shelved import callers, described, label_of, origin_of, shelf
from workflow.language import Text


@spoken_command(
    "list",
    Text(
        "Les documents : leur modèle, ce qui les rédige, les parties communes.",
        "The documents: their template, what draws them, the shared parts.",
    ),
    "jalon templates list",
)
@json_option
@in_session
def command(session: Session, as_json: bool) -> None:
    """List templates."""
    found = shelf(session)
    if as_json:
        output.print_json(
            {
                "folder": str(found.folder),
                "templates": [described(one) for one in found.documents],
                "parts": [{"name": name, "documents": list(used)} for name, used in sorted(found.shared.items())],
            }
        )
        return
    output.table(
        [
            Column(Text("Nom", "Name"), keep=True),
            Column(Text("Document", "Document")),
            Column(Text("Rédigé par", "Drawn by")),
            Column(Text("Modèle", "Template")),
        ],
        [(one.name, label_of(one), callers(one), origin_of(one)) for one in found.documents],
    )
    output.echo()
    output.heading(Text("Parties communes", "Shared parts"))
    output.fields(
        (name, phrases.count(len(used), ("document", "documents"), ("document", "documents")))
        for name, used in sorted(found.shared.items())
    )
    output.echo()
    faults = len(found.faults)
    if faults:
        count = phrases.count(faults, ("faute", "fautes"), ("fault", "faults"))
        output.warning(Text(f"{count.fr} : jalon templates check", f"{count.en}: jalon templates check"))
    output.remedy(
        Text(
            "les variables d’un modèle : jalon templates inspect NOM",
            "the variables of one: jalon templates inspect NAME",
        )
    )
