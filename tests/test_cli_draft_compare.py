"""`jalon draft compare`: what differs, in words that need no colour, on a page, and as tracked changes of Word."""

import importlib.util
import sys

import pytest
from drafted import DOSSIER, PROTOCOL, READY, Word, drafts_of
from screens import shown

from workflow.documents.formats.archive import unpacked

needs_extra = pytest.mark.skipif(
    importlib.util.find_spec("python_redlines") is None, reason="the extra that compares Word files is not installed"
)


@pytest.fixture
def returned(drafter):
    """The Word file of the first protocol, come back with three changes."""
    drafter("draft", "write", PROTOCOL, "--to", "envoi")
    word = Word(drafts_of(drafter.folder / "envoi")["docx"].read_bytes())
    word.replace("a été lancé", "fut lancé").add("Un article de plus.").save(drafter.folder / "relu.docx")
    return drafter


def test_two_versions_are_compared_in_words(ready):
    said = ready("draft", "compare", PROTOCOL, READY).out
    told = ready("draft", "compare", PROTOCOL, READY, "--json").json
    assert (told["before"], told["after"], told["same"]) == (PROTOCOL, READY, False)
    assert f"{len(told['changes'])} différences." in said
    for change in told["changes"]:
        assert change["sentence"].replace("\u00a0", " ").replace("\u202f", " ") in said
    assert "Article 2 – Le territoire" in said


def test_a_sign_and_a_word_say_what_colour_says(ready):
    words = ("draft", "compare", PROTOCOL, READY)
    plain = ready(*words).out
    assert "\x1b" not in plain
    assert "  - retiré : « [À COMPLÉTER : portrait du territoire] »" in plain
    assert "  + ajouté : « Deux paragraphes. »" in plain
    assert "  ~ « " in plain
    assert "\x1b[32m" in shown(ready, *words)
    assert "\x1b[3" not in shown(ready, *words, NO_COLOR="1")


def test_the_same_draft_says_the_same(ready):
    told = ready("draft", "compare", READY, READY)
    assert "✓ Les deux documents disent la même chose." in told.out
    assert ready("draft", "compare", READY, READY, "--json").json["changes"] == []


def test_a_draft_and_the_file_that_came_back(returned):
    told = returned("draft", "compare", PROTOCOL, "relu.docx", "--json").json
    assert [(one["before"], one["after"]) for one in told["changes"]] == [
        ("a été", "fut"),
        ("", "Un article de plus."),
    ]
    assert told["after"] == "relu.docx"
    assert len(told["left"]) > 5
    assert "passages restent à remplir" in returned("draft", "compare", PROTOCOL, "relu.docx").out


def test_without_a_second_document_the_copy_that_was_attached(returned):
    returned("draft", "attach", PROTOCOL, "relu.docx")
    told = returned("draft", "compare", PROTOCOL, "--json").json
    assert (told["after"], len(told["changes"])) == ("relu.docx", 2)


def test_or_else_the_version_before(ready):
    told = ready("draft", "compare", READY, "--json").json
    assert (told["before"], told["after"]) == (PROTOCOL, READY)


def test_of_a_first_version_one_must_say_with_what(drafter):
    said = drafter("draft", "compare", PROTOCOL, code=1).err
    assert "est la première version" in said
    assert f"jalon draft compare {PROTOCOL} FICHIER.docx" in said


def test_a_page_shows_both(returned):
    said = returned("draft", "compare", PROTOCOL, "relu.docx", "--html", "ecarts/page.html").out
    assert "écrit : ecarts/page.html" in said
    page = (returned.folder / "ecarts" / "page.html").read_text(encoding="utf-8")
    assert '<html lang="fr"' in page
    assert "Un article de plus." in page
    assert PROTOCOL in page
    assert "<del>" in page
    returned("draft", "compare", PROTOCOL, "relu.docx", "--html", "en.html", "--lang", "en")
    assert '<html lang="en"' in (returned.folder / "en.html").read_text(encoding="utf-8")


def test_a_page_is_not_written_over_something_else(returned):
    (returned.folder / "page.html").write_text("autre chose", encoding="utf-8")
    words = ("draft", "compare", PROTOCOL, "relu.docx", "--html", "page.html")
    assert "existe déjà" in returned(*words, code=1).err
    assert (returned.folder / "page.html").read_text(encoding="utf-8") == "autre chose"
    returned(*words, "--force")
    assert "Un article" in (returned.folder / "page.html").read_text(encoding="utf-8")


@needs_extra
@pytest.mark.slow
def test_word_shows_them_as_changes_to_accept_or_refuse(returned):
    returned("draft", "compare", PROTOCOL, "relu.docx", "--word", "suivi.docx")
    text = unpacked((returned.folder / "suivi.docx").read_bytes())["word/document.xml"].decode()
    assert "<w:ins " in text
    assert "<w:del " in text
    assert 'w:author="Lou Fabre"' in text
    returned("draft", "compare", PROTOCOL, "relu.docx", "--word", "autre.docx", JALON_ACTOR="inconnu")
    assert 'w:author="inconnu"' in unpacked((returned.folder / "autre.docx").read_bytes())["word/document.xml"].decode()


@needs_extra
@pytest.mark.slow
def test_two_versions_as_tracked_changes(ready):
    ready("draft", "compare", PROTOCOL, READY, "--word", "suivi.docx")
    assert b"<w:ins " in unpacked((ready.folder / "suivi.docx").read_bytes())["word/document.xml"]


def test_without_the_extra_one_is_told_what_to_install(returned, monkeypatch):
    monkeypatch.setitem(sys.modules, "python_redlines", None)
    said = returned("draft", "compare", PROTOCOL, "relu.docx", "--word", "suivi.docx", code=1).err
    assert "jalon[compare]" in said
    assert not (returned.folder / "suivi.docx").exists()


def test_a_final_draft_is_compared_as_it_went_out(ready):
    ready("draft", "final", READY)
    ready("draft", "write", READY, "--to", "envoi")
    assert ready("draft", "compare", READY, drafts_of(ready.folder / "envoi")["docx"], "--json").json["same"] is True


def test_a_copy_that_is_final_is_what_the_next_file_is_compared_with(returned):
    Word((returned.folder / "relu.docx").read_bytes()).complete().save(returned.folder / "complet.docx")
    returned("draft", "attach", PROTOCOL, "complet.docx")
    returned("draft", "final", PROTOCOL)
    assert returned("draft", "compare", PROTOCOL, "complet.docx", "--json").json["same"] is True
    returned("draft", "write", PROTOCOL, "--to", "fin")
    assert returned("draft", "compare", PROTOCOL, drafts_of(returned.folder / "fin")["docx"], "--json").json["same"]
    assert len(returned("draft", "compare", PROTOCOL, "--json").json["changes"]) > 3, "with the draft as it was drawn"


@pytest.mark.parametrize(
    ("other", "code", "said"),
    [
        ("rien.docx", 1, "Brouillon ou fichier inconnu"),
        (f"{DOSSIER}-protocol-9", 1, f"noms proches : {PROTOCOL}"),
        ("scan.pdf", 1, "on n’en lit pas le texte"),
        ("faux.docx", 1, "ce n’est pas un fichier Word"),
        ("db", 2, "ce n’est pas un fichier"),
    ],
)
def test_what_cannot_be_compared_is_told(drafter, other, code, said):
    (drafter.folder / "scan.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    (drafter.folder / "faux.docx").write_bytes(b"bonjour")
    assert said in drafter("draft", "compare", PROTOCOL, other, code=code).err


def test_comparing_writes_nothing_into_the_history(returned):
    before = returned.seq(DOSSIER)
    returned("draft", "compare", PROTOCOL, "relu.docx", JALON_ACTOR="audit")
    assert returned.seq(DOSSIER) == before


def test_english_is_complete(ready):
    said = ready("draft", "compare", PROTOCOL, READY, "--lang", "en").out
    assert "differences." in said
    assert "removed: “" in said
    assert "becomes" in said
