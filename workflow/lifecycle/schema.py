"""The JSON Schema of a states.yaml (draft 2020-12): what an editor completes and underlines.

It says what the form is. What needs the whole file at once (whether a state can be reached, whether a name is declared)
only `load` can tell.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from workflow.lifecycle.declaration import LONGEST_TARGET, OPTIONAL, REQUIRED
from workflow.lifecycle.parts import COLOURS, CONDITIONS, EACH, INPUT_TYPES, TEXT_EACH, Guards, Parameter
from workflow.lifecycle.tables import LONGEST_SENTENCE
from workflow.lifecycle.values import NAME, SLUG
from workflow.models import EVIDENCE_KINDS, ROLES
from workflow.names import LONGEST_NAME

Schema = dict[str, Any]

ADDRESS = "urn:jalon:schema:states:1"
"""What the schema is called by those that refer to it; nothing is ever fetched from it."""


def schema(known_guards: Guards | None = None) -> Schema:
    """The JSON Schema; it lists the guards with their parameters where they are given."""
    sections = {
        "name": _matching(SLUG.pattern),
        "version": {"type": "string", "minLength": 1, "maxLength": 40},
        "label": _ref("label"),
        "in_force": _table({"from": _ref("day"), "until": _ref("day")}),
        "phases": _open_table(SLUG.pattern, _phase(), at_least=1),
        "axes": {"type": "array", "items": _axis()},
        "documents": _open_table(NAME.pattern, _document()),
        "on_demand": _names(),
        "reports": _names(),
        "texts": _open_table(NAME.pattern, _text()),
        "states": _open_table(NAME.pattern, _state(), at_least=1),
        "transitions": _open_table(NAME.pattern, _transition()),
    }
    assert sections.keys() == {*REQUIRED, *OPTIONAL}  # noqa: S101  # a new section is described here too
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ADDRESS,
        "title": "states.yaml",
        **_table(sections, REQUIRED),
        "$defs": {
            "name": _matching(NAME.pattern),
            "day": _matching("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"),
            "label": _both_languages(LONGEST_NAME),
            "sentence": _both_languages(LONGEST_SENTENCE),
            "guard": _guard(known_guards),
        },
    }


def _phase() -> Schema:
    return _table({"label": _ref("label"), "starts": _ref("day"), "ends": _ref("day")}, ["label"])


def _axis() -> Schema:
    keys = {
        "code": _ref("name"),
        "phase": {"type": "string"},
        "label": _ref("label"),
        "regions": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
    }
    return _table(keys, ["code", "phase", "label"])


def _document() -> Schema:
    return _table({"label": _ref("label"), "each": _one_of(EACH)}, ["label"])


def _text() -> Schema:
    return _table({"label": _ref("label"), "help": _ref("sentence"), "each": _one_of(TEXT_EACH)}, ["label"])


def _state() -> Schema:
    keys = {
        "label": _ref("label"),
        "labels": {"type": "object", "additionalProperties": _ref("label")},
        "meaning": _ref("sentence"),
        "initial": {"type": "boolean"},
        "final": {"type": "boolean"},
        "target_days": {"type": "integer", "minimum": 1, "maximum": LONGEST_TARGET},
        "symbol": {"type": "string", "minLength": 1, "maxLength": 1},
        "colour": _one_of(COLOURS),
        "counted": _table({"one": _ref("label"), "many": _ref("label")}, ["one", "many"]),
    }
    return _table(keys, ["label"])


def _transition() -> Schema:
    entry = _table({"label": _ref("label"), "type": _one_of(INPUT_TYPES), "required": {"type": "boolean"}}, ["label"])
    evidence = {
        "kind": _one_of(EVIDENCE_KINDS),
        "condition": _one_of(CONDITIONS),
        "label": _ref("label"),
        "substitutes": _several_of(EVIDENCE_KINDS),
    }
    keys = {
        "label": _ref("label"),
        "from": {**_names(), "minItems": 1},
        "to": _ref("name"),
        "roles": {**_several_of(ROLES), "minItems": 1},
        "on_required": {"type": "boolean"},
        "inputs": _open_table(NAME.pattern, entry),
        "guards": {"type": "array", "items": _ref("guard")},
        "expectations": {"type": "array", "items": _ref("guard")},
        "evidence": {"type": "array", "items": _table(evidence, ["kind", "condition", "label"])},
        "documents": _names(),
        "confirmation": _ref("sentence"),
    }
    return _table(keys, ["label", "from", "roles"])


def _guard(known: Guards | None) -> Schema:
    if known is None:
        given = {"type": "object", "minProperties": 1, "maxProperties": 1}
        return {"oneOf": [_ref("name"), {**given, "additionalProperties": {"type": "object"}}]}
    plain = [name for name, given in known.items() if not any(one.required for one in given.values())]
    return {
        "oneOf": [
            _one_of(plain),
            *(_table({name: _given(given)}, [name]) for name, given in known.items() if given),
        ]
    }


def _given(parameters: Mapping[str, Parameter]) -> Schema:
    keys = {}
    for name, one in parameters.items():
        value = _one_of(one.values) if one.values else {"type": "string"}
        keys[name] = {"type": "array", "items": value, "minItems": 1, "uniqueItems": True} if one.many else value
    return _table(keys, [name for name, one in parameters.items() if one.required])


def _both_languages(longest: int) -> Schema:
    text = {"type": "string", "minLength": 1, "maxLength": longest}
    return _table({"fr": text, "en": text}, ["fr", "en"])


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _table(keys: Mapping[str, Any], required: Iterable[str] = ()) -> Schema:
    return {"type": "object", "properties": dict(keys), "required": list(required), "additionalProperties": False}


def _open_table(pattern: str, value: Schema, *, at_least: int = 0) -> Schema:
    """A table whose keys are names that the file gives."""
    return {
        "type": "object",
        "minProperties": at_least,
        "patternProperties": {f"^{pattern}$": value},
        "additionalProperties": False,
    }


def _matching(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^{pattern}$"}


def _one_of(values: Iterable[str]) -> Schema:
    return {"enum": list(values)}


def _several_of(values: Iterable[str]) -> Schema:
    return {"type": "array", "items": _one_of(values), "uniqueItems": True}


def _names() -> Schema:
    return {"type": "array", "items": _ref("name"), "uniqueItems": True}
