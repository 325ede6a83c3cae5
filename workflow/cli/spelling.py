"""Names as somebody prints them, from a list of territories that says so beside each."""

from pathlib import Path

from workflow.audit.sentences import OURS, Spelling
from workflow.cli.listed import Sheet, Table, read
from workflow.language import Text
from workflow.names import clean, slugify
from workflow.regions import region

COLUMNS = {
    "slug": "slug",
    "id": "slug",
    "identifiant": "slug",
    "name": "name",
    "nom": "name",
    "territoire": "name",
    "printed": "printed",
    "imprime": "printed",
    "regions": "regions",
    "region": "regions",
    "printed regions": "printed_regions",
    "regions imprimees": "printed_regions",
}
"""What a column of a CSV file may be called, folded, and the field it gives."""

_PRINTED = Text("nom imprimé", "printed name")


def read_spelling(path: Path | None) -> Spelling:
    """The names of a file; ours where there is none. Raises InvalidFile."""
    if path is None:
        return OURS
    sheet = read(path, "territories", COLUMNS)
    territories: dict[str, str] = {}
    regions: dict[str, str] = {}
    for row in sheet.rows:
        called, printed = sheet.text(row, "slug") or sheet.text(row, "name", required=True), sheet.text(row, "printed")
        slug = sheet.read(called, slugify, called.text) if called else None
        shown = sheet.read(printed, clean, printed.text, _PRINTED) if printed else None
        if slug and shown:
            territories[slug] = shown
        regions |= _regions(sheet, row)
    sheet.demand_sound()
    return Spelling(territories, regions)


def _regions(sheet: Sheet, row: Table) -> dict[str, str]:
    codes, printed = sheet.texts(row, "regions"), sheet.texts(row, "printed_regions")
    if printed and len(codes) != len(printed):
        sheet.fault(row, Text("il faut un nom imprimé par région.", "one printed name for each region is needed."))
        return {}
    found = {}
    for code, name in zip(codes, printed, strict=False):
        known, shown = sheet.read(code, region, code.text), sheet.read(name, clean, name.text, _PRINTED)
        if known and shown:
            found[known.code] = shown
    return found
