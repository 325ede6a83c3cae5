"""Territories as a file lists them: what each field says, checked, with the place of every fault."""

from workflow.cli.listed import Several, Sheet, Table, Value
from workflow.departments import department
from workflow.entries import TerritoryAdded, build
from workflow.errors import InvalidValue
from workflow.identifiers import siren
from workflow.labels import MEMBER_KINDS
from workflow.language import Text
from workflow.names import clean, slugify
from workflow.regions import region

COLUMNS = {
    "name": "name",
    "nom": "name",
    "territoire": "name",
    "regions": "regions",
    "region": "regions",
    "slug": "slug",
    "id": "slug",
    "identifiant": "slug",
    "code": "code",
    "phase": "phase",
    "aliases": "aliases",
    "alias": "aliases",
    "members": "members",
    "membres": "members",
    "departments": "departments",
    "departements": "departments",
    "department": "departments",
    "departement": "departments",
}
"""What a column of a CSV file may be called, folded, and the field it gives."""

FIELDS = (
    *("slug", "name", "code", "phase", "regions", "departments", "aliases", "members"),
    # Told by the example of the press release, and not kept.
    *("printed", "printed_regions"),
)

_NAME = Text("nom du membre", "name of the member")


def typed_member(text: str) -> dict[str, str]:
    """A member typed as « SIREN NATURE NOM ». Raises InvalidValue."""
    parts = text.split(maxsplit=2)
    if len(parts) != 3 or parts[1].upper() not in MEMBER_KINDS:
        listed = ", ".join(MEMBER_KINDS)
        raise InvalidValue(
            Text(
                f"« {text} » : un membre s’écrit SIREN NATURE NOM.", f"“{text}”: a member is written SIREN KIND NAME."
            ),
            Text(
                f"par exemple « 200084952 CU Le Havre Seine Métropole » ; natures : {listed}",
                f"for instance “200084952 CU Le Havre Seine Métropole”; kinds: {listed}",
            ),
        )
    return {"siren": siren(parts[0]), "kind": parts[1].upper(), "name": clean(parts[2], _NAME)}


def read_territories(sheet: Sheet, phase: str) -> list[TerritoryAdded]:
    """The territories of a sheet; `phase` is that of the codes where the sheet names none. Raises InvalidFile."""
    told = sheet.text(sheet.header, "phase")
    found = [one for row in sheet.rows for one in _territory(sheet, row, told.text if told else phase)]
    first: dict[str, Table] = {}
    for row, payload in found:
        if payload.id in first:
            line = first[payload.id].line
            sheet.fault(
                row,
                Text(
                    f"le territoire « {payload.id} » est déjà donné ligne {line}.",
                    f"territory “{payload.id}” is given already, on line {line}.",
                ),
                "twice",
            )
        first[payload.id] = row
    sheet.demand_sound()
    return [payload for _, payload in found]


def _territory(sheet: Sheet, row: Table, phase: str) -> list[tuple[Table, TerritoryAdded]]:
    """The territory of one row; none where the row has a fault."""
    faults = len(sheet.problems)
    sheet.demand_known(row, FIELDS)
    name = sheet.text(row, "name", required=True)
    regions: dict[str, None] = {}
    for value in sheet.texts(row, "regions"):
        found = sheet.read(value, region, value.text)
        if found:
            regions[found.code] = None
    if not regions and len(sheet.problems) == faults:
        sheet.fault(row, Text("il faut au moins une région.", "at least one region is needed."), "missing")
    departments = [sheet.read(value, department, value.text) for value in sheet.texts(row, "departments")]
    members = _members(sheet, row)
    code, own_phase, slug = (sheet.text(row, field) for field in ("code", "phase", "slug"))
    if name is None or len(sheet.problems) > faults:
        return []
    values = {
        "name": name.text,
        "regions": list(regions),
        "aliases": [alias.text for alias in sheet.texts(row, "aliases")],
        "codes": {own_phase.text if own_phase else phase: code.text.strip()} if code else {},
        "departments": list(dict.fromkeys(one.code for one in departments if one)) or None,
        "members": members,
    }
    called = (slug or name).text
    payload = sheet.read(name, lambda: build(TerritoryAdded, {"id": slugify(called), **values}))
    return [(row, payload)] if payload else []


def _members(sheet: Sheet, row: Table) -> list[dict[str, str]]:
    listed = row.fields.get("members")
    found: dict[str, dict[str, str]] = {}
    items = listed.items if isinstance(listed, Several) else sheet.texts(row, "members")
    for item in items:
        member = None
        if isinstance(item, Value):
            member = sheet.read(item, typed_member, item.text)
        elif isinstance(item, Table):
            member = _told_member(sheet, item)
        else:
            sheet.fault(item, Text("un membre : siren, kind, name.", "a member: siren, kind, name."))
        if member is None:
            continue
        if member["siren"] in found:
            number = member["siren"]
            sheet.fault(item, Text(f"membre donné deux fois : {number}.", f"member given twice: {number}."), "twice")
        found[member["siren"]] = member
    return list(found.values())


def _told_member(sheet: Sheet, item: Table) -> dict[str, str] | None:
    sheet.demand_known(item, ("siren", "kind", "name"))
    number, kind, name = (sheet.text(item, field, required=True) for field in ("siren", "kind", "name"))
    if number is None or kind is None or name is None:
        return None
    if kind.text not in MEMBER_KINDS:
        listed = ", ".join(MEMBER_KINDS)
        sheet.fault(
            kind,
            Text(f"nature inconnue : « {kind.text} » ; {listed}.", f"unknown kind: “{kind.text}”; {listed}."),
        )
        return None
    called, code = name.text, kind.text
    return sheet.read(number, lambda: {"siren": siren(number.text), "kind": code, "name": clean(called, _NAME)})
