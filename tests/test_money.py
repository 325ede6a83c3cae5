"""Amounts: read exactly, written as each language does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import InvalidValue
from workflow.language import speaking
from workflow.money import LARGEST, format_amount, parse_amount

amounts = st.integers(0, LARGEST)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("0", 0),
        ("12", 1200),
        ("12 €", 1200),
        ("12€", 1200),
        ("12 EUR", 1200),
        ("12 euros", 1200),
        ("1234,5", 123450),
        ("1234,56", 123456),
        ("1234.56", 123456),
        ("1 234,56", 123456),
        ("1\u00a0234,56\u00a0€", 123456),
        ("1\u202f284\u202f500,50\u00a0€", 128450050),
        ("  330 k€ ", 33000000),
        ("330 K€", 33000000),
        ("1,5 M€", 150000000),
        ("458,3 M€", 45830000000),
        ("1,4 Md€", 140000000000),
        ("0,00001 k€", 1),
        ("1,2345 M€", 123450000),
        ("100 Md€", LARGEST),
        ("12,50000", 1250),
        ("007", 700),
    ],
)
def test_an_amount_is_read_as_it_is_written_in_a_plan(typed: str, cents: int) -> None:
    assert parse_amount(typed) == cents


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1.234", "ambigu"),
        ("1,234", "ambigu"),
        ("1,234 M€", "ambigu"),
        ("1.234,56", "point et virgule à la fois"),
        ("1,234.56", "ambigu"),
        ("1.234.567", "deux fois le même signe, c’est ambigu"),
        ("-12", "n’est pas négatif"),
        ("−12 €", "n’est pas négatif"),
        ("12,3456", "plus fin que le centime"),
        ("0,000001 k€", "plus fin que le centime"),
        ("1 23,4", "par trois chiffres"),
        ("1 2345", "par trois chiffres"),
        ("12 34 €", "par trois chiffres"),
        ("100,00000000001 Md€", "plus de cent milliards"),
        ("99999999999999", "plus de cent milliards"),
        ("1" * 5000, "n’est pas un montant"),
        ("NaN", "n’est pas un montant"),
        ("inf", "n’est pas un montant"),
        ("1e9999", "n’est pas un montant"),
        ("1_000", "n’est pas un montant"),
        ("١٢", "n’est pas un montant"),
        ("²", "n’est pas un montant"),
        ("", "n’est pas un montant"),
        ("€", "n’est pas un montant"),
        (",5", "n’est pas un montant"),
        ("5,", "n’est pas un montant"),
        ("12 $", "n’est pas un montant"),
        ("#N/A", "n’est pas un montant"),
        ("=1+1", "n’est pas un montant"),
        ("une douzaine", "n’est pas un montant"),
        ("12\n34", "n’est pas un montant"),
    ],
)
def test_what_is_ambiguous_or_no_amount_is_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(InvalidValue, match=reason) as refusal:
        parse_amount(typed)
    assert "1,5 M€" in str(refusal.value.remedy)


def test_the_refusal_is_in_english_too() -> None:
    with speaking("en"), pytest.raises(InvalidValue, match="an amount is not negative"):
        parse_amount("-1")


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (0, "0\u00a0€", "€0"),
        (123400, "1\u202f234\u00a0€", "€1,234"),
        (123450, "1\u202f234,50\u00a0€", "€1,234.50"),
        (5, "0,05\u00a0€", "€0.05"),
        (128450050, "1\u202f284\u202f500,50\u00a0€", "€1,284,500.50"),
        (-123400, "−1\u202f234\u00a0€", "−€1,234"),
    ],
)
def test_an_amount_is_written_as_each_language_does(cents: int, french: str, english: str) -> None:
    assert format_amount(cents, "fr") == french
    assert format_amount(cents, "en") == english


def test_an_amount_is_written_in_the_language_in_force() -> None:
    assert format_amount(123450).endswith("€")
    with speaking("en"):
        assert format_amount(123450) == "€1,234.50"


@given(amounts)
def test_what_is_written_in_french_is_read_back(cents: int) -> None:
    assert parse_amount(format_amount(cents, "fr")) == cents


@given(amounts, st.sampled_from([",", "."]), st.sampled_from(["", " ", "\u00a0", "\u202f"]))
def test_no_cent_is_lost_whatever_the_sign_and_the_space(cents: int, sign: str, space: str) -> None:
    euros, rest = divmod(cents, 100)
    assert parse_amount(f"{euros:,}".replace(",", space) + f"{sign}{rest:02}") == cents


@given(st.integers(0, 99_999), st.sampled_from([("k€", 5), ("M€", 8), ("Md€", 11)]))
def test_larger_units_are_exact(tenths: int, unit: tuple[str, int]) -> None:
    name, places = unit
    expected = tenths * 10 ** (places - 1)
    typed = f"{tenths // 10},{tenths % 10} {name}"
    if expected > LARGEST:
        with pytest.raises(InvalidValue):
            parse_amount(typed)
    else:
        assert parse_amount(typed) == expected


@given(st.text("0123456789,. \u00a0\u202f€kKmMdD-", max_size=20))
def test_an_amount_that_is_read_is_within_bounds(text: str) -> None:
    try:
        cents = parse_amount(text)
    except InvalidValue:
        return
    assert 0 <= cents <= LARGEST
