"""The parties to a document by college, and those that must be one and are not named yet."""

from collections.abc import Mapping
from typing import Any

from workflow import labels, regions
from workflow.case import Case
from workflow.departments import DEPARTMENTS, named_in
from workflow.documents.people import (
    Plain,
    designation,
    feminine,
    named,
    new_signatory_command,
    person,
    president,
    signatory_command,
)
from workflow.french import in_full
from workflow.models import Signatory, Signature
from workflow.names import fold

COLLEGES = {
    "intercommunalites": "intercommunalities",
    "etat": "state",
    "regions": "region",
    "operateurs": "operators",
    "industrie": "industry",
}
"""The colleges as templates name them, in the order in which documents give them."""


def parties(case: Case, document: str, signed: Mapping[int, Signature]) -> dict[str, list[Plain]]:
    """The parties to a document by college, with those that must be one and are not named yet; who has `signed` it.

    A territory « is represented by » its members, each region is a party, and the State is, by the prefect of each
    department. Where a signatory of the first college is no member, as Nice Côte d'Azur for Carros, or one for the
    State is none of these prefects, the list as it was recorded is taken for complete.
    """
    found = {
        college: [
            _party(case, one, document, signed.get(one.number)) for one in case.parties(document) if one.college == code
        ]
        for college, code in COLLEGES.items()
    }
    recorded = case.parties(document)
    found["intercommunalites"] += _members_to_come(case, recorded)
    found["regions"] += _regions_to_come(case, recorded)
    found["etat"] += _prefects_to_come(case, recorded)
    return {**found, "toutes": [one for college in found.values() for one in college]}


def _party(case: Case, party: Signatory, document: str, signature: Signature | None) -> Plain:
    dossier = case.dossier.id
    members = {one.siren: one for one in case.members}
    known = members.get(party.siren or "")
    return {
        "numero": party.number,
        **_organisation(designation(known.kind, known.name) if known else in_full(party.organisation)),
        "siren": party.siren,
        "region": party.region_code,
        "prefet": party.college == "state" and fold(party.office or "prefet").startswith("prefet"),
        "representant": person(party, signatory_command(dossier, party)),
        "signe": signature is not None,
        "signature": {
            "date": signature.signed_on if signature else None,
            "lieu": signature.place if signature else None,
            "support": labels.MEDIA[signature.medium].fr if signature else None,
            "commande": f"jalon record signature {dossier} {party.number} --document {document}",
        },
        "commande": signatory_command(dossier, party),
    }


def _organisation(name: str) -> Plain:
    return {"organisation": name, "feminin": feminine(name)}


def _members_to_come(case: Case, recorded: Any) -> list[Plain]:
    signing = [party for party in recorded if party.college == "intercommunalities"]
    sirens = {member.siren for member in case.present_members}
    names = {fold(in_full(member.name)): member.siren for member in case.present_members}
    known = {
        party.siren if party.siren in sirens else names.get(fold(in_full(party.organisation))) for party in signing
    }
    if None in known:
        return []
    return [
        {
            **_organisation(designation(one.kind, one.name)),
            "siren": one.siren,
            "signe": False,
            "commande": new_signatory_command(case.dossier.id, "intercommunalities", one.name, siren=one.siren),
        }
        for one in case.present_members
        if one.siren not in known
    ]


def _prefects_to_come(case: Case, recorded: Any) -> list[Plain]:
    signing = [named_in(party.office or "") for party in recorded if party.college == "state"]
    if not case.departments:
        return [] if signing else [_state(case, None)]
    named = [{one.code for one in found} & {*case.departments} for found in signing]
    if not all(named):
        return []
    known = set[str]().union(*named)
    return [_state(case, DEPARTMENTS[code].prefect) for code in case.departments if code not in known]


def _state(case: Case, prefect: str | None) -> Plain:
    """The State, for which a prefect signs; whose prefect is not known where no department is."""
    return {
        **_organisation("État"),
        "prefet": True,
        "signe": False,
        "representant": {"qualite": prefect},
        "commande": new_signatory_command(case.dossier.id, "state", "État", office=prefect),
    }


def _regions_to_come(case: Case, recorded: Any) -> list[Plain]:
    known = {party.region_code for party in recorded if party.college == "region"}
    return [
        {
            **_organisation(authority),
            "region": code,
            "signe": False,
            "representant": named(president(code, case)),
            "commande": new_signatory_command(case.dossier.id, "region", authority, region_code=code),
        }
        for code, authority in ((code, regions.region(code).authority) for code in case.regions)
        if code not in known
    ]
