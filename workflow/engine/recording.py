"""A fact of a dossier is recorded: a person, a project, a signature, a note."""

from workflow import rights
from workflow.engine.commands import Command, Receipt
from workflow.engine.receipts import done_before, receipt, tells
from workflow.engine.work import Desk, append, tell
from workflow.entries import (
    ActorSet,
    Drafted,
    FigurePublished,
    Fired,
    LifecycleInstalled,
    Opened,
    Payload,
    RegisterOpened,
    TerritoryAdded,
)
from workflow.entries.payload import given, misleading
from workflow.errors import RecordRefused
from workflow.language import Text
from workflow.models import Dossier
from workflow.store import Transaction

NO_FACTS = (Opened, Fired, RegisterOpened, LifecycleInstalled, ActorSet, TerritoryAdded, FigurePublished, Drafted)
"""The kinds of entry that a command of their own writes."""


def record(desk: Desk, tx: Transaction, dossier: Dossier, payload: Payload, command: Command) -> Receipt:
    """As `Engine.record`."""
    if isinstance(payload, NO_FACTS):
        raise RecordRefused(
            Text(
                f"Une entrée « {payload.kind} » ne s’enregistre pas ainsi.",
                f"An entry “{payload.kind}” is not recorded like this.",
            ),
            Text(
                "jalon open, jalon advance, jalon territories, jalon actors", "jalon open, advance, territories, actors"
            ),
        )
    held = tx.hold(Dossier, dossier)
    done = done_before(tx, command, held.id, lambda entry: tells(entry, type(payload), given(payload)))
    if done:
        return done
    work = desk.work(tx, held, command)
    rights.demand(work.actor, payload.action, work.case.regions)
    work.demand_seen()
    payload = payload.numbered(work.case)
    payload.check(work.case, work.today)
    warnings = [*payload.warnings(work.case), *misleading(payload), *work.warnings]
    entry = work.entry(payload)
    written = append(tx, entry, {})
    tell(tx, entry, command)
    return receipt(entry, written, warnings=warnings)
