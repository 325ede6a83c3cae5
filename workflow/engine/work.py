"""What the commands share: what an engine knows, and what one command has before it while it lasts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workflow import lookup, replay
from workflow.body import Author, Entry, FileRef, Written, write
from workflow.case import Case, Load
from workflow.dates import Clock, Period, civil_day, format_instant, instant_in_words, parse_instant
from workflow.engine.commands import Command
from workflow.engine.undrafted import NoDrafts
from workflow.entries import Payload, Position
from workflow.errors import InvalidValue, StoreError, TransitionConflict
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import REGISTER, Actor, Dossier, Draft, Evidence, LifecycleVersion, RegisterHead
from workflow.store import Reading, Transaction
from workflow.version import VERSION

if TYPE_CHECKING:
    from workflow.drafting import Draftsman

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far behind the last entry the clock may be before a write is refused."""


class Desk:
    """What every command of one engine shares: its clock, its drafts, the lifecycles it has read, the log’s name."""

    def __init__(self, drafts: "Draftsman | NoDrafts", clock: Clock) -> None:
        self.drafts = drafts
        self.clock = clock
        self._lifecycles: dict[str, Lifecycle] = {}
        self._log: str | None = None

    def lifecycle(self, reading: Reading, digest: str) -> Lifecycle:
        """The lifecycle of that digest, as it was when it was installed. Raises StoreError where it is missing."""
        known = self._lifecycles.get(digest)
        if known is None:
            row = reading.one(LifecycleVersion, digest=digest)
            if row is None:
                raise StoreError(
                    Text(
                        f"Le cycle de vie {digest[:12]}… manque dans la base.", f"Lifecycle {digest[:12]}… is missing."
                    ),
                    Text("repartez d’une sauvegarde", "start again from a backup"),
                )
            known = self._lifecycles[digest] = Lifecycle.from_canonical(row.canonical)
        return known

    def log(self, reading: Reading) -> str:
        """The name of the log, which every entry states. Raises StoreError for a workspace without a register."""
        if self._log is None:
            self._log = register_head(reading).log
        return self._log

    def look(self, reading: Reading, dossier: Dossier, command: Command) -> "Work":
        """What a command would have before it now, where nothing is going to be written."""
        return self._work(reading, dossier, command, self.clock(), [])

    def work(self, tx: Transaction, dossier: Dossier, command: Command, facts: Load | None = None) -> "Work":
        """A command on a dossier that is held; `facts` as in Work. Raises StoreError where the clock is behind."""
        return self._work(tx, dossier, command, *self.instant(dossier.changed_at), facts)

    def _work(
        self,
        reading: Reading,
        dossier: Dossier,
        command: Command,
        instant: datetime,
        warnings: list[Text],
        facts: Load | None = None,
    ) -> "Work":
        actor = reading.once(("actor", command.actor), lookup.actor, reading, command.actor)
        lifecycle = self.lifecycle(reading, dossier.lifecycle)
        return Work(reading, command, dossier, lifecycle, actor, instant, self.log(reading), warnings, facts)

    def instant(self, last: str) -> tuple[datetime, list[Text]]:
        """The instant to record: after the last entry’s, even where the clock is behind it, which is then told.

        Raises StoreError where it is more than CLOCK_TOLERANCE behind: it is wrong, or was when that was written.
        """
        now = self.clock()
        if format_instant(now) > last:  # their alphabetical order is their order in time
            return now, []
        before = parse_instant(last)
        here, there = ((instant_in_words(now, one), instant_in_words(before, one)) for one in ("fr", "en"))
        said = Text(
            f"L’horloge de cette machine ({here[0]}) est en retard sur la dernière entrée ({here[1]})",
            f"The clock of this machine ({there[0]}) is behind the last entry ({there[1]})",
        )
        if now < before - CLOCK_TOLERANCE:
            raise StoreError(
                Text(f"{said.fr}.", f"{said.en}."),
                Text("remettez-la à l’heure puis recommencez", "set it right, then try again"),
            )
        late = [Text(f"{said.fr}.", f"{said.en}.")] if now < before - timedelta(seconds=1) else []
        return before + timedelta(microseconds=1), late


@dataclass
class Work:
    """One command on one dossier: the dossier as it is, the lifecycle that judges it, who acts, at which instant."""

    reading: Reading
    command: Command
    dossier: Dossier
    lifecycle: Lifecycle
    actor: Actor
    instant: datetime
    log: str
    warnings: list[Text]
    facts: Load | None = None
    """What reads the dossier’s tables where they are read for many dossiers together."""

    @cached_property
    def case(self) -> Case:
        """What is known of the dossier, each table read when first asked for."""
        # Not `self`: in a ring with its case, every command would wait in memory for the garbage collector.
        reading, name = self.reading, self.dossier.id
        return Case(
            self.dossier,
            self.lifecycle,
            self.facts or (lambda table: reading.rows(table, dossier_id=name)),
            voided=lambda kind: replay.voided_numbers(reading, name, kind),
            drafts=lambda: reading.rows(Draft, dossier_id=name),
            withdrawn=lambda: replay.withdrawn_drafts(replay.entries(reading, name)),
        )

    @cached_property
    def day(self) -> date:
        """The civil day of the command."""
        return civil_day(self.instant)

    @property
    def today(self) -> str:
        """The civil day of the command, ISO."""
        return self.day.isoformat()

    @cached_property
    def period(self) -> Period:
        """When what is told happened. Raises InvalidValue for what has not happened yet."""
        return happened(self.command, self.day)

    def demand_seen(self) -> None:
        """Raise TransitionConflict where the person had an earlier state of the dossier before his eyes."""
        dossier, expected = self.dossier, self.command.expected_seq
        if expected is not None and expected != dossier.seq:
            raise TransitionConflict(
                Text(
                    f"{dossier.id} en est à l’entrée n° {dossier.seq}, vous aviez sous les yeux la n° {expected}. "
                    "Rien n’a été enregistré.",
                    f"{dossier.id} is at entry {dossier.seq}, you were looking at {expected}. Nothing was saved.",
                ),
                Text(f"relisez-le : jalon show {dossier.id}", f"read it again: jalon show {dossier.id}"),
            )

    def entry(
        self,
        payload: Payload,
        *,
        kind: str | None = None,
        period: Period | None = None,
        about: int | None = None,
        **told: Any,
    ) -> Entry:
        """The next entry of the dossier; `told` gives what else it says."""
        dossier, seq = self.dossier, self.dossier.seq + 1
        return Entry(
            dossier=dossier.id,
            seq=seq,
            about=seq if about is None else about,
            kind=kind or payload.kind,
            payload=payload,
            **heading(
                self.command,
                self.actor,
                self.instant,
                period or self.period,
                lifecycle=dossier.lifecycle,
                log=self.log,
                prev=dossier.head,
            ),
            **told,
        )


def register_head(reading: Reading) -> RegisterHead:
    """Where the register stands. Raises StoreError for a workspace without one."""
    head = reading.one(RegisterHead, id=REGISTER)
    if head is None:
        raise StoreError(
            Text("Cet espace de travail n’a pas de registre.", "This workspace has no register."),
            Text("créez-le : jalon init", "make it: jalon init"),
        )
    return head


def heading(
    command: Command, actor: Actor, instant: datetime, period: Period, *, lifecycle: str, log: str, prev: str
) -> dict[str, Any]:
    """What every entry says besides what happened: who, when, on what grounds, after which entry."""
    return {
        "period": period,
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
        "evidence": tuple(FileRef(one.kind, one.name, one.sha256, one.size, one.signed) for one in command.evidence),
    }


def effective(command: Command, instant: datetime) -> Period:
    """When what a command given at an instant tells happened. Raises InvalidValue for what is still to come."""
    return happened(command, civil_day(instant))


def happened(command: Command, today: date) -> Period:
    """When what a command tells happened: today where it does not say. Raises InvalidValue."""
    period = command.effective or Period.around(today)
    demand_past(period, today)
    return period


def demand_past(period: Period, today: date, given: str = "--on ") -> None:
    """Raise InvalidValue for a period that has not begun: only what is done is recorded; `given` is how it is typed."""
    if period.first > today:
        raise InvalidValue(
            Text(
                f"{period.in_words('fr')} est dans le futur ; on n’enregistre que ce qui est fait.",
                f"{period.in_words('en')} is in the future; only what is done is recorded.",
            ),
            Text(
                f"donnez le jour où cela a eu lieu : {given}AAAA-MM-JJ", f"give the day it happened: {given}YYYY-MM-DD"
            ),
        )


def append(tx: Transaction, entry: Entry, moved: dict[str, Any], opened: dict[str, Any] | None = None) -> Written:
    """Write an entry: its canonical bytes, its hash, and where its subject stands from now on."""
    written = write(entry)
    tx.append(entry, written, moved, opened)
    return written


def keep_files(tx: Transaction, command: Command) -> None:
    """The rows of the files that a command brings, of which there may be some already."""
    for kept in command.evidence:
        tx.add_once(Evidence, {"sha256": kept.sha256, "size": kept.size, "media_type": kept.media_type})


def tell(tx: Transaction, entry: Entry, command: Command) -> None:
    """Change the present tables as an entry says, and note the files it rests on."""
    keep_files(tx, command)
    tx.apply(entry.payload.changes(Position(entry.dossier, entry.about, entry.period.first.isoformat())))
    tx.apply(replay.attachments(entry))
