"""Loading a states.yaml: read, checked as a whole, and told of all at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.errors import InvalidLifecycle, Problem, offered
from workflow.language import Text
from workflow.lifecycle.declaration import declared
from workflow.lifecycle.faults import graph_faults, label_faults, role_faults
from workflow.lifecycle.graph import Lifecycle
from workflow.lifecycle.page import Page, TooManyProblems
from workflow.lifecycle.parts import Guards
from workflow.lifecycle.required import Known
from workflow.lifecycle.tree import read
from workflow.models import ROLES
from workflow.names import nearest


@dataclass(frozen=True, slots=True)
class Examined:
    """What a states.yaml is worth."""

    lifecycle: Lifecycle | None
    """None where there are problems."""
    problems: tuple[Problem, ...]
    """What must be mended, in the order of the file."""
    warnings: tuple[Problem, ...]
    """What is allowed but deserves a look."""


def load(
    path: Path,
    *,
    known_guards: Guards | None = None,
    known_roles: Collection[str] = ROLES,
    known_templates: Collection[str] | None = None,
) -> Lifecycle:
    """The lifecycle that a states.yaml declares.

    Guards are checked against `known_guards` (`workflow.guards.known_guards()`), documents against the names of the
    templates, where these are given. Raises InvalidLifecycle with every problem of the file.
    """
    found = examine(path, known_guards=known_guards, known_roles=known_roles, known_templates=known_templates)
    if found.lifecycle is None:
        raise InvalidLifecycle(found.problems)
    return found.lifecycle


def examine(
    path: Path,
    *,
    known_guards: Guards | None = None,
    known_roles: Collection[str] = ROLES,
    known_templates: Collection[str] | None = None,
    texts_used: Mapping[str, Collection[str]] | None = None,
) -> Examined:
    """All there is to say about a states.yaml; never raises for what is in it.

    `texts_used` gives, by template, the names of the texts that it asks for.
    """
    page = Page(str(path))
    plain: dict[str, Any] = {}
    try:
        root = read(Path(path), page)
        if root is not None:
            plain = declared(page, root, Known(known_guards, known_roles))
            _check(page, plain, known_templates)
            if texts_used is not None and not page.problems:
                _look_at_texts(page, plain, texts_used)
    except TooManyProblems:
        pass  # those found so far are told
    problems, warnings = _ordered(page.problems), _ordered(page.warnings)
    return Examined(None if problems else Lifecycle.of(plain), problems, warnings)


def _ordered(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column, problem.code)))


def _check(page: Page, plain: dict[str, Any], templates: Collection[str] | None) -> None:
    """What only the whole file can tell."""
    found = [*label_faults(plain), *role_faults(plain)]
    if not page.uncertain and {("states",), ("transitions",)} <= page.places.keys():
        found += graph_faults(plain)
    for fault in found:
        page.fault(page.place(fault.place), fault.code, fault.message)
    names = [document["name"] for document in plain["documents"]]
    for name in names:
        if templates is not None and name not in templates:
            message = Text(
                f"le document « {name} » n’a pas de modèle : écrivez templates/documents/{name}.md",
                f"the document “{name}” has no template: write templates/documents/{name}.md",
            )
            page.fault(page.place(("documents", name)), "no-template", message)
    if not page.problems:
        _look_for_unused(page, plain, names, templates or ())


def _look_for_unused(page: Page, plain: dict[str, Any], documents: list[str], templates: Collection[str]) -> None:
    drafted = {name for transition in plain["transitions"] for name in transition["documents"]}
    drafted.update(plain["reports"], plain["on_demand"])
    for name in documents:
        if name not in drafted:
            message = Text(
                f"aucune transition ne rédige « {name} », et ni « reports » ni « on_demand » ne le citent",
                f"no transition drafts “{name}”, and neither “reports” nor “on_demand” names it",
            )
            page.warn(page.place(("documents", name)), "unused-document", message)
    for name in sorted(set(templates) - set(documents)):
        message = Text(
            f"le modèle templates/documents/{name}.md n’est celui d’aucun document",
            f"the template templates/documents/{name}.md belongs to no document",
        )
        page.warn(page.place(("documents",)), "unused-template", message)


def _look_at_texts(page: Page, plain: dict[str, Any], used: Mapping[str, Collection[str]]) -> None:
    declared = [one["name"] for one in plain.get("texts", ())]
    for name in declared:
        if not any(name in asked for asked in used.values()):
            message = Text(f"aucun modèle n’emploie le texte « {name} »", f"no template uses the text “{name}”")
            page.warn(page.place(("texts", name)), "unused-text", message)
    for template, asked in sorted(used.items()):
        for name in sorted(set(asked) - set(declared)):
            others = offered(nearest(name, declared), declared)
            message = Text(
                f"le modèle « {template} » emploie le texte « {name} », qui n’est pas déclaré{others.fr}",
                f"the template “{template}” uses the text “{name}”, which is not declared{others.en}",
            )
            page.warn(page.place(("documents", template)) or page.place(("texts",)), "undeclared-text", message)
