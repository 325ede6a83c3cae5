"""The guards about the territory and its people: who belongs to it, who leads it."""

from collections.abc import Iterator

from workflow.case import Attempt, Case
from workflow.guards.registry import Missing, guard, typed
from workflow.language import Text


@guard(Text("au moins un membre", "at least one member"))
def has_member(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """A territory is made of its members: intercommunalities, or communes and EPT where there are none."""
    if not case.present_members:
        yield Missing(
            Text("aucun membre dans le périmètre", "no member in the perimeter"),
            typed(f"jalon record member {case.dossier.id} SIREN --name …"),
        )


@guard(Text("au moins une région", "at least one region"))
def has_region(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """The Regions steer the programme (Conseil national de l'industrie, 22 November 2018)."""
    if not case.regions:
        yield Missing(
            Text("aucune région déclarée", "no region declared"),
            typed(f"jalon correct {case.dossier.id} 0 --set regions=… --because …"),
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
            yield Missing(Text(f"il manque {label.fr}", f"missing: {label.en}"), _naming(case, role))


@guard(Text("un référent d’opérateur désigné", "an operator referent named"))
def referent_named(case: Case, attempt: Attempt) -> Iterator[Missing]:
    """Each operator names one single referent per territory (agreements of 5 March 2019)."""
    if not case.present_persons("operator_referent"):
        yield Missing(
            Text("aucun référent d’opérateur désigné", "no operator referent named"),
            _naming(case, "operator_referent"),
        )


def _naming(case: Case, role: str) -> Text:
    return typed(f"jalon record person {case.dossier.id} --role {role} --name …")
