"""The spells of dossiers in states: from the period in which one entered until it left, or until now."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from workflow import asof
from workflow.audit.scope import Scope
from workflow.dates import Period, Precision
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
        until = today.toordinal() if self.until is None else ordinal(self.until)
        return max(0, until - ordinal(self.since))

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
        several = list(own)
        yield folded(dossier, several), len(several)


def folded(dossier: str, moves: Sequence[Any]) -> list[Spell]:
    """The spells of a dossier, from its rows of `asof.moves`."""
    found: list[Spell] = []
    for _, _, _, state, _, until, precision, *_ in moves:
        if found:
            if found[-1].state == state:
                continue
            found[-1].until, found[-1].until_precision, found[-1].following = until, precision, state
        found.append(Spell(dossier, state, until, precision))
    return found


@cache
def ordinal(day: str) -> int:
    """The number of an ISO day: a history has few days, and asks about them often."""
    return date.fromisoformat(day).toordinal()
