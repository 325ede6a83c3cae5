"""What was recorded late: civil days in Paris from when it had certainly happened to when it was first recorded."""

from datetime import UTC, date, datetime, timedelta

import pytest
from dossiers import ONE_REGION, TWO_REGIONS, on, walk

from workflow.audit.lateness import clock_changes, late
from workflow.audit.pages import Paging
from workflow.audit.scope import Scope
from workflow.engine import Command
from workflow.entries import Note
from workflow.errors import InvalidValue

TODAY, NOW = date(2021, 5, 7), datetime(2021, 5, 8, tzinfo=UTC)


def recorded(engine, clock, day, instant, **given):
    """The entry of something that happened on a day and was recorded at an instant."""
    clock.set(instant)
    return engine.record(f"{ONE_REGION}-2018", Note(text="vu"), on(day, **given)).seq


def listed(engine, more_than=5, scope=None, **asked):
    paging = Paging(limit=asked.pop("limit", 100), after=asked.pop("after", None), descending=True)
    with engine.store.reading() as reading:
        return late(engine, reading, scope or Scope(TODAY, NOW), more_than=more_than, paging=paging, **asked)


def days(engine, more_than=5, **asked):
    return {one.found.entry.seq: one.days for one in listed(engine, more_than, **asked).rows}


@pytest.fixture
def dossier(engine, clock):
    """A dossier opened on the day it was announced, on either database."""
    clock.set("2018-11-22T10:00Z")
    return walk(engine, ONE_REGION)


@pytest.fixture
def quick(sqlite_engine, clock):
    clock.set("2018-11-22T10:00Z")
    walk(sqlite_engine, ONE_REGION)
    return sqlite_engine


def test_more_than_five_days_after_is_late_and_five_days_are_not(engine, clock, dossier):
    recorded(engine, clock, "2019-04-30", "2019-05-05T10:00Z")
    seq = recorded(engine, clock, "2019-04-30", "2019-05-06T10:00Z")
    page = listed(engine)
    (one,) = page.rows
    assert (one.found.entry.seq, one.days, one.found.entry.dossier) == (seq, 6, dossier)
    assert (one.found.who.fr, one.backfilled) == ("Dominique Petit", False)
    assert (page.total, page.basis.entries) == (1, 3)


@pytest.mark.parametrize(
    ("instant", "after"),
    [
        ("2019-05-01T21:59:59.999999Z", 1),
        ("2019-05-01T22:00:00Z", 2),
        ("2019-05-01T23:59:59.999999Z", 2),
        ("2020-01-10T22:59:59.999999Z", 255),
        ("2020-01-10T23:00:00Z", 256),
        ("2019-10-26T22:00:00Z", 180),  # the night in which the clocks go back
        ("2019-10-27T22:59:59Z", 180),
        ("2019-10-27T23:00:00Z", 181),
        ("2020-03-28T23:00:00Z", 334),  # the night in which they go forward
        ("2020-03-29T21:59:59Z", 334),
        ("2020-03-29T22:00:00Z", 335),
    ],
)
def test_days_are_those_of_paris(engine, clock, dossier, instant, after):
    seq = recorded(engine, clock, "2019-04-30", instant)
    assert days(engine, 0) == {seq: after}
    assert days(engine, after - 1) == {seq: after}
    assert days(engine, after) == {}


def test_what_is_known_to_the_month_is_late_from_its_end(quick, clock):
    recorded(quick, clock, "2019-02", "2019-03-05T10:00Z")
    assert days(quick) == {}
    seq = recorded(quick, clock, "2019-02", "2019-03-06T10:00Z")
    assert days(quick) == {seq: 6}


def test_the_latest_comes_first_page_after_page(quick, clock):
    expected = [
        recorded(quick, clock, day, instant)
        for day, instant in (
            ("2018-12-01", "2019-06-01T10:00Z"),
            ("2019-01-01", "2019-06-01T11:00Z"),
            ("2019-05-25", "2019-06-01T12:00Z"),
        )
    ]
    shown, after = [], None
    for _ in expected:
        page = listed(quick, limit=1, after=after)
        shown += [one.found.entry.seq for one in page.rows]
        after = page.next
    assert (shown, after, page.total) == (expected, None, 3)


def test_what_is_taken_over_from_a_source_is_late_on_purpose_and_marked(quick, clock):
    seq = recorded(quick, clock, "2018-12-01", "2019-06-01T10:00Z", source="archives")
    (one,) = listed(quick).rows
    assert (one.found.entry.seq, one.backfilled) == (seq, True)
    assert listed(quick, backfilled=False).total == 0


def test_a_date_put_right_makes_late_what_was_thought_to_be_in_time(quick, clock):
    seq = recorded(quick, clock, "2019-05-06", "2019-05-06T10:00Z")
    believed = clock.instant + timedelta(seconds=1)
    clock.set("2019-09-01T10:00Z")
    fixing = Command("national", comment="signé le 30 avril")
    quick.correct(f"{ONE_REGION}-2018", seq, fixing, changes={"effective_on": "2019-04-20"})
    (one,) = listed(quick).rows
    assert (one.found.entry.seq, one.found.entry.about, one.days) == (seq + 1, seq, 16)
    assert one.recorded.startswith("2019-05-06T10:00")
    assert listed(quick, scope=Scope(TODAY, believed)).total == 0


def test_a_date_put_right_the_other_way_is_no_longer_late(quick, clock):
    seq = recorded(quick, clock, "2019-04-01", "2019-05-06T10:00Z")
    assert days(quick) == {seq: 35}
    clock.set("2019-09-01T10:00Z")
    fixing = Command("national", comment="signé le 5 mai")
    quick.correct(f"{ONE_REGION}-2018", seq, fixing, changes={"effective_on": "2019-05-05"})
    assert days(quick) == {}


def test_what_was_voided_is_not_late(quick, clock):
    seq = recorded(quick, clock, "2018-12-01", "2019-06-01T10:00Z")
    quick.correct(f"{ONE_REGION}-2018", seq, Command("national", comment="erreur"), void=True)
    assert days(quick) == {}


def test_lateness_of_a_region_is_that_of_its_dossiers(quick, clock):
    recorded(quick, clock, "2018-12-01", "2019-06-01T10:00Z")
    walk(quick, TWO_REGIONS)
    assert {one.found.entry.dossier for one in listed(quick, scope=Scope(TODAY, NOW, "76")).rows} == {
        "lacq-pau-tarbes-2018"
    }
    assert listed(quick, scope=Scope(TODAY, NOW, "28")).total == 1
    assert listed(quick).total == 2


@pytest.mark.parametrize("number", [-1, 36_501])
def test_a_number_of_days_is_one(quick, number):
    with pytest.raises(InvalidValue, match="jours"):
        listed(quick, number)


def test_without_an_entry_nothing_is_late(sqlite_engine):
    page = listed(sqlite_engine)
    assert (page.rows, page.total, page.basis.entries) == ((), 0, 0)


def test_the_clocks_of_paris_change_twice_a_year():
    first, last = datetime(2019, 1, 1, tzinfo=UTC), datetime(2020, 12, 31, tzinfo=UTC)
    assert clock_changes(first, last) == [
        (datetime(2019, 3, 31, 1, tzinfo=UTC), 60),
        (datetime(2019, 10, 27, 1, tzinfo=UTC), 120),
        (datetime(2020, 3, 29, 1, tzinfo=UTC), 60),
        (datetime(2020, 10, 25, 1, tzinfo=UTC), 120),
    ]


def test_between_two_changes_the_next_one_is_known():
    instant = datetime(2019, 6, 1, tzinfo=UTC)
    assert clock_changes(instant, instant) == [(datetime(2019, 10, 27, 1, tzinfo=UTC), 120)]
