"""Who had reached what, where, on a day: in that state or past it, and apart from that who was in the very state."""

from datetime import UTC, date, datetime

import pytest
from dossiers import DAYS, ONE_REGION, TWO_REGIONS, facts, on, prepare, step, walk

from workflow.engine import Command
from workflow.reports import Count, report

NOW = datetime(2020, 5, 7, tzinfo=UTC)
WAY = [state for state in DAYS if state not in ("closed", "withdrawn")]


def counted(engine, day="2020-05-06", known=NOW, only=None):
    with engine.store.reading() as reading:
        return report(engine, reading, date.fromisoformat(day), known, only)


@pytest.mark.parametrize("state", WAY)
def test_a_dossier_has_reached_its_state_and_all_before_it(sqlite_engine, state):
    walk(sqlite_engine, TWO_REGIONS, to=state)
    told = counted(sqlite_engine)
    assert told.national.reached == {name: Count(1, 2) for name in WAY[: WAY.index(state) + 1]}
    assert told.national.entered == told.national.reached
    assert told.national.standing == {state: Count(1, 2)}


def test_the_day_itself_counts_and_the_day_before_does_not(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="protocol_signed")
    assert "protocol_signed" not in counted(sqlite_engine, "2019-04-29").national.reached
    assert counted(sqlite_engine, "2019-04-30").national.reached["protocol_signed"] == Count(1, 1)


def test_what_was_recorded_later_was_not_known_before(sqlite_engine, clock):
    walk(sqlite_engine, ONE_REGION, to="pilot")
    assert counted(sqlite_engine, known=clock.instant).national.reached == {}


def skipping(engine):
    """A dossier of the deployment wave: its projects are collected, and it never was a pilot."""
    dossier = walk(engine, ONE_REGION)
    prepare(engine, dossier, "pilot")
    prepare(engine, dossier, "projects_collected")
    engine.advance(dossier, *step("projects_collected"))
    return dossier


def test_a_dossier_past_a_state_it_never_was_in_has_reached_it_and_has_not_entered_it(sqlite_engine):
    skipping(sqlite_engine)
    told = counted(sqlite_engine).national
    assert told.reached["pilot"] == Count(1, 1)
    assert "pilot" not in told.entered
    assert told.entered.keys() == {"identified", "projects_collected"}


def test_a_contract_without_a_protocol_is_past_the_protocol_and_signed_none(sqlite_engine):
    dossier = skipping(sqlite_engine)
    prepare(sqlite_engine, dossier, "contract_validated")
    command = on(DAYS["contract_validated"], comment="le contrat a été négocié directement")
    sqlite_engine.advance(dossier, "validate_contract_directly", command)
    told = counted(sqlite_engine).national
    assert told.reached["protocol_signed"] == Count(1, 1)
    assert "protocol_signed" not in told.entered


def test_who_withdraws_has_reached_what_he_had_reached_and_no_more(sqlite_engine):
    dossier = walk(sqlite_engine, ONE_REGION, to="pilot")
    sqlite_engine.advance(dossier, *step("withdrawn"))
    told = counted(sqlite_engine).national
    assert told.reached.keys() == {"identified", "pilot", "withdrawn"}
    assert told.standing.keys() == {"withdrawn"}


def test_a_territory_in_two_regions_counts_in_each_and_once_in_the_country(sqlite_engine):
    walk(sqlite_engine, TWO_REGIONS, to="pilot")
    walk(sqlite_engine, ONE_REGION, to="pilot")
    told = counted(sqlite_engine)
    assert told.national.reached["pilot"] == Count(2, 3)
    assert {code: tally.reached["pilot"] for code, tally in told.regions.items()} == {
        code: Count(1, 1) for code in ("28", "75", "76")
    }


def test_asked_for_one_region_the_country_is_still_told_whole(sqlite_engine):
    walk(sqlite_engine, TWO_REGIONS, to="pilot")
    walk(sqlite_engine, ONE_REGION, to="protocol_signed")
    told = counted(sqlite_engine, only="28")
    assert told.regions.keys() == {"28"}
    assert told.national == counted(sqlite_engine).national


def test_a_region_of_which_there_is_no_dossier_counts_nothing(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    assert counted(sqlite_engine, only="94").regions["94"].reached == {}


def test_a_voided_transition_no_longer_counts_but_did_when_it_was_believed(sqlite_engine, clock):
    dossier = walk(sqlite_engine, ONE_REGION, to="pilot")
    with sqlite_engine.store.reading() as reading:
        seq = max(entry.seq for entry in sqlite_engine.entries(reading, dossier))
    believed = clock.instant
    clock.tick(hours=1)
    sqlite_engine.correct(dossier, seq, Command("national", comment="saisi deux fois"), void=True)
    assert "pilot" not in counted(sqlite_engine).national.reached
    clock.set("2020-05-06T10:30Z")
    assert "pilot" in counted(sqlite_engine, known=clock.instant).national.reached
    assert believed < clock.instant


def test_what_is_known_to_the_month_counts_from_its_last_day(sqlite_engine):
    dossier = walk(sqlite_engine, ONE_REGION)
    command = Command("national", source="communiqué de presse", effective=on("2019-02").effective)
    sqlite_engine.advance(dossier, "enter_pilot", command)
    assert "pilot" not in counted(sqlite_engine, "2019-02-27").national.reached
    told = counted(sqlite_engine, "2019-02-28")
    assert told.national.reached["pilot"] == Count(1, 1)
    assert told.backfilled == 1
    assert counted(sqlite_engine, "2019-02-28", only="75").backfilled == 0


def test_the_counters_are_the_same_on_either_database(engine):
    walk(engine, TWO_REGIONS, to="protocol_signed")
    assert counted(engine).national.reached["protocol_signed"] == Count(1, 2)


def test_facts_move_no_counter(sqlite_engine):
    dossier = walk(sqlite_engine, ONE_REGION)
    before = counted(sqlite_engine).national
    for payload, day in facts(dossier, "pilot"):
        sqlite_engine.record(dossier, payload, on(day))
    assert counted(sqlite_engine).national == before
