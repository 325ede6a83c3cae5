"""`jalon report` for one dossier, as a sentence, and as the documents of a steering committee and of a press office."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from dossiers import ONE_REGION, TWO_REGIONS, walk
from screens import seen, wide
from test_cli_json import demand

from workflow.cli.report_documents import a_month_before
from workflow.dates import parse_day
from workflow.documents.formats import odt

PRINTED = Path(__file__).parents[1] / "examples/communique-2019-05-06/territories.yaml"
EVE, APRIL = ("--on", "2019-04-29"), ("--on", "2019-04-30")
SENTENCE = ("--as", "sentence")
DOCUMENT = ("--as", "document", "--since", "2019-04-29")
PRESS = (*DOCUMENT, "--document", "press_release")


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\\", "")


# ── one dossier ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_where_one_dossier_stood_is_said_and_how_it_got_there(reference):
    said = reference("report", "axe-seine", *EVE).out
    assert said.startswith(
        "Au 29 avril 2019, Axe Seine (Normandie) est dans l’état « Pilote » depuis le 1er février 2019."
    )
    assert "◔ Pilote" in said
    assert "2 entrées lues ; historique non vérifié" in said
    told = reference("report", "axe-seine", *EVE, "--json").json
    demand("report-dossier", told)
    assert (told["state"]["name"], told["days"]) == ("pilot", 87)
    assert (
        "On 29 April 2019, Axe Seine (Normandy) is in the state “Pilot”, entered on 1 February 2019."
        in reference("report", "axe-seine", *EVE, "--lang", "en").out
    )


def test_the_day_after_it_is_somewhere_else_and_before_it_was_opened_nowhere(reference):
    assert "« Protocole signé » depuis le 30 avril 2019" in reference("report", "axe-seine", *APRIL).out
    for options in (("--on", "2018-01-01"), (*APRIL, "--known", "1999-01-01")):
        told = reference("report", "axe-seine", *options, "--json").json
        demand("report-dossier", told)
        assert (told["state"], told["arrivals"]) == (None, [])
        assert "n’a pas de dossier connu" in reference("report", "axe-seine", *options).out


def test_of_one_dossier_the_sentence_alone(reference):
    first, second, third = reference("report", "sud-alsace", *APRIL, *SENTENCE).out.splitlines()
    assert first.endswith("« Protocole signé » depuis la semaine du 18 mars 2019.")
    assert (second, third[:16]) == ("", "Au 30 avril 2019")


# ── the sentence ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_nine_protocols_in_seven_regions_before_the_meeting(reference):
    said = reference("report", *EVE, *SENTENCE).out
    assert said.startswith("Au 29 avril 2019, 9 protocoles d’accord signés dans 7 régions : Carros (Provence-Alpes-")
    assert "Lacq-Pau - Tarbes (Nouvelle-Aquitaine/Occitanie)" in said


def test_named_as_the_press_release_names_them(reference):
    said = reference("report", *EVE, *SENTENCE, "--spelling", PRINTED).out
    assert "Carros (Sud Provence Alpes Côte d’Azur) ; Sud Alsace (Grand Est)" in said
    assert "Grand Châtelleraut et Val de Garonne (Nouvelle-Aquitaine) ; Grand Orly (IDF)" in said


def test_four_in_normandie_on_the_day(reference):
    said = reference("report", *APRIL, *SENTENCE, "--region", "Normandie").out
    assert said.startswith("Au 30 avril 2019, 4 protocoles d’accord signés en Normandie : Axe Seine, Collines")
    since = reference("report", *APRIL, *SENTENCE, "--since", "2019-04-29").out
    assert "4 protocoles d’accord signés dans 1 région" in since


def test_where_nobody_entered_any_state_the_sentence_says_so_on_its_two_dates(reference):
    told = reference("report", *SENTENCE, "--on", "1999-01-01", "--json").json
    demand("report-sentence", told)
    assert told["sentence"] == {
        "fr": "Au 1er janvier 1999, aucun territoire entré dans l’état «\u00a0Identifié\u00a0».",
        "en": "On 1 January 1999, no territory that entered the state “Identified”.",
    }
    assert (told["basis"]["on"], told["dossiers"]) == ("1999-01-01", 0)


def test_of_which_state_it_speaks_may_be_said(reference):
    assert "entrés dans l’état « Pilote »" in reference("report", *APRIL, *SENTENCE, "--state", "Pilote").out
    told = reference("report", *APRIL, *SENTENCE, "--state", "contract_validated", "--json").json
    demand("report-sentence", told)
    assert (told["dossiers"], told["sentence"]["fr"]) == (0, "Au 30 avril 2019, aucun contrat validé.")
    assert "État inconnu" in reference("report", *SENTENCE, "--state", "signé", code=1).err


def test_the_sentence_as_json_is_what_its_schema_says(reference):
    told = reference("report", *EVE, *SENTENCE, "--json").json
    demand("report-sentence", told)
    assert (told["dossiers"], len(told["regions"]), told["state"]["name"]) == (9, 7, "protocol_signed")
    assert told["sentence"]["en"].startswith("On 29 April 2019, 9 protocols signed in 7 regions")


def test_where_nobody_entered_anything_it_speaks_of_the_first_state(empty):
    empty("init")
    assert "aucun territoire entré dans l’état « Identifié »." in empty("report", *SENTENCE).out
    assert "aucun" in empty("report", *SENTENCE, "--state", "pilot").out


# ── the documents ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_press_release_of_6_may_2019_comes_out_of_the_data(reference):
    text = plain(
        reference("report", *EVE, "--as", "document", "--since", "2019-03-01", "--document", "press_release").out
    )
    assert text.startswith("# Territoires d’industrie : où en est le programme au 29 avril 2019\n")
    assert "neuf protocoles d’accord sont signés dans sept régions" in text
    assert "- Nord Franche-Comté et Auxois Morvan (Bourgogne-Franche-Comté) ;" in text
    text = plain(reference("report", *APRIL, *PRESS).out)
    assert "treize protocoles d’accord sont signés dans huit régions. Il y en avait neuf le 29 avril 2019." in text
    assert "- Axe Seine, Collines de Normandie, Côte d’Albâtre et Pays de l’Aigle (Normandie)." in text


def test_spelt_as_somebody_prints_them(reference):
    text = plain(reference("report", *EVE, "--as", "document", "--since", "2019-03-01", "--spelling", PRINTED).out)
    assert "Sud Provence Alpes Côte d’Azur : Carros" in text
    assert "Nouvelle-Aquitaine : Grand Châtelleraut et Val de Garonne" in text


def test_the_progress_report_is_the_first_document_of_the_country_or_of_a_region(reference):
    text = plain(reference("report", *APRIL, *DOCUMENT).out)
    assert text.startswith("# État d’avancement du programme Territoires d’industrie au 30 avril 2019\n")
    assert "L’ensemble du programme." in text
    regional = plain(reference("report", *APRIL, *DOCUMENT, "--region", "28").out)
    assert "La région Normandie." in regional
    assert "| Protocole signé | 4 | 1 | 0 | +4 |" in regional
    assert "### Occitanie" not in regional


def test_what_it_stands_on_and_what_is_missing_go_beside_the_text_that_is_piped(reference):
    answer = reference("report", *APRIL, *PRESS)
    assert "historique non vérifié" in answer.err
    assert "2 valeurs à compléter : lieu, contact pour la presse" in answer.err
    assert "historique" not in answer.out


def test_as_json_it_is_what_its_schema_says(reference, tmp_path):
    told = reference("report", *APRIL, *PRESS, "--json").json
    demand("report-document", told)
    assert (told["document"], told["file"], told["sha256"]) == ("press_release", None, None)
    assert [gap["label"] for gap in told["gaps"]] == ["lieu", "contact pour la presse"]
    told = reference("report", *APRIL, *PRESS, "--format", "md", "--to", tmp_path, "--json").json
    demand("report-document", told)
    content = Path(told["file"]).read_bytes()
    assert (content.decode(), hashlib.sha256(content).hexdigest()) == (told["text"], told["sha256"])


@pytest.mark.parametrize("kind", ["docx", "pdf", "html", "md"])
def test_it_is_written_as_a_file_that_says_of_what_and_of_when_it_is(reference, tmp_path, kind):
    said = reference("report", *APRIL, *DOCUMENT, "--region", "28", "--format", kind, "--to", tmp_path).out
    (file,) = tmp_path.iterdir()
    assert file.name == f"État d’avancement – Normandie, 2019-04-30 – v1 – projet.{kind}"
    assert str(file) in said
    beginning = {"docx": b"PK", "pdf": b"%PDF-", "html": b"<!", "md": b"# "}[kind]
    assert file.read_bytes().startswith(beginning)


def test_the_same_two_dates_give_the_same_bytes(reference, tmp_path):
    options = (*APRIL, *PRESS, "--known", "2030-01-01", "--format", "docx")
    for folder in ("a", "b"):
        reference("report", *options, "--to", tmp_path / folder)
    first, second = (next((tmp_path / folder).iterdir()).read_bytes() for folder in ("a", "b"))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert "Côte d’Albâtre" in parts.read("word/document.xml").decode()


def test_a_file_that_is_there_with_other_words_is_left_unless_told_otherwise(reference, tmp_path):
    write = ("report", *APRIL, *DOCUMENT, "--known", "2030-01-01", "--format", "md", "--to", tmp_path)
    reference(*write)
    reference(*write)  # the same again: nothing to do
    (file,) = tmp_path.iterdir()
    file.write_text("à moi")
    assert "existe déjà, avec un autre contenu" in reference(*write, code=1).err
    assert file.read_text() == "à moi"
    reference(*write, "--force")
    assert file.read_text().startswith("# État")


def test_without_a_day_to_compare_with_it_is_the_month_before(reference):
    assert "Évolution depuis le 30 mars 2019" in plain(reference("report", *APRIL, "--as", "document").out)
    for day, before in (("2019-03-31", "2019-02-28"), ("2020-03-30", "2020-02-29"), ("2019-01-01", "2018-12-01")):
        assert a_month_before(parse_day(day)) == parse_day(before)


def test_a_template_of_the_workspace_is_the_one_that_is_used(jalon):
    with jalon.engine() as engine:
        walk(engine, ONE_REGION, to="protocol_signed")
        walk(engine, TWO_REGIONS)
    path = jalon.folder / "templates" / "documents" / "progress_report.md"
    path.write_text("# Chez nous\n\n{% for e in rapport.etapes %}{{ e.libelle }} : {{ e.dossiers }}. {% endfor %}\n")
    said = jalon("report", "--as", "document").out
    assert said.startswith("# Chez nous\n")
    assert "Protocole signé : 1." in plain(said)
    path.write_text("# Chez nous {{ rapport.nimporte }}\n")
    refused = jalon("report", "--as", "document", code=1)
    assert "progress_report.md:1" in refused.err
    assert refused.out == ""


# ── what cannot be drawn ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--document", "press_release"), 2, "--document ne va pas avec cette demande"),
        ((*SENTENCE, "--format", "pdf"), 2, "--format ne va pas avec cette demande"),
        ((*SENTENCE, "--force"), 2, "--force ne va pas"),
        (("--since", "2019-01-01"), 2, "--since ne va pas avec cette demande"),
        (("--as", "poème"), 2, "table (tableau), sentence (phrase), document (document)"),
        (("axe-seine", "--region", "28"), 2, "Un dossier se dit en tableau ou en phrase"),
        (("axe-seine", "--as", "document"), 2, "jalon drafts axe-seine"),
        (("nulle-part",), 1, "Dossier inconnu"),
        ((*APRIL, "--as", "document", "--since", "2019-04-30"), 2, "doit précéder celle du rapport"),
        ((*APRIL, "--as", "document", "--since", "2019-05-01"), 2, "doit précéder celle du rapport"),
        ((*DOCUMENT, *APRIL, "--document", "press_relase"), 1, "noms proches : press_release"),
        ((*DOCUMENT, *APRIL, "--document", "protocol"), 1, "Document inconnu"),
        ((*DOCUMENT, *APRIL, "--format", "doc"), 1, "noms proches"),
        ((*SENTENCE, "--spelling", "absent.yaml"), 2, "absent.yaml"),
        ((*SENTENCE, "--spelling", "liste.exe"), 2, "liste.exe"),
    ],
    ids=lambda value: " ".join(map(str, value))[:40] if isinstance(value, tuple) else "",
)
def test_what_does_not_go_together_is_refused_with_a_way_out(reference, words, code, said):
    answer = reference("report", *words, code=code)
    assert said in answer.err
    assert answer.out == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("territories:\n  - slug: carros\n    printed: [a, b]\n", "printed"),
        ("territories:\n  - printed: Carros\n", "name"),
        ("territories:\n  - {slug: a, regions: ['28', '11'], printed_regions: [X]}\n", "un nom imprimé par région"),
        ("territories:\n  - {slug: a, regions: ['99'], printed_regions: [X]}\n", "99"),
        ("autre: []\n", "territories"),
        ("&a [*a]\n", "ancres"),
    ],
)
def test_a_list_of_names_with_a_fault_is_refused_with_its_line(reference, tmp_path, content, said):
    (tmp_path / "noms.yaml").write_text(content)
    answer = reference("report", *SENTENCE, "--spelling", tmp_path / "noms.yaml", code=2)
    assert said in answer.err
    assert "noms.yaml:" in answer.err


def test_names_may_come_from_a_spreadsheet(reference, tmp_path):
    (tmp_path / "noms.csv").write_text("slug;imprimé;régions;régions imprimées\ncarros;CARROS;93;PACA\n")
    said = reference("report", *EVE, *SENTENCE, "--spelling", tmp_path / "noms.csv").out
    assert "CARROS (PACA)" in said


def test_a_folder_that_cannot_be_written_and_a_program_that_is_missing_are_one_sentence(
    reference, tmp_path, monkeypatch
):
    (tmp_path / "fichier").write_text("x")
    refused = reference("report", *APRIL, *DOCUMENT, "--format", "md", "--to", tmp_path / "fichier", code=1)
    assert refused.err.splitlines()[-2].startswith("✗ ")
    monkeypatch.setattr(odt, "converter", lambda: None)
    assert "LibreOffice" in reference("report", *APRIL, *DOCUMENT, "--format", "odt", "--to", tmp_path, code=1).err


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("words", [("axe-seine",), SENTENCE, ("axe-seine", *SENTENCE)], ids=" ".join)
def test_a_report_in_words_fits_a_terminal(reference, words, language):
    assert wide(seen(reference, "report", *words, *APRIL, "--lang", language)) <= 80
