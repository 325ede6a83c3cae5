"""What is told to a template: plain data with French names, made of a dossier and of the occasion, and of nothing else.

The same case, territory and occasion give the same data, byte for byte: it is stored with the draft and its digest
stands in the entry. The shape is `workflow.documents.shape`. Where something has to be there and is not, an empty
element stands for it, with the command that fills it: a document shows what it lacks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workflow import labels
from workflow.case import Case
from workflow.dates import Period
from workflow.documents.facts import ANY
from workflow.documents.parties import parties
from workflow.documents.people import (
    at_least_one,
    department,
    designation,
    holders,
    in_a_command,
    member,
    region,
    sitting,
)
from workflow.documents.shape import LABELS
from workflow.french import enumerate_fr, in_full
from workflow.lifecycle import DocumentSpec, Transition
from workflow.models import Committee, Project, Signature

Plain = dict[str, Any]

ACTS = {"protocole": "protocol", "contrat": "contract", "avenant": "amendment"}
"""The documents that parties sign, as templates name them; the template of each has the same name as in `DOCUMENTS`."""
MEETINGS = {"projet": "project", "suivi": "follow_up", "regional": "regional"}


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and why documents are drafted."""

    day: Period
    """When what they tell of happened."""
    state: str
    """The state the dossier is in from then on."""
    entry: int | None = None
    """The number of the entry that tells of it; None for what is still to happen."""
    came_from: str | None = None
    """The state it was in before; where it is not said, the one it is in."""
    transition: Transition | None = None
    """None where a document is drawn on demand."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    signed: Mapping[str, str] = field(default_factory=dict)
    """The day (`Period.iso`) on which a transition told that a document was signed, for want of the signatures."""
    issued: Mapping[str, "Issue"] = field(default_factory=dict)
    """The last version that holds of each document of the whole dossier, the one that is being drafted included."""
    unsigned: frozenset[str] = frozenset()
    """The documents that nobody can have signed yet: signatures tell of an earlier one, as a first amendment is."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A version of a document."""

    id: str
    version: int
    number: int
    """Its number as people count: what was voided does not, and the next one bears its number."""


def dossier_facts(case: Case, territory: str, occasion: Occasion) -> Plain:
    """Everything about the dossier that does not depend on which document is made of it."""
    dossier = case.dossier
    everything = [project(one, case) for one in case.projects]
    kept = [one for one in everything if one["statut"]["code"] != "abandoned"]
    state = case.lifecycle.state(occasion.state)
    return {
        "dossier": {
            "id": dossier.id,
            "phase": _phase(case),
            "etat": {"code": state.name, "libelle": state.label_in(dossier.phase).fr},
            "renouvelle": dossier.renews,
        },
        "territoire": {"nom": territory},
        "regions": [region(code, case) for code in case.regions],
        "departements": [department(code) for code in case.departments],
        "membres": [member(one, case) for one in case.present_members],
        "binome": {
            "elus": at_least_one(case, "elected_lead"),
            "industriels": at_least_one(case, "industry_lead"),
        },
        "chefs_de_projet": holders(case, "project_manager"),
        "referents": holders(case, "operator_referent"),
        "comite": holders(case, "committee_member"),
        "textes": texts(case),
        LABELS: {spec.name: spec.label.fr for spec in case.lifecycle.texts.values()},
        "reunions": {name: _meetings(case, kind, occasion.day) for name, kind in MEETINGS.items()},
        "projets": kept,
        "axes": _axes(case, kept),
        "statuts": [
            {"code": code, "libelle": label.fr, "projets": [one for one in everything if one["statut"]["code"] == code]}
            for code, label in labels.PROJECT_STATUSES.items()
        ],
        **{name: _act(case, document, occasion) for name, document in ACTS.items()},
        "transition": _transition(case, occasion),
    }


def document_facts(facts: Plain, spec: DocumentSpec, issue: Issue, occasion: Occasion, number: int = 0) -> Plain:
    """The same with what is proper to one document: its version, and the project, member or region it is about."""
    described = {
        "nom": spec.name,
        "libelle": spec.label.fr,
        "version": issue.version,
        "numero": issue.number,
        "reference": issue.id,
        "date": occasion.day.iso,
    }
    return {**facts, **_own(facts, spec.each, number), "document": described}


def numbers(case: Case, each: str | None) -> list[int]:
    """What a document is drafted for, one by one: projects by number, members by SIREN, regions by code; 0 for none."""
    match each:
        case "project":
            return [one.number for one in case.projects if one.status != "abandoned"]
        case "member":
            return [int(one.siren) for one in case.present_members]
        case "region":
            return [int(code) for code in case.regions]
    return [0]


_ABOUT = {
    "project": ("projets", "numero", "projet"),
    "member": ("membres", "siren", "membre"),
    "region": ("regions", "code", "region"),
}
"""For a document drafted for each: the list it is drawn from, what numbers its elements, the variable it is told as."""


def _own(facts: Plain, each: str | None, number: int) -> Plain:
    if each is None:
        return {}
    among, key, name = _ABOUT[each]
    return {name: next(one for one in facts[among] if int(one[key]) == number)}


def project(found: Project, case: Case) -> Plain:
    """A project as its fiche-action tells it."""
    axes = {axis.code: axis.label.fr for axis in case.lifecycle.axes if axis.phase == case.dossier.phase}
    return {
        "numero": found.number,
        "titre": found.title,
        "axe": {"code": found.axis, "libelle": axes.get(found.axis or "", found.axis)},
        "porteur": found.holder,
        "porteur_siren": found.holder_siren,
        "description": found.description,
        "cout": found.cost,
        "aide": found.aid,
        "statut": {"code": found.status, "libelle": labels.PROJECT_STATUSES[found.status].fr},
        "ferme": bool(found.firm),
        "debut": found.starts,
        "fin": found.ends,
        "textes": texts(case, "project", found.number),
        "commande": f"jalon record project {case.dossier.id} {found.number}",
    }


def _phase(case: Case) -> Plain:
    found = next((one for one in case.lifecycle.phases if one.code == case.dossier.phase), None)
    if found is None:
        return {"code": case.dossier.phase, "libelle": case.dossier.phase}
    return {
        "code": found.code,
        "libelle": found.label.fr,
        "debut": found.starts or None,
        "fin": found.ends or None,
    }


def _axes(case: Case, projects: Sequence[Plain]) -> list[Plain]:
    """The axes of the phase in these regions, in order, each with its projects; last, those that have no axis."""
    declared = [
        axis
        for axis in case.lifecycle.axes
        if axis.phase == case.dossier.phase and (not axis.regions or set(axis.regions) & set(case.regions))
    ]
    axes: list[Plain] = [{"code": axis.code, "libelle": axis.label.fr} for axis in declared]
    codes = {axis["code"] for axis in axes}
    for axis in axes:
        axis["projets"] = [one for one in projects if one["axe"]["code"] == axis["code"]]
    others = [one for one in projects if one["axe"]["code"] not in codes]
    return [*axes, {"projets": others, "commande": others[0]["commande"]}] if others else axes


def _meetings(case: Case, kind: str, day: Period) -> Plain:
    dossier = case.dossier.id
    found = sorted((one for one in case.committees if one.kind == kind), key=lambda one: (one.meets_on, one.number))
    held = [one for one in found if one.meets_on <= day.last.isoformat()]
    to_come = [one for one in found if one.meets_on > day.last.isoformat()]
    to_record = f"jalon record committee {dossier} --kind {kind} --meets …"
    # Nothing can be written of a meeting before it is known.
    unknown = {"textes": {ANY: f"{to_record} --place …"}, "commande": to_record}

    def told(meetings: Sequence[Committee], place: int) -> Plain:
        return _meeting(meetings[place], case) if meetings else unknown

    return {
        "premiere": told(held or found, 0),
        "derniere": told(held, -1),
        "prochaine": told(to_come, 0),
        "toutes": [_meeting(one, case) for one in found],
    }


def _meeting(found: Committee, case: Case) -> Plain:
    return {**sitting(found, case.dossier.id), "textes": texts(case, "committee", found.number)}


def texts(case: Case, each: str | None = None, number: int = 0) -> Plain:
    """What people wrote of the dossier, or of the project or meeting of that number; and how they write the others."""
    specs = case.lifecycle.texts
    written = {one.subject: one.text for one in case.passages if one.item == number}
    about = f" {number}" if each else ""
    return {
        ANY: f"jalon record text {case.dossier.id} {ANY}{about} --text …",
        **{name: text for name, text in written.items() if name in specs and specs[name].each == each},
    }


def _act(case: Case, document: str, occasion: Occasion) -> Plain:
    issue = occasion.issued.get(document)
    return {
        "version": issue.version if issue else None,
        "numero": issue.number if issue else None,
        "reference": issue.id if issue else None,
        "signature": _signing(case, document, occasion),
        "parties": parties(case, document, _signed(case, document, occasion)),
        "deliberations": _deliberations(case, document),
    }


def _signed(case: Case, document: str, occasion: Occasion) -> Mapping[int, Signature]:
    return {} if document in occasion.unsigned else case.signed(document)


def _signing(case: Case, document: str, occasion: Occasion) -> Plain:
    signed = _signed(case, document, occasion)
    signatures = sorted(signed.values(), key=lambda one: (one.signed_on, one.signatory))
    places = [one.place for one in signatures if one.place]
    names = {party.number: in_full(party.organisation) for party in case.signatories}
    waiting = [party.number for party in case.parties(document) if party.number not in signed]
    command = f"jalon record signature {case.dossier.id} {waiting[0] if waiting else '…'} --document {document}"
    return {
        "date": signatures[-1].signed_on if signatures else occasion.signed.get(document),
        "lieu": places[-1] if places else None,
        "signataires": enumerate_fr([names[one.signatory] for one in signatures if one.signatory in names]) or None,
        # Who has signed does not sign again: a place that was forgotten is a correction of that entry.
        "commande": None if signatures else command,
    }


def _deliberations(case: Case, document: str) -> list[Plain]:
    """Those that were recorded, then one to come for each member whose assembly has not voted."""
    dossier = case.dossier.id
    members = {one.siren: designation(one.kind, one.name) for one in case.members}
    votes = [one for one in case.deliberations if one.document == document]
    recorded = [
        {
            "numero": one.number,
            "autorite": members.get(one.siren or "") or in_full(one.authority),
            "acte": one.act_number,
            "date": one.voted_on,
            "version": one.draft_id,
            "commande": f"jalon record deliberation {dossier} {one.number}",
        }
        for one in votes
    ]
    voted = {one.siren for one in votes}
    to_come = [
        {
            "autorite": members[one.siren],
            "commande": f"jalon record deliberation {dossier} --document {document} --siren {one.siren} "
            f"--authority {in_a_command(one.name)}",
        }
        for one in case.present_members
        if one.siren not in voted
    ]
    return recorded + to_come


def _transition(case: Case, occasion: Occasion) -> Plain:
    transition = occasion.transition
    if transition is None:
        return {"saisies": {}}
    inputs = {one.name: occasion.inputs.get(one.name) for one in transition.inputs}
    before = case.lifecycle.state(occasion.came_from or case.dossier.state)
    dossier, performing = case.dossier.id, f"jalon advance {transition.name} {case.dossier.id}"
    # What has happened does not happen again: what was not said then is said by a correction.
    saying = f"{performing} --input {ANY}=…"
    if occasion.entry is not None:
        saying = f"jalon correct {dossier} {occasion.entry} --set {ANY}=… --because …"
    return {
        "nom": transition.name,
        "libelle": transition.label.fr,
        "date": occasion.day.iso,
        "depuis": {"code": before.name, "libelle": before.label_in(case.dossier.phase).fr},
        "motif": occasion.reason or occasion.inputs.get("reason"),
        "saisies": {ANY: saying, **inputs},
        "commande": performing if occasion.entry is None else None,
    }
