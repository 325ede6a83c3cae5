"""The timeline of a dossier: every entry in a sentence, what was corrected struck through and not taken away."""

import pytest
from dossiers import BY, ONE_REGION, TWO_REGIONS, on, prepare, step, walk

from workflow.engine import Command
from workflow.entries import MemberSet, Note, PersonSet, ProjectSet, SignatorySet, SignatureSet
from workflow.history import Line, differences, timeline
from workflow.language import speaking
from workflow.models import REGISTER

AXE = "axe-seine-2018"
WHY = Command("national", comment="erreur de saisie")


def told(engine, subject=AXE, known=None):
    with engine.store.reading() as reading:
        return timeline(engine, reading, subject, known)


def sentences(engine, language="fr", **more):
    """What the lines say, with ordinary spaces."""
    said = [line.sentence.in_language(language) for line in told(engine, **more)]
    return [line.replace("\u00a0", " ").replace("\u202f", " ") for line in said]


def test_a_life_is_told_in_french_and_in_english(engine):
    walk(engine, ONE_REGION)
    engine.record(AXE, ProjectSet(title="École", holder="Ville", cost=120_000_00), BY.national)
    prepare(engine, AXE, "pilot")
    engine.advance(AXE, *step("pilot"), inputs={"committee_date": "2019-01-15"})
    engine.record(AXE, Note(text="le binôme s’est réuni"), BY.national)
    french = sentences(engine)
    assert french[0] == "ouverture du dossier (Normandie)"
    assert french[1] == "projet n° 1, « École », porté par Ville, 120 000 €"
    assert french[4] == "Entrée en phase pilote : « Identifié » → « Pilote »"
    assert french[5] == "note « le binôme s’est réuni »"
    english = sentences(engine, "en")
    assert english[0] == "dossier opened (Normandy)"
    assert english[4] == "Enter the pilot phase: “Identified” → “Pilot”"


def test_a_transition_that_changes_no_state_is_told_by_its_name(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="contract_validated")
    sqlite_engine.record(AXE, ProjectSet(title="Nouveau"), on("2020-03-01"))
    sqlite_engine.advance(AXE, "amend", on("2020-03-02", comment="un projet"), inputs={"object": "avenant 1"})
    assert sentences(sqlite_engine)[-1] == "Avenant"


def test_what_changes_a_fact_is_told_with_what_the_fact_is_called(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    record = sqlite_engine.record
    for payload in (
        PersonSet(role="elected_lead", name="Marie Lefèvre"),
        PersonSet(number=1, until="2019-06-30"),
        ProjectSet(title="École"),
        ProjectSet(number=1, status="done"),
        SignatorySet(college="state", organisation="État"),
        SignatorySet(number=1, office="préfète"),
        SignatureSet(document="protocol", signatory=1),
        MemberSet(siren="200084952", until="2019-06-30"),
    ):
        record(AXE, payload, BY.national)
    french = sentences(sqlite_engine)
    assert french[2] == "élu du binôme, jusqu’au 30 juin 2019 : Marie Lefèvre"
    assert french[4] == "projet n° 1, « École », terminé"
    assert french[6] == "signataire n° 1 : État"
    assert french[7] == "signature du protocole par le signataire n° 1, État"
    assert french[8] == "départ du membre Le Havre Seine Métropole, le 30 juin 2019"


def test_what_was_erased_is_not_called_by_what_came_later(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    sqlite_engine.record(AXE, PersonSet(role="elected_lead", name="Marie Lefèvre"), BY.national)
    sqlite_engine.record(AXE, PersonSet(number=1, name="Jean Petit"), BY.national)
    sqlite_engine.erase(AXE, 1, ["name"], "demande du 6 mai 2020", BY.administrator)
    french = sentences(sqlite_engine)
    assert french[1] == "élu du binôme : [effacé, entrée n° 3]"
    assert french[2] == "élu du binôme : Jean Petit"


def test_what_was_voided_or_restated_stays_struck_through(engine):
    walk(engine, ONE_REGION)
    for title in ("Un", "Deux"):
        engine.record(AXE, ProjectSet(title=title), BY.national)
    engine.correct(AXE, 1, WHY, void=True)
    engine.correct(AXE, 2, WHY, changes={"title": "Trois"})
    lines = told(engine)
    assert [line.struck for line in lines] == [False, True, True, False, False]
    assert (lines[1].voided_by, lines[1].restated_by) == (3, None)
    assert (lines[2].voided_by, lines[2].restated_by) == (None, 4)
    assert lines[3].sentence.fr.startswith("annulation de l’entrée n° 1")
    assert lines[4].sentence.fr.startswith("correction de l’entrée n° 2")
    assert "« Trois »" in lines[4].sentence.fr
    assert lines[1].entry.payload.title == "Un"


def test_a_correction_that_was_corrected_is_struck_too(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    sqlite_engine.record(AXE, ProjectSet(title="Un"), BY.national)
    sqlite_engine.correct(AXE, 1, WHY, changes={"title": "Deux"})
    sqlite_engine.correct(AXE, 2, WHY, void=True)
    assert [line.restated_by for line in told(sqlite_engine)] == [None, 3, 3, None]


def test_a_timeline_as_it_was_known(engine, clock):
    walk(engine, ONE_REGION)
    engine.record(AXE, ProjectSet(title="Un"), BY.national)
    clock.tick(days=1)
    known = clock.instant
    engine.correct(AXE, 1, WHY, void=True)
    assert [line.struck for line in told(engine, known=known)] == [False, False]
    assert [line.struck for line in told(engine)] == [False, True, False]
    clock.tick(days=-2)
    assert told(engine, known=clock.instant) == []


def test_the_register_has_a_timeline(sqlite_engine):
    french = sentences(sqlite_engine, subject=REGISTER)
    assert french[0] == "ouverture du registre"
    assert "territoire Axe Seine" in french
    assert any(line.startswith("acteur camille") for line in french)


def test_every_kind_of_entry_of_a_life_has_its_sentence_in_both_languages(sqlite_engine):
    for territory in (ONE_REGION, TWO_REGIONS):
        name = walk(sqlite_engine, territory, to="closed")
        for language in ("fr", "en"):
            with speaking(language):
                for line in told(sqlite_engine, name):
                    said = str(line.sentence)
                    assert said.strip()
                    assert "None" not in said
                    assert "{" not in said


def test_a_dossier_nobody_opened_has_no_timeline_and_no_difference(sqlite_engine):
    assert told(sqlite_engine, "nowhere-2018") == []
    with sqlite_engine.store.reading() as reading:
        assert differences(sqlite_engine, reading, "nowhere-2018") == []


@pytest.mark.parametrize("voided", [None, 3])
def test_a_line_is_struck_where_something_replaced_it(voided):
    assert Line(None, None, voided_by=voided).struck is (voided is not None)
