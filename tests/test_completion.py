"""The tab key of a shell: the names of the workspace, and silence where there is nothing to offer."""

import os
import sqlite3
from contextlib import chdir, closing
from unittest.mock import patch

import pytest
from click.shell_completion import ShellComplete
from dossiers import ONE_REGION, TWO_REGIONS, walk
from drafted import DOSSIER

from workflow.cli.group import jalon as command


@pytest.fixture
def two(jalon):
    """Two dossiers."""
    with jalon.engine() as engine:
        walk(engine, ONE_REGION)
        walk(engine, TWO_REGIONS)
    return jalon


def offered(line, *words):
    """What a shell is given for the last of the words, in the order given."""
    *before, begun = words
    with chdir(line.folder), patch.dict(os.environ, line.environ):
        found = ShellComplete(command, {}, "jalon", "_JALON_COMPLETE").get_completions(before, begun)
    return [one.value for one in found]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("next", "axe"), ["axe-seine-2018"]),
        (("show", "lacq"), ["lacq-pau-tarbes-2018", "lacq-pau-tarbes"]),
        (("open", "a"), ["axe-seine"]),
        (("advance", "sign"), ["sign_protocol"]),
        (("advance", "sign_protocol", "axe-seine-2018", "lacq"), ["lacq-pau-tarbes-2018"]),
        (("record", "project", "lacq"), ["lacq-pau-tarbes-2018"]),
        (("record", "person", "axe-seine-2018", "--role", "elected"), ["elected_lead"]),
        (("next", "axe-seine-2018", "--as", "cam"), ["camille"]),
        (("next", "zzz"), []),
    ],
)
def test_the_names_that_begin_so_are_offered(two, words, names):
    assert offered(two, *words) == names


def test_drafts_are_offered_with_the_dossiers_whose_they_are(drafter):
    drafts = [f"{DOSSIER}-action_sheet-1-1", f"{DOSSIER}-action_sheet-2-1"]
    assert offered(drafter, "draft", "show", f"{DOSSIER}-action") == drafts
    assert offered(drafter, "draft", "write", DOSSIER[:3])[:2] == [DOSSIER, drafts[0]]


def test_without_a_workspace_nothing_is_offered_and_nothing_said(empty, capfd):
    assert offered(empty, "next", "axe") == []
    assert capfd.readouterr() == ("", "")


def test_a_database_that_cannot_be_read_at_once_is_not_waited_for(two, monkeypatch):
    monkeypatch.setattr("workflow.cli.completion.PATIENCE", 0.05)
    with closing(sqlite3.connect(two.folder / "db" / "jalon.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert offered(two, "next", "axe") == []
    (two.folder / "db" / "jalon.db").write_bytes(b"nothing of ours")
    assert offered(two, "next", "axe") == []
