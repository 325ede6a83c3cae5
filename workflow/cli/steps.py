"""`jalon next`: every transition of a dossier, what stands against it, what to type, what later states still lack."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.cli import drawing, output, phrases
from workflow.cli.options import dossier_argument, json_option
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import command
from workflow.dates import civil_day, days_between
from workflow.engine import Step
from workflow.errors import Blocker
from workflow.guards import REASON, WITH_THE_COMMAND
from workflow.language import LANGUAGES, Text
from workflow.lifecycle import Lifecycle, State, Transition
from workflow.models import Dossier, Territory

READY, WITH_REASON, BLOCKED, OUT_OF_REACH = "ready", "ready_with_reason", "blocked", "out_of_reach"

STATUSES = {
    READY: (output.DONE, Text("possible", "possible")),
    WITH_REASON: (output.NOTICE, Text("possible avec un motif écrit", "possible with a written reason")),
    BLOCKED: (output.REFUSED, Text("bloquée", "blocked")),
    OUT_OF_REACH: (output.DOT, Text("hors de portée", "out of reach")),
}
"""How a transition stands: its symbol, and the word for it."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a later state is reached, and what is still missing on the way."""

    state: State
    steps: tuple[Step, ...]

    @property
    def missing(self) -> int:
        """How many facts are missing before it is reached, besides what is given with each command."""
        return len({(lack.code, lack.message.fr) for step in self.steps for lack in lacks(step)})


@dataclass(frozen=True, slots=True)
class Outlook:
    """What may follow in a dossier."""

    dossier: Dossier
    territory: str
    lifecycle: Lifecycle
    state: State
    steps: tuple[Step, ...]
    ways: tuple[Way, ...]
    """To each later state, in the order of the lifecycle."""


def outlook(dossier: Dossier, territory: str, lifecycle: Lifecycle, steps: Sequence[Step]) -> Outlook:
    """What may follow, and the shortest ordinary ways to what comes later."""
    by_name = {step.transition.name: step for step in steps}
    here = lifecycle.rank(dossier.state)
    ways = []
    for state in lifecycle.states.values():
        path = _way(lifecycle, dossier.state, state.name) if lifecycle.rank(state.name) > here else ()
        if path:
            ways.append(Way(state, tuple(by_name[transition.name] for transition in path)))
    return Outlook(dossier, territory, lifecycle, lifecycle.state(dossier.state), tuple(steps), tuple(ways))


def _way(lifecycle: Lifecycle, source: str, target: str) -> tuple[Transition, ...]:
    """The fewest transitions that lead there without a reason to give: what departs from the ordinary is explained.

    Where there are none, the fewest of all; empty where nothing leads there.
    """
    ordinary = lifecycle.path(source, target, lambda one: not _is_explained(one))
    return ordinary or lifecycle.path(source, target) or ()


def _is_explained(transition: Transition) -> bool:
    asked = any(requirement.guard == "reason_given" for requirement in transition.guards)
    return asked or any(one.name == REASON and one.required for one in transition.inputs)


def lacks(step: Step) -> list[Blocker]:
    """What has to be done before the transition is performed; the rest is given with the command."""
    return [blocker for blocker in step.blockers if blocker.code not in WITH_THE_COMMAND]


def status_of(step: Step) -> str:
    """One of `STATUSES`."""
    if not step.reachable:
        return OUT_OF_REACH
    left = lacks(step)
    if not left:
        return READY
    return WITH_REASON if all(blocker.overridable for blocker in left) else BLOCKED


def typed(step: Step, dossier: str) -> str:
    """The command that performs the transition, with `…` where something is to be filled in."""
    transition = step.transition
    parts = ["jalon advance", transition.name, dossier]
    if transition.on_required:
        parts.append("--on …")
    parts += [f"--input {one.name}=…" for one in transition.inputs if one.required and one.name != REASON]
    for blocker in step.blockers:
        found = str(blocker.remedy).partition("--evidence ")[2]
        if blocker.code == "evidence_attached" and found:
            parts.append(f"--evidence {found.partition('=')[0]}=…")
    if _wants_reason(step):
        parts.append('--because "…"')
    return " ".join(parts)


def _wants_reason(step: Step) -> bool:
    return _is_explained(step.transition) or status_of(step) == WITH_REASON


@command(
    "next",
    Text(
        "Ce qui peut suivre dans un dossier : chaque transition, ce qui l’empêche et ce qu’il faut taper.\n\n"
        "✓ possible, ! possible avec un motif écrit, ✗ bloquée, · hors de portée.",
        "What may follow in a dossier: each transition, what hinders it and what to type.\n\n"
        "✓ possible, ! possible with a written reason, ✗ blocked, · out of reach.",
    ),
    "jalon next axe-seine",
)
@dossier_argument
@json_option
@in_session
def next_command(session: Session, dossier: str, as_json: bool) -> None:
    """Show what may follow."""
    found, steps = session.engine.steps(dossier, session.actor)
    with session.reading() as reading:
        lifecycle = session.engine.lifecycle(reading, found.lifecycle)
        territory = reading.one(Territory, id=found.territory_id)
    ahead = outlook(found, territory.name if territory else found.territory_id, lifecycle, steps)
    if as_json:
        output.print_json(described(ahead))
        return
    _show(ahead, civil_day(session.engine.now))


def _show(ahead: Outlook, today: date) -> None:
    dossier = ahead.dossier
    since, waited = phrases.since(dossier), days_between(date.fromisoformat(dossier.state_since), today)
    output.heading(f"{ahead.territory} · {dossier.id}")
    output.echo(
        Text(
            f"{phrases.state_in(ahead.state, dossier.phase)}, {phrases.since_in_words(since).fr} "
            f"({phrases.days(waited).fr})",
            f"{phrases.state_in(ahead.state, dossier.phase)}, {phrases.since_in_words(since).en} "
            f"({phrases.days(waited).en})",
        )
    )
    reachable = [step for step in ahead.steps if step.reachable]
    if not reachable:
        output.echo()
        output.echo(Text("Cet état est final : rien ne le suit.", "This state is final: nothing follows it."))
        return
    for step in reachable:
        output.echo()
        _show_step(step, ahead)
    if any(blocker.overridable for step in reachable for blocker in lacks(step)):
        output.echo()
        output.echo(
            Text(
                '« ! » : attendu mais pas obligatoire ; passe avec un motif écrit, --because "…"',
                '“!”: expected but not compulsory; passes with a written reason, --because "…"',
            )
        )
    _show_ways(ahead)


def _show_step(step: Step, ahead: Outlook) -> None:
    transition, status = step.transition, status_of(step)
    symbol, word = STATUSES[status]
    drawing.item(symbol, _move(transition, ahead), f"{word} · {transition.name}")
    for blocker in lacks(step):
        drawing.item(output.mark_of(blocker), blocker.message, indent=4)
        output.remedy(blocker.remedy, indent=6)
    if status != BLOCKED:
        output.remedy(typed(step, ahead.dossier.id), indent=4)
    if transition.documents:
        fr, en = (", ".join(one.label.in_language(tongue) for one in transition.documents) for tongue in LANGUAGES)
        drawing.item(output.DOT, Text(f"rédige : {fr}", f"drafts: {en}"), indent=4)


def _move(transition: Transition, ahead: Outlook) -> str:
    target = ahead.lifecycle.state(transition.target_from(ahead.dossier.state))
    if target == ahead.state:
        return str(transition.label)
    return f"{transition.label} → {phrases.state_in(target, ahead.dossier.phase)}"


def _show_ways(ahead: Outlook) -> None:
    later = [way for way in ahead.ways if len(way.steps) > 1]
    if not later:
        return
    output.echo()
    output.heading(Text("Plus loin", "Later"))
    told = {lack.message for step in ahead.steps if step.reachable for lack in lacks(step)}
    for way in later:
        path = ", ".join(str(step.transition.label) for step in way.steps)
        missing = phrases.count(
            way.missing, ("point à lever", "points à lever"), ("point to settle", "points to settle")
        )
        drawing.item(
            way.state.symbol,
            way.state.label_in(ahead.dossier.phase),
            Text(f"{missing.fr} · passe par : {path}", f"{missing.en} · goes through: {path}"),
        )
        for blocker in (lack for step in way.steps for lack in lacks(step)):
            if blocker.message not in told:
                told.add(blocker.message)
                drawing.item(output.mark_of(blocker), blocker.message, indent=4)


def described(ahead: Outlook) -> dict[str, Any]:
    """What may follow, as JSON has it."""
    phase = ahead.dossier.phase
    return {
        "dossier": ahead.dossier.id,
        "territory": {"id": ahead.dossier.territory_id, "name": ahead.territory},
        "seq": ahead.dossier.seq,
        "state": phrases.state_data(ahead.state, phase),
        "since": phrases.period_data(phrases.since(ahead.dossier)),
        "transitions": [_described_step(step, ahead) for step in ahead.steps],
        "paths": [
            {
                "state": phrases.state_data(way.state, phase),
                "transitions": [step.transition.name for step in way.steps],
                "missing": way.missing,
            }
            for way in ahead.ways
        ],
    }


def _described_step(step: Step, ahead: Outlook) -> dict[str, Any]:
    transition = step.transition
    return {
        "transition": transition.name,
        "label": str(transition.label),
        "from": list(transition.sources),
        "to": transition.target,
        "status": status_of(step),
        "reachable": step.reachable,
        "enabled": step.enabled,
        "blocked_by": [
            {
                "code": blocker.code,
                "message": str(blocker.message),
                "remedy": str(blocker.remedy),
                "overridable": blocker.overridable,
                "with_the_command": blocker.code in WITH_THE_COMMAND,
            }
            for blocker in step.blockers
        ],
        "command": typed(step, ahead.dossier.id),
        "documents": [{"name": document.name, "label": str(document.label)} for document in transition.documents],
    }
