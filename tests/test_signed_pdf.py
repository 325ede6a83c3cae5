"""A PDF brought as a signed document: who signed, whether all of it is covered, or that it is only a scan."""

import json
import random
import sys
from datetime import UTC, datetime, timedelta

import pytest
from signers import Signers, blank_pdf

from workflow.canonical import canonical
from workflow.dates import parse_instant
from workflow.integrity.signed_pdf import NoSignatureLibrary, SignedCopy, examine


@pytest.fixture(scope="module")
def authority():
    return Signers()


@pytest.fixture(scope="module")
def signed(authority):
    return authority.sign(blank_pdf(), "Marie Lefèvre")


def test_a_signed_file_names_its_signer_and_is_covered_to_its_last_byte(authority, signed):
    found = examine(signed, [authority.root])
    assert (found.kind, found.whole, found.holds) == ("signed", True, True)
    (one,) = found.signatures
    assert (one.signer, one.issuer, one.intact, one.kept, one.trusted) == (
        *("Marie Lefèvre", "AC de test"),
        *(True, True, True),
    )
    assert abs(parse_instant(one.signed_at) - datetime.now(UTC)) < timedelta(minutes=5)
    assert not one.stamped
    assert str(found.sentence).startswith("fichier entier couvert\u00a0: Marie Lefèvre (AC de test), le ")
    assert "signature intacte" in found.sentence.fr
    assert "signature intact" in found.sentence.en


def test_a_certificate_is_recognised_only_under_a_root_that_was_given(authority, signed):
    assert examine(signed).signatures[0].trusted is None
    assert "certificat non vérifié" in examine(signed).sentence.fr
    stranger = examine(signed, [Signers("une autre AC").root])
    assert (stranger.signatures[0].trusted, stranger.holds) == (False, True)
    assert "certificat non reconnu" in stranger.sentence.fr
    assert examine(signed, [Signers("une autre AC").root, authority.root]).signatures[0].trusted


def test_bytes_added_after_the_signature_are_told(authority, signed):
    found = examine(signed + b"\n% more\n", [authority.root])
    assert (found.whole, found.holds, found.signatures[0].intact) == (False, False, True)
    assert found.sentence.fr.startswith("attention, du contenu a été ajouté après la signature")


def test_a_changed_byte_breaks_the_signature(authority, signed):
    place = signed.index(b"MediaBox") + 12
    changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    found = examine(changed, [authority.root])
    assert not found.holds
    assert "SIGNATURE ROMPUE" in found.sentence.fr


def test_two_people_sign_one_after_the_other(authority, signed):
    found = examine(authority.sign(signed, "Jean N’Guyen", "Signature2"), [authority.root])
    assert [one.signer for one in found.signatures] == ["Marie Lefèvre", "Jean N’Guyen"]
    assert (found.whole, found.holds) == (True, True)
    assert " ; " in found.sentence.fr


def test_a_scan_is_said_to_be_one():
    found = examine(blank_pdf())
    assert (found.kind, found.holds, found.signatures) == ("unsigned", False, ())
    assert "copie numérisée, sans signature électronique" in found.sentence.fr


def test_what_is_no_pdf_is_said_to_be_none():
    for content in (b"", b"\x89PNG", b"hello"):
        assert examine(content).kind == "other"
        assert "pas un PDF" in examine(content).sentence.fr


@pytest.mark.parametrize("content", [b"%PDF-1.7 /ByteRange", b"%PDF-1.7\n/ByteRange [0 1 2 3]\n%%EOF"])
def test_a_file_that_cannot_be_read_is_said_to_be_so(content):
    found = examine(content)
    assert (found.kind, found.holds) == ("unreadable", False)
    assert "illisible" in found.sentence.fr


def test_the_result_is_plain_data_to_be_kept_with_the_entry(authority, signed):
    found = examine(signed, [authority.root])
    data = json.loads(canonical(found.as_data()))
    assert (data["kind"], data["whole"], data["holds"]) == ("signed", True, True)
    assert data["signatures"][0]["signer"] == "Marie Lefèvre"
    assert data["signatures"][0]["holds"] is True
    assert SignedCopy.of(data, found.sha256) == found
    assert SignedCopy.of({"kind": "signed"}, found.sha256).kind == "unreadable", (
        "what was not told by us is not believed"
    )


def test_without_the_library_a_scan_is_still_known_and_a_signature_is_not_passed_over(signed, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyhanko", None)
    assert examine(blank_pdf()).kind == "unsigned"
    with pytest.raises(NoSignatureLibrary) as refused:
        examine(signed)
    assert "jalon[signature]" in str(refused.value.remedy)


def test_no_flipped_byte_is_taken_for_intact_and_none_ends_in_a_traceback(authority, signed):
    whole = examine(signed, [authority.root])
    dice = random.Random(3)  # noqa: S311  # to be repeated, not to be secret
    for _ in range(120):
        place = dice.randrange(len(signed))
        changed = signed[:place] + bytes([signed[place] ^ 1 << dice.randrange(8)]) + signed[place + 1 :]
        found = examine(changed, [authority.root])
        # A changed certificate may bear another name: then it does not lead to the root any more, and that is told.
        assert not found.holds or found.signatures == whole.signatures or not found.signatures[0].trusted


def test_a_file_cut_short_is_never_intact(signed):
    for length in range(0, len(signed), len(signed) // 40):
        assert not examine(signed[:length]).holds
