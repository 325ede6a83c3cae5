"""How wide the columns of a table are, whatever is in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.documents.formats.widths import Widths, columns, length
from workflow.documents.tree import Run, Table

WIDTH = 49_000
WORDS = st.text("abcdéèm 0123456789€ -", min_size=0, max_size=60)


def table(header, *rows, sides=None):
    def spans(text):
        return (Run(text),) if text else ()

    return Table(
        tuple(sides or ["left"] * len(header)),
        tuple(map(spans, header)),
        tuple(tuple(map(spans, row)) for row in rows),
    )


@st.composite
def tables(draw):
    size = draw(st.integers(1, 7))
    rows = draw(st.lists(st.lists(WORDS, min_size=size, max_size=size), max_size=6))
    sides = draw(st.lists(st.sampled_from(["left", "right", "center"]), min_size=size, max_size=size))
    return table(draw(st.lists(WORDS, min_size=size, max_size=size)), *rows, sides=sides)


@given(tables())
def test_the_columns_take_the_whole_width_and_each_has_some_of_it(found):
    shares = columns(found, WIDTH).shares
    assert len(shares) == len(found.header)
    assert sum(shares) == pytest.approx(1)
    assert min(shares) > 0


@given(tables())
def test_where_words_are_said_to_be_whole_each_column_holds_its_longest(found):
    made = columns(found, WIDTH)
    if made.whole_words:
        for place, share in enumerate(made.shares):
            words = [word for row in found.rows for run in row[place] for word in run.text.split()]
            assert share * WIDTH >= max((length(word.rpartition("-")[2]) for word in words), default=0)


@given(WORDS.filter(str.strip), st.lists(WORDS, min_size=1, max_size=4))
def test_a_column_that_says_more_is_never_narrower(text, others):
    rows = [[text, other] for other in others]
    before = columns(table(["A", "B"], *rows), WIDTH).shares[0]
    after = columns(table(["A", "B"], *([f"{text} {text}", other] for other in others)), WIDTH).shares[0]
    assert after >= before - 1e-9


def test_what_just_fits_shares_the_room_as_its_content_asks():
    """Each column is as wide as its longest line and its margins; a hair less room, and they are squeezed."""
    found = table(["aa", "b"], ["a a a a", "b"])
    asked = [length("a a a a") + 1_300, length("b") * 11 // 10 + 1_300]
    made = columns(found, sum(asked))
    assert (made.shares, made.whole_words) == (tuple(one / sum(asked) for one in asked), True)
    assert columns(found, sum(asked) - 1).shares != made.shares


def test_where_not_even_the_words_fit_they_are_cut_and_it_is_said():
    found = table(["a", "b"], ["anticonstitutionnellement", "anticonstitutionnellement"])
    need = 2 * (length("anticonstitutionnellement") + 1_300)
    assert columns(found, need - 1) == columns(found, 1_000)
    assert columns(found, need - 1).shares == pytest.approx((0.5, 0.5))
    assert not columns(found, need - 1).whole_words
    assert columns(found, need).whole_words


@given(st.integers(1, 8), st.sampled_from(["left", "center"]))
def test_an_amount_is_never_cut_where_a_text_beside_it_may_be(words, side):
    amount = "1\u202f284\u202f500\u00a0€"
    found = table(["Projet", "Coût"], ["un texte assez long " * words * 5, amount], sides=[side, "right"])
    assert columns(found, WIDTH).shares[1] * WIDTH >= length(amount) + 1_300 - 1e-6


def test_a_column_to_sign_in_has_room_for_a_hand():
    to_sign = table(["Nom", "Signature"], ["Ada", ""], ["Bo", ""])
    signed = table(["Nom", "Signature"], ["Ada", "oui"], ["Bo", "non"])
    assert columns(to_sign, WIDTH).shares[1] > columns(signed, WIDTH).shares[1]
    narrow = length("Nom") * 11 // 10 + 1_300 + 15_000
    assert columns(to_sign, narrow).shares[1] * narrow == pytest.approx(15_000), "five centimetres"


def test_tables_with_the_same_header_have_the_same_columns():
    short = table(["N°", "Projet", "Coût"], ["1", "École", "60 000 €"])
    long = table(
        ["N°", "Projet", "Coût"], ["2", "Friche du Port : dépollution et voirie du lot n° 1", "3 400 000,50 €"]
    )
    other = table(["N°", "Projet"], ["1", "École"])
    alone = [columns(one, WIDTH).shares for one in (short, long, other)]
    shared = Widths([short, long, other], WIDTH)
    assert alone[0] != alone[1]
    assert shared.of(short) == shared.of(long)
    assert shared.of(other).shares == alone[2]


def test_tables_without_a_header_have_nothing_in_common():
    first, second = table(["", ""], ["Date", "1er mai 2019"]), table(["", ""], ["Objet", "Approbation du contrat " * 9])
    shared = Widths([first, second], WIDTH)
    assert shared.of(first) == columns(first, WIDTH)
    assert shared.of(first) != shared.of(second)


def test_a_table_to_sign_leaves_those_that_are_signed_as_they_are():
    header = ["Signataire", "Signature"]
    signed, blank = table(header, ["État", "signé"]), table(header, ["État", ""])
    assert Widths([signed, blank], WIDTH).of(signed) == columns(signed, WIDTH)
