"""French grammar and typography, tried on the real names of the programme."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import InvalidValue
from workflow.french import (
    Gender,
    a_territoire,
    apostrophes,
    civility,
    counted,
    de_territoire,
    elide,
    enumerate_fr,
    grouped,
    in_full,
    le_territoire,
    office,
    plural,
    typeset,
)

SHARED = Path(__file__).parents[2] / "shared/data"
LISTS = ("ti_phase1_149.csv", "ti_phase2_183.csv", "ti_2020-10_148.csv")


@pytest.mark.parametrize(
    ("name", "the", "of", "to"),
    [
        ("Carros", "Carros", "de Carros", "à Carros"),
        ("Sud Alsace", "le Sud Alsace", "du Sud Alsace", "au Sud Alsace"),
        ("Nord Franche-Comté", "le Nord Franche-Comté", "du Nord Franche-Comté", "au Nord Franche-Comté"),
        ("Auxois Morvan", "l’Auxois Morvan", "de l’Auxois Morvan", "à l’Auxois Morvan"),
        ("Grand Châtellerault", "le Grand Châtellerault", "du Grand Châtellerault", "au Grand Châtellerault"),
        ("Val de Garonne", "le Val de Garonne", "du Val de Garonne", "au Val de Garonne"),
        ("Grand-Orly Seine Bièvre", "le Grand-Orly Seine Bièvre", "du Grand-Orly Seine Bièvre", None),
        ("Grand Orly", "le Grand Orly", "du Grand Orly", "au Grand Orly"),
        ("Lacq-Pau - Tarbes", "Lacq-Pau - Tarbes", "de Lacq-Pau - Tarbes", "à Lacq-Pau - Tarbes"),
        ("Grand Est Touraine", "le Grand Est Touraine", "du Grand Est Touraine", "au Grand Est Touraine"),
        ("Axe Seine", "Axe Seine", "d’Axe Seine", "à Axe Seine"),
        ("Côte d'Albâtre", "la Côte d’Albâtre", "de la Côte d’Albâtre", "à la Côte d’Albâtre"),
        ("Pays de l'Aigle", "le Pays de l’Aigle", "du Pays de l’Aigle", "au Pays de l’Aigle"),
        (
            "Collines de Normandie",
            "les Collines de Normandie",
            "des Collines de Normandie",
            "aux Collines de Normandie",
        ),
    ],
)
def test_the_thirteen_territories_are_written_as_french_says_them(name: str, the: str, of: str, to: str | None) -> None:
    assert le_territoire(name) == the
    assert de_territoire(name) == of
    if to:
        assert a_territoire(name) == to


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("Le Port", "du Port"),
        ("Le Mans", "du Mans"),
        ("La Roche-sur-Yon", "de La Roche-sur-Yon"),
        ("Les Ulis", "des Ulis"),
        ("L'Aigle", "de L’Aigle"),
        ("Lens – Hénin", "de Lens – Hénin"),
        ("Ouest Guyanais", "de l’Ouest Guyanais"),
        ("Est du Loiret", "de l’Est du Loiret"),
        ("Yonne industrielle", "de l’Yonne industrielle"),
        ("Évry-Corbeil - Villaroche", "d’Évry-Corbeil - Villaroche"),
        ("Oyonnax - Bugey Sud", "d’Oyonnax - Bugey Sud"),
        ("Haut-Jura", "du Haut-Jura"),
        ("Hautes Terres d'Oc", "des Hautes Terres d’Oc"),
        ("Hainaut-Douaisis-Cambrésis", "du Hainaut-Douaisis-Cambrésis"),
        ("Hénin-Beaumont", "d’Hénin-Beaumont"),
        ("Haguenau", "de Haguenau"),
        ("Le Havre Seine Métropole", "du Havre Seine Métropole"),
        ("Mont des Avaloirs", "du Mont des Avaloirs"),
        ("Mont-de-Marsan", "de Mont-de-Marsan"),
        ("Montluçon", "de Montluçon"),
        ("Trois Rivières", "des Trois Rivières"),
        ("Pays de la Loire", "des Pays de la Loire"),
        ("Puy-en-Velay - Jeune Loire", "du Puy-en-Velay - Jeune Loire"),
        ("Saint-Quentinois - Tergnier", "du Saint-Quentinois - Tergnier"),
        ("Saint-Nazaire", "de Saint-Nazaire"),
        ("Esternay", "d’Esternay"),
        ("CC des Hautes Terres", "de la CC des Hautes Terres"),
        ("communauté de communes du Val d'Amboise", "de la communauté de communes du Val d’Amboise"),
        ("établissement public territorial Grand-Orly", "de l’établissement public territorial Grand-Orly"),
    ],
)
def test_of_a_territory_is_contracted_elided_or_neither(name: str, of: str) -> None:
    assert de_territoire(name) == of


def _real_names() -> list[str]:
    names = set()
    for listed in LISTS:
        with (SHARED / listed).open(encoding="utf-8", newline="") as file:
            names |= {" ".join(row["name"].split()) for row in csv.DictReader(file)}
    return sorted(names)


@pytest.mark.skipif(not SHARED.exists(), reason="the national lists are not beside this checkout")
def test_no_real_name_is_written_in_a_way_french_never_does() -> None:
    names = _real_names()
    assert len(names) > 250
    never = re.compile(
        r"\b(?:de|à) l(?:e|es) |\bd(?:u|e) (?:[AEIOUÀÉÈÊÎÔ]|Hé)|\b(?:au|le|la) [AEIOUÀÉÈÊÎÔ]|\bd’[^AEIOUYÀÉÈÊÎÔH]|'"
    )
    wrong = [
        written
        for name in names
        for written in (le_territoire(name), de_territoire(name), a_territoire(name))
        if never.match(written) or "'" in written
    ]
    assert wrong == []


@pytest.mark.skipif(not SHARED.exists(), reason="the national lists are not beside this checkout")
def test_every_real_name_stays_whole() -> None:
    for name in _real_names():
        proper = name.replace("'", "’")
        bare = proper.removeprefix("Le ")
        assert le_territoire(name).endswith(proper)
        assert de_territoire(name).endswith(bare)
        assert a_territoire(name).endswith(bare)


@given(
    st.sampled_from(["de", "le", "la", "que"]), st.sampled_from(["Axe", "Île", "Écully", "Yvetot", "Hérault", "Ouest"])
)
def test_small_words_are_elided_before_a_vowel(word: str, name: str) -> None:
    assert elide(word, name) == f"{word[:-1]}’{name}"


@pytest.mark.parametrize("name", ["Carros", "Hauts-de-France", "Le Havre", "Hazebrouck", "77"])
def test_small_words_are_whole_elsewhere(name: str) -> None:
    assert elide("de", name) == f"de {name}"


def test_words_that_never_elide_stay() -> None:
    assert elide("sur", "Axe Seine") == "sur Axe Seine"
    assert elide("les", "Ulis") == "les Ulis"


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("CC du Val d'Amboise", "communauté de communes du Val d’Amboise"),
        ("CA Flers Agglo", "communauté d’agglomération Flers Agglo"),
        ("CU Le Havre Seine Métropole", "communauté urbaine Le Havre Seine Métropole"),
        ("EPT Grand-Orly Seine Bièvre", "établissement public territorial Grand-Orly Seine Bièvre"),
        ("Métropole Rouen Normandie", "Métropole Rouen Normandie"),
        ("Carros", "Carros"),
        ("CC", "CC"),
    ],
)
def test_the_legal_form_of_an_authority_is_spelt_out(name: str, full: str) -> None:
    assert in_full(name) == full


def test_lists_end_with_et() -> None:
    assert enumerate_fr([]) == ""
    assert enumerate_fr(["Normandie"]) == "Normandie"
    assert enumerate_fr(["Nouvelle-Aquitaine", "Occitanie"]) == "Nouvelle-Aquitaine et Occitanie"
    assert enumerate_fr(["a", "b", "c"]) == "a, b et c"


@pytest.mark.parametrize(("count", "word"), [(0, "projet"), (1, "projet"), (2, "projets"), (330, "projets")])
def test_zero_and_one_are_singular(count: int, word: str) -> None:
    assert plural(count, "projet", "projets") == word


def test_a_count_is_never_parted_from_its_word() -> None:
    assert counted(0, "projet", "projets") == "0\u00a0projet"
    assert counted(1200, "projet", "projets") == "1\u202f200\u00a0projets"


@pytest.mark.parametrize(
    ("masculine", "feminine"),
    [
        ("président", "présidente"),
        ("Président du conseil régional", "Présidente du conseil régional"),
        ("vice-président délégué à l’économie", "vice-présidente déléguée à l’économie"),
        ("préfet de la région Normandie", "préfète de la région Normandie"),
        ("sous-préfet", "sous-préfète"),
        ("maire", "maire"),
        ("directeur général délégué de la Banque", "directrice générale déléguée de la Banque"),
        ("président-directeur général", "présidente-directrice générale"),
        ("conseiller régional", "conseillère régionale"),
        ("premier vice-président", "première vice-présidente"),
        ("chef de projet, référent unique", "cheffe de projet, référente unique"),
        ("maire de Flers et président de Flers Agglo", "maire de Flers et présidente de Flers Agglo"),
        (
            "vice-président chargé du développement économique et industriel",
            "vice-présidente chargée du développement économique et industriel",
        ),
        ("secrétaire d’État", "secrétaire d’État"),
        ("dirigeant d’entreprise", "dirigeante d’entreprise"),
        ("ministre", "ministre"),
    ],
)
def test_an_office_agrees_with_who_holds_it(masculine: str, feminine: str) -> None:
    assert office(masculine, Gender.FEMININE) == feminine
    assert office(feminine, Gender.MASCULINE) == masculine
    assert office(feminine, Gender.FEMININE) == feminine
    assert office(masculine, Gender.MASCULINE) == masculine


@pytest.mark.parametrize("typed", ["Mme", "mme", "Madame", "f", "Ms"])
def test_a_woman_is_madame(typed: str) -> None:
    assert civility(Gender.of(typed)).fr == "Mme"


@pytest.mark.parametrize("typed", ["M.", "m", "Monsieur", "Mr"])
def test_a_man_is_monsieur(typed: str) -> None:
    assert civility(Gender.of(typed)).fr == "M."


def test_another_civility_is_refused() -> None:
    with pytest.raises(InvalidValue, match="pas une civilité"):
        Gender.of("Maître")


@pytest.mark.parametrize(
    ("prose", "page"),
    [
        ("l'axe d'un projet", "l’axe d’un projet"),
        ("Vu l'accord : oui ; non !", "Vu l’accord\u00a0: oui\u202f; non\u202f!"),
        ("« Territoires d'industrie »", "«\u00a0Territoires d’industrie\u00a0»"),
        ("le 1 mai 2019", "le 1er\u00a0mai 2019"),
        ("le 1er mai 2019", "le 1er\u00a0mai 2019"),
        ("le 11 mai 2019", "le 11\u00a0mai 2019"),
        ("le 30 avril 2019", "le 30\u00a0avril 2019"),
        ("M. Martin et Mme Durand", "M.\u00a0Martin et Mme\u00a0Durand"),
        ("l’acte n° 12", "l’acte n°\u00a012"),
        ("1,5 M€ et 12 km", "1,5\u00a0M€ et 12\u00a0km"),
        ("et ainsi de suite...", "et ainsi de suite…"),
        ("à 9:30, ti-2807", "à 9:30, ti-2807"),
        ("https://exemple.fr/l'x?a=1 ! ok", "https://exemple.fr/l'x?a=1\u202f! ok"),
        ("ecrire.l'x@exemple.fr", "ecrire.l'x@exemple.fr"),
    ],
)
def test_prose_is_set_as_french_printers_do(prose: str, page: str) -> None:
    assert typeset(prose) == page


@given(st.text("abc é'’ :;!?«»0123456789.n°MmeM.€https://@", max_size=60))
def test_setting_twice_changes_nothing_and_no_space_appears_or_goes(prose: str) -> None:
    page = typeset(prose)
    assert typeset(page) == page
    if "..." not in prose:
        assert len(page) == len(prose)


def test_apostrophes_are_typographic_only_inside_words() -> None:
    assert apostrophes("l'Aigle d'Albâtre") == "l’Aigle d’Albâtre"
    assert apostrophes("'cité'") == "'cité'"


def test_a_great_number_has_its_thousands_apart():
    assert [grouped(n) for n in (0, 999, 1000, 2806, 1_234_567)] == [
        "0",
        "999",
        "1\u202f000",
        "2\u202f806",
        "1\u202f234\u202f567",
    ]
