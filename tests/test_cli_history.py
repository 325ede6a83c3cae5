"""`jalon history`: what happened, when it happened and when it was recorded, by whom, why, and what became of it."""

import pytest
from dossiers import DAYS, MINUTES, ONE_REGION, on, prepare, walk
from screens import seen, shown

from workflow.audit.values import in_words
from workflow.cli.output import plain
from workflow.engine import Command
from workflow.entries import (
    CommitteeSet,
    DeliberationSet,
    MemberSet,
    Note,
    PersonSet,
    ProjectSet,
    SignatorySet,
    SignatureSet,
    ValidationSet,
)
from workflow.entries.payload import given


@pytest.fixture
def corrected(jalon, still):
    """Entered in the wrong month, corrected an hour later; a note voided; today is 6 May 2020."""
    with jalon.engine() as engine:
        dossier = walk(engine, ONE_REGION)
        prepare(engine, dossier, "pilot")
        command = on("2019-02-15", "camille", evidence=(MINUTES,))
        engine.advance(dossier, "enter_pilot", command, inputs={"committee_date": "2019-01-10"})
        still.tick(hours=1)
        engine.correct(
            dossier, 3, Command("national", comment="erreur de mois"), changes={"effective_on": "2019-01-15"}
        )
        engine.record(dossier, Note(text="réunion annulée"), on("2019-03-01"))
        engine.correct(dossier, 5, Command("national", comment="rien n’a eu lieu"), void=True)
    return jalon


def entries(jalon, *options):
    return jalon("history", ONE_REGION, "--json", *options).json["entries"]


def test_each_entry_is_a_sentence_with_its_two_dates_and_its_author(corrected):
    said = corrected("history", ONE_REGION).out
    assert "n° 0  le 22 novembre 2018 · ouverture du dossier (Normandie)" in said
    assert "le 15 février 2019 · [corrigée par n° 4] Entrée en phase pilote : « Identifié » → « Pilote »" in said
    assert "enregistré le 6 mai 2020 à 12 h 00 par Camille Durand (coordinateur régional, Normandie)" in said
    assert "enregistré le 6 mai 2020 à 13 h 00 par Dominique Petit (niveau national)" in said


def test_reason_evidence_and_inputs_are_told_in_words(corrected):
    said = corrected("history", ONE_REGION).out
    assert "motif : erreur de mois" in said
    assert "compte rendu de comité : compte rendu.pdf" in said
    assert "date du comité de pilotage régional : 10 janvier 2019" in said
    assert "committee_minutes" not in said


def test_what_was_voided_stays_and_says_by_what_without_colour(corrected):
    said = corrected("history", ONE_REGION).out
    assert "[annulée par n° 6] note « réunion annulée »" in said
    assert "annulation de l’entrée n° 5 (note « réunion annulée »)" in said
    assert "\x1b[" not in said
    assert "\x1b[9m" in shown(corrected, "history", ONE_REGION)


def test_json_says_what_voids_or_restates_each_entry(corrected):
    told = {one["seq"]: one for one in entries(corrected)}
    assert told[3]["restated_by"] == 4
    assert told[4]["about"] == 3
    assert told[5]["voided_by"] == 6
    assert told[6]["voids"]
    assert told[3]["effective"]["first"] == "2019-02-15"
    assert told[4]["effective"]["first"] == "2019-01-15"
    assert told[3]["author"] == {"id": "agt-0003", "label": "Camille Durand", "role": "coordinator", "regions": ["28"]}


def test_known_shows_what_was_believed_then(corrected):
    believed = entries(corrected, "--known", "2020-05-06T12:30")
    assert [one["seq"] for one in believed] == [0, 1, 2, 3]
    assert believed[3]["restated_by"] is None
    said = corrected("history", ONE_REGION, "--known", "2020-05-06T12:30").out
    assert "Au 6 mai 2020, d’après ce qui était connu le 6 mai 2020 à 12 h 30 ; 4 entrées lues" in said
    assert "corrigée" not in said


def test_known_before_anything_was_recorded_says_so(corrected):
    said = corrected("history", ONE_REGION, "--known", "2020-05-05").out
    assert "Au 5 mai 2020, d’après ce qui était connu le 5 mai 2020 à 23 h 59 ; 0 entrée lue" in said
    assert "Rien n’était encore enregistré" in said
    assert entries(corrected, "--known", "2020-05-05") == []


def test_a_day_that_no_calendar_has_is_refused(corrected):
    assert "--known" in corrected("history", ONE_REGION, "--known", "2020-04-31", code=2).err


def test_the_states_over_time_are_drawn_from_the_dates_that_hold(corrected):
    stays = corrected("history", ONE_REGION, "--json").json["stays"]
    assert [(stay["state"]["name"], stay["days"]) for stay in stays] == [("identified", 54), ("pilot", 477)]
    said = corrected("history", ONE_REGION).out
    drawn = [line for line in said.splitlines() if "█" in line]
    assert drawn[0].startswith("○ Identifié  22 nov. 2018   ███")
    assert drawn[0].endswith("54 jours")
    assert drawn[1].startswith("◔ Pilote     15 janv. 2019 ")
    assert drawn[1].endswith("477 jours")
    assert drawn[0].index("█") < drawn[1].index("█")


def test_what_was_passed_with_a_reason_is_named(jalon):
    with jalon.engine() as engine:
        dossier = walk(engine, ONE_REGION, to="pilot")
        prepare(engine, dossier, "projects_collected", skip={0})
        engine.advance(dossier, "collect_projects", on(DAYS["projects_collected"], comment="référent en cours"))
    said = jalon("history", ONE_REGION).out
    assert "motif : référent en cours" in said
    assert "passé avec le motif écrit : un référent d’opérateur désigné" in said
    assert entries(jalon)[-1]["overridden"] == ["referent_named"]


def test_what_was_taken_over_from_a_source_says_what_was_not_judged(jalon):
    with jalon.engine() as engine:
        dossier = walk(engine, ONE_REGION)
        engine.advance(dossier, "enter_pilot", on("2019-02", source="communiqué n° 1207"))
    said = jalon("history", ONE_REGION).out
    assert "n° 1  février 2019 · Entrée en phase pilote" in said
    assert "repris d’une source" in said
    assert "source : communiqué n° 1207" in said
    assert "repris sans être jugé : " in said
    assert "binôme élu-industriel complet" in said
    assert "binome_complete" not in said


def test_no_entry_is_left_out_of_a_long_history(jalon):
    with jalon.engine() as engine:
        walk(engine, ONE_REGION, to="closed")
    said = jalon("history", ONE_REGION).out
    told = entries(jalon)
    assert [one["seq"] for one in told] == list(range(len(told)))
    for one in told:
        assert f"n° {one['seq']}  " in said
        assert one["sentence"].replace("\u00a0", " ").replace("\u202f", " ") in said


def test_no_code_is_shown_where_a_word_is_meant(jalon):
    with jalon.engine() as engine:
        walk(engine, ONE_REGION, to="closed")
    said = jalon("history", ONE_REGION).out
    for code in ("elected_lead", "in_progress", "follow_up", "intercommunalities", "coordinator", "protocol_signed"):
        assert code not in said
    assert "comité de suivi le 30 juin 2020" in said
    assert "projet n° 1, « École de production », en cours" in said


def test_english_is_complete(corrected):
    said = corrected("history", ONE_REGION, "--lang", "en").out
    for words in (
        "15 February 2019 · [corrected by 4] Enter the pilot phase: “Identified” → “Pilot”",
        "recorded on 6 May 2020 at 12:00 by Camille Durand (regional coordinator, Normandy)",
        "[voided by 6]",
        "committee minutes: compte rendu.pdf",
    ):
        assert words in said
    for french in ("enregistré", "motif", "jours", "janv."):
        assert french not in said


def test_it_fits_a_terminal(corrected):
    assert all(len(line) <= 80 for line in seen(corrected, "history", ONE_REGION).splitlines())


# ── what was recorded ─────────────────────────────────────────────────────────────────────────────────────────────

RECORDED = (
    PersonSet(
        role="elected_lead",
        name="Marie Lefèvre",
        civility="Mme",
        office="première adjointe",
        organisation="Ville du Havre",
        since="2019-01-07",
    ),
    MemberSet(siren="200084952", member_kind="CU", name="Le Havre Seine Métropole", since="2019-01-02"),
    CommitteeSet(committee="project", meets_on="2019-01-21", place="Montivilliers"),
    ProjectSet(
        title="École de production",
        axis="recruter",
        holder="Usine du Lac",
        holder_siren="200023414",
        description="Trente apprentis par an.",
        cost=120_000_00,
        aid=40_000_00,
        status="in_progress",
        firm=0,
        starts="2019-03-04",
        ends="2021-08-31",
    ),
    SignatorySet(
        college="intercommunalities",
        organisation="CU du Havre",
        siren="200084952",
        name="Luc Roy",
        civility="M.",
        office="président délégué",
        document="protocol",
    ),
    SignatorySet(college="region", organisation="Région", region_code="28"),
    SignatureSet(document="protocol", signatory=1, place="Harfleur", medium="electronic"),
    DeliberationSet(document="contract", authority="CU du Havre", siren="200084952", voted_on="2019-04-08"),
    ValidationSet(
        region_code="28",
        document="contract",
        committee_on="2019-04-10",
        deliberation_number="CP-19-33",
        deliberation_on="2019-04-15",
    ),
)


def test_every_value_that_was_recorded_can_be_read_in_the_history(jalon):
    """What is not in the sentence of an entry is below it: nobody has to guess what an entry changed."""
    with jalon.engine() as engine:
        dossier = walk(engine, ONE_REGION)
        for payload in RECORDED:
            engine.record(dossier, payload, on("2019-04-30"))
    said = jalon("history", dossier).out
    for payload in RECORDED:
        for name, value in given(payload, "number", "signatory").items():
            words = "Recruter" if name == "axis" else in_words(name, value).fr
            assert plain(words) in said, (payload.kind, name)
    assert "  axe : Recruter ; SIREN du porteur : 200023414 ; aide publique : 40 000 € ; engagement ferme : non" in said


def test_an_entry_that_changes_one_value_tells_it(jalon):
    with jalon.engine() as engine:
        dossier = walk(engine, ONE_REGION)
        engine.record(dossier, ProjectSet(title="École de production"), on("2019-04-30"))
        engine.record(dossier, ProjectSet(number=1, ends="2021-08-31"), on("2019-05-02"))
    entry = jalon("history", dossier, "--lang", "en").out.partition("· 2  ")[2]
    assert entry.splitlines()[0].endswith("project 1, “École de production”")
    assert entry.splitlines()[2] == "    end: 31 August 2021"


def test_a_program_reads_every_value_that_was_recorded_and_not_what_was_erased(jalon):
    with jalon.engine() as engine:
        dossier = walk(engine, ONE_REGION)
        engine.record(dossier, RECORDED[3], on("2019-04-30"))
        engine.record(dossier, RECORDED[0], on("2019-04-30"))
        engine.erase(dossier, 2, ["name"], "RGPD, article 17", Command("admin"))
    (_, project, person, _), (found,) = entries(jalon), entries(jalon, "--kind", "project")
    assert project["values"] == found["values"] == {**given(RECORDED[3]), "number": 1}
    assert (person["values"]["name"], person["values"]["office"]) == (None, "première adjointe")


def test_the_register_tells_that_somebody_is_no_longer_active(jalon):
    jalon("actors", "add", "camille", "--inactive")
    last = jalon("history", "register", "--reverse", "--limit", "1").out
    assert "libellé : Camille Durand ; régions : Normandie ; en fonction : non" in last
