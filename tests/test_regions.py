"""The regions: every way of naming one, and how sentences speak of it."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import UnknownName
from workflow.language import speaking
from workflow.names import fold
from workflow.regions import REGIONS, Region, region

INSEE = Path(__file__).parents[2] / "shared/data/regions_insee.csv"


def test_there_are_eighteen_regions_in_the_order_of_their_codes() -> None:
    assert len(REGIONS) == 18
    assert list(REGIONS) == sorted(REGIONS)


@pytest.mark.skipif(not INSEE.exists(), reason="INSEE's list is not beside this checkout")
def test_codes_and_names_are_those_of_insee() -> None:
    with INSEE.open(encoding="utf-8", newline="") as file:
        listed = {row["code"]: row["nom"] for row in csv.DictReader(file) if row["zone"] in ("metro", "drom")}
    assert {code: known.name.replace("’", "'") for code, known in REGIONS.items()} == listed


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("28", "28"),
        ("Normandie", "28"),
        ("  normandie ", "28"),
        ("Région Normandie", "28"),
        ("Normandy", "28"),
        ("IDF", "11"),
        ("ile de france", "11"),
        ("Île-de-France", "11"),
        ("Sud Provence Alpes Côte d'Azur", "93"),
        ("PROVENCE-ALPES-COTE D’AZUR", "93"),
        ("PACA", "93"),
        ("Région Sud", "93"),
        ("Centre-Val-de-Loire", "24"),
        ("Centre", "24"),
        ("Grand-Est", "44"),
        ("Bourgogne-Franche-Comté", "27"),
        ("Nouvelle Aquitaine", "75"),
        ("Occitanie", "76"),
        ("76", "76"),
        ("La Réunion", "04"),
        ("reunion", "04"),
        ("Corsica", "94"),
    ],
)
def test_a_region_is_found_by_code_name_or_alias(typed: str, code: str) -> None:
    assert region(typed).code == code


def test_the_regions_printed_in_the_press_release_are_known() -> None:
    printed = [
        "Sud Provence Alpes Côte d'Azur",
        "Grand Est",
        "Bourgogne-Franche-Comté",
        "Nouvelle-Aquitaine",
        "IDF",
        "Occitanie",
        "Centre-Val-de-Loire",
        "Normandie",
    ]
    assert [region(name).code for name in printed] == ["93", "44", "27", "75", "11", "76", "24", "28"]


def test_no_two_regions_answer_to_one_name() -> None:
    spellings = Counter(
        spelling
        for known in REGIONS.values()
        for spelling in {fold(name) for name in (known.code, known.name, known.english, *known.aliases)}
    )
    assert [spelling for spelling, count in spellings.items() if count > 1] == []


@given(st.sampled_from(list(REGIONS.values())), st.booleans(), st.sampled_from(["", "région ", "Région "]))
def test_case_and_accents_never_matter(known: Region, upper: bool, before: str) -> None:
    name = known.name.upper() if upper else fold(known.name)
    assert region(before + name) is known


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Nomandie", ("Normandie",)),
        ("Bourgogne", ("Bourgogne-Franche-Comté",)),
        ("loire", ("Pays de la Loire", "Centre-Val de Loire")),
        ("1", ("01 Guadeloupe",)),
        ("Picardie-Champagne", ()),
        ("", ()),
    ],
)
def test_an_unknown_region_answers_with_the_near_ones(typed: str, near: tuple[str, ...]) -> None:
    with pytest.raises(UnknownName) as refusal:
        region(typed)
    assert refusal.value.near == near
    assert "code INSEE" in str(refusal.value.remedy)


def test_an_unknown_region_is_refused_in_proper_words() -> None:
    with pytest.raises(UnknownName, match="Code ou nom de région inconnu"):
        region("Atlantide")
    with speaking("en"), pytest.raises(UnknownName, match="Unknown region code or name: “At\\\\u0000lantide”"):
        region("At\0lantide")


@given(st.text(st.characters(codec=None), max_size=30))
def test_any_text_is_a_region_or_is_refused_in_printable_words(text: str) -> None:
    try:
        assert region(text).code in REGIONS
    except UnknownName as refusal:
        str(refusal).encode()


@pytest.mark.parametrize(
    ("code", "of", "inside", "assembly"),
    [
        ("28", "de Normandie", "en Normandie", "conseil régional de Normandie"),
        ("32", "des Hauts-de-France", "dans les Hauts-de-France", "conseil régional des Hauts-de-France"),
        ("44", "du Grand Est", "dans le Grand Est", "conseil régional du Grand Est"),
        ("11", "d’Île-de-France", "en Île-de-France", "conseil régional d’Île-de-France"),
        ("04", "de La Réunion", "à La Réunion", "conseil régional de La Réunion"),
        ("94", "de Corse", "en Corse", "Assemblée de Corse"),
    ],
)
def test_french_speaks_of_each_region_in_its_own_way(code: str, of: str, inside: str, assembly: str) -> None:
    known = region(code)
    assert (known.of, known.inside, known.assembly) == (of, inside, assembly)


@pytest.mark.parametrize("known", REGIONS.values(), ids=REGIONS)
def test_the_grammar_of_every_region_holds_together(known: Region) -> None:
    vowel = fold(known.name)[0] in "aeiouy"
    assert known.of.startswith("d’") == vowel
    assert not known.of.startswith(("de les ", "de le ", "de Les ", "de Le "))
    assert known.of.endswith(known.name)
    assert known.inside.endswith(known.name)
    assert known.inside.split()[0] in ("en", "à", "dans")
    assert known.of_region == f"de la région {known.name}"
    assert known.authority
    assert "'" not in known.name


def test_some_regions_have_another_name_in_english() -> None:
    assert region("53").label.in_language("en") == "Brittany"
    assert region("53").label.in_language("fr") == "Bretagne"
    assert region("84").label.in_language("en") == "Auvergne-Rhône-Alpes"


def test_where_the_region_is_another_authority_it_says_so() -> None:
    assert region("94").authority == "Collectivité de Corse"
    assert region("02").authority == "Collectivité territoriale de Martinique"
    assert region("28").authority == "Région Normandie"
