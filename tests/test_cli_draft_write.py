"""`jalon draft write`: files with names a person recognises, whole or not at all, over nothing that is there."""

import hashlib
import json
import os
import stat
import sys

import docx
import pytest
from dossiers import BY, ONE_REGION, TWO_REGIONS
from drafted import DOSSIER, PROTOCOL, drafts_of
from screens import seen, wide

from workflow.documents.formats import FORMATS, write
from workflow.documents.formats.archive import unpacked
from workflow.entries import ProjectSet
from workflow.issuing import drafts, files
from workflow.models import Draft

NAME = "Protocole d’accord – Axe Seine – v1 – projet"


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_one_draft_in_the_formats_asked_for_each_with_its_size_and_hash(drafter):
    words = ("draft", "write", PROTOCOL, "--format", "docx", "--format", "pdf", "--format", "html", "--format", "md")
    said = drafter(*words, "--to", "envoi").out
    found = drafts_of(drafter.folder / "envoi")
    assert {file.name for file in found.values()} == {f"{NAME}.{one}" for one in ("docx", "pdf", "html", "md")}
    for file in found.values():
        assert f"✓ envoi/{file.name}" in said
        assert f"SHA-256 {digest(file)}" in said
        assert f"{file.stat().st_size:,}".replace(",", " ") + " octets" in said
    assert "4 fichiers : 4 écrits" in said
    assert f"jalon draft gaps {PROTOCOL}" in said


def test_what_the_bytes_depend_on_besides_the_draft_is_told(drafter):
    words = ("draft", "write", PROTOCOL, "--format", "html", "--json")
    before = drafter(*words, "--to", "un").json["made_with"]
    assert {"jalon", "typst", "lxml"} < before.keys()
    assert before == drafter("draft", "preview", "protocol", ONE_REGION, "--to", "deux", "--json").json["made_with"]
    look = drafter.folder / "templates" / "look" / "base.typ"
    look.write_text(look.read_text(encoding="utf-8") + "// la nôtre\n", encoding="utf-8")
    after = drafter(*words, "--to", "trois").json["made_with"]
    assert [name for name in before if before[name] != after[name]] == ["base.typ"]


def test_without_a_format_a_word_file_here(drafter):
    drafter("draft", "write", PROTOCOL)
    assert (drafter.folder / f"{NAME}.docx").is_file()


def test_each_format_says_where_it_is_from(drafter):
    """Dossier, version and the beginning of the hash of the text, on every page."""
    drafter("draft", "write", PROTOCOL, "--format", "docx", "--format", "html", "--to", "envoi")
    with drafter.engine() as engine, engine.store.reading() as reading:
        draft = reading.one(Draft, id=PROTOCOL)
    said = f"{DOSSIER} · version 1 · {draft.text_digest[:12]}"
    found = drafts_of(drafter.folder / "envoi")
    assert said in found["html"].read_text(encoding="utf-8")
    parts = unpacked(found["docx"].read_bytes())
    assert said.encode() in b"".join(parts[name] for name in parts if "footer" in name)
    assert "Axe Seine – Protocole d’accord".encode() in b"".join(parts[name] for name in parts if "header" in name)


def test_markdown_is_the_stored_text_to_the_letter(drafter):
    drafter("draft", "write", PROTOCOL, "--format", "md")
    text = (drafter.folder / f"{NAME}.md").read_text(encoding="utf-8")
    assert text == drafter("draft", "show", PROTOCOL, "--raw").out


def test_the_last_version_of_each_document_of_a_dossier(drafter):
    drafter("draft", "draw", "protocol", ONE_REGION)
    told = drafter("draft", "write", ONE_REGION, "--format", "html", "--to", "tout", "--json").json["files"]
    assert [one["draft"] for one in told] == [
        f"{DOSSIER}-{one}"
        for one in (
            "committee_installation-1",
            "action_sheet-1-1",
            "action_sheet-2-1",
            "project_summary-1",
            "protocol-2",
        )
    ]
    assert {one["path"] for one in told} == {str(file.relative_to(drafter.folder)) for file in _files(drafter, "tout")}
    assert "Fiche-action n° 2 – Friche du Port – Axe Seine – v1 – projet.html" in {
        file.name for file in _files(drafter, "tout")
    }
    only = drafter("draft", "write", ONE_REGION, "--document", "action_sheet", "--format", "md", "--json").json["files"]
    assert len(only) == 2


def _files(jalon, folder):
    return list((jalon.folder / folder).iterdir())


def test_the_same_draft_gives_the_same_bytes_at_any_time(drafter, monkeypatch):
    words = ("draft", "write", ONE_REGION, "--format", "docx", "--format", "pdf", "--format", "html", "--json")
    first = drafter(*words, "--to", "un").json["files"]
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    second = drafter(*words, "--to", "deux").json["files"]
    assert [one["sha256"] for one in first] == [one["sha256"] for one in second]
    assert [one["parts_sha256"] for one in first] == [one["parts_sha256"] for one in second]
    for one in first:
        assert (one["parts_sha256"] is not None) == (one["format"] == "docx")
        assert digest(drafter.folder / one["path"]) == one["sha256"]


# ── what is there already ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_file_is_said_to_be_unchanged_and_left_alone(drafter):
    drafter("draft", "write", PROTOCOL, "--format", "html")
    file = drafter.folder / f"{NAME}.html"
    os.utime(file, (1, 1))
    assert "inchangé" in drafter("draft", "write", PROTOCOL, "--format", "html").out
    assert file.stat().st_mtime == 1


def test_a_file_that_says_something_else_is_left_as_it_is_unless_it_is_told(drafter):
    file = drafter.folder / f"{NAME}.html"
    file.write_text("relu et annoté", encoding="utf-8")
    said = drafter("draft", "write", PROTOCOL, "--format", "html", code=1).err
    assert "existe déjà, avec un autre contenu" in said
    assert "--force" in said
    assert file.read_text(encoding="utf-8") == "relu et annoté"
    assert "remplacé" in drafter("draft", "write", PROTOCOL, "--format", "html", "--force").out
    assert "<html" in file.read_text(encoding="utf-8")


def test_of_many_the_others_are_written_and_the_command_says_that_one_was_not(drafter):
    folder = drafter.folder / "tout"
    folder.mkdir()
    (folder / f"{NAME}.html").write_text("annoté", encoding="utf-8")
    told = drafter("draft", "write", ONE_REGION, "--format", "html", "--to", "tout", "--json", code=1)
    outcomes = {one["draft"]: one["outcome"] for one in told.json["files"]}
    assert outcomes.pop(PROTOCOL) == "refused"
    assert set(outcomes.values()) == {"written"}
    assert told.json["files"][-1]["error"]["code"] == "already-exists"
    said = drafter("draft", "write", ONE_REGION, "--format", "html", "--to", "tout", code=1)
    assert "5 fichiers : 4 inchangés, 1 refusé" in said.out
    assert "existe déjà" in said.err


def test_a_folder_or_a_link_in_its_place_is_not_written_through(drafter):
    (drafter.folder / f"{NAME}.html").mkdir()
    assert "existe déjà" in drafter("draft", "write", PROTOCOL, "--format", "html", code=1).err
    assert "Impossible d’écrire" in drafter("draft", "write", PROTOCOL, "--format", "html", "--force", code=1).err
    (drafter.folder / "secret").write_text("secret", encoding="utf-8")
    (drafter.folder / f"{NAME}.md").symlink_to("secret")
    drafter("draft", "write", PROTOCOL, "--format", "md", code=1)
    drafter("draft", "write", PROTOCOL, "--format", "md", "--force")
    assert (drafter.folder / "secret").read_text(encoding="utf-8") == "secret"
    assert not (drafter.folder / f"{NAME}.md").is_symlink()


# ── where it cannot be written ────────────────────────────────────────────────────────────────────────────────────


def test_a_file_for_a_folder_is_told(drafter):
    said = drafter("draft", "write", PROTOCOL, "--to", "states.yaml", code=1).err
    assert "Impossible d’écrire dans « states.yaml »" in said
    assert "pas un répertoire" in said
    assert "--to" in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_without_the_right_is_told(drafter):
    folder = drafter.folder / "ferme"
    folder.mkdir(mode=stat.S_IRUSR | stat.S_IXUSR)
    assert "droits" in drafter("draft", "write", PROTOCOL, "--to", "ferme", code=1).err


def test_nothing_half_written_is_left_behind(drafter):
    drafter("draft", "write", PROTOCOL, "--format", "docx", "--format", "md", "--to", "tout/au/fond")
    assert not list((drafter.folder / "tout").rglob(".*"))
    drafter("draft", "write", f"{PROTOCOL}9", "--to", "rien", code=1)
    assert not (drafter.folder / "rien").exists()


# ── which ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((f"{DOSSIER}-protocole-1",), 1, f"noms proches : {PROTOCOL}"),
        (("axe-sein",), 1, "noms proches : Axe Seine"),
        ((ONE_REGION, "--document", "protocole"), 1, "noms proches : protocol"),
        ((PROTOCOL, "--format", "doc"), 1, "noms proches : docx"),
        ((PROTOCOL, "--format", "xyz"), 1, "choisir parmi docx, pdf, html, md, odt"),
        ((), 2, "BROUILLON|DOSSIER"),
    ],
)
def test_what_is_not_known_is_answered_with_what_is(drafter, words, code, said):
    assert said in drafter("draft", "write", *words, code=code).err


def test_a_dossier_without_drafts_says_what_makes_some(drafter):
    drafter("open", TWO_REGIONS, JALON_ACTOR="national")
    said = drafter("draft", "write", TWO_REGIONS, code=1).err
    assert "n’a pas encore de brouillon" in said
    assert "jalon next lacq-pau-tarbes-2018" in said


def test_whoever_reads_may_write_the_files(drafter):
    drafter("draft", "write", PROTOCOL, "--format", "md", JALON_ACTOR="audit")
    drafter("draft", "write", PROTOCOL, "--format", "md", JALON_ACTOR="inconnu")


def test_all_leaves_out_what_this_machine_cannot_make_and_says_so(drafter, monkeypatch):
    monkeypatch.setenv("PATH", str(drafter.folder))
    told = drafter("draft", "write", PROTOCOL, "--format", "all", "--to", "tout")
    assert "pas de fichier ODT : ni LibreOffice ni pandoc" in told.out
    assert set(drafts_of(drafter.folder / "tout")) == {"docx", "pdf", "html", "md"}
    assert "demande LibreOffice ou pandoc" in drafter("draft", "write", PROTOCOL, "--format", "odt", code=1).err


def test_two_projects_of_one_title_have_two_files(drafter):
    with drafter.engine() as engine:
        for number in (1, 2):
            engine.record(DOSSIER, ProjectSet(number=number, title="Halle"), BY.national)
    drafter("draft", "draw", "action_sheet", ONE_REGION)
    drafter("draft", "write", ONE_REGION, "--document", "action_sheet", "--format", "md", "--to", "f")
    assert len(_files(drafter, "f")) == 2


# ── an office’s own Word template ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def with_template(drafter):
    """A workspace with a Word template of its own for the protocol."""
    document = docx.Document()
    document.add_heading("Protocole, à la mode de chez nous : {{ territoire.nom }}", 0)
    document.add_paragraph("Fait à {{ protocole.signature.lieu }}.")
    document.add_paragraph("{%p for p in projets %}")
    document.add_paragraph("n° {{ p.numero }} : {{ p.titre }}")
    document.add_paragraph("{%p endfor %}")
    document.save(drafter.workspace.templates / "protocol.docx")
    return drafter


def test_an_offices_own_word_template_makes_the_word_file_of_the_same_data(with_template):
    jalon = with_template
    told = jalon("draft", "write", PROTOCOL, "--format", "docx", "--format", "html", "--to", "f")
    assert "d’après votre modèle Word protocol.docx" in told.out
    document = unpacked(drafts_of(jalon.folder / "f")["docx"].read_bytes())["word/document.xml"].decode()
    assert "à la mode de chez nous" in document
    assert "École de production" in document
    assert "[À COMPLÉTER : lieu de la signature]" in document
    assert "chez nous" not in drafts_of(jalon.folder / "f")["html"].read_text(encoding="utf-8")
    parts = unpacked(drafts_of(jalon.folder / "f")["docx"].read_bytes())
    assert f"{DOSSIER} · version 1".encode() in b"".join(parts[name] for name in parts if "footer" in name)


def test_what_comes_back_is_compared_with_what_that_template_made(with_template):
    jalon = with_template
    jalon("draft", "write", PROTOCOL, "--to", "f")
    file = drafts_of(jalon.folder / "f")["docx"]
    assert jalon("draft", "compare", PROTOCOL, file, "--json").json["same"] is True
    assert jalon("draft", "attach", PROTOCOL, file, "--json").json["copy"]["changes"] == 0


def test_without_the_extra_one_is_told_what_to_install(with_template, monkeypatch):
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    said = with_template("draft", "write", PROTOCOL, code=1).err
    assert "demande un complément" in said
    assert "jalon[word]" in said


def test_a_template_that_is_wrong_is_told_and_the_other_formats_are_written(with_template):
    (with_template.workspace.templates / "protocol.docx").write_bytes(b"rien")
    told = with_template("draft", "write", PROTOCOL, "--format", "docx", "--format", "md", "--to", "f", code=1)
    assert "ce n’est pas un fichier Word" in told.err
    assert set(drafts_of(with_template.folder / "f")) == {"md"}


# ── how it looks ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_fits_a_terminal_and_english_is_complete(drafter):
    screen = seen(drafter, "draft", "write", PROTOCOL, "--format", "md", "--format", "html", "--to", "x")
    assert wide(screen) <= 80
    said = drafter("draft", "write", PROTOCOL, "--format", "md", "--to", "x", "--lang", "en").out
    assert "unchanged" in said
    assert "values are missing" in said


def test_three_formats_of_one_draft_are_one_transaction_of_reading_and_no_writing(drafter):
    before = drafter.seq(DOSSIER)
    drafter("draft", "write", PROTOCOL, "--format", "docx", "--format", "pdf", "--format", "html")
    assert drafter.seq(DOSSIER) == before


def test_the_file_is_what_the_format_makes_of_the_draft(drafter):
    drafter("draft", "write", PROTOCOL, "--format", "html")
    with drafter.engine() as engine, engine.store.reading() as reading:
        source = files.issued(drafts.standing(reading, drafts.find(reading, PROTOCOL)))
    assert (drafter.folder / f"{NAME}.html").read_bytes() == write(source, "html")
    assert json.loads(source.data_json)["document"]["version"] == 1
    assert set(FORMATS) == {"docx", "pdf", "html", "md", "odt"}
