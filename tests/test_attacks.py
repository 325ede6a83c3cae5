"""The attack table: who can do what to the database, and exactly which layers of the verification say so.

Each attack is made with the care of an expert (tests/attacks.py). `alone` is what the database shows by itself,
`outside` what the folder of checkpoints, cosignatures and receipts adds that was kept elsewhere. docs/integrity.md has
the same table.
"""

import pytest
from attacks import Attacker
from dossiers import BY
from proofs import APPLICATION, FIRST, SEAL, SECOND, THIEF, TRUST

from workflow.canonical import disclose, open_disclosure
from workflow.errors import SealRefused
from workflow.integrity.erase import erase
from workflow.integrity.verify.verification import verify


def look(scene, *, outside):
    return verify(
        scene.store,
        TRUST,
        evidence=scene.evidence,
        against=scene.outside if outside else None,
        now=scene.clock.instant,
    )


def fired(scene):
    """The layers that fire: by the database alone, and what the outside adds."""
    alone, both = look(scene, outside=False), look(scene, outside=True)
    assert set(alone.counts) <= set(both.counts)
    return {str(layer) for layer in alone.counts}, {str(layer) for layer in both.counts - alone.counts.keys()}


def a01_edit_a_column(scene):
    with Attacker(scene) as dba:
        dba.do("UPDATE history_entry SET actor_id = 'agt-0006' WHERE dossier_id = ? AND seq = 3", FIRST)


def a02_change_one_bit_of_a_body(scene):
    with Attacker(scene) as dba:
        body = dba.entry(FIRST, 3).body
        changed = body.replace(b'"effective":"2018-', b'"effective":"2019-').replace(
            b'"effective":"2019-0', b'"effective":"2019-1', 1
        )
        assert sum((a ^ b).bit_count() for a, b in zip(body, changed, strict=True)) == 1
        dba.do("UPDATE history_entry SET body = ? WHERE dossier_id = ? AND seq = 3", changed, FIRST)


def a03_edit_body_and_columns(scene):
    with Attacker(scene) as dba:
        body = dba.body(FIRST, 3) | {"actor": "agt-0006"}
        dba.set_body(FIRST, 3, body, hash_too=False)


def a04_and_rehash_the_chain_and_the_leaves(scene):
    with Attacker(scene) as dba:
        dba.set_body(FIRST, 3, dba.body(FIRST, 3) | {"actor": "agt-0006"})
        dba.rechain(FIRST)
        dba.retell(FIRST)
        dba.releaf()


def a05_delete_in_the_middle(scene):
    with Attacker(scene) as dba:
        dba.delete(FIRST, 3)


def a06_and_rehash_and_renumber(scene):
    with Attacker(scene) as dba:
        dba.delete(FIRST, move(dba))
        dba.rechain(FIRST)
        dba.retell(FIRST)
        dba.releaf()


def move(dba):
    """A transition in the middle, without which those that follow have nowhere to begin."""
    (found,) = dba.ask("SELECT min(seq) FROM history_entry WHERE dossier_id = ? AND kind = 'transition'", FIRST)[0]
    return found


def a07_insert_a_forged_entry(scene):
    with Attacker(scene, THIEF) as dba:
        dba.forge(FIRST)


def a08_insert_a_forged_entry_with_its_leaf(scene):
    with Attacker(scene, THIEF) as dba:
        forged = dba.forge(FIRST)
        dba.do(
            "INSERT INTO leaf SELECT (SELECT max(number) + 1 FROM leaf), id, hash FROM history_entry WHERE id = ?",
            forged,
        )


def a09_reorder_entries(scene):
    with Attacker(scene) as dba:
        ids = [dba.entry(FIRST, seq).id for seq in (3, 4)]
        for seq, entry in zip((1003, 1004, 4, 3), ids * 2, strict=True):
            dba.do("UPDATE history_entry SET seq = ?, about = ? WHERE id = ?", seq, seq, entry)
        for seq, before in ((1003, 3), (3, 4), (4, 1003)):
            for table in ("disclosure", "draft"):
                dba.do(f"UPDATE {table} SET seq = ? WHERE dossier_id = ? AND seq = ?", seq, FIRST, before)


def a10_reorder_leaves(scene):
    with Attacker(scene) as dba:
        for number, before in ((-1, 3), (3, 4), (4, -1)):
            dba.do("UPDATE leaf SET number = ? WHERE number = ?", number, before)


def a11_cut_the_sealed_tail(scene):
    with Attacker(scene) as dba:
        dba.cut(FIRST, 3)


def a12_and_the_last_checkpoint(scene):
    with Attacker(scene) as dba:
        dba.cut(FIRST, 4)
        dba.do("DELETE FROM checkpoint WHERE number = 2")


def a13_roll_the_whole_base_back(scene):
    """Two entries and one seal ago, as a backup of that day would have it."""
    a12_and_the_last_checkpoint(scene)


def a14_drop_leaves_and_checkpoints(scene):
    with Attacker(scene) as dba:
        dba.do("DELETE FROM leaf")
        dba.do("DELETE FROM checkpoint")


def a15_change_a_name(scene):
    with Attacker(scene) as dba:
        digest, _ = named(dba)
        dba.do("UPDATE disclosure SET text = ? WHERE digest = ?", disclose("data.name", "Nul Autre").text, digest)
        dba.retell(FIRST)


def named(dba):
    """The disclosure of a person's name."""
    for digest, text in dba.ask("SELECT digest, text FROM disclosure WHERE dossier_id = ?", FIRST):
        if open_disclosure(text)[1] == "Léa Blanc":
            return digest, text
    raise AssertionError


def a16_delete_a_name_silently(scene):
    with Attacker(scene) as dba:
        dba.do("DELETE FROM disclosure WHERE digest = ?", named(dba)[0])
        dba.do("UPDATE person SET name = '[effacé]' WHERE name = 'Léa Blanc'")


def a17_erase_a_name_as_the_law_allows(scene):
    (seq,) = scene.ask("SELECT max(seq) FROM history_entry WHERE dossier_id = ? AND kind = 'person'", FIRST)[0]
    erase(scene.engine, scene.evidence, FIRST, seq, ["name"], "RGPD, article 17", BY.administrator)


def a18_replace_a_file(scene):
    (sha256,) = scene.ask("SELECT sha256 FROM evidence")[0]
    scene.evidence.path(sha256).write_text("un autre", encoding="utf-8")


def a19_write_in_anothers_name_with_the_stolen_key(scene):
    with Attacker(scene, APPLICATION) as thief:
        thief.forge(FIRST, actor="agt-0001", recorded="2020-07-05T12:30:00.000000Z")


def a20_and_date_it_back_thirty_days(scene):
    with Attacker(scene, APPLICATION) as thief:
        thief.forge(SECOND, recorded="2020-06-05T10:00:00.000000Z")


def a21_rewrite_and_seal_again_with_both_keys(scene):
    with Attacker(scene, APPLICATION) as thief:
        thief.set_body(FIRST, 3, thief.body(FIRST, 3) | {"actor": "agt-0006"})
        thief.rechain(FIRST)
        thief.retell(FIRST)
        thief.releaf()
        thief.reseal()


def a22_delete_and_seal_again_with_both_keys(scene):
    with Attacker(scene, APPLICATION) as thief:
        thief.delete(FIRST, move(thief))
        thief.rechain(FIRST)
        thief.retell(FIRST)
        thief.releaf()
        thief.reseal()


def a23_cut_and_seal_again_with_both_keys(scene):
    with Attacker(scene, APPLICATION) as thief:
        thief.cut(FIRST, 3)
        thief.reseal()


def a24_cut_the_unsealed_tail(scene):
    with Attacker(scene) as dba:
        dba.cut(FIRST, 2)


def a25_cut_what_somebody_has_a_receipt_of(scene):
    (seq, digest) = scene.ask("SELECT seq, hash FROM history_entry WHERE dossier_id = ? ORDER BY seq DESC", FIRST)[0]
    (scene.outside / "camille.receipt").write_text(f"{FIRST} {seq} {digest}\n")
    a24_cut_the_unsealed_tail(scene)


def a28_copy_a_signed_entry_to_another_place(scene):
    scene.copy(FIRST, scene.ask("SELECT max(seq) FROM history_entry WHERE dossier_id = ?", FIRST)[0][0], to=SECOND)


TABLE = [
    (a01_edit_a_column, {"columns"}, set()),
    (a02_change_one_bit_of_a_body, {"hash", "columns"}, set()),
    (a03_edit_body_and_columns, {"hash"}, set()),
    (a04_and_rehash_the_chain_and_the_leaves, {"signature", "seal"}, {"outside"}),
    (a05_delete_in_the_middle, {"chain", "leaf", "seal"}, {"outside"}),
    (a06_and_rehash_and_renumber, {"rule", "signature", "seal", "time"}, {"outside"}),
    (a07_insert_a_forged_entry, {"signature"}, set()),
    (a08_insert_a_forged_entry_with_its_leaf, {"signature", "leaf"}, set()),
    (a09_reorder_entries, {"columns", "chain"}, set()),
    (a10_reorder_leaves, {"leaf", "seal"}, {"outside"}),
    (a11_cut_the_sealed_tail, {"seal"}, {"outside"}),
    (a12_and_the_last_checkpoint, set(), {"outside"}),
    (a13_roll_the_whole_base_back, set(), {"outside"}),
    (a14_drop_leaves_and_checkpoints, {"seal"}, {"outside"}),
    (a15_change_a_name, {"disclosure"}, set()),
    (a16_delete_a_name_silently, {"erasure", "present"}, set()),
    (a17_erase_a_name_as_the_law_allows, set(), set()),
    (a18_replace_a_file, {"file"}, set()),
    (a19_write_in_anothers_name_with_the_stolen_key, set(), set()),
    (a20_and_date_it_back_thirty_days, {"time"}, set()),
    (a21_rewrite_and_seal_again_with_both_keys, set(), {"outside"}),
    (a22_delete_and_seal_again_with_both_keys, {"rule"}, {"outside", "time"}),
    (a23_cut_and_seal_again_with_both_keys, set(), {"outside"}),
    (a24_cut_the_unsealed_tail, set(), set()),
    (a25_cut_what_somebody_has_a_receipt_of, set(), {"receipt"}),
    (a28_copy_a_signed_entry_to_another_place, {"columns", "chain"}, set()),
]


def test_nothing_is_found_where_nothing_was_done(scene):
    assert fired(scene) == (set(), set())


@pytest.mark.parametrize(("attack", "alone", "outside"), TABLE, ids=[attack.__name__ for attack, _, _ in TABLE])
def test_exactly_these_layers_say_so(scene, attack, alone, outside):
    attack(scene)
    assert fired(scene) == (alone, outside)


def test_a26_a_leaf_slipped_in_before_the_seal_makes_the_honest_sealer_refuse(scene):
    a08_insert_a_forged_entry_with_its_leaf(scene)
    with pytest.raises(SealRefused):
        scene.seal()


def test_a27_a_base_rolled_back_makes_the_honest_sealer_refuse(scene):
    a13_roll_the_whole_base_back(scene)
    with pytest.raises(SealRefused):
        scene.seal()


def test_a28_a_copy_of_a_signed_entry_makes_the_honest_sealer_refuse(scene):
    a28_copy_a_signed_entry_to_another_place(scene)
    with pytest.raises(SealRefused):
        scene.seal()


def test_the_three_that_the_base_alone_does_not_show_are_the_ones_we_tell():
    """What the verdict itself says it does not cover: going back whole, a stolen key, an unsealed tail."""
    missed = {attack.__name__[:3] for attack, alone, outside in TABLE if not alone and not outside}
    assert missed == {"a17", "a19", "a24"}, "a17 is lawful"
    only_outside = {attack.__name__[:3] for attack, alone, outside in TABLE if not alone and outside}
    assert only_outside == {"a12", "a13", "a21", "a23", "a25"}
    assert SEAL.public in TRUST.seal
