"""What leaves the ordinary path is listed with who, when, why and what: overrides, backfills, corrections."""

from datetime import UTC, date, datetime, timedelta

import pytest
from dossiers import DAYS, ONE_REGION, TWO_REGIONS, on, prepare, step, walk

from workflow.audit.corrections import corrections
from workflow.audit.marked import backfills, overrides
from workflow.audit.pages import Paging
from workflow.audit.scope import Scope
from workflow.engine import Command
from workflow.entries import Note

TODAY, NOW = date(2020, 5, 7), datetime(2020, 5, 8, tzinfo=UTC)


def listed(question, engine, scope=None, **paging):
    with engine.store.reading() as reading:
        return question(engine, reading, scope or Scope(TODAY, NOW), Paging(**paging))


def overridden(engine, territory=ONE_REGION, reason="référent attendu pour mai", actor="national"):
    """A dossier whose projects were collected before an operator's referent was named; and the entry that says so."""
    dossier = walk(engine, territory, to="pilot", actor=actor)
    prepare(engine, dossier, "projects_collected", actor, skip=(0,))
    return dossier, engine.advance(dossier, *step("projects_collected", actor, comment=reason)).seq


def mistaken(engine):
    """A dossier whose entry in the pilot phase has a wrong day; and that entry."""
    dossier = walk(engine, ONE_REGION, to="pilot")
    with engine.store.reading() as reading:
        (seq,) = [entry.seq for entry in engine.entries(reading, dossier) if entry.trigger]
    return dossier, seq


# ── overrides ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_override_tells_who_when_why_and_what(engine):
    dossier, seq = overridden(engine)
    page = listed(overrides, engine)
    (one,) = page.rows
    assert (one.found.entry.dossier, one.found.entry.seq) == (dossier, seq)
    assert one.found.who.fr == "Dominique Petit"
    assert one.found.why == "référent attendu pour mai"
    assert one.found.entry.period.iso == DAYS["projects_collected"]
    assert one.found.dossier.name == "Axe Seine"
    assert [passed.code for passed in one.passed] == ["referent_named"]
    assert one.passed[0].label.fr
    assert one.passed[0].label.en != one.passed[0].label.fr
    assert (page.total, page.basis.entries, page.next) == (1, 1, None)


def test_a_dossier_that_met_everything_passed_nothing(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="closed")
    assert listed(overrides, sqlite_engine).rows == ()


def test_a_reason_given_where_nothing_was_missing_is_no_override(sqlite_engine):
    dossier = walk(sqlite_engine, ONE_REGION, to="pilot")
    prepare(sqlite_engine, dossier, "projects_collected")
    sqlite_engine.advance(dossier, *step("projects_collected", comment='le « "overridden":["x"] » d’un curieux'))
    assert listed(overrides, sqlite_engine).rows == ()


def test_an_override_that_is_voided_stays_listed_as_struck(sqlite_engine):
    dossier, seq = overridden(sqlite_engine)
    sqlite_engine.correct(dossier, seq, Command("national", comment="trop tôt"), void=True)
    (one,) = listed(overrides, sqlite_engine).rows
    assert (one.found.struck, one.found.voided_by) == (True, seq + 1)


def test_a_correction_of_an_override_is_not_another_one(sqlite_engine):
    dossier, seq = overridden(sqlite_engine)
    changes = {"effective_on": "2019-03-13"}
    sqlite_engine.correct(dossier, seq, Command("national", comment="le lendemain"), changes=changes)
    page = listed(overrides, sqlite_engine)
    assert [(one.found.entry.seq, one.found.restated_by) for one in page.rows] == [(seq, seq + 1)]


def test_overrides_of_a_region_are_those_of_its_dossiers(sqlite_engine):
    overridden(sqlite_engine)
    second, _ = overridden(sqlite_engine, TWO_REGIONS)
    for region, expected in (("Occitanie", [second]), ("75", [second]), ("Corse", []), (None, None)):
        page = listed(overrides, sqlite_engine, Scope(TODAY, NOW, region))
        names = [one.found.entry.dossier for one in page.rows]
        assert names == (expected if expected is not None else names)
        assert page.total == len(names)


def test_overrides_come_in_pages(sqlite_engine):
    overridden(sqlite_engine)
    overridden(sqlite_engine, TWO_REGIONS)
    first = listed(overrides, sqlite_engine, limit=1)
    second = listed(overrides, sqlite_engine, limit=1, after=first.next)
    assert (first.total, second.total, second.next) == (2, 2, None)
    assert {one.found.entry.dossier for page in (first, second) for one in page.rows} == {
        f"{ONE_REGION}-2018",
        f"{TWO_REGIONS}-2018",
    }


# ── backfills ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_backfill_tells_its_source_and_what_was_not_judged(engine):
    dossier = walk(engine, ONE_REGION)
    engine.advance(dossier, "enter_pilot", on("2019-02", source="communiqué n° 1207", comment="date du mois seulement"))
    (one,) = listed(backfills, engine).rows
    assert (one.found.entry.dossier, one.source, one.found.why) == (
        dossier,
        "communiqué n° 1207",
        "date du mois seulement",
    )
    assert "binome_complete" in [waived.code for waived in one.waived]
    assert one.found.entry.period.iso == "2019-02"


def test_what_was_recorded_when_it_happened_is_no_backfill(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="closed")
    assert listed(backfills, sqlite_engine).rows == ()


def test_facts_are_backfilled_too(sqlite_engine):
    dossier = walk(sqlite_engine, ONE_REGION)
    seq = sqlite_engine.record(dossier, Note(text="repris"), on("2019-01-10", source="archives")).seq
    (one,) = listed(backfills, sqlite_engine).rows
    assert (one.found.entry.seq, one.source, one.waived) == (seq, "archives", ())


# ── corrections ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_correction_tells_what_was_said_and_what_is_said_instead(engine):
    dossier, seq = mistaken(engine)
    fixing = Command("national", comment="le compte rendu dit le 16")
    engine.correct(dossier, seq, fixing, changes={"effective_on": "2019-01-16"})
    (one,) = listed(corrections, engine).rows
    assert (one.found.entry.seq, one.found.entry.about, one.before.seq) == (seq + 1, seq, seq)
    assert (one.found.who.fr, one.found.why) == ("Dominique Petit", "le compte rendu dit le 16")
    (changed,) = one.differences
    assert (changed.field, changed.before, changed.after) == ("effective_on", "2019-01-15", "2019-01-16")
    assert changed.label.fr == "date de l’événement"
    assert not one.voids
    assert not one.restores


def test_voiding_says_nothing_instead_and_voiding_that_restores_it(sqlite_engine):
    dossier, seq = mistaken(sqlite_engine)
    sqlite_engine.correct(dossier, seq, Command("national", comment="saisi deux fois"), void=True)
    sqlite_engine.correct(dossier, seq + 1, Command("national", comment="non, une seule"), void=True)
    voided, restored = listed(corrections, sqlite_engine).rows
    assert (voided.voids, voided.restores, voided.differences) == (True, False, ())
    assert (restored.voids, restored.restores, restored.differences) == (False, True, ())
    assert (restored.before.seq, restored.found.entry.about) == (seq + 1, seq)
    assert (voided.found.restated_by, restored.found.struck) == (seq + 2, False)


def test_a_correction_of_a_correction_is_set_beside_it(sqlite_engine):
    dossier, seq = mistaken(sqlite_engine)
    for day in ("2019-01-16", "2019-01-17"):
        changes = {"effective_on": day}
        sqlite_engine.correct(dossier, seq, Command("national", comment="encore"), changes=changes)
    first, second = listed(corrections, sqlite_engine).rows
    assert [one.differences[0].before for one in (first, second)] == ["2019-01-15", "2019-01-16"]
    assert first.found.struck
    assert not second.found.struck


def test_regions_declared_anew_are_a_correction_of_the_opening(sqlite_engine, clock):
    dossier = walk(sqlite_engine, ONE_REGION)
    believed = clock.instant + timedelta(minutes=1)
    clock.tick(hours=1)
    fixing = Command("national", comment="le territoire est aussi en Île-de-France")
    sqlite_engine.correct(dossier, 0, fixing, changes={"regions": "28,11"})
    (one,) = listed(corrections, sqlite_engine).rows
    (changed,) = one.differences
    assert (changed.label.fr, changed.before, changed.after) == ("régions", ["28"], ["28", "11"])
    assert one.found.dossier.regions == ("11", "28")
    assert listed(corrections, sqlite_engine, Scope(TODAY, NOW, "11")).total == 1
    assert listed(corrections, sqlite_engine, Scope(TODAY, believed)).total == 0


def test_a_changed_text_is_shown_before_and_after(sqlite_engine):
    dossier = walk(sqlite_engine, ONE_REGION)
    seq = sqlite_engine.record(dossier, Note(text="réunion le 3"), Command("national")).seq
    changes = {"text": "réunion le 4"}
    sqlite_engine.correct(dossier, seq, Command("national", comment="faute de frappe"), changes=changes)
    (one,) = listed(corrections, sqlite_engine).rows
    assert [(each.field, each.before, each.after) for each in one.differences] == [
        ("text", "réunion le 3", "réunion le 4")
    ]


@pytest.mark.parametrize("question", [overrides, backfills, corrections])
def test_where_there_is_nothing_the_answer_is_empty_and_says_what_it_stands_on(sqlite_engine, question):
    page = listed(question, sqlite_engine)
    assert (page.rows, page.total, page.next) == ((), 0, None)
    assert (page.basis.on, page.basis.known, page.basis.verified) == (TODAY, NOW, None)
