"""Keys, signed notes, checkpoints, proofs and tiles: read by the rules of C2SP, and nothing else."""

import base64
import os
import shlex
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import InvalidValue, KeyFileError, ProofRefused
from workflow.integrity import note, tiles
from workflow.integrity.checkpoint import Checkpoint, open_checkpoint
from workflow.integrity.merkle import Tree, leaf, root_of
from workflow.integrity.note import Note
from workflow.integrity.proof import Proof
from workflow.keys import COSIGNATURE, PublicKey, Signer, Trust, application_signer, load, make

ORIGIN = "protocoles.example.fr/journal-1"
SEAL = Signer(ORIGIN, 1, bytes(range(32)))
WITNESS = Signer("temoin.example.fr", COSIGNATURE, bytes(range(1, 33)))
OTHER = Signer(ORIGIN, 1, bytes(range(2, 34)))

# The vector of the signed-note specification: Go's own example key and note.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
SPEC_CHECKPOINT = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)


def sealed(size=3):
    leaves = [leaf(bytes([number])) for number in range(size)]
    return Checkpoint(ORIGIN, size, root_of(leaves)).signed(SEAL, 1_650_000_000)


# ── keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_is_in_a_file_that_only_its_owner_reads_and_its_public_form_beside_it(tmp_path):
    made = make(tmp_path / "keys" / "application.key", "jalon.example/app")
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "keys" / "application.key").stat().st_mode) == 0o600
    again = load(tmp_path / "keys" / "application.key")
    assert again.public == made.public
    assert (tmp_path / "keys" / "application.pub").read_text() == made.public.vkey + "\n"
    assert made.public.verify(again.sign(b"entry"), b"entry")
    assert not made.public.verify(again.sign(b"entry"), b"another")


def test_a_key_never_takes_the_place_of_another(tmp_path):
    make(tmp_path / "seal.key", "log")
    before = (tmp_path / "seal.key").read_bytes()
    with pytest.raises(KeyFileError, match="déjà"):
        make(tmp_path / "seal.key", "log")
    assert (tmp_path / "seal.key").read_bytes() == before


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\nb", "a\u00a0b"])
def test_a_key_has_a_name_that_fits_on_its_line(tmp_path, name):
    with pytest.raises(InvalidValue, match="nommer"):
        make(tmp_path / "seal.key", name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of Unix")
def test_a_key_that_others_may_read_is_not_used(tmp_path):
    make(tmp_path / "seal.key", "log")
    (tmp_path / "seal.key").chmod(0o640)
    with pytest.raises(KeyFileError, match="peuvent lire") as refused:
        load(tmp_path / "seal.key")
    assert "chmod 600" in str(refused.value.remedy)


@pytest.mark.skipif(os.name != "posix", reason="pipes and rights of Unix")
def test_what_is_no_key_is_neither_waited_for_nor_told_to_be_closed_to_others(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "page").write_text("name: 12\n")
    (tmp_path / "large").write_bytes(b"x" * 5000)
    for path in (tmp_path / "pipe", tmp_path / "page", tmp_path / "large", tmp_path):
        with pytest.raises(KeyFileError, match="ne contient pas une clé") as refused:
            load(path)
        assert "chmod" not in str(refused.value.remedy)


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of Unix")
def test_the_command_that_closes_a_key_can_be_typed(tmp_path):
    folder = tmp_path / "les clés"
    make(folder / "seal.key", "log")
    (folder / "seal.key").chmod(0o640)
    with pytest.raises(KeyFileError) as refused:
        load(folder / "seal.key")
    assert shlex.split(str(refused.value.remedy)) == ["chmod", "600", str(folder / "seal.key")]


def test_a_key_file_with_one_changed_character_is_no_key(tmp_path):
    make(tmp_path / "seal.key", "log")
    text = (tmp_path / "seal.key").read_text()
    for place, character in enumerate(text.rstrip("\n")):
        changed = "A" if character != "A" else "B"
        (tmp_path / "seal.key").write_text(text[:place] + changed + text[place + 1 :])
        with pytest.raises(KeyFileError):
            load(tmp_path / "seal.key")


@pytest.mark.parametrize("content", [b"", b"PRIVATE+KEY+", b"\xff\xfe", b"nothing", b"PRIVATE+KEY+log+00000000+AQ=="])
def test_what_is_no_key_is_said_to_be_none(tmp_path, content):
    (tmp_path / "seal.key").write_bytes(content)
    (tmp_path / "seal.key").chmod(0o600)
    with pytest.raises(KeyFileError):
        load(tmp_path / "seal.key")


def test_the_key_of_a_workspace_is_found_where_it_lies_or_where_the_variable_says(tmp_path):
    assert application_signer(tmp_path, {}) is None
    own = make(tmp_path / "keys" / "application.key", "own")
    elsewhere = make(tmp_path / "elsewhere.key", "elsewhere")
    assert application_signer(tmp_path, {}).public == own.public
    assert application_signer(tmp_path, {"JALON_KEY": str(tmp_path / "elsewhere.key")}).public == elsewhere.public
    with pytest.raises(KeyFileError, match="n’existe pas"):
        application_signer(tmp_path, {"JALON_KEY": str(tmp_path / "gone.key")})


def test_the_keys_one_trusts_are_told_by_the_names_of_their_files(tmp_path):
    names = {"application.pub": SEAL, "application-2.pub": OTHER, "seal.pub": SEAL, "witness-cour.pub": WITNESS}
    for name, signer in names.items():
        (tmp_path / name).write_text(f"# a comment\n{signer.public.vkey}\n", encoding="utf-8")
    (tmp_path / "authority.pem").write_bytes(b"a certificate")
    (tmp_path / "seal.key").write_text("not read")
    trust = Trust.read([tmp_path, tmp_path / "not there"])
    assert trust == Trust((OTHER.public, SEAL.public), (SEAL.public,), (WITNESS.public,), (b"a certificate",))
    assert trust.signer_of(OTHER.sign_entry("A" * 43)) == OTHER.public
    assert trust.signer_of(bytes(68)) is None


def test_a_public_key_file_with_something_else_in_it_is_refused(tmp_path):
    (tmp_path / "seal.pub").write_text("hello\n")
    with pytest.raises(KeyFileError, match="abîmé"):
        Trust.read([tmp_path])


def test_public_keys_of_go_are_read():
    key = PublicKey.parse(GO_KEY)
    assert (key.name, key.vkey) == ("PeterNeumann", GO_KEY)


@given(st.integers(0, len(GO_KEY) - 1), st.characters(min_codepoint=33, max_codepoint=126))
def test_a_public_key_with_one_other_character_is_refused(place, character):
    changed = GO_KEY[:place] + character + GO_KEY[place + 1 :]
    if changed != GO_KEY:
        with pytest.raises(InvalidValue):
            PublicKey.parse(changed)


# ── notes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_note_signed_by_go_is_read_and_verified():
    parsed = Note.parse(GO_NOTE)
    assert [one.key.name for one in parsed.signed_by([PublicKey.parse(GO_KEY)])] == ["PeterNeumann"]
    assert str(parsed) == GO_NOTE
    assert parsed.signed_by([SEAL.public]) == [], "a key one does not know is passed over"


def test_the_checkpoint_of_the_specification_is_read_with_its_cosignature():
    parsed = Note.parse(SPEC_CHECKPOINT)
    assert Checkpoint.parse(parsed.text).size == 20852163
    assert len(parsed.lines) == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n\n— name",
        "text\n\n- name AAAAAAAA\n",
        "te\x0bxt\n\n— name AAAAAAAA\n",
        "text\r\n\r\n— name AAAAAAAA\r\n",
        "text\n\n" + "— name AAAAAAAA\n" * 65,
        "x" * 70_000 + "\n\n— name AAAAAAAA\n",
    ],
)
def test_what_is_no_note_is_refused(text):
    with pytest.raises(ProofRefused):
        Note.parse(text)


@pytest.mark.parametrize("line", ["— name", "— name AA==", "—  AAAAAAAA", "— a+b AAAAAAAA", "— name !!!!!!!!"])
def test_a_signature_line_that_cannot_be_read_is_refused(line):
    with pytest.raises(ProofRefused):
        Note.parse(f"text\n\n{line}\n").signed_by([SEAL.public])


def test_a_text_may_hold_empty_lines_and_other_ends_of_line():
    for text in ("a\n\nb\n", "a\x85b\u2028c\n"):
        signed = note.sign(text, SEAL)
        assert Note.parse(str(signed)).text == text


def test_a_signature_in_somebodys_name_must_be_his():
    forged = note.line_of(SEAL.public, None, OTHER.sign(b"text\n"))
    with pytest.raises(ProofRefused, match="n’est pas de cette clé"):
        Note("text\n", (forged,)).signed_by([SEAL.public])


def test_a_cosignature_says_when_and_signs_it():
    signed = sealed()
    line = note.cosign(signed.text, WITNESS, 1_700_000_000)
    both = signed.with_lines([line, line])
    assert len(both.lines) == 3
    assert [(one.key, one.time) for one in both.signed_by([SEAL.public, SEAL.public.timed, WITNESS.public])] == [
        (SEAL.public, None),
        (SEAL.public.timed, 1_650_000_000),
        (WITNESS.public, 1_700_000_000),
    ]
    later = base64.b64decode(line.rpartition(" ")[2])
    moved = later[:4] + (1_800_000_000).to_bytes(8, "big") + later[12:]
    with pytest.raises(ProofRefused):
        signed.with_lines([f"— {WITNESS.public.name} {base64.b64encode(moved).decode()}"]).signed_by([WITNESS.public])


# ── checkpoints ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_checkpoint_is_three_lines_signed_as_they_are_and_with_the_time():
    text = str(sealed())
    assert text.split("\n")[:2] == [ORIGIN, "3"]
    opened = open_checkpoint(text, [SEAL.public], origin=ORIGIN)
    assert (opened.checkpoint.size, opened.sealed_at, opened.times) == (3, 1_650_000_000, ())


@pytest.mark.parametrize(
    "text",
    ["", "a\n1\n", "a\n01\nAA==\n", "\n1\n" + "A" * 43 + "=\n", "a\n1\n" + "A" * 43 + "=\nmore\n", "a\n1\nAAAA\n"],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(ProofRefused):
        Checkpoint.parse(text)


def test_a_checkpoint_of_an_unknown_key_or_of_another_log_is_refused():
    with pytest.raises(ProofRefused, match="aucune clé"):
        open_checkpoint(str(sealed()), [OTHER.public])
    with pytest.raises(ProofRefused, match="autre journal"):
        open_checkpoint(str(sealed()), [SEAL.public], origin="another")
    cosigned_alone = Note(sealed().text, (note.cosign(sealed().text, WITNESS, 5),))
    with pytest.raises(ProofRefused, match="aucune clé"):
        open_checkpoint(str(cosigned_alone), [SEAL.public], [WITNESS.public])


def test_no_flipped_bit_of_a_cosigned_checkpoint_is_taken_for_another_content():
    signed = sealed()
    whole = str(signed.with_lines([note.cosign(signed.text, WITNESS, 1_700_000_000)])).encode()
    believed = 0
    for place in range(len(whole) * 8):
        flipped = bytearray(whole)
        flipped[place // 8] ^= 1 << place % 8
        try:
            opened = open_checkpoint(flipped.decode(), [SEAL.public], [WITNESS.public])
        except (ProofRefused, UnicodeDecodeError):
            continue
        believed += 1
        assert opened.checkpoint.text == signed.text
        assert opened.sealed_at in (1_650_000_000, None)
        assert opened.times in ((1_700_000_000,), ())
    assert believed, "a witness whose name was changed is one we do not know: passed over"


# ── proofs ────────────────────────────────────────────────────────────────────────────────────────────────────────


def proof_of(index, size=9):
    leaves = [leaf(bytes([number])) for number in range(size)]
    whole = Tree(size, lambda start, stop: leaves[start:stop])
    return leaves[index], Proof(index, tuple(whole.inclusion(index)), str(sealed(size)))


@pytest.mark.parametrize("index", range(9))
def test_a_proof_is_read_as_it_was_written_and_holds(index):
    hash_, proof = proof_of(index)
    again = Proof.parse(str(proof))
    assert again == proof
    assert again.verify(hash_, [SEAL.public], origin=ORIGIN).checkpoint.size == 9


def test_a_proof_of_another_entry_or_place_does_not_hold():
    hash_, proof = proof_of(4)
    with pytest.raises(ProofRefused, match="ne mène pas"):
        proof.verify(leaf(b"another"), [SEAL.public], origin=ORIGIN)
    with pytest.raises(ProofRefused, match="ne mène pas"):
        Proof(5, proof.hashes, proof.checkpoint).verify(hash_, [SEAL.public], origin=ORIGIN)


def test_extra_data_in_a_proof_is_passed_over():
    hash_, proof = proof_of(2)
    text = str(proof).replace("\nindex", "\nextra aGVsbG8=\nindex")
    assert Proof.parse(text).verify(hash_, [SEAL.public], origin=ORIGIN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1",
        "c2sp.org/tlog-proof@v1\n\n",
        "c2sp.org/tlog-proof@v2\nindex 1\n\nx",
        "c2sp.org/tlog-proof@v1\nindex 01\n\nx",
        "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nx",
        "c2sp.org/tlog-proof@v1\nindex 1\n" + ("A" * 43 + "=\n") * 64 + "\nx",
        "c2sp.org/tlog-proof@v1\nextra !\nindex 1\n\nx",
    ],
)
def test_what_is_no_proof_is_refused(text):
    with pytest.raises(ProofRefused):
        Proof.parse(text)


# ── tiles ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("level", "number", "width", "expected"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 273, 112, "tile/0/273.p/112"),
        (1, 1234067, 256, "tile/1/x001/x234/067"),
        ("entries", 1000, 1, "tile/entries/x001/000.p/1"),
    ],
)
def test_a_tile_lies_where_the_specification_says(level, number, width, expected):
    assert str(tiles.path(level, number, width)) == expected


def test_a_tree_of_seventy_thousand_has_the_tiles_of_the_specification():
    chunks = (
        [leaf(number.to_bytes(4, "big")) for number in range(at, min(at + 256, 70_000))] for at in range(0, 70_000, 256)
    )
    made = {str(name): len(content) // 32 for name, content in tiles.tree(chunks)}
    assert sum(1 for name in made if name.startswith("tile/0/")) == 274
    assert {name: width for name, width in made.items() if not name.startswith("tile/0/") or width < 256} == {
        "tile/0/273.p/112": 112,
        "tile/1/000": 256,
        "tile/1/001.p/17": 17,
        "tile/2/000.p/1": 1,
    }


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_entries_come_out_of_a_bundle_as_they_went_in(entries):
    assert list(tiles.unbundle(tiles.bundle(entries))) == entries


def test_a_bundle_that_is_cut_is_refused():
    whole = tiles.bundle([b"one", b"three"])
    for length in range(1, len(whole)):
        if length != 5:
            with pytest.raises(ValueError, match="cut"):
                list(tiles.unbundle(whole[:length]))
