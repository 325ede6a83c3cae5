"""The engine: open, record, advance, correct. Each is one transaction that saves everything or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from workflow import guards, lookup, machine, replay, rights
from workflow.body import CORRECTION, Author, Entry, FileRef, Written, read, write
from workflow.canonical import genesis
from workflow.case import Attempt, Case
from workflow.correction import restate
from workflow.dates import Clock, Period, Precision, civil_day, format_instant, parse_instant
from workflow.dates import now as present_instant
from workflow.drafting import Draftsman, NoDrafts
from workflow.entries import (
    ActorSet,
    FigurePublished,
    Fired,
    LifecycleInstalled,
    Note,
    Opened,
    Payload,
    Position,
    RegisterOpened,
    TerritoryAdded,
    build,
)
from workflow.errors import (
    AlreadyExists,
    Blocker,
    CorrectionRefused,
    InvalidValue,
    KeyReused,
    RecordRefused,
    StoreError,
    TransitionBlocked,
    TransitionConflict,
)
from workflow.evidence import Kept
from workflow.inputs import read_inputs
from workflow.language import Text
from workflow.lifecycle import Lifecycle, Transition
from workflow.models import (
    DOSSIER_FACTS,
    REGISTER,
    Actor,
    Disclosure,
    Dossier,
    Evidence,
    HistoryEntry,
    LifecycleVersion,
    RegisterHead,
    Territory,
    TerritoryMember,
    TerritoryRegion,
)
from workflow.rows import table_of
from workflow.store import Reading, Store, Transaction
from workflow.version import VERSION

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far behind the last entry the clock may be before a write is refused."""

NOT_WAIVED = frozenset({"actor_may", "date_given"})
"""What even a backfill must have: a right, and a date."""


@dataclass(frozen=True, slots=True)
class Command:
    """Who asks, when it happened, why, and with what: the same for everything the engine does."""

    actor: str
    """Handle of the actor."""
    effective: Period | None = None
    """When it happened; today if not given."""
    comment: str | None = None
    """The written reason."""
    source: str | None = None
    """For a backfill: where the past fact is known from."""
    evidence: tuple[Kept, ...] = ()
    expected_seq: int | None = None
    """The sequence number the person had before his eyes."""
    key: str | None = None
    """Idempotency key: the same command given again with it is done once."""
    origin: str = "cli"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was written: enough to prove later that it was."""

    dossier: str
    seq: int
    hash: str
    recorded: str
    kind: str
    trigger: str | None = None
    from_state: str | None = None
    to_state: str | None = None
    drafts: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    warnings: tuple[Text, ...] = ()
    repeated: bool = False
    """Whether this very command had been done before; nothing was written again."""


@dataclass(frozen=True, slots=True)
class Step:
    """One transition of the lifecycle as it stands for a dossier."""

    transition: Transition
    reachable: bool
    """Whether it leaves the present state."""
    blockers: tuple[Blocker, ...] = ()
    """What it lacks as things are, whether or not it is within reach: for what comes later, what is still missing."""

    @property
    def enabled(self) -> bool:
        """Whether it can be performed now, nothing standing against it."""
        return self.reachable and not self.blockers


@dataclass
class _Work:
    """What one command has in hand: the dossier held, its lifecycle, the actor, the instant."""

    tx: Transaction
    command: Command
    dossier: Dossier
    lifecycle: Lifecycle
    actor: Actor
    instant: datetime
    log: str
    case: Case = field(init=False)

    def __post_init__(self) -> None:
        dossier, tx = self.dossier, self.tx
        self.case = Case(dossier, self.lifecycle, lambda table: tx.rows(table, dossier_id=dossier.id))

    @cached_property
    def today(self) -> str:
        return civil_day(self.instant).isoformat()

    @cached_property
    def period(self) -> Period:
        return _effective(self.command, self.instant)


class Engine:
    """Runs dossiers along their lifecycles over one store."""

    def __init__(
        self, store: Store, *, drafts: Draftsman | NoDrafts | None = None, clock: Clock = present_instant
    ) -> None:
        self.store = store
        self._drafts = drafts or NoDrafts()
        self._clock = clock
        self._lifecycles: dict[str, Lifecycle] = {}
        self._log: str | None = None

    @property
    def now(self) -> datetime:
        """The present instant, by the engine's clock."""
        return self._clock()

    # What a coordinator does

    def open(self, territory: str, command: Command, *, phase: str | None = None, renews: str | None = None) -> Receipt:
        """Open the dossier of a territory for a phase, with the regions and members it is announced with."""
        with self.store.transaction() as tx:
            return self._open(tx, territory, command, phase, renews)

    def _open(
        self, tx: Transaction, territory: str, command: Command, phase: str | None, renews: str | None
    ) -> Receipt:
        repeated = self._repeated(tx, command, None, "opened")
        if repeated:
            return repeated
        head = _register(tx)
        lifecycle = self.lifecycle(tx, head.lifecycle)
        found = lookup.territory(tx, territory)
        chosen = _phase(lifecycle, phase)
        owned = [row.region_code for row in tx.rows(TerritoryRegion, territory_id=found.id)]
        actor = lookup.actor(tx, command.actor)
        rights.demand(actor, "open", owned)
        dossier_id = _free_id(tx, found, chosen)
        payload = build(
            Opened,
            {
                "territory": found.id,
                "phase": chosen,
                "regions": owned,
                "members": [
                    {"siren": row.siren, "kind": row.kind, "name": row.name}
                    for row in tx.rows(TerritoryMember, territory_id=found.id)
                ],
                "renews": lookup.dossier(tx, renews).id if renews else None,
            },
        )
        entry = Entry(
            dossier=dossier_id,
            seq=0,
            about=0,
            kind=payload.kind,
            payload=payload,
            to_state=lifecycle.initial,
            **self._heading(command, actor, lifecycle.digest, genesis(head.log), head.log, self._clock()),
        )
        opened = {"territory_id": found.id, "phase": chosen, "renews": payload.renews, "lifecycle": head.lifecycle}
        written = write(entry)
        tx.append(entry, written, {**_moved(entry, None)}, opened)
        self._tell(tx, entry, command)
        return _receipt(entry, written)

    def record(self, reference: str, payload: Payload, command: Command) -> Receipt:
        """Record a fact of a dossier: a project, a person, a signature…"""
        with self.store.transaction() as tx:
            return self._record(tx, reference, payload, command)

    def _record(self, tx: Transaction, reference: str, payload: Payload, command: Command) -> Receipt:
        repeated = self._repeated(tx, command, reference, payload.kind)
        if repeated:
            return repeated
        work = self._work(tx, reference, command)
        rights.demand(work.actor, "note" if isinstance(payload, Note) else "record", work.case.regions)
        payload = payload.numbered(work.case)
        payload.check(work.case, work.today)
        warnings = tuple(payload.warnings(work.case))
        entry = self._next(work, payload.kind, payload)
        written = write(entry)
        tx.append(entry, written, {}, None)
        self._tell(tx, entry, command)
        return _receipt(entry, written, warnings=warnings)

    def advance(
        self, reference: str, trigger: str, command: Command, *, inputs: Mapping[str, str] | None = None
    ) -> Receipt:
        """Perform a transition on a dossier, with the drafts it calls for."""
        with self.store.transaction() as tx:
            return self._advance(tx, reference, trigger, command, inputs or {})

    def advance_together(
        self, references: Sequence[str], trigger: str, command: Command, *, inputs: Mapping[str, str] | None = None
    ) -> list[Receipt]:
        """Perform the same transition on several dossiers, all or none: a signing ceremony."""
        with self.store.transaction() as tx:
            # The locks are taken in one order by everybody, so that two ceremonies cannot wait for each other.
            found = {dossier.id: dossier for dossier in (lookup.dossier(tx, reference) for reference in references)}
            return [
                self._advance(tx, found[name], trigger, _keyed(command, name), inputs or {}) for name in sorted(found)
            ]

    def _advance(
        self, tx: Transaction, reference: str | Dossier, trigger: str, command: Command, inputs: Mapping[str, str]
    ) -> Receipt:
        repeated = self._repeated(tx, command, reference, "transition", trigger)
        if repeated:
            return repeated
        work = self._work(tx, reference, command)
        transition = work.lifecycle.transition(trigger)
        to_state = machine.fire(work.lifecycle, work.dossier.state, trigger, work.dossier.id)
        public, texts = read_inputs(transition, inputs)
        attempt = self._attempt(work, transition, {**public, **texts})
        found = self._blockers(work, attempt)
        overridden, waived = _passed(found, work, transition)
        _demand_order(work)
        told = {"inputs": public, "texts": texts, "overridden": overridden, "waived": waived}
        payload = build(Fired, {name: given or None for name, given in told.items()})
        entry = self._next(work, payload.kind, payload, trigger=trigger, to_state=to_state)
        plans = self._drafts.plan(tx, work.case, transition, entry)
        if plans:
            entry = replace(entry, drafts=tuple(plan.summary for plan in plans))
        written = write(entry)
        tx.append(entry, written, _moved(entry, work.dossier), None)
        drafts = self._drafts.draw(tx, plans, entry, written.hash)
        self._tell(tx, entry, command)
        return _receipt(entry, written, drafts=drafts, overridden=tuple(overridden), waived=tuple(waived))

    def correct(
        self,
        reference: str,
        seq: int,
        command: Command,
        *,
        void: bool = False,
        changes: Mapping[str, str] | None = None,
    ) -> Receipt:
        """Void an entry, or restate it with other values; the original stays, struck through.

        Raises CorrectionRefused where the whole history would not be legal with the correction in it.
        """
        with self.store.transaction() as tx:
            repeated = self._repeated(tx, command, reference, CORRECTION)
            if repeated:
                return repeated
            work = self._work(tx, reference, command)
            rights.demand(work.actor, "correct", work.case.regions)
            if not command.comment:
                raise CorrectionRefused(
                    Text("Une correction a un motif écrit.", "A correction has a written reason."),
                    Text('ajoutez --because "…"', 'add --because "…"'),
                )
            entries = self.entries(tx, work.dossier.id)
            restated = restate(entries, seq, void=void, changes=changes or {})
            entry = replace(
                self._next(work, CORRECTION, restated.payload, trigger=restated.trigger, to_state=restated.to_state),
                about=restated.about,
                from_state=restated.from_state,
                restates=restated.told,
                corrects=restated.corrects,
                voided=restated.voided,
                period=restated.period,
            )
            present = replay.judge([*entries, entry], work.lifecycle)
            written = write(entry)
            tx.append(entry, written, _standing(present), None)
            self._tell(tx, entry, command, facts=False)
            self._rewrite(tx, work.dossier, replay.fold([*entries, replace(entry, hash=written.hash)]))
            return _receipt(entry, written)

    @contextmanager
    def batch(self, command: Command) -> Iterator["Batch"]:
        """Several commands in one transaction: all of them are saved when the block ends, or none is."""
        with self.store.transaction() as tx:
            yield Batch(self, tx, command)

    def steps(self, reference: str, actor: str, *, command: Command | None = None) -> tuple[Dossier, list[Step]]:
        """Every transition of the dossier's lifecycle: enabled or blocked by what, within reach or only later."""
        with self.store.reading() as reading:
            work = self._work(reading, reference, command or Command(actor), hold=False)  # type: ignore[arg-type]  # only reads
            steps = []
            for transition in work.lifecycle.transitions.values():
                found = self._blockers(work, self._attempt(work, transition, {}))
                steps.append(Step(transition, work.dossier.state in transition.sources, tuple(found)))
            return work.dossier, steps

    # What administrators do

    def found(self, log: str, lifecycle: Lifecycle, founder: ActorSet) -> Receipt:
        """Begin the register of a new workspace: its log, its lifecycle, its first administrator."""
        instant = self._clock()
        author = Author(founder.id, founder.label, "administrator", ())
        with self.store.transaction() as tx:
            if tx.one(RegisterHead, id=REGISTER) is not None:
                raise AlreadyExists(
                    Text("Cet espace de travail a déjà un registre.", "This workspace has a register already.")
                )
            _keep_lifecycle(tx, lifecycle)
            period = Period.around(civil_day(instant))
            entry = Entry(
                dossier=REGISTER,
                seq=0,
                about=0,
                kind=RegisterOpened.kind,
                payload=RegisterOpened(log=log),
                period=period,
                recorded=format_instant(instant),
                author=author,
                origin="system",
                lifecycle=lifecycle.digest,
                log=log,
                prev=genesis(log),
                app=VERSION,
            )
            written = write(entry)
            tx.append(entry, written, {}, {"log": log, "lifecycle": lifecycle.digest})
            payload = LifecycleInstalled(digest=lifecycle.digest, name=lifecycle.name, version=lifecycle.version)
            for told in (payload, founder):
                entry = replace(
                    entry,
                    seq=entry.seq + 1,
                    about=entry.seq + 1,
                    kind=told.kind,
                    payload=told,
                    prev=written.hash,
                    recorded=format_instant(parse_instant(entry.recorded) + timedelta(microseconds=1)),
                )
                written = write(entry)
                tx.append(entry, written, {}, None)
                tx.apply(told.changes(Position(REGISTER, entry.seq, period.first.isoformat())))
            return _receipt(entry, written)

    def register(
        self, payload: ActorSet | TerritoryAdded | FigurePublished | LifecycleInstalled, command: Command
    ) -> Receipt:
        """Write to the register: an actor, a territory, a lifecycle."""
        with self.store.transaction() as tx:
            return self._register(tx, payload, command)

    def register_all(
        self, payloads: Sequence[ActorSet | TerritoryAdded | FigurePublished], command: Command
    ) -> list[Receipt]:
        """Write several things to the register, all or none."""
        with self.store.transaction() as tx:
            return [self._register(tx, payload, command) for payload in payloads]

    def install(self, lifecycle: Lifecycle, command: Command) -> Receipt:
        """From now on open new dossiers with this lifecycle; those that are open keep theirs."""
        payload = LifecycleInstalled(digest=lifecycle.digest, name=lifecycle.name, version=lifecycle.version)
        with self.store.transaction() as tx:
            _keep_lifecycle(tx, lifecycle)
            return self._register(tx, payload, command)

    def _register(self, tx: Transaction, payload: Payload, command: Command) -> Receipt:
        repeated = self._repeated(tx, command, REGISTER, payload.kind)
        if repeated:
            return repeated
        head = tx.locked(RegisterHead, id=REGISTER) or _register(tx)
        actor = lookup.actor(tx, command.actor)
        action = {ActorSet.kind: "actor", TerritoryAdded.kind: "territory", FigurePublished.kind: "territory"}.get(
            payload.kind, "lifecycle"
        )
        rights.demand(actor, action)
        if isinstance(payload, TerritoryAdded) and tx.one(Territory, id=payload.id) is not None:
            raise AlreadyExists(
                Text(f"Le territoire « {payload.id} » existe déjà.", f"Territory “{payload.id}” exists already."),
                Text(f"voyez : jalon show {payload.id}", f"see: jalon show {payload.id}"),
            )
        heading = self._heading(command, actor, head.lifecycle, head.head, head.log, self._instant(head.changed_at))
        entry = Entry(
            dossier=REGISTER, seq=head.seq + 1, about=head.seq + 1, kind=payload.kind, payload=payload, **heading
        )
        moved = {"lifecycle": payload.digest} if isinstance(payload, LifecycleInstalled) else {}
        written = write(entry)
        tx.append(entry, written, moved, None)
        tx.apply(payload.changes(Position(REGISTER, entry.seq, entry.period.first.isoformat())))
        return _receipt(entry, written)

    def next_actor_id(self, reading: Reading) -> str:
        """The pseudonym of the next actor: entries name actors by it."""
        count = reading.query(select(func.count()).select_from(table_of(Actor)))[0][0]
        return f"agt-{count + 1:04d}"

    # What they share

    def lifecycle(self, reading: Reading, digest: str) -> Lifecycle:
        """The lifecycle of that digest, as it was when it was installed."""
        known = self._lifecycles.get(digest)
        if known is None:
            row = reading.one(LifecycleVersion, digest=digest)
            if row is None:
                raise StoreError(
                    Text(
                        f"Le cycle de vie {digest[:12]}… manque dans la base.", f"Lifecycle {digest[:12]}… is missing."
                    )
                )
            known = self._lifecycles[digest] = Lifecycle.from_canonical(row.canonical)
        return known

    def entries(self, reading: Reading, subject: str) -> list[Entry]:
        """The whole history of a subject, oldest first, with what its disclosures still tell."""
        texts: dict[int, list[str]] = {}
        for row in reading.rows(Disclosure, dossier_id=subject):
            texts.setdefault(row.seq, []).append(row.text)
        rows = sorted(reading.rows(HistoryEntry, dossier_id=subject), key=lambda row: row.seq)
        return [read(row, texts.get(row.seq, ())) for row in rows]

    def _work(self, tx: Transaction, reference: str | Dossier, command: Command, *, hold: bool = True) -> _Work:
        found = lookup.dossier(tx, reference) if isinstance(reference, str) else reference
        dossier = tx.hold(Dossier, found) if hold else found
        if command.expected_seq is not None and command.expected_seq != dossier.seq:
            raise TransitionConflict(
                Text(
                    f"{dossier.id} en est à l’entrée n° {dossier.seq}, vous aviez sous les yeux la n° "
                    f"{command.expected_seq}. Rien n’a été enregistré.",
                    f"{dossier.id} is at entry {dossier.seq}, you were looking at {command.expected_seq}. "
                    "Nothing was saved.",
                ),
                Text(f"relisez-le : jalon show {dossier.id}", f"read it again: jalon show {dossier.id}"),
            )
        if self._log is None:
            self._log = _register(tx).log
        return _Work(
            tx,
            command,
            dossier,
            self.lifecycle(tx, dossier.lifecycle),
            tx.once(("actor", command.actor), lookup.actor, tx, command.actor),
            self._instant(dossier.changed_at) if hold else self._clock(),
            self._log,
        )

    def _instant(self, last: str) -> datetime:
        """The recorded instant: never before the last entry's, which the clock may not be far behind."""
        now, before = self._clock(), parse_instant(last)
        if now < before - CLOCK_TOLERANCE:
            raise StoreError(
                Text(
                    f"L’horloge de cette machine est en retard : la dernière entrée est du {last}.",
                    f"The clock of this machine is behind: the last entry is of {last}.",
                ),
                Text("remettez-la à l’heure puis recommencez", "set it right, then try again"),
            )
        return max(now, before + timedelta(microseconds=1))

    def _heading(
        self,
        command: Command,
        actor: Actor,
        lifecycle: str,
        prev: str,
        log: str,
        instant: datetime,
        period: Period | None = None,
    ) -> dict[str, Any]:
        return {
            "period": period or _effective(command, instant),
            "recorded": format_instant(instant),
            "author": Author(actor.id, actor.label, actor.role, tuple(actor.regions.split())),
            "origin": "backfill" if command.source else command.origin,
            "lifecycle": lifecycle,
            "log": log,
            "prev": prev,
            "app": VERSION,
            "command_key": command.key,
            "comment": command.comment,
            "source": command.source,
            "evidence": tuple(FileRef(one.kind, one.name, one.sha256, one.size) for one in command.evidence),
        }

    def _next(
        self, work: _Work, kind: str, payload: Payload, *, trigger: str | None = None, to_state: str | None = None
    ) -> Entry:
        dossier, seq = work.dossier, work.dossier.seq + 1
        heading = self._heading(
            work.command, work.actor, dossier.lifecycle, dossier.head, work.log, work.instant, work.period
        )
        return Entry(
            dossier=dossier.id,
            seq=seq,
            about=seq,
            kind=kind,
            payload=payload,
            trigger=trigger,
            from_state=dossier.state if to_state is not None else None,
            to_state=to_state,
            **heading,
        )

    def _attempt(self, work: _Work, transition: Transition, inputs: Mapping[str, str]) -> Attempt:
        def changes_since(documents: tuple[str, ...]) -> int:
            return replay.changes_since(replay.live(self.entries(work.tx, work.dossier.id)), documents)

        return Attempt(
            transition=transition,
            actor=work.actor,
            today=work.today,
            effective=work.command.effective,
            inputs=inputs,
            reason=work.command.comment,
            evidence_kinds=tuple(one.kind for one in work.command.evidence),
            changes_since=changes_since,
        )

    def _blockers(self, work: _Work, attempt: Attempt) -> list[Blocker]:
        refused = rights.refusal(work.actor, "advance", work.case.regions, attempt.transition.roles)
        return [*([refused] if refused else []), *guards.blockers(work.case, attempt)]

    def _repeated(
        self,
        tx: Transaction,
        command: Command,
        reference: str | Dossier | None,
        kind: str,
        trigger: str | None = None,
    ) -> Receipt | None:
        if command.key is None:
            return None
        row = tx.one(HistoryEntry, command_key=command.key)
        if row is None:
            return None
        same = row.kind == kind and row.trigger == trigger if kind != CORRECTION else row.kind == kind
        if reference is not None and reference != REGISTER:
            found = lookup.dossier(tx, reference) if isinstance(reference, str) else reference
            same = same and row.dossier_id == found.id
        if not same:
            raise KeyReused(
                Text(
                    f"La clé « {command.key} » a déjà servi : {row.dossier_id}, entrée n° {row.seq}.",
                    f"Key “{command.key}” was used already: {row.dossier_id}, entry {row.seq}.",
                ),
                Text("prenez une autre clé pour une autre commande", "take another key for another command"),
            )
        return Receipt(
            row.dossier_id,
            row.seq,
            row.hash,
            row.recorded_at,
            row.kind,
            row.trigger,
            row.from_state,
            row.to_state,
            repeated=True,
        )

    def _tell(self, tx: Transaction, entry: Entry, command: Command, *, facts: bool = True) -> None:
        for kept in command.evidence:
            tx.add_once(Evidence, {"sha256": kept.sha256, "size": kept.size, "media_type": kept.media_type})
        if facts:
            tx.apply(entry.payload.changes(Position(entry.dossier, entry.about, entry.period.first.isoformat())))
            tx.apply(replay.attachments(entry))

    def _rewrite(self, tx: Transaction, dossier: Dossier, present: replay.Present) -> None:
        for table in DOSSIER_FACTS:
            wanted = present.rows(table)
            if list(tx.rows(table, dossier_id=dossier.id)) != wanted:
                tx.replace(table, {"dossier_id": dossier.id}, [row._asdict() for row in wanted])


class Batch:
    """The commands of one transaction; each is given by the batch's own `command` unless it has another."""

    def __init__(self, engine: Engine, tx: Transaction, command: Command) -> None:
        self._engine = engine
        self._tx = tx
        self._command = command

    def open(
        self, territory: str, command: Command | None = None, *, phase: str | None = None, renews: str | None = None
    ) -> Receipt:
        """As `Engine.open`."""
        return self._engine._open(self._tx, territory, command or self._command, phase, renews)  # noqa: SLF001

    def record(self, reference: str, payload: Payload, command: Command | None = None) -> Receipt:
        """As `Engine.record`."""
        return self._engine._record(self._tx, reference, payload, command or self._command)  # noqa: SLF001

    def advance(
        self, reference: str, trigger: str, command: Command | None = None, inputs: Mapping[str, str] | None = None
    ) -> Receipt:
        """As `Engine.advance`."""
        return self._engine._advance(self._tx, reference, trigger, command or self._command, inputs or {})  # noqa: SLF001

    def register(self, payload: ActorSet | TerritoryAdded | FigurePublished, command: Command | None = None) -> Receipt:
        """As `Engine.register`."""
        return self._engine._register(self._tx, payload, command or self._command)  # noqa: SLF001


def _register(reading: Reading) -> RegisterHead:
    head = reading.one(RegisterHead, id=REGISTER)
    if head is None:
        raise StoreError(
            Text("Cet espace de travail n’a pas de registre.", "This workspace has no register."),
            Text("créez-le : jalon init", "make it: jalon init"),
        )
    return head


def _keep_lifecycle(tx: Transaction, lifecycle: Lifecycle) -> None:
    tx.add_once(
        LifecycleVersion,
        {
            "digest": lifecycle.digest,
            "name": lifecycle.name,
            "version": lifecycle.version,
            "canonical": lifecycle.canonical,
        },
    )


def _keyed(command: Command, dossier: str) -> Command:
    return command if command.key is None else replace(command, key=f"{command.key}:{dossier}")


def _phase(lifecycle: Lifecycle, asked: str | None) -> str:
    codes = [phase.code for phase in lifecycle.phases]
    if asked is None:
        return codes[0]
    if asked not in codes:
        listed = ", ".join(codes)
        raise InvalidValue(
            Text(f"Phase inconnue : « {asked} ».", f"Unknown phase: “{asked}”."),
            Text(f"phases : {listed}", f"phases: {listed}"),
        )
    return asked


def _free_id(tx: Transaction, territory: Territory, phase: str) -> str:
    """`territory-phase`; with a number where the territory withdrew in that phase and comes back."""
    name = f"{territory.id}-{phase}"
    before = [row for row in tx.rows(Dossier, territory_id=territory.id) if row.phase == phase]
    if not before:
        return name
    lifecycles = {row.lifecycle: tx.one(LifecycleVersion, digest=row.lifecycle) for row in before}
    for row in before:
        version = lifecycles[row.lifecycle]
        if version is None or not Lifecycle.from_canonical(version.canonical).state(row.state).final:
            raise AlreadyExists(
                Text(
                    f"« {territory.name} » a déjà un dossier ouvert pour cette phase : {row.id}.",
                    f"“{territory.name}” has an open dossier for this phase already: {row.id}.",
                ),
                Text(f"voyez : jalon show {row.id}", f"see: jalon show {row.id}"),
            )
    return f"{name}-{len(before) + 1}"


def _effective(command: Command, instant: datetime) -> Period:
    today = civil_day(instant)
    period = command.effective or Period.around(today)
    if period.first > today:
        raise InvalidValue(
            Text(
                f"{period.in_words('fr')} est dans le futur ; on n’enregistre que ce qui est fait.",
                f"{period.in_words('en')} is in the future; only what is done is recorded.",
            ),
            Text("donnez le jour où cela a eu lieu : --on AAAA-MM-JJ", "give the day it happened: --on YYYY-MM-DD"),
        )
    return period


def _moved(entry: Entry, before: Dossier | None) -> dict[str, Any]:
    moved: dict[str, Any] = {"state": entry.to_state}
    if before is None or entry.to_state != before.state:
        moved["state_since"] = entry.period.last.isoformat()
        moved["state_precision"] = str(entry.period.precision)
    return moved


def _standing(present: replay.Present) -> dict[str, Any]:
    assert present.since is not None  # noqa: S101  # a dossier that was opened is in a state since then
    return {
        "state": present.state,
        "state_since": present.since.last.isoformat(),
        "state_precision": str(present.since.precision),
    }


def _receipt(
    entry: Entry,
    written: Written,
    *,
    drafts: Sequence[str] = (),
    overridden: tuple[str, ...] = (),
    waived: tuple[str, ...] = (),
    warnings: tuple[Text, ...] = (),
) -> Receipt:
    return Receipt(
        entry.dossier,
        entry.seq,
        written.hash,
        entry.recorded,
        entry.kind,
        entry.trigger,
        entry.from_state,
        entry.to_state,
        tuple(drafts),
        overridden,
        waived,
        warnings,
    )


def _passed(found: Sequence[Blocker], work: _Work, transition: Transition) -> tuple[list[str], list[str]]:
    """Which blockers a reason passes and which a backfill does not judge. Raises TransitionBlocked for the rest."""
    codes = sorted({blocker.code for blocker in found})
    if work.command.source:
        left = [blocker for blocker in found if blocker.code in NOT_WAIVED]
        overridden, waived = [], [code for code in codes if code not in NOT_WAIVED]
    else:
        left = [blocker for blocker in found if not (blocker.overridable and work.command.comment)]
        overridden, waived = codes, []
    if left:
        raise TransitionBlocked(transition.name, work.dossier.id, found)
    return overridden, waived


def _demand_order(work: _Work) -> None:
    """What happens cannot precede what made it possible."""
    since = Period.around(date.fromisoformat(work.dossier.state_since), Precision(work.dossier.state_precision))
    period = work.period
    if period.last < since.first:
        label = work.lifecycle.state(work.dossier.state).label
        raise RecordRefused(
            Text(
                f"{work.dossier.id} est dans l’état « {label.fr} » depuis {since.in_words('fr')} : "
                f"la suite ne peut pas avoir eu lieu {period.in_words('fr')}.",
                f"{work.dossier.id} has been in the state “{label.en}” since {since.in_words('en')}: "
                f"what follows cannot have happened {period.in_words('en')}.",
            ),
            Text(
                f"vérifiez la date, ou corrigez la précédente : jalon history {work.dossier.id}",
                f"check the day, or correct the earlier one: jalon history {work.dossier.id}",
            ),
        )
