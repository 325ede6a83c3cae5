"""A piece of evidence is kept once, by its content, on disk before it is said to be; only a plain file is one."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from workflow import evidence
from workflow.errors import InvalidValue, WorkspaceError
from workflow.evidence import EvidenceFolder, examine

posix = pytest.mark.skipif(os.name != "posix", reason="links, pipes and devices as Unix has them")
PDF = b"%PDF-1.7\nun compte rendu"


@pytest.fixture
def folder(tmp_path):
    return EvidenceFolder(tmp_path / "evidence")


def source(tmp_path, name="compte rendu.pdf", content=PDF):
    file = tmp_path / name
    file.write_bytes(content)
    return file


def refused(given, folder):
    before = sorted(folder.folder.rglob("*"))
    with pytest.raises(InvalidValue) as caught:
        folder.keep(str(given))
    assert sorted(folder.folder.rglob("*")) == before
    return caught.value.message.fr


def test_a_file_is_kept_by_its_content_and_known_by_its_name(folder, tmp_path):
    kept = folder.keep(f"committee_minutes={source(tmp_path)}")
    digest = sha256(PDF).hexdigest()
    assert (kept.kind, kept.name, kept.sha256, kept.size) == ("committee_minutes", "compte rendu.pdf", digest, len(PDF))
    assert kept.media_type == "application/pdf"
    assert folder.path(digest) == folder.folder / digest[:2] / digest
    assert folder.path(digest).read_bytes() == PDF
    assert examine(f"committee_minutes={source(tmp_path)}") == kept


def test_the_same_content_is_kept_once_whatever_its_name(folder, tmp_path):
    for name in ("a.pdf", "b.pdf"):
        folder.keep(str(source(tmp_path, name)))
    assert len([path for path in folder.folder.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"PK\x03\x04rest", "application/zip"),
        (b"<script>", "application/octet-stream"),
    ],
)
def test_what_a_file_is_is_read_from_its_content_not_from_its_name(folder, tmp_path, content, media_type):
    assert folder.keep(str(source(tmp_path, "x.pdf", content))).media_type == media_type


def test_a_kept_file_that_was_changed_or_cut_short_is_written_anew(folder, tmp_path):
    kept = folder.keep(str(source(tmp_path)))
    for damage in (b"", PDF[:5], b"autre chose"):
        folder.path(kept.sha256).write_bytes(damage)
        folder.keep(str(source(tmp_path)))
        assert folder.path(kept.sha256).read_bytes() == PDF


@posix
def test_a_link_in_the_place_of_a_kept_file_is_replaced_and_not_written_through(folder, tmp_path):
    kept = folder.keep(str(source(tmp_path)))
    elsewhere = source(tmp_path, "elsewhere", b"precious")
    target = folder.path(kept.sha256)
    target.unlink()
    target.symlink_to(elsewhere)
    folder.keep(str(source(tmp_path)))
    assert not target.is_symlink()
    assert (target.read_bytes(), elsewhere.read_bytes()) == (PDF, b"precious")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("vide.pdf", b"", "le fichier est vide"), ("gros.pdf", b"x" * 2_000, "plus de 200 Mio")],
)
def test_an_empty_or_too_large_file_is_refused(folder, tmp_path, monkeypatch, name, content, said):
    monkeypatch.setattr(evidence, "LARGEST", 1_000)
    assert said in refused(source(tmp_path, name, content), folder)


def test_a_file_as_large_as_may_be_is_kept(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(evidence, "LARGEST", len(PDF))
    assert folder.keep(str(source(tmp_path))).size == len(PDF)


def test_what_is_not_there_or_is_no_file_is_refused(folder, tmp_path):
    assert "il n’existe pas" in refused(tmp_path / "rien.pdf", folder)
    assert "ce n’est pas un fichier" in refused(tmp_path, folder)
    assert "ce n’est pas un nom de fichier" in refused("x\0y.pdf", folder)
    assert "Pièce sans nature ou sans fichier" in refused("", folder)
    assert "Pièce sans nature ou sans fichier : « press= »" in refused("press=", folder)
    assert "Pièce sans nature ou sans fichier : « =a.pdf »" in refused("=a.pdf", folder)
    assert "Nature de pièce inconnue : « facture »" in refused(f"facture={tmp_path / 'rien.pdf'}", folder)


@posix
def test_a_link_a_pipe_or_a_device_is_refused_at_once(folder, tmp_path):
    link = tmp_path / "lien.pdf"
    link.symlink_to(source(tmp_path))
    assert "c’est un lien symbolique" in refused(link, folder)
    link.unlink()
    link.symlink_to(link)
    assert "c’est un lien symbolique" in refused(link, folder)
    pipe = tmp_path / "tube"
    os.mkfifo(pipe)
    assert "ce n’est pas un fichier" in refused(pipe, folder)  # not waited for
    assert "ce n’est pas un fichier" in refused("/dev/zero", folder)


@posix
def test_a_name_with_an_equals_sign_may_be_a_file(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source(tmp_path, "a=b.pdf")
    assert folder.keep("a=b.pdf").name == "a=b.pdf"
    assert folder.keep("press=a=b.pdf").kind == "press"


@posix
def test_the_file_that_is_read_is_the_one_that_was_opened(folder, tmp_path, monkeypatch):
    """Somebody puts a link in its place between the two: the link is not followed."""
    file, secret = source(tmp_path), source(tmp_path, "secret", b"secret")
    opened = os.open

    def swapping(path, flags, *rest, **more):
        handle = opened(path, flags, *rest, **more)
        if Path(path) == file and not file.is_symlink():
            file.unlink()
            file.symlink_to(secret)
        return handle

    monkeypatch.setattr(os, "open", swapping)
    assert folder.keep(str(file)).sha256 == sha256(PDF).hexdigest()
    assert "c’est un lien symbolique" in refused(file, folder)


def test_a_folder_that_cannot_hold_it_is_told_and_leaves_nothing(folder, tmp_path):
    folder.folder.write_text("un fichier", encoding="utf-8")
    with pytest.raises(WorkspaceError) as caught:
        folder.keep(str(source(tmp_path)))
    assert "La pièce ne peut pas être gardée" in caught.value.message.fr
    assert caught.value.remedy.fr == "rien n’a été enregistré"


def test_a_failed_copy_leaves_no_file_behind(folder, tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WorkspaceError, match="il n’y a plus de place sur le disque"):
        folder.keep(str(source(tmp_path)))
    assert [path for path in folder.folder.rglob("*") if path.is_file()] == []


KEEPING = """
import sys
from pathlib import Path
from workflow.evidence import EvidenceFolder
print(EvidenceFolder(Path(sys.argv[1])).keep(sys.argv[2]).sha256)
"""


def test_two_who_keep_the_same_file_at_once_both_have_it(folder, tmp_path):
    file = source(tmp_path, content=b"x" * 5_000_000)
    running = [
        subprocess.Popen([sys.executable, "-c", KEEPING, folder.folder, file], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    digests = {process.communicate(timeout=30)[0].strip() for process in running}
    assert len(digests) == 1
    assert [path.name for path in folder.folder.rglob("*") if path.is_file()] == list(digests)
