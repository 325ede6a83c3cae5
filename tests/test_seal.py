"""The one who seals: continues what he signed, and signs nothing else."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from dossiers import BY, ONE_REGION, TWO_REGIONS, on, walk
from proofs import APPLICATION, FIRST, LOG, SEAL, SECOND, THIEF, TRUST

from workflow.canonical import leaf_hash
from workflow.engine import Engine
from workflow.entries import Note
from workflow.errors import ProofRefused, SealRefused, WorkspaceError
from workflow.integrity import log
from workflow.integrity.checkpoint import open_checkpoint
from workflow.integrity.merkle import consistent, root_of
from workflow.integrity.seal import Sealer
from workflow.integrity.verify.verification import verify
from workflow.keys import NOTE, Signer, Trust
from workflow.store import Store

TESTS = str(Path(__file__).parent)


def add(sealed, count=1):
    for _ in range(count):
        sealed.engine.record(TWO_REGIONS, Note(text="un mot"), BY.national)


def hashes(sealed):
    return [log.raw(one) for (one,) in sealed.ask("SELECT hash FROM history_entry ORDER BY id")]


def opened(made):
    return open_checkpoint(made.note, [SEAL.public], origin=LOG).checkpoint


def test_every_entry_is_signed_as_it_is_written(sealed):
    add(sealed)
    rows = sealed.ask("SELECT hash, signature FROM history_entry")
    assert len(rows) > 30
    for hash_, signature in rows:
        assert signature[:4] == APPLICATION.public.id
        assert APPLICATION.public.verify(signature[4:], log.raw(hash_))


def test_a_seal_signs_the_tree_over_every_entry(sealed):
    made = sealed.seal()
    assert made.added == made.checkpoint.size == len(hashes(sealed))
    assert opened(made) == made.checkpoint
    assert made.checkpoint.root == root_of(hashes(sealed))
    assert (sealed.folder / "seal" / "000001.checkpoint").read_text() == made.note
    assert (sealed.folder / "seal" / "checkpoint").read_text() == made.note


def test_numbers_that_the_database_passed_over_leave_no_hole_among_the_leaves(sealed):
    first = sealed.seal()
    add(sealed)
    sealed.sql("UPDATE sqlite_sequence SET seq = seq + 7")
    add(sealed, 2)
    made = sealed.seal()
    assert made.added == 3
    assert made.checkpoint.root == root_of(hashes(sealed))
    numbers = [number for (number,) in sealed.ask("SELECT number FROM leaf ORDER BY entry_id")]
    assert numbers == list(range(first.added + 3))


def test_each_seal_continues_the_one_before(sealed):
    before = sealed.seal().checkpoint
    for number in (2, 3):
        add(sealed, number)
        made = sealed.seal()
        assert (made.number, made.added) == (number, number)
        with sealed.store.reading() as reading:
            proof = log.tree(reading).consistency(before.size)
        assert consistent(before.size, before.root, made.checkpoint.size, made.checkpoint.root, proof)
        before = made.checkpoint
    assert before.root == root_of(hashes(sealed))


def test_nothing_new_is_not_sealed_again_before_a_day_has_passed(sealed):
    made = sealed.seal()
    sealed.clock.tick(hours=23)
    assert (sealed.seal().number, sealed.seal().added) == (made.number, 0)
    sealed.clock.tick(hours=1)
    again = sealed.seal()
    assert (again.number, again.added, again.checkpoint) == (2, 0, made.checkpoint)
    assert open_checkpoint(again.note, [SEAL.public]).sealed_at == int(sealed.clock.instant.timestamp())
    assert open_checkpoint(made.note, [SEAL.public]).sealed_at == int(sealed.clock.instant.timestamp()) - 86_400


def test_every_entry_that_is_sealed_can_be_proved(sealed):
    made = sealed.seal()
    with sealed.store.reading() as reading:
        whole = log.tree(reading)
        for dossier, seq, hash_ in sealed.ask("SELECT dossier_id, seq, hash FROM history_entry"):
            proof = log.prove(reading, dossier, seq, whole)
            assert proof.verify(log.raw(hash_), [SEAL.public], origin=LOG).checkpoint == made.checkpoint


@pytest.mark.parametrize(("dossier", "seq"), [("register", 999), ("register", -1), ("nowhere", 0)])
def test_an_entry_that_is_not_there_is_not_said_to_be_waiting_for_a_seal(sealed, dossier, seq):
    sealed.seal()
    with sealed.store.reading() as reading, pytest.raises(ProofRefused) as refused:
        log.prove(reading, dossier, seq)
    assert refused.value.message.fr == f"{dossier} n’a pas d’entrée n° {seq}."


def test_an_entry_that_is_not_sealed_yet_cannot_be_proved(sealed):
    with sealed.store.reading() as reading, pytest.raises(ProofRefused, match="pas encore scellée"):
        log.prove(reading, "register", 0)
    sealed.seal()
    add(sealed)
    (seq,) = sealed.ask("SELECT max(seq) FROM history_entry WHERE dossier_id = ?", f"{TWO_REGIONS}-2018")[0]
    with sealed.store.reading() as reading, pytest.raises(ProofRefused, match="pas encore scellée"):
        log.prove(reading, f"{TWO_REGIONS}-2018", seq)


# ── what it refuses ───────────────────────────────────────────────────────────────────────────────────────────────


def refused(sealed, because, **given):
    before = sorted((sealed.folder / "seal").glob("*")), (sealed.folder / "seal" / "state.json").read_bytes()
    with pytest.raises(SealRefused, match=because):
        sealed.seal(**given)
    assert before == (sorted((sealed.folder / "seal").glob("*")), (sealed.folder / "seal" / "state.json").read_bytes())


def test_an_entry_of_somebody_else_is_not_sealed(sealed):
    sealed.seal()
    add(sealed)
    forged = THIEF.sign_entry("A" * 43)
    sealed.sql(("UPDATE history_entry SET signature = ? WHERE id = (SELECT max(id) FROM history_entry)", (forged,)))
    refused(sealed, "signature n’est pas celle de l’application")


def test_an_entry_without_a_signature_is_not_sealed_once_others_had_one(sealed):
    sealed.seal()
    add(sealed)
    sealed.sql("UPDATE history_entry SET signature = NULL WHERE id = (SELECT max(id) FROM history_entry)")
    refused(sealed, "n’est pas signée")


def test_an_entry_whose_content_was_changed_before_the_seal_is_not_sealed(sealed):
    sealed.seal()
    add(sealed)
    sealed.sql(
        "UPDATE history_entry SET body = CAST(body || ' ' AS BLOB) WHERE id = (SELECT max(id) FROM history_entry)"
    )
    refused(sealed, "pas cette empreinte")


@pytest.mark.parametrize("dossier", [FIRST, SECOND])
def test_a_signed_entry_that_was_copied_to_the_end_of_a_dossier_is_not_sealed_a_second_time(sealed, dossier):
    """No lock of the database has to be lifted for it, and hash and signature hold."""
    sealed.seal()
    add(sealed)
    (newest,) = sealed.ask("SELECT dossier_id, seq FROM history_entry ORDER BY id DESC LIMIT 1")
    sealed.copy(*newest, to=dossier)
    refused(sealed, "copie d’une autre")
    sealed.sql("DELETE FROM history_entry WHERE id = (SELECT max(id) FROM history_entry)")
    assert sealed.seal().added == 1, "nothing of it was kept"


@pytest.mark.parametrize("said", [b"[]", b"{}", b'{"dossier":"x","seq":1}', b'{"seq":1, "dossier":"x"}', b"\xff"])
def test_what_is_signed_and_says_no_place_of_its_own_is_not_sealed(sealed, said):
    sealed.seal()
    add(sealed)
    digest = leaf_hash(said)
    values = (said, digest, APPLICATION.sign_entry(digest))
    newest = "WHERE id = (SELECT max(id) FROM history_entry)"
    sealed.sql((f"UPDATE history_entry SET body = ?, hash = ?, signature = ? {newest}", values))
    refused(sealed, "n’est pas celui d’une entrée")


def test_a_leaf_that_somebody_slipped_in_before_the_seal_is_refused(sealed):
    sealed.seal()
    add(sealed)
    sealed.sql("INSERT INTO leaf SELECT (SELECT max(number) + 1 FROM leaf), max(id), hash FROM history_entry")
    refused(sealed, "ont été scellées, la base en a", whole=False)


@pytest.mark.parametrize("whole", [True, False])
def test_a_database_that_was_put_back_is_refused(sealed, whole):
    sealed.seal()
    sealed.store.close()
    shutil.copy(sealed.database, sealed.folder / "before.db")
    add(sealed)
    sealed.seal()
    add(sealed)
    sealed.seal()
    sealed.store.close()
    shutil.copy(sealed.folder / "before.db", sealed.database)
    add(sealed)
    refused(sealed, "ont été scellées", whole=whole)


def test_a_checkpoint_that_is_another_is_refused(sealed):
    sealed.seal()
    sealed.sql("UPDATE checkpoint SET note = note || ' '")
    refused(sealed, "ne sont plus celles", whole=False)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE leaf SET hash = 'A' || substr(hash, 2) WHERE number = 5",
        "DELETE FROM leaf WHERE number = 5",
        "UPDATE leaf SET hash = (SELECT hash FROM leaf AS o WHERE o.number = 11 - leaf.number) WHERE number IN (5, 6)",
        "DELETE FROM history_entry WHERE id = 6",
        "UPDATE history_entry SET hash = 'A' || substr(hash, 2) WHERE id = 6",
        "UPDATE leaf SET hash = 'not a hash, but of the length of one: 43 char' WHERE number = 5",
    ],
)
def test_sealed_entries_that_changed_are_refused_when_all_are_read_again(sealed, change):
    sealed.seal()
    sealed.sql("PRAGMA ignore_check_constraints = ON", change)
    refused(sealed, "ne sont plus celles")


def test_an_older_leaf_that_changed_never_comes_under_a_new_signature(sealed):
    """Where the leaves are not read again the new root still continues the old one: it grows from the memory."""
    before = sealed.seal().checkpoint
    sealed.sql("UPDATE leaf SET hash = 'A' || substr(hash, 2) WHERE number = 5")
    add(sealed)
    made = sealed.seal(whole=False)
    assert made.checkpoint.root == root_of(hashes(sealed))
    assert made.checkpoint.size == before.size + 1
    refused(sealed, "ne sont plus celles", whole=True)


def test_all_leaves_are_read_again_once_a_day_in_a_large_log(sealed, monkeypatch):
    monkeypatch.setattr("workflow.integrity.seal.ALWAYS_WHOLE", 0)
    assert [sealed.seal().whole, sealed.seal().whole] == [True, False]
    sealed.clock.tick(hours=24)
    assert sealed.seal().whole


def test_a_log_of_another_name_is_refused(sealed):
    sealed.seal()
    sealed.sql("UPDATE register_head SET log = 'another/1'")
    with pytest.raises(ProofRefused, match="autre journal"):
        sealed.seal()


def test_an_empty_database_has_nothing_to_seal(sealed):
    sealed.sql("DELETE FROM register_head", "DELETE FROM history_entry")
    with pytest.raises(SealRefused, match="pas de registre"):
        sealed.seal()


# ── its memory ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_memory_that_is_lost_is_begun_again_from_a_checkpoint_kept_elsewhere(sealed):
    first = sealed.seal()
    add(sealed)
    second = sealed.seal()
    shutil.rmtree(sealed.folder / "seal")
    add(sealed)
    with pytest.raises(SealRefused, match="pas la mémoire") as told:
        sealed.seal()
    assert "gardé ailleurs" in str(told.value.remedy)
    with pytest.raises(ProofRefused):
        sealed.sealer.recover(first.note.replace(LOG, "another", 1))
    sealed.sealer.recover(first.note)
    third = sealed.seal()
    assert third.checkpoint.size == second.checkpoint.size + 1
    assert third.checkpoint.root == root_of(hashes(sealed))
    with pytest.raises(SealRefused, match="a sa mémoire"):
        sealed.sealer.recover(first.note)


def test_a_memory_is_not_begun_again_from_what_the_database_no_longer_gives(sealed):
    kept = sealed.seal()
    shutil.rmtree(sealed.folder / "seal")
    sealed.sql("UPDATE leaf SET hash = 'A' || substr(hash, 2) WHERE number = 5")
    with pytest.raises(SealRefused, match="ne sont plus celles"):
        sealed.sealer.recover(kept.note)
    sealed.sql("DELETE FROM leaf", "DELETE FROM checkpoint")
    with pytest.raises(SealRefused, match="la base en a 0"):
        sealed.sealer.recover(kept.note)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"last": {}, "before": {}}', "\udcff"])
def test_a_damaged_memory_is_said_to_be_damaged(sealed, content):
    sealed.seal()
    (sealed.folder / "seal" / "state.json").write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(SealRefused, match="abîmée"):
        sealed.seal()


def test_a_memory_that_does_not_fit_its_own_note_is_damaged(sealed):
    sealed.seal()
    path = sealed.folder / "seal" / "state.json"
    values = json.loads(path.read_text())
    values["last"]["peaks"][0] = "00" * 32
    path.write_text(json.dumps(values))
    with pytest.raises(SealRefused, match="abîmée"):
        sealed.seal()


def test_a_file_in_the_place_of_the_folder_stops_the_seal(sealed):
    (sealed.folder / "seal").write_text("in the way")
    with pytest.raises(WorkspaceError):
        sealed.seal()
    assert sealed.ask("SELECT count(*) FROM leaf, checkpoint") == [(0,)]


KILLED = """
import os, sys
sys.path.insert(0, sys.argv[1])
from proofs import Sealed
from workflow.integrity import seal
from workflow.integrity.memory import Folder
place, folder = sys.argv[2:4]
sealed = Sealed(folder)
sealed.clock.tick(hours=int(sys.argv[4]))
def die(*_):
    os._exit(9)
def after(work):
    def both(*given):
        work(*given)
        die()
    return both
if place == "before the memory": Folder.remember = die
if place == "after the memory": Folder.remember = after(Folder.remember)
if place == "in the database": seal._store = after(seal._store)
if place == "before the file": Folder.publish = die
sealed.seal()
"""


@pytest.mark.parametrize("place", ["before the memory", "after the memory", "in the database", "before the file"])
def test_killed_at_any_point_it_goes_on_where_it_was(sealed, place):
    """Twice in a row: the second time with one checkpoint already signed and entries that came since."""
    sealed.store.close()
    signed = []
    for turn in range(2):
        command = [sys.executable, "-c", KILLED, TESTS, place, str(sealed.folder), str(turn)]
        assert subprocess.run(command, check=False).returncode == 9
        state = sealed.folder / "seal" / "state.json"
        note = json.loads(state.read_text())["last"]["note"] if state.exists() else None
        made = sealed.seal()
        signed += [one for one in (note, made.note) if one]
        assert made.checkpoint.root == root_of(hashes(sealed))
        assert (sealed.folder / "seal" / f"{made.number:06}.checkpoint").exists()
        add(sealed)
        sealed.store.close()
    found = {open_checkpoint(note, [SEAL.public]).checkpoint for note in signed}
    roots = {root_of(hashes(sealed)[: one.size]) for one in found}
    assert {one.root for one in found} == roots, "every text it ever signed is of one and the same log"
    numbers = [number for (number,) in sealed.ask("SELECT number FROM checkpoint ORDER BY number")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_killed_seal_is_not_taken_up_over_entries_that_were_exchanged(sealed):
    sealed.store.close()
    add(sealed)
    command = [sys.executable, "-c", KILLED, TESTS, "after the memory", str(sealed.folder), "0"]
    subprocess.run(command, check=False)
    sealed.sql("DELETE FROM history_entry WHERE id = (SELECT max(id) FROM history_entry)")
    refused(sealed, "ne sont plus celles")


def test_a_new_key_goes_on_from_the_seals_of_the_old_one(sealed):
    sealed.seal()
    new = Signer(LOG, NOTE, bytes(range(7, 39)))
    add(sealed)
    with pytest.raises(SealRefused, match="abîmée"):
        Sealer(sealed.store, new, sealed.folder / "seal", replace(TRUST, seal=()), clock=sealed.clock).seal()
    made = Sealer(sealed.store, new, sealed.folder / "seal", TRUST, clock=sealed.clock).seal()
    both = replace(TRUST, seal=(new.public, SEAL.public))
    assert (made.number, made.added) == (2, 1)
    assert verify(sealed.store, both, now=sealed.clock.instant).holds
    assert not verify(sealed.store, TRUST, now=sealed.clock.instant).holds


# ── entries from before there was a key, and PostgreSQL ───────────────────────────────────────────────────────────


def test_entries_from_before_there_was_a_key_are_sealed_and_those_after_must_be_signed(sqlite_engine, tmp_path):
    walk(sqlite_engine, ONE_REGION, to="pilot")
    url = sqlite_engine.store.url
    Sealer(sqlite_engine.store, SEAL, tmp_path / "seal", TRUST).seal()
    signing = Engine(Store(url, signer=APPLICATION))
    signing.record(ONE_REGION, Note(text="signé"), BY.national)
    Sealer(sqlite_engine.store, SEAL, tmp_path / "seal", TRUST).seal()
    Engine(Store(url)).record(ONE_REGION, Note(text="non signé"), BY.national)
    with pytest.raises(SealRefused, match="n’est pas signée"):
        Sealer(sqlite_engine.store, SEAL, tmp_path / "seal", TRUST).seal()
    signing.store.close()


def test_the_seal_works_on_either_database_and_waits_for_those_who_write(engine, tmp_path):
    walk(engine, TWO_REGIONS, to="pilot")
    sealer = Sealer(engine.store, SEAL, tmp_path / "seal", Trust(), clock=lambda: engine.now)
    first = sealer.seal()
    engine.record(TWO_REGIONS, Note(text="un mot"), on("2020-05-05"))
    second = sealer.seal()
    assert (second.number, second.added) == (2, 1)
    with engine.store.reading() as reading:
        whole = log.tree(reading)
        assert whole.root() == second.checkpoint.root
        proof = whole.consistency(first.checkpoint.size)
        assert log.prove(reading, "register", 0).index == 0
    assert consistent(first.checkpoint.size, first.checkpoint.root, whole.size, whole.root(), proof)
    assert sealer.seal(whole=True).added == 0
