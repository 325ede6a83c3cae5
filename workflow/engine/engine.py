"""Open, record, advance, correct: each is one transaction that saves everything or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from workflow import lookup, replay
from workflow.body import Entry
from workflow.dates import Clock
from workflow.dates import now as present_instant
from workflow.engine.advancing import Step, advance, steps
from workflow.engine.commands import Command, Receipt
from workflow.engine.correcting import correct, demand_dossier
from workflow.engine.drawing import draw
from workflow.engine.erasing import Erased, erase
from workflow.engine.opening import open_dossier
from workflow.engine.recording import record
from workflow.engine.registering import Registered, found, install, register
from workflow.engine.together import Together
from workflow.engine.undrafted import NoDrafts
from workflow.engine.work import Desk
from workflow.entries import ActorSet, Payload
from workflow.lifecycle import Lifecycle
from workflow.models import Actor, Dossier, LifecycleVersion
from workflow.rows import table_of
from workflow.store import Reading, Store, Transaction

if TYPE_CHECKING:
    from workflow.drafting import Draftsman


class Batch:
    """The commands of one transaction; each is given by the batch’s own `command` unless it has another."""

    def __init__(self, desk: Desk, tx: Transaction, command: Command) -> None:
        self._desk = desk
        self._tx = tx
        self._command = command

    def open(
        self, territory: str, command: Command | None = None, *, phase: str | None = None, renews: str | None = None
    ) -> Receipt:
        """As `Engine.open`."""
        return open_dossier(self._desk, self._tx, territory, command or self._command, phase, renews)

    def record(self, reference: str, payload: Payload, command: Command | None = None) -> Receipt:
        """As `Engine.record`."""
        return record(self._desk, self._tx, lookup.dossier(self._tx, reference), payload, command or self._command)

    def advance(
        self, reference: str, trigger: str, command: Command | None = None, inputs: Mapping[str, str] | None = None
    ) -> Receipt:
        """As `Engine.advance`."""
        held = self._tx.hold(Dossier, lookup.dossier(self._tx, reference))
        return advance(self._desk, self._tx, held, trigger, command or self._command, inputs or {})

    def correct(
        self,
        reference: str,
        seq: int,
        command: Command | None = None,
        *,
        void: bool = False,
        changes: Mapping[str, str] | None = None,
    ) -> Receipt:
        """As `Engine.correct`."""
        demand_dossier(reference)
        dossier = lookup.dossier(self._tx, reference)
        return correct(self._desk, self._tx, dossier, seq, command or self._command, void, changes or {})

    def register(self, payload: Registered, command: Command | None = None) -> Receipt:
        """As `Engine.register`."""
        return register(self._desk, self._tx, payload, command or self._command)


class Engine:
    """Runs dossiers along their lifecycles over one store.

    Every command raises UnknownName or AmbiguousName for what it names, NotPermitted where the actor’s role or regions
    do not allow it, TransitionConflict where somebody else was faster or `expected_seq` is no longer so, KeyReused for
    a key that served for something else, InvalidValue for a day to come, StoreError where the database cannot serve.
    Then nothing is saved.
    """

    def __init__(
        self, store: Store, *, drafts: "Draftsman | NoDrafts | None" = None, clock: Clock = present_instant
    ) -> None:
        self.store = store
        self._desk = Desk(drafts or NoDrafts(), clock)

    @property
    def now(self) -> datetime:
        """The present instant, by the engine’s clock."""
        return self._desk.clock()

    # What a coordinator does

    def open(self, territory: str, command: Command, *, phase: str | None = None, renews: str | None = None) -> Receipt:
        """Open the dossier of a territory for a phase, with the regions and members it is announced with.

        Raises AlreadyExists where it has one for that phase that is not in a final state.
        """
        with self.batch(command) as batch:
            return batch.open(territory, phase=phase, renews=renews)

    def record(self, reference: str, payload: Payload, command: Command) -> Receipt:
        """Record a fact of a dossier: a project, a person, a signature…

        Raises RecordRefused where it contradicts what the dossier says.
        """
        with self.batch(command) as batch:
            return batch.record(reference, payload)

    def advance(
        self, reference: str, trigger: str, command: Command, *, inputs: Mapping[str, str] | None = None
    ) -> Receipt:
        """Perform a transition on a dossier, with the drafts it calls for.

        Raises UnknownTransition, TransitionNotAllowed where it does not leave the present state, TransitionBlocked with
        every guard against it, RecordRefused for a day before the present state began, DocumentError.
        """
        with self.batch(command) as batch:
            return batch.advance(reference, trigger, inputs=inputs)

    def advance_together(
        self, references: Sequence[str], trigger: str, command: Command, *, inputs: Mapping[str, str] | None = None
    ) -> list[Receipt]:
        """Perform the same transition on several dossiers, all or none: a signing ceremony.

        The receipts are in the order of the dossiers’ names. With a key, each dossier has its own: `key:dossier`.
        """
        with self.store.transaction() as tx:
            together = Together(tx, references)
            return [
                advance(self._desk, tx, held, trigger, _keyed(command, held.id), inputs or {}, together.facts(held))
                for held in together.held
            ]

    def draw(self, reference: str, document: str, command: Command, *, item: int | None = None) -> Receipt:
        """Draw a document without a transition: on demand, or a new version with what is known now.

        `item` is the project, member or region it is about; all of them where it is not given. Raises RecordRefused for
        a document whose transition has not taken place, DocumentError.
        """
        with self.store.transaction() as tx:
            return draw(self._desk, tx, lookup.dossier(tx, reference), document, item, command)

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

        `changes` gives texts by field name, as typed; `effective_on` is the day of any entry, and an empty text unsays
        a field. Raises CorrectionRefused where the whole history would not be legal with the correction in it.
        """
        with self.batch(command) as batch:
            return batch.correct(reference, seq, void=void, changes=changes)

    def erase(self, reference: str, seq: int, fields: Sequence[str], basis: str, command: Command) -> Erased:
        """Erase names or texts of an entry, and of its corrections, for a legal reason; the history still verifies.

        `fields` are those of the entry: `name`, `comment`, `source`, `actor`, `evidence.0`, `drafts`… `reference` may
        be the register. Raises RecordRefused for an entry that is not there or where nothing is left, InvalidValue for
        a field it does not have or an empty basis.
        """
        with self.store.transaction() as tx:
            return erase(self._desk, tx, reference, seq, fields, basis, command)

    @contextmanager
    def batch(self, command: Command) -> Iterator[Batch]:
        """Several commands in one transaction: all of them are saved when the block ends, or none is."""
        with self.store.transaction() as tx:
            yield Batch(self._desk, tx, command)

    def steps(self, reference: str, actor: str, *, command: Command | None = None) -> tuple[Dossier, list[Step]]:
        """Every transition of the dossier’s lifecycle: enabled or blocked by what, within reach or only later."""
        with self.store.reading() as reading:
            dossier = lookup.dossier(reading, reference)
            work = self._desk.look(reading, dossier, command or Command(actor))
            return dossier, list(steps(work))

    # What administrators do

    def found(self, log: str, lifecycle: Lifecycle, founder: ActorSet) -> Receipt:
        """Begin the register of a new workspace: its log, its lifecycle, its first administrator.

        Raises AlreadyExists where it has one.
        """
        with self.store.transaction() as tx:
            return found(self._desk, tx, log, lifecycle, founder)

    def register(self, payload: Registered, command: Command) -> Receipt:
        """Write to the register: an actor, a territory, a published figure.

        Raises AlreadyExists for a territory or a handle that is there, RecordRefused where no administrator would be
        left.
        """
        with self.batch(command) as batch:
            return batch.register(payload)

    def register_all(self, payloads: Sequence[Registered], command: Command) -> list[Receipt]:
        """Write several things to the register, all or none. With a key, each has its own: `key:1`, `key:2`…"""
        with self.batch(command) as batch:
            return [batch.register(payload, _keyed(command, str(place))) for place, payload in enumerate(payloads, 1)]

    def install(self, lifecycle: Lifecycle, command: Command) -> Receipt:
        """From now on open new dossiers with this lifecycle; those that are open keep theirs."""
        with self.store.transaction() as tx:
            return install(self._desk, tx, lifecycle, command)

    def next_actor_id(self, reading: Reading) -> str:
        """The pseudonym of the next actor: entries name actors by it."""
        count = reading.query(select(func.count()).select_from(table_of(Actor)))[0][0]
        return f"agt-{count + 1:04d}"

    # What everybody asks

    def lifecycle(self, reading: Reading, digest: str) -> Lifecycle:
        """The lifecycle of that digest, as it was when it was installed."""
        return self._desk.lifecycle(reading, digest)

    def lifecycles(self, reading: Reading) -> list[Lifecycle]:
        """Every lifecycle that was ever in force here."""
        return [self.lifecycle(reading, row.digest) for row in reading.rows(LifecycleVersion)]

    def entries(self, reading: Reading, subject: str) -> list[Entry]:
        """The whole history of a subject, oldest first, with what its disclosures still tell."""
        return replay.entries(reading, subject)


def _keyed(command: Command, part: str) -> Command:
    return command if command.key is None else replace(command, key=f"{command.key}:{part}")
