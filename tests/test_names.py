"""Names as typed, stored and searched."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import InvalidValue
from workflow.language import Text, speaking
from workflow.names import clean, clean_long, fold, mixed_script, nearest, quoted, slugify, sort_key

TITLE = Text("le titre", "the title")
anything = st.text(st.characters(codec=None), max_size=80)


@pytest.mark.parametrize(
    "typed",
    [
        "Pays de l'Aigle",
        "pays de l’aigle",
        "PAYS DE L'AIGLE",
        "Pays-de-l-Aigle",
        "Pays\u00a0de\u202fl\u02bcAigle",
        "  pays   de l'aigle ",
        "Pays de l\u00ad'Aigle",
    ],
)
def test_a_territory_is_found_however_its_name_is_typed(typed: str) -> None:
    assert fold(typed) == "pays de l aigle"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Cœur de Maine", "coeur de maine"),
        ("ŒUVRE", "oeuvre"),
        ("Lætitia", "laetitia"),
        ("\ufb01n", "fin"),
        ("Straße", "strasse"),
        ("Châtellerault", "chatellerault"),
        ("Cha\u0302tellerault", "chatellerault"),
        ("Île-de-France", "ile de france"),
        ("Lacq‑Pau – Tarbes", "lacq pau tarbes"),
        ("Nord Est 77 - Meaux", "nord est 77 meaux"),
        ("Łódź, Ørsted", "lodz orsted"),
        ("’–’", ""),
    ],
)
def test_accents_ligatures_case_and_signs_are_forgotten(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(anything)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(anything)
def test_composed_and_decomposed_letters_are_one(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(st.text("éèêàùçôîïœæABCxyz '’-"))
def test_french_case_never_matters(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Pays de l'Aigle", "pays-de-l-aigle"),
        ("Lacq-Pau - Tarbes", "lacq-pau-tarbes"),
        ("Côte d’Albâtre", "cote-d-albatre"),
        ("Nord Est 77 - Meaux", "nord-est-77-meaux"),
    ],
)
def test_a_slug_is_the_name_in_an_address(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(anything)
def test_a_slug_is_plain_and_stable_or_refused(text: str) -> None:
    try:
        slug = slugify(text)
    except InvalidValue:
        return
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slugify(slug) == slug


@pytest.mark.parametrize("name", ["", " ", "—", "Карро"])
def test_a_name_without_latin_letters_gives_no_slug(name: str) -> None:
    with pytest.raises(InvalidValue, match="lettre latine"):
        slugify(name)


PILOTS = ["Carros", "Grand Châtellerault", "Grand-Orly Seine Bièvre", "Grand Est Touraine", "Côte d’Albâtre"]


def test_a_misspelt_name_answers_with_the_near_ones() -> None:
    assert nearest("Grand Châtelleraut", PILOTS)[0] == "Grand Châtellerault"
    assert nearest("caros", PILOTS) == ("Carros",)


def test_part_of_a_name_is_near_it() -> None:
    assert nearest("orly", PILOTS) == ("Grand-Orly Seine Bièvre",)
    assert nearest("grand", PILOTS) == ("Grand Est Touraine", "Grand Châtellerault", "Grand-Orly Seine Bièvre")


def test_a_name_typed_in_part_is_not_taken_for_a_misspelling_of_another() -> None:
    assert nearest("loire", ["Corse", "Pays de la Loire", "Centre-Val de Loire"]) == (
        "Pays de la Loire",
        "Centre-Val de Loire",
    )


def test_nothing_is_near_an_empty_or_strange_name() -> None:
    assert nearest("", PILOTS) == ()
    assert nearest("'%_", PILOTS) == ()
    assert nearest("Zwijndrecht", PILOTS) == ()


def test_near_names_are_few_and_only_the_asked_number() -> None:
    assert len(nearest("grand", PILOTS, limit=2)) == 2


def test_a_search_of_sixty_thousand_characters_ends() -> None:
    assert nearest("a" * 60_000, PILOTS) == ()


def test_a_name_is_stored_composed_trimmed_and_with_single_spaces() -> None:
    assert clean("  Cha\u0302teau\u00a0\u202f Thierry\t\r\n", TITLE) == "Château Thierry"


@pytest.mark.parametrize(
    ("hostile", "reason"),
    [
        ("facture\u202efdp.exe", "sens de lecture"),
        ("a\u2066b", "sens de lecture"),
        ("a\u200bb", "invisible"),
        ("a\ufeffb", "invisible"),
        ("a\u00adb", "invisible"),
        ("a\u3164b", "invisible"),
        ("a\U000e0101b", "invisible"),
        ("a\0b", "nul"),
        ("a\x1bb", "commande"),
        ("a\tb", "commande"),
        ("a\nb", "saut de ligne"),
        ("a\u2028b", "saut de ligne"),
        ("a\ud800b", "moitié"),
        ("a\uf0b7b", "ne définit"),
        ("a\uffffb", "ne définit"),
        ("a\U0001fffeb", "ne définit"),
        ("a" + "\u0353" * 9, "accents"),
    ],
)
def test_characters_that_hide_or_deceive_are_refused_by_name(hostile: str, reason: str) -> None:
    with pytest.raises(InvalidValue, match=reason) as refusal:
        clean(hostile, TITLE)
    assert str(refusal.value).startswith("le titre\u00a0:")
    str(refusal.value).encode()


def test_the_refusal_says_where_the_character_is() -> None:
    with pytest.raises(InvalidValue, match=r"U\+200B\) au caractère 3"):
        clean("ab\u200bc", TITLE)
    with speaking("en"), pytest.raises(InvalidValue, match=r"the title: an invisible character \(U\+200B\)"):
        clean("ab\u200bc", TITLE)


@pytest.mark.parametrize("nothing", ["", "   ", "\u00a0", "\n", "—", "\u3164", "..."])
def test_a_name_must_have_something_to_read(nothing: str) -> None:
    with pytest.raises(InvalidValue, match="rien de lisible"):
        clean(nothing, TITLE)


def test_a_name_has_an_end() -> None:
    assert len(clean("a" * 300, TITLE)) == 300
    with pytest.raises(InvalidValue, match="301 caractères, 300 au plus"):
        clean("a" * 301, TITLE)
    with pytest.raises(InvalidValue, match="5 au plus"):
        clean("abcdef", TITLE, max_length=5)


@pytest.mark.parametrize("kept", ["L’Île 🏭", "Nguyễn Thị", "100 % « vert »", "Ἀθῆναι", "'); DROP TABLE dossier; --"])
def test_what_is_unusual_but_honest_is_kept(kept: str) -> None:
    assert clean(kept, TITLE) == kept


@given(anything)
def test_what_is_cleaned_is_clean(text: str) -> None:
    try:
        cleaned = clean(text, TITLE)
    except InvalidValue:
        return
    assert clean(cleaned, TITLE) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not {unicodedata.category(c) for c in cleaned} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert "  " not in cleaned
    cleaned.encode()


def test_a_free_text_keeps_its_lines() -> None:
    assert clean_long(" Premier motif \r\n\r\n\tSecond\u2028Tiers\n", TITLE) == "Premier motif\n\n Second\nTiers"


def test_a_free_text_is_as_safe_as_a_name() -> None:
    with pytest.raises(InvalidValue, match="sens de lecture"):
        clean_long("ligne\n\u202eligne", TITLE)
    with pytest.raises(InvalidValue, match="20000 au plus"):
        clean_long("a" * 20_001, TITLE)


@given(anything)
def test_a_cleaned_free_text_is_clean(text: str) -> None:
    try:
        cleaned = clean_long(text, TITLE)
    except InvalidValue:
        return
    assert clean_long(cleaned, TITLE) == cleaned
    assert not {unicodedata.category(c) for c in cleaned.replace("\n", "")} & {"Cc", "Cf", "Cs", "Co"}


def test_a_letter_of_another_alphabet_is_noticed() -> None:
    assert mixed_script("Pаys de l’Aigle")  # its first « а » is Cyrillic
    assert mixed_script("Ｐays")
    assert not mixed_script("Cœur de Maine n° 3, 1ª, µ")
    assert not mixed_script("12 345")


def test_names_sort_as_in_a_french_dictionary() -> None:
    names = ["Zone", "Évry", "Epernay", "Étampes", "cote", "côte", "Côté", "Aa"]
    assert sorted(names, key=sort_key) == ["Aa", "cote", "côte", "Côté", "Epernay", "Étampes", "Évry", "Zone"]


def test_what_was_typed_is_shown_without_its_tricks() -> None:
    assert quoted("a\u202eb\0").fr == "« a\\u202eb\\u0000 »"
    assert quoted("x" * 100).en == "“" + "x" * 59 + "…”"


@given(anything)
def test_what_is_shown_can_always_be_printed(text: str) -> None:
    for sentence in (quoted(text).fr, quoted(text).en):
        sentence.encode()
        assert "\n" not in sentence
