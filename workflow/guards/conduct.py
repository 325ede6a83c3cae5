"""The guards about how the matter is conducted: shown, explained, followed up, and not for nothing."""

from collections.abc import Iterator

from workflow import labels
from workflow.case import Attempt, Case
from workflow.guards.judging import REASON, with_the_command
from workflow.guards.registry import Missing, guard, typed
from workflow.language import Text


@guard(Text("une pièce à l’appui", "a piece of evidence"))
def evidence_attached(case: Case, attempt: Attempt, *, kind: str) -> Iterator[Missing]:
    """A decision must be able to be shown."""
    if kind not in attempt.evidence_kinds and all(file.kind != kind for file in case.attachments):
        label = labels.EVIDENCE_KINDS[kind]
        yield Missing(
            Text(f"pièce non jointe : {label.fr}", f"not attached: {label.en}"),
            with_the_command(case, attempt, f"--evidence {kind}=FICHIER", f"--evidence {kind}=FILE"),
        )


@guard(Text("un motif écrit", "a written reason"))
def reason_given(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """What departs from the ordinary path is explained."""
    if not (attempt.reason or attempt.inputs.get(REASON)):
        yield Missing(
            Text("il faut un motif écrit", "a written reason is needed"),
            with_the_command(case, attempt, '--because "…"'),
        )


@guard(Text("un comité de suivi prévu", "a follow-up committee planned"))
def follow_up_committee_planned(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """After the contract the comité de projet becomes the comité de suivi."""
    if all(meeting.kind != "follow_up" for meeting in case.committees):
        yield Missing(
            Text("aucun comité de suivi prévu", "no follow-up committee planned"),
            typed(f"jalon record committee {case.dossier.id} --kind follow_up --meets …"),
        )


@guard(Text("au moins un changement depuis la dernière version", "at least one change since the last version"))
def changed_since_last(case: Case, attempt: Attempt, *, documents: tuple[str, ...]) -> Iterator[Missing]:
    """An amendment amends something: a member, a project, a person, a party."""
    if not attempt.changes_since(documents):
        yield Missing(
            Text(
                "rien n’a changé depuis la dernière version : ni projet, ni membre, ni personne, ni signataire",
                "nothing changed since the last version: no project, member, person or signatory",
            ),
            typed(f"jalon record project {case.dossier.id} --title …"),
        )
