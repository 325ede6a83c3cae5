"""An entry is corrected: voided, or restated with other values, where the whole history stays legal."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from workflow import lookup, replay, rights
from workflow.body import CORRECTION, Entry
from workflow.correction import EFFECTIVE, RENEWS, restate, says_already
from workflow.engine.commands import Command, Receipt
from workflow.engine.receipts import done_before, receipt
from workflow.engine.work import Desk, append, demand_past, keep_files
from workflow.errors import CorrectionRefused
from workflow.language import Text
from workflow.models import DOSSIER_FACTS, Dossier
from workflow.store import Transaction


def demand_dossier(reference: str) -> None:
    """Raise CorrectionRefused for the register: what it says is said anew, and the present is what was said last."""
    if lookup.is_register(reference):
        raise CorrectionRefused(
            Text(
                "Une entrée du registre ne se corrige pas : ce qui vaut y est dit de nouveau, et l’ancienne reste.",
                "An entry of the register is not corrected: what holds is said there anew, and the old one stays.",
            ),
            Text(
                "un acteur : jalon actors add ; le cycle de vie : jalon lifecycle install ; les régions ou les "
                "départements d’un territoire : jalon correct DOSSIER 0 --set … ; un nom à ôter : jalon erase register",
                "an actor: jalon actors add; the lifecycle: jalon lifecycle install; the regions or departments of a "
                "territory: jalon correct DOSSIER 0 --set …; a name to take out: jalon erase register",
            ),
        )


def correct(
    desk: Desk,
    tx: Transaction,
    dossier: Dossier,
    seq: int,
    command: Command,
    void: bool,
    changes: Mapping[str, str],
) -> Receipt:
    """As `Engine.correct`."""
    held = tx.hold(Dossier, dossier)
    lifecycle = desk.lifecycle(tx, held.lifecycle)
    if changes.get(RENEWS):
        changes = {**changes, RENEWS: lookup.dossier(tx, changes[RENEWS]).id}

    def same(entry: Entry) -> bool:
        target = next((one for one in replay.entries(tx, held.id) if one.seq == seq), None)
        return says_already(entry, target, lifecycle, void, changes)

    done = done_before(tx, command, held.id, same)
    if done:
        return done
    work = desk.work(tx, held, command)
    rights.demand(work.actor, "correct", work.case.regions)
    work.demand_seen()
    _demand_grounds(command)
    entries = replay.entries(tx, held.id)
    restated = restate(entries, seq, lifecycle, void=void, changes=changes)
    demand_past(restated.period, work.day, f"--set {EFFECTIVE}=")
    entry = work.entry(
        restated.payload,
        kind=CORRECTION,
        period=restated.period,
        about=restated.about,
        trigger=restated.trigger,
        from_state=restated.from_state,
        to_state=restated.to_state,
        restates=restated.told,
        corrects=restated.corrects,
        voided=restated.voided,
    )
    current = next(one for one in reversed(entries) if one.about == restated.about)
    if current.origin == "backfill":
        # What was taken over from a source still is, whoever mends it: reports mark it.
        entry = replace(entry, origin="backfill", source=entry.source or current.source)
    present = replay.judge([*entries, entry], lifecycle)
    warnings = [] if restated.voided else list(restated.payload.warnings(work.case))
    written = append(tx, entry, _standing(present))
    keep_files(tx, command)
    _rewrite(tx, held, [*entries, replace(entry, hash=written.hash)])
    return receipt(entry, written, warnings=[*warnings, *work.warnings])


def _demand_grounds(command: Command) -> None:
    if not command.comment:
        raise CorrectionRefused(
            Text("Une correction a un motif écrit.", "A correction has a written reason."),
            Text('ajoutez --because "…"', 'add --because "…"'),
        )
    if command.effective is not None:
        raise CorrectionRefused(
            Text("Une correction n’a pas de date à elle.", "A correction has no day of its own."),
            Text(
                f"la date de l’entrée se corrige par --set {EFFECTIVE}=AAAA-MM-JJ",
                f"the day of the entry is corrected with --set {EFFECTIVE}=YYYY-MM-DD",
            ),
        )


def _standing(present: replay.Present) -> dict[str, Any]:
    """What the row of the dossier says of it after a correction."""
    assert present.since is not None  # noqa: S101  # a dossier that was opened is in a state since then
    return {
        **present.opened,
        "state": present.state,
        "state_since": present.since.last.isoformat(),
        "state_precision": str(present.since.precision),
    }


def _rewrite(tx: Transaction, dossier: Dossier, entries: Sequence[Entry]) -> None:
    """Make the present tables of a dossier say what its whole history gives."""
    present = replay.fold(entries)
    for table in DOSSIER_FACTS:
        wanted = present.rows(table)
        if list(tx.rows(table, dossier_id=dossier.id)) != wanted:
            tx.replace(table, {"dossier_id": dossier.id}, [row._asdict() for row in wanted])
