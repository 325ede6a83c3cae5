"""`jalon open`: the dossier of a territory begins."""

import pytest

from workflow.models import Dossier

ENTERING = ("--on", "2024-01-05", "--input", "committee_date=2024-01-04", "--because", "compte rendu à venir")


@pytest.mark.parametrize("name", ["Axe Seine", "axe-seine", "AXE SEINE", "axe  seine", "Vallée de la Seine", "ti-2801"])
def test_a_territory_is_found_by_name_slug_alias_or_code(jalon, name):
    said = jalon("open", name, "--on", "2018-11-22")
    assert "Dossier ouvert : axe-seine-2018" in said.out
    assert jalon.seq("axe-seine-2018") == 0


def test_the_receipt_says_which_entry_and_its_hash_and_what_to_type(jalon):
    said = jalon("open", "axe-seine", "--on", "2018-11-22").out
    assert "axe-seine-2018 n° 0" in said
    assert "Identifié" in said
    assert "jalon next axe-seine-2018" in said
    with jalon.engine() as engine, engine.store.reading() as reading:
        assert reading.one(Dossier, id="axe-seine-2018").head in said


def test_a_state_is_called_as_the_phase_calls_it(jalon):
    assert "Labellisé" in jalon("open", "axe-seine", "--phase", "2023", "--on", "2023-11-09").out
    refused = jalon("advance", "sign_protocol", "axe-seine-2023", code=1).err
    assert "« Labellisé »" in refused
    person = ("record", "person", "axe-seine-2023", "--role")
    jalon(*person, "elected_lead", "--name", "Marie Lefèvre")
    jalon(*person, "industry_lead", "--name", "Jean Petit")
    said = jalon("advance", "enter_pilot", "axe-seine-2023", *ENTERING).out
    assert "Labellisé → Pilote" in said
    for told in (jalon("history", "axe-seine-2023").out, jalon("history", "--kind", "transition").out):
        assert "« Labellisé » → « Pilote »" in told
        assert "Identifié" not in told


def test_as_json_the_receipt_is_data(jalon):
    told = jalon("open", "axe-seine", "--on", "2019-02", "--json").json
    assert (told["dossier"], told["seq"], told["kind"], told["from_state"]) == ("axe-seine-2018", 0, "opened", None)
    assert told["repeated"] is False


@pytest.mark.parametrize(("name", "near"), [("axe sein", "Axe Seine"), ("lacq pau", "Lacq-Pau-Tarbes")])
def test_an_unknown_territory_answers_with_the_near_names(jalon, name, near):
    said = jalon("open", name, code=1)
    assert "inconnu" in said.err
    assert near in said.err


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("22/11/2018", "2018-11-22"),
        ("22 novembre 2018", "2018-11-22"),
        ("1er février 2019", "2019-02-01"),
        ("2019-02", "2019-02"),
        ("février 2019", "2019-02"),
        ("2019-W12", "2019-W12"),
        ("2018", "2018"),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(jalon, given, kept):
    jalon("open", "axe-seine", "--on", given)
    with jalon.engine() as engine, engine.store.reading() as reading:
        assert engine.entries(reading, "axe-seine-2018")[0].period.iso == kept


@pytest.mark.parametrize(
    "given",
    [
        *("31/04/2019", "2019-13-01", "2019-02-30", "29/02/2019", "04/05/19", "0026-04-30", "2019-W54"),
        *("", "hier", "x" * 500),
    ],
)
def test_a_date_that_cannot_be_read_is_refused_with_the_reason(jalon, given):
    said = jalon("open", "axe-seine", "--on", given, code=2)
    assert said.err.startswith("✗ --on : ")
    assert "→ tapez un jour" in said.err or "→" in said.err
    assert "Dossier inconnu" in jalon("correct", "axe-seine-2018", "0", "--void", code=1).err


def test_what_is_still_to_come_is_refused(jalon):
    said = jalon("open", "axe-seine", "--on", "2099-01-01", code=2)
    assert "est dans le futur" in said.err
    assert "--on AAAA-MM-JJ" in said.err


def test_a_second_dossier_for_the_same_phase_is_refused(jalon):
    jalon("open", "axe-seine", "--on", "2018-11-22")
    said = jalon("open", "axe-seine", "--on", "2019-11-22", code=1)
    assert "a déjà un dossier ouvert pour cette phase : axe-seine-2018" in said.err
    assert "jalon show axe-seine-2018" in said.err


def test_the_next_phase_is_another_dossier_that_renews_the_first(jalon):
    jalon("open", "axe-seine", "--on", "2018-11-22")
    said = jalon("open", "axe-seine", "--phase", "2023", "--renews", "axe-seine-2018", "--on", "2023-11-09")
    assert "axe-seine-2023" in said.out
    with jalon.engine() as engine, engine.store.reading() as reading:
        assert reading.one(Dossier, id="axe-seine-2023").renews == "axe-seine-2018"


@pytest.mark.parametrize(
    ("given", "notice"),
    [
        (("--on", "2010-11-22"), "« Phase 2018-2023 » n’a commencé que le 22 novembre 2018, après l’ouverture (22 no"),
        (("--on", "2023-11-09"), "« Phase 2018-2023 » a pris fin le 8 novembre 2023, avant l’ouverture (9 novembre 20"),
        (("--on", "2023-11-08", "--phase", "2023"), "« Phase 2023-2027 » n’a commencé que le 9 novembre 2023"),
        (("--on", "2018-11-22"), None),
        (("--on", "2018"), None),
        (("--on", "2023"), None),
    ],
)
def test_a_dossier_opened_out_of_its_phase_deserves_a_look(jalon, given, notice):
    """Without --phase it is the first one, also years after its end."""
    told = [line for line in jalon("open", "axe-seine", *given).out.splitlines() if line.startswith("!")]
    assert [line.startswith(f"! {notice}") for line in told] == ([True] if notice else [])


def test_an_unknown_phase_or_renewed_dossier_is_refused(jalon):
    assert "Phase inconnue : « 2019 »" in jalon("open", "axe-seine", "--phase", "2019", code=2).err
    assert "inconnu" in jalon("open", "axe-seine", "--renews", "nulle-part", code=1).err


def test_a_coordinator_opens_in_his_regions_only(jalon):
    jalon("open", "axe-seine", "--on", "2018-11-22", "--as", "camille")
    said = jalon("open", "lacq-pau-tarbes", JALON_ACTOR="camille", code=1)
    assert "Normandie" in said.err
    assert "des régions Nouvelle-Aquitaine et Occitanie" in said.err


@pytest.mark.parametrize("who", ["redaction", "audit"])
def test_who_may_not_open_is_told_who_may(jalon, who):
    said = jalon("open", "axe-seine", "--as", who, code=1)
    assert "n’en a pas le droit" in said.err
    assert "coordinateur régional" in said.err


def test_an_unknown_actor_is_refused_with_the_near_ones(jalon):
    said = jalon("open", "axe-seine", "--as", "camile", code=1)
    assert "Acteur inconnu : « camile » ; noms proches : camille" in said.err


def test_the_same_command_with_the_same_key_is_done_once(jalon):
    first = jalon("open", "axe-seine", "--on", "2018-11-22", "--idempotency-key", "k1", "--json").json
    again = jalon("open", "axe-seine", "--on", "2018-11-22", "--idempotency-key", "k1", "--json").json
    assert (again["hash"], again["repeated"]) == (first["hash"], True)
    said = jalon("open", "axe-seine", "--on", "2018-11-22", "--idempotency-key", "k1").out
    assert "Déjà fait avec cette clé" in said
    assert jalon.seq("axe-seine-2018") == 0


def test_a_key_that_served_for_something_else_is_refused(jalon):
    jalon("open", "axe-seine", "--on", "2018-11-22", "--idempotency-key", "k1")
    assert "a déjà servi" in jalon("record", "note", "axe-seine", "x", "--idempotency-key", "k1", code=1).err


@pytest.mark.parametrize("option", ["--idempotency-key", "--because", "--source"])
@pytest.mark.parametrize("text", ["", "  ", "\u202e", "a\0b"])
def test_a_text_with_nothing_to_read_is_refused(jalon, option, text):
    assert f"✗ {option} : " in jalon("open", "axe-seine", option, text, code=2).err


def test_evidence_is_kept_and_named_by_the_entry(jalon, tmp_path):
    file = tmp_path / "compte rendu.pdf"
    file.write_bytes(b"%PDF-1.7 ...")
    jalon("open", "axe-seine", "--on", "2018-11-22", "--evidence", f"committee_minutes={file}")
    with jalon.engine() as engine, engine.store.reading() as reading:
        (kept,) = engine.entries(reading, "axe-seine-2018")[0].evidence
    assert (kept.kind, kept.name) == ("committee_minutes", "compte rendu.pdf")
    assert (jalon.folder / "evidence" / kept.sha256[:2] / kept.sha256).read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("nulle-part.pdf", "il n’existe pas"),
        (".", "ce n’est pas un fichier"),
        ("", "sans nature ou sans fichier"),
        ("photo=x.pdf", "Nature de pièce inconnue"),
        ("vide.pdf", "le fichier est vide"),
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_before_anything_is_written(jalon, given, sentence):
    (jalon.folder / "vide.pdf").touch()
    assert sentence in jalon("open", "axe-seine", "--evidence", given, code=2).err
    assert "inconnu" in jalon("record", "note", "axe-seine-2018", "x", code=1).err
