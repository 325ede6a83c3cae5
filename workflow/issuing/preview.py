"""What a document would be now, before any transition: drawn from one reading, and stored nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflow import lookup
from workflow.case import Case
from workflow.dates import Period, civil_day
from workflow.documents.data import numbers
from workflow.drafting import Draftsman, Plan
from workflow.engine import Engine
from workflow.engine.drawing import of_a_dossier
from workflow.errors import InvalidValue, RecordRefused
from workflow.issuing.drafts import case_of
from workflow.language import Text
from workflow.lifecycle import DocumentSpec
from workflow.store import Reading

OPTIONS = {"project": "--project", "member": "--member", "region": "--region"}
"""How one tells which item of a document that is drafted for each."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A document as it would be, with what it lacks."""

    dossier: str
    plan: Plan
    document: DocumentSpec
    on: Period


def preview(
    engine: Engine,
    draftsman: Draftsman,
    reading: Reading,
    dossier: str,
    document: str,
    *,
    item: tuple[str, int] | None = None,
    on: Period | None = None,
) -> list[Preview]:
    """A document of a dossier as it would be, one for each project, member or region where there are several.

    `item` is what it is drafted for (`project`, `member`, `region`) and its number. A template that the lifecycle does
    not declare yet is drawn for the whole dossier, or for the item that is given. Raises UnknownName, InvalidValue for
    an item of another kind, DocumentError.
    """
    case = case_of(engine, reading, lookup.dossier(reading, dossier))
    spec = declared(draftsman, case, document, item[0] if item else None)
    day = on or Period.around(civil_day(engine.now))
    return [
        Preview(case.dossier.id, draftsman.preview(reading, case, spec, day, number), spec, day)
        for number in _items(case, spec, item)
    ]


def declared(draftsman: Draftsman, case: Case, name: str, each: str | None = None) -> DocumentSpec:
    """The document of that name, or one for a template that the lifecycle does not declare.

    Raises UnknownName, RecordRefused for a document that is drawn from a report and not from a dossier.
    """
    known = case.lifecycle.documents
    if name not in known and name in draftsman.templates.documents:
        label = name.replace("_", " ").capitalize()
        return DocumentSpec(name, Text(label, label), each)
    return of_a_dossier(case.lifecycle, name)


def _items(case: Case, spec: DocumentSpec, item: tuple[str, int] | None) -> Sequence[int]:
    """The numbers of what the document is drawn for. Raises InvalidValue, RecordRefused where there is nothing."""
    if item is not None:
        demand_kind(spec, item[0])
        return [item[1]]
    found = numbers(case, spec.each)
    if not found:
        name = case.dossier.id
        raise RecordRefused(
            Text(
                f"Il n’y a rien dont rédiger « {spec.label.fr} ».", f"There is nothing to draw “{spec.label.en}” about."
            ),
            Text(f"ce que le dossier contient : jalon show {name}", f"what the dossier has: jalon show {name}"),
        )
    return found


def demand_kind(spec: DocumentSpec, each: str) -> None:
    """Raise InvalidValue where a document is not drawn for such an item."""
    label, option = spec.label, OPTIONS[each]
    if spec.each == each:
        return
    if spec.each is None:
        raise InvalidValue(
            Text(
                f"{option} : « {label.fr} » est rédigé pour tout le dossier.",
                f"{option}: “{label.en}” is drawn for the whole dossier.",
            ),
            Text(f"sans {option}", f"without {option}"),
        )
    right = OPTIONS[spec.each]
    raise InvalidValue(
        Text(f"« {label.fr} » ne va pas avec {option}.", f"“{label.en}” does not go with {option}."),
        Text(f"prenez {right}, ou rien pour tous", f"take {right}, or nothing for all"),
    )
