"""A transition is performed: judged by its guards, fired, written, with the drafts it calls for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from workflow import guards, machine, replay, rights
from workflow.case import Attempt, Load
from workflow.dates import Period, Precision
from workflow.engine.commands import Command, Receipt
from workflow.engine.receipts import done_before, receipt, tells
from workflow.engine.work import Desk, Work, append, tell
from workflow.entries import Fired
from workflow.errors import Blocker, RecordRefused, TransitionBlocked
from workflow.inputs import read_inputs
from workflow.language import Text
from workflow.lifecycle import Lifecycle, Transition
from workflow.models import Dossier
from workflow.store import Transaction

NOT_WAIVED = frozenset({"date_given"})
"""What even a backfill must have, besides the right to write: a day."""


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


def steps(work: Work) -> Iterator[Step]:
    """Every transition of the dossier’s lifecycle, in its order."""
    for transition in work.lifecycle.transitions.values():
        refused = rights.refusal(work.actor, "advance", work.case.regions, transition.roles)
        found = guards.blockers(work.case, _attempt(work, transition, {}))
        blockers = (*([refused] if refused else []), *found)
        yield Step(transition, work.dossier.state in transition.sources, blockers)


def advance(
    desk: Desk,
    tx: Transaction,
    held: Dossier,
    trigger: str,
    command: Command,
    inputs: Mapping[str, str],
    facts: Load | None = None,
) -> Receipt:
    """As `Engine.advance`, for a dossier that is held; `facts` reads its tables where they were read ahead."""
    transition = desk.lifecycle(tx, held.lifecycle).transition(trigger)
    done = done_before(
        tx,
        command,
        held.id,
        lambda entry: entry.trigger == trigger and tells(entry, Fired, _told(*read_inputs(transition, inputs))),
    )
    if done:
        return done
    work = desk.work(tx, held, command, facts)
    rights.demand(work.actor, "advance", work.case.regions, transition.roles)
    work.demand_seen()
    to_state = machine.fire(work.lifecycle, held.state, trigger, held.id, held.phase)
    _demand_order(work)
    public, texts = read_inputs(transition, inputs)
    found = guards.blockers(work.case, _attempt(work, transition, {**public, **texts}))
    overridden, waived = _passed(found, work, transition)
    payload = _fired(public, texts, overridden, waived)
    entry = work.entry(payload, trigger=trigger, from_state=held.state, to_state=to_state)
    plans = desk.drafts.plan(tx, work.case, transition, entry)
    if plans:
        entry = replace(entry, drafts=tuple(plan.summary for plan in plans))
    moved = {"state": to_state}
    if to_state != held.state:
        moved |= {"state_since": entry.period.last.isoformat(), "state_precision": str(entry.period.precision)}
    written = append(tx, entry, moved)
    drafts = desk.drafts.draw(tx, plans, entry, written.hash)
    tell(tx, entry, command)
    return receipt(entry, written, drafts=drafts, warnings=work.warnings)


def _told(public: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, Any]:
    return {name: given for name, given in (("inputs", public), ("texts", texts)) if given}


def _fired(
    public: Mapping[str, str], texts: Mapping[str, str], overridden: Sequence[str], waived: Sequence[str]
) -> Fired:
    """What the entry says; all of it was read or found by us, and is not checked again."""
    told = {"inputs": public, "texts": texts, "overridden": overridden, "waived": waived}
    said = {name for name, value in told.items() if value}
    return Fired.model_construct(said, **told) if said else _nothing_else()


@cache
def _nothing_else() -> Fired:
    """What most transitions say: that they were performed."""
    return Fired()


def _attempt(work: Work, transition: Transition, inputs: Mapping[str, str]) -> Attempt:
    def changes_since(documents: tuple[str, ...]) -> int:
        told = replay.live(replay.entries(work.reading, work.dossier.id))
        return replay.changes_since(told, documents, work.lifecycle)

    # Where the day need not be given it is today, and the guards judge that day; elsewhere they say that it is missing.
    assumed = None if transition.on_required else work.period
    return Attempt(
        transition=transition,
        actor=work.actor,
        today=work.today,
        effective=work.command.effective or assumed,
        inputs=inputs,
        reason=work.command.comment,
        evidence_kinds=tuple(one.kind for one in work.command.evidence),
        changes_since=changes_since,
    )


def _passed(found: Sequence[Blocker], work: Work, transition: Transition) -> tuple[list[str], list[str]]:
    """Which blockers a reason passes and which a backfill does not judge. Raises TransitionBlocked for the rest."""
    codes = sorted({blocker.code for blocker in found})
    if work.command.source:
        left = [blocker for blocker in found if blocker.code in NOT_WAIVED]
        overridden, waived = [], codes
    else:
        left = [blocker for blocker in found if not (blocker.overridable and work.command.comment)]
        overridden, waived = codes, []
    if left:
        raise TransitionBlocked(transition.name, work.dossier.id, found)
    return overridden, waived


@cache
def _may_stay(lifecycle: Lifecycle, state: str) -> bool:
    """Whether a transition leads from a state back to it."""
    return any(one.target_from(state) == state for one in lifecycle.leaving(state))


def _demand_order(work: Work) -> None:
    """What happens has happened, and not before what made it possible. Raises InvalidValue, RecordRefused."""
    dossier, period = work.dossier, work.period
    # The row does not tell of a transition that changed no state, nor of what an imprecise day came after.
    told_by_row = dossier.state_precision == Precision.DAY and not _may_stay(work.lifecycle, dossier.state)
    if told_by_row and period.last.isoformat() >= dossier.state_since:
        return
    since = replay.since(dossier)
    bound = since.first if told_by_row else replay.moved_on(replay.live(replay.entries(work.reading, dossier.id)))
    if period.last >= bound:
        return
    if bound == since.first:
        label = work.lifecycle.state(dossier.state).label_in(dossier.phase)
        told = Text(
            f"{dossier.id} est dans l’état « {label.fr} » depuis {since.in_words('fr')}",
            f"{dossier.id} has been in the state “{label.en}” since {since.in_words('en')}",
        )
    else:
        day = Period.around(bound).when()
        told = Text(
            f"{dossier.id} a avancé {day.fr} au plus tôt",
            f"{dossier.id} moved {day.en} at the earliest",
        )
    said = period.when()
    raise RecordRefused(
        Text(
            f"{told.fr} : la suite ne peut pas avoir eu lieu {said.fr}.",
            f"{told.en}: what follows cannot have happened {said.en}.",
        ),
        Text(
            f"vérifiez la date, ou corrigez la précédente : jalon history {dossier.id}",
            f"check the day, or correct the earlier one: jalon history {dossier.id}",
        ),
    )
