"""What every kind of history entry has in common: a typed payload, its checks, and the rows it changes."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo
from sqlmodel import SQLModel

from workflow import departments, identifiers, money, names, regions
from workflow.case import Case
from workflow.dates import day_text, parse_day
from workflow.errors import InvalidValue, RecordRefused
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import MEMBER_KINDS

FIELD_LABELS: Mapping[str, Text] = {
    "act_number": Text("numéro d’acte", "act number"),
    "active": Text("en fonction", "active"),
    "aid": Text("aide publique", "public aid"),
    "aliases": Text("autres noms", "other names"),
    "approximate": Text("arrondi", "rounded"),
    "as_of": Text("jour du chiffre", "day of the figure"),
    "authority": Text("autorité", "authority"),
    "axis": Text("axe", "axis"),
    "basis": Text("fondement", "basis"),
    "blanks": Text("passages à remplir", "places to fill in"),
    "changes_found": Text("différences", "differences"),
    "civility": Text("civilité", "civility"),
    "codes": Text("codes nationaux", "national codes"),
    "college": Text("collège", "college"),
    "committee": Text("comité", "committee"),
    "committee_on": Text("jour du comité", "day of the committee"),
    "copy_kind": Text("nature de la copie", "kind of copy"),
    "copy_seq": Text("entrée de la copie", "entry of the copy"),
    "cost": Text("montant", "amount"),
    "deliberation_number": Text("numéro de délibération", "deliberation number"),
    "deliberation_on": Text("jour de la délibération", "day of the deliberation"),
    "departments": Text("départements", "departments"),
    "description": Text("description", "description"),
    "digest": Text("empreinte", "digest"),
    "document": Text("document", "document"),
    "draft": Text("brouillon", "draft"),
    "draft_id": Text("brouillon voté", "draft voted on"),
    "ends": Text("fin", "end"),
    "firm": Text("engagement ferme", "firm commitment"),
    "gone": Text("ce qui est effacé", "what is erased"),
    "handle": Text("identifiant", "handle"),
    "holder": Text("porteur", "holder"),
    "holder_siren": Text("SIREN du porteur", "SIREN of the holder"),
    "id": Text("identifiant", "identifier"),
    "inputs": Text("ce qui est demandé", "what is asked for"),
    "item": Text("élément", "item"),
    "label": Text("libellé", "label"),
    "log": Text("journal", "log"),
    "medium": Text("support", "medium"),
    "meets_on": Text("jour de la réunion", "day of the meeting"),
    "member_kind": Text("nature", "kind"),
    "members": Text("membres", "members"),
    "name": Text("nom", "name"),
    "number": Text("numéro", "number"),
    "office": Text("qualité", "office"),
    "organisation": Text("organisme", "organisation"),
    "ours": Text("début identique au nôtre", "beginning like ours"),
    "overridden": Text("attentes passées", "expectations passed"),
    "phase": Text("phase", "phase"),
    "place": Text("lieu", "place"),
    "published_on": Text("date de publication", "day of publication"),
    "region_code": Text("région", "region"),
    "regions": Text("régions", "regions"),
    "renews": Text("dossier renouvelé", "dossier renewed"),
    "role": Text("rôle", "role"),
    "scope": Text("portée", "scope"),
    "signatory": Text("numéro du signataire", "number of the signatory"),
    "signatures": Text("signatures électroniques", "electronic signatures"),
    "since": Text("depuis", "since"),
    "siren": Text("SIREN", "SIREN"),
    "source": Text("source", "source"),
    "starts": Text("début", "start"),
    "status": Text("statut", "status"),
    "subject": Text("ce dont parle le texte", "what the text is about"),
    "territory": Text("territoire", "territory"),
    "text": Text("texte", "text"),
    "texts": Text("textes demandés", "texts asked for"),
    "title": Text("titre", "title"),
    "until": Text("jusqu’au", "until"),
    "value": Text("valeur", "value"),
    "verdict": Text("ce que valent les signatures", "what the signatures are worth"),
    "version": Text("version", "version"),
    "voted_on": Text("jour du vote", "day of the vote"),
    "waived": Text("gardes non jugées", "guards not judged"),
    "what": Text("ce qui est compté", "what is counted"),
    "whole": Text("couvert en entier", "covered as a whole"),
}
"""What a person calls each field of each kind of entry."""


def field_label(name: str | None) -> Text:
    """What a person calls a field of a payload."""
    return FIELD_LABELS.get(name or "", Text(name or "", name or ""))


def _line(value: str, info: ValidationInfo) -> str:
    return names.clean(value, field_label(info.field_name))


def _prose(value: str, info: ValidationInfo) -> str:
    return names.clean_long(value, field_label(info.field_name))


def _member(told: dict[str, str]) -> dict[str, str]:
    if told.keys() != {"siren", "kind", "name"}:
        raise InvalidValue(Text("un membre : siren, kind, name.", "a member: siren, kind, name."))
    if told["kind"] not in MEMBER_KINDS:
        shown, listed = names.quoted(told["kind"]), ", ".join(MEMBER_KINDS)
        raise InvalidValue(
            Text(f"nature de membre inconnue : {shown.fr}.", f"unknown kind of member: {shown.en}."),
            Text(f"valeurs possibles : {listed}", f"possible values: {listed}"),
        )
    return {
        "siren": identifiers.siren(told["siren"]),
        "kind": told["kind"],
        "name": names.clean(told["name"], Text("nom du membre", "name of the member")),
    }


Line = Annotated[str, AfterValidator(_line)]
Prose = Annotated[str, AfterValidator(_prose)]
Day = Annotated[str, AfterValidator(lambda value: parse_day(value).isoformat())]
Siren = Annotated[str, AfterValidator(identifiers.siren)]
RegionCode = Annotated[str, AfterValidator(lambda value: regions.region(value).code)]
DepartmentCode = Annotated[str, AfterValidator(lambda value: departments.department(value).code)]
MemberTold = Annotated[dict[str, str], AfterValidator(_member)]
"""A member where a whole perimeter is told at once: its `siren`, `kind` and `name`."""
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

    # Each kind is built when it is first read: a command meets few of them.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    kind: ClassVar[str]
    private: ClassVar[frozenset[str]] = frozenset()
    required: ClassVar[tuple[str, ...]] = ()
    """Fields that must be given the first time a fact is told."""
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


def demand(payload: Payload, is_new: bool, *identity: str) -> None:
    """Raise RecordRefused unless a new fact has all the fields it needs, and one that is known something to change.

    `identity` are the fields that say which fact it is.
    """
    if not is_new and not given(payload, *identity):
        raise RecordRefused(
            Text("Rien n’est donné à changer.", "Nothing to change was given."),
            Text("ajoutez ce qui change ; les options : --help", "add what changes; the options: --help"),
        )
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
        told = day_text(day)
        raise RecordRefused(
            Text(
                f"{what.fr} : le {told.fr} est dans le futur ; on n’enregistre que ce qui est fait.",
                f"{what.en}: {told.en} is in the future; only what is done is recorded.",
            ),
            Text("donnez la date à laquelle cela a eu lieu", "give the day on which it happened"),
        )


def in_order(first: str | None, last: str | None) -> None:
    """Raise RecordRefused for days, ISO, of which the last comes before the first."""
    if first is not None and last is not None and last < first:
        starts, ends = day_text(first), day_text(last)
        raise RecordRefused(
            Text(
                f"La fin ({ends.fr}) est avant le début ({starts.fr}).",
                f"It ends ({ends.en}) before it starts ({starts.en}).",
            ),
            Text("vérifiez les deux jours", "check both days"),
        )


def same_name(one: str | None, other: str | None) -> bool:
    """Whether both are known and are one name, however typed."""
    return one is not None and other is not None and names.fold(one) == names.fold(other)


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
        demand(self, self.number not in self.existing(case), "number")

    def changes(self, at: Position) -> Iterator[Change]:
        yield Change(self.table, {"dossier_id": at.dossier_id, "number": self.number}, given(self, "number"))
