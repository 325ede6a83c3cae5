"""Persons, members and parties as documents name them: in full, in the right gender, with what is not known yet."""

from typing import Any

from workflow import labels, regions
from workflow.case import Case
from workflow.errors import InvalidValue
from workflow.french import Gender, apostrophes, civility, de_territoire, in_full, le_territoire, office
from workflow.models import Member, Person, Signatory
from workflow.names import fold

Plain = dict[str, Any]

ASSEMBLIES = {
    "CC": "conseil communautaire",
    "CA": "conseil communautaire",
    "CU": "conseil communautaire",
    "METRO": "conseil métropolitain",
    "EPT": "conseil de territoire",
    "COMMUNE": "conseil municipal",
    "PETR": "comité syndical",
}
"""What votes in each kind of member (Code général des collectivités territoriales, fifth part)."""


_FEMININE = {
    *("agence", "assemblee", "association", "banque", "caisse", "chambre", "collectivite", "communaute", "commune"),
    *("direction", "entreprise", "federation", "fondation", "metropole", "prefecture", "region", "societe", "union"),
    *("universite", "usine", "ville"),
}


def feminine(organisation: str) -> bool:
    """Whether its first word is feminine: « la communauté de communes, représentée par … »."""
    return fold(organisation).partition(" ")[0] in _FEMININE


def person(found: Any, command: str) -> Plain:
    """A row with a name, a civility and an office as documents say it: « Mme Ana Exemple, présidente »."""
    gender = _gender(found.civility)
    title = civility(gender).fr if gender else found.civility
    return {
        "nom": found.name,
        "civilite": title,
        "genre": str(gender) if gender else None,
        "appellation": f"{title}\u00a0{found.name}" if title and found.name else found.name,
        "qualite": office(found.office, gender) if found.office and gender else found.office,
        "commande": command,
    }


def holder(found: Person, dossier: str) -> Plain:
    """Somebody who has a role in the dossier."""
    return {
        **person(found, f"jalon record person {dossier} {found.number}"),
        "numero": found.number,
        "organisation": found.organisation,
        "depuis": found.since,
    }


def holders(case: Case, role: str) -> list[Plain]:
    """Everybody who has the role now."""
    return [holder(one, case.dossier.id) for one in case.present_persons(role)]


def at_least_one(case: Case, role: str) -> list[Plain]:
    """The same, with somebody who is still to be named where there is nobody."""
    return holders(case, role) or [{"commande": f"jalon record person {case.dossier.id} --role {role}"}]


def _gender(form: str | None) -> Gender | None:
    try:
        return Gender.of(form) if form else None
    except InvalidValue:
        return None


def designation(kind: str, name: str) -> str:
    """A member with its legal form: « communauté de communes du Val », « commune de Carros »."""
    full = in_full(name)
    form = labels.MEMBER_KINDS[kind].fr
    if kind == "OTHER" or fold(full).startswith(fold(form)):
        return full
    if kind == "COMMUNE":
        return f"commune {de_territoire(full)}"
    return f"{form} {full}"


def member(found: Member, case: Case) -> Plain:
    """A member of the perimeter, with who signs for it."""
    dossier = case.dossier.id
    signing = next((party for party in case.signatories if party.siren == found.siren), None)
    return {
        "siren": found.siren,
        "nom": found.name,
        "designation": designation(found.kind, found.name),
        "forme": labels.MEMBER_KINDS[found.kind].fr,
        "assemblee": ASSEMBLIES.get(found.kind, "assemblée délibérante"),
        "depuis": found.since,
        "representant": person(signing, _signatory(dossier, signing))
        if signing
        else {"commande": _new_signatory(dossier, "intercommunalities", found.name, found.siren)},
        "commande": f"jalon record member {dossier} {found.siren}",
    }


def region(code: str, case: Case) -> Plain:
    """A region of the dossier, with its president and what it validated."""
    found = regions.region(code)
    names = (("protocole", "protocol"), ("contrat", "contract"), ("avenant", "amendment"))
    return {
        "code": code,
        "nom": found.name,
        "de": found.of,
        "dans": found.inside,
        "autorite": found.authority,
        "autorite_le": le_territoire(found.authority),
        "autorite_de": de_territoire(found.authority),
        "assemblee": found.assembly,
        "president": _president(code, case),
        "validations": {name: _validation(code, document, case) for name, document in names},
    }


def _validation(code: str, document: str, case: Case) -> Plain:
    found = next((one for one in case.validations if (one.region_code, one.document) == (code, document)), None)
    day = found.committee_on if found else None
    command = f"jalon record validation {case.dossier.id} --region {code} --document {document}"
    return {
        "comite": day,
        "numero": found.deliberation_number if found else None,
        "date": found.deliberation_on if found else None,
        "commande": f"{command} --committee {day or '…'}",
    }


def _president(code: str, case: Case) -> Plain:
    dossier = case.dossier.id
    name = fold(regions.region(code).name)
    presidents = case.present_persons("regional_president")
    alone = len(case.regions) == 1
    for one in presidents:
        if alone or name in fold(f"{one.organisation or ''} {one.office or ''}"):
            return holder(one, dossier)
    for party in case.signatories:
        if party.college == "region" and party.region_code == code and party.name:
            return person(party, _signatory(dossier, party))
    of = f' --organisation "{regions.region(code).authority}"' if len(case.regions) > 1 else ""
    return {"commande": f"jalon record person {dossier} --role regional_president{of}"}


# ---- the parties -----------------------------------------------------------------------------------------------------

COLLEGES = {
    "intercommunalites": "intercommunalities",
    "etat": "state",
    "regions": "region",
    "operateurs": "operators",
    "industrie": "industry",
}
"""The colleges as templates name them, in the order in which documents give them."""


def parties(case: Case, document: str) -> dict[str, list[Plain]]:
    """The parties to a document by college, with those that must be one and are not named yet.

    A territory « is represented by » its members, each region is a party, and the State is. Where a signatory of the
    first college is no member, as Nice Côte d'Azur for Carros, the list as it was recorded is taken for complete.
    """
    found = {
        college: [_party(case, one, document) for one in case.parties(document) if one.college == code]
        for college, code in COLLEGES.items()
    }
    recorded = case.parties(document)
    found["intercommunalites"] += _members_to_come(case, recorded)
    found["regions"] += _regions_to_come(case, recorded)
    if not found["etat"]:
        command = _new_signatory(case.dossier.id, "state", "État")
        found["etat"] = [{**_organisation("État"), "prefet": True, "signe": False, "commande": command}]
    return {**found, "toutes": [one for college in found.values() for one in college]}


def _party(case: Case, party: Signatory, document: str) -> Plain:
    dossier = case.dossier.id
    members = {one.siren: one for one in case.members}
    known = members.get(party.siren or "")
    signature = case.signed(document).get(party.number)
    return {
        "numero": party.number,
        **_organisation(designation(known.kind, known.name) if known else in_full(party.organisation)),
        "siren": party.siren,
        "region": party.region_code,
        "prefet": party.college == "state" and fold(party.office or "prefet").startswith("prefet"),
        "representant": person(party, _signatory(dossier, party)),
        "signe": signature is not None,
        "signature": {
            "date": signature.signed_on if signature else None,
            "lieu": signature.place if signature else None,
            "support": labels.MEDIA[signature.medium].fr if signature else None,
            "commande": f"jalon record signature {dossier} {party.number} --document {document}",
        },
        "commande": _signatory(dossier, party),
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
            "commande": _new_signatory(case.dossier.id, "intercommunalities", one.name, one.siren),
        }
        for one in case.present_members
        if one.siren not in known
    ]


def _regions_to_come(case: Case, recorded: Any) -> list[Plain]:
    known = {party.region_code for party in recorded if party.college == "region"}
    return [
        {
            **_organisation(regions.region(code).authority),
            "region": code,
            "signe": False,
            "representant": _president(code, case),
            "commande": _new_signatory(case.dossier.id, "region", regions.region(code).authority, region_code=code),
        }
        for code in case.regions
        if code not in known
    ]


def _signatory(dossier: str, party: Signatory) -> str:
    return f"jalon record signatory {dossier} {party.number}"


def in_a_command(name: str) -> str:
    """A name as it is typed in a command; one that a shell would not leave alone is left for the person to type."""
    return f'"{apostrophes(name)}"' if not set(name) & set('"$`\\!') else "…"


def _new_signatory(
    dossier: str, college: str, organisation: str, siren: str | None = None, *, region_code: str | None = None
) -> str:
    options = [f"--siren {siren}"] if siren else []
    options += [f"--region {region_code}"] if region_code else []
    options.append(f"--organisation {in_a_command(organisation)}")
    return f"jalon record signatory {dossier} --college {college} {' '.join(options)}"
