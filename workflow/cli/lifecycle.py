"""`jalon lifecycle`: check a states.yaml, read it, draw it, compare two, and put one in force."""

import json
from typing import Any

import click

from workflow.cli import drawing, lifecycle_page, output
from workflow.cli.lifecycle_diff import differences
from workflow.cli.lifecycles import WHICH, chosen, demanded, named
from workflow.cli.options import json_option
from workflow.cli.receipts import as_data, identity, tell_notices
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import argument, group, under
from workflow.cli.writing import registering
from workflow.engine import Command
from workflow.errors import Problem, StoreError
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.lifecycle.schema import schema
from workflow.reports import lifecycle_in_force

FILE = Text("FICHIER", "FILE")


@group("lifecycle", Text("Le cycle de vie : ce que dit states.yaml.", "The lifecycle: what states.yaml says."))
def lifecycle_command() -> None:
    """The lifecycle."""


@under(
    lifecycle_command,
    "check",
    Text(
        "Vérifier un states.yaml : chaque faute avec sa ligne et sa colonne.\n\nSans nom, celui de l’espace.",
        "Check a states.yaml: every mistake with its line and column.\n\nWithout a name, the workspace’s own.",
    ),
    "jalon lifecycle check",
)
@argument("file", FILE, required=False)
@json_option
@in_session
def check(session: Session, file: str | None, as_json: bool) -> None:
    """Check a file."""
    path, folder = chosen(session, file)
    lifecycle, warnings = demanded(path, folder)
    current = _in_force(session) if file is None else None
    if as_json:
        output.print_json(
            {
                "file": str(path),
                "valid": True,
                "warnings": [_described(warning) for warning in warnings],
                "lifecycle": summary(lifecycle),
                "in_force": current.digest == lifecycle.digest if current else None,
            }
        )
        return
    output.success(Text(f"{path} : {_counts(lifecycle).fr}", f"{path}: {_counts(lifecycle).en}"))
    for warning in warnings:
        output.warning(Text(f"{warning.where} : {warning.message.fr}", f"{warning.where}: {warning.message.en}"))
    if current is not None and current.digest != lifecycle.digest:
        output.warning(
            Text(
                "les dossiers s’ouvrent encore avec un autre : ce fichier n’est pas en vigueur",
                "dossiers are still opened with another one: this file is not in force",
            )
        )
        output.remedy(Text("ce qui change : jalon lifecycle diff", "what changes: jalon lifecycle diff"))
        output.remedy(
            Text("le mettre en vigueur : jalon lifecycle install", "put it in force: jalon lifecycle install")
        )


def _in_force(session: Session) -> Lifecycle | None:
    """The lifecycle in force here; None where no database says it: a file is checked all the same."""
    try:
        with session.reading() as reading:
            return lifecycle_in_force(session.engine, reading)
    except StoreError:
        return None


def _described(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "message": str(problem.message),
    }


def summary(lifecycle: Lifecycle) -> dict[str, Any]:
    """A lifecycle as JSON names it."""
    return {
        "name": lifecycle.name,
        "version": lifecycle.version,
        "digest": lifecycle.digest,
        "states": len(lifecycle.states),
        "transitions": len(lifecycle.transitions),
        "documents": len(lifecycle.documents),
    }


def _counts(lifecycle: Lifecycle) -> Text:
    states, transitions, documents = len(lifecycle.states), len(lifecycle.transitions), len(lifecycle.documents)
    return Text(
        f"{states} états, {transitions} transitions, {documents} documents",
        f"{states} states, {transitions} transitions, {documents} documents",
    )


@under(
    lifecycle_command,
    "show",
    Text(
        "Le cycle de vie en mots : ses états, et ce que demande chaque transition.\n\nSans nom, celui en vigueur.",
        "The lifecycle in words: its states, and what each transition demands.\n\nWithout a name, the one in force.",
    ),
    "jalon lifecycle show",
    "jalon lifecycle show states.yaml",
)
@argument("name", FILE, WHICH, required=False)
@json_option
@in_session
def show(session: Session, name: str | None, as_json: bool) -> None:
    """Show a lifecycle."""
    lifecycle = named(session, name)
    if as_json:
        output.print_json({"digest": lifecycle.digest, **json.loads(lifecycle.canonical)})
        return
    lifecycle_page.show(lifecycle)


@under(
    lifecycle_command,
    "diagram",
    Text(
        "Le dessin du cycle de vie, en texte que Mermaid met en image.\n\nSans nom, celui en vigueur.",
        "The drawing of the lifecycle, as text that Mermaid makes a picture of.\n\nWithout a name, the one in force.",
    ),
    "jalon lifecycle diagram > cycle.mmd",
)
@argument("name", FILE, WHICH, required=False)
@json_option
@in_session
def diagram(session: Session, name: str | None, as_json: bool) -> None:
    """Draw a lifecycle."""
    lifecycle = named(session, name)
    text = lifecycle.mermaid(str(Text("fr", "en")))
    if as_json:
        output.print_json({"digest": lifecycle.digest, "format": "mermaid", "text": text})
        return
    click.echo(text, nl=False)


@under(
    lifecycle_command,
    "schema",
    Text(
        "Le schéma JSON d’un states.yaml : les éditeurs s’en servent pour compléter et vérifier.",
        "The JSON Schema of a states.yaml: editors complete and check with it.",
    ),
    "jalon lifecycle schema > states.schema.json",
)
def print_schema() -> None:
    """Print the schema."""
    output.print_json(schema())


@under(
    lifecycle_command,
    "diff",
    Text(
        "Ce qui change d’un cycle de vie à un autre.\n\nSans nom : de celui en vigueur à celui de states.yaml.",
        "What changes from one lifecycle to another.\n\nWithout a name: from the one in force to states.yaml.",
    ),
    "jalon lifecycle diff",
    "jalon lifecycle diff en-vigueur brouillon.yaml",
)
@argument("before", Text("AVANT", "BEFORE"), WHICH, required=False)
@argument("after", Text("APRÈS", "AFTER"), WHICH, required=False)
@json_option
@in_session
def diff(session: Session, before: str | None, after: str | None, as_json: bool) -> None:
    """Compare two lifecycles."""
    one = named(session, before)
    other = named(session, after or str(session.workspace.lifecycle_path))
    found = differences(one, other)
    if as_json:
        output.print_json(
            {
                "before": one.digest,
                "after": other.digest,
                "differences": [
                    {"change": each.change, "where": each.where, "before": each.before, "after": each.after}
                    for each in found
                ],
            }
        )
        return
    if not found:
        output.success(Text("Aucune différence.", "No difference."))
    for each in found:
        drawing.item(each.symbol, each.sentence)


@under(
    lifecycle_command,
    "install",
    Text(
        "Mettre un cycle de vie en vigueur : les dossiers s’ouvriront avec lui ; ceux qui sont ouverts gardent le leur."
        "\n\nSans nom, celui de states.yaml.",
        "Put a lifecycle in force: dossiers will be opened with it; those that are open keep theirs."
        "\n\nWithout a name, the one of states.yaml.",
    ),
    "jalon lifecycle install",
)
@argument("file", FILE, required=False)
@registering
def install(session: Session, command: Command, file: str | None, as_json: bool) -> None:
    """Put a lifecycle in force."""
    lifecycle, _ = demanded(*chosen(session, file))
    with session.reading() as reading:
        current = lifecycle_in_force(session.engine, reading)
    if current.digest == lifecycle.digest:
        if as_json:
            output.print_json({"lifecycle": summary(lifecycle), "installed": False})
            return
        output.success(Text("Il est déjà en vigueur.", "It is in force already."))
        return
    receipt = session.engine.install(lifecycle, command)
    if as_json:
        output.print_json({"lifecycle": summary(lifecycle), "installed": True, **as_data(receipt)})
        return
    output.success(
        Text(
            f"En vigueur : {lifecycle.label.fr}, version {lifecycle.version} ({_counts(lifecycle).fr})",
            f"In force: {lifecycle.label.en}, version {lifecycle.version} ({_counts(lifecycle).en})",
        )
    )
    output.fields(identity(receipt), indent=2)
    tell_notices(receipt)
