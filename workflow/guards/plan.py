"""The guards about the action plan: its projects, and how far each of them is told and done."""

from collections.abc import Iterator

from workflow.case import Attempt, Case
from workflow.guards.registry import Missing, guard, typed
from workflow.language import Text
from workflow.models import FINAL_STATUSES, Project

_NOT_STARTED = ("planned", "abandoned")


@guard(Text("au moins un projet", "at least one project"))
def has_project(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """What the local committee brings up are projects, one fiche-action each."""
    if not _active(case):
        yield Missing(
            Text("aucun projet", "no project"),
            typed(f"jalon record project {case.dossier.id} --title … --axis … --holder …"),
        )


@guard(Text("chaque projet a un titre, un axe et un porteur", "every project has a title, an axis and a holder"))
def projects_described(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """What a fiche-action cannot do without; a project has a title from the first."""
    for project in _active(case):
        if not project.axis:
            yield Missing(
                Text(f"le projet n° {project.number} n’a pas d’axe", f"project {project.number} has no axis"),
                _telling(case, project, "--axis …"),
            )
        if not project.holder:
            yield _without_holder(case, project)


@guard(Text("chaque projet a un porteur et un montant", "every project has a holder and an amount"))
def projects_costed(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """The Cour des comptes (November 2024) asks that the action plans can be followed financially."""
    for project in _active(case):
        if not project.holder:
            yield _without_holder(case, project)
        if project.cost is None:
            yield Missing(
                Text(f"le projet n° {project.number} n’a pas de montant", f"project {project.number} has no amount"),
                _telling(case, project, "--cost …"),
            )


@guard(Text("au moins un projet commencé", "at least one project started"))
def project_started(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """Implementation begins with a first action."""
    if any(project.status not in _NOT_STARTED for project in case.projects):
        return
    waiting = _active(case)
    remedy = (
        _telling(case, waiting[0], "--status in_progress")
        if waiting
        else typed(f"jalon record project {case.dossier.id} --title … --status in_progress")
    )
    yield Missing(Text("aucun projet n’est commencé", "no project has started"), remedy)


@guard(Text("chaque projet a un statut final", "every project has a final status"))
def projects_final(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """The final report says of every action whether it was done or given up."""
    for project in case.projects:
        if project.status not in FINAL_STATUSES:
            yield Missing(
                Text(
                    f"le projet n° {project.number} n’est ni terminé (done) ni abandonné (abandoned)",
                    f"project {project.number} is neither done nor abandoned",
                ),
                _telling(case, project, "--status done"),
            )


def _active(case: Case) -> list[Project]:
    """The projects that were not given up."""
    return [project for project in case.projects if project.status != "abandoned"]


def _without_holder(case: Case, project: Project) -> Missing:
    return Missing(
        Text(f"le projet n° {project.number} n’a pas de porteur", f"project {project.number} has no holder"),
        _telling(case, project, "--holder …"),
    )


def _telling(case: Case, project: Project, options: str) -> Text:
    return typed(f"jalon record project {case.dossier.id} {project.number} {options}")
