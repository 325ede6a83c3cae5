"""The guards that a states.yaml names, with what it gives them, as the canonical form."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from workflow.language import Text
from workflow.lifecycle.page import Page
from workflow.lifecycle.parts import Guards, Parameter
from workflow.lifecycle.tables import items, pairs, repeated, several_of
from workflow.lifecycle.values import one_of, scalar


@dataclass(frozen=True, slots=True)
class Known:
    """What a states.yaml may name that is written elsewhere."""

    guards: Guards | None
    """None where any name will do."""
    roles: Collection[str]


def requirements(
    page: Page,
    node: yaml.Node | None,
    drafted: Collection[str],
    known: Known,
    asked: list[tuple[str, dict[str, Any]]],
) -> list[dict[str, Any]]:
    """The guards of a list; `asked` are those of the transition so far, which are not asked twice."""
    wanted = []
    for item in items(page, node):
        name, given, at = _named(page, item)
        if name is None:
            continue
        if known.guards is not None and name not in known.guards:
            what = Text("garde inconnue", "unknown guard")
            one_of(page, yaml.ScalarNode("", name, at, at), known.guards, "unknown-guard", what)
            continue
        values = _given(page, name, given, at, None if known.guards is None else known.guards[name], drafted)
        if (name, values) in asked:
            repeated(page, item, name)
        asked.append((name, values))
        wanted.append({"guard": name, "with": values})
    return wanted


def _named(page: Page, item: yaml.Node) -> tuple[str | None, yaml.Node | None, yaml.Mark]:
    """The name of a guard, and what it is given."""
    if not isinstance(item, yaml.MappingNode):
        return scalar(page, item), None, item.start_mark
    found = pairs(page, item, ("guard", str(item.start_mark.index)))
    if len(found) != 1:
        message = Text(
            "écrivez le nom d’une garde, ou « nom: {paramètre: valeur} », une par tiret",
            "write the name of a guard, or “name: {parameter: value}”, one for each dash",
        )
        page.fault(item, "not-a-guard", message)
        return None, None, item.start_mark
    ((name, given),) = found.items()
    return name, given, item.value[0][0].start_mark


def _given(
    page: Page,
    name: str,
    node: yaml.Node | None,
    at: yaml.Mark,
    parameters: Mapping[str, Parameter] | None,
    drafted: Collection[str],
) -> dict[str, Any]:
    found = pairs(page, node, ("with", str(at.index))) if node else {}
    if parameters is None:
        parameters = {each: Parameter(many=isinstance(one, yaml.SequenceNode)) for each, one in found.items()}
    values: dict[str, Any] = {}
    for each, one in found.items():
        parameter = parameters.get(each)
        if parameter is None:
            mark = page.places["with", str(at.index), each]
            what = Text(f"« {name} » n’a pas ce paramètre", f"“{name}” has no such parameter")
            one_of(page, yaml.ScalarNode("", each, mark, mark), parameters, "unknown-parameter", what)
        else:
            values[each] = _value(page, each, one, parameter, drafted)
    for each, parameter in parameters.items():
        if parameter.required and each not in found:
            message = Text(f"« {name} » demande le paramètre « {each} »", f"“{name}” asks for the parameter “{each}”")
            page.fault(at, "missing-parameter", message)
    return values


def _value(page: Page, name: str, node: yaml.Node, parameter: Parameter, drafted: Collection[str]) -> Any:
    what = Text(f"« {name} » inconnu", f"unknown “{name}”")
    possible = drafted if parameter.drafted else parameter.values
    if not possible and not parameter.drafted:
        return [scalar(page, item) for item in items(page, node)] if parameter.many else scalar(page, node)
    if not parameter.many:
        return one_of(page, node, possible, "unknown-value", what)
    chosen = several_of(page, node, possible, "unknown-value", what)
    if isinstance(node, yaml.SequenceNode) and not node.value:
        page.fault(node, "empty-value", Text("la liste est vide", "the list is empty"))
    return chosen
