"""What was learnt between two dates about a day: arrivals, corrections, what was taken back, and the counts."""

from datetime import UTC, date, datetime

import pytest
from dossiers import MINUTES, ONE_REGION, TWO_REGIONS, on, prepare, step, walk

from workflow.audit.knowledge import Change, diff
from workflow.audit.news import news
from workflow.audit.scope import Scope
from workflow.engine import Command
from workflow.entries import Note
from workflow.errors import InvalidValue
from workflow.reports import Count

DAY = date(2019, 4, 30)
SIXTH, TENTH = "2019-05-06T10:00Z", "2019-05-10T10:00Z"


def instant(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def learnt(engine, since, until, day=DAY, region=None, **named):
    with engine.store.reading() as reading:
        return diff(engine, reading, Scope(day, instant(until), region), instant(since), **named)


def told(answer, language="fr"):
    return [text.in_language(language).replace("\u00a0", " ").replace("\u202f", " ") for text in news(answer)]


@pytest.fixture
def may(engine, clock):
    """One dossier in the pilot phase since January 2019, recorded at once, on either database."""
    clock.set("2019-01-20T10:00Z")
    return engine, walk(engine, ONE_REGION, to="pilot")


@pytest.fixture
def quick(sqlite_engine, clock):
    clock.set("2019-01-20T10:00Z")
    return sqlite_engine, walk(sqlite_engine, ONE_REGION, to="pilot")


def sign(engine, dossier, clock, at):
    """The projects and the protocol, signed on 30 April, recorded at that instant."""
    clock.set(at)
    for state in ("projects_collected", "protocol_signed"):
        prepare(engine, dossier, state)
        inputs = {"place": "Le Havre"} if state == "protocol_signed" else {}
        receipt = engine.advance(dossier, *step(state), inputs=inputs)
    return receipt.seq


def test_what_happened_on_30_april_and_was_typed_in_on_6_may_is_learnt_then(may, clock):
    engine, dossier = may
    sign(engine, dossier, clock, SIXTH)
    answer = learnt(engine, "2019-05-01T00:00Z", "2019-05-07T00:00Z")
    assert [(one.dossier.dossier, one.state) for one in answer.arrivals] == [
        (dossier, "projects_collected"),
        (dossier, "protocol_signed"),
    ]
    assert [(one.state.name, one.before, one.after) for one in answer.shifts] == [
        ("projects_collected", Count(), Count(1, 1)),
        ("protocol_signed", Count(), Count(1, 1)),
    ]
    assert (answer.arrived, answer.revisions) == (2, 0)
    assert answer.recorded["transition"] == 2
    assert answer.recorded["project"] == 2


def test_it_is_learnt_once(quick, clock):
    engine, dossier = quick
    sign(engine, dossier, clock, SIXTH)
    after = learnt(engine, "2019-05-07T00:00Z", "2019-05-09T00:00Z")
    assert (after.arrivals, after.revised, after.shifts, dict(after.recorded)) == ((), (), (), {})


def test_an_instant_belongs_to_what_follows_it(quick, clock):
    engine, dossier = quick
    sign(engine, dossier, clock, SIXTH)
    assert learnt(engine, "2019-05-01T00:00Z", SIXTH).arrived == 0
    assert learnt(engine, SIXTH, "2019-05-07T00:00Z").arrived == 2


def test_what_happened_after_the_day_says_nothing_about_it(quick, clock):
    engine, dossier = quick
    sign(engine, dossier, clock, SIXTH)
    answer = learnt(engine, "2019-05-01T00:00Z", "2019-05-07T00:00Z", date(2019, 4, 29))
    assert [one.state for one in answer.arrivals] == ["projects_collected"]


def test_a_date_put_right_is_set_beside_what_was_believed(may, clock):
    engine, dossier = may
    seq = sign(engine, dossier, clock, SIXTH)
    clock.set(TENTH)
    fixing = Command("national", comment="signé le lendemain")
    engine.correct(dossier, seq, fixing, changes={"effective_on": "2019-05-02"})
    answer = learnt(engine, "2019-05-07T00:00Z", "2019-05-11T00:00Z")
    (one,) = answer.revised
    assert (one.change, one.before.seq, one.after.seq) == (Change.RESTATED, seq, seq + 1)
    assert [(each.before, each.after) for each in one.differences] == [("2019-04-30", "2019-05-02")]
    assert [(each.state.name, each.before.dossiers, each.after.dossiers) for each in answer.shifts] == [
        ("protocol_signed", 1, 0)
    ]
    assert answer.arrivals == ()


def test_what_is_taken_back_is_voided(quick, clock):
    engine, dossier = quick
    seq = sign(engine, dossier, clock, SIXTH)
    clock.set(TENTH)
    engine.correct(dossier, seq, Command("national", comment="autre territoire"), void=True)
    (one,) = learnt(engine, "2019-05-07T00:00Z", "2019-05-11T00:00Z").revised
    assert (one.change, one.differences) == (Change.VOIDED, ())


def test_what_was_taken_back_and_holds_again_is_restored(quick, clock):
    engine, dossier = quick
    seq = sign(engine, dossier, clock, SIXTH)
    engine.correct(dossier, seq, Command("national", comment="autre territoire"), void=True)
    clock.set(TENTH)
    engine.correct(dossier, seq + 1, Command("national", comment="si, celui-ci"), void=True)
    (one,) = learnt(engine, "2019-05-07T00:00Z", "2019-05-11T00:00Z").revised
    assert one.change is Change.RESTORED
    whole = learnt(engine, "2019-05-01T00:00Z", "2019-05-11T00:00Z")
    assert (whole.arrived, whole.revisions) == (2, 0)


def test_corrected_twice_in_between_the_last_version_is_what_was_learnt(quick, clock):
    engine, dossier = quick
    seq = sign(engine, dossier, clock, SIXTH)
    clock.set(TENTH)
    for day in ("2019-05-02", "2019-05-03"):
        engine.correct(dossier, seq, Command("national", comment="encore"), changes={"effective_on": day})
    (one,) = learnt(engine, "2019-05-07T00:00Z", "2019-05-11T00:00Z").revised
    assert (one.before.seq, one.after.seq, one.differences[0].after) == (seq, seq + 2, "2019-05-03")


def test_what_was_recorded_and_taken_back_in_between_was_never_learnt(quick, clock):
    engine, dossier = quick
    seq = sign(engine, dossier, clock, SIXTH)
    engine.correct(dossier, seq, Command("national", comment="autre territoire"), void=True)
    answer = learnt(engine, "2019-05-01T00:00Z", "2019-05-11T00:00Z")
    assert [one.state for one in answer.arrivals] == ["projects_collected"]
    assert answer.revised == ()


def test_what_was_void_and_is_void_again_was_not_learnt(quick, clock):
    engine, dossier = quick
    seq = sign(engine, dossier, clock, SIXTH)
    engine.correct(dossier, seq, Command("national", comment="autre territoire"), void=True)
    clock.set(TENTH)
    engine.correct(dossier, seq + 1, Command("national", comment="si, celui-ci"), void=True)
    engine.correct(dossier, seq, Command("national", comment="non, un autre"), void=True)
    answer = learnt(engine, "2019-05-07T00:00Z", "2019-05-11T00:00Z")
    assert (answer.revised, answer.revisions, answer.recorded["correction"]) == ((), 0, 2)


def test_a_new_region_changes_the_count_of_regions(quick, clock):
    engine, dossier = quick
    clock.set(TENTH)
    engine.correct(dossier, 0, Command("national", comment="à cheval"), changes={"regions": "28,32"})
    answer = learnt(engine, "2019-05-07T00:00Z", "2019-05-11T00:00Z")
    assert {(one.before, one.after) for one in answer.shifts} == {(Count(1, 1), Count(1, 2))}
    assert learnt(engine, "2019-05-07T00:00Z", "2019-05-11T00:00Z", region="32").shifts[0].before == Count()


def test_of_a_region_only_its_dossiers_are_told(quick, clock):
    engine, dossier = quick
    sign(engine, dossier, clock, SIXTH)
    answer = learnt(engine, "2019-05-01T00:00Z", "2019-05-07T00:00Z", region="Occitanie")
    assert (answer.arrived, answer.shifts, dict(answer.recorded)) == (0, (), {})


def test_the_first_date_precedes_the_second(quick):
    engine, _ = quick
    for since, until in ((TENTH, SIXTH), (SIXTH, SIXTH)):
        with pytest.raises(InvalidValue, match="précéder"):
            learnt(engine, since, until)


def test_only_as_many_are_told_as_asked_and_all_are_counted(quick, clock):
    engine, dossier = quick
    sign(engine, dossier, clock, SIXTH)
    answer = learnt(engine, "2019-05-01T00:00Z", "2019-05-07T00:00Z", limit=1)
    assert (len(answer.arrivals), answer.arrived) == (1, 2)
    assert told(answer)[-1] == "Et 1 autre."


def test_both_answers_say_what_they_stand_on(quick, clock):
    engine, dossier = quick
    sign(engine, dossier, clock, SIXTH)
    answer = learnt(engine, "2019-05-01T00:00Z", "2019-05-07T00:00Z")
    assert (answer.before.known, answer.after.known) == (instant("2019-05-01T00:00Z"), instant("2019-05-07T00:00Z"))
    assert (answer.before.entries, answer.after.entries) == (2, 4)
    assert answer.before.on == answer.after.on == DAY


# ── in words ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_told_in_sentences(quick, clock):
    engine, dossier = quick
    seq = sign(engine, dossier, clock, SIXTH)
    clock.set(TENTH)
    fixing = Command("national", comment="le compte rendu dit le 29")
    engine.correct(dossier, seq, fixing, changes={"effective_on": "2019-04-29"})
    clock.tick(minutes=1)
    walk(engine, TWO_REGIONS)
    answer = learnt(engine, "2019-05-07T00:00Z", "2019-05-11T00:00Z")
    opening, counted, new, corrected = told(answer)
    assert opening == (
        "Après le 7 mai 2019 à 1 h 59 et jusqu’au 11 mai 2019 à 1 h 59, 2 entrées enregistrées. "
        "Ce qu’on en apprend sur la situation au 30 avril 2019 :"
    )
    assert counted == "Territoires entrés dans l’état « Identifié » : 1 → 2 ; régions : 1 → 3."
    assert new == (
        "Nouveau : Lacq-Pau-Tarbes (Nouvelle-Aquitaine/Occitanie), « Identifié » le 22 novembre 2018, "
        "enregistré le 10 mai 2019 à 12 h 01."
    )
    assert corrected == (
        f"Corrigé : Axe Seine (Normandie), entrée n° {seq} (Signature du protocole : « Projets remontés » → "
        "« Protocole signé ») ; date de l’événement : le 30 avril 2019 → le 29 avril 2019 ; "
        "motif : le compte rendu dit le 29."
    )
    english = told(answer, "en")
    assert english[0].startswith("After 7 May 2019 at 01:59 and up to 11 May 2019 at 01:59, 2 entries were recorded.")
    assert english[2].startswith(
        "New: Lacq-Pau-Tarbes (Nouvelle-Aquitaine/Occitanie), “Identified” on 22 November 2018"
    )
    assert english[3].endswith("day of the event: 30 April 2019 → 29 April 2019; reason: le compte rendu dit le 29.")


def test_what_is_counted_has_the_word_of_the_lifecycle(quick, clock):
    engine, dossier = quick
    sign(engine, dossier, clock, SIXTH)
    lines = told(learnt(engine, "2019-05-01T00:00Z", "2019-05-07T00:00Z"))
    assert "Protocoles d’accord signés : 0 → 1 ; régions : 0 → 1." in lines


def test_what_is_taken_over_from_a_source_is_told_as_such(quick, clock):
    engine, dossier = quick
    clock.set(SIXTH)
    prepare(engine, dossier, "projects_collected")
    engine.advance(dossier, "collect_projects", on("2019-03-12", source="presse"))
    lines = told(learnt(engine, "2019-05-01T00:00Z", "2019-05-07T00:00Z"))
    assert lines[-1].endswith(", repris d’une source.")


def test_what_is_taken_back_or_restored_is_told_with_its_reason(quick, clock):
    engine, dossier = quick
    seq = engine.record(dossier, Note(text="réunion du 3"), Command("national", evidence=(MINUTES,))).seq
    clock.set(SIXTH)
    engine.correct(dossier, seq, Command("national", comment="doublon"), void=True)
    (voided,) = told(learnt(engine, "2019-05-01T00:00Z", "2019-05-07T00:00Z"))[1:]
    assert voided == f"Annulé : Axe Seine (Normandie), entrée n° {seq} (note « réunion du 3 ») ; motif : doublon."
    clock.tick(days=2)
    engine.correct(dossier, seq + 1, Command("national", comment="non"), void=True)
    (restored,) = told(learnt(engine, "2019-05-07T00:00Z", "2019-05-11T00:00Z"))[1:]
    assert restored.startswith("Rétabli : Axe Seine (Normandie), entrée n° ")


@pytest.mark.parametrize(
    ("day", "fr", "en"),
    [
        ("2019-03-12", "le 12 mars 2019", "on 12 March 2019"),
        ("2019-W11", "dans la semaine du 11 mars 2019", "in the week of 11 March 2019"),
        ("2019-03", "en mars 2019", "in March 2019"),
    ],
)
def test_a_moment_is_told_as_precisely_as_it_is_known(quick, clock, day, fr, en):
    engine, dossier = quick
    clock.set(SIXTH)
    engine.advance(dossier, "collect_projects", on(day, source="presse"))
    answer = learnt(engine, "2019-05-01T00:00Z", "2019-05-07T00:00Z")
    assert f"« Projets remontés » {fr}, enregistré" in told(answer)[-1]
    assert f"“Projects collected” {en}, recorded" in told(answer, "en")[-1]


def test_where_nothing_was_recorded_nothing_is_told(quick):
    engine, _ = quick
    (only,) = told(learnt(engine, "2019-05-01T00:00Z", "2019-05-07T00:00Z"))
    assert "0 entrée enregistrée." in only


def test_regions_declared_anew_are_told_by_name(quick, clock):
    engine, dossier = quick
    clock.set(TENTH)
    engine.correct(dossier, 0, Command("national", comment="à cheval"), changes={"regions": "28,32"})
    answer = learnt(engine, "2019-05-07T00:00Z", "2019-05-11T00:00Z")
    assert "régions : Normandie → Normandie, Hauts-de-France" in told(answer)[-1]
    assert "regions: Normandy → Normandy, Hauts-de-France" in told(answer, "en")[-1]
