"""What every kind of history entry has in common: a typed payload, its checks, and the rows it changes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo
from sqlmodel import SQLModel

from workflow import identifiers, money, names, regions
from workflow.case import Case
from workflow.dates import parse_day
from workflow.errors import InvalidValue, RecordRefused
from workflow.language import Text

FIELD_LABELS: Mapping[str, Text] = {
    "name": Text("nom", "name"),
    "civility": Text("civilité", "civility"),
    "office": Text("qualité", "office"),
    "organisation": Text("organisme", "organisation"),
    "title": Text("titre", "title"),
    "holder": Text("porteur", "holder"),
    "description": Text("description", "description"),
    "place": Text("lieu", "place"),
    "authority": Text("autorité", "authority"),
    "text": Text("texte", "text"),
    "axis": Text("axe", "axis"),
    "college": Text("collège", "college"),
    "siren": Text("SIREN", "SIREN"),
    "handle": Text("identifiant", "handle"),
    "label": Text("libellé", "label"),
    "deliberation_number": Text("numéro de délibération", "deliberation number"),
    "voted_on": Text("jour du vote", "day of the vote"),
    "document": Text("document", "document"),
    "role": Text("rôle", "role"),
    "committee": Text("comité", "committee"),
    "meets_on": Text("jour de la réunion", "day of the meeting"),
}


def field_label(name: str | None) -> Text:
    """What a person calls a field of a payload."""
    return FIELD_LABELS.get(name or "", Text(name or "", name or ""))


def _line(value: str, info: ValidationInfo) -> str:
    return names.clean(value, field_label(info.field_name))


def _prose(value: str, info: ValidationInfo) -> str:
    return names.clean_long(value, field_label(info.field_name))


Line = Annotated[str, AfterValidator(_line)]
Prose = Annotated[str, AfterValidator(_prose)]
Day = Annotated[str, AfterValidator(lambda value: parse_day(value).isoformat())]
Siren = Annotated[str, AfterValidator(identifiers.siren)]
RegionCode = Annotated[str, AfterValidator(lambda value: regions.region(value).code)]
Cents = Annotated[int, Field(ge=0, le=money.LARGEST)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Document = Literal["protocol", "contract", "amendment"]
College = Literal["intercommunalities", "state", "region", "operators", "industry"]


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

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str]
    private: ClassVar[frozenset[str]] = frozenset()
    required: ClassVar[tuple[str, ...]] = ()
    """Fields that must be given the first time a fact is told."""

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

    def split(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The public fields and the private ones, only those that were given."""
        given = self.model_dump(exclude_unset=True)
        hidden = {name: given.pop(name) for name in self.private if name in given}
        return given, hidden


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
        first = fault.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or cls.kind
        allowed = str(first.get("ctx", {}).get("expected", ""))
        label = field_label(name)
        raise InvalidValue(
            Text(
                f"{label.fr} : valeur refusée, {first.get('input')!r}.",
                f"{label.en}: value refused, {first.get('input')!r}.",
            ),
            Text(f"valeurs possibles : {allowed}", f"possible values: {allowed}") if allowed else None,
        ) from None


def given(payload: Payload, *excluded: str) -> dict[str, Any]:
    """The fields that were set, but for `excluded`."""
    values = payload.model_dump(exclude_unset=True)
    for name in excluded:
        values.pop(name, None)
    return values


def demand(payload: Payload, is_new: bool) -> None:
    """Raise RecordRefused unless a new fact has all the fields it needs."""
    missing = [name for name in payload.required if is_new and getattr(payload, name) is None]
    if missing:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in missing)
        fr = ", ".join(field_label(name).fr for name in missing)
        en = ", ".join(field_label(name).en for name in missing)
        raise RecordRefused(
            Text(f"Il manque : {fr}.", f"Missing: {en}."),
            Text(f"ajoutez {options}", f"add {options}"),
        )


def not_after(day: str | None, today: str, what: Text) -> None:
    """Raise RecordRefused for a day, ISO, that has not come yet."""
    if day is not None and day > today:
        raise RecordRefused(
            Text(
                f"{what.fr} : {day} est dans le futur ; on n’enregistre que ce qui est fait.",
                f"{what.en}: {day} is in the future; only what is done is recorded.",
            ),
            Text("donnez la date à laquelle cela a eu lieu", "give the day on which it happened"),
        )


class Numbered(Payload):
    """A fact with a number of its own in the dossier; a new one gets the next number."""

    table: ClassVar[type[SQLModel]]
    number: Count | None = None

    @staticmethod
    def existing(case: Case) -> Mapping[int, Any]:
        """The rows there are, by number."""
        raise AssertionError

    def numbered(self, case: Case) -> Self:
        rows = self.existing(case)
        following = max([*rows, *case.voided(self.kind)], default=0) + 1
        if self.number is None:
            return self.model_copy(update={"number": following})
        if self.number not in rows and self.number != following:
            listed = ", ".join(map(str, rows)) or "–"
            raise RecordRefused(
                Text(
                    f"Il n’y a pas de n° {self.number} ; numéros existants : {listed}.",
                    f"There is no number {self.number}; existing numbers: {listed}.",
                ),
                Text("sans numéro, un nouvel élément est créé", "without a number, a new item is made"),
            )
        return self

    def check(self, case: Case, today: str) -> None:
        demand(self, self.number not in self.existing(case))

    def changes(self, at: Position) -> Iterator[Change]:
        yield Change(self.table, {"dossier_id": at.dossier_id, "number": self.number}, given(self, "number"))
