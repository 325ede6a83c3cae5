"""A dossier is opened: its first entry, from what the register says of its territory."""

from collections.abc import Iterator

from workflow import lookup, rights
from workflow.body import Entry
from workflow.canonical import genesis
from workflow.dates import Period, day_text
from workflow.engine.commands import Command, Receipt
from workflow.engine.receipts import done_before, receipt, tells
from workflow.engine.work import Desk, append, effective, heading, register_head, tell
from workflow.entries import Opened, build
from workflow.errors import AlreadyExists, InvalidValue
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import (
    REGISTER,
    Dossier,
    RegisterHead,
    Territory,
    TerritoryDepartment,
    TerritoryMember,
    TerritoryRegion,
)
from workflow.store import Transaction


def open_dossier(
    desk: Desk, tx: Transaction, territory: str, command: Command, phase: str | None, renews: str | None
) -> Receipt:
    """As `Engine.open`."""
    # The register is held: of two who open the dossier of one territory at once, the second sees the first's.
    head = tx.locked(RegisterHead, id=REGISTER) or register_head(tx)
    lifecycle = desk.lifecycle(tx, head.lifecycle)
    found = lookup.territory(tx, territory)
    chosen = _phase(lifecycle, phase)
    renewed = lookup.dossier(tx, renews).id if renews else None
    told = {"territory": found.id, "phase": chosen, "renews": renewed}
    done = done_before(tx, command, None, lambda entry: tells(entry, Opened, told))
    if done:
        return done
    owned = [row.region_code for row in tx.rows(TerritoryRegion, territory_id=found.id)]
    actor = tx.once(("actor", command.actor), lookup.actor, tx, command.actor)
    rights.demand(actor, "open", owned)
    members = [
        {"siren": row.siren, "kind": row.kind, "name": row.name}
        for row in tx.rows(TerritoryMember, territory_id=found.id)
    ]
    departments = [row.department_code for row in tx.rows(TerritoryDepartment, territory_id=found.id)]
    payload = build(Opened, {**told, "regions": owned, "departments": departments or None, "members": members})
    instant = desk.clock()
    entry = Entry(
        dossier=_free_id(desk, tx, found, chosen),
        seq=0,
        about=0,
        kind=payload.kind,
        payload=payload,
        to_state=lifecycle.initial,
        **heading(
            command,
            actor,
            instant,
            effective(command, instant),
            lifecycle=lifecycle.digest,
            log=head.log,
            prev=genesis(head.log),
        ),
    )
    standing = {
        "territory_id": found.id,
        "phase": chosen,
        "renews": renewed,
        "lifecycle": lifecycle.digest,
        "state": entry.to_state,
        "state_since": entry.period.last.isoformat(),
        "state_precision": str(entry.period.precision),
    }
    written = append(tx, entry, {}, standing)
    tell(tx, entry, command)
    return receipt(entry, written, warnings=[*_out_of_phase(lifecycle, chosen, entry.period)])


def _out_of_phase(lifecycle: Lifecycle, code: str, opened: Period) -> Iterator[Text]:
    """What deserves a look: a dossier opened before its phase began or after it ended, a year or a phase mistaken."""
    phase = next(one for one in lifecycle.phases if one.code == code)
    label, day = phase.label, day_text(opened.last.isoformat())
    if phase.starts and opened.last.isoformat() < phase.starts:
        starts = day_text(phase.starts)
        yield Text(
            f"« {label.fr} » n’a commencé que le {starts.fr}, après l’ouverture ({day.fr}) : est-ce le bon jour ?",
            f"“{label.en}” began only on {starts.en}, after the opening ({day.en}): is this the right day?",
        )
    if phase.ends and opened.first.isoformat() > phase.ends:
        ends = day_text(phase.ends)
        yield Text(
            f"« {label.fr} » a pris fin le {ends.fr}, avant l’ouverture ({day.fr}) : est-ce la bonne phase (--phase) ?",
            f"“{label.en}” ended on {ends.en}, before the opening ({day.en}): is this the right phase (--phase)?",
        )


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


def _free_id(desk: Desk, tx: Transaction, territory: Territory, phase: str) -> str:
    """`territory-phase`; with a number where the territory withdrew in that phase and comes back."""
    name = f"{territory.id}-{phase}"
    before = [row for row in tx.rows(Dossier, territory_id=territory.id) if row.phase == phase]
    if not before:
        return name
    for row in before:
        if not desk.lifecycle(tx, row.lifecycle).state(row.state).final:
            raise AlreadyExists(
                Text(
                    f"« {territory.name} » a déjà un dossier ouvert pour cette phase : {row.id}.",
                    f"“{territory.name}” has an open dossier for this phase already: {row.id}.",
                ),
                Text(f"voyez : jalon show {row.id}", f"see: jalon show {row.id}"),
            )
    return f"{name}-{len(before) + 1}"
