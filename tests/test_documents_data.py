"""What is told to a template: plain data, the same for the same dossier, with what has to be there and is not yet."""

import csv
import json
import shlex
from datetime import date
from pathlib import Path

import pytest
from document_samples import COMPLETE, INCOMPLETE, LIFECYCLE, REPORT, data_of, drafted, occasion_of
from document_samples import case as made_case
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workflow.canonical import canonical
from workflow.dates import Period
from workflow.documents.changes import changes
from workflow.documents.data import Issue, Occasion, document_facts, dossier_facts, numbers, project
from workflow.documents.facts import Facts
from workflow.documents.gaps import Gap
from workflow.documents.people import designation, feminine, in_a_command
from workflow.documents.render import Templates
from workflow.documents.reporting import Arrival, Step, report_document, report_facts
from workflow.documents.shape import ROOT, type_of
from workflow.french import apostrophes
from workflow.models import (
    MEMBER_KINDS,
    Committee,
    Deliberation,
    DossierDepartment,
    DossierRegion,
    Member,
    Passage,
    Person,
    Project,
    Signatory,
    Signature,
    Validation,
)
from workflow.workspace import TEMPLATES, shipped

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
DOSSIER = {"id": "d-2018", "territory_id": "d", "state": "pilot"}
CC = {"siren": "200000911", "kind": "CC", "name": "CC des Collines"}
COMMUNE = {"siren": "210600334", "kind": "COMMUNE", "name": "Carros"}


def facts(tables, day="2019-04-30", territory="D", **occasion):
    return dossier_facts(
        made_case(DOSSIER, {DossierRegion: [{"region_code": "28"}], **tables}),
        territory,
        Occasion(day=Period.from_iso(day), state="pilot", **occasion),
    )


def numbered(*rows):
    return [{"number": number, **values} for number, values in enumerate(rows, 1)]


# ── as a whole ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sample", [COMPLETE, INCOMPLETE], ids=["complete", "incomplete"])
@pytest.mark.parametrize("document", LIFECYCLE.documents)
def test_the_data_is_canonical_and_the_same_each_time(sample, document):
    data = data_of(sample, document)
    assert canonical(data) == canonical(data_of(sample, document))
    assert json.loads(canonical(data)) == data


@pytest.mark.parametrize("document", LIFECYCLE.documents)
def test_what_was_stored_gives_the_same_document_again(document):
    templates = Templates.of_folder(shipped() / TEMPLATES)
    made = drafted(templates, COMPLETE, document)
    again = Templates.of_text(templates.stored(document)).render(document, json.loads(canonical(made.data)))
    assert again == made.rendered


def test_every_variable_that_is_declared_is_told():
    """By kind of group: an operator is a party without a region, but some party has one."""
    told = set()
    for document in LIFECYCLE.documents:
        note_all(Facts(data_of(COMPLETE, document), "", ROOT, None), ROOT, told)
    silent = set(declared(ROOT)) - told
    assert {(kind, name) for kind, name in silent if name != "commande"} == {
        ("le dossier", "renouvelle"),  # this one renews none
        ("délibération", "version"),  # and no deliberation was told on which draft it voted
        ("rapport", "dans"),  # and the report is that of the whole programme
    }


def declared(of):
    for name, field in of.fields.items():
        yield type_of(of) or of.label, name
        yield from declared(field)


def note_all(value, of, told):
    """Note the variables that have a value, as `declared` names them."""
    if isinstance(value, Facts):
        for name, one in value.items():
            if not isinstance(one, Gap):
                told.add((type_of(of) or of.label, name))
                note_all(one, of.child(name), told)
    elif isinstance(value, tuple):
        for one in value:
            note_all(one, of, told)


def test_the_dossier_is_told_as_it_is_after_the_transition():
    told = data_of(COMPLETE, "follow_up_minutes")
    assert told["dossier"]["etat"] == {"code": "implemented", "libelle": "Mis en œuvre"}
    assert told["transition"]["depuis"] == {"code": "contract_validated", "libelle": "Contrat validé"}
    assert told["transition"]["date"] == "2020-03-15"
    assert told["dossier"]["phase"]["libelle"] == "Phase 2018-2023"


def test_the_label_of_a_state_is_that_of_the_phase():
    later = made_case({**DOSSIER, "phase": "2023"}, {})
    told = dossier_facts(later, "D", Occasion(Period.from_iso("2024-01-01"), "identified"))
    assert told["dossier"]["etat"]["libelle"] == "Labellisé"


def test_without_a_transition_nothing_of_it_is_told():
    assert facts({})["transition"] == {"saisies": {}}


# ── persons and members ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_office_agrees_with_the_person():
    told = facts({Person: numbered({"role": "project_manager", "name": "Ada", "civility": "Madame", "office": "chef"})})
    assert told["chefs_de_projet"][0] | {"commande": ""} == {
        "nom": "Ada",
        "civilite": "Mme",
        "genre": "f",
        "appellation": "Mme\u00a0Ada",
        "qualite": "cheffe",
        "numero": 1,
        "organisation": None,
        "depuis": None,
        "commande": "",
    }


@pytest.mark.parametrize(("civility", "shown"), [(None, "Ada"), ("Dr", "Dr\u00a0Ada")])
def test_where_the_gender_is_not_known_nothing_agrees(civility, shown):
    told = facts({Person: numbered({"role": "project_manager", "name": "Ada", "civility": civility, "office": "chef"})})
    found = told["chefs_de_projet"][0]
    assert (found["appellation"], found["qualite"], found["genre"]) == (shown, "chef", None)


@pytest.mark.parametrize(("name", "civility", "called"), [(None, "M.", None), ("Ada", "M.", "M.\u00a0Ada")])
def test_nobody_is_called_by_a_civility_alone(name, civility, called):
    signing = numbered({"college": "operators", "organisation": "ADEME", "name": name, "civility": civility})
    told = facts({Signatory: signing})["protocole"]["parties"]["operateurs"][0]["representant"]
    assert (told["appellation"], told["nom"], told["civilite"]) == (called, name, civility)


def test_each_who_signs_for_a_member_is_the_one_named_for_it():
    signing = numbered(
        {"college": "operators", "organisation": "ADEME", "name": "Bo"},
        {"college": "intercommunalities", "organisation": "Carros", "siren": COMMUNE["siren"], "name": "Ada"},
    )
    told = facts({Member: [CC, COMMUNE], Signatory: signing})["membres"]
    assert [one["representant"].get("nom") for one in told] == [None, "Ada"]
    assert [one["representant"]["commande"] for one in told] == [
        'jalon record signatory d-2018 --college intercommunalities --siren 200000911 --organisation "CC des Collines"',
        "jalon record signatory d-2018 2",
    ]
    assert [one["commande"] for one in told] == [
        "jalon record member d-2018 200000911",
        "jalon record member d-2018 210600334",
    ]


def test_who_presides_over_a_region_signs_for_it_and_is_told_without_a_place_in_the_team():
    people = numbered({"role": "regional_president", "name": "A", "organisation": "Normandie", "since": "2016-01-04"})
    told = facts({Person: people})
    signing = told["protocole"]["parties"]["regions"][0]["representant"]
    assert signing.keys() == told["regions"][0]["president"].keys() - {"numero", "organisation", "depuis"}
    assert (signing["nom"], signing["commande"]) == ("A", "jalon record person d-2018 1")


def test_who_has_left_is_not_told():
    people = numbered(
        {"role": "elected_lead", "name": "A", "until": "2019-01-01"}, {"role": "elected_lead", "name": "B"}
    )
    assert [one["nom"] for one in facts({Person: people})["binome"]["elus"]] == ["B"]
    gone = {**CC, "until": "2019-01-01"}
    assert facts({Member: [gone, COMMUNE]})["membres"][0]["nom"] == "Carros"


ROLES = {
    "elected_lead": ("binome", "elus"),
    "industry_lead": ("binome", "industriels"),
    "project_manager": ("chefs_de_projet",),
    "operator_referent": ("referents",),
    "committee_member": ("comite",),
}


@given(st.lists(st.sampled_from(list(ROLES)), max_size=8))
@settings(max_examples=30, deadline=None)
def test_everybody_is_told_once_under_the_role_that_they_hold(roles):
    told = facts({Person: numbered(*({"role": role, "name": f"N {n}"} for n, role in enumerate(roles, 1)))})
    for role, path in ROLES.items():
        found = told
        for name in path:
            found = found[name]
        held = [number for number, one in enumerate(roles, 1) if one == role]
        assert [one["numero"] for one in found if "numero" in one] == held
        assert [one["commande"] for one in found if "numero" in one] == [
            f"jalon record person d-2018 {number}" for number in held
        ]


def test_a_lead_who_is_not_named_is_there_all_the_same():
    assert facts({})["binome"] == {
        "elus": [{"commande": "jalon record person d-2018 --role elected_lead"}],
        "industriels": [{"commande": "jalon record person d-2018 --role industry_lead"}],
    }


@pytest.mark.parametrize(
    ("kind", "name", "full"),
    [
        ("CC", "CC du Val d'Amboise", "communauté de communes du Val d’Amboise"),
        ("CC", "Terre d'Auge", "communauté de communes Terre d’Auge"),
        ("CA", "Communauté d'agglomération Cap Excellence", "Communauté d’agglomération Cap Excellence"),
        ("CU", "Le Havre Seine Métropole", "communauté urbaine Le Havre Seine Métropole"),
        ("METRO", "Métropole Rouen Normandie", "Métropole Rouen Normandie"),
        ("METRO", "Nice Côte d'Azur", "métropole Nice Côte d’Azur"),
        ("EPT", "EPT Grand-Orly Seine Bièvre", "établissement public territorial Grand-Orly Seine Bièvre"),
        ("COMMUNE", "Carros", "commune de Carros"),
        ("COMMUNE", "Le Port", "commune du Port"),
        ("PETR", "PETR du Grand Quercy", "pôle d’équilibre territorial et rural du Grand Quercy"),
        ("OTHER", "Pays de l'Ouest", "Pays de l’Ouest"),
    ],
)
def test_a_member_is_named_in_full(kind, name, full):
    assert designation(kind, name) == full


def test_every_kind_of_member_has_an_assembly():
    told = facts(
        {Member: [{"siren": f"20000091{n}", "kind": kind, "name": "X"} for n, kind in enumerate(MEMBER_KINDS)]}
    )
    assert {one["forme"]: one["assemblee"] for one in told["membres"]} == {
        "communauté de communes": "conseil communautaire",
        "communauté d’agglomération": "conseil communautaire",
        "communauté urbaine": "conseil communautaire",
        "métropole": "conseil métropolitain",
        "établissement public territorial": "conseil de territoire",
        "commune": "conseil municipal",
        "pôle d’équilibre territorial et rural": "comité syndical",
        "autre": "assemblée délibérante",
    }


FEMININE = (
    *("Métropole du Rien", "Région Normandie", "communauté urbaine", "Collectivité de Corse", "commune de Carros"),
    *("Agence de l’eau", "Assemblée de Corse", "association des maires", "Banque des Territoires", "Caisse des dépôts"),
    *("CHAMBRE de commerce", "Direction régionale", "entreprise du Lac", "Fédération des usines", "Fondation X"),
    *("préfecture de l’Orne", "Société du Canal", "Union des industries", "Université de Caen", "usine n° 3", "ville"),
)
MASCULINE = (
    *("État", "Syndicat mixte", "Département de Mayotte", "Bpifrance", "Conseil régional", "établissement public", ""),
    *("Pôle emploi", "Comité de la région", "PETR de la ville", "Villeneuve", "Regional", "CCI de la Métropole"),
)


def test_organisations_have_the_gender_of_their_first_word():
    assert [one for one in FEMININE if not feminine(one)] == []
    assert [one for one in MASCULINE if feminine(one)] == []


def test_a_region_is_told_with_its_president_and_what_it_validated():
    tables = {
        Person: numbered({"role": "regional_president", "name": "A", "civility": "Mme", "office": "président"}),
        Validation: [{"region_code": "28", "document": "contract", "committee_on": "2019-11-04"}],
    }
    told = facts(tables)["regions"][0]
    assert (told["nom"], told["autorite_de"], told["assemblee"]) == (
        "Normandie",
        "de la Région Normandie",
        "conseil régional de Normandie",
    )
    assert told["president"]["qualite"] == "présidente"
    assert told["validations"]["contrat"] == {
        "comite": "2019-11-04",
        "numero": None,
        "date": None,
        "reunion": {
            "date": "2019-11-04",
            "commande": "jalon record committee d-2018 --kind regional --meets 2019-11-04",
        },
        "commande": "jalon record validation d-2018 --region 28 --document contract --committee 2019-11-04",
    }
    assert told["validations"]["protocole"]["commande"].endswith("--document protocol --committee …")


def test_of_two_regions_each_has_its_own_president():
    people = numbered(
        {"role": "regional_president", "name": "A", "organisation": "Région Occitanie"},
        {"role": "regional_president", "name": "B", "office": "président de la Nouvelle-Aquitaine"},
    )
    both = [{"region_code": "75"}, {"region_code": "76"}]
    told = facts({DossierRegion: both, Person: people})["regions"]
    assert [one["president"]["nom"] for one in told] == ["B", "A"]
    told = facts({DossierRegion: both, Person: people[:1]})["regions"]
    assert told[0]["president"] == {
        "commande": 'jalon record person d-2018 --role regional_president --organisation "Région Nouvelle-Aquitaine"'
    }


def test_who_signs_for_a_region_presides_over_it_where_nobody_else_does():
    signing = numbered({"college": "region", "organisation": "Région Normandie", "region_code": "28", "name": "C"})
    assert facts({Signatory: signing})["regions"][0]["president"]["nom"] == "C"


def test_only_a_person_who_signs_for_that_very_region_presides_over_it():
    normandie = {"college": "region", "organisation": "Région Normandie", "region_code": "28"}
    for other in (
        normandie,  # nobody is named
        {**normandie, "college": "state", "organisation": "État", "name": "P"},
        {**normandie, "organisation": "Région Occitanie", "region_code": "76", "name": "O"},
    ):
        told = facts({Signatory: numbered(other)})["regions"][0]["president"]
        assert told == {"commande": "jalon record person d-2018 --role regional_president"}, other
        told = facts({Signatory: numbered(other, {**normandie, "name": "C"})})["regions"][0]["president"]
        assert (told["nom"], told["commande"]) == ("C", "jalon record signatory d-2018 2")


def test_a_vote_is_of_the_region_and_of_the_document_that_it_names():
    votes = [
        {"region_code": region, "document": document, "deliberation_number": f"{region}-{document}"}
        for region in ("75", "76")
        for document in ("contract", "protocol", "amendment")
    ]
    both = [{"region_code": "75"}, {"region_code": "76"}]
    told = facts({DossierRegion: both, Validation: votes})["regions"]
    assert [{name: one["numero"] for name, one in region["validations"].items()} for region in told] == [
        {"protocole": f"{code}-protocol", "contrat": f"{code}-contract", "avenant": f"{code}-amendment"}
        for code in ("75", "76")
    ]
    unknown = told[0]["validations"]["contrat"]["reunion"]
    assert unknown == {"date": None, "commande": "jalon record committee d-2018 --kind regional --meets …"}


def test_a_regional_committee_was_held_where_the_meeting_of_that_day_was():
    validation = {"region_code": "28", "document": "contract", "committee_on": "2019-11-04"}

    def place(*meetings):
        told = facts({Validation: [validation], Committee: numbered(*meetings)})["regions"][0]
        return told["validations"]["contrat"]["reunion"].get("lieu")

    here = {"kind": "regional", "meets_on": "2019-11-04", "place": "Rouen"}
    assert place(here, {**here, "kind": "project", "place": "Caen"}, {**here, "meets_on": "2019-11-05"}) == "Rouen"
    assert place({**here, "meets_on": "2019-11-05"}) is None
    assert place(here, {**here, "place": "Caen"}) is None, "of two regions, nobody knows which met where"
    assert place(here, here) == "Rouen"


# ── the parties ───────────────────────────────────────────────────────────────────────────────────────────────────


def organisations(told, act="protocole"):
    return {name: [one["organisation"] for one in found] for name, found in told[act]["parties"].items()}


def test_the_members_the_regions_and_the_state_are_parties_before_anybody_is_named():
    told = facts({Member: [CC, COMMUNE]})
    assert organisations(told) == {
        "intercommunalites": ["communauté de communes des Collines", "commune de Carros"],
        "etat": ["État"],
        "regions": ["Région Normandie"],
        "operateurs": [],
        "industrie": [],
        "toutes": ["communauté de communes des Collines", "commune de Carros", "État", "Région Normandie"],
    }
    assert [one["commande"] for one in told["protocole"]["parties"]["toutes"]] == [
        'jalon record signatory d-2018 --college intercommunalities --siren 200000911 --organisation "CC des Collines"',
        'jalon record signatory d-2018 --college intercommunalities --siren 210600334 --organisation "Carros"',
        'jalon record signatory d-2018 --college state --organisation "État"',
        'jalon record signatory d-2018 --college region --region 28 --organisation "Région Normandie"',
    ]


def test_a_name_that_a_shell_would_not_leave_alone_is_left_to_be_typed():
    told = facts({Member: [{**CC, "name": 'CC "$(rm)"'}]})
    assert told["protocole"]["parties"]["toutes"][0]["commande"].endswith("--organisation …")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"], exclude_characters="'’"), max_size=30))
@example("Cœur d'Yonne")
@example('"$(rm)`\\!')
def test_a_name_is_typed_in_a_command_so_that_a_shell_hands_it_over_or_not_at_all(name):
    typed = in_a_command(name)
    assert typed == "…" or shlex.split(f"jalon x --organisation {typed}")[3:] == [apostrophes(name)]
    assert (typed == "…") == bool(set(name) & set('"$`\\!'))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real data is beside a checkout of the project only")
def test_no_real_member_or_territory_is_left_to_be_typed_but_those_that_have_quotation_marks():
    names = set()
    for file, columns in (
        ("ti_members_long.csv", ("ti_name", "member_name_source", "member_name_cog")),
        ("epci_2026_light.csv", ("name",)),
    ):
        with (SHARED / file).open(encoding="utf-8-sig", newline="") as opened:
            names |= {row[column] for row in csv.DictReader(opened) for column in columns}
    assert len(names) > 1_500
    left = {name for name in names if shlex.split(in_a_command(name)) != [apostrophes(name)]}
    assert left == {name for name in names if '"' in name}
    assert len(left) < 5


def test_a_member_that_is_named_is_not_named_twice():
    by_siren = {"college": "intercommunalities", "organisation": "La CC", "siren": CC["siren"]}
    by_name = {"college": "intercommunalities", "organisation": "Communauté de communes des collines"}
    for signing in (by_siren, by_name):
        told = facts({Member: [CC, COMMUNE], Signatory: numbered(signing)})
        assert len(organisations(told)["intercommunalites"]) == 2


def test_a_party_that_is_a_member_is_named_as_the_member_is_and_another_by_its_legal_form():
    """The register knows the member better than whoever typed the signatory."""
    signing = numbered(
        {"college": "intercommunalities", "organisation": "Les collines", "siren": CC["siren"]},
        {"college": "operators", "organisation": "CC d'Ailleurs"},
    )
    told = facts({Member: [CC], Signatory: signing})["protocole"]["parties"]["toutes"]
    assert [(one["organisation"], one["feminin"]) for one in told[:1] + told[-1:]] == [
        ("communauté de communes des Collines", True),
        ("communauté de communes d’Ailleurs", True),
    ]


def test_who_signs_for_the_state_or_an_operator_takes_no_place_of_a_member():
    signing = numbered(
        {"college": "state", "organisation": "État", "office": "préfet de région"},
        {"college": "operators", "organisation": "ADEME"},
    )
    told = facts({Member: [CC, COMMUNE], Signatory: signing})
    assert organisations(told)["intercommunalites"] == ["communauté de communes des Collines", "commune de Carros"]


@given(st.sets(st.sampled_from(["28", "75", "76"]), min_size=1), st.sets(st.sampled_from(["14", "27", "76"])))
@settings(max_examples=30, deadline=None)
def test_nobody_who_is_still_to_be_named_has_signed(codes, departments):
    tables = {
        DossierRegion: [{"region_code": code} for code in sorted(codes)],
        DossierDepartment: [{"department_code": code} for code in sorted(departments)],
        Member: [CC, COMMUNE],
    }
    told = facts(tables)["protocole"]["parties"]["toutes"]
    assert len(told) == 2 + (len(departments) or 1) + len(codes)
    assert {one["signe"] for one in told} == {False}
    assert all("numero" not in one for one in told)


def test_a_region_that_is_named_is_not_named_twice_and_a_prefect_of_it_is_not_the_region():
    region = {"college": "region", "organisation": "Région Normandie", "region_code": "28"}
    told = facts({Signatory: numbered(region)})
    assert organisations(told)["regions"] == ["Région Normandie"]
    prefect = {"college": "state", "organisation": "État", "region_code": "28"}
    told = facts({Signatory: numbered(prefect)})
    assert organisations(told)["regions"] == ["Région Normandie"]


def test_somebody_else_may_sign_for_a_member():
    """The Métropole Nice Côte d'Azur signed for Carros: the list as it was recorded is taken for complete."""
    signing = {"college": "intercommunalities", "organisation": "Métropole Nice Côte d’Azur", "siren": "200030195"}
    told = facts({Member: [COMMUNE], Signatory: numbered(signing)})
    assert organisations(told)["intercommunalites"] == ["Métropole Nice Côte d’Azur"]


def test_a_party_to_one_document_is_no_party_to_another():
    signing = {"college": "operators", "organisation": "ADEME", "document": "protocol"}
    told = facts({Signatory: numbered(signing)})
    assert organisations(told)["operateurs"] == ["ADEME"]
    assert organisations(told, "contrat")["operateurs"] == []


def prefects(offices, codes):
    signing = numbered(*({"college": "state", "organisation": "État", "office": office} for office in offices))
    tables = {Signatory: signing, DossierDepartment: [{"department_code": code} for code in codes]}
    found = facts(tables)["protocole"]["parties"]["etat"]
    assert all(one["organisation"] == "État" and one["prefet"] for one in found)
    return [one["representant"]["qualite"] for one in found], [one["commande"] for one in found]


def test_the_prefect_of_each_department_signs_for_the_state_before_anybody_is_named():
    offices, commands = prefects([], ["27", "76"])
    assert offices == ["préfet de l’Eure", "préfet de la Seine-Maritime"]
    assert commands == [
        f'jalon record signatory d-2018 --college state --organisation "État" --office "{office}"' for office in offices
    ]


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        (["Préfète de la Seine Maritime"], ["Préfète de la Seine Maritime", "préfet de l’Eure"]),
        (["préfet de l’Eure et de la Seine-Maritime"], ["préfet de l’Eure et de la Seine-Maritime"]),
        (["préfet de la région Normandie"], ["préfet de la région Normandie"]),
        (["préfet de l’Eure", "préfet de région"], ["préfet de l’Eure", "préfet de région"]),
        (["préfet d’Eure-et-Loir"], ["préfet d’Eure-et-Loir"]),
        ([None], [None]),
    ],
)
def test_the_prefects_that_are_not_named_yet_are_added_unless_others_sign_for_the_state(recorded, told):
    """One who is prefect of none of the departments tells that the list is as somebody meant it."""
    assert prefects(recorded, ["27", "76"])[0] == told
    assert prefects(recorded, [])[0] == recorded


def test_where_no_department_is_known_a_prefect_of_none_is_missing():
    assert prefects([], []) == ([None], ['jalon record signatory d-2018 --college state --organisation "État"'])


def test_a_department_has_its_names():
    told = facts({DossierDepartment: [{"department_code": "76"}]})["departements"]
    assert told == [
        {
            "code": "76",
            "nom": "Seine-Maritime",
            "le": "la Seine-Maritime",
            "de": "de la Seine-Maritime",
            "prefet": "préfet de la Seine-Maritime",
        }
    ]


@pytest.mark.parametrize(
    ("office", "is_prefect"),
    [("préfète de l’Orne", True), ("Préfet", True), (None, True), ("sous-préfet", False), ("ministre", False)],
)
def test_a_prefect_is_known_by_the_office(office, is_prefect):
    told = facts({Signatory: numbered({"college": "state", "organisation": "État", "office": office})})
    assert told["protocole"]["parties"]["etat"][0]["prefet"] is is_prefect


def test_signatures_are_told_and_the_last_one_dates_the_document():
    tables = {
        Signatory: numbered(
            {"college": "state", "organisation": "État"}, {"college": "operators", "organisation": "B"}
        ),
        Signature: [
            {"document": "protocol", "signatory": 1, "signed_on": "2019-05-02", "place": "Pau"},
            {"document": "protocol", "signatory": 2, "signed_on": "2019-04-30"},
        ],
    }
    told = facts(tables)["protocole"]
    assert told["signature"] == {
        "date": "2019-05-02",
        "lieu": "Pau",
        "signataires": "B et État",
        "commande": None,
    }
    assert [one["signe"] for one in told["parties"]["toutes"]] == [True, False, True], "the region has not signed"
    assert told["parties"]["etat"][0]["signature"]["support"] == "papier"


def test_the_signing_is_told_by_the_first_that_signs_and_then_by_nobody():
    parties = numbered({"college": "operators", "organisation": "B"}, {"college": "industry", "organisation": "C"})
    nobody = facts({Signatory: parties})
    assert nobody["protocole"]["signature"] == {
        "date": None,
        "lieu": None,
        "signataires": None,
        "commande": "jalon record signature d-2018 1 --document protocol",
    }
    assert nobody["contrat"]["signature"]["commande"] == "jalon record signature d-2018 1 --document contract"
    assert facts({})["avenant"]["signature"]["commande"] == "jalon record signature d-2018 … --document amendment"
    signed = [{"document": "protocol", "signatory": 2, "signed_on": "2019-05-02"}]
    told = facts({Signatory: parties, Signature: signed})
    assert told["protocole"]["signature"]["commande"] is None, "who has signed does not sign again"
    assert [one["commande"] for one in told["protocole"]["parties"]["operateurs"]] == [
        "jalon record signatory d-2018 1"
    ]
    assert [one["signature"]["commande"] for one in told["protocole"]["parties"]["operateurs"]] == [
        "jalon record signature d-2018 1 --document protocol"
    ]
    assert told["contrat"]["signature"]["date"] is None, "a signature is of the document that it names"


def test_for_want_of_signatures_a_transition_dates_the_document():
    assert facts({}, signed={"protocol": "2019-W12"})["protocole"]["signature"]["date"] == "2019-W12"


def test_each_assembly_that_has_not_voted_is_expected_to():
    votes = numbered(
        {"document": "protocol", "authority": "CC des Collines", "siren": CC["siren"], "voted_on": "2019-04-01"},
        {"document": "contract", "authority": "Conseil régional", "voted_on": "2019-04-02"},
    )
    told = facts({Member: [CC, COMMUNE], Deliberation: votes})
    assert [(one["autorite"], one.get("date")) for one in told["protocole"]["deliberations"]] == [
        ("communauté de communes des Collines", "2019-04-01"),
        ("commune de Carros", None),
    ]
    assert [one["autorite"] for one in told["contrat"]["deliberations"]] == [
        "Conseil régional",
        "communauté de communes des Collines",
        "commune de Carros",
    ]


def test_a_vote_that_lacks_is_recorded_for_its_assembly_and_one_that_is_there_is_completed():
    votes = numbered(
        {"document": "protocol", "authority": "x", "siren": CC["siren"], "voted_on": "2019-04-01", "act_number": "12"},
        {"document": "protocol", "authority": "CC d'Ailleurs", "voted_on": "2019-04-02", "draft_id": "d-protocol-1"},
    )
    told = facts({Member: [CC, COMMUNE], Deliberation: votes})["protocole"]["deliberations"]
    record = "jalon record deliberation d-2018"
    assert told == [
        {
            "numero": 1,
            "autorite": "communauté de communes des Collines",
            "acte": "12",
            "date": "2019-04-01",
            "version": None,
            "commande": f"{record} 1",
        },
        {
            "numero": 2,
            "autorite": "communauté de communes d’Ailleurs",
            "acte": None,
            "date": "2019-04-02",
            "version": "d-protocol-1",
            "commande": f"{record} 2",
        },
        {
            "autorite": "commune de Carros",
            "commande": f'{record} --document protocol --siren 210600334 --authority "Carros"',
        },
    ]


def test_what_a_transition_asks_is_given_by_it_before_and_by_correcting_it_after():
    def told(**occasion):
        return facts({}, transition=LIFECYCLE.transition("sign_protocol"), **occasion)["transition"]

    before = told()
    assert (before["saisies"], before["commande"], before["motif"]) == (
        {"*": "jalon advance sign_protocol d-2018 --input *=…", "place": None},
        "jalon advance sign_protocol d-2018",
        None,
    )
    after = told(entry=7, inputs={"place": "Pau", "other": "x"}, reason="un motif", came_from="identified")
    assert (after["saisies"], after["commande"], after["motif"]) == (
        {"*": "jalon correct d-2018 7 --set *=… --because …", "place": "Pau"},
        None,
        "un motif",
    )
    assert (before["depuis"]["code"], after["depuis"]["code"]) == ("pilot", "identified")
    assert told(inputs={"reason": "dit en le faisant"})["motif"] == "dit en le faisant"


# ── projects and meetings ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_abandoned_project_is_in_no_plan_but_in_the_report():
    projects = numbered({"title": "A", "axis": "attirer"}, {"title": "B", "axis": "attirer", "status": "abandoned"})
    told = facts({Project: projects})
    assert [one["titre"] for one in told["projets"]] == ["A"]
    assert [one["titre"] for axis in told["axes"] for one in axis["projets"]] == ["A"]
    assert {one["code"]: [p["titre"] for p in one["projets"]] for one in told["statuts"] if one["projets"]} == {
        "planned": ["A"],
        "abandoned": ["B"],
    }
    assert numbers(made_case(DOSSIER, {Project: projects}), "project") == [1]


def test_projects_without_an_axis_come_last_and_the_axis_is_asked_for():
    told = facts({Project: numbered({"title": "A"}, {"title": "B", "axis": "innover"})})
    assert [axis.get("code") for axis in told["axes"]] == ["attirer", "recruter", "innover", "simplifier", None]
    assert told["axes"][-1]["commande"] == "jalon record project d-2018 1"


def test_an_axis_is_called_as_its_own_phase_calls_it():
    told = facts(
        {Project: numbered({"title": "A", "axis": "competences"}, {"title": "B", "axis": "attirer"}, {"title": "C"})}
    )
    assert [one["axe"] for one in told["projets"]] == [
        {"code": "competences", "libelle": "competences"},  # an axis of 2023 means nothing in 2018
        {"code": "attirer", "libelle": "Attirer"},
        {"code": None, "libelle": None},
    ]
    assert [one["numero"] for one in told["axes"][-1]["projets"]] == [1, 3]


def test_a_phase_that_the_lifecycle_does_not_declare_is_called_by_its_code():
    told = dossier_facts(made_case({**DOSSIER, "phase": "2030"}, {}), "D", Occasion(Period.from_iso("2030"), "pilot"))
    assert told["dossier"]["phase"] == {"code": "2030", "libelle": "2030"}


def test_each_text_is_told_of_what_it_was_written_about():
    passages = [
        {"subject": subject, "item": item, "text": f"{subject} {item}", "written_on": "2019-03-01"}
        for subject, item in (("portrait", 0), ("services", 1), ("services", 2), ("decisions", 1), ("portrait", 1))
    ]
    told = facts(
        {
            Passage: passages,
            Project: numbered({"title": "A"}, {"title": "B"}),
            Committee: numbered({"kind": "project", "meets_on": "2019-03-01"}),
        }
    )
    written = "jalon record text d-2018 *{} --text …".format
    assert told["textes"] == {"*": written(""), "portrait": "portrait 0"}
    assert [one["textes"] for one in told["projets"]] == [
        {"*": written(f" {number}"), "services": f"services {number}"} for number in (1, 2)
    ]
    assert told["reunions"]["projet"]["premiere"]["textes"] == {"*": written(" 1"), "decisions": "decisions 1"}


def test_an_axis_of_some_regions_is_told_there_alone():
    grand_est = facts({DossierRegion: [{"region_code": "44"}]})["axes"]
    assert [axis["code"] for axis in grand_est] == ["attirer", "recruter", "innover", "simplifier", "installer"]


def test_meetings_are_told_as_they_stand_on_the_day():
    meetings = numbered(
        {"kind": "project", "meets_on": "2019-06-01"},
        {"kind": "project", "meets_on": "2019-02-01", "place": "Pau"},
        {"kind": "project", "meets_on": "2019-04-30"},
        {"kind": "follow_up", "meets_on": "2020-01-01"},
    )
    told = facts({Committee: meetings})["reunions"]
    project = told["projet"]
    assert [project[name]["numero"] for name in ("premiere", "derniere", "prochaine")] == [2, 3, 1]
    unknown = told["suivi"]["derniere"]
    assert unknown["commande"] == "jalon record committee d-2018 --kind follow_up --meets …"
    assert unknown["textes"] == {"*": f"{unknown['commande']} --place …"}, "it has to meet before anything is written"
    assert project["derniere"]["textes"] == {"*": "jalon record text d-2018 * 3 --text …"}
    assert told["suivi"]["premiere"]["date"] == told["suivi"]["prochaine"]["date"] == "2020-01-01"
    assert told["regional"]["toutes"] == []


@given(
    st.fixed_dictionaries(
        {
            "title": st.text(min_size=1, max_size=20),
            "axis": st.sampled_from(["attirer", "inconnu", None]),
            "holder": st.none() | st.text(max_size=10),
            "description": st.none() | st.text(max_size=30),
            "cost": st.none() | st.integers(0, 10**13),
            "status": st.sampled_from(["planned", "done", "abandoned"]),
            "firm": st.sampled_from([0, 1]),
            "starts": st.none() | st.dates(date(1990, 1, 1), date(2100, 12, 31)).map(str),
        }
    )
)
@settings(deadline=None, max_examples=60)
def test_any_project_makes_a_sheet(values):
    case = made_case(DOSSIER, {DossierRegion: [{"region_code": "28"}], Project: numbered(values)})
    told = dossier_facts(case, "D", Occasion(Period.from_iso("2019-04-30"), "pilot"))
    sheet = {**told, "projet": project(case.projects[0], case), "document": {"libelle": "x"}}
    SHEETS.render("action_sheet", {name: sheet[name] for name in SHEETS.uses("action_sheet")})


SHEETS = Templates.of_folder(shipped() / TEMPLATES)

# ── one document ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_document_for_each_is_told_which_one_it_is_about():
    for name, root, key, value in (
        ("action_sheet", "projet", "numero", 2),
        ("deliberation_draft", "membre", "siren", "200000902"),
        ("regional_minutes", "region", "code", "28"),
    ):
        spec = LIFECYCLE.documents[name]
        told = dossier_facts(COMPLETE.case, "X", occasion_of(COMPLETE, name))
        made = document_facts(told, spec, Issue("x", 3, 3), occasion_of(COMPLETE, name), int(value))
        assert made[root][key] == value
        assert made["document"]["version"] == 3
        assert int(value) in numbers(COMPLETE.case, spec.each)


def test_a_document_of_the_whole_dossier_has_the_number_nought():
    assert numbers(COMPLETE.case, None) == [0]


# ── what changed ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_changed_since_the_contract_is_found():
    told = data_of(COMPLETE, "amendment")["changements"]
    assert told["depuis"] == {
        "reference": "pays-de-l-ombrelle-2018-contract-1",
        "nom": "Contrat",
        "date": "2019-11-20",
    }
    assert [one["numero"] for one in told["projets_nouveaux"]] == [3]
    assert [
        (one["numero"], [(x["quoi"], x["avant"], x["apres"]) for x in one["changements"]])
        for one in told["projets_modifies"]
    ] == [
        (
            1,
            [
                ("coût total", "1\u202f200\u202f000\u00a0€", "1\u202f284\u202f500\u00a0€"),
                ("statut", "prévu", "en cours"),
                ("engagement", "à confirmer", "ferme"),
            ],
        )
    ]
    assert [one["nom"] for one in told["membres_entres"]] == ["Le Port-Imaginaire"]
    assert [one["nom"] for one in told["membres_partis"]] == ["CC des Landes d'Orcelle"]
    assert [(one["nom"], one["role"]) for one in told["personnes"]] == [("Cleo Modèle", "chef de projet")]


def test_nothing_changed_where_the_same_is_compared():
    data = data_of(COMPLETE, "contract")
    told = changes(json.loads(canonical(data)), data)
    assert not any(told[name] for name in told if name != "depuis")


def test_who_left_is_told():
    data = data_of(COMPLETE, "contract")
    later = {**data, "membres": data["membres"][1:]}
    assert [one["siren"] for one in changes(data, later)["membres_partis"]] == ["200000901"]


def test_a_value_that_was_not_known_is_told_as_such():
    data = data_of(COMPLETE, "contract")
    before = {**data, "projets": [{**data["projets"][0], "fin": None, "porteur": None}, *data["projets"][1:]]}
    found = changes(before, data)["projets_modifies"][0]["changements"]
    assert [(one["quoi"], one["avant"]) for one in found] == [("porteur", "non renseigné"), ("fin", "non renseigné")]
    assert found[1]["apres"] == "le 30 juin 2021"


SHEETS_OF_A_PLAN = st.dictionaries(
    st.integers(1, 6),
    st.fixed_dictionaries(
        {
            "titre": st.sampled_from(["Halle", "Quai"]),
            "porteur": st.sampled_from([None, "Ville", "Région"]),
            "cout": st.sampled_from([None, 0, 60_000_00]),
            "aide": st.sampled_from([None, 0, 1_00]),
            "debut": st.sampled_from([None, "2019", "2019-09-01"]),
            "fin": st.sampled_from([None, "2021-06"]),
            "axe": st.sampled_from([{"code": "innover", "libelle": "Innover"}, {"code": None, "libelle": None}]),
            "statut": st.sampled_from([{"code": "planned", "libelle": "prévu"}, {"code": "done", "libelle": "livré"}]),
            "ferme": st.booleans(),
        }
    ),
)
CALLED = {"coût total": "cout", "aide publique": "aide", "début": "debut", "engagement": "ferme"}
"""What an amendment calls a value otherwise than the data does."""


def plan_of(sheets, sirens=()):
    return {
        "document": {"reference": "d-2018-contract-1", "libelle": "Contrat", "date": "2019-11-20"},
        "projets": [{"numero": number, **values} for number, values in sheets.items()],
        "membres": [{"siren": siren} for siren in sirens],
    }


@given(SHEETS_OF_A_PLAN, SHEETS_OF_A_PLAN)
@settings(max_examples=60)
def test_each_project_of_an_amended_plan_is_new_or_told_by_all_that_differs_in_it(before, after):
    told = changes(plan_of(before), plan_of(after))
    assert {one["numero"] for one in told["projets_nouveaux"]} == after.keys() - before.keys()
    found = {
        one["numero"]: {CALLED.get(each["quoi"], each["quoi"]) for each in one["changements"]}
        for one in told["projets_modifies"]
    }
    assert found == {
        number: differing
        for number in after.keys() & before.keys()
        if (differing := {name for name in after[number] if before[number][name] != after[number][name]})
    }
    for one in told["projets_modifies"]:
        for each in one["changements"]:
            assert each["avant"] != each["apres"]
            assert each["avant"]
            assert each["apres"]


@given(st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef")))
def test_each_member_of_an_amended_contract_came_left_or_stayed(before, after):
    told = changes(plan_of({}, sorted(before)), plan_of({}, sorted(after)))
    assert [one["siren"] for one in told["membres_entres"]] == sorted(after - before)
    assert [one["siren"] for one in told["membres_partis"]] == sorted(before - after)


ROLES_OF_A_TEAM = {"elus": "élu du binôme", "industriels": "industriel du binôme", "chefs_de_projet": "chef de projet"}


@given(st.lists(st.tuples(st.sampled_from(list(ROLES_OF_A_TEAM)), st.booleans())))
def test_who_has_come_into_the_team_is_told_with_the_role(people):
    def team(wanted):
        held = {role: [] for role in ROLES_OF_A_TEAM}
        for number, (role, is_new) in enumerate(people, 1):
            if wanted(is_new):
                held[role].append({"numero": number})
        managers = held.pop("chefs_de_projet")
        # Somebody who is still to be named has no number.
        return {**plan_of({}), "binome": {**held, "elus": [*held["elus"], {}]}, "chefs_de_projet": managers}

    told = changes(team(lambda is_new: not is_new), team(lambda _: True))["personnes"]
    assert {(one["numero"], one["role"]) for one in told} == {
        (number, ROLES_OF_A_TEAM[role]) for number, (role, is_new) in enumerate(people, 1) if is_new
    }


def test_without_an_earlier_draft_nothing_is_said_to_have_changed():
    told = changes(None, data_of(COMPLETE, "contract"))
    assert told["depuis"] == {}
    assert not any(told[name] for name in told if name != "depuis")


# ── reports ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_report_on_two_dates_is_told_by_step_and_region():
    assert REPORT["etapes"][1]["dossiers"] - REPORT["etapes"][1]["avant"] == 4
    assert REPORT["etapes"][1]["nouveaux"][1] == {
        "nom": "Nouvelle-Aquitaine/Occitanie",
        "regions": [{"nom": "Nouvelle-Aquitaine"}, {"nom": "Occitanie"}],
        "territoires": [{"nom": "Collines du Rien", "date": None}],
    }
    assert REPORT["etapes"][1]["nouveaux"][0]["territoires"][0] == {"nom": "Pays de l'Ombrelle", "date": "2019-04-30"}
    assert REPORT["regions"][0]["autorite_le"] == "la Région Normandie"


@pytest.mark.parametrize("document", ["progress_report", "press_release"])
def test_a_report_needs_nothing_but_its_figures(document):
    templates = Templates.of_folder(shipped() / TEMPLATES)
    assert templates.uses(document) <= {"rapport", "document"}
    told = report_facts(
        on="2019-04-30",
        before="2019-04-29",
        known="le 6 mai 2019",
        scope="la Normandie",
        steps=[Step("protocol_signed", "Protocole signé", 1, 1, 0, (Arrival(("28",), ("Axe Seine",)),))],
        regions={},
    )
    about = report_document(document, "x", "etat-2019-04-30", "2019-05-06")
    made = templates.render(document, {"rapport": told, "document": about})
    assert "Axe Seine" in made.text
    assert all(gap.command is None for gap in made.gaps)
    if document == "press_release":
        assert "un protocole d’accord est signé dans une région.\n" in made.text
        assert "Il y en avait" not in made.text, "there were none"


def test_a_quiet_fortnight_is_told_as_such():
    templates = Templates.of_folder(shipped() / TEMPLATES)
    told = report_facts(on="2019-04-30", before="2019-04-15", known="x", scope="x", steps=[], regions={})
    made = templates.render("progress_report", {"rapport": told, "document": {}})
    assert "Aucun territoire n’a franchi d’étape entre les deux dates." in made.text
