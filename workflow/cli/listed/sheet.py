"""What a file lists, whatever its form: values, lists and tables, each with its line and column, and what is wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from workflow.errors import InvalidValue, JalonError, Problem, UnknownName
from workflow.language import Text
from workflow.names import nearest

Answer = TypeVar("Answer")

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

    @classmethod
    def at(cls, file: str, line: int, column: int, message: Text) -> "InvalidFile":
        """A file that cannot be read any further than that place."""
        return cls([Problem(file, line, column, message, "syntax")])


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
    called: Mapping[str, str] = field(default_factory=dict)
    """What the file itself calls a name, where it may call it otherwise."""

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
            said = self.called.get(name, name)
            self.fault(found or row, Text(f"« {said} » manque.", f"“{said}” is missing."), "missing")
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
