"""What a question is asked about: a day, what was known then, and perhaps one region."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, FromClause

from workflow import asof
from workflow.asof import Basis
from workflow.regions import region as region_named
from workflow.store import Reading


@dataclass(frozen=True, slots=True)
class Scope:
    """The two dates of a question, the region it is about, and what the verification of the history said."""

    on: date
    """The day it speaks of, included."""
    known: datetime
    """What was recorded before this instant is taken into account."""
    region: str | None = None
    """Code or name of a region; None for the whole country."""
    verified: bool | None = None
    """Whether the history is what was written; None where that was not asked."""

    @property
    def code(self) -> str | None:
        """Code of its region. Raises UnknownName where there is no such region."""
        return None if self.region is None else region_named(self.region).code

    def basis(self, entries: int) -> Basis:
        """What an answer for which that many entries were read stands on."""
        return Basis(self.on, self.known, entries, self.verified)

    def told(self, reading: Reading, entry: FromClause) -> Iterator[ColumnElement[bool]]:
        """Whether an entry is one that was told: recorded by then, of what had happened, in the region."""
        yield asof.told(entry, self.on, self.known)
        yield from self.within(reading, entry)

    def within(self, reading: Reading, entry: FromClause) -> Iterator[ColumnElement[bool]]:
        """Whether an entry is of a dossier of the region, as known then."""
        if self.code is not None:
            yield asof.of_region(entry.c.dossier_id, self.code, asof.reopened(reading, self.known))

    def covers(self, regions: tuple[str, ...]) -> bool:
        """Whether a dossier of those regions is asked about."""
        return self.code is None or self.code in regions
