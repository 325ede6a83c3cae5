"""A signed document brought as evidence of any entry: who signed it is told at once, and kept with the entry."""

import sys

import pytest
from signers import Signers, blank_pdf
from test_cli_json import demand

from workflow.models import HistoryEntry

SCAN = "copie numérisée, sans signature électronique"


@pytest.fixture(scope="module")
def signed():
    return Signers().sign(blank_pdf(), "Marie Lefèvre")


@pytest.fixture
def bring(jalon, signed):
    """Record a note with a file of that content, given as `option` says."""
    jalon("open", "axe-seine", "--on", "2018-11-22")
    contents = {"signed": signed, "scan": blank_pdf(), "longer": signed + b"\n% et ceci\n", "words": b"des mots"}

    def record(content, option="signed_document=copie.pdf", *more, **environ):
        (jalon.folder / "copie.pdf").write_bytes(contents[content])
        return jalon("record", "note", "axe-seine", "voir la copie", "--evidence", option, *more, **environ)

    record.jalon = jalon
    return record


@pytest.mark.parametrize(
    ("content", "begins", "said"),
    [
        ("signed", "✓", "fichier entier couvert : Marie Lefèvre (AC de test)"),
        ("scan", "!", SCAN),
        ("longer", "!", "attention, du contenu a été ajouté après la signature : Marie Lefèvre"),
        ("words", "!", "ce fichier n’est pas un PDF"),
    ],
)
def test_of_a_signed_document_it_is_told_who_signed_and_whether_all_of_it_is_covered(bring, content, begins, said):
    assert f"{begins} copie.pdf : {said}" in bring(content).out
    assert f"copie.pdf ({said}" in bring.jalon("history", "axe-seine").out
    assert f"copie.pdf ({said}" in bring.jalon("history", "--evidence", "signed_document").out


def test_a_signature_is_not_passed_over_whatever_the_file_is_said_to_be(bring):
    assert "signature intacte" in bring("signed", "copie.pdf").out
    assert "signature intacte" in bring("signed", "deliberation=copie.pdf").out
    assert SCAN not in bring("scan", "committee_minutes=copie.pdf").out, "minutes need not be signed"


def test_what_was_found_is_data_and_the_signer_is_named_in_no_body(bring):
    bring("signed", "signed_document=copie.pdf", "--json")
    answer = bring.jalon("history", "axe-seine", "--json").json
    demand("history", answer)
    found = answer["entries"][-1]["evidence"][0]["signed"]
    assert (found["kind"], found["whole"], found["holds"]) == ("signed", True, True)
    assert [(one["signer"], one["intact"], one["trusted"]) for one in found["signatures"]] == [
        ("Marie Lefèvre", True, None)
    ]
    with bring.jalon.engine() as engine, engine.store.reading() as reading:
        assert not any("Lefèvre".encode() in row.body for row in reading.rows(HistoryEntry))


def test_who_signed_is_erased_with_the_file(bring):
    bring("signed")
    bring.jalon("erase", "axe-seine", "1", "--field", "evidence", "--legal-basis", "RGPD, article 17")
    assert "Marie Lefèvre" not in bring.jalon("history", "axe-seine").out
    assert "document signé : [effacé]" in bring.jalon("history", "axe-seine").out


def test_a_signature_that_nothing_here_can_read_is_said_to_be_one(bring, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyhanko", None)
    said = bring("signed").out
    assert "Ce PDF est signé" in said
    assert "pip install 'jalon[signature]'" in said
    assert SCAN not in bring.jalon("history", "axe-seine").out
