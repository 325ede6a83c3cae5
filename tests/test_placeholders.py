"""What people leave to be filled in is found; what they mean to say is not."""

import csv
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.documents import blocks, placeholders
from workflow.documents.blocks import Block
from workflow.documents.placeholders import Kind

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
PROTOCOL = Path(__file__).parent / "formats" / "protocole.md"


def found_in(text):
    return [(found.kind, found.text) for found in placeholders.find([Block("paragraph", (text,))])]


@pytest.mark.parametrize(
    ("text", "kind", "left"),
    [
        # Those of the real contracts.
        ("délibération n°XXX en date du 16 décembre 2019", Kind.CROSSES, "n°XXX"),
        ("représentée par son directeur régional [XX]", Kind.CROSSES, "[XX]"),
        ("le Conseil régional XXX", Kind.CROSSES, "XXX"),
        ("fait le [XX/XX/2022]", Kind.DATE, "[XX/XX/2022]"),
        ("« Facultatif »", Kind.WORDS, "« Facultatif »"),
        # And their cousins.
        ("n° xxx du registre", Kind.CROSSES, "n° xxx"),
        ("délibération n° … du conseil", Kind.CROSSES, "n° …"),
        ("un coût de XXXX €", Kind.CROSSES, "XXXX"),
        ("un coût de XX €", Kind.CROSSES, "XX"),
        ("pour la période 2019-20XX", Kind.DATE, "20XX"),
        ("le XX/XX/XXXX à Pau", Kind.DATE, "XX/XX/XXXX"),
        ("le JJ/MM/AAAA", Kind.DATE, "JJ/MM/AAAA"),
        ("le __/__/2022", Kind.DATE, "__/__/2022"),
        ("Fait à Pau, le .. / .. / 2022", Kind.DATE, ".. / .. / 2022"),
        ("le XX mai 2019", Kind.DATE, "XX mai 2019"),
        ("le XX\u00a0mai\u00a02019", Kind.DATE, "XX\u00a0mai\u00a02019"),
        ("le … avril 2019", Kind.DATE, "… avril 2019"),
        ("en date du XX XX 2022", Kind.DATE, "XX XX 2022"),
        ("durée : [à compléter]", Kind.WORDS, "[à compléter]"),
        ("durée : (à préciser)", Kind.WORDS, "(à préciser)"),
        ("durée : à renseigner", Kind.WORDS, "à renseigner"),
        ("à compléter", Kind.WORDS, "à compléter"),
        ("À compléter.", Kind.WORDS, "À compléter"),
        ("le maître d’ouvrage, A COMPLETER, s’engage", Kind.WORDS, "A COMPLETER"),
        ("« à compléter »", Kind.WORDS, "« à compléter »"),
        ("Facultatif", Kind.WORDS, "Facultatif"),
        ("[Facultatif : ajouter les partenaires]", Kind.WORDS, "[Facultatif : ajouter les partenaires]"),
        ("représenté par [nom du préfet]", Kind.WORDS, "[nom du préfet]"),
        ("[Insérer ici le logo de l’intercommunalité]", Kind.WORDS, "[Insérer ici le logo de l’intercommunalité]"),
        ("Lorem ipsum dolor", Kind.WORDS, "Lorem ipsum"),
        ("Le président, ……………………", Kind.DOTS, "……………………"),
        ("Le président, ..................", Kind.DOTS, ".................."),
        ("Le président, ____________", Kind.DOTS, "____________"),
        ("Le président, . . . . . . . . ", Kind.DOTS, ". . . . . . . ."),
        ("Signature :  …", Kind.DOTS, "…"),
        ("article [ ] du code", Kind.BLANK, "[ ]"),
        ("représentée par [] et", Kind.BLANK, "[]"),
        ("représentée par […], président", Kind.BLANK, "[…]"),
        ("??", Kind.CROSSES, "??"),
        ("[À COMPLÉTER : durée en mois]", Kind.GAP, "[À COMPLÉTER : durée en mois]"),
        ("[À COMPLÉTER\u00a0: coût du projet 8]", Kind.GAP, "[À COMPLÉTER\u00a0: coût du projet 8]"),
    ],
)
def test_what_was_left_is_found_once(text, kind, left):
    assert found_in(text) == [(kind, left)]


@pytest.mark.parametrize(
    "text",
    [
        "Le caractère facultatif de la mesure est rappelé.",
        "L’adhésion est facultative ; elle reste à définir par chaque assemblée.",
        "Un calendrier à préciser par le comité de suivi sera annexé.",
        "Ce dispositif vise à compléter l’offre des opérateurs.",
        "« Le territoire […] est une chance », a dit la ministre.",
        "La friche fut créée au XXe siècle, rénovée au XXIe siècle.",
        "Le tome XX des annales, sous Louis XX.",
        "Le lot XXL n’est pas retenu.",
        "Les articles L. 5211-1 et suivants… s’appliquent.",
        "Voir [1], [2] et [sic].",
        "Le taux est de 20 %… environ.",
        "Réunion du 30/04/2019 de 9:30 à 11:00, salle A.B.C.",
        "Article 4 ................ 12",
        "Rendez-vous sur https://territoires.example/__init__/xxx-large",
        "Le contrat (avenant compris) dure trois ans.",
        "Les entreprises Taxxo, Xerox et Maxxess participent.",
        "Comment faire ? Pourquoi ?",
        "M. X, Mme Y",
        "Coût : 1\u202f284\u202f500\u00a0€",
        "Il fut dit : « … »",
        "Nature de l’acte : DE",
        "une ligne - une autre",
        "024-242400752-20191213-2019_6_21-DE",
        "La date limite est fixée au 1er juin 2019.",
        "Statut : À venir",
        "Calendrier : à préciser",
        "à définir",
        "Liste : a) le nom ; b) la date.",
        "",
    ],
)
def test_ordinary_french_is_left_alone(text):
    assert found_in(text) == []


MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
TASKS = ("compléter", "completer", "renseigner", "préciser", "définir", "remplir", "insérer", "déterminer")
ASKED = (
    *("nom", "prénom", "civilité", "qualité", "fonction", "date", "lieu", "montant", "numéro", "n°", "intitulé"),
    *("adresse", "signature", "cachet", "logo", "titre", "raison sociale", "indiquer", "préciser", "insérer"),
    *("compléter", "renseigner", "ajouter", "choisir", "supprimer", "rayer", "liste des", "jour", "mois"),
)


@given(st.sampled_from(["XX", "xx", "JJ", "__", "…", "....", "[…]", "[ ]"]), st.sampled_from([*MONTHS, "XX", "MM"]))
def test_a_day_that_nobody_wrote_is_found_in_every_month(day, month):
    for year in ("2019", "20XX", "XXXX", "AAAA"):
        assert found_in(f"Fait le {day} {month} {year} à Pau") == [(Kind.DATE, f"{day} {month} {year}")]
    if month in MONTHS:
        assert found_in(f"Fait le 12 {month} 2019 à Pau") == []


@given(st.sampled_from(TASKS), st.sampled_from(["[]", "()", "«»", "{}"]), st.sampled_from("aàÀ"))
def test_a_task_between_brackets_was_left_whatever_it_is(task, brackets, first):
    mark = f"{brackets[0]}{first} {task}, svp{brackets[1]}"
    assert found_in(f"La durée {mark} du contrat") == [(Kind.WORDS, mark)]
    assert found_in(f"Le calendrier reste {first} {task} par le comité") == []


@given(st.sampled_from(ASKED), st.booleans())
def test_what_is_asked_for_between_square_brackets_was_left(asked, capital):
    mark = f"[{asked.capitalize() if capital else asked} ici]"
    assert found_in(f"représentée par {mark}, dûment habilité") == [(Kind.WORDS, mark)]
    assert found_in(f"représentée par ({asked} ici), dûment habilité") == []


@pytest.mark.parametrize("before", ["lieu :", "Pau,", "par", "le", "la", "de", "à"])
def test_cut_brackets_are_blank_after_a_word_that_calls_for_another_and_no_quotation(before):
    for mark in ("[…]", "[...]"):
        assert found_in(f"Réunion {before} {mark} en mairie") == [(Kind.BLANK, mark)]
        assert found_in(f"{mark} en mairie") == [(Kind.BLANK, mark)]
        assert found_in(f"« Une chance {before} {mark} »") == []
        assert found_in(f"Une chance {mark} pour tous") == []


AROUND = st.sampled_from(
    (
        *("le présent contrat", "signé à Rouen", "par le préfet", "la somme de 60 000 €", "au plus tard en 2023"),
        *(
            "les parties conviennent",
            "l’État et la Région",
            "article 4 du code",
            "(avenant compris)",
            "« les signataires »",
        ),
    )
)
LEFT = st.sampled_from(
    (
        *(("XXX", Kind.CROSSES), ("[XX]", Kind.CROSSES), ("n° XXXX", Kind.CROSSES)),
        *(("[XX/XX/2022]", Kind.DATE), ("JJ/MM/AAAA", Kind.DATE), ("XX mars 2020", Kind.DATE)),
        *(("[à compléter]", Kind.WORDS), ("« Facultatif »", Kind.WORDS), ("[nom du signataire]", Kind.WORDS)),
        *(("[]", Kind.BLANK), ("________", Kind.DOTS), ("……", Kind.DOTS), ("[À COMPLÉTER : lieu]", Kind.GAP)),
    )
)


@given(st.lists(AROUND, min_size=1, max_size=3), LEFT, st.lists(AROUND, max_size=3))
def test_what_was_left_is_found_once_wherever_it_stands_in_a_sentence(before, left, after):
    mark, kind = left
    assert found_in(", ".join([*before, mark, *after])) == [(kind, mark)]


@given(st.lists(AROUND, min_size=1, max_size=6))
def test_a_sentence_in_which_nothing_was_left_is_left_alone(said):
    assert found_in(", ".join(said)) == []


def test_it_says_where_and_shows_the_words_around():
    draft = (
        "# Contrat\n\n## Article 1er – Objet\n\n"
        + "mot " * 30
        + "selon la délibération n° XXX du conseil "
        + "mot " * 30
    )
    (found,) = placeholders.find(blocks.of_draft(draft))
    assert found.under == "Article 1er – Objet"
    assert found.text == "n° XXX"
    assert found.around.startswith("…mot mot") or found.around.startswith("…")
    assert "la délibération n° XXX du conseil" in found.around
    assert len(found.around) < 100


def test_the_cells_of_a_table_are_looked_at_one_by_one():
    row = Block("row", ("Durée", "à compléter", "XXX"), "Calendrier")
    assert [found.text for found in placeholders.find([row])] == ["à compléter", "XXX"]


def test_the_gaps_of_a_draft_are_all_found():
    text = PROTOCOL.read_text(encoding="utf-8")
    found = placeholders.find(blocks.of_draft(text))
    assert [each.kind for each in found] == [Kind.GAP] * text.count("[À COMPLÉTER")


def test_each_kind_is_said_in_both_languages():
    for kind in Kind:
        assert kind.label.fr
        assert kind.label.en


@given(st.text(max_size=200))
def test_any_text_is_searched_and_what_is_found_is_in_it(text):
    for found in placeholders.find([Block("paragraph", (text,))]):
        assert found.text in text
        assert found.text


@pytest.mark.parametrize(
    "heavy",
    ["[", ".", "_", "X/", "_/", "… ", "à ", "[à compléter ", "XX ", ". ", "n°", ": "],
    ids=lambda text: text.strip() or "space",
)
def test_a_long_text_costs_no_more_than_its_length(heavy):
    begun = process_time()
    placeholders.find([Block("paragraph", (f"{heavy * (100_000 // len(heavy))} 12",))])
    assert process_time() - begun < 5  # tenths of a second; minutes when a pattern goes back over what it has read


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data is beside a checkout of the project only")
@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("ti_phase1_149.csv", ("name",)),
        ("ti_phase2_183.csv", ("name",)),
        ("ti_members_long.csv", ("ti_name", "member_name_source", "member_name_cog")),
        ("epci_2026_light.csv", ("name",)),
        ("events_sourced.csv", ("event",)),
        ("pilots_13.csv", ("press_release_name", "protocol_local_label", "protocol_place")),
    ],
)
def test_no_real_name_is_taken_for_something_left(file, columns):
    with (DATA / file).open(encoding="utf-8-sig", newline="") as opened:
        names = {row[column] for row in csv.DictReader(opened) for column in columns} - {""}
    assert len(names) > 10
    assert [(name, found_in(name)) for name in sorted(names) if found_in(name)] == []


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data is beside a checkout of the project only")
def test_a_real_press_release_has_nothing_left():
    text = (DATA / "communique-1207-2019-05-06.txt").read_text(encoding="utf-8")
    assert [found for line in text.splitlines() for found in found_in(line)] == []
