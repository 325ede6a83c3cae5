"""What every kind of history entry has in common: a typed payload, its checks, and the rows it changes."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlmodel import SQLModel

from workflow import names
from workflow.case import Case
from workflow.entries.fields import field_label
from workflow.errors import InvalidValue
from workflow.language import Text
from workflow.lifecycle import Lifecycle


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a present table that an entry sets: the fields given are set, the others stay as they are."""

    table: type[SQLModel]
    key: Mapping[str, Any]
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Position:
    """Where an entry stands: what its changes need to know of it."""

    dossier_id: str
    seq: int
    day: str
    """First day of its effective period, ISO."""


class Payload(BaseModel):
    """What one entry says. Subclasses are the kinds."""

    # Each kind is built when it is first read: a command meets few of them.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    kind: ClassVar[str]
    private: ClassVar[frozenset[str]] = frozenset()
    written: ClassVar[frozenset[str]] = frozenset()
    """Fields that people write in their own words and that are not private: those are looked through as well."""
    required: ClassVar[tuple[str, ...]] = ()
    """Fields that must be given the first time a fact is told."""
    called: ClassVar[tuple[str, ...]] = ()
    """Fields that say what the fact is called: a sentence about an entry that only changes others has them too."""
    besides: ClassVar[tuple[str, ...]] = ()
    """Fields that its sentence leaves out, in the order in which they are told below it."""
    fixed: ClassVar[frozenset[str]] = frozenset()
    """Fields that no correction changes: what the entry is about, or what was found in a file."""
    action: ClassVar[str] = "record"
    """What who records it must have the right to do (`workflow.rights`)."""

    def changes(self, at: Position) -> Iterator[Change]:
        """The rows it sets."""
        return iter(())

    def check(self, case: Case, today: str) -> None:
        """Raise RecordRefused where it contradicts the dossier as it is before the entry."""

    def warnings(self, case: Case) -> Iterator[Text]:
        """What is allowed but deserves a look."""
        return iter(())

    def numbered(self, case: Case) -> Self:
        """The same payload with the number of its row filled in."""
        return self

    def in_words(self) -> Text:
        """What happened, as a short sentence without subject."""
        raise AssertionError(self.kind)

    def sentence(self, lifecycle: Lifecycle) -> Text:
        """The same, where the lifecycle that judged the entry has better words for it."""
        return self.in_words()

    def split(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The public fields and the private ones, only those that were given."""
        given = self.model_dump(exclude_unset=True)
        hidden = {name: given.pop(name) for name in self.private if name in given}
        return given, hidden


NAMES = ("name", "label", "organisation", "holder", "authority")
"""The fields that name somebody or something, whatever the kind."""


def misleading(payload: Payload) -> Iterator[Text]:
    """What deserves a look: a name in which a letter of another alphabet looks like one of ours."""
    for name in NAMES:
        value = getattr(payload, name, None)
        if isinstance(value, str) and names.mixed_script(value):
            yield Text(
                f"« {value} » mêle deux alphabets : une lettre y ressemble peut-être à une autre.",
                f"“{value}” mixes two alphabets: a letter in it may look like another.",
            )


KINDS: dict[str, type[Payload]] = {}
Kind = TypeVar("Kind", bound=Payload)


def kind(name: str) -> Callable[[type[Kind]], type[Kind]]:
    """Register a class as the kind of entry called `name`."""

    def register(cls: type[Kind]) -> type[Kind]:
        cls.kind = name
        KINDS[name] = cls
        return cls

    return register


def build(cls: type[Kind], values: Mapping[str, Any]) -> Kind:
    """A payload from typed-in values; None means not given. Raises InvalidValue naming the field."""
    try:
        return cls(**{name: value for name, value in values.items() if value is not None})
    except ValidationError as fault:
        raise _refused(fault.errors()[0]) from None


def _refused(fault: Any) -> InvalidValue:
    """What pydantic found at fault first, in words."""
    name = str(fault["loc"][0]) if fault["loc"] else ""
    label = field_label(name)
    if fault["type"] == "missing":
        return InvalidValue(Text(f"Il manque : {label.fr}.", f"Missing: {label.en}."))
    if fault["type"] == "extra_forbidden":
        return InvalidValue(Text(f"« {name} » n’est pas à dire ici.", f"“{name}” is not said here."))
    shown = names.quoted(str(fault.get("input")))
    context = fault.get("ctx", {})
    codes = re.findall("[a-zA-Z0-9_]+", str(context.get("expected", "")).replace(" or ", " "))
    bounds = [context[name] for name in ("ge", "le") if name in context]
    remedy = None
    if codes:
        listed = ", ".join(codes)
        remedy = Text(f"valeurs possibles : {listed}", f"possible values: {listed}")
    elif bounds:
        remedy = Text("un nombre entier, ni négatif ni démesuré", "a whole number, neither negative nor excessive")
    return InvalidValue(
        Text(f"{label.fr} : valeur refusée, {shown.fr}.", f"{label.en}: value refused, {shown.en}."), remedy
    )


def given(payload: Payload, *excluded: str) -> dict[str, Any]:
    """The fields that were set, but for `excluded`."""
    values = payload.model_dump(exclude_unset=True)
    for name in excluded:
        values.pop(name, None)
    return values
