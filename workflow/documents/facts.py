"""What a template may see: plain values that cannot change, each knowing its place and what it is called."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from workflow.documents.escaping import visible
from workflow.documents.faults import Misused
from workflow.documents.gaps import Gap, Missing
from workflow.errors import offered
from workflow.names import nearest, shown

Kind = Literal["texte", "date", "montant", "nombre", "oui/non", "groupe", "liste", "saisies", "textes"]
NAMED_ELSEWHERE = frozenset({"saisies", "textes"})
"""The groups whose names are those that the lifecycle declares."""
COMMAND = "commande"
"""The value of a group that begins the command by which its missing values are given."""


ANY = "*"
"""What stands, in the command of a group of texts or inputs, for the name of the one that is missing; and its place."""


@dataclass(frozen=True)
class Field:
    """One variable of the templates: what it is called, what it is, and how a missing one is given."""

    label: str
    kind: Kind = "texte"
    fields: Mapping[str, "Field"] = field(default_factory=dict)
    """The variables of a group, or of each element of a list."""
    option: str = ""
    """What is added to the command of its group to fill it: `--name …`."""

    def child(self, name: str) -> "Field | None":
        """The variable of that name in a group; any name in a group of what the lifecycle declares."""
        if self.kind in NAMED_ELSEWHERE:
            return self.fields.get(name, Field(name.replace("_", " ")))
        return self.fields.get(name)


class UnknownVariable(Misused):
    """A name that the data does not have; the near ones are given."""

    def __init__(self, where: str, name: str, known: Sequence[str]) -> None:
        others = offered(nearest(name, known), known)
        full = shown(f"{where}.{name}" if where else name)
        super().__init__(
            f"variable inconnue : « {full} »{others.fr}",
            f"unknown variable: “{full}”{others.en}",
        )


class Facts(Mapping[str, Any]):
    """A group of values, frozen; a known value that is missing is a `Gap`, an unknown name raises UnknownVariable."""

    __slots__ = ("_command", "_field", "_path", "_values")

    def __init__(self, values: Mapping[str, Any], path: str, of: Field, command: str | None) -> None:
        self._path = path
        self._field = of
        self._command = command
        self._values = MappingProxyType({name: self._frozen(name, value) for name, value in values.items()})

    def _frozen(self, name: str, value: Any) -> Any:
        known = self._field.child(name)
        if known is None:
            raise TypeError(f"not among the variables of templates: {self._path}.{name}")
        return frozen(value, f"{self._path}.{name}" if self._path else name, known, self._command)

    def __getitem__(self, name: str) -> Any:
        value = self._values.get(name)
        if value is not None:
            return value
        known = self._field.child(name)
        if known is None or not self._path:
            raise UnknownVariable(self._path, name, list(self._field.fields))
        return self._missing(f"{self._path}.{name}", known)

    def _missing(self, path: str, known: Field) -> "Facts | Gap | tuple[()]":
        """What stands for a value that is not there: a group of missing values, an empty list, a gap."""
        if known.kind == "groupe" or known.kind in NAMED_ELSEWHERE:
            return Facts({}, path, known, self._command)
        if known.kind == "liste":
            return ()
        return Gap(known.label, (Missing(path, known.label, self._filling(path, known)),))

    def _filling(self, path: str, known: Field) -> str | None:
        """The command that gives a missing value, where one does."""
        if self._command is None:
            return None
        if self._field.kind in NAMED_ELSEWHERE:
            name = path.rpartition(".")[2]
            return self._command.replace(ANY, name) if name in self._field.fields or name in self._values else None
        return f"{self._command} {known.option}" if known.option else None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __bool__(self) -> bool:
        return True


def frozen(value: Any, path: str, known: Field, command: str | None = None) -> Any:
    """A value of plain data as templates may see it. Raises TypeError for anything that is not plain data.

    A text in which nothing can be seen is a missing one.
    """
    if value is None or isinstance(value, bool):
        return value
    if type(value) is int:
        return value
    if type(value) is str:
        return value if visible(value) else None
    if isinstance(value, Mapping):
        if known.kind in NAMED_ELSEWHERE:
            return Facts({name: value[name] for name in value if name != ANY}, path, known, value.get(ANY))
        return Facts(value, path, known, value.get(COMMAND) or command)
    if isinstance(value, list | tuple):
        return tuple(frozen(item, f"{path}[{place}]", known, command) for place, item in enumerate(value))
    raise TypeError(f"{path}: {type(value).__name__} is not plain data")
