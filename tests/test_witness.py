"""A witness signs what only grew since what it signed last, and nothing else."""

import base64
from datetime import timedelta

import pytest
from dossiers import BY, TWO_REGIONS
from proofs import LOG, SEAL, THIEF, WITNESS

from workflow.entries import Note
from workflow.errors import ProofRefused, WorkspaceError
from workflow.integrity.checkpoint import Checkpoint, open_checkpoint
from workflow.integrity.exchange import ask, gather, request
from workflow.integrity.merkle import root_of
from workflow.integrity.witness import OtherSize, Witness
from workflow.keys import COSIGNATURE, Signer

LEAVES = [bytes([number]) * 32 for number in range(12)]


def note_of(size, leaves=LEAVES, signer=SEAL, origin=LOG):
    return str(Checkpoint(origin, size, root_of(leaves[:size])).signed(signer, 1_700_000_000))


def asked(old, size, leaves=LEAVES, **given):
    from workflow.integrity.merkle import Tree
    from workflow.integrity.note import encoded

    proof = Tree(size, lambda start, stop: leaves[start:stop]).consistency(old) if old < size else []
    lines = "".join(f"{encoded(one)}\n" for one in proof)
    return f"old {old}\n{lines}\n{note_of(size, leaves, **given)}"


@pytest.fixture
def witness(tmp_path, clock):
    return Witness(WITNESS, tmp_path / "witness.json", [SEAL.public], clock=clock)


def test_a_witness_signs_with_the_time_what_it_sees_for_the_first_time(witness, clock):
    line = witness.answer(asked(0, 5))
    opened = open_checkpoint(note_of(5) + line, [SEAL.public], [WITNESS.public], LOG)
    assert opened.times == (int(clock.instant.timestamp()),)


def test_a_witness_signs_what_only_grew(witness):
    for old, size in ((0, 3), (3, 3), (3, 7), (7, 12)):
        assert witness.answer(asked(old, size)).startswith(f"— {WITNESS.public.name} ")


@pytest.mark.parametrize("size", [6, 9])
def test_a_witness_does_not_sign_another_past(witness, size):
    witness.answer(asked(0, 6))
    rewritten = [LEAVES[1], *LEAVES[1:]]
    with pytest.raises(ProofRefused, match="pas seulement grandi") as refused:
        witness.answer(asked(6, size, rewritten))
    assert "c’est une preuve" in str(refused.value.remedy)
    assert witness.answer(asked(6, 9)), "and it still signs the true one"


def test_a_witness_does_not_go_back(witness):
    witness.answer(asked(0, 9))
    for old in (0, 5):
        with pytest.raises(OtherSize) as refused:
            witness.answer(asked(old, 9))
        assert refused.value.known == 9
    with pytest.raises(ProofRefused):
        witness.answer("old 9\n\n" + note_of(5))


def test_a_witness_does_not_take_a_proof_that_is_not_one(witness):
    witness.answer(asked(0, 5))
    for lines in ("", f"{base64.b64encode(bytes(32)).decode()}\n" * 3):
        with pytest.raises(ProofRefused):
            witness.answer(f"old 5\n{lines}\n{note_of(9)}")


def test_a_witness_passes_over_logs_and_keys_it_does_not_know(witness):
    with pytest.raises(ProofRefused, match="aucune clé"):
        witness.answer(asked(0, 5, signer=THIEF))
    other = Signer("other/1", 1, bytes(32))
    with pytest.raises(ProofRefused, match="aucune clé"):
        witness.answer(asked(0, 5, signer=other, origin="other/1"))


@pytest.mark.parametrize(
    "text", ["", "old", "old 5\n", "new 5\n\nx\n1\nAA==\n", "old 05\n\n" + note_of(5), "old 0\nAAAA\n\nx"]
)
def test_what_is_no_request_is_refused(witness, text):
    with pytest.raises(ProofRefused):
        witness.answer(text)


def test_a_witness_remembers_each_log_before_it_answers(witness, tmp_path, clock):
    other = Signer("other/1", 1, bytes(32))
    both = Witness(WITNESS, tmp_path / "witness.json", [SEAL.public, other.public], clock=clock)
    both.answer(asked(0, 5))
    both.answer(asked(0, 2, signer=other, origin="other/1"))
    again = Witness(WITNESS, tmp_path / "witness.json", [SEAL.public, other.public], clock=clock)
    again.answer(asked(5, 8))
    with pytest.raises(OtherSize):
        again.answer(asked(0, 8, signer=other, origin="other/1"))


@pytest.mark.parametrize("content", ["", "[]", '{"log": {}}', '{"log": {"size": 1, "root": "zz"}}'])
def test_a_witness_with_a_damaged_memory_signs_nothing(witness, tmp_path, content):
    (tmp_path / "witness.json").write_text(content)
    with pytest.raises(WorkspaceError, match="abîmée"):
        witness.answer(asked(0, 5))


# ── through a folder ──────────────────────────────────────────────────────────────────────────────────────────────


def exchange(sealed, folder):
    with sealed.store.reading() as reading:
        ask(reading, folder, WITNESS.public, sealed.folder / "seal")
    sealed.witness.visit(folder)
    return gather(folder, sealed.folder / "seal", WITNESS.public)


def test_checkpoints_and_signatures_go_through_a_folder(sealed, tmp_path):
    folder = tmp_path / "shared"
    for number in (1, 2, 3):
        made = sealed.seal()
        kept = exchange(sealed, folder)
        assert kept.name == f"{number:06}.cosigned"
        opened = open_checkpoint(kept.read_text(), [SEAL.public], [WITNESS.public], LOG)
        assert opened.checkpoint == made.checkpoint
        assert opened.times == (int(sealed.clock.instant.timestamp()),)
        assert (sealed.folder / "seal" / f"{number:06}.checkpoint").read_text() == made.note, "as it was signed"
        sealed.engine.record(TWO_REGIONS, Note(text="un mot"), BY.national)
        sealed.clock.tick(hours=1)


def test_a_request_that_begins_at_the_wrong_size_is_asked_again_from_the_right_one(sealed, tmp_path):
    folder = tmp_path / "shared"
    sealed.seal()
    exchange(sealed, folder)
    (sealed.folder / "seal" / "000001.cosigned").unlink()
    sealed.engine.record(TWO_REGIONS, Note(text="un mot"), BY.national)
    sealed.seal()
    with pytest.raises(OtherSize):
        exchange(sealed, folder)
    assert exchange(sealed, folder).name == "000002.cosigned"


def test_two_witnesses_sign_one_checkpoint(sealed, tmp_path):
    second = Signer("archives.example", COSIGNATURE, bytes(range(9, 41)))
    sealed.seal()
    exchange(sealed, tmp_path / "shared")
    with sealed.store.reading() as reading:
        ask(reading, tmp_path / "shared", second.public, sealed.folder / "seal")
    sealed.clock.tick(minutes=3)
    Witness(second, tmp_path / "second.json", [SEAL.public], clock=sealed.clock).visit(tmp_path / "shared")
    kept = gather(tmp_path / "shared", sealed.folder / "seal", second.public)
    opened = open_checkpoint(kept.read_text(), [SEAL.public], [WITNESS.public, second.public], LOG)
    assert opened.times[1] - opened.times[0] == timedelta(minutes=3).seconds


def test_a_request_that_cannot_be_written_is_told_in_french(sealed, tmp_path):
    sealed.seal()
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError, match=f"Impossible d’écrire {tmp_path}/file/add-checkpoint"):
        exchange(sealed, tmp_path / "file")


def test_an_answer_of_somebody_else_is_not_put_beside_a_checkpoint(sealed, tmp_path):
    sealed.seal()
    with sealed.store.reading() as reading:
        ask(reading, tmp_path, WITNESS.public, sealed.folder / "seal")
    (tmp_path / "cour.example.cosignature").write_text("— cour.example " + "A" * 104 + "\n")
    with pytest.raises(ProofRefused, match="aucun de nos"):
        gather(tmp_path, sealed.folder / "seal", WITNESS.public)


def test_nothing_is_asked_before_the_first_seal_and_nothing_gathered_before_the_answer(sealed, tmp_path):
    with sealed.store.reading() as reading, pytest.raises(ProofRefused, match="Rien n’est encore scellé"):
        ask(reading, tmp_path, WITNESS.public, sealed.folder / "seal")
    with pytest.raises(WorkspaceError, match="n’existe pas"):
        sealed.witness.visit(tmp_path)
    with pytest.raises(WorkspaceError, match="n’existe pas"):
        gather(tmp_path, sealed.folder / "seal", WITNESS.public)


def test_a_witness_that_saw_more_than_there_is_cannot_be_asked(sealed, tmp_path):
    note = sealed.seal().note
    with sealed.store.reading() as reading, pytest.raises(OtherSize):
        request(reading, note, 10_000)
