"""What the facts of a dossier have in common: a number of their own, and what may be said of them."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self

from sqlmodel import SQLModel

from workflow import names
from workflow.case import Case
from workflow.dates import day_text
from workflow.entries.fields import Count, field_label
from workflow.entries.payload import Change, Payload, Position, given
from workflow.errors import RecordRefused
from workflow.language import Text


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
