"""`jalon show`: one sheet of a dossier, or of a territory that has none or several."""

from workflow import lookup
from workflow.cli import completion, output, sheet, sheet_page, territory_sheet
from workflow.cli.options import json_option
from workflow.cli.session import Session, in_session
from workflow.cli.sheet import Sheet
from workflow.cli.spoken import argument, command
from workflow.cli.territory_sheet import TerritorySheet
from workflow.dates import civil_day
from workflow.errors import UnknownName
from workflow.language import Text
from workflow.lookup import AmbiguousName
from workflow.models import Dossier, Territory
from workflow.store import Reading


def find(reading: Reading, name: str) -> tuple[Dossier | None, Territory | None]:
    """The dossier of that name, else the territory; a territory with one dossier means that one.

    Raises UnknownName with the near names of both.
    """
    try:
        return lookup.dossier(reading, name), None
    except (UnknownName, AmbiguousName) as unknown:
        try:
            return None, lookup.territory(reading, name)
        except UnknownName:
            raise unknown from None


@command(
    "show",
    Text(
        "La fiche d’un dossier : où il en est, ce qui peut suivre, les personnes, les projets, les signatures, "
        "les brouillons.\n\nD’un territoire qui n’a pas de dossier, ou en a plusieurs : ce que le registre en dit.",
        "The sheet of a dossier: where it is, what may follow, people, projects, signatures, drafts.\n\n"
        "Of a territory that has no dossier, or several: what the register says of it.",
    ),
    "jalon show axe-seine",
    'jalon show "Pays de l’Aigle"',
)
@argument(
    "name",
    Text("DOSSIER|TERRITOIRE", "DOSSIER|TERRITORY"),
    Text("nom, alias, code ou identifiant", "name, alias, code or id"),
    shell_complete=completion.dossiers_and_territories,
)
@json_option
@in_session
def show_command(session: Session, name: str, as_json: bool) -> None:
    """Show a sheet."""
    engine = session.engine
    with session.reading() as reading:
        dossier, territory = find(reading, name)
        if dossier is not None:
            _show_dossier(sheet.read(engine, reading, dossier, session.actor, civil_day(engine.now)), as_json)
        elif territory is not None:
            _show_territory(territory_sheet.read(engine, reading, territory), as_json)


def _show_dossier(told: Sheet, as_json: bool) -> None:
    if as_json:
        output.print_json(sheet.described(told))
    else:
        sheet_page.show(told)


def _show_territory(told: TerritorySheet, as_json: bool) -> None:
    if as_json:
        output.print_json(territory_sheet.described(told))
    else:
        territory_sheet.show(told)
