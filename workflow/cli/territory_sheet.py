"""What the register says of a territory: its names, regions, departments and members, and the dossiers it has."""

from dataclasses import dataclass
from typing import Any

from workflow.cli import drawing, output, phrases
from workflow.cli.output import Column
from workflow.engine import Engine
from workflow.labels import MEMBER_KINDS
from workflow.language import Text
from workflow.lifecycle import State
from workflow.models import Dossier, Territory, TerritoryDepartment, TerritoryMember, TerritoryName, TerritoryRegion
from workflow.store import Reading


@dataclass(frozen=True, slots=True)
class TerritorySheet:
    """A territory as the register has it."""

    territory: Territory
    names: tuple[TerritoryName, ...]
    regions: tuple[str, ...]
    departments: tuple[str, ...]
    members: tuple[TerritoryMember, ...]
    dossiers: tuple[tuple[Dossier, State], ...]

    def called(self, kind: str) -> list[str]:
        """Its aliases, or its codes, as `kind` says."""
        return [row.name for row in self.names if row.kind == kind]


def read(engine: Engine, reading: Reading, territory: Territory) -> TerritorySheet:
    """The sheet of a territory."""
    dossiers = reading.rows(Dossier, territory_id=territory.id)
    return TerritorySheet(
        territory,
        tuple(reading.rows(TerritoryName, territory_id=territory.id)),
        tuple(row.region_code for row in reading.rows(TerritoryRegion, territory_id=territory.id)),
        tuple(row.department_code for row in reading.rows(TerritoryDepartment, territory_id=territory.id)),
        tuple(reading.rows(TerritoryMember, territory_id=territory.id)),
        tuple((row, engine.lifecycle(reading, row.lifecycle).state(row.state)) for row in dossiers),
    )


def described(sheet: TerritorySheet) -> dict[str, Any]:
    """A sheet as JSON has it."""
    return {
        "kind": "territory",
        "territory": {"id": sheet.territory.id, "name": sheet.territory.name},
        "aliases": sheet.called("alias"),
        "codes": [{"code": row.name, "phase": row.phase} for row in sheet.names if row.kind == "code"],
        "regions": phrases.region_data(sheet.regions),
        "departments": phrases.department_data(sheet.departments),
        "members": [{"siren": row.siren, "kind": row.kind, "name": row.name} for row in sheet.members],
        "dossiers": [
            {
                "dossier": dossier.id,
                "phase": dossier.phase,
                "state": phrases.state_data(state, dossier.phase),
                "since": phrases.period_data(phrases.since(dossier)),
            }
            for dossier, state in sheet.dossiers
        ],
    }


def show(sheet: TerritorySheet) -> None:
    """A sheet as a person reads it."""
    output.heading(f"{sheet.territory.name} · {sheet.territory.id}")
    told = [(Text("Régions", "Regions"), phrases.region_names(sheet.regions))]
    if sheet.departments:
        told.append((Text("Départements", "Departments"), phrases.department_names(sheet.departments)))
    if aliases := sheet.called("alias"):
        told.append((Text("Aussi nommé", "Also called"), ", ".join(aliases)))
    if codes := sheet.called("code"):
        told.append((Text("Codes", "Codes"), ", ".join(codes)))
    output.fields(told)
    output.echo()
    if sheet.members:
        output.heading(Text(f"Membres ({len(sheet.members)})", f"Members ({len(sheet.members)})"))
        output.table(
            [Column(Text("SIREN", "SIREN"), keep=True), Column(Text("Nom", "Name")), Column(Text("Nature", "Kind"))],
            [(row.siren, row.name, MEMBER_KINDS[row.kind]) for row in sheet.members],
        )
        output.echo()
    if not sheet.dossiers:
        output.echo(Text("Pas encore de dossier.", "No dossier yet."))
        output.remedy(
            Text(f"l’ouvrir : jalon open {sheet.territory.id}", f"open one: jalon open {sheet.territory.id}"),
        )
        return
    output.heading(Text("Dossiers", "Dossiers"))
    for dossier, state in sheet.dossiers:
        since = phrases.since_in_words(phrases.since(dossier))
        drawing.item(
            state.symbol,
            dossier.id,
            Text(
                f"{state.label_in(dossier.phase).fr} {since.fr}",
                f"{state.label_in(dossier.phase).en} {since.en}",
            ),
        )
