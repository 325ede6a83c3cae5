"""Where every dossier is, and the territories that have none yet: one line each, one query for each table."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.cli import phrases
from workflow.dates import Period, days_between
from workflow.engine import Engine
from workflow.lifecycle import State, Transition
from workflow.models import Dossier, DossierRegion, Territory, TerritoryName, TerritoryRegion
from workflow.names import sort_key
from workflow.store import Reading


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier, or a territory that has none yet."""

    territory: str
    name: str
    regions: Sequence[str]
    dossier: Dossier | None = None
    state: State | None = None
    days: int | None = None
    """Days since it certainly was in its state."""
    following: Transition | None = None
    """The first transition of the lifecycle that leaves its state."""

    @property
    def since(self) -> Period | None:
        """When it entered its state."""
        return phrases.since(self.dossier) if self.dossier else None

    @property
    def late(self) -> bool:
        """Whether it has been in its state for longer than the lifecycle expects."""
        target = self.state.target_days if self.state else None
        return self.days is not None and target is not None and self.days > target


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are asked for; nothing given means all."""

    region: str | None = None
    states: Collection[str] = ()
    late: bool = False
    phase: str | None = None


def lines(engine: Engine, reading: Reading, wanted: Wanted, today: date) -> list[Line]:
    """The dossiers asked for and the territories without one, in French order of names; one query for each table."""
    names = {row.id: row.name for row in reading.rows(Territory)}
    dossiers = reading.rows(Dossier)
    found = [*_dossiers(engine, reading, dossiers, wanted, today, names)]
    if not (wanted.states or wanted.late):
        started = {row.territory_id for row in dossiers if wanted.phase in (None, row.phase)}
        owned = _regions(reading.rows(TerritoryRegion), "territory_id")
        found += [
            Line(territory, name, owned.get(territory, ()))
            for territory, name in names.items()
            if territory not in started and (wanted.region is None or wanted.region in owned.get(territory, ()))
        ]
    folded = {row.territory_id: row.folded for row in reading.rows(TerritoryName, kind="name")}
    return sorted(found, key=lambda line: _place(line, folded))


def _place(line: Line, folded: Mapping[str, str]) -> tuple[str, ...]:
    """Where it stands in a French dictionary; folding a name is dear, and the register has done it."""
    known = folded.get(line.territory)
    own = (known, line.name.casefold(), line.name) if known is not None else sort_key(line.name)
    return (*own, line.dossier.id if line.dossier else "")


def _dossiers(
    engine: Engine,
    reading: Reading,
    dossiers: Sequence[Dossier],
    wanted: Wanted,
    today: date,
    names: Mapping[str, str],
) -> Iterator[Line]:
    owned = _regions(reading.rows(DossierRegion), "dossier_id")
    followed: dict[tuple[str, str], tuple[State, Transition | None]] = {}
    for dossier in dossiers:
        key = dossier.lifecycle, dossier.state
        if key not in followed:
            lifecycle = engine.lifecycle(reading, dossier.lifecycle)
            followed[key] = lifecycle.state(dossier.state), next(iter(lifecycle.leaving(dossier.state)), None)
        state, following = followed[key]
        regions = owned.get(dossier.id, ())
        line = Line(
            dossier.territory_id,
            names[dossier.territory_id],
            regions,
            dossier,
            state,
            days_between(date.fromisoformat(dossier.state_since), today),
            following,
        )
        if (
            wanted.region in (None, *regions)
            and (not wanted.states or state.name in wanted.states)
            and (line.late or not wanted.late)
            and wanted.phase in (None, dossier.phase)
        ):
            yield line


def _regions(rows: Sequence[Any], owner: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[getattr(row, owner)].append(row.region_code)
    return found
