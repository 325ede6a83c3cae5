"""A list of things in a YAML or CSV file: every value with its line and column, nothing guessed.

YAML is taken by its text alone: `28`, `no` and `2019-04-30` stay what was typed. Anchors, tags and repeated keys are
refused. A CSV file names its columns in its first line, in French or in English; its separator is the one that line
uses; its encoding is UTF-8, UTF-16 with its mark, or the one of Windows. A cell may hold several values set apart by |.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import yaml

from workflow import system
from workflow.errors import InvalidValue, JalonError, Problem, UnknownName
from workflow.language import Text
from workflow.names import fold, nearest

Answer = TypeVar("Answer")

LARGEST = 5 * 1024 * 1024
"""Bytes a file may have at most."""
DEEPEST = 20
"""Levels of lists and tables inside each other."""
LONGEST_CELL = 32 * 1024
SEVERAL = "|"
"""What sets the values of one cell apart."""


class InvalidFile(JalonError):
    """A file of data with faults, all of them told, each with its line and column. Nothing was taken from it."""

    code = "invalid-file"
    exit_code = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            Text(
                "\n".join(f"{one.where} : {one.message.fr}" for one in problems),
                "\n".join(f"{one.where}: {one.message.en}" for one in problems),
            ),
            Text("rien n’a été enregistré", "nothing was saved"),
        )


@dataclass(frozen=True, slots=True)
class Value:
    """One text, where it stands."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Several:
    """A list of values or tables."""

    items: tuple["Value | Several | Table", ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Table:
    """Values by name."""

    fields: Mapping[str, "Value | Several | Table"]
    line: int
    column: int


@dataclass
class Sheet:
    """What a file lists, and what is wrong with it so far."""

    file: str
    header: Table
    rows: list[Table] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notice: Text | None = None
    """Something to tell the person about how the file was read."""

    def fault(self, at: "Value | Several | Table", message: Text, code: str = "value") -> None:
        """Note a fault at that place."""
        self.problems.append(Problem(self.file, at.line, at.column, message, code))

    def read(self, at: "Value | Several | Table", how: Callable[..., Answer], *given: object) -> Answer | None:
        """What one of our readers answers to what is given; where it refuses, None, and a fault at that place."""
        try:
            return how(*given)
        except (InvalidValue, UnknownName) as refusal:
            self.fault(at, refusal.message)
            return None

    def text(self, row: Table, name: str, *, required: bool = False) -> Value | None:
        """The one value of that name in a row, or None; a fault is noted where it must be there or is not one."""
        found = row.fields.get(name)
        if isinstance(found, Value) and found.text.strip():
            return found
        if found is not None and not isinstance(found, Value):
            self.fault(found, Text(f"« {name} » est un texte.", f"“{name}” is a text."))
        elif required:
            self.fault(found or row, Text(f"« {name} » manque.", f"“{name}” is missing."), "missing")
        return None

    def texts(self, row: Table, name: str) -> list[Value]:
        """The values of that name in a row: a list, or the parts of one cell."""
        found = row.fields.get(name)
        if found is None:
            return []
        if isinstance(found, Value):
            return [Value(part.strip(), found.line, found.column) for part in found.text.split(SEVERAL) if part.strip()]
        if isinstance(found, Several) and all(isinstance(item, Value) for item in found.items):
            return [item for item in found.items if isinstance(item, Value)]
        self.fault(found, Text(f"« {name} » est une liste de textes.", f"“{name}” is a list of texts."))
        return []

    def demand_known(self, row: Table, known: Sequence[str]) -> None:
        """Note a fault for every name in a row that is not one of `known`."""
        for name, node in row.fields.items():
            if name not in known:
                near = ", ".join(nearest(name, known)) or ", ".join(known)
                self.fault(
                    node,
                    Text(f"« {name} » est inconnu ici ; connus : {near}.", f"“{name}” is unknown here; known: {near}."),
                    "unknown-field",
                )

    def demand_sound(self) -> None:
        """Raise InvalidFile where a fault was noted."""
        if self.problems:
            raise InvalidFile(sorted(self.problems, key=lambda one: (one.line, one.column)))


def read(path: Path, key: str, columns: Mapping[str, str]) -> Sheet:
    """What a file lists: under `key` in YAML, one per line in CSV.

    `columns` gives the name of the field for every name a column may have, folded. Raises InvalidFile, and
    InvalidValue for a file that cannot be read.
    """
    content = _content(path)
    if path.suffix.lower() in (".yaml", ".yml"):
        return _yaml(str(path), _decoded(path, content)[0], key)
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        text, notice = _decoded(path, content)
        sheet = _csv(str(path), text, columns)
        sheet.notice = notice
        return sheet
    raise InvalidValue(
        Text(f"{path} : ce n’est ni un .yaml ni un .csv.", f"{path}: this is neither a .yaml nor a .csv."),
        Text(
            "enregistrez-le depuis le tableur au format CSV, ou écrivez-le en YAML",
            "save it as CSV from the spreadsheet, or write it in YAML",
        ),
    )


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise InvalidValue(Text(f"{path} : plus de 5 Mio.", f"{path}: larger than 5 MiB."))
        return path.read_bytes()
    except OSError as fault:
        why = system.reason(fault)
        raise InvalidValue(Text(f"{path} : {why.fr}.", f"{path}: {why.en}.")) from fault


def _decoded(path: Path, content: bytes) -> tuple[str, Text | None]:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    notice = None
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
        notice = Text(
            f"{path.name} n’est pas en UTF-8 : lu comme un fichier de Windows (cp1252). Vérifiez les accents.",
            f"{path.name} is not UTF-8: read as a file of Windows (cp1252). Check the accents.",
        )
    if "\0" in text or "\ufffd" in text:
        raise InvalidValue(
            Text(f"{path} : ce n’est pas un fichier de texte.", f"{path}: this is not a text file."),
            Text("enregistrez-le en UTF-8", "save it as UTF-8"),
        )
    return text, notice


# YAML


def _yaml(file: str, text: str, key: str) -> Sheet:
    try:
        _demand_plain(file, text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        raise _one(
            file, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, _yaml_says(fault.problem or "")
        ) from fault
    except yaml.YAMLError as fault:
        raise _one(file, 1, 1, _yaml_says(str(fault).partition("\n")[0])) from fault
    sheet = Sheet(file, Table({}, 1, 1))
    told = _node(sheet, root) if root is not None else Table({}, 1, 1)
    listed = told.fields.get(key) if isinstance(told, Table) else None
    if not isinstance(told, Table) or not isinstance(listed, Several):
        sheet.fault(told, Text(f"il faut ici « {key}: », puis une liste.", f"“{key}:” and a list are needed here."))
        sheet.demand_sound()
        return sheet
    sheet.header = Table({name: node for name, node in told.fields.items() if name != key}, told.line, told.column)
    for item in listed.items:
        if isinstance(item, Table):
            sheet.rows.append(item)
        else:
            sheet.fault(item, Text("il faut ici des champs et leurs valeurs.", "fields and their values are needed."))
    return sheet


def _yaml_says(reason: str) -> Text:
    return Text(f"ce n’est pas du YAML ({reason}).", f"this is not YAML ({reason}).")


def _one(file: str, line: int, column: int, message: Text) -> InvalidFile:
    return InvalidFile([Problem(file, line, column, message, "syntax")])


def _demand_plain(file: str, text: str) -> None:
    """Refuse, before anything is built, what makes a small file large or deep."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        mark = event.start_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _one(
                file, line, column, Text("les ancres & et * ne sont pas lues.", "the anchors & and * are not read.")
            )
        if getattr(event, "tag", None) is not None:
            raise _one(file, line, column, Text("les types ! ne sont pas lus.", "the tags ! are not read."))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > DEEPEST:
            raise _one(file, line, column, Text("trop de niveaux.", "too many levels."))
        if documents > 1:
            raise _one(file, line, column, Text("un seul document par fichier.", "one document to a file."))


def _node(sheet: Sheet, node: yaml.Node) -> Value | Several | Table:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if isinstance(node, yaml.ScalarNode):
        return Value(node.value, line, column)
    if isinstance(node, yaml.SequenceNode):
        return Several(tuple(_node(sheet, item) for item in node.value), line, column)
    fields: dict[str, Value | Several | Table] = {}
    for key, value in node.value:
        name = str(key.value)
        told = _node(sheet, value)
        if name in fields:
            first = fields[name].line
            sheet.fault(
                Value(name, key.start_mark.line + 1, key.start_mark.column + 1),
                Text(f"« {name} » est déjà donné ligne {first}.", f"“{name}” is given already, on line {first}."),
                "twice",
            )
        fields[name] = told
    return Table(fields, line, column)


# CSV


def _csv(file: str, text: str, columns: Mapping[str, str]) -> Sheet:
    first = text.partition("\n")[0]
    used = [sign for sign in (";", "\t", ",") if sign in first]
    if len(used) > 1:
        raise _one(
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
            elif any(cell.strip() for cell in cells):
                _row(sheet, names, cells, line)
    except csv.Error as fault:
        raise _one(
            file,
            begun,
            1,
            Text(
                f"cette ligne ne se lit pas ({fault}) ; un guillemet est sans doute resté ouvert.",
                f"this line cannot be read ({fault}); perhaps a quotation mark was left open.",
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
