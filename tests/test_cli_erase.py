"""`jalon erase`: a name goes on a legal basis, the entry stays, and the history still verifies."""

import json
import sqlite3
from contextlib import closing

import pytest
from audited import FIRST
from test_cli_json import demand

BASIS = ("--legal-basis", "RGPD, article 17")


def erase(line, *words, code=0, **environ):
    return line("erase", *words, code=code, **environ)


def lead(line):
    """The number of the entry that names the elected lead, and whether her name is anywhere in the database’s file."""
    entries = line("history", "axe-seine", "--json").json["entries"]
    (seq,) = [one["seq"] for one in entries if "Marie Lefèvre" in one["sentence"]]
    return seq


def holds(line, name):
    return name.encode() in (line.folder / "db" / "jalon.db").read_bytes()


def count(line, table):
    with closing(sqlite3.connect(line.folder / "db" / "jalon.db")) as database:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_name_goes_and_the_history_says_so_and_still_verifies(signed):
    signed("seal")
    seq = lead(signed)
    said = erase(signed, "axe-seine", seq, "--field", "name", *BASIS).out
    assert f"✓ Effacé : name (entrée n° {seq} de {FIRST})" in said
    assert f"entrée     {FIRST} n°" in said
    assert "Les sauvegardes" in said
    told = signed("history", "axe-seine").out
    assert "Marie Lefèvre" not in told
    assert f"[effacé, entrée n° {signed.seq(FIRST)}]" in told
    assert "RGPD, article 17" in told
    assert signed("verify").out.startswith("✓ L’histoire est intacte")
    signed("seal")
    assert signed("verify", "--json").json["intact"]


def test_as_json_it_is_a_receipt_with_what_went(signed):
    seq = lead(signed)
    told = erase(signed, "axe-seine", seq, "--field", "name", "--field", "civility", *BASIS, "--json").json
    demand("erase", told)
    assert (told["kind"], told["entries"], told["fields"]) == ("erasure", [seq], ["civility", "name"])


def test_without_a_legal_basis_nothing_is_erased(signed):
    seq = lead(signed)
    assert "--legal-basis" in erase(signed, "axe-seine", seq, "--field", "name", code=2).err
    assert erase(signed, "axe-seine", seq, "--field", "name", "--legal-basis", "  ", code=2).err
    assert "--field" in erase(signed, "axe-seine", seq, *BASIS, code=2).err
    assert "Marie Lefèvre" in signed("history", "axe-seine").out


@pytest.mark.parametrize("actor", ["camille", "national", "redaction", "audit"])
def test_only_an_administrator_erases(signed, actor):
    seq, before = lead(signed), count(signed, "history_entry")
    refused = erase(signed, "axe-seine", seq, "--field", "name", *BASIS, code=1, JALON_ACTOR=actor)
    assert "n’en a pas le droit" in refused.err
    assert count(signed, "history_entry") == before
    assert "Marie Lefèvre" in signed("history", "axe-seine").out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("axe-seine", "999", "--field", "name"), 1, "Il n’y a pas d’entrée n° 999"),
        (("axe-seine", "999", "--field", "name"), 1, "les numéros : jalon history axe-seine-2018"),
        (("axe-seine", "-1", "--field", "name"), 2, "-1"),
        (("axe-seine", "deux", "--field", "name"), 2, "deux"),
        (("axe-seine", "0", "--field", "nom"), 2, "ce qui peut s’effacer : actor"),
        (("axe-seine", "0", "--field", ""), 2, "ce qui peut s’effacer"),
        (("nulle-part", "0", "--field", "name"), 1, "Dossier inconnu"),
    ],
)
def test_what_cannot_be_erased_is_refused_and_what_can_is_named(signed, words, code, said):
    before = count(signed, "history_entry")
    assert said in erase(signed, *words, *BASIS, code=code).err
    assert count(signed, "history_entry") == before


def test_a_second_time_nothing_is_left_to_erase(signed):
    seq = lead(signed)
    erase(signed, "axe-seine", seq, "--field", "name", *BASIS)
    assert "Il ne reste rien à effacer là" in erase(signed, "axe-seine", seq, "--field", "name", *BASIS, code=1).err


def test_the_same_command_with_its_key_is_done_once(signed):
    seq = lead(signed)
    words = ("axe-seine", seq, "--field", "name", *BASIS, "--idempotency-key", "demande-12")
    first, again = (erase(signed, *words, "--json").json for _ in range(2))
    assert (again["seq"], again["repeated"]) == (first["seq"], True)


def test_a_file_on_which_nothing_rests_any_more_is_removed_and_named(signed, tmp_path):
    (tmp_path / "cv.txt").write_text("un curriculum vitae")
    signed("record", "note", "axe-seine", "voir", "--evidence", tmp_path / "cv.txt")
    seq = signed.seq(FIRST)
    kept = [path for path in (signed.folder / "evidence").rglob("*") if path.is_file()]
    told = erase(signed, "axe-seine", seq, "--field", "evidence", *BASIS, "--json").json
    assert len(told["files"]) == 1
    assert len([path for path in (signed.folder / "evidence").rglob("*") if path.is_file()]) == len(kept) - 1
    assert signed("verify", "--json").json["intact"]


def test_an_actor_of_the_register_may_be_forgotten(signed):
    entries = signed("history", "--kind", "actor", "--json").json["entries"]
    (seq,) = [one["seq"] for one in entries if "acteur audit " in one["sentence"]]
    erase(signed, "register", seq, "--field", "label", *BASIS)
    assert "Noa Girard" not in signed("actors", "list").out
    assert signed("verify", "--json").json["intact"]


def test_a_text_that_is_taken_out_silently_is_no_erasure_but_an_alarm(signed):
    seq = lead(signed)
    with closing(sqlite3.connect(signed.folder / "db" / "jalon.db", isolation_level=None)) as database:
        database.execute("PRAGMA foreign_keys = ON")
        kept = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in kept:
            database.execute(f"DROP TRIGGER {name}")
        database.execute("DELETE FROM disclosure WHERE dossier_id = ? AND seq = ?", (FIRST, seq))
        for _, made in kept:
            database.execute(made)
    told = signed("verify", "--json", code=1).json
    assert "erasure" in told["counts"]
    assert "un texte a disparu sans qu’une entrée l’efface" in signed("verify", code=1).out


def test_every_erasure_is_found_again_with_its_basis(signed):
    erase(signed, "axe-seine", lead(signed), "--field", "name", *BASIS)
    said = signed("history", "--kind", "erasure").out
    assert said.startswith("1 entrée\n")
    assert "RGPD, article 17" in said


def test_every_erasure_is_found_by_the_words_of_its_basis(signed):
    erase(signed, "axe-seine", lead(signed), "--field", "name", "--legal-basis", "Décision n° 12 du délégué")
    assert signed("history", "--text", "decision n° 12", "--json").json["total"] == 1


def test_an_erasure_is_not_taken_back_since_nothing_can_bring_the_text_back(signed):
    erase(signed, "axe-seine", lead(signed), "--field", "name", *BASIS)
    seq = signed.seq(FIRST)
    said = signed("correct", "axe-seine", seq, "--void", "--because", "erreur", code=1)
    assert "Un effacement ne s’annule pas : ce qui a été effacé n’existe plus." in said.err
    assert "jalon record" in said.err
    assert "n’a pas de champ" in signed("correct", "axe-seine", seq, "--set", "gone=x", "--because", "x", code=2).err
    assert signed.seq(FIRST) == seq
    signed("correct", "axe-seine", seq, "--set", "basis=RGPD, article 17, 1 b", "--because", "la lettre manquait")
    assert "fondement : RGPD, article 17, 1 b" in signed("history", "axe-seine").out
    assert signed("verify", "--json").json["intact"]


def test_a_refusal_is_one_object_as_json(signed):
    refused = erase(signed, "axe-seine", 999, "--field", "name", *BASIS, "--json", code=1)
    assert json.loads(refused.err)["error"]["code"] == "record-refused"
