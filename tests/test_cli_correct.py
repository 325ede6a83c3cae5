"""`jalon correct`: what was wrong is voided or restated, and stays to be seen."""

import pytest
from dossiers import ONE_REGION, walk

from workflow.models import Dossier, Project

DOSSIER = "axe-seine-2018"


@pytest.fixture
def signed(jalon):
    """A dossier whose protocol is signed; its command line."""
    with jalon.engine() as engine:
        walk(engine, ONE_REGION, to="protocol_signed")
    return jalon


def entries(jalon):
    with jalon.engine() as engine, engine.store.reading() as reading:
        return engine.entries(reading, DOSSIER)


def number(jalon, kind, last=False):
    """The number of the first entry, or the last, of a kind."""
    found = [entry.seq for entry in entries(jalon) if entry.kind == kind]
    return found[-1 if last else 0]


def project(jalon, which):
    with jalon.engine() as engine, engine.store.reading() as reading:
        return reading.one(Project, dossier_id=DOSSIER, number=which)


def test_a_date_is_restated_and_the_original_stays(signed):
    seq = number(signed, "transition", last=True)
    said = signed("correct", "axe-seine", seq, "--set", "effective_on=2019-05-02", "--because", "date du journal")
    assert f"entrée n° {seq} rectifiée" in said.out
    assert "jalon history axe-seine-2018" in said.out
    original, correction = entries(signed)[seq], entries(signed)[-1]
    assert (original.period.iso, correction.period.iso) == ("2019-04-30", "2019-05-02")
    assert (correction.about, correction.comment) == (seq, "date du journal")
    with signed.engine() as engine, engine.store.reading() as reading:
        assert reading.one(Dossier, id=DOSSIER).state_since == "2019-05-02"


def test_an_amount_is_restated_as_people_write_it(signed):
    seq = number(signed, "project")
    signed("correct", "axe-seine", seq, "--set", "cost=3,5 M€", "--set", "holder=Port", "--because", "erreur de saisie")
    assert (project(signed, 1).cost, project(signed, 1).holder) == (350_000_000, "Port")


def test_what_is_corrected_is_told_value_by_value_then_and_in_the_history(signed):
    seq = number(signed, "project")
    before = project(signed, 1).holder
    said = signed("correct", "axe-seine", seq, "--set", "cost=3,5 M€", "--set", "holder=Port", "--because", "relu").out
    assert "  montant    120 000 € → 3 500 000 €\n" in said
    assert f"  porteur    {before} → Port\n" in said
    told = signed("history", "axe-seine").out.split("\n· n° ")[-1]
    assert "    montant : 120 000 € → 3 500 000 €\n" in told
    signed("correct", "axe-seine", seq, "--void", "--because", "mauvais dossier")
    assert "→" not in signed("history", "axe-seine").out.split("\n· n° ")[-1]


def test_a_value_is_taken_away_by_nothing_after_its_name(signed):
    seq = number(signed, "project")
    signed("correct", "axe-seine", seq, "--set", "cost=", "--because", "on ne sait plus")
    assert project(signed, 1).cost is None


@pytest.mark.parametrize("typed", ["in_progress", "en cours", "En cours", "in progress"])
def test_a_code_is_restated_as_people_call_it(signed, typed):
    signed("correct", "axe-seine", number(signed, "project"), "--set", f"status={typed}", "--because", "il a commencé")
    assert project(signed, 1).status == "in_progress"


@pytest.mark.parametrize(("typed", "kept"), [("oui", 1), ("1", 1), ("non", 0), ("no", 0)])
def test_whether_a_project_is_decided_is_restated_by_yes_or_no(signed, typed, kept):
    signed("correct", "axe-seine", number(signed, "project"), "--set", f"firm={typed}", "--because", "relu")
    assert project(signed, 1).firm == kept


def test_an_axis_is_restated_as_people_call_it(signed):
    signed("correct", "axe-seine", number(signed, "project"), "--set", "axis=Innover", "--because", "relu")
    assert project(signed, 1).axis == "innover"


@pytest.mark.parametrize(
    ("typed", "kept"), [("Centre-Val de Loire", ["24"]), ("28, 24", ["28", "24"]), ("Normandie,IDF", ["28", "11"])]
)
def test_regions_are_restated_by_their_codes_or_their_names(jalon, typed, kept):
    jalon("open", "axe-seine", "--on", "2018-11-22")
    jalon("correct", "axe-seine", 0, "--set", f"regions={typed}", "--because", "mal lu")
    assert entries(jalon)[-1].payload.regions == kept


def test_a_day_to_come_is_refused_with_what_to_type_in_a_correction(signed):
    seq = number(signed, "transition", last=True)
    said = signed("correct", "axe-seine", seq, "--set", "effective_on=2030-01-01", "--because", "x", code=2).err
    assert "est dans le futur" in said
    assert "--set effective_on=AAAA-MM-JJ" in said


def test_an_entry_is_voided_and_what_it_said_is_gone(signed):
    seq = number(signed, "project", last=True)
    said = signed("correct", "axe-seine", seq, "--void", "--because", "mauvais dossier")
    assert f"entrée n° {seq} annulée" in said.out
    assert project(signed, 2) is None
    assert "déjà annulée" in signed("correct", "axe-seine", seq, "--void", "--because", "encore", code=1).err


def test_voiding_a_correction_brings_back_what_held_before(signed):
    seq = number(signed, "project")
    signed("correct", "axe-seine", seq, "--set", "cost=1 €", "--because", "x")
    signed("correct", "axe-seine", signed.seq(DOSSIER), "--void", "--because", "la première était juste")
    assert project(signed, 1).cost == 120_000_00


def test_the_command_that_shows_the_entries_can_be_typed(signed):
    for seq, options in ((999, ["--void"]), (0, ["--void"]), (number(signed, "project"), ["--set", "axis=recruter"])):
        said = signed("correct", "axe-seine", seq, *options, "--because", "x", code=1).err
        words = said.splitlines()[-1].partition("jalon ")[2].split()
        assert words[-1] == DOSSIER
        signed(*words)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["3"], 1, "--void, ou --set champ=valeur"),
        (["3", "--void", "--set", "name=X"], 1, "--void, ou --set champ=valeur"),
        (["999", "--void"], 1, "Il n’y a pas d’entrée n° 999"),
        (["-1", "--void"], 2, "-1"),
        (["trois", "--void"], 2, "trois"),
        (["0", "--void"], 1, "ne s’annule pas"),
        (["1", "--set", "couleur=bleu"], 2, "n’a pas de champ « couleur »"),
        (["3", "--set", "effective_on=31/04/2019"], 2, "avril"),
        (["3", "--set", "effective_on=2099-01-01"], 2, "futur"),
        (["3", "--set", "effective_on"], 2, "n’a pas la forme voulue"),
        (["3", "--set", "=x"], 2, "n’a pas la forme voulue"),
        (["3", "--set", "name=A", "--set", "name=B"], 2, "est donné deux fois"),
        (["3", "--set", "cost=douze"], 2, "ce n’est pas un montant"),
    ],
)
def test_a_correction_that_says_nothing_possible_is_refused(signed, arguments, code, sentence):
    before = signed.seq(DOSSIER)
    arguments = ["axe-seine", *arguments, "--because", "x"]
    said = signed("correct", *arguments, code=code)
    assert sentence in said.err
    assert signed.seq(DOSSIER) == before


@pytest.mark.parametrize("name", ["register", "registre"])
def test_the_register_is_not_corrected_and_it_is_said_what_to_do_instead(signed, name):
    said = signed("correct", name, "2", "--void", "--because", "x", code=1).err
    assert "Une entrée du registre ne se corrige pas" in said
    for way in ("jalon actors add", "jalon lifecycle install", "jalon correct DOSSIER 0", "jalon erase register"):
        assert way in said
    assert signed.seq("register") == int(signed("history", "register", "--json").json["total"]) - 1


def test_a_correction_has_a_written_reason(signed):
    said = signed("correct", "axe-seine", "3", "--void", code=1)
    assert "motif écrit" in said.err
    assert '--because "…"' in said.err


def test_what_follows_must_still_be_possible(signed):
    pilot = number(signed, "transition")
    said = signed("correct", "axe-seine", pilot, "--void", "--because", "x", code=1)
    assert said.err.startswith("✗ ")
    said = signed("correct", "axe-seine", pilot, "--set", "effective_on=2019-06-01", "--because", "x", code=1)
    assert said.err.startswith("✗ ")
    assert entries(signed)[-1].kind == "transition"


def test_who_may_not_correct_is_refused(signed):
    assert "droit" in signed("correct", "axe-seine", "3", "--void", "--because", "x", "--as", "redaction", code=1).err
    assert "Occitanie" in signed("correct", "axe-seine", "3", "--void", "--because", "x", "--as", "sacha", code=1).err


def test_a_correction_is_done_once_with_one_key(signed):
    seq = number(signed, "project")
    command = ("correct", "axe-seine", seq, "--set", "cost=1 €", "--because", "x", "--idempotency-key", "k", "--json")
    first, again = signed(*command).json, signed(*command).json
    assert (first["hash"], again["repeated"]) == (again["hash"], True)
