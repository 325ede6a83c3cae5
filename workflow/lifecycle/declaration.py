"""What a states.yaml declares, section by section, as the canonical form; every mistake is told to the page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from workflow import regions
from workflow.errors import UnknownName
from workflow.language import LANGUAGES, Text
from workflow.lifecycle.page import Page
from workflow.lifecycle.parts import COLOURS, CONDITIONS, EACH, INPUT_TYPES
from workflow.lifecycle.values import (
    FAULTY,
    SLUG,
    count,
    flag,
    is_name,
    items,
    label,
    one_of,
    pairs,
    period,
    repeated,
    scalar,
    several_of,
    sign,
    table,
    text,
)
from workflow.models import EVIDENCE_KINDS

LONGEST_SENTENCE = 2_000
"""Characters in a meaning or a confirmation."""
LONGEST_TARGET = 36_500
"""Days a state may be expected to last: a hundred years."""

REQUIRED = ("name", "version", "label", "phases", "states", "transitions")
OPTIONAL = ("in_force", "axes", "documents", "on_demand", "reports")

LABEL = Text("libellé", "label")
STATE = Text("état inconnu", "unknown state")
DOCUMENT = Text("document inconnu", "unknown document")
EVIDENCE = Text("nature de pièce inconnue", "unknown kind of evidence")


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that a guard may be given."""

    required: bool = True
    many: bool = False
    """Whether it is a list."""
    values: tuple[str, ...] = ()
    """What it may be; any text where there are none."""
    drafted: bool = False
    """Whether it names documents that the same states.yaml declares."""


Guards = Mapping[str, Mapping[str, Parameter]]
"""The guards there are, each with what it may be given."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a states.yaml may name that is written elsewhere."""

    guards: Guards | None
    """None where any name will do."""
    roles: Collection[str]


def declared(page: Page, root: yaml.Node, known: Known) -> dict[str, Any]:
    """The canonical form of what a tree declares, for `known` elsewhere."""
    found = table(page, root, (), REQUIRED, OPTIONAL)
    force = table(page, found["in_force"], ("in_force",), optional=("from", "until")) if "in_force" in found else {}
    starts, ends = period(page, force, "from", "until")
    phases = _phases(page, found.get("phases"))
    documents = _documents(page, found.get("documents"))
    drafted = [document["name"] for document in documents]
    states = _states(page, found.get("states"), [phase["code"] for phase in phases])
    return {
        "name": _slug(page, found.get("name")),
        "version": text(page, found["version"], Text("version", "version"), 40) if "version" in found else "",
        "label": label(page, found["label"], ("label",), LABEL) if "label" in found else dict.fromkeys(LANGUAGES, ""),
        "starts": starts,
        "ends": ends,
        "phases": phases,
        "axes": _axes(page, found.get("axes"), [phase["code"] for phase in phases]),
        "documents": documents,
        "reports": several_of(page, found.get("reports"), drafted, "unknown-document", DOCUMENT),
        "on_demand": several_of(page, found.get("on_demand"), drafted, "unknown-document", DOCUMENT),
        "states": states,
        "transitions": _transitions(
            page, found.get("transitions"), [state["name"] for state in states], drafted, known
        ),
    }


def _slug(page: Page, node: yaml.Node | None) -> str:
    written = scalar(page, node) if node else None
    if node is not None and written is not None and not is_name(page, written, node.start_mark, SLUG):
        return ""
    return written or ""


def _phases(page: Page, node: yaml.Node | None) -> list[dict[str, Any]]:
    phases = []
    for code, one in pairs(page, node, ("phases",)).items() if node else ():
        place = ("phases", code)
        is_name(page, code, page.places[place], SLUG)
        found = table(page, one, place, ("label",), ("starts", "ends"))
        starts, ends = period(page, found, "starts", "ends")
        phases.append({"code": code, "label": _label(page, found, place), "starts": starts, "ends": ends})
    if isinstance(node, yaml.MappingNode) and not node.value:
        page.fault(node, "no-phase", Text("aucune phase n’est déclarée", "no phase is declared"))
    return phases


def _label(page: Page, found: Mapping[str, yaml.Node], place: tuple[str, ...]) -> dict[str, str]:
    if "label" not in found:
        return dict.fromkeys(LANGUAGES, "")
    return label(page, found["label"], (*place, "label"), LABEL)


def _sentence(page: Page, found: Mapping[str, yaml.Node], place: tuple[str, ...], key: str) -> dict[str, str] | None:
    if key not in found:
        return None
    return label(page, found[key], (*place, key), Text(key, key), LONGEST_SENTENCE)


def _axes(page: Page, node: yaml.Node | None, phases: Collection[str]) -> list[dict[str, Any]]:
    axes: list[dict[str, Any]] = []
    for number, one in enumerate(items(page, node)):
        place = ("axes", str(number))
        page.places[place] = one.start_mark
        found = table(page, one, place, ("code", "phase", "label"), ("regions",))
        code = scalar(page, found["code"]) if "code" in found else None
        if code is not None:
            is_name(page, code, found["code"].start_mark)
        axis = {
            "code": code or "",
            "label": _label(page, found, place),
            "phase": one_of(page, found["phase"], phases, "unknown-phase", Text("phase inconnue", "unknown phase"))
            if "phase" in found
            else None,
            "regions": _regions(page, found.get("regions")),
        }
        if code is not None and any((code, axis["phase"]) == (other["code"], other["phase"]) for other in axes):
            repeated(page, found["code"], code)
        axes.append(axis)
    return axes


def _regions(page: Page, node: yaml.Node | None) -> list[str]:
    codes: list[str] = []
    for item in items(page, node):
        written = scalar(page, item)
        if written is None:
            continue
        try:
            code = regions.region(written).code
        except UnknownName as fault:
            page.fault(item, "unknown-region", Text(fault.message.fr.rstrip("."), fault.message.en.rstrip(".")))
            continue
        if code in codes:
            repeated(page, item, code)
        else:
            codes.append(code)
    return sorted(codes)


def _documents(page: Page, node: yaml.Node | None) -> list[dict[str, Any]]:
    documents = []
    for name, one in pairs(page, node, ("documents",)).items() if node else ():
        place = ("documents", name)
        is_name(page, name, page.places[place])
        found = table(page, one, place, ("label",), ("each",))
        each = None
        if "each" in found:
            each = one_of(page, found["each"], EACH, "unknown-each", Text("« each » inconnu", "unknown “each”"))
        documents.append({"name": name, "label": _label(page, found, place), "each": each})
    return documents


def _states(page: Page, node: yaml.Node | None, phases: Collection[str]) -> list[dict[str, Any]]:
    with page.shaping():
        declared = pairs(page, node, ("states",)) if node else {}
        for name in declared:
            is_name(page, name, page.places["states", name])
    signs: dict[str, str] = {}
    states = []
    for name, one in declared.items():
        place = ("states", name)
        optional = ("meaning", "initial", "final", "target_days", "symbol", "colour", "labels", "counted")
        with page.shaping():
            found = table(page, one, place, ("label",), optional)
            initial, final = flag(page, found.get("initial")), flag(page, found.get("final"))
        symbol = sign(page, found["symbol"]) if "symbol" in found else ""
        if symbol and signs.setdefault(symbol, name) != name:
            message = Text(
                f"les états « {signs[symbol]} » et « {name} » ont le même signe : « {symbol} »",
                f"the states “{signs[symbol]}” and “{name}” have the same sign: “{symbol}”",
            )
            page.fault(found["symbol"], "same-symbol", message)
        colour = None
        if "colour" in found:
            colour = one_of(
                page, found["colour"], COLOURS, "unknown-colour", Text("couleur inconnue", "unknown colour")
            )
        shown = _label(page, found, place)
        states.append(
            {
                "name": name,
                "label": shown,
                "labels": _labels(page, found.get("labels"), (*place, "labels"), phases),
                "meaning": _sentence(page, found, place, "meaning") or shown,
                "initial": initial,
                "final": final,
                "target_days": count(page, found.get("target_days"), LONGEST_TARGET),
                "symbol": symbol or "·",
                "colour": colour or "white",
                **_counted(page, found.get("counted"), (*place, "counted")),
            }
        )
    return states


def _counted(page: Page, node: yaml.Node | None, place: tuple[str, ...]) -> dict[str, Any]:
    """What is counted, where it is said: a lifecycle that says nothing of it has the form it always had."""
    if node is None:
        return {}
    found = table(page, node, place, ("one", "many"))
    return {"counted": {name: label(page, one, (*place, name), LABEL) for name, one in found.items()}}


def _labels(
    page: Page, node: yaml.Node | None, place: tuple[str, ...], phases: Collection[str]
) -> dict[str, dict[str, str]]:
    found = table(page, node, place, optional=phases) if node else {}
    return {phase: label(page, one, (*place, phase), LABEL) for phase, one in found.items()}


def _transitions(
    page: Page, node: yaml.Node | None, states: Collection[str], drafted: Collection[str], known: Known
) -> list[dict[str, Any]]:
    with page.shaping():
        declared = pairs(page, node, ("transitions",)) if node else {}
        for name in declared:
            is_name(page, name, page.places["transitions", name])
    return [_transition(page, name, one, states, drafted, known) for name, one in declared.items()]


def _transition(
    page: Page, name: str, node: yaml.Node, states: Collection[str], drafted: Collection[str], known: Known
) -> dict[str, Any]:
    place = ("transitions", name)
    required = ("label", "from", "roles")
    optional = ("to", "on_required", "inputs", "guards", "expectations", "evidence", "documents", "confirmation")
    with page.shaping():
        found = table(page, node, place, required, optional)
        sources = several_of(page, found.get("from"), states, "unknown-state", STATE) if states else []
        if isinstance(found.get("from"), yaml.SequenceNode):
            if not found["from"].value:
                message = Text("la transition ne part d’aucun état", "the transition leaves no state")
                page.fault(found["from"], "no-source", message)
            for item in found["from"].value:
                page.places[(*place, "from", str(item.value))] = item.start_mark
        target = one_of(page, found["to"], states, "unknown-state", STATE) if "to" in found and states else None
    asked: list[tuple[str, dict[str, Any]]] = []
    return {
        "name": name,
        "label": _label(page, found, place),
        "from": sources,
        "to": target,
        "roles": _roles(page, found.get("roles"), known),
        "on_required": flag(page, found.get("on_required")),
        "inputs": _inputs(page, found.get("inputs"), (*place, "inputs")),
        "guards": _requirements(page, found.get("guards"), drafted, known, asked),
        "expectations": _requirements(page, found.get("expectations"), drafted, known, asked),
        "evidence": _evidence(page, found.get("evidence"), place),
        "documents": several_of(page, found.get("documents"), drafted, "unknown-document", DOCUMENT),
        "confirmation": _sentence(page, found, place, "confirmation") or dict.fromkeys(LANGUAGES, ""),
    }


def _roles(page: Page, node: yaml.Node | None, known: Known) -> list[str]:
    before = len(page.problems)
    roles = several_of(page, node, known.roles, "unknown-role", Text("rôle inconnu", "unknown role"))
    if node is None or node.tag == FAULTY or len(page.problems) > before:
        return list(known.roles)  # told of already; nothing more can be said of who may
    return roles


def _inputs(page: Page, node: yaml.Node | None, place: tuple[str, ...]) -> list[dict[str, Any]]:
    inputs = []
    for name, one in pairs(page, node, place).items() if node else ():
        is_name(page, name, page.places[(*place, name)])
        found = table(page, one, (*place, name), ("label",), ("type", "required"))
        what = Text("type inconnu", "unknown type")
        inputs.append(
            {
                "name": name,
                "type": (one_of(page, found["type"], INPUT_TYPES, "unknown-type", what) if "type" in found else None)
                or "text",
                "required": flag(page, found["required"]) if "required" in found else True,
                "label": _label(page, found, (*place, name)),
            }
        )
    return inputs


def _evidence(page: Page, node: yaml.Node | None, place: tuple[str, ...]) -> list[dict[str, Any]]:
    rules = []
    for number, one in enumerate(items(page, node)):
        here = (*place, "evidence", str(number))
        page.places[here] = one.start_mark
        found = table(page, one, here, ("kind", "condition", "label"), ("substitutes",))
        kind = one_of(page, found["kind"], EVIDENCE_KINDS, "unknown-evidence", EVIDENCE) if "kind" in found else None
        what = Text("condition inconnue", "unknown condition")
        condition = (
            one_of(page, found["condition"], CONDITIONS, "unknown-condition", what) if "condition" in found else None
        )
        rules.append(
            {
                "kind": kind or "",
                "condition": condition or "expected",
                "substitutes": several_of(page, found.get("substitutes"), EVIDENCE_KINDS, "unknown-evidence", EVIDENCE),
                "label": _label(page, found, here),
            }
        )
    return rules


def _requirements(
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
