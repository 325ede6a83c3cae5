"""`jalon advance`: one dossier or many, blocked with every reason, rehearsed without a trace."""

import os
import signal
import sqlite3
import subprocess
import sys

import pytest
from command_line import LAUNCHER
from dossiers import DAYS, ONE_REGION, TWO_REGIONS, facts, on, walk

from workflow.models import Dossier
from workflow.store import Transaction

AXE, LACQ = f"{ONE_REGION}-2018", f"{TWO_REGIONS}-2018"
ENTER = ("advance", "enter_pilot")
GIVEN = ("--on", "2019-02-01", "--input", "committee_date=2019-01-10", "--because", "compte rendu perdu")


@pytest.fixture
def both(jalon):
    """Two dossiers, ready to become pilots but for the minutes of the committee."""
    with jalon.engine() as engine:
        for territory in (ONE_REGION, TWO_REGIONS):
            dossier = walk(engine, territory)
            for payload, day in facts(dossier, "pilot"):
                engine.record(dossier, payload, on(day))
    return jalon


def states(jalon):
    with jalon.engine() as engine, engine.store.reading() as reading:
        return {row.id: row.state for row in reading.rows(Dossier)}


def content(jalon):
    """Every row of the database: what tells whether something was written."""
    connection = sqlite3.connect(jalon.folder / "db" / "jalon.db")
    found = "\n".join(connection.iterdump())
    connection.close()
    return found


# ── one ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_dossier_moves_and_the_receipt_says_it_all(both):
    said = both(*ENTER, "axe-seine", *GIVEN).out
    assert "axe-seine-2018 : Entrée en phase pilote" in said
    assert "axe-seine-2018 n° 3" in said
    assert "Identifié → Pilote" in said
    assert "axe-seine-2018-committee_installation-1" in said
    assert "evidence_attached" in said
    assert "jalon drafts axe-seine-2018" in said
    with both.engine() as engine, engine.store.reading() as reading:
        assert reading.one(Dossier, id=AXE).head in said
    assert states(both)[AXE] == "pilot"


def test_blocked_every_reason_is_told_with_its_remedy_and_nothing_is_written(jalon):
    jalon("open", "axe-seine", "--on", DAYS["identified"])
    before = content(jalon)
    said = jalon(*ENTER, "axe-seine", code=1)
    assert said.out == ""
    assert "« enter_pilot » est bloquée pour axe-seine-2018 (5 raisons)" in said.err
    for code in ("date_given", "input_given", "binome_complete", "evidence_attached"):
        assert f"[{code}]" in said.err
    assert said.err.count("\n    → ") == 5
    added = "--on AAAA-MM-JJ --input committee_date=… --evidence committee_minutes=FICHIER"
    assert f"\n  → à ajouter à la commande : {added}\n" in said.err
    marks = [line.split()[0] for line in said.err.splitlines() if line.endswith("]")]
    assert marks == ["✗", "✗", "✗", "✗", "!"], "what a reason passes is marked otherwise"
    assert '--because "…"' in said.err.splitlines()[-2]
    assert content(jalon) == before


def test_an_expectation_is_passed_with_a_written_reason_and_a_hard_guard_is_not(jalon, both):
    both(*ENTER, "axe-seine", *GIVEN)
    assert "[has_project]" in both("advance", "collect_projects", "axe-seine", "--because", "pressé", code=1).err


def test_a_transition_that_does_not_leave_the_present_state_is_refused_with_those_that_do(both):
    said = both("advance", "close", "axe-seine", "--on", "2019-02-01", code=1)
    assert "ne part pas de l’état où est axe-seine-2018 : « Identifié »" in said.err
    assert "enter_pilot" in said.err


@pytest.mark.parametrize(
    ("trigger", "meant"),
    [
        ("signprotocol", "sign_protocol"),
        ("Signature du protocole", "sign_protocol"),
        ("cloture", "close"),
        ("Withdrawal", "withdraw"),
    ],
)
def test_an_unknown_transition_answers_with_the_near_ones_by_name_or_as_people_call_them(both, trigger, meant):
    assert f"noms proches : {meant}." in both("advance", trigger, "axe-seine", code=1).err


@pytest.mark.parametrize("trigger", ["enter_pilotte", "", "__class__", "to_pilot", "axe-seine"])
def test_an_unknown_transition_is_refused_with_those_declared(both, trigger):
    said = both("advance", trigger, "axe-seine", code=1)
    assert "Transition inconnue" in said.err
    assert "sign_protocol" in said.err
    assert "jalon lifecycle show" in said.err
    assert "Transition inconnue" in both("advance", trigger, "axe-seine", "lacq-pau-tarbes", code=1).err


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["--input", "committee_date=31/04/2019"], "avril"),
        (["--input", "committee_date=mars 2019"], "un jour précis"),
        (["--input", "couleur=bleu"], "ne demande pas « couleur »"),
        (["--input", "committee_date"], "--input : « committee_date » n’a pas la forme voulue"),
        (["--input", "=2019-01-10"], "n’a pas la forme voulue"),
        (["--input", "a=1", "--input", "a=2"], "est donné deux fois"),
        (["--input", "committee_date=2019-01-10", "--because", "x", "--on", "2099-01-01"], "futur"),
        (["--on", "2019-13-01"], "--on : "),
        (["--because", ""], "--because : "),
    ],
)
def test_what_is_typed_wrong_is_refused_and_nothing_is_written(both, given, sentence):
    before = content(both)
    said = both(*ENTER, "axe-seine", "--on", "2019-02-01", *given, code=2)
    assert sentence in said.err
    assert content(both) == before


def test_a_day_to_come_is_refused_before_anything_is_judged(jalon):
    jalon("open", "axe-seine", "--on", DAYS["identified"])
    said = jalon(*ENTER, "axe-seine", "--on", "2099-01-01", code=2).err
    assert "✗ Le 1er janvier 2099 est dans le futur" in said
    assert "[binome_complete]" not in said


def test_what_happens_cannot_precede_what_made_it_possible(both):
    said = both(*ENTER, "axe-seine", *GIVEN, "--on", "2018-01-01", code=1)
    assert "depuis le 22 novembre 2018" in said.err


@pytest.mark.parametrize(("who", "sentence"), [("audit", "n’en a pas le droit"), ("sacha", "Occitanie")])
def test_who_may_not_is_told_so(both, who, sentence):
    said = both(*ENTER, "axe-seine", *GIVEN, "--as", who, code=1)
    assert sentence in said.err
    assert states(both)[AXE] == "identified"


def test_a_stale_sequence_is_a_conflict(both):
    said = both(*ENTER, "axe-seine", *GIVEN, "--expect-seq", "1", code=1)
    assert "en est à l’entrée n° 2" in said.err
    both(*ENTER, "axe-seine", *GIVEN, "--expect-seq", "2")


def test_a_repeated_key_does_it_once(both):
    first = both(*ENTER, "axe-seine", *GIVEN, "--idempotency-key", "k", "--json").json["results"][0]
    again = both(*ENTER, "axe-seine", *GIVEN, "--idempotency-key", "k", "--json").json["results"][0]
    assert again["receipt"]["hash"] == first["receipt"]["hash"]
    assert again["receipt"]["repeated"]
    assert "Déjà fait avec cette clé" in both(*ENTER, "axe-seine", *GIVEN, "--idempotency-key", "k").out


def test_a_fact_of_the_past_is_entered_with_its_source_and_what_was_not_judged(jalon):
    jalon("open", "axe-seine", "--on", "2018-11-22")
    said = jalon(*ENTER, "axe-seine", "--on", "2019-02", "--source", "communiqué n° 1207").out
    assert "repris sans juger" in said
    assert "binome_complete" in said


def test_a_broken_template_lets_nothing_happen(both):
    template = both.folder / "templates" / "documents" / "committee_installation.md"
    template.write_text("{{ dossier.nulle_part }\n{% for %}", encoding="utf-8")
    before = content(both)
    said = both(*ENTER, "axe-seine", *GIVEN, code=1)
    assert "committee_installation.md" in said.err
    assert "Traceback" not in said.err
    assert content(both) == before


# ── rehearsed ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_rehearsal_says_what_would_happen_and_writes_nothing(both, tmp_path):
    proof = tmp_path / "cr.pdf"
    proof.write_bytes(b"%PDF-1.7")
    before = content(both)
    both(*ENTER, "axe-seine", *GIVEN, "--evidence", f"committee_minutes={proof}", "--dry-run")
    said = both(*ENTER, "axe-seine", "lacq-pau-tarbes", *GIVEN, "--dry-run")
    assert said.out.count("Identifié → Pilote") == 2
    assert "brouillons : 1" in said.out
    assert "passé avec motif" in said.out
    assert "Rien n’a été écrit" in said.out
    assert content(both) == before
    assert list((both.folder / "evidence").iterdir()) == []


def test_a_rehearsal_tells_possible_blocked_and_unchanged_apart(both):
    both(*ENTER, "axe-seine", *GIVEN)
    said = both(*ENTER, "axe-seine", "lacq-pau-tarbes", "nulle-part", *GIVEN, "--dry-run", "--json", code=1).json
    assert said["dry_run"]
    found = {one["dossier"]: (one["outcome"], one["error"] and one["error"]["code"]) for one in said["results"]}
    assert found == {
        AXE: ("unchanged", "transition-not-allowed"),
        LACQ: ("possible", None),
        "nulle-part": ("refused", "unknown-name"),
    }
    text = both(*ENTER, "axe-seine", "lacq-pau-tarbes", "--dry-run", code=1).out
    assert "axe-seine-2018 : inchangé, y est déjà" in text
    assert "[date_given]" in text


def test_a_rehearsal_of_one_that_is_possible_leaves_with_0_and_of_one_that_is_not_with_1(both):
    both(*ENTER, "axe-seine", *GIVEN, "--dry-run", code=0)
    both(*ENTER, "axe-seine", "--dry-run", code=1)
    both(*ENTER, "axe-seine", "lacq-pau-tarbes", *GIVEN, "--dry-run", "--together", code=0)


# ── many ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_dossier_moves_on_its_own_and_one_that_fails_holds_no_other_back(both):
    said = both(*ENTER, "nulle-part", "axe-seine", "Lacq-Pau-Tarbes", *GIVEN, code=1)
    assert states(both) == {AXE: "pilot", LACQ: "pilot"}
    assert "✗ Dossier inconnu : « nulle-part »" in said.out
    assert "✓ axe-seine-2018   Identifié → Pilote · entrée n° 3 · brouillons : 1" in said.out
    assert "enter_pilot : 2 faits, 1 refusé" in said.out


def test_a_dossier_that_is_refused_is_named_once(both):
    said = both(*ENTER, "axe-seine", "lacq-pau-tarbes", code=1).out
    assert "✗ « enter_pilot » est bloquée pour axe-seine-2018" in said
    assert "axe-seine-2018 : «" not in said


def test_all_done_leaves_with_0(both):
    both(*ENTER, "axe-seine", "lacq-pau-tarbes", *GIVEN, code=0)
    again = both(*ENTER, "axe-seine", "lacq-pau-tarbes", *GIVEN, code=1)
    assert "enter_pilot : 2 inchangés" in again.out


def test_together_all_of_them_or_none(both):
    before = content(both)
    said = both(*ENTER, "axe-seine", "lacq-pau-tarbes", *GIVEN, "--as", "camille", "--together", code=1)
    assert "✓ axe-seine-2018" in said.out
    assert "✗ lacq-pau-tarbes-2018 : Refusé" in said.out
    assert "Rien n’a été écrit" in said.out
    assert content(both) == before
    told = both(*ENTER, "axe-seine", "nulle-part", *GIVEN, "--together", "--json", code=1).json
    assert [(one["outcome"], one["receipt"]) for one in told["results"]] == [("possible", None), ("refused", None)]
    assert content(both) == before
    both(*ENTER, "axe-seine", "lacq-pau-tarbes", *GIVEN, "--together")
    assert states(both) == {AXE: "pilot", LACQ: "pilot"}


def test_a_dossier_named_twice_moves_once(both):
    results = both(*ENTER, "axe-seine", "Axe Seine", "axe-seine-2018", *GIVEN, "--json").json["results"]
    assert [one["dossier"] for one in results] == [AXE]


def test_the_key_of_a_command_serves_each_of_its_dossiers(both):
    command = (*ENTER, "axe-seine", "lacq-pau-tarbes", *GIVEN, "--idempotency-key", "k", "--json")
    first, again = both(*command).json["results"], both(*command).json["results"]
    assert [one["receipt"]["repeated"] for one in first] == [False, False]
    assert [one["receipt"]["repeated"] for one in again] == [True, True]
    assert both.seq(AXE) == both.seq(LACQ) == 3
    assert both(*command[:-1]).out.count("Déjà fait avec cette clé") == 2, "of each of them"


def test_what_deserves_a_look_is_told_of_each_dossier_among_several(still, both):
    still.tick(minutes=-2)
    said = both(*ENTER, "axe-seine", "lacq-pau-tarbes", *GIVEN).out
    assert said.count("  ! L’horloge de cette machine") == 2


def test_a_sequence_is_expected_of_one_dossier_only(both):
    said = both(*ENTER, "axe-seine", "lacq-pau-tarbes", "--expect-seq", "2", code=2)
    assert "--expect-seq va avec un seul dossier" in said.err


def test_after_ctrl_c_what_was_done_is_done_and_said(both, monkeypatch):
    append, count = Transaction.append, []

    def interrupted(self, *arguments):
        count.append(1)
        if len(count) == 2:
            signal.raise_signal(signal.SIGINT)
        append(self, *arguments)

    monkeypatch.setattr(Transaction, "append", interrupted)
    said = both(*ENTER, "axe-seine", "lacq-pau-tarbes", *GIVEN, code=130)
    assert "✓ axe-seine-2018" in said.out
    assert "enter_pilot : 1 fait" in said.out
    assert "Interrompu" in said.err
    assert states(both) == {AXE: "pilot", LACQ: "identified"}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals are Unix’s here")
def test_two_people_at_once_give_one_winner_and_one_who_is_told(both):
    command = [sys.executable, LAUNCHER, *ENTER, "axe-seine", *GIVEN, "--expect-seq", "2"]
    environ = {"PATH": os.environ["PATH"], **both.environ}
    people = [
        subprocess.Popen(
            command, cwd=both.folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    said = [(*person.communicate(timeout=60), person.returncode) for person in people]
    assert sorted(code for _, _, code in said) == [0, 1, 1]
    for _, err, code in said:
        assert (err == "") == (code == 0)
        assert "Traceback" not in err
    assert both.seq(AXE) == 3
