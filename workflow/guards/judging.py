"""All the reasons against an attempt, in one go: what is asked with it, the guards, the evidence, the expectations."""

from collections.abc import Iterator

from workflow.case import Attempt, Case
from workflow.dates import day_text
from workflow.errors import Blocker
from workflow.guards.registry import GUARDS, typed
from workflow.language import Text
from workflow.lifecycle import Input, Requirement

REASON = "reason"
"""The input that --because fills."""

WITH_THE_COMMAND = frozenset({"date_given", "input_given", "day_has_come", "evidence_attached", "reason_given"})
"""What is missing only because it is given when the transition is performed: nothing to do beforehand."""


def blockers(case: Case, attempt: Attempt) -> list[Blocker]:
    """Every reason why the attempt cannot succeed, in order: day and inputs, guards, evidence, expectations."""
    transition = attempt.transition
    found = [*_missing_day(case, attempt), *_missing_inputs(case, attempt), *_days_to_come(case, attempt)]
    for requirement in transition.guards:
        found += _judge(requirement, case, attempt, overridable=False)
    found += _missing_evidence(case, attempt)
    for requirement in transition.expectations:
        found += _judge(requirement, case, attempt, overridable=True)
    return found


def with_the_command(case: Case, attempt: Attempt, french: str, english: str | None = None) -> Text:
    """The remedy that consists in giving something more with the transition."""
    command = f"jalon advance {attempt.transition.name} {case.dossier.id}"
    return Text(f"{command} {french}", f"{command} {english or french}")


def _judge(requirement: Requirement, case: Case, attempt: Attempt, *, overridable: bool) -> Iterator[Blocker]:
    known = GUARDS.get(requirement.guard)
    if known is None:
        yield Blocker(
            requirement.guard,
            Text("cette garde n’a pas d’évaluateur", "this guard has no evaluator"),
            typed("jalon lifecycle check"),
        )
        return
    try:
        found = list(known.ask(case, attempt, **requirement.params))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as fault:
        # A guard that cannot be evaluated refuses, and no reason passes it: nobody knows what it would have said.
        yield Blocker(
            known.name,
            Text(f"cette garde n’a pas pu être évaluée ({fault!r})", f"this guard could not be evaluated ({fault!r})"),
            Text("signalez-le : c’est un défaut de la garde", "report it: the guard is at fault"),
        )
        return
    for missing in found:
        yield Blocker(known.name, missing.message, missing.remedy, overridable)


def _missing_day(case: Case, attempt: Attempt) -> Iterator[Blocker]:
    if attempt.transition.on_required and attempt.effective is None:
        yield Blocker(
            "date_given",
            Text("la date de l’événement manque", "the date of the event is missing"),
            with_the_command(case, attempt, "--on AAAA-MM-JJ", "--on YYYY-MM-DD"),
        )


def _missing_inputs(case: Case, attempt: Attempt) -> Iterator[Blocker]:
    for wanted in attempt.transition.inputs:
        if wanted.required and not attempt.inputs.get(wanted.name) and not _told_elsewhere(wanted, attempt):
            option = '--because "…"' if wanted.name == REASON else f"--input {wanted.name}=…"
            yield Blocker(
                "input_given",
                Text(f"il manque : {wanted.label.fr}", f"missing: {wanted.label.en}"),
                with_the_command(case, attempt, option),
            )


def _told_elsewhere(wanted: Input, attempt: Attempt) -> bool:
    """Whether a reason that is asked for was given with --because, or is asked for by the guard of that name."""
    if wanted.name != REASON:
        return False
    return bool(attempt.reason) or any(one.guard == "reason_given" for one in attempt.transition.guards)


def _days_to_come(case: Case, attempt: Attempt) -> Iterator[Blocker]:
    for wanted in attempt.transition.inputs:
        day = attempt.inputs.get(wanted.name)
        if wanted.type == "date" and day and day > attempt.today:
            told = day_text(day)
            yield Blocker(
                "day_has_come",
                Text(
                    f"{wanted.label.fr} : le {told.fr} est dans le futur",
                    f"{wanted.label.en}: {told.en} is in the future",
                ),
                with_the_command(
                    case, attempt, f"--input {wanted.name}=AAAA-MM-JJ", f"--input {wanted.name}=YYYY-MM-DD"
                ),
            )


def _missing_evidence(case: Case, attempt: Attempt) -> Iterator[Blocker]:
    if not attempt.transition.evidence:
        return  # the files are not even looked for
    held = {file.kind for file in case.attachments} | set(attempt.evidence_kinds)
    for rule in attempt.transition.evidence:
        if held.isdisjoint({rule.kind, *rule.substitutes}):
            yield Blocker(
                "evidence_attached",
                Text(f"pièce attendue : {rule.label.fr}", f"evidence expected: {rule.label.en}"),
                with_the_command(case, attempt, f"--evidence {rule.kind}=FICHIER", f"--evidence {rule.kind}=FILE"),
                rule.condition != "required",
            )
