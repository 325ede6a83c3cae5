"""The guards: named questions about a dossier that states.yaml puts before a transition.

A guard is a function of the case and the attempt that yields what is missing; nothing yielded means it is met. Its name
is its code, in states.yaml and in every refusal. To add one, write the function here and its name there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from inspect import Parameter as Argument
from inspect import signature
from typing import Any

from workflow import labels, regions
from workflow.case import Attempt, Case
from workflow.dates import day_text
from workflow.errors import Blocker
from workflow.language import Text
from workflow.lifecycle import Parameter, Requirement, Transition
from workflow.models import COLLEGES, DOCUMENTS, EVIDENCE_KINDS, FINAL_STATUSES


@dataclass(frozen=True, slots=True)
class Missing:
    """What a guard found missing, and how to lift it."""

    message: Text
    remedy: Text


Question = Callable[..., Iterable[Missing]]


@dataclass(frozen=True, slots=True)
class Guard:
    """A named question, what it asks in general, and the parameters states.yaml may give it."""

    name: str
    label: Text
    ask: Question
    parameters: Mapping[str, Parameter]
    """What states.yaml may give it."""


GUARDS: dict[str, Guard] = {}

_POSSIBLE: Mapping[str, tuple[str, ...]] = {"document": DOCUMENTS, "colleges": COLLEGES, "kind": EVIDENCE_KINDS}


def guard(label: Text) -> Callable[[Question], Question]:
    """Register a function as the guard of its own name; `label` is what it asks, for those who read the lifecycle."""

    def register(ask: Question) -> Question:
        asked = {
            name: Parameter(
                required=one.default is Argument.empty,
                many=one.annotation is not str,
                values=_POSSIBLE.get(name, ()),
                drafted=name == "documents",
            )
            for name, one in signature(ask).parameters.items()
            if one.kind is Argument.KEYWORD_ONLY
        }
        GUARDS[ask.__name__] = Guard(ask.__name__, label, ask, asked)
        return ask

    return register


WITH_THE_COMMAND = frozenset({"date_given", "input_given", "evidence_attached", "reason_given"})
"""What is missing only because it is given when the transition is performed: nothing to do beforehand."""


def known_guards() -> dict[str, Mapping[str, Parameter]]:
    """The names of all guards with their parameters, for the check of a states.yaml."""
    return {name: one.parameters for name, one in GUARDS.items()}


def blockers(case: Case, attempt: Attempt) -> list[Blocker]:
    """Every reason why the attempt cannot succeed, in order: day and inputs, guards, evidence, expectations."""
    transition = attempt.transition
    found = list(_missing_inputs(case, attempt))
    for requirement in transition.guards:
        found += _judge(requirement, case, attempt, overridable=False)
    found += _missing_evidence(case, attempt)
    for requirement in transition.expectations:
        found += _judge(requirement, case, attempt, overridable=True)
    return found


def _judge(requirement: Requirement, case: Case, attempt: Attempt, *, overridable: bool) -> Iterator[Blocker]:
    known = GUARDS.get(requirement.guard)
    if known is None:
        yield Blocker(
            requirement.guard,
            Text("cette garde n’a pas d’évaluateur", "this guard has no evaluator"),
            Text("corrigez states.yaml : jalon lifecycle check", "mend states.yaml: jalon lifecycle check"),
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


def _missing_inputs(case: Case, attempt: Attempt) -> Iterator[Blocker]:
    transition = attempt.transition
    name = case.dossier.id
    if transition.on_required and attempt.effective is None:
        yield Blocker(
            "date_given",
            Text("la date de l’événement manque", "the date of the event is missing"),
            Text("ajoutez --on AAAA-MM-JJ", "add --on YYYY-MM-DD"),
        )
    for wanted in transition.inputs:
        if wanted.required and not attempt.inputs.get(wanted.name):
            if wanted.name == REASON and attempt.reason:
                continue
            remedy = (
                _reason_remedy()
                if wanted.name == REASON
                else Text(
                    f"ajoutez --input {wanted.name}=…  (jalon advance {transition.name} {name})",
                    f"add --input {wanted.name}=…  (jalon advance {transition.name} {name})",
                )
            )
            yield Blocker(
                "input_given",
                Text(f"il manque : {wanted.label.fr}", f"missing: {wanted.label.en}"),
                remedy,
            )


def label(code: str) -> Text:
    """What a blocker of that code is about, in general; the code itself for one that is no longer known."""
    known = GUARDS.get(code)
    return known.label if known else _LABELS.get(code, Text(code, code))


_LABELS: Mapping[str, Text] = {
    "actor_may": Text("le droit de le faire", "the right to do it"),
    "date_given": Text("la date de l’événement", "the date of the event"),
    "input_given": Text("ce que la transition demande", "what the transition asks for"),
}

REASON = "reason"
"""The input that --because fills."""


def _reason_remedy() -> Text:
    return Text('ajoutez --because "…"', 'add --because "…"')


def _missing_evidence(case: Case, attempt: Attempt) -> Iterator[Blocker]:
    held = (
        {file.kind for file in case.attachments} | set(attempt.evidence_kinds) if attempt.transition.evidence else set()
    )
    for rule in attempt.transition.evidence:
        if held.isdisjoint({rule.kind, *rule.substitutes}):
            yield Blocker(
                "evidence_attached",
                Text(f"pièce attendue : {rule.label.fr}", f"evidence expected: {rule.label.en}"),
                _evidence_remedy(rule.kind),
                rule.condition != "required",
            )


def _evidence_remedy(kind: str) -> Text:
    return Text(f"ajoutez --evidence {kind}=FICHIER", f"add --evidence {kind}=FILE")


def requirements(transition: Transition) -> Iterator[tuple[Guard, Requirement]]:
    """The guards and expectations of a transition with their labels, for those who read the lifecycle."""
    for requirement in (*transition.guards, *transition.expectations):
        yield GUARDS[requirement.guard], requirement


# The perimeter and the people


@guard(Text("au moins un membre", "at least one member"))
def has_member(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """A territory is made of its members: intercommunalities, or communes and EPT where there are none."""
    if not case.present_members:
        yield Missing(
            Text("aucun membre dans le périmètre", "no member in the perimeter"),
            Text(
                f"jalon record member {case.dossier.id} SIREN --name …",
                f"jalon record member {case.dossier.id} SIREN --name …",
            ),
        )


@guard(Text("au moins une région", "at least one region"))
def has_region(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """The Regions steer the programme (Conseil national de l'industrie, 22 November 2018)."""
    if not case.regions:
        yield Missing(
            Text("aucune région déclarée", "no region declared"),
            Text(
                f"jalon correct {case.dossier.id} 0 --set regions=28 --because …",
                f"jalon correct {case.dossier.id} 0 --set regions=28 --because …",
            ),
        )


_LEADS = {
    "elected_lead": Text("l’élu du binôme", "the elected lead"),
    "industry_lead": Text("l’industriel du binôme", "the industrial lead"),
}


@guard(Text("binôme élu-industriel complet", "elected and industrial leads named"))
def binome_complete(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """The local committee is chaired by an elected person and an industrialist together."""
    for role, label in _LEADS.items():
        if not case.present_persons(role):
            yield Missing(
                Text(f"il manque {label.fr}", f"missing: {label.en}"),
                _person_remedy(case, role),
            )


def _person_remedy(case: Case, role: str) -> Text:
    command = f"jalon record person {case.dossier.id} --role {role} --name …"
    return Text(command, command)


@guard(Text("un référent d’opérateur désigné", "an operator referent named"))
def referent_named(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """Each operator names one single referent per territory (agreements of 5 March 2019)."""
    if not case.present_persons("operator_referent"):
        yield Missing(
            Text("aucun référent d’opérateur désigné", "no operator referent named"),
            _person_remedy(case, "operator_referent"),
        )


@guard(Text("une pièce jointe de cette nature", "a piece of evidence of this kind attached"))
def evidence_attached(case: Case, attempt: Attempt, *, kind: str) -> Iterator[Missing]:
    """A decision must be able to be shown."""
    if kind not in attempt.evidence_kinds and all(file.kind != kind for file in case.attachments):
        label = labels.EVIDENCE_KINDS[kind]
        yield Missing(
            Text(f"pièce non jointe : {label.fr}", f"not attached: {label.en}"),
            _evidence_remedy(kind),
        )


# The projects


def _active(case: Case) -> list[Any]:
    return [project for project in case.projects if project.status != "abandoned"]


def _project_remedy(case: Case, number: int | str, options: str) -> Text:
    command = f"jalon record project {case.dossier.id} {number} {options}".replace("  ", " ")
    return Text(command, command)


@guard(Text("au moins un projet", "at least one project"))
def has_project(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """What the local committee brings up are projects, one fiche-action each."""
    if not _active(case):
        yield Missing(
            Text("aucun projet", "no project"),
            _project_remedy(case, "", "--title … --axis … --holder …"),
        )


@guard(Text("chaque projet a un titre, un axe et un porteur", "every project has a title, an axis and a holder"))
def projects_described(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """What a fiche-action cannot do without."""
    for project in _active(case):
        if not project.axis:
            yield Missing(
                Text(f"le projet n° {project.number} n’a pas d’axe", f"project {project.number} has no axis"),
                _project_remedy(case, project.number, "--axis …"),
            )
        if not project.holder:
            yield _without_holder(case, project)


def _without_holder(case: Case, project: Any) -> Missing:
    return Missing(
        Text(f"le projet n° {project.number} n’a pas de porteur", f"project {project.number} has no holder"),
        _project_remedy(case, project.number, "--holder …"),
    )


@guard(Text("chaque projet a un porteur et un montant", "every project has a holder and an amount"))
def projects_costed(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """The Cour des comptes (November 2024) asks that the action plans can be followed financially."""
    for project in _active(case):
        if not project.holder:
            yield _without_holder(case, project)
        if project.cost is None:
            yield Missing(
                Text(f"le projet n° {project.number} n’a pas de montant", f"project {project.number} has no amount"),
                _project_remedy(case, project.number, "--cost …"),
            )


@guard(Text("au moins un projet commencé", "at least one project started"))
def project_started(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """Implementation begins with a first action."""
    if all(project.status in ("planned", "abandoned") for project in case.projects):
        yield Missing(
            Text("aucun projet n’est commencé", "no project has started"),
            _project_remedy(case, min((one.number for one in _active(case)), default="N°"), "--status in_progress"),
        )


@guard(Text("chaque projet a un statut final", "every project has a final status"))
def projects_final(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """The final report says of every action whether it was done or given up."""
    for project in case.projects:
        if project.status not in FINAL_STATUSES:
            command = _project_remedy(case, project.number, "--status done")
            yield Missing(
                Text(
                    f"le projet n° {project.number} n’a pas de statut final",
                    f"project {project.number} has no final status",
                ),
                Text(f"{command.fr} (ou abandoned)", f"{command.en} (or abandoned)"),
            )


# The signatures, deliberations and validations

_COLLEGE_LABELS = {
    "intercommunalities": Text("des intercommunalités", "intercommunalities"),
    "state": Text("de l’État", "State"),
    "region": Text("des Régions", "Regions"),
    "operators": Text("des opérateurs", "operators"),
    "industry": Text("des industriels", "industry"),
}


def _signature_remedy(case: Case, document: str, college: str, options: str = "") -> Text:
    dossier = case.dossier.id
    waiting = [
        party
        for party in case.parties(document)
        if party.college == college and party.number not in case.signed(document)
    ]
    if waiting:
        command = f"jalon record signature {dossier} {waiting[0].number} --document {document} --on …"
    else:
        command = f"jalon record signatory {dossier} --college {college} {options} --organisation …".replace("  ", " ")
    return Text(command, command)


@guard(Text("une signature au moins par collège", "at least one signature per college"))
def signed_by_each_college(
    case: Case, attempt: Attempt, *, document: str, colleges: tuple[str, ...] = ("intercommunalities", "state")
) -> Iterator[Missing]:
    """The parties sign by colleges; signatures may be added over time, so one of each is what is demanded."""
    signed = case.signed(document)
    for college in colleges:
        if not any(party.number in signed and party.college == college for party in case.parties(document)):
            label = _COLLEGE_LABELS[college]
            yield Missing(
                Text(f"aucune signature du collège {label.fr}", f"no signature of the college: {label.en}"),
                _signature_remedy(case, document, college),
            )


@guard(Text("une signature par région", "one signature per region"))
def signed_by_each_region(case: Case, attempt: Attempt, *, document: str) -> Iterator[Missing]:
    """A territory in several regions is co-owned: each signs."""
    signed = case.signed(document)
    having = {
        party.region_code for party in case.parties(document) if party.college == "region" and party.number in signed
    }
    for code in case.regions:
        if code not in having:
            name = regions.region(code).name
            waiting = [
                party.number
                for party in case.parties(document)
                if party.college == "region" and party.region_code == code
            ]
            dossier = case.dossier.id
            command = (
                f"jalon record signature {dossier} {waiting[0]} --document {document} --on …"
                if waiting
                else f"jalon record signatory {dossier} --college region --region {code} --organisation …"
            )
            yield Missing(
                Text(f"la région {name} n’a pas signé", f"the region {name} has not signed"), Text(command, command)
            )


@guard(Text("aucun signataire manquant", "no signatory missing"))
def no_missing_signatory(case: Case, attempt: Attempt, *, document: str) -> Iterator[Missing]:
    """Every party named has signed."""
    signed = case.signed(document)
    for party in case.parties(document):
        if party.number not in signed:
            command = f"jalon record signature {case.dossier.id} {party.number} --document {document} --on …"
            yield Missing(
                Text(f"{party.organisation} n’a pas signé", f"{party.organisation} has not signed"),
                Text(command, command),
            )


def _voters(case: Case, document: str) -> dict[str, str]:
    """The assemblies whose vote is expected, by SIREN."""
    return {member.siren: member.name for member in case.present_members}


@guard(Text("une délibération par intercommunalité", "a deliberation per intercommunality"))
def deliberation_per_intercommunality(case: Case, attempt: Attempt, *, document: str) -> Iterator[Missing]:
    """Each assembly authorises its president to sign."""
    voted = {vote.siren for vote in case.deliberations if vote.document == document}
    for siren, name in _voters(case, document).items():
        if siren not in voted:
            command = f"jalon record deliberation {case.dossier.id} --document {document} --siren {siren} --on …"
            yield Missing(Text(f"pas de délibération de {name}", f"no deliberation of {name}"), Text(command, command))


@guard(Text("délibérations antérieures à la signature", "deliberations not later than the signature"))
def deliberation_before_signature(case: Case, attempt: Attempt, *, document: str) -> Iterator[Missing]:
    """Real acts are sometimes dated the day after (Vendée Centre, 25 and 26 October 2022): it has to be explained."""
    signed_on = min((one.signed_on for one in case.signed(document).values()), default=None)
    if attempt.effective is not None:
        day = attempt.effective.last.isoformat()
        signed_on = min(signed_on, day) if signed_on else day
    for vote in case.deliberations:
        if vote.document == document and signed_on is not None and vote.voted_on > signed_on:
            voted_on = day_text(vote.voted_on)
            yield Missing(
                Text(
                    f"la délibération de {vote.authority} ({voted_on.fr}) est postérieure à la signature",
                    f"the deliberation of {vote.authority} ({voted_on.en}) is later than the signature",
                ),
                Text(
                    'vérifiez la date, ou expliquez : --because "…"',
                    'check the day, or explain: --because "…"',
                ),
            )


@guard(Text("une validation par région", "one validation per region"))
def validated_by_each_region(case: Case, attempt: Attempt, *, document: str) -> Iterator[Missing]:
    """The regional steering committee validates, then the regional assembly deliberates; in each region concerned."""
    having = {one.region_code: one for one in case.validations if one.document == document}
    for code in case.regions:
        name = regions.region(code).name
        base = f"jalon record validation {case.dossier.id} --region {code} --document {document}"
        if code not in having:
            command = f"{base} --committee … --deliberation-number … --deliberation-on …"
            yield Missing(
                Text(f"la région {name} n’a pas validé", f"the region {name} has not validated"),
                Text(command, command),
            )
        elif not (having[code].deliberation_number and having[code].deliberation_on):
            command = f"{base} --committee {having[code].committee_on} --deliberation-number … --deliberation-on …"
            yield Missing(
                Text(
                    f"la délibération de la région {name} (numéro et date) manque",
                    f"the deliberation of the region {name} (number and day) is missing",
                ),
                Text(command, command),
            )


# The rest


@guard(Text("un motif écrit", "a written reason"))
def reason_given(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """What departs from the ordinary path is explained."""
    if not (attempt.reason or attempt.inputs.get(REASON)):
        yield Missing(Text("il faut un motif écrit", "a written reason is needed"), _reason_remedy())


@guard(Text("un comité de suivi prévu", "a follow-up committee planned"))
def follow_up_committee_planned(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """After the contract the comité de projet becomes the comité de suivi."""
    if all(meeting.kind != "follow_up" for meeting in case.committees):
        command = f"jalon record committee {case.dossier.id} --kind follow_up --meets …"
        yield Missing(Text("aucun comité de suivi prévu", "no follow-up committee planned"), Text(command, command))


@guard(Text("au moins un changement depuis la dernière version", "at least one change since the last version"))
def changed_since_last(case: Case, attempt: Attempt, *, documents: tuple[str, ...]) -> Iterator[Missing]:
    """An amendment amends something: a member, a project, a person."""
    if not attempt.changes_since(documents):
        command = f"jalon record project|member|person {case.dossier.id} …"
        yield Missing(
            Text("rien n’a changé depuis la dernière version", "nothing changed since the last version"),
            Text(f"enregistrez d’abord le changement : {command}", f"record the change first: {command}"),
        )
