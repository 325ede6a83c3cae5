"""What a states.yaml declares, section by section, as the canonical form; every mistake is told to the page."""

from collections.abc import Collection
from typing import Any

import yaml

from workflow import regions
from workflow.errors import UnknownName
from workflow.language import LANGUAGES, Text
from workflow.lifecycle.arrows import DOCUMENT, transitions
from workflow.lifecycle.page import Page
from workflow.lifecycle.parts import COLOURS, EACH, TEXT_EACH
from workflow.lifecycle.required import Known
from workflow.lifecycle.tables import items, label, label_of, pairs, repeated, sentence_of, several_of, table
from workflow.lifecycle.values import SLUG, count, flag, is_name, one_of, period, scalar, sign, text

LONGEST_TARGET = 36_500
"""Days a state may be expected to last: a hundred years."""

REQUIRED = ("name", "version", "label", "phases", "states", "transitions")
OPTIONAL = ("in_force", "axes", "documents", "on_demand", "reports", "texts")


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
        "label": label_of(page, found, ()),
        "starts": starts,
        "ends": ends,
        "phases": phases,
        "axes": _axes(page, found.get("axes"), [phase["code"] for phase in phases]),
        "documents": documents,
        "reports": several_of(page, found.get("reports"), drafted, "unknown-document", DOCUMENT),
        "on_demand": several_of(page, found.get("on_demand"), drafted, "unknown-document", DOCUMENT),
        "states": states,
        "transitions": transitions(page, found.get("transitions"), [state["name"] for state in states], drafted, known),
        **_texts(page, found.get("texts")),
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
        phases.append({"code": code, "label": label_of(page, found, place), "starts": starts, "ends": ends})
    if isinstance(node, yaml.MappingNode) and not node.value:
        page.fault(node, "no-phase", Text("aucune phase n’est déclarée", "no phase is declared"))
    return phases


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
            "label": label_of(page, found, place),
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
        documents.append({"name": name, "label": label_of(page, found, place), "each": each})
    return documents


def _texts(page: Page, node: yaml.Node | None) -> dict[str, Any]:
    """What people write for the documents; a lifecycle that asks for nothing has the form it always had."""
    texts = []
    for name, one in pairs(page, node, ("texts",)).items() if node else ():
        place = ("texts", name)
        is_name(page, name, page.places[place])
        found = table(page, one, place, ("label",), ("help", "each"))
        each = None
        if "each" in found:
            each = one_of(page, found["each"], TEXT_EACH, "unknown-each", Text("« each » inconnu", "unknown “each”"))
        asked = sentence_of(page, found, place, "help") or dict.fromkeys(LANGUAGES, "")
        texts.append({"name": name, "label": label_of(page, found, place), "help": asked, "each": each})
    return {"texts": texts} if texts else {}


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
        shown = label_of(page, found, place)
        states.append(
            {
                "name": name,
                "label": shown,
                "labels": _labels(page, found.get("labels"), (*place, "labels"), phases),
                "meaning": sentence_of(page, found, place, "meaning") or shown,
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
    return {
        "counted": {name: label(page, one, (*place, name), Text("libellé", "label")) for name, one in found.items()}
    }


def _labels(
    page: Page, node: yaml.Node | None, place: tuple[str, ...], phases: Collection[str]
) -> dict[str, dict[str, str]]:
    found = table(page, node, place, optional=phases) if node else {}
    return {phase: label(page, one, (*place, phase), Text("libellé", "label")) for phase, one in found.items()}
