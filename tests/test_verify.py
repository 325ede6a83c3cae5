"""What a verification says: what, where, since when, how sure, and what it does not cover."""

import json
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from attacks import Attacker
from authority import Authority
from dossiers import BY, ONE_REGION, TWO_REGIONS, walk
from proofs import APPLICATION, FIRST, SEAL, SECOND, THIEF, TRUST, WITNESS
from sqlmodel import SQLModel

from workflow.canonical import disclose, open_disclosure
from workflow.dates import format_instant, parse_instant
from workflow.engine import Command, Engine
from workflow.entries import Note
from workflow.errors import StoreBusy, WorkspaceError
from workflow.integrity import log
from workflow.integrity.checkpoint import open_checkpoint
from workflow.integrity.exchange import ask, gather
from workflow.integrity.seal import Sealer
from workflow.integrity.timestamp import stamp
from workflow.integrity.verify import finding as findings
from workflow.integrity.verify import tree
from workflow.integrity.verify.finding import LAYERS, Certainty, Layer
from workflow.integrity.verify.verification import verify
from workflow.keys import Trust
from workflow.models import (
    DOSSIER_FACTS,
    REGISTER_FACTS,
    Checkpoint,
    Disclosure,
    Dossier,
    Draft,
    Evidence,
    HistoryEntry,
    Leaf,
    LifecycleVersion,
    Redaction,
    RegisterHead,
    Subject,
    Template,
)
from workflow.rows import table_of
from workflow.store import Store


def look(scene, trust=TRUST, **given):
    given = {"evidence": scene.evidence, "against": scene.outside, "now": scene.clock.instant, **given}
    return verify(scene.store, trust, **given)


def entries(scene):
    return scene.ask("SELECT count(*) FROM history_entry")[0][0]


def only(verdict, layer):
    """The one finding there is, which is of that layer."""
    assert verdict.counts == {layer: 1}, [str(one.what) for one in verdict.findings]
    (found,) = verdict.findings
    return found


# ── the verdict ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_intact_history_is_said_to_be_so_in_one_sentence(scene):
    verdict = look(scene)
    assert verdict.holds
    total = entries(scene)
    assert (verdict.entries, verdict.sealed, verdict.outside) == (total, total - 2, 4)
    assert verdict.sentence.fr == (
        f"L’histoire est intacte : {total} entrées, dont {total - 2} scellées et conformes à 4 points de contrôle "
        "gardés ailleurs."
    )
    assert verdict.sentence.en == (
        f"The history is intact: {total} entries, {total - 2} of them sealed and as 4 checkpoints kept elsewhere say."
    )


def test_the_verdict_says_what_it_does_not_cover(scene):
    with_outside = [str(one) for one in look(scene).uncovered]
    assert with_outside[0].startswith("2\u00a0entrées pas encore scellées, depuis le 5 juillet 2020 à 13 h 00")
    assert not any("état antérieur" in one for one in with_outside)
    alone = [str(one) for one in look(scene, against=None).uncovered]
    assert any("toute la base à un état antérieur" in one for one in alone)
    for one in (with_outside, alone):
        assert any("volé la clé" in said for said in one)
        assert any("avant tout sceau" in said for said in one)


def test_a_history_that_is_not_intact_is_said_to_be_so_by_what(scene):
    scene.sql("UPDATE history_entry SET actor_id = 'agt-0006' WHERE id = 40", "UPDATE person SET name = 'X'")
    verdict = look(scene)
    assert not verdict.holds
    assert str(verdict.sentence).startswith("L’histoire n’est pas intacte\u00a0: ")
    assert "colonnes et contenu signé, tables du présent et rejeu" in str(verdict.sentence)
    assert "columns and signed content, present tables and replay" in verdict.sentence.en


def test_the_verdict_is_plain_data_for_a_program(scene):
    scene.sql("UPDATE history_entry SET actor_id = 'agt-0006' WHERE dossier_id = 'register' AND seq = 3")
    data = json.loads(json.dumps(look(scene).as_data()))
    assert data["intact"] is False
    assert data["counts"] == {"columns": 1}
    (found,) = data["findings"]
    assert (found["layer"], found["dossier"], found["seq"], found["certainty"]) == ("columns", "register", 3, "proven")
    assert set(found["what"]) == {"fr", "en"}


def test_a_finding_says_where_and_since_when_and_how_sure(scene):
    sealed_at = [at for (at,) in scene.ask("SELECT sealed_at FROM checkpoint ORDER BY number")]
    (last,) = scene.ask("SELECT recorded_at FROM history_entry ORDER BY id DESC LIMIT 1")[0]
    for row, since in ((3, sealed_at[0]), (entries(scene) - 2, sealed_at[1]), (entries(scene), last)):
        before = scene.ask("SELECT origin FROM history_entry WHERE id = ?", row)[0][0]
        scene.sql(("UPDATE history_entry SET origin = 'web' WHERE id = ?", (row,)))
        found = only(look(scene), Layer.COLUMNS)
        assert (found.place, found.since, found.certainty) == (f"history_entry {row}", since, Certainty.PROVEN)
        assert "origin" in str(found.what)
        assert str(found.where) == f"{found.dossier}, entrée n°\u00a0{found.seq}"
        scene.sql(("UPDATE history_entry SET origin = ? WHERE id = ?", (before, row)))


def test_of_many_findings_the_first_are_told_and_all_are_counted(scene, monkeypatch):
    monkeypatch.setattr(findings, "MOST", 5)
    scene.sql("UPDATE history_entry SET origin = 'web'")
    verdict = look(scene)
    assert (verdict.counts[Layer.COLUMNS], len(verdict.findings)) == (entries(scene), 5)
    assert f"{entries(scene)} constats" in str(verdict.sentence)


def test_every_layer_has_its_name_in_both_languages():
    assert set(LAYERS) == set(Layer)
    assert all(one.fr and one.en for one in LAYERS.values())


def test_one_is_told_how_far_the_reading_is(scene):
    told = []
    look(scene, progress=lambda stage, done, total: told.append((stage, done, total)))
    assert {stage for stage, _, _ in told} == {"database", "entries", "files"}
    assert ("entries", entries(scene), entries(scene)) in told


# ── on either database ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_history_is_verified_on_either_database(engine, clock, tmp_path):
    for territory, state in ((TWO_REGIONS, "closed"), (ONE_REGION, "withdrawn")):
        walk(engine, territory, to=state)
    engine.correct(TWO_REGIONS, 1, Command("national", comment="orthographe"), changes={"name": "Marie Lefebvre"})
    engine.erase(TWO_REGIONS, 2, ["name"], "RGPD, article 17", BY.administrator)
    trust = Trust((), (SEAL.public,))
    Sealer(engine.store, SEAL, tmp_path / "seal", trust, clock=clock).seal()
    engine.record(TWO_REGIONS, Note(text="après le sceau"), BY.national)
    verdict = verify(engine.store, trust, against=tmp_path / "seal", now=clock.instant)
    assert [str(one.what) for one in verdict.findings] == []
    assert verdict.sealed == verdict.entries - 1


@pytest.fixture
def on_postgresql(request, postgres_server, populated_name, clock, tmp_path):
    """An engine there, with something to say, and a superuser's own connection."""
    name = postgres_server.create(template=populated_name)
    engine = Engine(Store(postgres_server.url(name)), clock=clock)
    walk(engine, TWO_REGIONS, to="pilot")
    trust = Trust((), (SEAL.public,))
    Sealer(engine.store, SEAL, tmp_path / "seal", trust, clock=clock).seal()
    with psycopg.connect(postgres_server.url(name, driver=""), autocommit=True) as superuser:
        yield superuser, lambda: verify(engine.store, trust, against=tmp_path / "seal", now=clock.instant)
    engine.store.close()
    postgres_server.drop(name)


@pytest.mark.parametrize(
    ("change", "layers"),
    [
        ("UPDATE history_entry SET actor_id = 'agt-0006' WHERE seq = 1", {"columns"}),
        ("UPDATE history_entry SET body = body || '\\x20' WHERE seq = 1", {"hash"}),
        ("DELETE FROM leaf WHERE number = 4", {"leaf", "seal", "outside"}),
        ("UPDATE person SET name = 'Autre' WHERE number = 1", {"present"}),
        ("UPDATE disclosure SET text = 'AAAA' WHERE seq = 1", {"disclosure", "erasure"}),
    ],
)
def test_a_superuser_who_switches_the_triggers_off_is_seen(on_postgresql, change, layers):
    superuser, look = on_postgresql
    assert look().holds
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(change)
    assert {str(layer) for layer in look().counts} >= layers - {"erasure"}


def test_triggers_that_are_gone_or_switched_off_are_missed(on_postgresql):
    superuser, look = on_postgresql
    superuser.execute("ALTER TABLE history_entry DISABLE TRIGGER history_entry_append_only")
    superuser.execute("DROP TRIGGER leaf_append_only ON leaf")
    verdict = look()
    assert {one.place for one in verdict.findings} == {"history_entry", "leaf"}
    assert verdict.counts == {Layer.DATABASE: 2}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            (
                "CREATE OR REPLACE FUNCTION jalon_append_only() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RETURN NEW; END $$"
            ),
            "le code d’un verrou (function) a été changé : jalon_append_only",
        ),
        (
            (
                "CREATE OR REPLACE TRIGGER leaf_append_only BEFORE UPDATE OR DELETE ON leaf FOR EACH ROW "
                "WHEN (false) EXECUTE FUNCTION jalon_append_only()"
            ),
            "un verrou de l’histoire (trigger) a été changé : leaf_append_only",
        ),
        (
            (
                "CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; "
                "CREATE TRIGGER forget BEFORE INSERT ON redaction FOR EACH ROW EXECUTE FUNCTION forget()"
            ),
            "un verrou de l’histoire (trigger) n’est pas de nous : forget",
        ),
        (
            "CREATE RULE nothing AS ON INSERT TO checkpoint DO INSTEAD NOTHING",
            "un détournement (rule) n’est pas de nous : checkpoint, nothing",
        ),
    ],
    ids=["function", "when", "trigger", "rule"],
)
def test_locks_that_are_there_and_lock_nothing_are_seen(on_postgresql, change, said):
    """A trigger may stay in its place, and its function let everything through."""
    superuser, look = on_postgresql
    superuser.execute(change)
    assert only(look(), Layer.DATABASE).what.fr == said


# ── what cannot be read ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_database_that_is_not_there_is_a_finding(tmp_path):
    verdict = verify(Store(f"sqlite:///{tmp_path}/none.db"), TRUST)
    found = only(verdict, Layer.DATABASE)
    assert found.certainty is Certainty.UNREADABLE
    assert "Pas de base de données" in str(found.what)


def test_why_a_database_cannot_be_read_is_told_in_both_languages_with_what_to_do(tmp_path):
    found = only(verify(Store(f"sqlite:///{tmp_path}/none.db"), TRUST), Layer.DATABASE)
    assert found.what.fr.startswith(
        f"illisible : Pas de base de données : {tmp_path}/none.db. → remettez une sauvegarde"
    )
    assert found.what.en.startswith(f"cannot be read: There is no database: {tmp_path}/none.db. → put a backup back")


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_file_that_is_no_database_is_a_finding(tmp_path, content):
    (tmp_path / "jalon.db").write_bytes(content)
    assert only(verify(Store(f"sqlite:///{tmp_path}/jalon.db"), TRUST), Layer.DATABASE)


def test_a_database_cut_short_is_read_as_far_as_it_goes(scene):
    whole = scene.database.read_bytes()
    scene.store.close()
    scene.database.write_bytes(whole[: len(whole) // 2])
    verdict = look(scene)
    assert Layer.DATABASE in verdict.counts
    assert any(one.certainty is Certainty.UNREADABLE for one in verdict.findings)


@pytest.mark.parametrize("text", ["not utf-8: \\xff", "{", "null", "[]", "1.5", '{"v":2}', "[" * 5000])
def test_a_body_that_is_none_is_a_finding_and_the_rest_is_read_on(scene, text):
    body = text.encode().decode("unicode_escape").encode("latin-1")
    with Attacker(scene) as dba:
        dba.do("UPDATE history_entry SET body = ? WHERE id = 5", body)
        dba.do("UPDATE history_entry SET origin = 'web' WHERE dossier_id = ? AND seq = 1", FIRST)
    assert look(scene).counts == {Layer.HASH: 1, Layer.COLUMNS: 1}


def test_a_body_with_its_hash_that_is_no_entry_is_a_finding(scene):
    with Attacker(scene) as dba:
        dba.set_body(FIRST, 3, {"hello": "world"}, columns_too=False)
    assert {Layer.HASH, Layer.LEAF, Layer.CHAIN} <= set(look(scene).counts)


FORGED_DRAFT = (
    "INSERT INTO draft SELECT id || '-bis', dossier_id, seq, document, item, version + 7, title, text, data, gaps, "
    "template_digest, data_digest, text_digest FROM draft LIMIT 1"
)

# ── layer by layer ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("table", ["dossier", *(table_of(one).name for one in DOSSIER_FACTS), "actor", "territory"])
def test_a_present_table_that_says_otherwise_is_seen(scene, table):
    with closing(sqlite3.connect(scene.database)) as raw:
        columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})") if row[2] == "TEXT" and not row[5]]
        count = raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    if count and columns:
        scene.sql("PRAGMA ignore_check_constraints = ON", f"UPDATE {table} SET {columns[-1]} = 'autre chose'")
        assert set(look(scene).counts) >= {Layer.PRESENT}
    if count:
        scene.sql(f"DELETE FROM {table}")
        assert Layer.PRESENT in look(scene).counts


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"trigger": "close"}, "ne mène pas"),
        ({"from": "implemented"}, "elle part de"),
        ({"to": "closed"}, "ne mène pas"),
        ({"trigger": "no-such"}, "inconnue"),
        ({"rules": "0" * 64}, "0000"),
    ],
)
def test_a_move_that_the_lifecycle_does_not_know_is_seen(scene, change, said):
    with Attacker(scene, APPLICATION) as thief:
        (seq,) = thief.ask("SELECT max(seq) FROM history_entry WHERE dossier_id = ? AND kind = 'transition'", FIRST)[0]
        thief.set_body(FIRST, seq, thief.body(FIRST, seq) | change)
        thief.rechain(FIRST)
        thief.releaf()
    found = [one for one in look(scene).findings if one.layer is Layer.RULE]
    assert said in str(found[0].what)
    assert (found[0].dossier, found[0].seq) == (FIRST, seq)


def test_a_lifecycle_that_was_changed_is_told_once_and_not_by_each_entry_it_judged(scene):
    scene.sql("UPDATE lifecycle SET canonical = replace(canonical, 'Pilote', 'Pilot')")
    found = only(look(scene), Layer.RULE)
    assert (found.what.fr, found.place[:10]) == ("un cycle de vie a été changé", "lifecycle ")


def test_a_lifecycle_that_was_changed_or_renamed_is_seen(scene):
    scene.sql("UPDATE lifecycle SET version = '9'")
    assert only(look(scene), Layer.PRESENT).place.startswith("lifecycle ")
    scene.sql("UPDATE lifecycle SET canonical = canonical || ' '")
    assert Layer.RULE in look(scene).counts


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE draft SET text = text || ' et plus' WHERE item = 0", "changé : texte, empreintes"),
        ("UPDATE draft SET title = 'Autre' WHERE item = 0", "changé : titre"),
        ("UPDATE draft SET data = '{}' WHERE item = 0", "changé : données, empreintes"),
        ("UPDATE draft SET gaps = '[]' WHERE gaps <> '[]'", "changé : valeurs à compléter"),
        ("UPDATE draft SET text_digest = data_digest", "changé : empreintes"),
        ("UPDATE draft SET seq = seq - 1", "changé : entrée"),
        ("DELETE FROM draft", "a disparu"),
        ("UPDATE template SET text = text || ' '", "modèle"),
        ("UPDATE template SET name = 'autre'", "modèle"),
        (FORGED_DRAFT, "aucune entrée ne dit"),
    ],
)
def test_a_draft_that_was_changed_is_seen(scene, change, said):
    scene.sql(change)
    verdict = look(scene)
    assert set(verdict.counts) == {Layer.DRAFT}
    assert any(said in str(one.what).replace("\u00a0", " ") for one in verdict.findings)


def test_a_draft_changed_together_with_its_digests_is_seen_too(scene):
    from workflow.canonical import digest_hex

    name, text = scene.ask("SELECT id, text FROM draft LIMIT 1")[0]
    other = text + " et plus"
    change = "UPDATE draft SET text = ?, text_digest = ? WHERE id = ?"
    scene.sql((change, (other, digest_hex(other.encode()), name)))
    assert only(look(scene), Layer.DRAFT).place == f"draft {name}"


def test_drafts_that_an_entry_erased_are_not_missed_and_are_when_they_come_back(scene):
    with scene.store.reading() as reading:
        before = reading.rows(Draft, dossier_id=FIRST)
    (seq,) = {row.seq for row in before[:1]}
    scene.engine.erase(FIRST, seq, ["drafts"], "RGPD, article 17", BY.administrator)
    assert look(scene).holds
    with scene.store.reading() as reading:
        assert {row.seq for row in reading.rows(Draft, dossier_id=FIRST)} == {row.seq for row in before} - {seq}
    marks = ", ".join("?" * len(before[0]))
    scene.sql((f"INSERT INTO draft VALUES ({marks})", tuple(before[0])))
    assert "revenu" in str(only(look(scene), Layer.DRAFT).what)


def test_an_erased_text_that_comes_back_is_seen(scene):
    before = dict(scene.ask("SELECT digest, text FROM disclosure WHERE dossier_id = ? AND seq = 1", FIRST))
    scene.engine.erase(FIRST, 1, ["name"], "RGPD, article 17", BY.administrator)
    (gone,) = scene.ask("SELECT digest FROM redaction")[0]
    assert look(scene).holds
    scene.sql(("INSERT INTO disclosure VALUES (?, ?, 1, ?)", (gone, FIRST, before[gone])))
    verdict = look(scene)
    assert "revenu" in str(verdict.findings[0].what)
    assert set(verdict.counts) == {Layer.ERASURE, Layer.PRESENT}


ADD_TEXT = "INSERT INTO disclosure (dossier_id, seq, digest, text) VALUES (?, ?, ?, ?)"


def test_a_text_that_is_said_of_another_entry_as_well_is_seen(scene):
    """The same text may be stored of two entries, of which one alone commits to it."""
    texts = scene.ask("SELECT digest, text FROM disclosure WHERE dossier_id = ? AND seq = 3", FIRST)
    (author,) = [(digest, text) for digest, text in texts if open_disclosure(text)[0] == "actor"]
    scene.sql((ADD_TEXT, (FIRST, 4, *author)), triggers=True)
    found = only(look(scene), Layer.DISCLOSURE)
    assert (found.what.fr, found.dossier, found.seq) == ("un texte n’est pas de cette entrée", FIRST, 4)


@pytest.mark.parametrize("by", [1, -1, 1000])
def test_a_text_that_was_moved_to_another_entry_is_seen_at_both(scene, by):
    one = "(SELECT digest FROM disclosure WHERE dossier_id = ? AND seq = 3 LIMIT 1)"
    scene.sql((f"UPDATE disclosure SET seq = seq + ? WHERE digest = {one}", (by, FIRST)))
    verdict = look(scene)
    said = {(one.layer, one.dossier, one.seq) for one in verdict.findings}
    assert {(Layer.ERASURE, FIRST, 3), (Layer.DISCLOSURE, FIRST, 3 + by)} <= said


@pytest.mark.parametrize("seq", [-1, 9999])
@pytest.mark.parametrize("subject", [FIRST, "register"])
def test_a_text_of_no_entry_is_seen(scene, subject, seq):
    """No lock has to be lifted to add it."""
    made_up = disclose("comment", "inventé")
    scene.sql((ADD_TEXT, (subject, seq, made_up.digest, made_up.text)), triggers=True)
    found = only(look(scene), Layer.DISCLOSURE)
    assert (found.what.fr, found.dossier, found.seq) == ("des textes sont d’une entrée qui n’est pas là", subject, seq)


def test_a_text_of_no_entry_hides_nothing_of_what_else_was_changed(scene):
    """What the present tables and the drafts say is still held against a history beside which such a text was put."""
    scene.sql(
        "UPDATE dossier SET state = 'closed'", "UPDATE actor SET handle = 'x' || id", "UPDATE draft SET title = 'X'"
    )
    before = look(scene).counts
    assert before.keys() == {Layer.PRESENT, Layer.DRAFT}
    for subject in (FIRST, SECOND, "register"):
        made_up = disclose("comment", "inventé")
        scene.sql((ADD_TEXT, (subject, 9999, made_up.digest, made_up.text)), triggers=True)
    assert look(scene).counts == {**before, Layer.DISCLOSURE: 3}


def test_an_erasure_that_no_entry_orders_is_seen(scene):
    (digest, seq) = scene.ask("SELECT digest, seq FROM disclosure WHERE dossier_id = ? LIMIT 1", FIRST)[0]
    insert = "INSERT INTO redaction VALUES (?, 'comment', ?, ?, ?)"
    scene.sql((insert, (digest, FIRST, seq + 1, seq)), ("DELETE FROM disclosure WHERE digest = ?", (digest,)))
    verdict = look(scene)
    assert verdict.counts[Layer.ERASURE] >= 2


def test_a_file_is_told_with_the_entry_that_rests_on_it_and_the_name_it_has_there(scene):
    (dossier, seq, sha256) = scene.ask("SELECT dossier_id, min(seq), sha256 FROM attachment WHERE name = 'pv.txt'")[0]
    scene.evidence.path(sha256).write_text("un autre", encoding="utf-8")
    found = only(look(scene), Layer.FILE)
    assert (found.dossier, found.seq, found.place) == (dossier, seq, str(scene.evidence.path(sha256)))
    assert found.what.fr == "la pièce « pv.txt » a été changée"
    assert found.what.en == "the evidence file “pv.txt” was changed"


def test_of_what_follows_the_damage_nothing_is_said_but_that_it_was_not_read(scene):
    """A receipt, a template or a file is not gone because the reading stopped before the entry that has it."""
    (digest,) = scene.ask("SELECT hash FROM history_entry WHERE dossier_id = 'register' AND seq = 0")[0]
    (scene.outside / "registre.receipt").write_text(f"register 0 {digest}\n")
    scene.sql(f"UPDATE draft SET text = CAST(x'ff' AS TEXT) WHERE dossier_id = '{min(FIRST, SECOND)}'")
    verdict = look(scene)
    assert (set(verdict.counts), verdict.holds) == ({Layer.DATABASE}, False)
    assert any(one.fr.startswith("ce qui suit l’endroit abîmé") for one in verdict.uncovered)


def test_files_that_are_gone_or_strange_are_seen(scene):
    path = scene.evidence.path(scene.ask("SELECT sha256 FROM evidence")[0][0])
    content = path.read_bytes()
    path.unlink()
    found = only(look(scene), Layer.FILE)
    assert "manque" in str(found.what)
    path.write_bytes(content[:-1] + b"?")
    assert "a été changée" in str(only(look(scene), Layer.FILE).what)
    path.write_bytes(content)
    (path.parent / ("e" * 64)).write_text("de trop")
    found = only(look(scene), Layer.FILE)
    assert (found.certainty, "aucune entrée" in str(found.what)) == (Certainty.LIKELY, True)
    assert look(scene, evidence=None).holds, "whoever has no files verifies the rest"


def test_what_a_refused_command_left_among_the_files_is_no_damage_and_is_said(scene):
    brought = scene.folder / "annexe.txt"
    brought.write_text("une pièce que personne n’a retenue", encoding="utf-8")
    scene.evidence.keep(f"other={brought}")
    verdict = look(scene)
    assert verdict.holds
    assert any(
        "1 fichier du répertoire des pièces qu’aucune entrée ne connaît" in str(one) for one in verdict.uncovered
    )


def test_a_finding_says_what_is_there_instead_of_what_in_words(scene):
    scene.sql(("UPDATE history_entry SET actor_id = 'agt-0009' WHERE dossier_id = ? AND seq = 0", (FIRST,)))
    said = only(look(scene), Layer.COLUMNS).what
    assert "auteur (actor_id) agt-0009 au lieu de agt-0002" in str(said)
    assert "author (actor_id) agt-0009 instead of agt-0002" in said.en


def test_the_last_entry_of_a_dossier_that_was_taken_out_is_named(scene):
    last = scene.ask("SELECT seq FROM dossier WHERE id = ?", SECOND)[0][0]
    sealed = scene.ask(
        "SELECT max(seq) FROM history_entry JOIN leaf ON entry_id = history_entry.id WHERE dossier_id = ?", SECOND
    )[0][0]
    assert last == sealed
    scene.sql(("DELETE FROM history_entry WHERE dossier_id = ? AND seq = ?", (SECOND, last)))
    found = [one for one in look(scene).findings if one.layer is Layer.LEAF]
    assert [(one.dossier, one.seq) for one in found] == [(SECOND, last)]
    assert look(scene).sentence.fr.startswith("L’histoire n’est pas intacte")


@pytest.mark.parametrize("kind", ["ôté", "changé", "pas de nous"])
def test_a_lock_that_is_gone_changed_or_added_is_told_apart(scene, kind):
    scene.sql(
        {
            "ôté": "DROP TRIGGER history_entry_no_update",
            "changé": "DROP TRIGGER history_entry_no_update",
            "pas de nous": "CREATE TRIGGER de_trop AFTER INSERT ON disclosure BEGIN SELECT 1; END",
        }[kind],
        *(
            ["CREATE TRIGGER history_entry_no_update BEFORE UPDATE ON history_entry BEGIN SELECT 1; END"]
            * (kind == "changé")
        ),
        triggers=True,
    )
    said = only(look(scene), Layer.DATABASE).what
    assert kind in str(said)
    assert "verrou" in str(said)


def test_receipts_are_read_as_lines_and_as_json(scene):
    rows = scene.ask("SELECT dossier_id, seq, hash FROM history_entry WHERE dossier_id = ?", FIRST)
    lines = [f"{dossier} {seq} {digest}" for dossier, seq, digest in rows[:2]]
    lines += [json.dumps({"dossier": one, "seq": seq, "hash": digest, "kind": "x"}) for one, seq, digest in rows[2:]]
    (scene.outside / "camille.receipt").write_text("\n".join(lines) + "\n")
    assert look(scene).holds
    (scene.outside / "autre.receipt").write_text(f"{FIRST} 2 {'A' * 43}\nd99 4 {'A' * 43}\n")
    verdict = look(scene)
    assert verdict.counts == {Layer.RECEIPT: 2}
    assert {(one.dossier, one.seq, one.place) for one in verdict.findings} == {
        (FIRST, 2, "autre.receipt"),
        ("d99", 4, "autre.receipt"),
    }


def test_a_proof_kept_outside_is_held_against_the_leaves(scene):
    with scene.store.reading() as reading:
        for seq in (0, 3):
            (scene.outside / f"{seq}.tlog-proof").write_text(str(log.prove(reading, FIRST, seq)))
    assert look(scene).holds
    with Attacker(scene, APPLICATION) as thief:
        thief.set_body(FIRST, 3, thief.body(FIRST, 3) | {"actor": "agt-0006"})
        thief.rechain(FIRST)
        thief.releaf()
    places = {one.place for one in look(scene).findings if one.layer is Layer.OUTSIDE}
    assert {"0.tlog-proof", "3.tlog-proof"} <= places


@pytest.mark.parametrize("name", ["x.checkpoint", "x.tlog-proof", "x.receipt", "x.cosigned"])
def test_a_file_outside_that_does_not_say_what_it_should_is_told(scene, name):
    (scene.outside / name).write_text("autre chose\n")
    found = only(look(scene), Layer.OUTSIDE)
    assert (found.place, found.certainty) == (name, Certainty.LIKELY)


def test_a_folder_outside_that_is_none_is_refused_before_anything_is_read(scene):
    with pytest.raises(WorkspaceError):
        look(scene, against=scene.folder / "nowhere")


def test_files_outside_that_mean_nothing_to_us_are_passed_over(scene):
    (scene.outside / "LISEZMOI.txt").write_text("bonjour")
    (scene.outside / "below").mkdir()
    shutil.copy(scene.outside / "000001.checkpoint", scene.outside / "below" / "copy.checkpoint")
    assert look(scene).outside == 5


# ── keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_keys_that_are_others_are_seen_in_every_signature(scene):
    verdict = look(scene, replace(TRUST, application=(THIEF.public,)))
    assert verdict.counts == {Layer.SIGNATURE: entries(scene)}
    verdict = look(scene, replace(TRUST, seal=(THIEF.public,)))
    assert set(verdict.counts) == {Layer.SEAL, Layer.OUTSIDE}


def test_without_keys_the_rest_is_verified_and_the_verdict_does_not_call_it_intact(scene):
    """Whoever writes everything anew would only have to take the keys away."""
    verdict = look(scene, Trust())
    assert (verdict.holds, verdict.signatures) == (False, 0)
    assert verdict.counts == {Layer.SIGNATURE: 1, Layer.SEAL: 1}
    assert {one.certainty for one in verdict.findings} == {Certainty.UNREADABLE}
    assert verdict.sentence.fr.startswith("On ne sait pas si l’histoire est intacte : 2 constats (")
    assert verdict.sentence.en.startswith("It is not known whether the history is intact: 2 findings (")
    assert look(scene, replace(TRUST, application=())).counts == {Layer.SIGNATURE: 1}
    assert look(scene, replace(TRUST, seal=())).counts == {Layer.SEAL: 1}
    assert "les signatures des sceaux (pas de clé seal.pub)" in [str(one) for one in verdict.uncovered]


def test_signatures_that_were_taken_away_are_missed(scene):
    scene.sql("UPDATE history_entry SET signature = NULL WHERE id > 30")
    assert look(scene).counts == {Layer.SIGNATURE: entries(scene) - 30}
    scene.sql("UPDATE history_entry SET signature = NULL")
    assert "aucune entrée n’est signée" in str(only(look(scene), Layer.SIGNATURE).what)


def test_entries_from_before_the_key_are_told_and_not_held_against_it(sqlite_engine, clock):
    walk(sqlite_engine, ONE_REGION)
    signing = Engine(Store(sqlite_engine.store.url, signer=APPLICATION), clock=clock)
    signing.record(ONE_REGION, Note(text="signé"), BY.national)
    verdict = verify(signing.store, Trust((APPLICATION.public,)), now=clock.instant)
    assert (verdict.holds, verdict.signatures) == (True, 1)
    assert any("d’avant la clé" in str(one) for one in verdict.uncovered)
    signing.store.close()


def test_in_a_large_log_sealed_signatures_are_taken_in_turn(scene, monkeypatch):
    monkeypatch.setattr(tree, "ALL_UPTO", 0)
    verdict = look(scene)
    assert 2 <= verdict.signatures <= 3, "those not yet sealed, and one in a hundred"
    (left,) = [str(one) for one in verdict.uncovered if "un centième par jour" in str(one)]
    assert f"de {entries(scene) - verdict.signatures}\u00a0entrées scellées" in left
    verdict = look(scene, every_signature=True)
    assert verdict.signatures == entries(scene)
    assert not any("un centième" in str(one) for one in verdict.uncovered)


def test_an_entry_that_lacks_its_signature_is_a_finding_and_not_one_left_for_another_day(scene, monkeypatch):
    monkeypatch.setattr(tree, "ALL_UPTO", 0)
    scene.sql("UPDATE history_entry SET signature = NULL WHERE id = 5")
    verdict = look(scene)
    assert only(verdict, Layer.SIGNATURE).seq is not None
    left = entries(scene) - verdict.signatures - 1
    assert any(f"de {left}\u00a0entrées scellées" in str(one) for one in verdict.uncovered)


# ── time ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl, who is the authority here, is missing")
def test_the_time_of_an_authority_is_one_more_bound(scene, tmp_path, monkeypatch):
    """What is under the seal was there when it was stamped, however late; of what came since it says nothing."""
    authority = Authority(tmp_path / "authority")
    trust = Trust((), (), (), (authority.root,))
    stamp(scene.outside / "000002.checkpoint", authority.command, trust.authorities)
    assert look(scene, replace(TRUST, authorities=trust.authorities)).holds, "two entries are newer than the seal"
    assert Layer.TIME not in look(scene, trust).counts
    with Attacker(scene, APPLICATION) as thief:
        thief.set_body(FIRST, 3, thief.body(FIRST, 3) | {"recorded": "2999-01-01T00:00:00.000000Z"})
    (late,) = [one for one in look(scene, trust).findings if one.layer is Layer.TIME]
    assert ((late.dossier, late.seq), "où elle existait déjà" in late.what.fr) == ((FIRST, 3), True)
    assert Layer.TIME not in look(scene, Trust()).counts, "nobody else says when"
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    assert any("jalon[timestamp]" in str(one) for one in look(scene, trust).uncovered)


def test_a_token_that_is_not_of_its_checkpoint_is_told(scene, tmp_path):
    (scene.outside / "000001.tsr").write_bytes(b"nothing")
    root = Authority(tmp_path / "authority").root if shutil.which("openssl") else b""
    if root:
        assert only(look(scene, replace(TRUST, authorities=(root,))), Layer.OUTSIDE).place == "000001.tsr"
    assert "les horodatages (pas de authority.pem)" in [str(one) for one in look(scene).uncovered]


def test_a_witness_who_comes_hours_after_the_seal_says_nothing_of_what_was_written_since(scene):
    """Two entries were written an hour after the seal; he signs that seal later still."""
    with scene.store.reading() as reading:
        ask(reading, scene.folder / "shared", WITNESS.public, scene.folder / "seal")
    scene.witness.visit(scene.folder / "shared")
    kept = gather(scene.folder / "shared", scene.folder / "seal", WITNESS.public)
    scene.carry()
    opened = open_checkpoint(kept.read_text(), TRUST.seal, TRUST.witnesses)
    assert (
        format_instant(datetime.fromtimestamp(max(opened.times), UTC))
        > scene.ask("SELECT max(recorded_at) FROM history_entry")[0][0]
    )
    assert look(scene).holds
    scene.seal()
    scene.carry()
    assert look(scene).holds, "nor once they are sealed"


@pytest.mark.parametrize(("minutes", "holds"), [(4, True), (6, False)])
def test_clocks_may_be_five_minutes_apart(scene, minutes, holds):
    """An entry written after the second seal, and dated before it."""
    (sealed_at,) = scene.ask("SELECT max(sealed_at) FROM checkpoint")[0]
    said = format_instant(parse_instant(sealed_at) - timedelta(minutes=minutes))
    with Attacker(scene, APPLICATION) as thief:
        thief.forge(SECOND, recorded=said)
    assert look(scene).holds is holds


def test_a_seal_whose_hour_was_changed_is_seen(scene):
    scene.sql("UPDATE checkpoint SET sealed_at = '2020-07-05T10:00:01.000000Z' WHERE number = 2")
    assert only(look(scene), Layer.SEAL).place == "checkpoint 2"


def test_no_character_of_a_stored_seal_can_be_changed_unseen(scene):
    """A line whose key has another name would be passed over in a note that comes from elsewhere; not in our own."""
    (note,) = scene.ask("SELECT note FROM checkpoint WHERE number = 2")[0]
    for place in range(0, len(note), 3):
        changed = note[:place] + chr(ord(note[place]) ^ 1) + note[place + 1 :]
        scene.sql(("UPDATE checkpoint SET note = ? WHERE number = 2", (changed,)))
        assert not look(scene).holds, (place, note[place])
    for lines in (note + "— nobody AAAAAAAA\n", note[: note.rindex("— ")]):
        scene.sql(("UPDATE checkpoint SET note = ? WHERE number = 2", (lines,)))
        assert only(look(scene), Layer.SEAL).place == "checkpoint 2"


@pytest.mark.parametrize(("copied", "said"), [(2, "y est deux fois"), (1, "revient en arrière")])
def test_a_seal_that_was_copied_under_the_next_number_is_seen(scene, copied, said):
    scene.sql(f"INSERT INTO checkpoint SELECT 3, size, sealed_at, note FROM checkpoint WHERE number = {copied}")
    found = [one for one in look(scene).findings if one.layer is Layer.SEAL]
    assert [(said in str(one.what), one.place) for one in found] == [(True, "checkpoint 3")]


def test_an_instant_that_goes_back_is_seen(scene):
    with Attacker(scene, APPLICATION) as thief:
        thief.forge(FIRST, recorded="2020-07-05T11:30:00.000000Z")
        thief.forge(FIRST, recorded="2020-07-05T11:20:00.000000Z")
    assert "recule" in str(only(look(scene), Layer.CHAIN).what)


def test_the_entries_are_read_from_the_table_and_not_from_an_index(scene):
    """The planner may take a value from an index: the statement must fetch each from the row."""
    with scene.store.reading() as reading:
        plan = reading.connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT t.dossier_id FROM history_entry AS o CROSS JOIN history_entry AS t NOT INDEXED "
            "ON t.id = o.id ORDER BY o.dossier_id, o.seq"
        ).all()
    assert [row[3] for row in plan][1] == "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)"
    assert not any("TEMP B-TREE" in row[3] for row in plan)
    assert table_of(HistoryEntry).name == "history_entry"


def test_every_table_there_is_belongs_to_a_layer():
    """A table that is added must be replayed, or committed to, or it can be changed unseen."""
    committed = {
        Subject,
        HistoryEntry,
        Disclosure,
        Redaction,
        Leaf,
        Checkpoint,
        LifecycleVersion,
        Template,
        Draft,
        Evidence,
    }
    replayed = {*DOSSIER_FACTS, *REGISTER_FACTS, Dossier, RegisterHead}
    assert {table_of(one).name for one in committed | replayed} == set(SQLModel.metadata.tables)


def test_that_somebody_else_holds_the_database_for_too_long_is_no_damage(sqlite_url):
    """The upgrade of a large history takes a minute: who verifies it meanwhile is to try again, not to be alarmed."""
    store = Store(sqlite_url, timeout=0.1)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreBusy, match="occupée par une autre écriture"):
            verify(store, Trust())
    assert verify(store, Trust()).entries > 0
    store.close()
