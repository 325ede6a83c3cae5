"""The numbers that Word shows before paragraphs and does not write, counted as Word counts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from workflow.documents.word_numbers import read_numbers

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FORMS = ("decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman", "decimalZero", "ordinal")


def level(place, text, form="decimal", start=1, suffix="space"):
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbers(*levels, more=""):
    """One way of numbering, used under the number 1, and what `more` declares."""
    return read_numbers(
        etree.fromstring(
            f'<w:numbering xmlns:w="{NAMESPACE}"><w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
            f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}</w:numbering>'
        )
    )


def roman(text):
    """What a Roman number says, read from right to left."""
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
    total = highest = 0
    for sign in reversed(text.upper()):
        total += values[sign] if values[sign] >= highest else -values[sign]
        highest = max(highest, values[sign])
    return total


@given(st.integers(1, 3999), st.sampled_from(["lowerRoman", "upperRoman"]))
def test_a_roman_number_says_what_it_counts(start, form):
    label = numbers(level(0, "%1", form, start)).label("1", 0).strip()
    assert roman(label) == start
    assert label.isupper() == (form == "upperRoman")
    assert not any(sign * 4 in label.upper() for sign in "IXC")


@given(st.integers(1, 130))
def test_letters_come_in_order_and_are_doubled_after_z(start):
    label = numbers(level(0, "%1", "lowerLetter", start)).label("1", 0).strip()
    assert len(set(label)) == 1
    assert (len(label) - 1) * 26 + ord(label[0]) - ord("a") + 1 == start


@given(st.lists(st.integers(0, 2), max_size=20))
def test_each_level_counts_on_and_begins_again_under_the_next_of_the_one_above(places):
    found = numbers(level(0, "%1."), level(1, "%1.%2."), level(2, "%1.%2.%3."))
    counts = [0, 0, 0]
    for place in places:
        counts[place] += 1
        counts[place + 1 :] = [0] * (2 - place)
        # A level that was passed over counts as one.
        shown = ".".join(str(count or 1) for count in counts[: place + 1])
        assert found.label("1", place) == f"{shown}. "


def test_an_article_is_worded_and_the_first_one_can_be_otherwise():
    found = numbers(level(0, "Article %1 – ", suffix="nothing"))
    assert [found.label("1", 0) for _ in range(3)] == ["Article 1 – ", "Article 2 – ", "Article 3 – "]
    found = numbers(level(0, "Article %1 – ", "ordinal", suffix="nothing"))
    assert [found.label("1", 0) for _ in range(2)] == ["Article 1er – ", "Article 2e – "]


def test_a_list_that_begins_again_does_and_then_counts_on():
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    found = numbers(level(0, "%1)"), more=again)
    labels = [found.label(number, 0).strip() for number in ("1", "1", "2", "2", "1")]
    assert labels == ["1)", "2)", "5)", "6)", "7)"]


@given(st.integers(0, 50), st.integers(0, 50))
def test_a_list_may_begin_again_at_any_number_nought_included(start, again):
    more = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{again}"/></w:lvlOverride></w:num>'
    )
    found = numbers(level(0, "%1)", start=start), more=more)
    labels = [found.label(number, 0).strip() for number in ("1", "1", "2", "2")]
    assert labels == [f"{start})", f"{start + 1})", f"{again})", f"{again + 1})"]


@pytest.mark.parametrize("form", ["bullet", "none"])
def test_a_bullet_has_no_number(form):
    assert numbers(level(0, "•", form)).label("1", 0) == ""


@pytest.mark.parametrize(("number", "place"), [("9", 0), ("1", 3)])
def test_what_is_not_declared_has_no_number(number, place):
    assert numbers(level(0, "%1.")).label(number, place) == ""


@given(st.sampled_from(FORMS), st.text("0123456789-x", max_size=8))
def test_a_start_that_is_no_number_counts_from_one(form, start):
    """Whoever made the file may have written anything there. Nought has no letter and no Roman sign."""
    label = numbers(level(0, "%1", form, start)).label("1", 0)
    assert label.strip() or set(start) == {"0"}
    if not start.isascii() or not start.isdigit() or len(start) > 6:
        assert label == numbers(level(0, "%1", form, 1)).label("1", 0)


def test_a_file_without_numberings_has_no_numbers():
    assert read_numbers(None).label("1", 0) == ""
