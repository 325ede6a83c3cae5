"""The transitions that a states.yaml declares, as the canonical form."""

from collections.abc import Collection
from typing import Any

import yaml

from workflow.language import LANGUAGES, Text
from workflow.lifecycle.page import Page
from workflow.lifecycle.parts import CONDITIONS, INPUT_TYPES
from workflow.lifecycle.required import Known, requirements
from workflow.lifecycle.tables import items, label_of, pairs, sentence_of, several_of, table
from workflow.lifecycle.values import FAULTY, flag, is_name, one_of
from workflow.models import EVIDENCE_KINDS

STATE = Text("état inconnu", "unknown state")
DOCUMENT = Text("document inconnu", "unknown document")
EVIDENCE = Text("nature de pièce inconnue", "unknown kind of evidence")


def transitions(
    page: Page, node: yaml.Node | None, states: Collection[str], drafted: Collection[str], known: Known
) -> list[dict[str, Any]]:
    """The transitions, in order; `drafted` are the documents that the file declares."""
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
        "label": label_of(page, found, place),
        "from": sources,
        "to": target,
        "roles": _roles(page, found.get("roles"), known),
        "on_required": flag(page, found.get("on_required")),
        "inputs": _inputs(page, found.get("inputs"), (*place, "inputs")),
        "guards": requirements(page, found.get("guards"), drafted, known, asked),
        "expectations": requirements(page, found.get("expectations"), drafted, known, asked),
        "evidence": _evidence(page, found.get("evidence"), place),
        "documents": several_of(page, found.get("documents"), drafted, "unknown-document", DOCUMENT),
        "confirmation": sentence_of(page, found, place, "confirmation") or dict.fromkeys(LANGUAGES, ""),
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
                "label": label_of(page, found, (*place, name)),
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
                "label": label_of(page, found, here),
            }
        )
    return rules
