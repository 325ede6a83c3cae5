"""Every error is in the tree that opens the module, has a code of its own, and speaks both languages."""

import re

import pytest

from workflow import errors
from workflow.errors import JalonError


def below(error):
    return {error, *(one for child in error.__subclasses__() for one in below(child))}


DECLARED = {one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, JalonError)}


def test_the_tree_is_the_one_of_the_classes():
    drawn = re.findall(r"^( *)[│ ]*[├└]── (\w+)", errors.__doc__, flags=re.MULTILINE)
    assert {name for _, name in drawn} == {one.__name__ for one in DECLARED - {JalonError}}


def test_an_error_below_another_is_drawn_below_it():
    inner = set(re.findall(r"^ *│ +[├└]── (\w+)", errors.__doc__, flags=re.MULTILINE))
    assert inner == {one.__name__ for one in DECLARED if JalonError not in (one, *one.__bases__)}


def test_every_error_has_a_code_of_its_own():
    codes = [one.code for one in DECLARED]
    assert sorted(codes) == sorted(set(codes))
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", code) for code in codes)


@pytest.mark.parametrize("error", sorted(DECLARED, key=lambda one: one.__name__), ids=lambda one: one.__name__)
def test_every_error_ends_a_command_as_a_refusal_or_as_misuse(error):
    assert error.exit_code in (1, 2)
    assert error.__doc__
