"""The JSON Schema that editors use: it takes our states.yaml, and refuses what a schema can refuse."""

import json

import pytest
import yaml
from jsonschema import Draft202012Validator
from lifecycles import SMALL, changed
from test_lifecycle_mistakes import MISTAKES

from workflow.guards import known_guards
from workflow.lifecycle.schema import schema
from workflow.workspace import shipped

WHOLE_FILE = {
    "dead-end",
    "duplicate-key",
    "ends-before-it-starts",
    "final-with-exit",
    "merge-key",
    "no-final-state",
    "no-initial-state",
    "no-template",
    "not-a-sign",
    "repeated",
    "same-label",
    "same-symbol",
    "two-initial-states",
    "unknown-document",
    "unknown-phase",
    "unknown-region",
    "unknown-state",
    "unreachable-state",
}
"""What takes more than a schema: the whole file at once, what is written elsewhere, or what a parser hides."""
HIDDEN = {
    "nobody-may",  # a role that exists, and may not
    "unreadable-text",  # a character that cannot be seen
    "not-a-day",  # the 31st of February
    "unknown-key",  # a label for a phase that is not declared
    "unknown-value",  # a document that is not declared
    "not-a-text",  # 1e3, or a day without quotes: texts to the YAML of this test, though not to that of editors
    "not-a-flag",  # yes: true to the YAML of this test
    "not-a-number",  # 012: ten to the YAML of this test
}
"""Mistakes of a kind that a schema sees in most cases, and misses in one."""


@pytest.fixture(scope="module")
def validator():
    described = schema(known_guards())
    Draft202012Validator.check_schema(described)
    return Draft202012Validator(described)


def as_json(text):
    """What an editor sees: the file as plain JSON values."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


def test_our_states_yaml_is_valid_and_so_is_the_small_one(validator):
    for text in ((shipped() / "states.yaml").read_text(encoding="utf-8"), SMALL):
        validator.validate(as_json(text))
        Draft202012Validator(schema()).validate(as_json(text))


def seen(text):
    try:
        return as_json(text)
    except (yaml.YAMLError, TypeError):
        return None  # a table as a key: the parser refuses it before any schema


@pytest.mark.parametrize(("text", "where"), [one[:2] for one in MISTAKES], ids=[one[1].split()[1] for one in MISTAKES])
def test_it_refuses_what_the_checker_refuses_where_a_schema_can(validator, text, where):
    code = where.split()[1]
    value = seen(text)
    if code in WHOLE_FILE or value is None:
        return
    valid = validator.is_valid(value)
    assert not valid or code in HIDDEN


def test_few_mistakes_escape_it(validator):
    """The exceptions above stay exceptions: of the mistakes a schema can see, nearly all are seen."""
    can_see = [text for text, where, *_ in MISTAKES if where.split()[1] not in WHOLE_FILE and seen(text) is not None]
    escaped = [text for text in can_see if validator.is_valid(seen(text))]
    assert len(can_see) > 50
    assert len(escaped) <= 10


def test_it_completes_guards_with_their_parameters(validator):
    def guards(text):
        return validator.is_valid(as_json(changed("guards: [has_member]", text)))

    assert guards("guards: [has_region, signed_by_each_region: {document: contract}]")
    assert guards("guards: [signed_by_each_college: {document: contract, colleges: [state]}]")
    assert guards("guards: [signed_by_each_college: {document: contract}]")
    assert not guards("guards: [signed_by_each_region]")
    assert not guards("guards: [signed_by_each_region: {document: contrat}]")
    assert not guards("guards: [has_member: {document: contract}]")
    assert not guards("guards: [signed_by_each_college: {document: contract, colleges: []}]")


def test_without_the_guards_it_takes_any_name():
    general = Draft202012Validator(schema())
    Draft202012Validator.check_schema(schema())
    assert general.is_valid(as_json(changed("guards: [has_member]", "guards: [whatever, other: {one: two}]")))
    assert not general.is_valid(as_json(changed("guards: [has_member]", "guards: [[whatever]]")))


def test_it_is_plain_json():
    assert json.loads(json.dumps(schema(known_guards()))) == schema(known_guards())
