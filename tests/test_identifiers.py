"""SIREN, SIRET, act numbers and file names, as people and spreadsheets give them."""

import csv
import subprocess
import sys
from datetime import date
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import InvalidValue
from workflow.identifiers import ACT_NATURES, ActNumber, file_name, siren, siret
from workflow.language import speaking

MEMBERS = Path(__file__).parents[2] / "shared/data/ti_members_long.csv"


@pytest.mark.parametrize("typed", ["200068468", " 200 068 468 ", "200\u00a0068\u00a0468", "200\u202f068\u202f468"])
def test_a_siren_is_nine_digits_with_or_without_spaces(typed: str) -> None:
    assert siren(typed) == "200068468"


@pytest.mark.parametrize(
    ("typed", "reason", "remedy"),
    [
        ("200068469", "sa clé de contrôle est fausse", "document officiel"),
        ("20006846", "a 9 chiffres, et non 8", "neuf|9 chiffres"),
        ("5580014", "a 9 chiffres, et non 7", "9 chiffres"),
        ("20006846800010", "c’est un SIRET de 14 chiffres", "son SIREN est 200068468"),
        ("2,00068E+08", "un tableur a arrondi ce numéro", "format Texte"),
        ("2E+08", "un tableur a arrondi ce numéro", "format Texte"),
        ("200068468.0", "n’a que des chiffres", "9 chiffres"),
        ("20006846O", "n’a que des chiffres", "9 chiffres"),
        ("٢٠٠٠٦٨٤٦٨", "n’a que des chiffres", "9 chiffres"),
        ("²00068468", "n’a que des chiffres", "9 chiffres"),
        ("", "n’a que des chiffres", "9 chiffres"),
        ("-", "n’a que des chiffres", "9 chiffres"),
        ("000000000", "sa clé de contrôle est fausse", "document officiel"),
        ("1" * 5000, "a 9 chiffres, et non 5000", "9 chiffres"),
    ],
)
def test_a_wrong_siren_is_refused_with_the_reason_and_a_remedy(typed: str, reason: str, remedy: str) -> None:
    with pytest.raises(InvalidValue, match=reason) as refusal:
        siren(typed)
    assert any(part in str(refusal.value.remedy) for part in remedy.split("|"))


def test_a_leading_zero_lost_by_a_spreadsheet_is_found_again() -> None:
    assert siren("005880596") == "005880596"
    with pytest.raises(InvalidValue, match="et non 8") as refusal:
        siren("5880596".rjust(8, "0"))
    assert "perdu le zéro du début\u00a0: 005880596" in str(refusal.value.remedy)


def test_the_refusal_of_a_siren_is_in_english_too() -> None:
    with speaking("en"), pytest.raises(InvalidValue, match="its check digit is wrong"):
        siren("200068469")


@given(st.integers(1, 99_999_999), st.integers(0, 8), st.integers(1, 9))
def test_no_single_digit_of_a_siren_can_be_miscopied_unseen(stem: int, place: int, shift: int) -> None:
    (valid,) = (f"{stem:08}{key}" for key in range(10) if _accepted(f"{stem:08}{key}"))
    wrong = valid[:place] + str((int(valid[place]) + shift) % 10) + valid[place + 1 :]
    assert not _accepted(wrong)


def _accepted(typed: str) -> bool:
    try:
        return siren(typed) == typed
    except InvalidValue:
        return False


def test_a_siret_is_a_siren_and_five_digits() -> None:
    assert siret("732 829 320 00074") == "73282932000074"
    with pytest.raises(InvalidValue, match="clé de contrôle"):
        siret("73282932000079")
    with pytest.raises(InvalidValue, match="a 14 chiffres, et non 9"):
        siret("732829320")
    with pytest.raises(InvalidValue, match="arrondi"):
        siret("7,32829E+13")
    with pytest.raises(InvalidValue, match="clé de contrôle"):
        siret("0" * 14)


def test_the_post_offices_have_a_key_of_their_own() -> None:
    assert siret("35600000000048") == "35600000000048"
    assert siret("35600000049837") == "35600000049837"
    with pytest.raises(InvalidValue, match="clé de contrôle"):
        siret("35600000049838")


@pytest.mark.skipif(not MEMBERS.exists(), reason="the national lists are not beside this checkout")
def test_every_member_of_the_national_lists_has_a_right_siren() -> None:
    with MEMBERS.open(encoding="utf-8", newline="") as file:
        codes = [row["member_code"] for row in csv.DictReader(file)]
    assert len(codes) > 1000
    assert [siren(code) for code in codes] == codes


def test_the_library_of_numbers_is_loaded_when_a_number_is_checked() -> None:
    program = "import sys, workflow.identifiers; print('stdnum' in sys.modules, 'ssl' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert shown.split() == ["False", "False"]


def test_the_number_of_a_transmitted_deliberation_is_read() -> None:
    act = ActNumber.parse(" 024-242400752-20191213-2019_6_21-DE\n")
    assert act == ActNumber("24", "242400752", date(2019, 12, 13), "2019_6_21", "DE")
    assert act.nature_label is not None
    assert act.nature_label.fr == "délibération"


@pytest.mark.parametrize(
    ("number", "department"),
    [
        ("085-248500530-20221026-RGLT_22_892_190-DE", "85"),
        ("974-200068468-20200131-1-AR", "974"),
        ("02A-200068468-20200131-1-AR", "2A"),
        ("001-200068468-20200131-1-AU", "01"),
    ],
)
def test_an_act_number_is_written_as_it_was_read(number: str, department: str) -> None:
    act = ActNumber.parse(number)
    assert act.department == department
    assert str(act) == number


def test_a_nature_we_do_not_know_is_kept_without_a_label() -> None:
    assert ActNumber.parse("024-242400752-20191213-1-XX").nature_label is None
    assert set(ACT_NATURES) == {"DE", "AR", "AI", "CC", "BF", "AU"}


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "cinq parties"),
        ("délibération n° 12", "cinq parties"),
        ("024-242400752-20191213-2019-6-21-DE", "cinq parties"),
        ("24-242400752-20191213-1-DE", "département"),
        ("000-242400752-20191213-1-DE", "département"),
        ("096x-242400752-20191213-1-DE", "département"),
        ("024-24240075-20191213-1-DE", "SIREN de neuf chiffres"),
        ("024-242400753-20191213-1-DE", "clé de contrôle"),
        ("024-242400752-191213-1-DE", "une date"),
        ("024-242400752-20190431-1-DE", "le 31 avril n’existe pas"),
        ("024-242400752-20191313-1-DE", "pas de mois 13"),
        ("024-242400752-20191213-n°1-DE", "quatrième partie"),
        ("024-242400752-20191213--DE", "quatrième partie"),
        ("024-242400752-20191213-1-de", "nature"),
        ("٠٢٤-242400752-20191213-1-DE", "département"),
    ],
)
def test_a_wrong_act_number_is_refused_at_the_part_at_fault(typed: str, reason: str) -> None:
    with pytest.raises(InvalidValue, match=reason) as refused:
        ActNumber.parse(typed)
    assert refused.value.message.fr.startswith("« "), "what was typed is said, for it may be one of many"


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("délibération n° 12.pdf", "délibération n° 12.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\secret.docx", "secret.docx"),
        ("/abs/compte rendu.pdf", "compte rendu.pdf"),
        ("C:\\Users\\x\\protocole.pdf", "protocole.pdf"),
        ("C:protocole.pdf", "protocole.pdf"),
        ("．．／secret", "secret"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("COM¹.pdf", "_COM1.pdf"),
        ("-rf", "_-rf"),
        ("~root", "_~root"),
        (".htaccess", "htaccess"),
        ("protocole.pdf. . ", "protocole.pdf"),
        ("a<b>|c?*.pdf", "a_b__c__.pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
    ],
)
def test_the_shown_name_of_a_file_is_good_on_every_system(given_name: str, shown: str) -> None:
    assert file_name(given_name) == shown


@pytest.mark.parametrize(
    "given_name",
    ["", ".", "..", "/", "../..", "...", 'a".pdf', "a\0.pdf", "a\r\nX-Header: 1", "a\u202efdp.exe", "a\ud800", "?*"],
)
def test_a_file_name_that_hides_or_says_nothing_is_refused(given_name: str) -> None:
    with pytest.raises(InvalidValue, match="le nom du fichier"):
        file_name(given_name)


def test_a_long_file_name_is_cut_before_its_extension() -> None:
    shown = file_name("é" * 300 + ".pdf")
    assert shown.endswith("é.pdf")
    assert len(shown.encode()) <= 200
    assert len(file_name("a." + "b" * 400).encode()) <= 200


@given(st.text(st.characters(codec=None), max_size=60) | st.text("./\\:-~ Ca．／℀", max_size=12))
def test_a_shown_name_is_one_component_and_stable(text: str) -> None:
    try:
        shown = file_name(text)
    except InvalidValue:
        return
    assert PurePosixPath(shown).name == shown
    assert PureWindowsPath(shown).name == shown
    assert not PureWindowsPath(shown).is_reserved()
    assert file_name(shown) == shown
    assert not shown.startswith(("-", "~", "."))
