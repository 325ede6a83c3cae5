"""`jalon lifecycle`: check a states.yaml, read it, draw it, compare two, and put one in force."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from workflow.cli import drawing, lifecycle_page, output
from workflow.cli.lifecycle_diff import differences
from workflow.cli.options import json_option
from workflow.cli.receipts import as_data, identity
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import argument, group, under
from workflow.cli.writing import writing
from workflow.documents.render import Templates
from workflow.engine import Command
from workflow.errors import DocumentError, InvalidLifecycle, Problem, UnknownName
from workflow.guards import known_guards
from workflow.language import Text
from workflow.lifecycle import Examined, Lifecycle, examine, schema
from workflow.models import REGISTER, ROLES, LifecycleVersion, RegisterHead
from workflow.names import fold, shown
from workflow.store import Reading
from workflow.workspace import TEMPLATES

IN_FORCE = ("en vigueur", "in force")
"""What the lifecycle that new dossiers are opened with is called."""

FILE = Text("FICHIER", "FILE")
WHICH = Text(
    "un fichier, « en-vigueur », ou le début d’une empreinte",
    "a file, “in-force”, or the beginning of a digest",
)


@group("lifecycle", Text("Le cycle de vie : ce que dit states.yaml.", "The lifecycle: what states.yaml says."))
def lifecycle_command() -> None:
    """The lifecycle."""


def examined(file: Path, templates_folder: Path | None = None) -> Examined:
    """What a states.yaml is worth, with the guards there are and the templates of a folder: those beside it, if any."""
    folder = templates_folder or file.parent / TEMPLATES
    templates = {path.stem for path in folder.glob("*.md")} if templates_folder or folder.is_dir() else None
    return examine(
        file,
        known_guards=known_guards(),
        known_roles=ROLES,
        known_templates=templates,
        texts_used=_texts_used(folder, templates) if templates is not None else None,
    )


def _texts_used(folder: Path, names: Iterable[str]) -> dict[str, frozenset[str]]:
    """By template, the names of the texts it asks for; one that is wrong tells of itself elsewhere."""
    templates = Templates.of_folder(folder)
    used = {}
    for name in names:
        try:
            used[name] = templates.texts(name)
        except DocumentError:
            continue
    return used


def demanded(file: Path, templates_folder: Path | None = None) -> tuple[Lifecycle, tuple[Problem, ...]]:
    """The lifecycle of a file, with the warnings about it. Raises InvalidLifecycle with every problem."""
    found = examined(file, templates_folder)
    if found.lifecycle is None:
        raise InvalidLifecycle(found.problems)
    return found.lifecycle, found.warnings


def _chosen(session: Session, file: str | None) -> tuple[Path, Path | None]:
    """The file that was named, or the workspace’s own with the folder of its templates."""
    if file is not None:
        return Path(file), None
    return session.workspace.lifecycle_path, session.workspace.templates


def in_force(session: Session, reading: Reading) -> Lifecycle | None:
    """The lifecycle that new dossiers are opened with; None in a database without a register."""
    head = reading.one(RegisterHead, id=REGISTER)
    return session.engine.lifecycle(reading, head.lifecycle) if head else None


def named(session: Session, name: str | None) -> Lifecycle:
    """The lifecycle in force, that of a file, or one of the versions kept by the beginning of its digest.

    Raises UnknownName, InvalidLifecycle.
    """
    if name is not None and Path(name).exists():
        return demanded(Path(name))[0]
    with session.reading() as reading:
        current = in_force(session, reading)
        if current is not None and (name is None or fold(name) in IN_FORCE):
            return current
        digests = [row.digest for row in reading.rows(LifecycleVersion)]
        found = [
            digest for digest in digests if name and re.fullmatch("[0-9a-f]{4,}", name) and digest.startswith(name)
        ]
        if len(found) == 1:
            return session.engine.lifecycle(reading, found[0])
    raise UnknownName(
        Text("cycle de vie", "lifecycle"),
        shown(name or ""),
        [digest[:12] for digest in digests],
        Text(f"donnez {WHICH.fr}", f"give {WHICH.en}"),
    )


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
    path, folder = _chosen(session, file)
    lifecycle, warnings = demanded(path, folder)
    current = None
    if file is None:
        with session.reading() as reading:
            current = in_force(session, reading)
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
@writing
def install(session: Session, command: Command, file: str | None, as_json: bool) -> None:
    """Put a lifecycle in force."""
    lifecycle, _ = demanded(*_chosen(session, file))
    with session.reading() as reading:
        current = in_force(session, reading)
    if current is not None and current.digest == lifecycle.digest:
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
