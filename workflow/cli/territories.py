"""`jalon territories`: whom the contracts are about."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from workflow.cli import output
from workflow.cli.listed import read
from workflow.cli.options import DEPARTMENT, REGION, json_option
from workflow.cli.output import Column
from workflow.cli.phrases import count, region_names
from workflow.cli.receipts import as_data, identity, tell_notices
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import argument, group, option, under
from workflow.cli.territory_lists import COLUMNS, read_territories, typed_member
from workflow.cli.writing import registering
from workflow.engine import Command
from workflow.entries import TerritoryAdded, build
from workflow.language import Text
from workflow.models import (
    REGISTER,
    Dossier,
    RegisterHead,
    Territory,
    TerritoryDepartment,
    TerritoryMember,
    TerritoryName,
    TerritoryRegion,
)
from workflow.names import slugify, sort_key

Owned = TypeVar("Owned", TerritoryRegion, TerritoryDepartment, TerritoryName, TerritoryMember, Dossier)
"""A row of something that a territory has."""

_MEMBER_FORM = Text("SIREN NATURE NOM", "SIREN KIND NAME")


@group(
    "territories",
    Text("Les territoires : en déclarer, les lister.", "The territories: declare some, list them."),
    "jalon territories import territoires.csv",
)
def territories_command() -> None:
    """Nothing by itself."""


@under(
    territories_command,
    "add",
    Text("Déclarer un territoire.", "Declare a territory."),
    'jalon territories add "Axe Seine" --region 28 --department 76 --member "200084952 CU Le Havre Seine Métropole"',
)
@argument("name", Text("NOM", "NAME"))
@option(
    "--region",
    "regions",
    multiple=True,
    required=True,
    type=REGION,
    value=Text("RÉGION", "REGION"),
    said=Text("Code INSEE ou nom ; plusieurs fois s’il y en a plusieurs.", "INSEE code or name; several times."),
)
@option(
    "--department",
    "departments",
    multiple=True,
    type=DEPARTMENT,
    value=Text("DÉPARTEMENT", "DEPARTMENT"),
    said=Text(
        "Code INSEE ou nom d’un département, dont le préfet signe ; plusieurs fois.",
        "INSEE code or name of a department, whose prefect signs; several times.",
    ),
)
@option(
    "--alias",
    "aliases",
    multiple=True,
    value=Text("NOM", "NAME"),
    said=Text("Un autre nom sous lequel on le cherche.", "Another name under which it is looked for."),
)
@option(
    "--member",
    "members",
    multiple=True,
    value=_MEMBER_FORM,
    said=Text(
        "Un membre, par exemple « 200084952 CU Le Havre Seine Métropole ».",
        "A member, for instance “200084952 CU Le Havre Seine Métropole”.",
    ),
)
@option(
    "--code",
    value=Text("CODE", "CODE"),
    said=Text("Son code dans la liste nationale.", "Its code in the national list."),
)
@option(
    "--phase",
    value=Text("PHASE", "PHASE"),
    said=Text("La phase de ce code ; sinon la première.", "The phase of that code; otherwise the first."),
)
@option(
    "--id",
    "slug",
    value=Text("IDENTIFIANT", "ID"),
    said=Text("Son identifiant ; sinon tiré du nom.", "Its id; otherwise drawn from the name."),
)
@registering
def add(
    session: Session,
    command: Command,
    name: str,
    regions: tuple[str, ...],
    departments: tuple[str, ...],
    aliases: tuple[str, ...],
    members: tuple[str, ...],
    code: str | None,
    phase: str | None,
    slug: str | None,
    as_json: bool,
) -> None:
    """Declare one territory."""
    payload = build(
        TerritoryAdded,
        {
            "id": slugify(slug or name),
            "name": name,
            "regions": list(dict.fromkeys(regions)),
            "departments": list(dict.fromkeys(departments)) or None,
            "aliases": list(aliases),
            "codes": {phase or first_phase(session): code} if code else {},
            "members": [typed_member(text) for text in members],
        },
    )
    receipt = session.engine.register(payload, command)
    if as_json:
        output.print_json({"territory": payload.id, **as_data(receipt)})
        return
    output.success(Text(f"Territoire déclaré : {payload.name}", f"Territory declared: {payload.name}"))
    output.fields(identity(receipt), indent=2)
    tell_notices(receipt)
    output.remedy(Text(f"ouvrir son dossier : jalon open {payload.id}", f"open its dossier: jalon open {payload.id}"))


@under(
    territories_command,
    "import",
    Text(
        "Déclarer les territoires d’un fichier YAML ou CSV, tous ou aucun.\n\n"
        "Colonnes d’un CSV : nom, régions, départements, code, alias, membres (« SIREN NATURE NOM ») ; plusieurs "
        "valeurs se séparent par |. Les territoires déjà connus sont laissés tels quels.",
        "Declare the territories of a YAML or CSV file, all or none.\n\n"
        "Columns of a CSV: name, regions, departments, code, aliases, members (“SIREN KIND NAME”); several values are "
        "set apart by |. Territories that are known already are left as they are.",
    ),
    "jalon territories import territoires.csv",
)
@argument("file", Text("FICHIER", "FILE"))
@registering
def import_(session: Session, command: Command, file: str, as_json: bool) -> None:
    """Declare the territories of a file."""
    sheet = read(Path(file), "territories", COLUMNS)
    found = read_territories(sheet, first_phase(session))
    with session.reading() as reading:
        known = {row.id for row in reading.rows(Territory)}
    added = [payload for payload in found if payload.id not in known]
    receipts = session.engine.register_all(added, command)
    if as_json:
        output.print_json(
            {
                "added": [
                    {"territory": payload.id, **as_data(receipt)}
                    for payload, receipt in zip(added, receipts, strict=True)
                ],
                "known": [payload.id for payload in found if payload.id in known],
            }
        )
        return
    if sheet.notice:
        output.warning(sheet.notice)
    already = len(found) - len(added)
    declared = count(
        len(added),
        ("territoire déclaré", "territoires déclarés"),
        ("territory declared", "territories declared"),
    )
    left = count(already, ("déjà connu", "déjà connus"), ("known already", "known already"))
    output.success(Text(f"{declared.fr}, {left.fr}", f"{declared.en}, {left.en}") if already else declared)
    if receipts:
        output.fields(identity(*receipts), indent=2)
    for payload, receipt in zip(added, receipts, strict=True):
        for warning in receipt.warnings:
            output.warning(Text(f"{payload.name} : {warning.fr}", f"{payload.name}: {warning.en}"))
    if added:
        first = added[0].id
        output.remedy(Text(f"ouvrir un dossier : jalon open {first}", f"open a dossier: jalon open {first}"))


@under(
    territories_command,
    "list",
    Text("La liste des territoires.", "The list of territories."),
    "jalon territories list --region Normandie",
)
@option(
    "--region",
    "only",
    type=REGION,
    value=Text("RÉGION", "REGION"),
    said=Text("Seulement ceux de cette région.", "Only those of that region."),
)
@json_option
@in_session
def list_(session: Session, only: str | None, as_json: bool) -> None:
    """List the territories."""
    listed = known_territories(session, only)
    if as_json:
        output.print_json({"territories": listed})
        return
    if not listed:
        output.echo(Text("Aucun territoire.", "No territory."))
        output.remedy(
            Text("en déclarer : jalon territories import FICHIER", "declare some: jalon territories import FILE")
        )
        return
    output.table(
        [
            Column(Text("Identifiant", "Id"), keep=True),
            Column(Text("Nom", "Name")),
            Column(Text("Régions", "Regions")),
            Column(Text("Dép.", "Dep."), keep=True),
            Column(Text("Membres", "Members"), right=True),
            Column(Text("Dossiers", "Dossiers"), right=True),
        ],
        [
            (
                one["id"],
                one["name"],
                region_names(one["regions"]),
                ", ".join(one["departments"]),
                len(one["members"]),
                len(one["dossiers"]),
            )
            for one in listed
        ],
    )


def known_territories(session: Session, only: str | None) -> list[dict[str, Any]]:
    """The territories of a workspace, or of one region of it, by name."""
    with session.reading() as reading:
        regions = _by_territory(reading.rows(TerritoryRegion))
        departments = _by_territory(reading.rows(TerritoryDepartment))
        names = _by_territory(reading.rows(TerritoryName))
        members = _by_territory(reading.rows(TerritoryMember))
        dossiers = _by_territory(reading.rows(Dossier))
        return [
            {
                "id": row.id,
                "name": row.name,
                "aliases": [one.name for one in names.get(row.id, ()) if one.kind == "alias"],
                "codes": {one.phase: one.name for one in names.get(row.id, ()) if one.kind == "code"},
                "regions": [one.region_code for one in regions.get(row.id, ())],
                "departments": [one.department_code for one in departments.get(row.id, ())],
                "members": [
                    {"siren": one.siren, "kind": one.kind, "name": one.name} for one in members.get(row.id, ())
                ],
                "dossiers": [one.id for one in dossiers.get(row.id, ())],
            }
            for row in sorted(reading.rows(Territory), key=lambda row: sort_key(row.name))
            if only is None or only in {one.region_code for one in regions.get(row.id, ())}
        ]


def _by_territory(rows: Sequence[Owned]) -> dict[str, list[Owned]]:
    found: dict[str, list[Owned]] = {}
    for row in rows:
        found.setdefault(row.territory_id, []).append(row)
    return found


def first_phase(session: Session) -> str:
    """The phase of what is said without one: the first of the lifecycle in force."""
    with session.reading() as reading:
        head = reading.one(RegisterHead, id=REGISTER)
        return session.engine.lifecycle(reading, head.lifecycle).phases[0].code if head else ""
