"""A correction voids an entry or gives it other values; the history with it must be legal, and the tables follow it."""

from dataclasses import replace

import pytest
from dossiers import (
    BY,
    MINUTES,
    ONE_REGION,
    TWO_REGIONS,
    demand_replay,
    dump,
    history_of,
    on,
    prepare,
    row_of,
    rows,
    step,
    walk,
)

from workflow.engine import Command
from workflow.entries import DeliberationSet, MemberSet, Note, PersonSet, ProjectSet
from workflow.errors import CorrectionRefused, InvalidValue, NotPermitted, UnknownName
from workflow.models import Attachment, DossierRegion, Member, Person, Project

AXE, LACQ = "axe-seine-2018", "lacq-pau-tarbes-2018"
WHY = Command("national", comment="erreur de saisie")


def correct(engine, seq, dossier=AXE, **what):
    """Correct an entry; afterwards the tables are what the history gives."""
    receipt = engine.correct(dossier, seq, WHY, **what)
    demand_replay(engine)
    return receipt


def refused(engine, error, seq, dossier=AXE, **what):
    """The refusal of a correction that changes nothing."""
    before = dump(engine)
    with pytest.raises(error) as caught:
        engine.correct(dossier, seq, WHY, **what)
    assert dump(engine) == before
    return caught.value


def seq_of(engine, told, dossier=AXE):
    """The first entry of a kind, or of a transition."""
    return next(one.seq for one in history_of(engine, dossier) if told in (one.kind, one.trigger))


# ── facts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_voided_fact_is_gone_from_the_tables_and_stays_in_the_history(engine):
    walk(engine, ONE_REGION)
    wrong = engine.record(AXE, ProjectSet(title="Doublon"), BY.normandie)
    receipt = correct(engine, wrong.seq, void=True)
    assert (receipt.kind, receipt.seq) == ("correction", 2)
    assert rows(engine, Project) == []
    entry = history_of(engine, AXE)[2]
    assert (entry.about, entry.restates, entry.corrects, entry.voided) == (1, "project", wrong.hash, True)
    assert entry.payload.title == "Doublon"
    assert row_of(engine, AXE).seq == 2


def test_a_restated_fact_has_its_new_values_and_keeps_the_others(engine):
    walk(engine, ONE_REGION)
    engine.record(AXE, ProjectSet(title="École", cost=1_000_00, aid=500_00), on("2019-03-01"))
    correct(engine, 1, changes={"cost": "250000", "title": "École de production"})
    project = rows(engine, Project)[0]
    assert (project.title, project.cost, project.aid) == ("École de production", 2_500_00, 500_00)
    assert history_of(engine, AXE)[2].period.iso == "2019-03-01"


def test_what_was_told_after_an_entry_still_holds_once_it_is_restated(engine):
    walk(engine, ONE_REGION)
    engine.record(AXE, ProjectSet(title="École", status="planned"), BY.national)
    engine.record(AXE, ProjectSet(number=1, status="in_progress"), BY.national)
    correct(engine, 1, changes={"title": "Lycée", "status": "paused"})
    assert (rows(engine, Project)[0].title, rows(engine, Project)[0].status) == ("Lycée", "in_progress")


def test_an_empty_value_unsays_a_field(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    sqlite_engine.record(AXE, MemberSet(siren="200084952", until="2019-12-31"), BY.national)
    sqlite_engine.record(AXE, ProjectSet(title="École", holder="Ville"), BY.national)
    correct(sqlite_engine, 2, changes={"holder": " "})
    assert rows(sqlite_engine, Project)[0].holder is None
    correct(sqlite_engine, 1, void=True)
    assert rows(sqlite_engine, Member, siren="200084952")[0].until is None


def test_one_fact_may_be_voided_among_others(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    for title in ("Un", "Deux", "Trois"):
        sqlite_engine.record(AXE, ProjectSet(title=title), BY.national)
    correct(sqlite_engine, 1, void=True)
    assert [(row.number, row.title) for row in rows(sqlite_engine, Project)] == [(2, "Deux"), (3, "Trois")]


def test_a_fact_on_which_another_rests_cannot_be_voided(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    sqlite_engine.record(AXE, ProjectSet(title="École"), BY.national)
    sqlite_engine.record(AXE, ProjectSet(number=1, status="in_progress"), BY.national)
    told = refused(sqlite_engine, CorrectionRefused, 1, void=True)
    assert told.message.fr == "Avec cette correction, l’entrée n° 2 ne serait plus possible : Il manque : titre."
    assert told.remedy.fr == "vérifiez la valeur, ou corrigez d’abord ce qui l’empêche : jalon history axe-seine-2018"


def test_files_of_a_voided_entry_no_longer_count_and_come_back_with_it(engine):
    walk(engine, ONE_REGION)
    engine.record(AXE, Note(text="le compte rendu"), replace(BY.national, evidence=(MINUTES,)))
    correct(engine, 1, void=True)
    assert rows(engine, Attachment) == []
    correct(engine, 2, void=True)
    assert [row.seq for row in rows(engine, Attachment)] == [1]


def test_a_correction_may_bring_files_of_its_own(engine):
    walk(engine, ONE_REGION)
    engine.record(AXE, ProjectSet(title="École"), BY.national)
    engine.correct(AXE, 1, replace(WHY, evidence=(MINUTES,)), changes={"title": "Lycée"})
    assert [(row.seq, row.name) for row in rows(engine, Attachment)] == [(2, "compte rendu.pdf")]
    demand_replay(engine)


def test_a_corrected_act_number_is_looked_at_again(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    vote = DeliberationSet(document="protocol", authority="CU", act_number="076-200084952-20190326-D_1-DE")
    sqlite_engine.record(AXE, vote, BY.national)
    receipt = correct(sqlite_engine, 1, changes={"act_number": "076-200053791-20190326-D_1-DE"})
    assert "n’est pas celui d’un membre" in receipt.warnings[0].fr


# ── corrections of corrections ────────────────────────────────────────────────────────────────────────────────────


def test_voiding_a_correction_brings_back_what_held_before_it(engine):
    walk(engine, ONE_REGION)
    engine.record(AXE, ProjectSet(title="École"), BY.national)
    correct(engine, 1, changes={"title": "Lycée"})
    correct(engine, 2, void=True)
    assert rows(engine, Project)[0].title == "École"
    correct(engine, 1, void=True)
    assert rows(engine, Project) == []
    correct(engine, 4, void=True)
    assert rows(engine, Project)[0].title == "École"


def test_a_correction_may_be_restated(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    sqlite_engine.record(AXE, ProjectSet(title="Ecole"), BY.national)
    correct(sqlite_engine, 1, changes={"title": "Ecole 2"})
    correct(sqlite_engine, 2, changes={"title": "École 2"})
    assert rows(sqlite_engine, Project)[0].title == "École 2"
    assert [entry.about for entry in history_of(sqlite_engine, AXE)] == [0, 1, 1, 1]


def test_a_correction_followed_by_another_is_not_undone_under_it(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    sqlite_engine.record(AXE, ProjectSet(title="Un"), BY.national)
    correct(sqlite_engine, 1, changes={"title": "Deux"})
    correct(sqlite_engine, 1, changes={"title": "Trois"})
    told = refused(sqlite_engine, CorrectionRefused, 2, void=True)
    assert told.message.fr == "La correction n° 2 a été suivie d’une autre, la n° 3."


def test_the_correction_of_somebody_else_may_be_corrected(sqlite_engine):
    walk(sqlite_engine, TWO_REGIONS)
    sqlite_engine.record(LACQ, ProjectSet(title="École"), Command("claude"))
    sqlite_engine.correct(LACQ, 1, Command("sacha", comment="nom exact"), changes={"title": "Lycée"})
    sqlite_engine.correct(LACQ, 2, Command("claude", comment="non"), void=True)
    assert rows(sqlite_engine, Project)[0].title == "École"
    assert [entry.author.label for entry in history_of(sqlite_engine, LACQ)][1:] == [
        "Claude Bernard",
        "Sacha Moreau",
        "Claude Bernard",
    ]


def test_a_voided_entry_that_is_given_values_counts_again(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    sqlite_engine.record(AXE, ProjectSet(title="École"), BY.national)
    correct(sqlite_engine, 1, void=True)
    correct(sqlite_engine, 1, changes={"title": "Lycée"})
    assert rows(sqlite_engine, Project)[0].title == "Lycée"


# ── transitions ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_last_transition_may_be_voided_and_the_dossier_goes_back(engine):
    walk(engine, ONE_REGION, to="projects_collected")
    correct(engine, seq_of(engine, "collect_projects"), void=True)
    dossier = row_of(engine, AXE)
    assert (dossier.state, dossier.state_since) == ("pilot", "2019-01-15")
    engine.advance(AXE, *step("projects_collected"))
    assert row_of(engine, AXE).state == "projects_collected"


def test_a_transition_on_which_others_rest_is_not_voided(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="protocol_signed")
    told = refused(sqlite_engine, CorrectionRefused, seq_of(sqlite_engine, "collect_projects"), void=True)
    signed = seq_of(sqlite_engine, "sign_protocol")
    assert f"l’entrée n° {signed} ne serait plus possible : elle partirait d’un autre état : « Pilote »" in (
        told.message.fr
    )


def test_the_day_of_a_transition_is_corrected_within_its_order(engine):
    walk(engine, ONE_REGION, to="protocol_signed")
    correct(engine, seq_of(engine, "sign_protocol"), changes={"effective_on": "semaine du 22 avril 2019"})
    dossier = row_of(engine, AXE)
    assert (dossier.state_since, dossier.state_precision) == ("2019-04-28", "week")
    correct(engine, seq_of(engine, "collect_projects"), changes={"effective_on": "2019-04-28"})
    assert row_of(engine, AXE).state_since == "2019-04-28"


@pytest.mark.parametrize(
    ("told", "day", "why"),
    [
        ("sign_protocol", "2019-03-11", "elle aurait lieu le 11 mars 2019, et celle qui la précède le 12 mars 2019"),
        ("enter_pilot", "2019-03-13", "et celle qui la précède le 13 mars 2019"),
        ("opened", "2019-01-16", "et celle qui la précède le 16 janvier 2019"),
    ],
)
def test_a_day_out_of_order_is_refused(sqlite_engine, told, day, why):
    walk(sqlite_engine, ONE_REGION, to="protocol_signed")
    found = refused(sqlite_engine, CorrectionRefused, seq_of(sqlite_engine, told), changes={"effective_on": day})
    assert why in found.message.fr


def test_a_fact_that_a_transition_rested_on_is_not_voided_after_it(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="pilot")
    told = refused(sqlite_engine, CorrectionRefused, 1, void=True)
    entered = seq_of(sqlite_engine, "enter_pilot")
    assert f"l’entrée n° {entered} ne serait plus possible : il manque l’élu du binôme" in told.message.fr


def test_what_a_backfill_did_not_judge_may_still_be_missing(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    sqlite_engine.record(AXE, PersonSet(role="elected_lead", name="Marie Lefèvre"), BY.national)
    sqlite_engine.advance(AXE, "enter_pilot", on("2019-01", source="communiqué"))
    correct(sqlite_engine, 1, void=True)
    assert rows(sqlite_engine, Person) == []


def test_a_backfill_is_still_one_once_it_is_corrected(engine):
    walk(engine, ONE_REGION)
    engine.advance(AXE, "enter_pilot", on("2019-01", source="communiqué"))
    correct(engine, 1, changes={"effective_on": "2019-01-15"})
    entry = history_of(engine, AXE)[-1]
    assert (entry.origin, entry.source, entry.comment) == ("backfill", "communiqué", "erreur de saisie")


def test_an_input_is_corrected_as_it_was_typed(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="protocol_signed")
    entered, signed = seq_of(sqlite_engine, "enter_pilot"), seq_of(sqlite_engine, "sign_protocol")
    correct(sqlite_engine, entered, changes={"committee_date": "14 janvier 2019"})
    assert history_of(sqlite_engine, AXE)[-1].payload.inputs == {"committee_date": "2019-01-14"}
    correct(sqlite_engine, signed, changes={"place": "Rouen"})
    assert history_of(sqlite_engine, AXE)[-1].payload.texts == {"place": "Rouen"}


def test_the_files_a_transition_rested_on_still_count_when_it_is_restated(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="pilot")
    entered = seq_of(sqlite_engine, "enter_pilot")
    correct(sqlite_engine, entered, changes={"committee_date": "2019-01-14"})
    assert history_of(sqlite_engine, AXE)[-1].payload.overridden == []


def test_the_reason_of_a_correction_does_not_stand_in_for_that_of_the_transition(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="withdrawn")
    withdrawn = seq_of(sqlite_engine, "withdraw")
    correct(sqlite_engine, withdrawn, changes={"effective_on": "2020-05-04"})
    assert row_of(sqlite_engine, AXE).state_since == "2020-05-04"


@pytest.mark.parametrize("name", ["overridden", "waived", "inputs", "texts", "to_state", "trigger"])
def test_what_was_judged_is_not_for_a_person_to_say(sqlite_engine, name):
    walk(sqlite_engine, ONE_REGION, to="pilot")
    refused(sqlite_engine, InvalidValue, seq_of(sqlite_engine, "enter_pilot"), changes={name: "binome_complete"})


# ── the opening ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_regions_of_a_dossier_are_corrected_at_its_opening(engine):
    walk(engine, ONE_REGION)
    correct(engine, 0, changes={"regions": "28, 11"})
    assert [row.region_code for row in rows(engine, DossierRegion)] == ["11", "28"]
    engine.correct(AXE, 0, WHY, changes={"regions": "Île-de-France"})
    assert [row.region_code for row in rows(engine, DossierRegion)] == ["11"]
    with pytest.raises(NotPermitted):
        engine.record(AXE, Note(text="x"), BY.normandie)
    demand_replay(engine)


def test_a_region_that_already_signed_is_not_taken_away_unnoticed(sqlite_engine):
    walk(sqlite_engine, TWO_REGIONS, to="protocol_signed")
    told = refused(sqlite_engine, CorrectionRefused, 0, LACQ, changes={"regions": "75"})
    assert "Un signataire du collège des Régions signe pour une région du dossier" in told.message.fr


def test_the_opening_may_be_tied_to_an_older_dossier_afterwards(engine):
    walk(engine, ONE_REGION, to="closed")
    newer = engine.open(ONE_REGION, BY.national, phase="2023").dossier
    correct(engine, 0, newer, changes={"renews": "axe-seine-2018"})
    assert row_of(engine, newer).renews == AXE
    refused(engine, UnknownName, 0, newer, changes={"renews": "rien-2018"})
    correct(engine, 0, newer, changes={"renews": ""})
    assert row_of(engine, newer).renews is None


@pytest.mark.parametrize("name", ["territory", "phase", "members", "nothing"])
def test_what_makes_the_name_of_a_dossier_does_not_change(sqlite_engine, name):
    walk(sqlite_engine, ONE_REGION)
    told = refused(sqlite_engine, InvalidValue, 0, changes={name: "2023"})
    assert told.remedy.fr == "champs : effective_on, regions, departments, renews"


def test_the_opening_is_not_voided(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    assert refused(sqlite_engine, CorrectionRefused, 0, void=True).message.fr == (
        "L’ouverture d’un dossier ne s’annule pas."
    )


# ── what no correction is ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("seq", "what", "said"),
    [
        (9, {"void": True}, "Il n’y a pas d’entrée n° 9 ; la dernière est la n° 1."),
        (-1, {"void": True}, "Il n’y a pas d’entrée n° -1 ; la dernière est la n° 1."),
        (1, {}, "Une correction annule l’entrée, ou en change des valeurs."),
        (1, {"void": True, "changes": {"title": "X"}}, "Une correction annule l’entrée, ou en change des valeurs."),
        (1, {"changes": {"title": "École"}}, "L’entrée n° 1 dit déjà cela."),
        (1, {"changes": {"effective_on": "2019-03-01"}}, "L’entrée n° 1 dit déjà cela."),
    ],
)
def test_a_correction_that_corrects_nothing_is_refused(sqlite_engine, seq, what, said):
    walk(sqlite_engine, ONE_REGION)
    sqlite_engine.record(AXE, ProjectSet(title="École"), on("2019-03-01"))
    assert refused(sqlite_engine, CorrectionRefused, seq, **what).message.fr == said


def test_an_entry_is_voided_once(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    sqlite_engine.record(AXE, ProjectSet(title="École"), BY.national)
    correct(sqlite_engine, 1, void=True)
    told = refused(sqlite_engine, CorrectionRefused, 1, void=True)
    assert (told.message.fr, told.remedy.fr) == (
        "L’entrée n° 1 est déjà annulée.",
        "la rétablir : jalon correct axe-seine-2018 2 --void --because …",
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"titre": "X"}, "Cette entrée n’a pas de champ « titre » qui se corrige."),
        ({"number": "2"}, "Cette entrée n’a pas de champ « number » qui se corrige."),
        ({"effective_on": "2020-05-07"}, "est dans le futur"),
        ({"effective_on": "31/04/2019"}, "le 31 avril n’existe pas"),
        ({"cost": "-5"}, "montant"),
        ({"status": "fini"}, "statut"),
        ({"title": "caché \u202e"}, "U+202E"),
        ({"axis": "fusées"}, "Axe inconnu"),
    ],
)
def test_a_value_that_cannot_be_is_refused_as_when_it_is_first_typed(sqlite_engine, changes, said):
    walk(sqlite_engine, ONE_REGION)
    sqlite_engine.record(AXE, ProjectSet(title="École"), on("2019-03-01"))
    assert said in refused(sqlite_engine, (InvalidValue, CorrectionRefused), 1, changes=changes).message.fr


def test_a_correction_has_a_reason_and_no_day_of_its_own(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    sqlite_engine.record(AXE, ProjectSet(title="École"), BY.national)
    before = dump(sqlite_engine)
    for command, said in (
        (BY.national, "Une correction a un motif écrit."),
        (on("2019-03-01", comment="motif"), "Une correction n’a pas de date à elle."),
    ):
        with pytest.raises(CorrectionRefused, match=said):
            sqlite_engine.correct(AXE, 1, command, void=True)
    assert dump(sqlite_engine) == before


def test_corrections_in_one_transaction_stand_or_fall_together(engine):
    walk(engine, ONE_REGION)
    prepare(engine, AXE, "pilot")
    before = dump(engine)

    def twice():
        with engine.batch(WHY) as batch:
            batch.correct(AXE, 1, void=True)
            batch.correct(AXE, 1, void=True)

    with pytest.raises(CorrectionRefused):
        twice()
    assert dump(engine) == before
