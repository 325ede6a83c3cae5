"""A list in CSV: its columns named in its first line, in French or in English, set apart by the sign that line uses."""

import csv
import io
from collections.abc import Mapping, Sequence

from workflow.cli.listed.sheet import InvalidFile, Sheet, Table, Value
from workflow.language import Text
from workflow.names import fold, nearest

LONGEST_CELL = 32 * 1024


def read_csv(file: str, text: str, columns: Mapping[str, str]) -> Sheet:
    """What its lines say, under the names of `columns`. Raises InvalidFile."""
    first = text.partition("\n")[0]
    used = [sign for sign in (";", "\t", ",") if sign in first]
    if len(used) > 1:
        raise InvalidFile.at(
            file,
            1,
            1,
            Text(
                "la première ligne emploie plusieurs séparateurs : n’en gardez qu’un.",
                "the first line uses several separators: keep only one.",
            ),
        )
    csv.field_size_limit(LONGEST_CELL)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=used[0] if used else ";", strict=True)
    sheet = Sheet(file, Table({}, 1, 1))
    names: list[str] = []
    begun = 1
    try:
        for cells in lines:
            line, begun = begun, lines.line_num + 1
            if not names:
                names = _columns(sheet, cells, columns)
                sheet.called = {name: cell.strip() for name, cell in zip(names, cells, strict=True) if name}
            elif any(cell.strip() for cell in cells):
                _row(sheet, names, cells, line)
    except csv.Error as fault:
        raise InvalidFile.at(
            file,
            begun,
            1,
            Text(
                "cette ligne ne se lit pas : un guillemet est sans doute resté ouvert, ou une cellule est démesurée.",
                "this line cannot be read: perhaps a quotation mark was left open, or a cell is far too long.",
            ),
        ) from fault
    if not names:
        sheet.fault(sheet.header, Text("le fichier est vide.", "the file is empty."))
    return sheet


def _columns(sheet: Sheet, cells: Sequence[str], columns: Mapping[str, str]) -> list[str]:
    names: list[str] = []
    for place, cell in enumerate(cells, 1):
        name = columns.get(fold(cell), "")
        at = Value(cell, 1, place)
        if not name and cell.strip():
            near = ", ".join(nearest(cell, columns)) or ", ".join(columns)
            sheet.fault(
                at,
                Text(f"colonne inconnue : « {cell} » ; connues : {near}.", f"unknown column: “{cell}”; known: {near}."),
                "unknown-field",
            )
        if name and name in names:
            sheet.fault(at, Text(f"colonne donnée deux fois : « {cell} ».", f"column given twice: “{cell}”."), "twice")
        names.append(name)
    return names


def _row(sheet: Sheet, names: Sequence[str], cells: Sequence[str], line: int) -> None:
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        sheet.fault(
            Value("", line, len(names) + 1),
            Text(f"{len(cells)} cellules pour {len(names)} colonnes.", f"{len(cells)} cells for {len(names)} columns."),
        )
    fields = {
        name: Value(cell, line, place)
        for place, (name, cell) in enumerate(zip(names, cells, strict=False), 1)
        if name and cell.strip()
    }
    sheet.rows.append(Table(fields, line, 1))
