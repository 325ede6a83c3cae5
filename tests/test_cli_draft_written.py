"""What is said of files that were written: each by its place, its size and its hash, and all of them in a sum."""

import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.cli.draft.written import described, tell
from workflow.documents.formats import Digests
from workflow.errors import DocumentError
from workflow.issuing.files import Made, Outcome, Wanted
from workflow.language import Text, speaking

NOTE = Text("d’après la copie", "from the copy")
BROKEN = DocumentError(Text("Le modèle est cassé.", "The template is broken."), Text("mendez-le", "mend it"))


def made(outcome, name="a.docx", size=1_200, note=None, parts="p" * 64):
    wanted = Wanted("d-note-1", name.rpartition(".")[2], name, SimpleNamespace(), note)
    if outcome is Outcome.REFUSED:
        return Made(wanted, Path(name), outcome, error=BROKEN)
    return Made(wanted, Path(name), outcome, size, Digests("c" * 64, parts))


def lines(capsys):
    return capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ").splitlines()


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(Outcome.WRITTEN, "écrit"), (Outcome.REPLACED, "remplacé"), (Outcome.UNCHANGED, "inchangé")],
)
def test_one_file_is_told_by_its_place_its_size_and_its_hash(capsys, outcome, state):
    tell([made(outcome)], None, {}, as_json=False)
    assert lines(capsys) == ["✓ a.docx", f"  {state}, 1 200 octets", f"  SHA-256 {'c' * 64}"]


def test_what_is_to_be_known_of_a_file_and_of_those_that_cannot_be_is_said(capsys):
    tell([made(Outcome.WRITTEN, size=1, note=NOTE)], Text("pas d’ODT ici.", "no ODT here."), {}, as_json=False)
    assert lines(capsys)[1:] == ["  écrit, 1 octet, d’après la copie", f"  SHA-256 {'c' * 64}", "! pas d’ODT ici."]


def test_one_file_that_was_not_written_is_the_error_of_the_command():
    for as_json in (False, True):
        with pytest.raises(DocumentError, match="cassé"):
            tell([made(Outcome.REFUSED)], None, {}, as_json=as_json)


def test_among_several_one_that_fails_is_told_and_the_command_fails(capsys):
    with pytest.raises(click.exceptions.Exit) as left:
        tell([made(Outcome.WRITTEN), made(Outcome.REFUSED, "b.pdf")], None, {}, as_json=False)
    assert left.value.exit_code == 1
    said = capsys.readouterr()
    assert said.out.replace("\u00a0", " ").splitlines()[-2:] == ["", "2 fichiers : 1 écrit, 1 refusé"]
    assert "Le modèle est cassé." in said.err


NAMES = {Outcome.WRITTEN: "écrit", Outcome.REPLACED: "remplacé", Outcome.UNCHANGED: "inchangé"}


@given(st.lists(st.sampled_from(list(NAMES)), min_size=2, max_size=9))
def test_the_sum_says_how_many_of_each_and_nothing_of_none(outcomes):
    with redirect_stdout(io.StringIO()) as screen:
        tell([made(one) for one in outcomes], None, {}, as_json=False)
    parts = screen.getvalue().splitlines()[-1].replace("\u00a0", " ").partition(" : ")
    assert parts[0] == f"{len(outcomes)} fichiers"
    counts = {name: outcomes.count(outcome) for outcome, name in NAMES.items()}
    assert parts[2] == ", ".join(f"{n} {name}{'s' if n > 1 else ''}" for name, n in counts.items() if n)


def test_a_program_is_told_the_same(capsys):
    with speaking("en"), pytest.raises(click.exceptions.Exit):
        tell(
            [
                made(Outcome.WRITTEN, note=NOTE),
                made(Outcome.REFUSED, "b.pdf"),
                made(Outcome.UNCHANGED, "c.md", parts=""),
            ],
            Text("pas d’ODT ici.", "no ODT here."),
            {"typst": "0.15.2"},
            as_json=True,
        )
    told = json.loads(capsys.readouterr().out)
    assert (told["skipped"], told["made_with"]) == ("no ODT here.", {"typst": "0.15.2"})
    written, refused, same = told["files"]
    assert written == {
        "draft": "d-note-1",
        "format": "docx",
        "path": "a.docx",
        "outcome": "written",
        "size": 1_200,
        "sha256": "c" * 64,
        "parts_sha256": "p" * 64,
        "note": "from the copy",
        "error": None,
    }
    assert (refused["size"], refused["sha256"], refused["error"]["message"]) == (None, None, "The template is broken.")
    assert (same["outcome"], same["parts_sha256"], same["note"]) == ("unchanged", None, None)
    assert described(made(Outcome.REFUSED))["error"]["remedy"] == "mendez-le"
