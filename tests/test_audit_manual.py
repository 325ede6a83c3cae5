"""docs/questions.md names fields that there are, and commands that there are."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from workflow.asof import Basis
from workflow.audit.corrections import Corrected, Difference
from workflow.audit.durations import Stays
from workflow.audit.knowledge import Change
from workflow.audit.marked import Backfill, Override
from workflow.audit.search import Found, Question
from workflow.cli.group import COMMANDS

MANUAL = (Path(__file__).parents[1] / "docs" / "questions.md").read_text("utf-8")


def names(*classes):
    return {one.name for each in classes for one in fields(each)} | {
        name for each in classes for name, value in vars(each).items() if isinstance(value, property)
    }


def table(heading):
    """The words in code of the first column of a table of the manual."""
    rows = MANUAL.partition(heading)[2].partition("\n\n")[0].splitlines()[2:]
    return {name for row in rows for name in re.findall(r"`([a-z_.A-Z]+)`", row.split("|")[1])}


def test_every_field_of_a_question_is_explained():
    told = table("| field of `Question` | finds |")
    assert told - {"Scope.region"} == names(Question) - {"sort", "paging"}


def test_every_field_of_a_stay_is_explained():
    assert table("| field of `Stays` | is |") == names(Stays)


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("verified", names(Basis)),
        ("passed", names(Override)),
        ("waived", names(Backfill)),
        ("before", names(Corrected)),
        ("differences", names(Corrected)),
        ("restores", names(Corrected)),
        ("voided_by", names(Found)),
        ("struck", names(Found)),
    ],
)
def test_a_field_that_is_named_is_there(word, known):
    assert f"`{word}`" in MANUAL
    assert word in known


def test_what_is_different_has_the_fields_that_are_told():
    told = re.search(r"\(`differences`: ([a-z, ]+)\)", re.sub(r"\s+", " ", MANUAL))[1]
    assert told.split(", ") == [one.name for one in fields(Difference)]


def test_every_change_of_what_was_known_is_told():
    assert all(str(change) in MANUAL for change in Change)


def test_every_command_that_is_named_is_there():
    named = set(re.findall(r"`jalon ([a-z]+)", MANUAL))
    assert named <= set(COMMANDS)
    assert {"report", "history", "overrides", "corrections", "backfills", "late", "durations", "diff"} <= named
