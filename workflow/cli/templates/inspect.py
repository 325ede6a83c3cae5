"""`jalon templates inspect`: the variables that a template uses, or every one that a template may use."""

from typing import Any

from workflow.cli import drawing, output, phrases
from workflow.cli.options import json_option
from workflow.cli.output import Column
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import argument
from workflow.cli.spoken import command as spoken_command
from workflow.cli.templates.shelved import NAME, callers, described, label_of, on_the_shelf, origin_of, shelf
from workflow.documents import variables
from workflow.documents.facts import Field
from workflow.issuing.shelf import Shelved
from workflow.language import Text

ALL = Text("toutes les variables qu’un modèle peut employer", "every variable that a template may use")


@spoken_command(
    "inspect",
    Text(
        "Les variables qu’un modèle emploie, les parties qu’il prend, ce qui le rédige.\n\n"
        "Sans nom : toutes les variables qu’un modèle peut employer.",
        "The variables that a template uses, the parts it takes, what draws it.\n\n"
        "Without a name: every variable that a template may use.",
    ),
    "jalon templates inspect protocol",
    "jalon templates inspect | grep cout",
)
@argument("name", NAME, required=False)
@json_option
@in_session
def command(session: Session, name: str | None, as_json: bool) -> None:
    """Inspect a template."""
    known = dict(variables())
    found = one = None
    used = list(known)
    if name is not None:
        found = shelf(session)
        one = on_the_shelf(found, name)
        used = list(found.templates.variables(name))
    if as_json:
        output.print_json(
            {
                "template": described(one) if one else None,
                "variables": [_variable(path, known.get(path)) for path in used],
            }
        )
        return
    if one is None:
        output.heading(ALL)
    else:
        _tell_template(one)
    output.table(
        [
            Column(Text("Variable", "Variable"), keep=True),
            Column(Text("Nature", "Kind"), keep=True),
            Column(Text("Ce que c’est", "What it is")),
        ],
        [
            (path, known[path].kind if path in known else "", known[path].label if path in known else "")
            for path in used
        ],
    )


def _variable(path: str, known: Field | None) -> dict[str, Any]:
    return {
        "name": path,
        "kind": known.kind if known else None,
        "label": known.label if known else None,
        "option": (known.option or None) if known else None,
    }


def _tell_template(one: Shelved) -> None:
    drawing.title(label_of(one))
    output.fields(
        [
            (Text("fichier", "file"), one.place),
            (Text("modèle", "template"), origin_of(one)),
            (Text("rédigé par", "drawn by"), callers(one)),
            (Text("parties", "parts"), ", ".join(one.parts) or phrases.NOTHING),
        ]
    )
    output.echo()
