"""Persons, members and parties as documents name them: in full, in the right gender, with what is not known yet."""

from typing import Any

from workflow import labels, regions
from workflow.case import Case
from workflow.departments import DEPARTMENTS
from workflow.errors import InvalidValue
from workflow.french import Gender, apostrophes, civility, de_territoire, in_full, le_territoire, office
from workflow.models import Committee, Member, Person, Signatory
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


def named(found: Plain) -> Plain:
    """The same person without what only a role has: who signs for an organisation is not in the dossier's team."""
    return {name: value for name, value in found.items() if name not in ("numero", "organisation", "depuis")}


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
        "representant": person(signing, signatory_command(dossier, signing))
        if signing
        else {"commande": new_signatory_command(dossier, "intercommunalities", found.name, siren=found.siren)},
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
        "president": president(code, case),
        "validations": {name: _validation(code, document, case) for name, document in names},
    }


def department(code: str) -> Plain:
    """A department of the dossier."""
    found = DEPARTMENTS[code]
    return {"code": code, "nom": found.name, "le": found.the, "de": found.of, "prefet": found.prefect}


def sitting(found: Committee, dossier: str) -> Plain:
    """A meeting: when and where."""
    command = f"jalon record committee {dossier} {found.number}"
    return {"numero": found.number, "date": found.meets_on, "lieu": found.place, "commande": command}


def _sat(day: str | None, case: Case) -> Plain:
    """The meeting of a regional committee that was held on a day, where one is known and only one."""
    held = [one for one in case.committees if (one.kind, one.meets_on) == ("regional", day)]
    if len({one.place for one in held}) == 1:
        return sitting(held[0], case.dossier.id)
    return {"date": day, "commande": f"jalon record committee {case.dossier.id} --kind regional --meets {day or '…'}"}


def _validation(code: str, document: str, case: Case) -> Plain:
    found = next((one for one in case.validations if (one.region_code, one.document) == (code, document)), None)
    day = found.committee_on if found else None
    command = f"jalon record validation {case.dossier.id} --region {code} --document {document}"
    return {
        "comite": day,
        "numero": found.deliberation_number if found else None,
        "date": found.deliberation_on if found else None,
        "reunion": _sat(day, case),
        "commande": f"{command} --committee {day or '…'}",
    }


def president(code: str, case: Case) -> Plain:
    """Who heads a region: named in that role, or signing for it, or still to be named."""
    dossier = case.dossier.id
    name = fold(regions.region(code).name)
    presidents = case.present_persons("regional_president")
    alone = len(case.regions) == 1
    for one in presidents:
        if alone or name in fold(f"{one.organisation or ''} {one.office or ''}"):
            return holder(one, dossier)
    for party in case.signatories:
        if party.college == "region" and party.region_code == code and party.name:
            return person(party, signatory_command(dossier, party))
    of = f' --organisation "{regions.region(code).authority}"' if len(case.regions) > 1 else ""
    return {"commande": f"jalon record person {dossier} --role regional_president{of}"}


# ---- what fills what is missing --------------------------------------------------------------------------------------


def signatory_command(dossier: str, party: Signatory) -> str:
    """What begins the command that says more of a party."""
    return f"jalon record signatory {dossier} {party.number}"


def in_a_command(name: str) -> str:
    """A name as it is typed in a command; one that a shell would not leave alone is left for the person to type."""
    return f'"{apostrophes(name)}"' if not set(name) & set('"$`\\!') else "…"


def new_signatory_command(
    dossier: str,
    college: str,
    organisation: str,
    *,
    siren: str | None = None,
    region_code: str | None = None,
    office: str | None = None,
) -> str:
    """What begins the command that names a party."""
    options = [f"--siren {siren}"] if siren else []
    options += [f"--region {region_code}"] if region_code else []
    options.append(f"--organisation {in_a_command(organisation)}")
    options += [f"--office {in_a_command(office)}"] if office else []
    return f"jalon record signatory {dossier} --college {college} {' '.join(options)}"
