"""How long dossiers take from one state to another, whatever lies between: from the protocol to the contract, say.

It is counted from the first arrival in the one to the first arrival in the other after it. A dossier that has not
arrived yet counts as still on the way (`workflow.audit.survival`); one that ended elsewhere will never arrive, and
counts as on the way until the day it ended.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflow import asof
from workflow.asof import Basis
from workflow.audit.dossiers import Named, named
from workflow.audit.judged import Judged
from workflow.audit.scope import Scope
from workflow.audit.spells import Spell, ordinal, spells
from workflow.audit.survival import Quartiles, quartiles
from workflow.dates import Period
from workflow.engine import Engine
from workflow.errors import InvalidValue
from workflow.language import Text
from workflow.lifecycle import State
from workflow.store import Reading

LISTED = 200
"""Dossiers that are named, unless another number is given."""


class Outcome(StrEnum):
    """What became of a dossier that set out."""

    ARRIVED = "arrived"
    WAITING = "waiting"
    ENDED = "ended"
    """It is in a final state, and never arrived."""


@dataclass(frozen=True, slots=True)
class Journey:
    """One dossier on its way."""

    dossier: Named
    started: Period
    ended: Period | None
    """When it arrived, or ended elsewhere; None while it is on the way."""
    outcome: Outcome
    days: int
    """To its arrival, its end, or the day of the question."""


@dataclass(frozen=True, slots=True)
class Passage:
    """How long the dossiers that entered one state take to another."""

    basis: Basis
    source: State
    target: State
    arrived: int
    waiting: int
    ended: int
    quartiles: Quartiles
    """Of all of them, those that did not arrive counted as such."""
    shortest: int | None
    """Of those that arrived."""
    longest: int | None
    """Of those that arrived."""
    journeys: tuple[Journey, ...]
    """Those that arrived, the quickest first; then those that wait, the longest first; then the others."""
    left_out: int
    """How many are not named."""


def passage(
    engine: Engine, reading: Reading, scope: Scope, source: str, target: str, *, limit: int = LISTED
) -> Passage:
    """How long it takes from the state `source` to the state `target`.

    Raises UnknownName for a state there is not, InvalidValue where no lifecycle leads from the one to the other.
    """
    judged = Judged(engine, reading)
    states = judged.named(source), judged.named(target)
    if not judged.lead(source, target):
        raise InvalidValue(
            Text(
                f"Aucun cycle de vie ne mène de « {states[0].label.fr} » à « {states[1].label.fr} ».",
                f"No lifecycle leads from “{states[0].label.en}” to “{states[1].label.en}”.",
            ),
            Text("ce qui suit chaque état : jalon lifecycle show", "what follows each state: jalon lifecycle show"),
        )
    regions_of = asof.regions_of(reading, scope.known)
    days: dict[Outcome, Counter[int]] = {outcome: Counter() for outcome in Outcome}
    travelled: list[tuple[int, int, str]] = []
    read = 0
    for found, arrivals in spells(reading, scope):
        dossier = found[0].dossier
        if not scope.covers(regions_of.get(dossier, ())):
            continue
        read += arrivals
        gone = _journey(judged, found, source, target, scope.on)
        if gone is not None:
            outcome, lasted = gone[2], gone[3]
            days[outcome][lasted] += 1
            rank = list(Outcome).index(outcome)
            travelled.append((rank, lasted if outcome is Outcome.ARRIVED else -lasted, dossier))
    shown = [dossier for _, _, dossier in sorted(travelled)[:limit]]
    arrived = days[Outcome.ARRIVED]
    return Passage(
        scope.basis(read),
        *states,
        arrived.total(),
        days[Outcome.WAITING].total(),
        days[Outcome.ENDED].total(),
        quartiles(arrived, days[Outcome.WAITING] + days[Outcome.ENDED]),
        min(arrived, default=None),
        max(arrived, default=None),
        tuple(_journeys(reading, judged, scope, shown, source, target)),
        len(travelled) - len(shown),
    )


def _journeys(
    reading: Reading, judged: Judged, scope: Scope, dossiers: list[str], source: str, target: str
) -> list[Journey]:
    names = named(reading, dossiers, scope.known)
    found = {}
    for own, _ in spells(reading, scope, dossiers):
        gone = _journey(judged, own, source, target, scope.on)
        if gone is not None:
            started, ended, outcome, lasted = gone
            dossier = own[0].dossier
            end = ended.entered if ended is not None else None
            found[dossier] = Journey(names[dossier], started.entered, end, outcome, lasted)
    return [found[dossier] for dossier in dossiers]


def _journey(
    judged: Judged, own: list[Spell], source: str, target: str, today: date
) -> tuple[Spell, Spell | None, Outcome, int] | None:
    """Where a dossier set out and where that ended, what became of it, and how long it took; None if it never did."""
    start = next((place for place, spell in enumerate(own) if spell.state == source), None)
    if start is None:
        return None
    end = next((spell for spell in own[start + 1 :] if spell.state == target), None)
    outcome = Outcome.ARRIVED
    if end is None and judged.state(own[-1]).final:
        end, outcome = own[-1], Outcome.ENDED
    elif end is None:
        outcome = Outcome.WAITING
    until = ordinal(end.since) if end is not None else today.toordinal()
    return own[start], end, outcome, max(0, until - ordinal(own[start].since))
