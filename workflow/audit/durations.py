"""How long dossiers stay in each state, and who has been there for longer than the lifecycle expects.

Those that are still there count as still there (`workflow.audit.survival`), a territory in several regions in each of
them and once in the country. A final state is nothing to wait in: no time is counted there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from workflow import asof
from workflow.asof import Basis
from workflow.audit.dossiers import Named, named
from workflow.audit.judged import Judged
from workflow.audit.pages import Page, Paging, Place, chosen, page
from workflow.audit.scope import Scope
from workflow.audit.spells import Spell, spells
from workflow.audit.survival import Quartiles, quartiles
from workflow.dates import Period
from workflow.engine import Engine
from workflow.french import counted
from workflow.history import Key
from workflow.language import Text
from workflow.lifecycle import Lifecycle, State
from workflow.reports import lifecycle_in_force
from workflow.store import Reading


@dataclass(frozen=True, slots=True)
class Stays:
    """The time that dossiers spent in one state, in days."""

    left: int
    """How many stays are over."""
    waiting: int
    """How many are not."""
    quartiles: Quartiles
    """Of all of them, those that are not over counted as such."""
    shortest: int | None
    """Of those that are over."""
    longest: int | None
    """Of those that are over."""
    oldest: int | None
    """The longest of those that are not over, so far."""
    target: int | None
    """What the lifecycle expects at most; None where it expects nothing."""
    exceeded: int
    """How many of those that are over took longer than expected."""
    beyond: int
    """How many of those that are not over have taken longer than expected already."""
    approximate: int
    """How many have an end that is known only to the week, the month or the year."""

    def in_words(self) -> Text:
        """« 9 séjours : 5 achevés, 4 en cours ; la moitié durent 310 jours au plus ; … »."""
        stays, over = counted(self.left + self.waiting, "séjour", "séjours"), counted(self.left, "achevé", "achevés")
        fr = [f"{stays} : {over}, {self.waiting} en cours"]
        en = [f"{self.left + self.waiting:,} stays: {self.left:,} over, {self.waiting:,} not over"]
        median = self.quartiles.median
        if median is not None:
            fr.append(f"la moitié durent {counted(median, 'jour', 'jours')} au plus")
            en.append(f"half of them last {median:,} days or less")
        elif self.waiting:
            fr.append("médiane pas encore connue, trop de dossiers attendent")
            en.append("median not known yet, too many dossiers are waiting")
        if self.target is not None:
            fr.append(f"{self.beyond} en cours depuis plus de {counted(self.target, 'jour', 'jours')}")
            en.append(f"{self.beyond:,} have waited for more than {self.target:,} days")
        return Text(" ; ".join(fr), "; ".join(en))


@dataclass(frozen=True, slots=True)
class Durations:
    """How long dossiers stay, by state in the order of the lifecycle, and the same in each region."""

    basis: Basis
    lifecycle: Lifecycle
    """That of new dossiers, for labels; states of earlier ones come last."""
    states: Mapping[str, Stays]
    regions: Mapping[str, Mapping[str, Stays]]


@dataclass(frozen=True, slots=True)
class Overdue:
    """A dossier that has been in its state for longer than expected."""

    dossier: Named
    state: State
    since: Period
    days: int
    target: int

    @property
    def over(self) -> int:
        """Days beyond what is expected."""
        return self.days - self.target


def durations(engine: Engine, reading: Reading, scope: Scope) -> Durations:
    """The time spent in each state that was entered by the day of the scope."""
    judged = Judged(engine, reading)
    regions_of = asof.regions_of(reading, scope.known)
    # By state and regions first: they are few, and each stay is counted once.
    gathered: dict[tuple[str, tuple[str, ...]], _Gathered] = defaultdict(_Gathered)
    read = 0
    for found, arrivals in spells(reading, scope):
        codes = regions_of.get(found[0].dossier, ())
        if not scope.covers(codes):
            continue
        read += arrivals
        for spell in found:
            state = judged.state(spell)
            if not state.final:
                gathered[spell.state, codes].add(spell, state.target_days, scope.on)
    country: dict[str, _Gathered] = defaultdict(_Gathered)
    regional: dict[str, dict[str, _Gathered]] = defaultdict(lambda: defaultdict(_Gathered))
    for (name, codes), stays in gathered.items():
        country[name].take(stays)
        for code in codes if scope.code is None else (scope.code,):
            regional[code][name].take(stays)
    lifecycle = lifecycle_in_force(engine, reading)
    return Durations(
        scope.basis(read),
        lifecycle,
        _in_order(country, lifecycle),
        {code: _in_order(regional[code], lifecycle) for code in sorted(regional)},
    )


def overdue(engine: Engine, reading: Reading, scope: Scope, paging: Paging | None = None) -> Page[Overdue]:
    """The dossiers that have been in their state for longer than expected, the furthest beyond it first."""
    paging = paging or Paging(descending=True)
    judged = Judged(engine, reading)
    regions_of = asof.regions_of(reading, scope.known)
    read = 0

    def beyond() -> Iterator[Place]:
        nonlocal read
        for found, arrivals in spells(reading, scope):
            last = found[-1]
            if scope.covers(regions_of.get(last.dossier, ())):
                read += arrivals
                target = judged.state(last).target_days
                if target is not None and last.days(scope.on) > target:
                    yield last.days(scope.on) - target, last.dossier, 0

    def rows(keys: Sequence[Key]) -> Iterator[Overdue]:
        shown = [dossier for dossier, _ in keys]
        names = named(reading, shown, scope.known)
        last = {found[-1].dossier: found[-1] for found, _ in spells(reading, scope, shown)}
        for dossier in shown:
            state = judged.state(last[dossier])
            assert state.target_days is not None  # noqa: S101  # it was beyond it
            entered, days = last[dossier].entered, last[dossier].days(scope.on)
            yield Overdue(names[dossier], state, entered, days, state.target_days)

    total, found = chosen(beyond(), paging, number=True)
    return page(scope.basis(read), total, found, paging, rows)


@dataclass
class _Gathered:
    """The stays in one state, counted by their days."""

    over: Counter[int] = field(default_factory=Counter)
    waiting: Counter[int] = field(default_factory=Counter)
    exceeded: int = 0
    beyond: int = 0
    approximate: int = 0
    targets: set[int | None] = field(default_factory=set)

    def add(self, spell: Spell, target: int | None, today: date) -> None:
        days = spell.days(today)
        self.targets.add(target)
        self.approximate += not spell.exact
        late = target is not None and days > target
        if spell.until is None:
            self.waiting[days] += 1
            self.beyond += late
        else:
            self.over[days] += 1
            self.exceeded += late

    def take(self, other: "_Gathered") -> None:
        self.over.update(other.over)
        self.waiting.update(other.waiting)
        self.exceeded += other.exceeded
        self.beyond += other.beyond
        self.approximate += other.approximate
        self.targets |= other.targets

    def told(self) -> Stays:
        return Stays(
            self.over.total(),
            self.waiting.total(),
            quartiles(self.over, self.waiting),
            min(self.over, default=None),
            max(self.over, default=None),
            max(self.waiting, default=None),
            # Dossiers judged by several lifecycles may be expected to take as many times.
            next(iter(self.targets)) if len(self.targets) == 1 else None,
            self.exceeded,
            self.beyond,
            self.approximate,
        )


def _in_order(gathered: Mapping[str, _Gathered], lifecycle: Lifecycle) -> Mapping[str, Stays]:
    known = [name for name in lifecycle.states if name in gathered]
    return {name: gathered[name].told() for name in [*known, *sorted(gathered.keys() - set(known))]}
