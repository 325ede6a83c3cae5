"""What changes from one lifecycle to another, in words: from their canonical forms, piece by piece."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from workflow.language import Text
from workflow.lifecycle import Lifecycle

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
_SYMBOLS = {ADDED: "+", REMOVED: "−", CHANGED: "~"}

_KINDS: Mapping[str, Text] = {
    "phases": Text("phase", "phase"),
    "axes": Text("axe", "axis"),
    "documents": Text("document", "document"),
    "texts": Text("texte", "text"),
    "states": Text("état", "state"),
    "transitions": Text("transition", "transition"),
    "inputs": Text("donnée demandée", "input"),
}

_FIELDS: Mapping[str, Text] = {
    "name": Text("nom", "name"),
    "version": Text("version", "version"),
    "label": Text("libellé", "label"),
    "labels": Text("libellés par phase", "labels by phase"),
    "meaning": Text("sens", "meaning"),
    "help": Text("ce qu’on y écrit", "what is written in it"),
    "starts": Text("début", "start"),
    "ends": Text("fin", "end"),
    "regions": Text("régions", "regions"),
    "each": Text("un par", "one each"),
    "reports": Text("documents tirés d’un rapport", "documents drawn from a report"),
    "on_demand": Text("documents rédigés à la demande", "documents drawn on demand"),
    "initial": Text("état initial", "initial state"),
    "final": Text("état final", "final state"),
    "target_days": Text("délai en jours", "days expected"),
    "symbol": Text("symbole", "symbol"),
    "colour": Text("couleur", "colour"),
    "counted": Text("ce que l’on compte", "what is counted"),
    "from": Text("départs", "sources"),
    "to": Text("arrivée", "target"),
    "roles": Text("rôles", "roles"),
    "on_required": Text("date demandée", "date asked for"),
    "required": Text("obligatoire", "required"),
    "type": Text("type", "type"),
    "guards": Text("gardes", "guards"),
    "expectations": Text("attentes", "expectations"),
    "evidence": Text("pièces", "evidence"),
    "confirmation": Text("confirmation", "confirmation"),
    "order": Text("ordre", "order"),
    "phase": Text("phase", "phase"),
    "code": Text("code", "code"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was added, removed or changed."""

    change: str
    where: str
    """Its place: `transitions.<name>.guards`."""
    about: Text
    """The same in words."""
    before: Any = None
    after: Any = None

    @property
    def symbol(self) -> str:
        """+ added, − removed, ~ changed."""
        return _SYMBOLS[self.change]

    @property
    def sentence(self) -> Text:
        """What changed, in a sentence."""
        about = self.about
        if self.change == ADDED:
            return Text(f"{about.fr} : en plus", f"{about.en}: added")
        if self.change == REMOVED:
            return Text(f"{about.fr} : en moins", f"{about.en}: removed")
        before, after = _said(self.before), _said(self.after)
        return Text(f"{about.fr} : {before.fr} → {after.fr}", f"{about.en}: {before.en} → {after.en}")


def differences(before: Lifecycle, after: Lifecycle) -> list[Difference]:
    """Everything in which `after` differs from `before`, in the order of the file."""
    return list(_of(json.loads(before.canonical), json.loads(after.canonical), "", Text("", "")))


def _of(before: Mapping[str, Any], after: Mapping[str, Any], where: str, about: Text) -> Iterator[Difference]:
    for field in dict.fromkeys((*before, *after)):
        absent: Any = [] if field in _KINDS else None  # a section that is left out declares nothing
        one, other = before.get(field, absent), after.get(field, absent)
        if one == other:
            continue
        place = f"{where}.{field}" if where else field
        if field in _KINDS and _is_keyed(one) and _is_keyed(other):
            yield from _members(field, one, other, place, about)
        else:
            label = _FIELDS.get(field) or _KINDS.get(field) or Text(field, field)
            yield Difference(CHANGED, place, _joined(about, label), one, other)


def _is_keyed(value: Any) -> TypeGuard[list[Any]]:
    """Whether it is a list of things with a name, rather than a list of names."""
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _members(kind: str, before: list[Any], after: list[Any], where: str, about: Text) -> Iterator[Difference]:
    old, new = ({_key(one): one for one in side} for side in (before, after))
    for key in dict.fromkeys((*old, *new)):
        label = _KINDS[kind]
        named = _joined(about, Text(f"{label.fr} « {key} »", f"{label.en} “{key}”"))
        place = f"{where}.{key}"
        if key not in new:
            yield Difference(REMOVED, place, named, old[key], None)
        elif key not in old:
            yield Difference(ADDED, place, named, None, new[key])
        else:
            yield from _of(old[key], new[key], place, named)
    kept_before, kept_after = [key for key in old if key in new], [key for key in new if key in old]
    if kept_before != kept_after:
        label = Text(f"ordre ({_KINDS[kind].fr})", f"order ({_KINDS[kind].en})")
        yield Difference(CHANGED, f"{where}.order", _joined(about, label), kept_before, kept_after)


def _key(one: Mapping[str, Any]) -> str:
    """What tells it from its fellows: an axis belongs to a phase."""
    if "name" in one:
        return str(one["name"])
    return f"{one['phase']}/{one['code']}" if "phase" in one else str(one["code"])


def _joined(about: Text, label: Text) -> Text:
    return label if not about.fr else Text(f"{about.fr}, {label.fr}", f"{about.en}, {label.en}")


def _said(value: Any) -> Text:
    match value:
        case None | "" | []:
            return Text("rien", "nothing")
        case bool():
            return Text("oui", "yes") if value else Text("non", "no")
        case {"fr": str(fr), "en": str(en)}:
            return Text(f"« {fr} »", f"“{en}”")
        case {"guard": guard, "with": given}:
            said = ", ".join(f"{name} = {_said(one).fr}" for name, one in given.items())
            return Text(f"{guard} ({said})", f"{guard} ({said})") if said else Text(str(guard), str(guard))
        case {"kind": kind, "condition": condition}:
            return Text(f"{kind} ({condition})", f"{kind} ({condition})")
        case dict():
            parts = [(name, _said(one)) for name, one in value.items()]
            return Text(
                ", ".join(f"{name} : {part.fr}" for name, part in parts),
                ", ".join(f"{name}: {part.en}" for name, part in parts),
            )
        case list():
            parts_of = [_said(one) for one in value]
            return Text(", ".join(part.fr for part in parts_of), ", ".join(part.en for part in parts_of))
    return Text(str(value), str(value))
