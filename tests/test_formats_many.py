"""Formats by name, files by name, and hundreds of them at once."""

import os
from dataclasses import replace

import pytest
from issued_samples import PROTOCOL, issued

from workflow.documents.formats import FORMATS, made_with, named, shipped_look, write
from workflow.documents.formats.many import FEW, Task, write_many
from workflow.documents.whole_file import write_file
from workflow.errors import DocumentError, UnknownName
from workflow.language import speaking
from workflow.version import VERSION

LOOK = shipped_look()


def drafts(count):
    return [
        issued(f"# Fiche-action n° {number}\n\nTexte {number}.\n", version=number) for number in range(1, count + 1)
    ]


# ── one ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_format_that_is_not_known_is_answered_with_the_near_ones():
    with pytest.raises(UnknownName, match="docx"):
        named("doc")
    with pytest.raises(UnknownName), speaking("en"):
        write(issued(), "xls")


def test_each_format_says_what_it_is_in_both_languages():
    assert list(FORMATS) == ["docx", "pdf", "html", "md", "odt"]
    for name, one in FORMATS.items():
        assert one.extension == name
        assert "/" in one.media_type
        assert one.label.fr
        assert one.label.en


def test_what_a_file_depends_on_besides_the_draft_can_be_kept_with_it():
    found = made_with(LOOK)
    assert found["typst"] == "0.15.2"
    assert found["jalon"] == VERSION
    assert {"modele.docx", "base.typ", "python-docx", "lxml", "markdown-it-py"} <= found.keys()


def test_the_text_itself_is_a_format_to_the_byte():
    assert write(issued(), "md") == PROTOCOL.encode()


# ── many ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_few_files_are_written_here_one_after_the_other(tmp_path):
    told = []
    tasks = [Task(one, "html", tmp_path / "sous" / f"{one.version}.html") for one in drafts(3)]
    assert write_many(tasks, LOOK, progress=lambda *done: told.append(done)) == []
    assert told == [(1, 3), (2, 3), (3, 3)]
    for task in tasks:
        assert task.path.read_bytes() == write(task.issued, "html")


@pytest.mark.slow
def test_many_files_are_written_on_two_processors_and_are_the_same(tmp_path):
    # typst has worked in this very process: its children must not be forks of it, which would wait for ever.
    assert write(issued(), "pdf")
    told = []
    tasks = [
        Task(one, name, tmp_path / f"{one.version}.{name}") for one in drafts(FEW) for name in ("docx", "pdf", "html")
    ]
    assert write_many(tasks, LOOK, processes=2, progress=lambda *done: told.append(done)) == []
    assert told == [(done, 3 * FEW) for done in range(1, 3 * FEW + 1)]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(task.path.name for task in tasks)
    for task in tasks:
        assert task.path.read_bytes() == write(task.issued, task.format)


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_one_that_fails_stops_none_of_the_others(tmp_path, processes):
    good = drafts(2 * FEW)
    tasks = [Task(one, "md", tmp_path / f"{one.version}.md") for one in good]
    tasks[3] = replace(tasks[3], format="html", issued=replace(good[3], text="sans titre"))
    (tmp_path / "8.md").mkdir()
    failures = write_many(tasks, LOOK, processes=processes)
    assert [failure.task for failure in failures] == [tasks[3], tasks[7]]
    assert "titre" in str(failures[0].error)
    assert str(tmp_path) in str(failures[1].error)
    assert len([path for path in tmp_path.iterdir() if path.is_file()]) == 2 * FEW - 2


def test_nothing_is_written_where_a_format_is_not_known(tmp_path):
    with pytest.raises(UnknownName):
        write_many([Task(issued(), "md", tmp_path / "a.md"), Task(issued(), "doc", tmp_path / "a.doc")], LOOK)
    assert list(tmp_path.iterdir()) == []


def test_no_task_is_no_work():
    assert write_many([], LOOK) == []


def test_a_file_is_there_whole_or_not_at_all(tmp_path):
    target = tmp_path / "a.txt"
    write_file(target, b"un")
    write_file(target, b"deux")
    assert target.read_bytes() == b"deux"
    (tmp_path / "dossier").mkdir()
    with pytest.raises(DocumentError, match="dossier") as refused:
        write_file(tmp_path / "dossier", b"trois")
    assert str(tmp_path / "dossier") in str(refused.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "dossier"]


@pytest.mark.skipif(os.name != "posix", reason="the mask of rights is a matter of Unix")
def test_a_file_has_the_rights_that_the_person_gives_to_new_ones(tmp_path):
    before = os.umask(0o027)
    try:
        write_file(tmp_path / "a", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640
