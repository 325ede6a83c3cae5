"""`jalon figures`: what others published about the programme, shown beside what the dossiers say and never mixed in."""

from pathlib import Path

from workflow.cli import output, phrases
from workflow.cli.listed import Sheet, Table, read
from workflow.cli.options import json_option
from workflow.cli.output import Column
from workflow.cli.receipts import as_data, identity
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import argument, group, under
from workflow.cli.writing import registering
from workflow.dates import Period
from workflow.engine import Command
from workflow.entries import FigurePublished, build
from workflow.errors import InvalidValue
from workflow.language import Text
from workflow.models import PublishedFigure
from workflow.names import clean_long
from workflow.regions import region

COLUMNS = {
    "as of": "as_of",
    "date": "as_of",
    "published on": "published_on",
    "publie le": "published_on",
    "what": "what",
    "quoi": "what",
    "value": "value",
    "valeur": "value",
    "approximate": "approximate",
    "approximatif": "approximate",
    "label": "label",
    "libelle": "label",
    "scope": "scope",
    "portee": "scope",
    "source": "source",
    "because": "because",
    "parce que": "because",
}
"""What a column of a CSV file may be called, folded, and the field it gives."""

FIELDS = (
    *("as_of", "published_on", "what", "value", "approximate", "label", "scope", "source", "because"),
    # Told by the example of the press release, and not kept.
    *("reached", "deduced"),
)
NATIONAL = "national"
_YES, _NO = ("true", "yes", "oui", "1", "x"), ("false", "no", "non", "0", "")


@group(
    "figures",
    Text("Les chiffres publiés, avec leur source.", "The figures published, with their source."),
    "jalon figures import published.yaml",
)
def figures_command() -> None:
    """Nothing by itself."""


@under(
    figures_command,
    "import",
    Text(
        "Ajouter les chiffres d’un fichier YAML ou CSV, tous ou aucun.\n\n"
        "Chacun a sa source. Ceux qui sont déjà là ne sont pas ajoutés une seconde fois.",
        "Add the figures of a YAML or CSV file, all or none.\n\n"
        "Each has its source. Those that are there already are not added a second time.",
    ),
    "jalon figures import published.yaml",
)
@argument("file", Text("FICHIER", "FILE"))
@registering
def import_(session: Session, command: Command, file: str, as_json: bool) -> None:
    """Add the figures of a file."""
    sheet = read(Path(file), "figures", COLUMNS)
    with session.reading() as reading:
        present = reading.rows(PublishedFigure)
    known = {(row.as_of, row.what, row.scope, row.value, row.source) for row in present}
    number = max((row.number for row in present), default=0)
    added = []
    for told in read_figures(sheet):
        if (told.as_of, told.what, told.scope, told.value, told.source) not in known:
            number += 1
            added.append(told.model_copy(update={"number": number}))
    receipts = session.engine.register_all(added, command)
    if as_json:
        output.print_json({"added": [as_data(receipt) for receipt in receipts]})
        return
    if sheet.notice:
        output.warning(sheet.notice)
    output.success(phrases.count(len(added), ("chiffre ajouté", "chiffres ajoutés"), ("figure added", "figures added")))
    if receipts:
        output.fields(identity(*receipts), indent=2)


@under(
    figures_command,
    "list",
    Text("Les chiffres publiés, du plus ancien au plus récent.", "The figures published, the oldest first."),
    "jalon figures list --json",
)
@json_option
@in_session
def list_(session: Session, as_json: bool) -> None:
    """List the figures."""
    with session.reading() as reading:
        rows = sorted(reading.rows(PublishedFigure), key=lambda row: (row.as_of, row.number))
    if as_json:
        output.print_json({"figures": [row._asdict() if hasattr(row, "_asdict") else row.model_dump() for row in rows]})
        return
    if not rows:
        output.echo(Text("Aucun chiffre publié.", "No figure published."))
        output.remedy(Text("en ajouter : jalon figures import FICHIER", "add some: jalon figures import FILE"))
        return
    output.table(
        [
            Column(Text("au", "as of"), keep=True),
            Column(Text("chiffre", "figure"), right=True, keep=True),
            Column(Text("de quoi", "of what")),
            Column(Text("source", "source"), colour="bright_black"),
        ],
        [
            (phrases.brief_day(row.as_of), f"{'≈ ' if row.approximate else ''}{row.value}", row.label, row.source)
            for row in rows
        ],
    )


def read_figures(sheet: Sheet) -> list[FigurePublished]:
    """The figures of a sheet, not yet numbered. Raises InvalidFile."""
    found = [one for row in sheet.rows for one in _figure(sheet, row)]
    sheet.demand_sound()
    return found


def _figure(sheet: Sheet, row: Table) -> list[FigurePublished]:
    faults = len(sheet.problems)
    sheet.demand_known(row, FIELDS)
    as_of, published_on, what, value, label, source = (
        sheet.text(row, name, required=True) for name in ("as_of", "published_on", "what", "value", "label", "source")
    )
    scope, because, approximate = (sheet.text(row, name) for name in ("scope", "because", "approximate"))
    if not (as_of and published_on and what and value and label and source) or len(sheet.problems) > faults:
        return []
    deduced = f" (déduit : {because.text})" if because else ""
    told = {
        "number": 1,
        "what": what.text,
        "label": label.text,
        # A month or a year is over on its last day: a figure is shown from then on.
        "as_of": sheet.read(as_of, lambda: Period.parse(as_of.text).last.isoformat()),
        "published_on": sheet.read(published_on, lambda: Period.parse(published_on.text).iso),
        "value": sheet.read(value, _count, value.text),
        "scope": sheet.read(scope, _scope, scope.text) if scope else None,
        "approximate": sheet.read(approximate, _yes_or_no, approximate.text) if approximate else None,
        "source": sheet.read(source, clean_long, source.text + deduced, Text("source", "source")),
    }
    if len(sheet.problems) > faults:
        return []
    payload = sheet.read(label, build, FigurePublished, told)
    return [payload] if payload else []


def _scope(text: str) -> str:
    return NATIONAL if text == NATIONAL else region(text).code


def _count(text: str) -> int:
    digits = text.replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
        raise InvalidValue(Text(f"« {text} » n’est pas un nombre entier.", f"“{text}” is not a whole number."))
    return int(digits)


def _yes_or_no(text: str) -> int:
    typed = text.strip().lower()
    if typed not in (*_YES, *_NO):
        raise InvalidValue(Text(f"« {text} » : oui ou non ?", f"“{text}”: yes or no?"))
    return int(typed in _YES)
