"""The spells of dossiers in states: from the period in which one entered until it left, or until now."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from workflow import asof
from workflow.audit.scope import Scope
from workflow.dates import Period, Precision, days_between
from workflow.store import Reading


@dataclass(slots=True)
class Spell:
    """How long a dossier was in a state. What is known to the month counts from its last day."""

    dossier: str
    state: str
    since: str
    """Last day of the period in which it entered, ISO."""
    since_precision: str
    until: str | None = None
    """Last day of the period in which it left; None while it is there."""
    until_precision: str | None = None
    following: str | None = None
    """The state it left for."""

    def days(self, today: date) -> int:
        """Days from the certain arrival to the certain departure, or to that day; 0 where the periods overlap."""
        return max(0, days_between(date.fromisoformat(self.since), date.fromisoformat(self.until or today.isoformat())))

    @property
    def exact(self) -> bool:
        """Whether both ends are known to the day."""
        return self.since_precision == "day" and self.until_precision in (None, "day")

    @property
    def entered(self) -> Period:
        """The period in which it entered."""
        return Period.around(date.fromisoformat(self.since), Precision(self.since_precision))

    @property
    def left(self) -> Period | None:
        """The period in which it left; None while it is there."""
        if self.until is None or self.until_precision is None:
            return None
        return Period.around(date.fromisoformat(self.until), Precision(self.until_precision))


def spells(
    reading: Reading, scope: Scope, dossiers: Collection[str] | None = None
) -> Iterator[tuple[list[Spell], int]]:
    """For each dossier with an arrival that counts, its spells in order, and how many arrivals they were read from.

    A transition that leaves the state what it is begins no spell. The region of the scope is not looked at.
    """
    moves = reading.stream(asof.moves(scope.on, scope.known, dossiers))
    for dossier, own in groupby(moves, key=itemgetter(0)):
        yield _folded(dossier, own)


def _folded(dossier: str, moves: Iterator[Any]) -> tuple[list[Spell], int]:
    found: list[Spell] = []
    read = 0
    for _, _, _, state, _, until, precision, *_ in moves:
        read += 1
        if found:
            if found[-1].state == state:
                continue
            found[-1].until, found[-1].until_precision, found[-1].following = until, precision, state
        found.append(Spell(dossier, state, until, precision))
    return found, read
