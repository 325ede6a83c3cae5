"""What each guard asks of a dossier: met, or told with what is missing and the command that lifts it."""

import shlex
from collections import Counter

import click
import pytest
from dossiers import BY, ONE_REGION, TWO_REGIONS, on, walk

from workflow import guards
from workflow.case import Attempt, Case
from workflow.cli.group import jalon
from workflow.dates import Period
from workflow.entries import (
    CommitteeSet,
    DeliberationSet,
    MemberSet,
    Note,
    PersonSet,
    ProjectSet,
    SignatorySet,
    SignatureSet,
    TerritoryAdded,
    ValidationSet,
)
from workflow.evidence import Kept
from workflow.guards.registry import GUARDS, Guard
from workflow.language import Text
from workflow.lifecycle import EvidenceRule, Input, Parameter, Requirement, Transition
from workflow.models import Actor, Dossier

EMPTY = "nulle-part"
DAY = "2019-04-30"
VOTE = Kept("deliberation", "délibération.pdf", "b" * 64, 10, "application/pdf")


@pytest.fixture
def asked(sqlite_engine):
    """Ask one guard of the dossier of a territory, after some facts were recorded: the blockers."""

    def ask(name, *facts, territory=ONE_REGION, override=False, params=None, **attempt):
        dossier = sqlite_engine.open(territory, on("2018-11-22")).dossier
        for fact in facts:
            payload, command = fact if isinstance(fact, tuple) else (fact, on(DAY))
            sqlite_engine.record(dossier, payload, command)
        requirement = Requirement(name, params or {}, override)
        one = Transition(
            "sign", Text("Signer", "Sign"), ("x",), None, **{"expectations" if override else "guards": (requirement,)}
        )
        return judged(sqlite_engine, dossier, one, **attempt)

    return ask


def judged(engine, dossier, transition, **given):
    with engine.store.reading() as reading:
        row = reading.one(Dossier, id=dossier)
        case = Case(
            row, engine.lifecycle(reading, row.lifecycle), lambda table: reading.rows(table, dossier_id=dossier)
        )
        return guards.blockers(case, Attempt(transition, Actor(id="a"), "2020-05-06", **given))


def said(blockers):
    """What is told, and what is to be typed, in French with ordinary signs."""
    return [(one.message.fr, one.remedy.fr) for one in blockers]


def nowhere(engine, **given):
    """A territory of which nothing is known but its name."""
    told = {"id": EMPTY, "name": "Nulle Part", "regions": [], "members": [], **given}
    engine.register(TerritoryAdded(**told), BY.administrator)
    return told["id"]


# ── the perimeter and the people ──────────────────────────────────────────────────────────────────────────────────


def test_a_territory_needs_a_member(sqlite_engine, asked):
    assert said(asked("has_member", territory=nowhere(sqlite_engine))) == [
        ("aucun membre dans le périmètre", "jalon record member nulle-part-2018 SIREN --name …")
    ]


def test_a_member_that_left_counts_no_more(asked):
    left = [MemberSet(siren=siren, until="2019-01-01") for siren in ("200084952", "200023414")]
    assert asked("has_member", left[0]) == []


def test_when_every_member_left_there_is_none(asked):
    left = [MemberSet(siren=siren, until="2019-01-01") for siren in ("200084952", "200023414")]
    assert [one.code for one in asked("has_member", *left)] == ["has_member"]


def test_a_territory_needs_a_region(sqlite_engine, asked):
    assert said(asked("has_region", territory=nowhere(sqlite_engine))) == [
        ("aucune région déclarée", "jalon correct nulle-part-2018 0 --set regions=… --because …")
    ]


def test_one_region_or_two_will_do(asked):
    assert asked("has_region") == []
    assert asked("has_region", territory=TWO_REGIONS) == []


ELECTED = PersonSet(role="elected_lead", name="Marie Lefèvre")
INDUSTRIAL = PersonSet(role="industry_lead", name="Jean N’Guyen")


def test_each_missing_half_of_the_binome_is_told(asked):
    assert said(asked("binome_complete")) == [
        ("il manque l’élu du binôme", "jalon record person axe-seine-2018 --role elected_lead --name …"),
        ("il manque l’industriel du binôme", "jalon record person axe-seine-2018 --role industry_lead --name …"),
    ]


def test_a_binome_is_complete_with_both(asked):
    assert asked("binome_complete", ELECTED, INDUSTRIAL) == []


def test_a_lead_who_left_is_missing_again(asked):
    gone = PersonSet(number=1, until="2019-04-01")
    assert [one.message.fr for one in asked("binome_complete", ELECTED, INDUSTRIAL, gone)] == [
        "il manque l’élu du binôme"
    ]


def test_an_operator_names_a_referent(asked):
    assert said(asked("referent_named", ELECTED)) == [
        (
            "aucun référent d’opérateur désigné",
            "jalon record person axe-seine-2018 --role operator_referent --name …",
        )
    ]


def test_one_referent_is_enough(asked):
    assert asked("referent_named", PersonSet(role="operator_referent", name="Paul Roy")) == []


# ── the projects ──────────────────────────────────────────────────────────────────────────────────────────────────


def project(**given):
    return ProjectSet(**{"title": "École de production", **given})


def test_without_a_project_there_is_nothing_to_collect(asked):
    expected = [("aucun projet", "jalon record project axe-seine-2018 --title … --axis … --holder …")]
    assert said(asked("has_project")) == expected


def test_a_project_that_was_given_up_is_none(asked):
    assert [one.code for one in asked("has_project", project(status="abandoned"))] == ["has_project"]


def test_one_project_is_enough_to_go_on(asked):
    assert asked("has_project", project(), project(title="Autre", status="abandoned")) == []


def test_every_project_needs_an_axis_and_a_holder(asked):
    found = asked("projects_described", project(), project(axis="recruter", holder="Ville"), project(holder="Usine"))
    assert said(found) == [
        ("le projet n° 1 n’a pas d’axe", "jalon record project axe-seine-2018 1 --axis …"),
        ("le projet n° 1 n’a pas de porteur", "jalon record project axe-seine-2018 1 --holder …"),
        ("le projet n° 3 n’a pas d’axe", "jalon record project axe-seine-2018 3 --axis …"),
    ]


def test_nothing_is_asked_of_a_project_that_was_given_up(asked):
    assert asked("projects_described", project(status="abandoned")) == []


def test_nor_is_its_amount(asked):
    assert asked("projects_costed", project(status="abandoned")) == []


def test_every_project_needs_a_holder_and_an_amount(asked):
    found = asked("projects_costed", project(holder="Ville"), project(cost=0), project(holder="Usine", cost=1))
    assert said(found) == [
        ("le projet n° 1 n’a pas de montant", "jalon record project axe-seine-2018 1 --cost …"),
        ("le projet n° 2 n’a pas de porteur", "jalon record project axe-seine-2018 2 --holder …"),
    ]


@pytest.mark.parametrize("status", ["in_progress", "paused", "blocked", "done"])
def test_a_project_that_was_begun_has_started_whatever_became_of_it(asked, status):
    assert asked("project_started", project(), project(status=status)) == []


def test_the_first_project_that_waits_can_be_started(asked):
    found = asked("project_started", project(status="abandoned"), project())
    assert said(found) == [
        ("aucun projet n’est commencé", "jalon record project axe-seine-2018 2 --status in_progress")
    ]


def test_where_no_project_waits_one_is_recorded(asked):
    assert said(asked("project_started", project(status="abandoned"))) == [
        ("aucun projet n’est commencé", "jalon record project axe-seine-2018 --title … --status in_progress")
    ]


def test_every_project_ends_done_or_given_up(asked):
    found = asked("projects_final", project(status="done"), project(status="abandoned"), project(status="paused"))
    assert said(found) == [
        (
            "le projet n° 3 n’est ni terminé (done) ni abandonné (abandoned)",
            "jalon record project axe-seine-2018 3 --status done",
        )
    ]


# ── the signatures ────────────────────────────────────────────────────────────────────────────────────────────────

STATE = SignatorySet(college="state", organisation="État")
TOWN = SignatorySet(college="intercommunalities", organisation="CA Pau Béarn Pyrénées", siren="200067254")
AQUITAINE = SignatorySet(college="region", organisation="Région Nouvelle-Aquitaine", region_code="75")
OCCITANIE = SignatorySet(college="region", organisation="Région Occitanie", region_code="76")
FIRM = SignatorySet(college="industry", organisation="Usine du Lac")
PROTOCOL = {"document": "protocol"}


def signed(number, document="protocol"):
    return SignatureSet(document=document, signatory=number)


def test_a_college_that_has_no_party_is_named_first(asked):
    assert said(asked("signed_by_each_college", params=PROTOCOL)) == [
        (
            "aucune signature du protocole par le collège des intercommunalités",
            "jalon record signatory axe-seine-2018 --college intercommunalities --organisation …",
        ),
        (
            "aucune signature du protocole par le collège de l’État",
            "jalon record signatory axe-seine-2018 --college state --organisation …",
        ),
    ]


def test_a_college_whose_party_did_not_sign_is_asked_to(asked):
    found = asked("signed_by_each_college", STATE, TOWN, signed(2), params=PROTOCOL)
    assert said(found) == [
        (
            "aucune signature du protocole par le collège de l’État",
            "jalon record signature axe-seine-2018 1 --document protocol --on …",
        )
    ]


def test_one_signature_per_college_is_enough(asked):
    other = SignatorySet(college="intercommunalities", organisation="CC de Lacq-Orthez")
    assert asked("signed_by_each_college", STATE, TOWN, other, signed(1), signed(2), params=PROTOCOL) == []


def test_the_signature_of_another_document_is_not_one(asked):
    found = asked(
        "signed_by_each_college", STATE, signed(1, "contract"), params={"document": "protocol", "colleges": ("state",)}
    )
    assert [one.message.en for one in found] == ["no signature of the protocol by the college: State"]


def test_a_party_to_one_document_only_does_not_count_for_another(asked):
    only = SignatorySet(college="state", organisation="État", document="contract")
    found = asked("signed_by_each_college", only, params={"document": "protocol", "colleges": ("state",)})
    assert said(found) == [
        (
            "aucune signature du protocole par le collège de l’État",
            "jalon record signatory axe-seine-2018 --college state --organisation …",
        )
    ]


@pytest.mark.parametrize("college", ["intercommunalities", "state", "region", "operators", "industry"])
def test_any_college_may_be_asked(asked, college):
    found = asked("signed_by_each_college", params={"document": "contract", "colleges": (college,)})
    region = " --region 28" if college == "region" else ""
    (blocker,) = found
    assert blocker.remedy.fr == (f"jalon record signatory axe-seine-2018 --college {college}{region} --organisation …")


def test_each_region_of_a_territory_signs_for_itself(asked):
    found = asked("signed_by_each_region", AQUITAINE, signed(1), territory=TWO_REGIONS, params=PROTOCOL)
    assert said(found) == [
        (
            "la région Occitanie n’a pas signé le protocole",
            "jalon record signatory lacq-pau-tarbes-2018 --college region --region 76 --organisation …",
        )
    ]


@pytest.mark.parametrize(
    ("name", "document", "french", "english"),
    [
        ("signed_by_each_region", "protocol", "n’a pas signé le protocole", "has not signed the protocol"),
        ("signed_by_each_region", "amendment", "n’a pas signé l’avenant", "has not signed the amendment"),
        ("validated_by_each_region", "contract", "n’a pas validé le contrat", "has not validated the contract"),
    ],
)
def test_a_region_is_called_in_each_language_by_its_name(asked, name, document, french, english):
    (found,) = asked(name, params={"document": document})
    assert found.message == Text(f"la région Normandie {french}", f"the region Normandy {english}")


def test_a_region_that_is_named_is_asked_to_sign(asked):
    found = asked("signed_by_each_region", AQUITAINE, OCCITANIE, territory=TWO_REGIONS, params=PROTOCOL)
    assert said(found) == [
        (
            "la région Nouvelle-Aquitaine n’a pas signé le protocole",
            "jalon record signature lacq-pau-tarbes-2018 1 --document protocol --on …",
        ),
        (
            "la région Occitanie n’a pas signé le protocole",
            "jalon record signature lacq-pau-tarbes-2018 2 --document protocol --on …",
        ),
    ]


def test_with_one_signature_per_region_nothing_is_missing(asked):
    facts = [OCCITANIE, AQUITAINE, signed(2), signed(1)]
    assert asked("signed_by_each_region", *facts, territory=TWO_REGIONS, params=PROTOCOL) == []


def test_every_party_that_did_not_sign_is_named(asked):
    found = asked("no_missing_signatory", STATE, TOWN, FIRM, signed(2), params=PROTOCOL)
    assert said(found) == [
        ("État n’a pas signé le protocole", "jalon record signature axe-seine-2018 1 --document protocol --on …"),
        (
            "Usine du Lac n’a pas signé le protocole",
            "jalon record signature axe-seine-2018 3 --document protocol --on …",
        ),
    ]


def test_when_all_have_signed_nobody_is_missing(asked):
    assert asked("no_missing_signatory", STATE, FIRM, signed(1), signed(2), params=PROTOCOL) == []


# ── the deliberations and validations ─────────────────────────────────────────────────────────────────────────────


def vote(siren, day="2019-04-15", document="protocol"):
    return DeliberationSet(document=document, authority="Conseil", siren=siren, voted_on=day)


def test_each_member_votes(asked):
    found = asked("deliberation_per_intercommunality", vote("200084952"), params=PROTOCOL)
    assert said(found) == [
        (
            "Métropole Rouen Normandie n’a pas délibéré sur le protocole",
            "jalon record deliberation axe-seine-2018 --document protocol --siren 200023414 --on …",
        )
    ]


def test_a_vote_on_another_document_is_not_one(asked):
    votes = [vote("200084952", document="contract"), vote("200023414")]
    found = asked("deliberation_per_intercommunality", *votes, params=PROTOCOL)
    assert [one.message.en for one in found] == ["Le Havre Seine Métropole has not deliberated on the protocol"]


def test_a_member_that_left_votes_no_more(asked):
    left = MemberSet(siren="200023414", until="2019-01-01")
    assert asked("deliberation_per_intercommunality", left, vote("200084952"), params=PROTOCOL) == []


VENDEE = {"document": "contract"}


def test_a_vote_of_the_day_after_the_signature_has_to_be_explained(asked):
    """Vendée Centre: signed on 25 October 2022, an act of the 26th."""
    found = asked(
        "deliberation_before_signature",
        STATE,
        (signed(1, "contract"), on("2020-03-25")),
        vote("200084952", "2020-03-26", "contract"),
        params=VENDEE,
    )
    assert said(found) == [
        (
            "la délibération de Conseil (26 mars 2020) est postérieure à la signature",
            'jalon advance sign axe-seine-2018 --because "…"',
        )
    ]


def test_a_vote_of_the_day_of_the_signature_is_in_time(asked):
    facts = [STATE, (signed(1, "contract"), on("2020-03-26")), vote("200084952", "2020-03-26", "contract")]
    assert asked("deliberation_before_signature", *facts, params=VENDEE) == []


@pytest.mark.parametrize(("day", "late"), [("2019-04-14", True), ("2019-04-15", False), ("2019-W16", False)])
def test_the_day_of_the_transition_counts_where_no_signature_is_recorded(asked, day, late):
    found = asked("deliberation_before_signature", vote("200084952"), params=PROTOCOL, effective=Period.parse(day))
    assert bool(found) == late


def test_without_any_day_of_signature_no_vote_is_late(asked):
    assert asked("deliberation_before_signature", vote("200084952"), params=PROTOCOL) == []


def validated(code, **given):
    return ValidationSet(region_code=code, document="contract", committee_on="2019-04-10", **given)


VALIDATION = "jalon record validation lacq-pau-tarbes-2018 --region 76 --document contract"
ACT = {"deliberation_number": "2019.1", "deliberation_on": "2019-04-20"}


def test_each_region_validates_for_itself(asked):
    found = asked("validated_by_each_region", validated("75", **ACT), territory=TWO_REGIONS, params=VENDEE)
    assert said(found) == [
        (
            "la région Occitanie n’a pas validé le contrat",
            f"{VALIDATION} --committee … --deliberation-number … --deliberation-on …",
        )
    ]


@pytest.mark.parametrize("left_out", ACT)
def test_a_committee_is_not_a_validation_until_the_assembly_has_voted(asked, left_out):
    part = {name: value for name, value in ACT.items() if name != left_out}
    found = asked(
        "validated_by_each_region",
        validated("75", **ACT),
        validated("76", **part),
        territory=TWO_REGIONS,
        params=VENDEE,
    )
    assert said(found) == [
        (
            "la délibération de la région Occitanie (numéro et date) manque",
            f"{VALIDATION} --committee 2019-04-10 --deliberation-number … --deliberation-on …",
        )
    ]


def test_with_one_validation_per_region_nothing_is_missing(asked):
    facts = [validated("76", **ACT), validated("75", **ACT)]
    assert asked("validated_by_each_region", *facts, territory=TWO_REGIONS, params=VENDEE) == []


# ── the conduct of the matter ─────────────────────────────────────────────────────────────────────────────────────


def test_a_piece_of_evidence_that_is_not_there_is_asked_for(asked):
    (blocker,) = asked("evidence_attached", params={"kind": "deliberation"})
    assert (blocker.message.fr, blocker.remedy) == (
        "pièce non jointe : délibération",
        Text(
            "jalon advance sign axe-seine-2018 --evidence deliberation=FICHIER",
            "jalon advance sign axe-seine-2018 --evidence deliberation=FILE",
        ),
    )


def test_a_piece_of_evidence_that_comes_with_the_transition_is_there(asked):
    assert asked("evidence_attached", params={"kind": "deliberation"}, evidence_kinds=("deliberation",)) == []


def test_a_piece_of_evidence_that_came_with_an_entry_is_there(asked):
    note = (Note(text="Voici l’acte."), on(DAY, evidence=(VOTE,)))
    assert asked("evidence_attached", note, params={"kind": "deliberation"}) == []


def test_a_reason_is_given_with_the_transition_or_as_its_input(asked):
    assert said(asked("reason_given")) == [
        ("il faut un motif écrit", 'jalon advance sign axe-seine-2018 --because "…"')
    ]


@pytest.mark.parametrize("given", [{"reason": "parce que"}, {"inputs": {"reason": "parce que"}}])
def test_a_reason_that_was_given_is_one(asked, given):
    assert asked("reason_given", **given) == []


def test_a_follow_up_committee_is_planned(asked):
    other = CommitteeSet(committee="project", meets_on="2019-05-01")
    assert said(asked("follow_up_committee_planned", other)) == [
        (
            "aucun comité de suivi prévu",
            "jalon record committee axe-seine-2018 --kind follow_up --meets …",
        )
    ]


def test_a_committee_to_come_is_planned(asked):
    assert asked("follow_up_committee_planned", CommitteeSet(committee="follow_up", meets_on="2030-05-01")) == []


def test_an_amendment_amends_something(asked):
    params = {"documents": ("contract", "amendment")}
    assert said(asked("changed_since_last", params=params)) == [
        (
            "rien n’a changé depuis la dernière version : ni projet, ni membre, ni personne, ni signataire",
            "jalon record project axe-seine-2018 --title …",
        )
    ]


def test_a_change_since_the_last_version_is_something(asked):
    counted = []

    def changes(documents):
        counted.append(documents)
        return 1

    assert asked("changed_since_last", params={"documents": ("contract",)}, changes_since=changes) == []
    assert counted == [("contract",)]


# ── all of them together ──────────────────────────────────────────────────────────────────────────────────────────


def transition(**given):
    return Transition(**{"name": "sign", "label": Text("Signer", "Sign"), "sources": ("x",), "target": None, **given})


WANTED = {
    "on_required": True,
    "inputs": (
        Input("place", "text", True, Text("lieu", "place")),
        Input("budget", "amount", False, Text("budget", "budget")),
        Input("reason", "text", True, Text("motif du retrait", "reason for it")),
    ),
    "guards": (Requirement("has_project"), Requirement("binome_complete")),
    "evidence": (
        EvidenceRule("press", "required", (), Text("l’article", "the article")),
        EvidenceRule("committee_minutes", "expected", ("other",), Text("le compte rendu", "the minutes")),
    ),
    "expectations": (Requirement("referent_named", override=True),),
}


def test_every_reason_is_told_at_once_in_order_and_whether_it_may_be_passed(sqlite_engine):
    found = judged(sqlite_engine, walk(sqlite_engine, ONE_REGION), transition(**WANTED))
    assert [(one.code, one.message.fr, one.overridable) for one in found] == [
        ("date_given", "la date de l’événement manque", False),
        ("input_given", "il manque : lieu", False),
        ("input_given", "il manque : motif du retrait", False),
        ("has_project", "aucun projet", False),
        ("binome_complete", "il manque l’élu du binôme", False),
        ("binome_complete", "il manque l’industriel du binôme", False),
        ("evidence_attached", "pièce attendue : l’article", False),
        ("evidence_attached", "pièce attendue : le compte rendu", True),
        ("referent_named", "aucun référent d’opérateur désigné", True),
    ]
    assert [one.remedy.fr for one in found[:3]] == [
        "jalon advance sign axe-seine-2018 --on AAAA-MM-JJ",
        "jalon advance sign axe-seine-2018 --input place=…",
        'jalon advance sign axe-seine-2018 --because "…"',
    ]
    assert found[0].remedy.en == "jalon advance sign axe-seine-2018 --on YYYY-MM-DD"


def test_what_is_given_with_the_transition_is_missing_no_more(sqlite_engine):
    dossier = walk(sqlite_engine, ONE_REGION)
    given = {
        "effective": Period.parse("2019-04"),
        "inputs": {"place": "Rouen"},
        "reason": "le territoire renonce",
        "evidence_kinds": ("other", "press"),
    }
    found = judged(sqlite_engine, dossier, transition(**WANTED), **given)
    assert set(Counter(one.code for one in found)) == {"has_project", "binome_complete", "referent_named"}


@pytest.mark.parametrize(("day", "late"), [("2020-05-06", False), ("2020-05-07", True), ("2099-01-01", True)])
def test_a_day_that_is_asked_for_has_come(sqlite_engine, day, late):
    one = transition(inputs=(Input("committee_date", "date", False, Text("date du comité", "committee day")),))
    found = judged(sqlite_engine, walk(sqlite_engine, ONE_REGION), one, inputs={"committee_date": day})
    assert [blocker.code for blocker in found] == ["day_has_come"] * late
    if day == "2020-05-07":
        assert found[0].message == Text(
            "date du comité : le 7 mai 2020 est dans le futur", "committee day: 7 May 2020 is in the future"
        )
        assert found[0].remedy == Text(
            "jalon advance sign axe-seine-2018 --input committee_date=AAAA-MM-JJ",
            "jalon advance sign axe-seine-2018 --input committee_date=YYYY-MM-DD",
        )


def test_a_reason_that_a_guard_asks_for_is_asked_for_once(sqlite_engine):
    wanted = (Input("reason", "text", True, Text("motif", "reason")),)
    one = transition(inputs=wanted, guards=(Requirement("reason_given"),))
    dossier = walk(sqlite_engine, ONE_REGION)
    assert [blocker.code for blocker in judged(sqlite_engine, dossier, one)] == ["reason_given"]
    assert judged(sqlite_engine, dossier, one, inputs={"reason": "il renonce"}) == []
    assert judged(sqlite_engine, dossier, one, reason="il renonce") == []


def test_evidence_that_came_earlier_counts(sqlite_engine):
    dossier = walk(sqlite_engine, ONE_REGION)
    rule = EvidenceRule("committee_minutes", "required", ("deliberation",), Text("le vote", "the vote"))
    assert len(judged(sqlite_engine, dossier, transition(evidence=(rule,)))) == 1
    sqlite_engine.record(dossier, Note(text="L’acte."), on(DAY, evidence=(VOTE,)))
    assert judged(sqlite_engine, dossier, transition(evidence=(rule,))) == []


# ── guards that cannot be trusted ─────────────────────────────────────────────────────────────────────────────────


def test_a_guard_that_is_no_longer_known_refuses_and_no_reason_passes_it(sqlite_engine):
    dossier = walk(sqlite_engine, ONE_REGION)
    for given in ({"guards": (Requirement("old_one"),)}, {"expectations": (Requirement("old_one", override=True),)}):
        (blocker,) = judged(sqlite_engine, dossier, transition(**given))
        assert (blocker.code, blocker.overridable) == ("old_one", False)
        assert blocker.message == Text("cette garde n’a pas d’évaluateur", "this guard has no evaluator")
        assert blocker.remedy.fr == "jalon lifecycle check"


@pytest.mark.parametrize("fault", [KeyError("x"), TypeError("x"), ZeroDivisionError("x"), AttributeError("x")])
def test_a_guard_that_fails_refuses_and_no_reason_passes_it(sqlite_engine, monkeypatch, fault):
    def ask(case, attempt):
        raise fault

    monkeypatch.setitem(GUARDS, "broken", Guard("broken", Text("cassée", "broken"), ask, {}))
    (blocker,) = judged(
        sqlite_engine,
        walk(sqlite_engine, ONE_REGION),
        transition(expectations=(Requirement("broken", override=True),)),
    )
    assert (blocker.code, blocker.overridable) == ("broken", False)
    assert repr(fault) in blocker.message.fr
    assert repr(fault) in blocker.message.en


def test_a_guard_that_is_given_what_it_does_not_know_refuses(sqlite_engine):
    one = transition(guards=(Requirement("has_member", {"document": "protocol"}),))
    (blocker,) = judged(sqlite_engine, walk(sqlite_engine, ONE_REGION), one)
    assert "n’a pas pu être évaluée" in blocker.message.fr


# ── what is known of all guards ───────────────────────────────────────────────────────────────────────────────────


def test_every_guard_says_what_it_asks_in_both_languages_and_why():
    for one in GUARDS.values():
        assert one.label.fr != one.label.en
        assert one.ask.__doc__
        assert guards.label(one.name) == one.label


def test_a_code_has_a_label_even_when_its_guard_is_gone():
    assert guards.label("input_given").en == "what the transition asks for"
    assert guards.label("old_one") == Text("old_one", "old_one")


def test_the_parameters_of_a_guard_are_read_from_its_signature():
    known = guards.known_guards()
    assert known["has_member"] == {}
    assert known["signed_by_each_college"] == {
        "document": Parameter(values=("protocol", "contract", "amendment")),
        "colleges": Parameter(
            required=False, many=True, values=("intercommunalities", "state", "region", "operators", "industry")
        ),
    }
    assert known["changed_since_last"] == {"documents": Parameter(many=True, drafted=True)}


# ── what is to be typed can be typed ──────────────────────────────────────────────────────────────────────────────

FILLED_IN = {
    "--axis": "recruter",
    "--because": "un motif",
    "--committee": "2019-04-10",
    "--cost": "1 000",
    "--deliberation-on": "2019-04-20",
    "--meets": "2019-05-01",
    "--on": "2019-04-30",
    "SIREN": "200084952",
}


def filled_in(remedy):
    """The words of a remedy as somebody would type them, with something in each place that was left open."""
    words = shlex.split(remedy)
    done = []
    for before, word in zip(["", *words], words, strict=False):
        word = FILLED_IN[before] if word in ("…", "AAAA-MM-JJ", "YYYY-MM-DD") and before in FILLED_IN else word
        word = FILLED_IN.get(word, word) if word == "SIREN" else word
        done.append(word.replace("regions=…", "regions=28").replace("=FICHIER", "=x.pdf").replace("=FILE", "=x.pdf"))
    return done


def understood(words):
    """Parse a command as the command line does, without running it."""
    assert words.pop(0) == "jalon"
    found, context = jalon, click.Context(jalon)
    while isinstance(found, click.Group):
        name = words.pop(0)
        found = found.get_command(context, name)
        assert found is not None, f"there is no command {name}"
    found.make_context(found.name, words, parent=context)


UNMET = [
    ("has_member", {}, EMPTY),
    ("has_region", {}, EMPTY),
    ("binome_complete", {}, ONE_REGION),
    ("referent_named", {}, ONE_REGION),
    ("evidence_attached", {"kind": "press"}, ONE_REGION),
    ("has_project", {}, ONE_REGION),
    ("projects_described", {}, ONE_REGION),
    ("projects_costed", {}, ONE_REGION),
    ("project_started", {}, ONE_REGION),
    ("projects_final", {}, ONE_REGION),
    ("signed_by_each_college", PROTOCOL, ONE_REGION),
    ("signed_by_each_region", PROTOCOL, TWO_REGIONS),
    ("no_missing_signatory", PROTOCOL, ONE_REGION),
    ("deliberation_per_intercommunality", PROTOCOL, ONE_REGION),
    ("deliberation_before_signature", PROTOCOL, ONE_REGION),
    ("validated_by_each_region", {"document": "contract"}, TWO_REGIONS),
    ("reason_given", {}, ONE_REGION),
    ("follow_up_committee_planned", {}, ONE_REGION),
    ("changed_since_last", {"documents": ("contract",)}, ONE_REGION),
]
NEEDING = {
    "projects_described": [project()],
    "projects_costed": [project()],
    "projects_final": [project()],
    "no_missing_signatory": [STATE],
    "deliberation_before_signature": [STATE, signed(1), vote("200084952", "2019-05-10")],
}


def test_every_guard_is_tried_below():
    assert {name for name, *_ in UNMET} == GUARDS.keys()


@pytest.mark.parametrize(("name", "params", "territory"), UNMET, ids=[one[0] for one in UNMET])
def test_the_remedy_of_every_guard_is_a_command_that_jalon_understands(sqlite_engine, asked, name, params, territory):
    if territory == EMPTY:
        nowhere(sqlite_engine)
    found = asked(name, *NEEDING.get(name, ()), territory=territory, params=params)
    assert {one.code for one in found} == {name}
    for blocker in found:
        for remedy in (blocker.remedy.fr, blocker.remedy.en):
            assert remedy.startswith("jalon ")
            understood(filled_in(remedy))
