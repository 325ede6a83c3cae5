"""A list of things in a YAML or CSV file: every value with its line and column, nothing guessed.

sheet        the values and their places, and the faults found
content      the bytes of a file and its encoding: UTF-8, UTF-16 with its mark, or the one of Windows
from_yaml, from_csv      the two forms; a cell of a CSV may hold several values set apart by |
"""

from collections.abc import Mapping
from pathlib import Path

from workflow.cli.listed.content import content, decoded
from workflow.cli.listed.from_csv import read_csv
from workflow.cli.listed.from_yaml import read_yaml
from workflow.cli.listed.sheet import Several, Sheet, Table, Value
from workflow.errors import InvalidValue
from workflow.language import Text

__all__ = ["Several", "Sheet", "Table", "Value", "read"]


def read(path: Path, key: str, columns: Mapping[str, str]) -> Sheet:
    """What a file lists: under `key` in YAML, one per line in CSV.

    `columns` gives the name of the field for every name a column may have, folded. Raises InvalidFile, and
    InvalidValue for a file that cannot be read.
    """
    held = content(path)
    if path.suffix.lower() in (".yaml", ".yml"):
        return read_yaml(str(path), decoded(path, held)[0], key)
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        text, notice = decoded(path, held)
        sheet = read_csv(str(path), text, columns)
        sheet.notice = notice
        return sheet
    raise InvalidValue(
        Text(f"{path} : ce n’est ni un .yaml ni un .csv.", f"{path}: this is neither a .yaml nor a .csv."),
        Text(
            "enregistrez-le depuis le tableur au format CSV, ou écrivez-le en YAML",
            "save it as CSV from the spreadsheet, or write it in YAML",
        ),
    )
