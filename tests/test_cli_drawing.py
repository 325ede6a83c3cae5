"""The small pictures: a bar is never longer than its place nor absent where there is something, and no word is lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.cli import drawing, phrases, region_map
from workflow.dates import Period, Precision
from workflow.language import speaking
from workflow.names import fold
from workflow.regions import REGIONS

COUNTS = st.integers(min_value=0, max_value=200_000)
SIZES = st.integers(min_value=1, max_value=60)
SPANS = st.lists(st.tuples(st.integers(730_000, 740_000), st.integers(0, 4000)), min_size=1, max_size=9).map(
    lambda found: [(start, start + days) for start, days in sorted(found)]
)


@given(COUNTS, COUNTS, SIZES)
def test_a_bar_is_there_where_there_is_something_and_stays_in_its_place(value, more, size):
    drawn = drawing.bar(value, value + more, size)
    assert bool(drawn) == bool(value)
    assert len(drawn) <= size


@given(COUNTS, COUNTS, SIZES)
def test_more_is_never_drawn_shorter(value, more, size):
    most = value + more
    assert len(drawing.bar(value, most, size)) <= len(drawing.bar(most, most, size))


@given(SPANS, SIZES)
def test_spans_of_time_stand_on_one_scale_in_order(spans, size):
    drawn = drawing.spread(spans, size)
    assert len(drawn) == len(spans)
    assert all(
        0 < len(line) <= size and set(line) <= {" ", drawing.FULL} and line.endswith(drawing.FULL) for line in drawn
    )
    starts = [line.index(drawing.FULL) for line in drawn]
    assert starts == sorted(starts)
    assert min(starts) == 0


def test_nothing_is_drawn_of_nothing():
    assert drawing.spread([], 20) == []
    assert drawing.bar(0, 0, 10) == ""


@given(st.lists(st.text("abcdé’", min_size=1, max_size=30), max_size=40).map(" ".join), st.integers(0, 20))
def test_folding_loses_no_word_and_fits(line, indent):
    folded = drawing.fold(line, " " * indent)
    assert folded.split() == line.split()
    assert all(len(one) <= 80 for one in folded.splitlines())


def test_no_break_spaces_are_not_broken_at():
    line = "x " * 30 + "mot\u00a0: valeur n°\u00a012 " * 4
    assert all(not one.startswith(":") for one in drawing.fold(line, "").splitlines())


# ── the map ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_region_has_one_place_and_a_short_name_of_its_own():
    placed = [code for row in region_map.MAINLAND for code in row if code] + list(region_map.OVERSEAS)
    assert sorted(placed) == sorted(REGIONS)
    assert region_map.SHORT.keys() == REGIONS.keys()
    assert len(set(region_map.SHORT.values())) == len(REGIONS)


def test_the_map_is_narrower_than_a_terminal():
    assert max(map(len, region_map.MAINLAND)) * region_map.CELL <= 80


def test_regions_stand_north_of_those_that_are_south_of_them():
    row = {code: n for n, codes in enumerate(region_map.MAINLAND) for code in codes if code}
    assert row["32"] < row["11"] < row["24"] < row["84"] < row["93"]
    column = {code: codes.index(code) for codes in region_map.MAINLAND for code in codes if code}
    assert column["53"] < column["52"] < column["27"]


# ── dates and counts ──────────────────────────────────────────────────────────────────────────────────────────────

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(DAYS, st.sampled_from(list(Precision)), st.sampled_from(["fr", "en"]))
def test_a_brief_date_is_short_and_names_its_year(day, precision, language):
    period = Period.around(day, precision)
    with speaking(language):
        said = phrases.brief(period)
    assert str(period.first.year) in said
    assert len(said) <= 18
    assert " " not in said  # it is never broken


@given(DAYS, DAYS)
def test_two_days_are_never_briefly_the_same(one, other):
    said = [phrases.brief(Period.around(day)) for day in (one, other)]
    assert (said[0] == said[1]) == (one == other)


@given(DAYS)
def test_a_brief_month_is_the_beginning_of_the_month_in_words(day):
    period = Period.around(day, Precision.MONTH)
    for language in ("fr", "en"):
        with speaking(language):
            brief = phrases.brief(period).split("\u00a0")[0].rstrip(".")
            assert fold(period.in_words()).startswith(fold(brief)) or fold(brief) in ("fevr", "janv", "juil", "sept")


@pytest.mark.parametrize(
    ("number", "fr", "en"), [(0, "0 jour", "0 days"), (1, "1 jour", "1 day"), (2, "2 jours", "2 days")]
)
def test_french_counts_nothing_in_the_singular_and_english_does_not(number, fr, en):
    said = phrases.days(number)
    assert (said.fr.replace("\u00a0", " "), said.en) == (fr, en)
