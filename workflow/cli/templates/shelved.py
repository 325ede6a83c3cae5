"""What the commands of `jalon templates` have in common: the templates of the workspace, and how one is told."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from workflow.cli.session import Session
from workflow.documents import Fault
from workflow.errors import UnknownName
from workflow.guards import known_guards
from workflow.issuing.shelf import Shelf, Shelved
from workflow.language import Text
from workflow.lifecycle.loading import load
from workflow.models import ROLES
from workflow.names import nearest, shown

NAME = Text("NOM", "NAME")
ORIGINS = {
    "ours": Text("le nôtre", "ours"),
    "changed": Text("le nôtre, modifié", "ours, changed"),
    "own": Text("le vôtre", "your own"),
    "missing": Text("MANQUE", "MISSING"),
}
EACH = {
    "project": Text("un par projet", "one for each project"),
    "member": Text("un par membre", "one for each member"),
    "region": Text("un par région", "one for each region"),
}


def shelf(session: Session) -> Shelf:
    """The templates of the workspace beside its states.yaml. Raises InvalidLifecycle where that is wrong."""
    # Whether each document has its template is for this command to say, with everything else about the templates.
    lifecycle = load(session.workspace.lifecycle_path, known_guards=known_guards(), known_roles=ROLES)
    return Shelf(session.workspace.templates, lifecycle, _word_faults)


def _word_faults(template: Path, place: str, told: Collection[str]) -> Iterator[Fault]:
    from workflow.issuing.word_check import word_faults  # noqa: PLC0415  # what reads Word is slow to load

    return word_faults(template, place, told)


def on_the_shelf(found: Shelf, name: str) -> Shelved:
    """The document of that name. Raises UnknownName."""
    known = {one.name: one for one in found.documents}
    if name not in known:
        raise UnknownName(
            Text("modèle", "template"),
            shown(name),
            nearest(name, known),
            Text("la liste : jalon templates list", "the list: jalon templates list"),
        )
    return known[name]


def described(one: Shelved) -> dict[str, Any]:
    """A template as JSON has it."""
    return {
        "name": one.name,
        "label": str(one.spec.label) if one.spec else None,
        "declared": one.spec is not None,
        "each": one.spec.each if one.spec else None,
        "transitions": [transition.name for transition in one.transitions],
        "on_demand": one.on_demand,
        "report": one.report,
        "used": one.used,
        "origin": one.origin,
        "file": one.place,
        "word": one.word,
        "parts": list(one.parts),
        "faults": [fault_data(fault) for fault in one.faults],
    }


def fault_data(fault: Fault) -> dict[str, Any]:
    """A fault as JSON has it."""
    return {"file": fault.file, "line": fault.line, "message": str(fault.message)}


def label_of(one: Shelved) -> str:
    """What the lifecycle calls the document, and for what there is one."""
    if one.spec is None:
        return str(Text("non déclaré dans states.yaml", "not declared in states.yaml"))
    return f"{one.spec.label}, {EACH[one.spec.each]}" if one.spec.each else str(one.spec.label)


def callers(one: Shelved) -> str:
    """What draws it, in words."""
    told = [str(transition.label) for transition in one.transitions]
    if one.on_demand:
        told.append(str(Text("à la demande : jalon draft draw", "on demand: jalon draft draw")))
    if one.report:
        told.append(str(Text("un rapport : jalon report", "a report: jalon report")))
    return ", ".join(told) or str(Text("rien ne l’emploie", "nothing uses it"))


def origin_of(one: Shelved) -> str:
    """Whose the template is, and whether an office’s own Word template stands beside it."""
    return f"{ORIGINS[one.origin]}{' + Word' if one.word else ''}"
