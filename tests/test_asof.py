"""Two dates, never mixed: when it happened, and when we knew. Days are those of Paris, the day itself included."""

from datetime import UTC, date, datetime

import pytest
from dossiers import BY, ONE_REGION, TWO_REGIONS, on, prepare, step, walk

from workflow import asof
from workflow.dates import end_of_day
from workflow.engine import Command
from workflow.entries import TerritoryAdded
from workflow.reports import report

AXE, LACQ = "axe-seine-2018", "lacq-pau-tarbes-2018"
WHY = Command("national", comment="erreur de saisie")


def entered(engine, day, known=None, dossier=AXE):
    """The states the dossier had been in on a day, as known at the end of another."""
    known = (
        end_of_day(date.fromisoformat(known)) if isinstance(known, str) else known or datetime(2100, 1, 1, tzinfo=UTC)
    )
    with engine.store.reading() as reading:
        found = reading.query(asof.moves(date.fromisoformat(day), known))
        return [row.to_state for row in found if row.dossier_id == dossier]


def test_a_protocol_signed_on_30_april_and_recorded_on_6_may(engine, clock):
    """The four questions of the manual, and their answers."""
    clock.set("2020-04-29T10:00Z")
    walk(engine, ONE_REGION, to="projects_collected")
    prepare(engine, AXE, "protocol_signed")
    clock.set("2020-05-06T10:00Z")
    engine.advance(AXE, "sign_protocol", on("2020-04-30"), inputs={"place": "Le Havre"})
    assert "protocol_signed" not in entered(engine, "2020-05-02", known="2020-05-02")
    assert "protocol_signed" not in entered(engine, "2020-04-30", known="2020-05-02")
    assert "protocol_signed" in entered(engine, "2020-04-30", known="2020-05-06")
    assert "protocol_signed" not in entered(engine, "2020-04-29", known="2020-05-06")


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-04-30T22:30:00Z", "2026-05-01"),
        ("2026-04-30T21:59:59Z", "2026-04-30"),
        ("2020-12-31T23:00:00Z", "2021-01-01"),
        ("2020-12-31T22:59:59Z", "2020-12-31"),
        ("2020-02-29T22:59:59Z", "2020-02-29"),
        # The clocks go forward in the night of 28 to 29 March 2020, and back in that of 24 to 25 October.
        ("2020-03-28T22:59:59Z", "2020-03-28"),
        ("2020-03-28T23:00:00Z", "2020-03-29"),
        ("2020-03-29T21:59:59Z", "2020-03-29"),
        ("2020-03-29T22:00:00Z", "2020-03-30"),
        ("2020-10-24T21:59:59Z", "2020-10-24"),
        ("2020-10-24T22:00:00Z", "2020-10-25"),
        ("2020-10-25T22:59:59Z", "2020-10-25"),
        ("2020-10-25T23:00:00Z", "2020-10-26"),
    ],
)
def test_what_is_recorded_at_an_instant_is_known_from_that_day_in_paris(sqlite_engine, clock, instant, day):
    clock.set(instant)
    sqlite_engine.open(ONE_REGION, BY.national)
    before = date.fromordinal(date.fromisoformat(day).toordinal() - 1).isoformat()
    assert entered(sqlite_engine, "2100-01-01", known=day) == ["identified"]
    assert entered(sqlite_engine, "2100-01-01", known=before) == []
    assert entered(sqlite_engine, day) == ["identified"]
    assert entered(sqlite_engine, before) == []


@pytest.mark.parametrize(
    ("told", "first", "counted"),
    [
        ("2019-03-18", "2019-03-18", "2019-03-18"),
        ("2019-W12", "2019-03-18", "2019-03-24"),
        ("2019-02", "2019-02-01", "2019-02-28"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2019", "2019-01-01", "2019-12-31"),
    ],
)
def test_what_is_known_to_a_period_counts_from_its_last_day(engine, told, first, counted):
    walk(engine, ONE_REGION)
    engine.advance(AXE, "enter_pilot", on(told, source="presse"))
    before = date.fromordinal(date.fromisoformat(counted).toordinal() - 1).isoformat()
    assert "pilot" in entered(engine, counted)
    assert "pilot" not in entered(engine, before)
    assert "pilot" not in entered(engine, first) or first == counted


def reports(engine, known):
    days = [date(2018, 11, 22), date(2019, 1, 15), date(2019, 4, 30), date(2020, 5, 6), date(2100, 1, 1)]
    with engine.store.reading() as reading:
        told = [report(engine, reading, day, known) for day in days]
        told += [report(engine, reading, day, known, code) for day in days for code in ("28", "75", "11")]
    return [
        (
            one.national,
            {code: tally for code, tally in one.regions.items() if tally.reached},
            one.backfilled,
            one.entries,
        )
        for one in told
    ]


def test_nothing_that_is_learnt_later_changes_what_was_known_before(engine, clock):
    walk(engine, ONE_REGION, to="protocol_signed")
    walk(engine, TWO_REGIONS, to="pilot")
    clock.tick(days=1)
    known = clock.instant
    before = reports(engine, known)
    signed = max(row.seq for row in entries_of(engine, AXE))
    engine.correct(AXE, signed, WHY, changes={"effective_on": "2019-05-02"})
    engine.correct(AXE, signed, WHY, void=True)
    engine.correct(LACQ, 0, WHY, changes={"regions": "75, 11"})
    engine.advance(LACQ, *step("withdrawn"))
    engine.register(TerritoryAdded(id="ouest", name="Ouest", regions=["53", "52"]), BY.administrator)
    walk(engine, ONE_REGION, to="identified", phase="2023")
    engine.open("ouest", on("2018-12-01"))
    assert reports(engine, known) == before
    assert reports(engine, clock.instant.replace(year=2100)) != before


def entries_of(engine, dossier):
    with engine.store.reading() as reading:
        return engine.entries(reading, dossier)


def test_a_correction_of_regions_counts_from_when_it_was_recorded(engine, clock):
    walk(engine, TWO_REGIONS, to="pilot")
    clock.tick(days=1)
    engine.correct(LACQ, 0, WHY, changes={"regions": "75"})
    clock.tick(seconds=1)
    with engine.store.reading() as reading:
        day, later = date(2020, 1, 1), clock.instant
        then = report(engine, reading, day, end_of_day(date(2020, 5, 6)))
        now = report(engine, reading, day, later)
    assert (then.national.reached["pilot"].dossiers, then.national.reached["pilot"].regions) == (1, 2)
    assert (now.national.reached["pilot"].dossiers, now.national.reached["pilot"].regions) == (1, 1)
    assert "pilot" in then.regions["76"].reached
    assert not now.regions.get("76") or "pilot" not in now.regions["76"].reached


def test_a_backfill_is_marked_before_and_after_its_correction(engine, clock):
    walk(engine, ONE_REGION)
    engine.advance(AXE, "enter_pilot", on("2019-01", source="communiqué"))
    clock.tick(days=1)
    with engine.store.reading() as reading:
        assert report(engine, reading, date(2020, 1, 1), clock.instant).backfilled == 1
    engine.correct(AXE, 1, WHY, changes={"effective_on": "2019-01-15"})
    clock.tick(days=1)
    with engine.store.reading() as reading:
        assert report(engine, reading, date(2020, 1, 1), clock.instant).backfilled == 1
