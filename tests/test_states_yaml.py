"""The lifecycle we ship says what the programme does, every word of it in both languages."""

from datetime import date
from statistics import median

import pytest

from workflow.guards import known_guards
from workflow.language import Text
from workflow.lifecycle.loading import examine
from workflow.models import ADVANCING_ROLES
from workflow.workspace import TEMPLATES, shipped

PATH = shipped() / "states.yaml"
MADE = {path.stem for path in (shipped() / TEMPLATES).glob("*.md")}

MILESTONES = ["pilot", "projects_collected", "protocol_signed", "contract_validated", "implemented"]
COORDINATORS = ("coordinator", "national", "administrator")

TABLE = {
    "enter_pilot": (["identified"], "pilot"),
    "collect_projects": (["identified", "pilot"], "projects_collected"),
    "sign_protocol": (["pilot", "projects_collected"], "protocol_signed"),
    "validate_contract": (["protocol_signed"], "contract_validated"),
    "validate_contract_directly": (["projects_collected"], "contract_validated"),
    "implement": (["contract_validated"], "implemented"),
    "amend": (["contract_validated", "implemented"], None),
    "close": (["implemented"], "closed"),
    "withdraw": (["identified", *MILESTONES], "withdrawn"),
}
HARD = {
    "enter_pilot": ["has_member", "has_region", "binome_complete"],
    "collect_projects": ["has_project", "projects_described"],
    "sign_protocol": ["signed_by_each_college", "signed_by_each_region"],
    "validate_contract": ["validated_by_each_region"],
    "validate_contract_directly": ["reason_given", "validated_by_each_region"],
    "implement": ["signed_by_each_college", "signed_by_each_region"],
    "amend": ["reason_given", "changed_since_last"],
    "close": ["projects_final"],
    "withdraw": ["reason_given"],
}
EXPECTED = {
    "collect_projects": ["referent_named", "binome_complete"],
    "sign_protocol": ["no_missing_signatory", "deliberation_per_intercommunality", "deliberation_before_signature"],
    "validate_contract": ["projects_costed"],
    "validate_contract_directly": ["projects_costed"],
    "implement": ["follow_up_committee_planned", "project_started"],
}
DRAFTS = {
    "enter_pilot": {"committee_installation": None},
    "collect_projects": {"action_sheet": "project", "project_summary": None, "protocol": None},
    "sign_protocol": {"signing_release": None, "deliberation_draft": "member", "contract": None},
    "validate_contract": {"regional_minutes": "region", "contract": None},
    "validate_contract_directly": {"regional_minutes": "region", "contract": None},
    "implement": {"follow_up_minutes": None, "annual_report": None},
    "amend": {"amendment": None},
    "close": {"final_report": None},
    "withdraw": {"withdrawal_letter": None},
}
INPUTS = {
    "enter_pilot": {"committee_date": ("date", True)},
    "sign_protocol": {"place": ("text", True)},
    "validate_contract": {"committee_date": ("date", False)},
    "validate_contract_directly": {"committee_date": ("date", False), "reason": ("text", True)},
    "amend": {"object": ("text", True)},
    "withdraw": {"reason": ("text", True)},
}
DATED = {"enter_pilot", "sign_protocol", "validate_contract", "validate_contract_directly", "implement", "close"}

PUBLISHED = {
    "Lacq-Pau-Tarbes": (date(2019, 3, 25), date(2019, 7, 15)),
    "Val de Garonne": (date(2019, 3, 21), date(2020, 1, 23)),
    "Grand Châtellerault": (date(2019, 3, 19), date(2020, 1, 23)),
    "Vendée Centre": (date(2021, 4, 2), date(2022, 10, 25)),
    "Grand Est Touraine": (date(2019, 4, 23), date(2021, 3, 29)),
}
"""Signing of the protocol and of the contract, where both days were published."""


@pytest.fixture(scope="module")
def found():
    return examine(PATH, known_guards=known_guards(), known_templates=MADE)


@pytest.fixture(scope="module")
def ours(found):
    return found.lifecycle


def test_there_is_nothing_to_mend_and_nothing_to_look_at(found):
    assert found.problems == ()
    assert found.warnings == ()


def test_the_five_milestones_stand_in_their_order_between_a_beginning_and_two_ends(ours):
    assert list(ours.states) == ["identified", *MILESTONES, "closed", "withdrawn"]
    assert ours.initial == "identified"
    assert [name for name, state in ours.states.items() if state.final] == ["closed", "withdrawn"]


def test_each_transition_goes_from_and_to_where_the_programme_says(ours):
    assert {name: ([*one.sources], one.target) for name, one in ours.transitions.items()} == TABLE


def test_each_transition_is_guarded_as_the_programme_says_in_that_order(ours):
    assert {name: [each.guard for each in one.guards] for name, one in ours.transitions.items()} == HARD
    soft = {name: [each.guard for each in one.expectations] for name, one in ours.transitions.items()}
    assert {name: guards for name, guards in soft.items() if guards} == EXPECTED


def test_signatures_and_votes_are_those_of_the_document_at_hand(ours):
    asked = {
        name: {each.params["document"] for each in (*one.guards, *one.expectations) if "document" in each.params}
        for name, one in ours.transitions.items()
    }
    assert {name: documents for name, documents in asked.items() if documents} == {
        "sign_protocol": {"protocol"},
        "validate_contract": {"contract"},
        "validate_contract_directly": {"contract"},
        "implement": {"contract"},
    }
    (colleges,) = {
        each.params["colleges"]
        for one in ours.transitions.values()
        for each in one.guards
        if each.guard == "signed_by_each_college"
    }
    assert colleges == ("intercommunalities", "state")  # and the Regions, one by one: signed_by_each_region


def test_minutes_of_the_regional_committee_are_expected_of_a_pilot(ours):
    rules = {name: one.evidence for name, one in ours.transitions.items() if one.evidence}
    assert list(rules) == ["enter_pilot"]
    ((rule,),) = rules.values()
    assert (rule.kind, rule.condition) == ("committee_minutes", "expected")


def test_each_transition_drafts_what_the_programme_says(ours):
    drafted = {name: {each.name: each.each for each in one.documents} for name, one in ours.transitions.items()}
    assert drafted == DRAFTS
    assert [one.name for one in ours.on_demand] == ["project_minutes"]
    assert [one.name for one in ours.reports] == ["progress_report", "press_release"]


def test_each_transition_asks_for_what_its_documents_and_its_history_need(ours):
    asked = {
        name: {each.name: (each.type, each.required) for each in one.inputs} for name, one in ours.transitions.items()
    }
    assert {name: inputs for name, inputs in asked.items() if inputs} == INPUTS
    assert {name for name, one in ours.transitions.items() if one.on_required} == DATED


def test_regional_coordinators_the_nation_and_administrators_advance_dossiers(ours):
    assert {one.roles for one in ours.transitions.values()} == {COORDINATORS}
    assert frozenset(COORDINATORS) == ADVANCING_ROLES


def test_every_state_and_transition_says_what_it_means_in_both_languages(ours):
    texts = [state.meaning for state in ours.states.values()]
    texts += [one.confirmation for one in ours.transitions.values()]
    for text in texts:
        assert text.fr.endswith(".")
        assert text.en.endswith(".")
        assert text.fr != text.en
    for state in ours.states.values():
        assert state.meaning != state.label


def test_a_confirmation_names_every_kind_of_draft_that_will_be_written(ours):
    words = {
        "committee_installation": "compte rendu d’installation du comité de projet",
        "action_sheet": "fiche-action",
        "project_summary": "tableau de synthèse",
        "protocol": "protocole d’accord",
        "signing_release": "communiqué",
        "deliberation_draft": "projet de délibération par membre",
        "contract": "contrat",
        "regional_minutes": "compte rendu de chaque comité régional",
        "follow_up_minutes": "compte rendu du comité de suivi",
        "annual_report": "bilan annuel",
        "amendment": "avenant",
        "final_report": "bilan final",
        "withdrawal_letter": "lettre de retrait",
    }
    for one in ours.transitions.values():
        for document in one.documents:
            assert words[document.name] in one.confirmation.fr, one.name


def test_a_confirmation_says_that_a_final_state_is_one(ours):
    for one in ours.transitions.values():
        if one.target and ours.state(one.target).final:
            assert "Plus aucune transition" in one.confirmation.fr
            assert "No transition leaves" in one.confirmation.en


def test_protocols_and_contracts_are_what_is_counted(ours):
    """The press release of 6 May 2019 counts « 9 protocoles d’accord signés »."""
    counted = {name: tuple(text.fr for text in state.counted) for name, state in ours.states.items() if state.counted}
    assert counted == {
        "protocol_signed": ("protocole d’accord signé", "protocoles d’accord signés"),
        "contract_validated": ("contrat validé", "contrats validés"),
    }


def test_every_state_has_a_sign_of_its_own(ours):
    assert len({state.symbol for state in ours.states.values()}) == len(ours.states)


def test_what_a_dossier_is_expected_to_take_is_what_dossiers_took(ours):
    days = [(contract - protocol).days for protocol, contract in PUBLISHED.values()]
    assert {name: state.target_days for name, state in ours.states.items() if state.target_days} == {
        "protocol_signed": median(days)
    }
    written = PATH.read_text(encoding="utf-8")
    for territory, number in zip(PUBLISHED, days, strict=True):
        assert territory in written
        assert str(number) in written


def test_a_territory_of_the_deployment_wave_never_is_a_pilot(ours):
    way = [one.name for one in ours.path("identified", "implemented")]
    assert way == ["collect_projects", "validate_contract_directly", "implement"]
    assert ours.path("closed", "identified") is None


def test_in_the_second_phase_a_territory_begins_by_its_label(ours):
    assert ours.state("identified").label_in("2023") == Text("Labellisé", "Labelled")
    assert ours.state("identified").label_in("2018") == Text("Identifié", "Identified")


def test_the_phases_follow_each_other_without_a_gap(ours):
    first, second = ours.phases
    assert (first.code, first.starts, second.code, second.ends) == ("2018", "2018-11-22", "2023", "2027-12-31")
    assert (date.fromisoformat(second.starts) - date.fromisoformat(first.ends)).days == 1
    assert ours.starts == first.starts


def test_the_axes_are_those_of_each_phase_and_of_the_one_region_that_added_its_own(ours):
    axes = {phase.code: [axis.code for axis in ours.axes if axis.phase == phase.code] for phase in ours.phases}
    assert axes == {
        "2018": ["attirer", "recruter", "innover", "simplifier", "installer"],
        "2023": ["competences", "transition_ecologique", "innovation", "foncier"],
    }
    assert {axis.code: axis.regions for axis in ours.axes if axis.regions} == {"installer": ("44",)}


def test_the_file_is_short_enough_for_those_who_own_it():
    lines = PATH.read_text(encoding="utf-8").splitlines()
    assert len(lines) < 400
    comments = [line for line in lines if line.lstrip().startswith("#")]
    assert all(len(line) <= 120 for line in comments)
