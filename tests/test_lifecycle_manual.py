"""The manual of states.yaml says all that a states.yaml can say, and nothing that it cannot."""

import re
from pathlib import Path

import pytest
from lifecycles import checked
from test_lifecycle_mistakes import MISTAKES

import workflow.lifecycle
from workflow.guards import GUARDS
from workflow.lifecycle.parts import COLOURS, CONDITIONS, EACH, INPUT_TYPES, TEXT_EACH
from workflow.lifecycle.schema import schema
from workflow.models import ADVANCING_ROLES, COLLEGES, DOCUMENTS, EVIDENCE_KINDS

PAGE = (Path(__file__).parent.parent / "docs" / "lifecycle.md").read_text(encoding="utf-8")
PACKAGE = Path(workflow.lifecycle.__file__).parent


def under(title):
    """What the page says under a title, up to the next one."""
    return re.split(r"^#+ ", PAGE.partition(f"# {title}")[2], flags=re.MULTILINE)[0]


def first_cells(text):
    """The names in the first column of its tables."""
    rows = re.findall(r"^\| (`[^|]+) \|", text, flags=re.MULTILINE)
    return {name for row in rows for name in re.findall("`([^`]+)`", row)}


def test_the_smallest_lifecycle_of_the_page_is_one(tmp_path):
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    found = checked(tmp_path, text)
    assert found.problems == ()
    assert list(found.lifecycle.states) == ["received", "answered"]


DESCRIBED = schema()["properties"]
PARTS = {
    "The sections": schema(),
    "A phase": next(iter(DESCRIBED["phases"]["patternProperties"].values())),
    "An axis": DESCRIBED["axes"]["items"],
    "A document": next(iter(DESCRIBED["documents"]["patternProperties"].values())),
    "A text": next(iter(DESCRIBED["texts"]["patternProperties"].values())),
    "A state": next(iter(DESCRIBED["states"]["patternProperties"].values())),
    "A transition": next(iter(DESCRIBED["transitions"]["patternProperties"].values())),
}
TRANSITION = PARTS["A transition"]["properties"]
PARTS |= {
    "An input": next(iter(TRANSITION["inputs"]["patternProperties"].values())),
    "A piece of evidence": TRANSITION["evidence"]["items"],
}


@pytest.mark.parametrize(("title", "described"), PARTS.items(), ids=list(PARTS))
def test_every_key_is_on_the_page_and_those_that_are_required_are_said_to_be(title, described):
    text = under(title)
    assert first_cells(text) == described["properties"].keys()
    required = first_cells("\n".join(line for line in text.splitlines() if "| required |" in line))
    assert required == set(described["required"])


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("A state", COLOURS),
        ("A document", EACH),
        ("A text", TEXT_EACH),
        ("An input", INPUT_TYPES),
        ("A piece of evidence", (*EVIDENCE_KINDS, *CONDITIONS)),
        ("A transition", sorted(ADVANCING_ROLES)),
        ("The guards", (*DOCUMENTS, *COLLEGES)),
    ],
)
def test_every_value_a_key_may_have_is_on_the_page(title, values):
    assert {value for value in values if f"`{value}`" not in under(title)} == set()


def test_every_guard_is_on_the_page_with_what_it_asks_and_what_it_is_given():
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.*?) ?\|$", under("The guards"), flags=re.MULTILINE)
    assert {name: (english, french, re.findall(r"\w+", given)) for name, english, french, given in rows} == {
        one.name: (one.label.en, one.label.fr, list(one.parameters)) for one in GUARDS.values()
    }


def test_every_code_of_a_problem_is_on_the_page():
    code = r'"([a-z]+(?:-[a-z0-9]+)+|anchor|tag|tab|syntax|repeated|endless)"'
    told = {found for path in PACKAGE.glob("*.py") for found in re.findall(code, path.read_text(encoding="utf-8"))}
    told -= {"canonical-form"}  # of a database, not of a file
    refused = first_cells(under("What the checker refuses"))
    warned = set(re.findall("`((?:unused|undeclared)-[a-z]+)`", under("What the checker refuses")))
    assert refused | warned == told
    assert {where.split()[1] for _, where, *_ in MISTAKES} <= refused
