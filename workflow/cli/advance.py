"""`jalon advance`: one transition, for one dossier or many."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import click

from workflow import lookup
from workflow.cli import completion, outcomes, output, receipts
from workflow.cli.options import read_pairs
from workflow.cli.outcomes import DONE, POSSIBLE, REFUSED, UNCHANGED, Outcome
from workflow.cli.session import Session
from workflow.cli.spoken import argument, command, option
from workflow.cli.writing import writing
from workflow.engine import Command, Receipt
from workflow.errors import JalonError, TransitionNotAllowed, UnknownTransition
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.names import shown

NAMED = Text("écrivez NOM=VALEUR, comme place=Rouen", "write NAME=VALUE, like place=Rouen")


class _Rehearsed(Exception):
    """Raised at the end of a rehearsal, so that the transaction saves nothing."""


@command(
    "advance",
    Text(
        "Faire avancer un ou plusieurs dossiers par une transition.\n\n"
        "Tous les motifs de refus sont donnés à la fois, avec ce qu’il faut taper pour les lever. Plusieurs dossiers "
        "avancent chacun pour soi, sauf avec --together : alors tous, ou aucun.\n\n"
        "Les noms des transitions possibles : jalon next DOSSIER. Certaines demandent la date de l’événement : --on.",
        "Move one or several dossiers by a transition.\n\n"
        "Every reason against it is given at once, with what to type to lift it. Several dossiers move each on its "
        "own, unless with --together: then all of them, or none.\n\n"
        "The names of the transitions that may follow: jalon next DOSSIER. Some ask for the day of the event: --on.",
    ),
    "jalon advance TRANSITION carros --on 2019-03-18 --input place=Carros",
    "jalon advance TRANSITION axe-seine carros --on 2019-02 --dry-run",
)
@argument("trigger", Text("TRANSITION", "TRANSITION"), shell_complete=completion.transitions)
@argument("dossiers", Text("DOSSIER", "DOSSIER"), nargs=-1, required=True, shell_complete=completion.dossiers)
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
    given = read_pairs("--input", inputs, NAMED)
    if len(dossiers) > 1 and command.expected_seq is not None:
        said = Text("--expect-seq va avec un seul dossier.", "--expect-seq goes with one dossier only.")
        raise click.UsageError(str(said))
    if len(dossiers) == 1 and not rehearsing:
        receipt = session.engine.advance(dossiers[0], trigger, command, inputs=given)
        _tell_one(session, receipt, as_json, trigger)
        return
    move, found = Move(session, command, trigger, given), []
    if together and not rehearsing:
        found = move.together(dossiers)
        rehearsing = any(outcome.error for outcome in found)  # then nothing was written
    else:
        try:
            for outcome in output.progress(
                move.each(dossiers, rehearsing), len(dossiers), Text("dossiers", "dossiers")
            ):
                found.append(outcome)
        except BaseException:
            # Ctrl-C too: what was done before is done, and is said.
            if found:
                outcomes.tell(trigger, found, rehearsing, as_json)
            raise
    outcomes.tell(trigger, found, rehearsing, as_json)
    if any(outcome.error for outcome in found):
        raise click.exceptions.Exit(1)


@dataclass(frozen=True, slots=True)
class Move:
    """A transition that several dossiers are to perform, by the same command."""

    session: Session
    command: Command
    trigger: str
    inputs: Mapping[str, str]

    def each(self, references: Sequence[str], rehearsing: bool) -> Iterator[Outcome]:
        """What becomes of each dossier, each in a transaction of its own."""
        engine, seen = self.session.engine, set()
        for reference in references:
            name, lifecycle, phase = shown(reference), None, ""
            try:
                with self.session.reading() as reading:
                    found = lookup.dossier(reading, reference)
                    name, lifecycle, phase = found.id, engine.lifecycle(reading, found.lifecycle), found.phase
                if name in seen:
                    continue
                seen.add(name)
                own = self._of_one(name) if len(references) > 1 else self.command
                if rehearsing:
                    yield Outcome(name, POSSIBLE, self._rehearsed(name, own), None, lifecycle, phase)
                else:
                    receipt = engine.advance(name, self.trigger, own, inputs=self.inputs)
                    yield Outcome(name, DONE, receipt, None, lifecycle, phase)
            except UnknownTransition:
                raise  # the same for every dossier of that lifecycle
            except TransitionNotAllowed as refusal:
                yield Outcome(name, _unchanged(refusal, lifecycle, phase), None, refusal, lifecycle, phase)
            except JalonError as refusal:
                yield Outcome(name, REFUSED, None, refusal, lifecycle, phase)

    def together(self, references: Sequence[str]) -> list[Outcome]:
        """What becomes of all the dossiers, in one transaction; where one is refused, what each would have done."""
        try:
            moved = self.session.engine.advance_together(references, self.trigger, self.command, inputs=self.inputs)
        except JalonError:
            found = list(self.each(references, rehearsing=True))
            if all(outcome.error is None for outcome in found):
                raise  # what stood in the way is gone since, or is nobody's in particular
            return found
        return [Outcome(one.dossier, DONE, one, None, *self.session.judged(one.dossier)) for one in moved]

    def _of_one(self, dossier: str) -> Command:
        key = self.command.key
        return replace(self.command, key=f"{key}:{dossier}") if key else self.command

    def _rehearsed(self, dossier: str, command: Command) -> Receipt:
        """The receipt that advancing a dossier would give; everything is done, and nothing is saved."""
        rehearsed: list[Receipt] = []
        try:
            with self.session.engine.batch(command) as batch:
                rehearsed.append(batch.advance(dossier, self.trigger, inputs=self.inputs))
                raise _Rehearsed
        except _Rehearsed:
            return rehearsed[0]


def _unchanged(refusal: TransitionNotAllowed, lifecycle: Lifecycle | None, phase: str) -> str:
    """Whether the dossier is where the transition leads already."""
    target = lifecycle.transition(refusal.name).target if lifecycle else None
    return UNCHANGED if lifecycle and target and lifecycle.state(target).label_in(phase) == refusal.state else REFUSED


def _tell_one(session: Session, receipt: Receipt, as_json: bool, trigger: str) -> None:
    if as_json:
        outcomes.tell(trigger, [Outcome(receipt.dossier, DONE, receipt)], rehearsing=False, as_json=True)
        return
    lifecycle, phase = session.judged(receipt.dossier)
    label = lifecycle.transition(trigger).label
    said = Text(f"{receipt.dossier} : {label.fr}", f"{receipt.dossier}: {label.en}")
    receipts.tell(receipt, said, lifecycle, phase)
    if receipt.drafts:
        output.remedy(
            Text(
                f"lire les brouillons : jalon drafts {receipt.dossier}",
                f"read the drafts: jalon drafts {receipt.dossier}",
            )
        )
