"""`jalon advance`: one transition, for one dossier or many."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import click

from workflow import lookup
from workflow.cli import output, receipts, refusals
from workflow.cli.session import Session
from workflow.cli.spoken import argument, command, option
from workflow.cli.writing import writing
from workflow.engine import Command, Receipt
from workflow.errors import InvalidValue, JalonError, TransitionBlocked, TransitionNotAllowed, UnknownTransition
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.names import shown

DONE, POSSIBLE, UNCHANGED, REFUSED = "advanced", "possible", "unchanged", "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one dossier."""

    dossier: str
    """Its id, or what was typed where nothing bears that name."""
    kind: str
    receipt: Receipt | None = None
    error: JalonError | None = None
    lifecycle: Lifecycle | None = None


class _Rehearsed(Exception):
    """Raised at the end of a rehearsal, so that the transaction saves nothing."""


@command(
    "advance",
    Text(
        "Faire avancer un ou plusieurs dossiers par une transition.\n\n"
        "Tous les motifs de refus sont donnés à la fois, avec ce qu’il faut taper pour les lever. Plusieurs dossiers "
        "avancent chacun pour soi, sauf avec --together : alors tous, ou aucun.\n\n"
        "Les noms des transitions possibles : jalon next DOSSIER.",
        "Move one or several dossiers by a transition.\n\n"
        "Every reason against it is given at once, with what to type to lift it. Several dossiers move each on its "
        "own, unless with --together: then all of them, or none.\n\n"
        "The names of the transitions that may follow: jalon next DOSSIER.",
    ),
    "jalon advance … carros --on 2019-03-18 --input place=Carros",
    "jalon advance … axe-seine carros --on 2019-02 --dry-run",
)
@argument("trigger", Text("TRANSITION", "TRANSITION"))
@argument("dossiers", Text("DOSSIER", "DOSSIER"), nargs=-1, required=True)
@option(
    "--input",
    "inputs",
    multiple=True,
    value=Text("NOM=VALEUR", "NAME=VALUE"),
    said=Text("Ce que la transition demande ; plusieurs fois.", "What the transition asks for; several times."),
)
@option(
    "--dry-run",
    "rehearsing",
    is_flag=True,
    said=Text("Dire ce qui se passerait, sans rien écrire.", "Say what would happen, and write nothing."),
)
@option(
    "--together",
    is_flag=True,
    said=Text("Tous les dossiers, ou aucun.", "All the dossiers, or none."),
)
@writing
def advance_command(
    session: Session,
    command: Command,
    trigger: str,
    dossiers: tuple[str, ...],
    inputs: tuple[str, ...],
    rehearsing: bool,
    together: bool,
    as_json: bool,
) -> None:
    """Advance the dossiers, and leave with 1 where one of them did not move."""
    given = read_inputs(inputs)
    if len(dossiers) > 1 and command.expected_seq is not None:
        raise click.UsageError(
            str(
                Text("--expect-seq va avec un seul dossier.", "--expect-seq goes with one dossier only."),
            )
        )
    if len(dossiers) == 1 and not rehearsing:
        receipt = session.engine.advance(dossiers[0], trigger, command, inputs=given)
        _tell_one(session, receipt, as_json, trigger)
        return
    undone = False
    if together:
        outcomes = _together(session, command, trigger, dossiers, given, rehearsing)
        undone = not rehearsing and any(outcome.error for outcome in outcomes)
    else:
        outcomes = []
        several = _each(session, command, trigger, dossiers, given, rehearsing)
        try:
            for outcome in output.progress(several, len(dossiers), Text("dossiers", "dossiers")):
                outcomes.append(outcome)
        except BaseException:
            # Ctrl-C too: what was done before is done, and is said.
            if outcomes:
                _tell(trigger, outcomes, rehearsing, as_json)
            raise
    _tell(trigger, outcomes, rehearsing or undone, as_json)
    if any(outcome.error for outcome in outcomes):
        raise click.exceptions.Exit(1)


def read_inputs(typed: Sequence[str]) -> dict[str, str]:
    """The inputs typed as NAME=VALUE, by name. Raises InvalidValue."""
    found: dict[str, str] = {}
    for text in typed:
        name, separator, value = text.partition("=")
        name = name.strip()
        if not separator or not name or name in found:
            twice = name in found and separator
            raise InvalidValue(
                Text(f"--input : « {shown(name)} » est donné deux fois.", f"--input: “{shown(name)}” is given twice.")
                if twice
                else Text(f"--input : « {shown(text)} » n’a pas de nom.", f"--input: “{shown(text)}” has no name."),
                Text("écrivez NOM=VALEUR, comme place=Rouen", "write NAME=VALUE, like place=Rouen"),
            )
        found[name] = value
    return found


def _each(
    session: Session,
    command: Command,
    trigger: str,
    references: Sequence[str],
    inputs: Mapping[str, str],
    rehearsing: bool,
) -> Iterator[Outcome]:
    """What becomes of each dossier, each in a transaction of its own."""
    seen: set[str] = set()
    for reference in references:
        name, lifecycle = shown(reference), None
        try:
            with session.reading() as reading:
                found = lookup.dossier(reading, reference)
                name, lifecycle = found.id, session.engine.lifecycle(reading, found.lifecycle)
            if name in seen:
                continue
            seen.add(name)
            own = replace(command, key=f"{command.key}:{name}") if command.key and len(references) > 1 else command
            if rehearsing:
                yield Outcome(name, POSSIBLE, _rehearse(session, own, trigger, name, inputs), None, lifecycle)
            else:
                receipt = session.engine.advance(name, trigger, own, inputs=inputs)
                yield Outcome(name, DONE, receipt, None, lifecycle)
        except UnknownTransition:
            raise  # the same for every dossier of that lifecycle
        except TransitionNotAllowed as refusal:
            yield Outcome(name, _unchanged(refusal, lifecycle), None, refusal, lifecycle)
        except JalonError as refusal:
            yield Outcome(name, REFUSED, None, refusal, lifecycle)


def _unchanged(refusal: TransitionNotAllowed, lifecycle: Lifecycle | None) -> str:
    """Whether the dossier is where the transition leads already."""
    target = lifecycle.transition(refusal.name).target if lifecycle else None
    return UNCHANGED if lifecycle and target and lifecycle.state(target).label == refusal.state else REFUSED


def _rehearse(session: Session, command: Command, trigger: str, dossier: str, inputs: Mapping[str, str]) -> Receipt:
    """The receipt that advancing a dossier would give; everything is done, and nothing is saved."""
    receipts_: list[Receipt] = []
    try:
        with session.engine.batch(command) as batch:
            receipts_.append(batch.advance(dossier, trigger, inputs=inputs))
            raise _Rehearsed
    except _Rehearsed:
        return receipts_[0]


def _together(
    session: Session,
    command: Command,
    trigger: str,
    references: Sequence[str],
    inputs: Mapping[str, str],
    rehearsing: bool,
) -> list[Outcome]:
    """What becomes of all the dossiers, in one transaction; where one is refused, what each would have done."""
    if rehearsing:
        return list(_each(session, command, trigger, references, inputs, rehearsing))
    try:
        moved = session.engine.advance_together(references, trigger, command, inputs=inputs)
    except JalonError:
        outcomes = list(_each(session, command, trigger, references, inputs, rehearsing=True))
        if all(outcome.error is None for outcome in outcomes):
            raise  # what stood in the way is gone since, or is nobody's in particular
        return outcomes
    return [Outcome(one.dossier, DONE, one, None, session.lifecycle_of(one.dossier)) for one in moved]


# What is said


def _tell_one(session: Session, receipt: Receipt, as_json: bool, trigger: str) -> None:
    if as_json:
        output.print_json(_as_data(trigger, [Outcome(receipt.dossier, DONE, receipt)], rehearsing=False))
        return
    lifecycle = session.lifecycle_of(receipt.dossier)
    label = lifecycle.transition(trigger).label
    receipts.tell(receipt, Text(f"{receipt.dossier} : {label.fr}", f"{receipt.dossier}: {label.en}"), lifecycle)
    if receipt.drafts:
        output.remedy(
            Text(
                f"lire les brouillons : jalon drafts {receipt.dossier}",
                f"read the drafts: jalon drafts {receipt.dossier}",
            )
        )


def _tell(trigger: str, outcomes: Sequence[Outcome], rehearsing: bool, as_json: bool) -> None:
    if as_json:
        output.print_json(_as_data(trigger, outcomes, rehearsing))
        return
    for outcome in outcomes:
        _tell_outcome(outcome)
    count = {kind: sum(one.kind == kind for one in outcomes) for kind in (DONE, POSSIBLE, UNCHANGED, REFUSED)}
    parts = [
        (count[DONE], Text("fait", "done")),
        (count[POSSIBLE], Text("possible", "possible")),
        (count[UNCHANGED], Text("inchangé", "unchanged")),
        (count[REFUSED], Text("refusé", "refused")),
    ]
    said = ", ".join(f"{number} {label}" for number, label in parts if number)
    output.echo(Text(f"{trigger} : {said or '0'}", f"{trigger}: {said or '0'}"))
    if rehearsing:
        output.echo(Text("Rien n’a été écrit.", "Nothing was written."))


def _tell_outcome(outcome: Outcome) -> None:
    name, receipt, error = outcome.dossier, outcome.receipt, outcome.error
    if receipt is not None:
        details = [receipts.move(receipt, outcome.lifecycle)]
        if outcome.kind == DONE:
            details.append(str(Text(f"n° {receipt.seq}", f"no. {receipt.seq}")))
        if receipt.drafts:
            details.append(str(Text(f"brouillons : {len(receipt.drafts)}", f"drafts: {len(receipt.drafts)}")))
        if receipt.overridden:
            details.append(str(Text("passé avec motif : ", "overridden: ")) + ", ".join(receipt.overridden))
        if outcome.kind == DONE:
            details.append(receipt.hash)
        output.success(f"{name}   {' · '.join(details)}")
    elif error is not None and outcome.kind == UNCHANGED:
        output.marked(output.DOT, Text(f"{name} : inchangé, y est déjà", f"{name}: unchanged, is there already"))
    elif error is not None:
        output.marked(output.REFUSED, Text(f"{name} : {error.message.fr}", f"{name}: {error.message.en}"))
        if isinstance(error, TransitionBlocked):
            refusals.tell_blockers(error.blockers)
        if error.remedy:
            output.remedy(error.remedy)


def _as_data(trigger: str, outcomes: Sequence[Outcome], rehearsing: bool) -> dict[str, Any]:
    return {
        "trigger": trigger,
        "dry_run": rehearsing,
        "results": [
            {
                "dossier": outcome.dossier,
                "outcome": outcome.kind,
                "receipt": receipts.as_data(outcome.receipt) if outcome.receipt and not rehearsing else None,
                "to_state": outcome.receipt.to_state if outcome.receipt else None,
                "error": refusals.described(outcome.error) if outcome.error else None,
            }
            for outcome in outcomes
        ],
    }
