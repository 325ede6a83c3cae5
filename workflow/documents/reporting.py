"""What is told to the templates that are drawn from a report on two dates: the progress report, the press release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from workflow.french import le_territoire
from workflow.regions import region

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Territories of the same regions that reached a state between the two dates."""

    regions: tuple[str, ...]
    """Codes."""
    territories: tuple[str, ...]
    """Names."""
    days: tuple[str, ...] = ()
    """The period in which each did, as `Period.iso` writes it."""


@dataclass(frozen=True, slots=True)
class Step:
    """How many had reached one state, on both dates, in the country or in one region."""

    code: str
    """The state's name."""
    label: str
    """In French."""
    dossiers: int
    regions: int
    before: int
    """Dossiers on the earlier date."""
    arrivals: tuple[Arrival, ...] = ()
    waiting: int | None = None
    """Dossiers that are in it."""
    median: int | None = None
    """Days after which a half had left it; None where that is not known yet."""
    target: int | None = None
    """Days expected at most."""
    beyond: int | None = None
    """Dossiers that have been in it for longer."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """A territory that has been in one state for longer than expected."""

    territory: str
    regions: tuple[str, ...]
    """Codes."""
    step: str
    """The state's label, in French."""
    since: str
    """The period in which it entered, as `Period.iso` writes it."""
    days: int
    target: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure somebody published, shown beside ours."""

    label: str
    value: int
    approximate: bool
    as_of: str
    """ISO."""
    source: str


def report_facts(
    *,
    on: str,
    before: str,
    known: str,
    scope: str,
    inside: str | None = None,
    steps: Sequence[Step],
    regions: Mapping[str, Sequence[Step]],
    projects: int | None = None,
    published: Sequence[Figure] = (),
    backfilled: int = 0,
    entries: int = 0,
    verified: bool | None = None,
    overdue: Sequence[Overdue] = (),
) -> Plain:
    """The variable `rapport`: counts on `on` beside those on `before` (both ISO), by region code, with who arrived.

    `known` says as of when in words, `scope` of what: « l’ensemble du programme », « la région Normandie »; of a region
    alone `inside` says where: « en Normandie ». A template that is drawn from a report is given `rapport` and
    `document` (`report_document`), and nothing else. `entries` are those that were read, `verified` is what the
    verification of the history said; None where that was not asked.
    """
    return {
        "date": on,
        "precedente": before,
        "connu_le": known,
        "perimetre": scope,
        "dans": inside,
        "etapes": [_step(one) for one in steps],
        "regions": [{**_region(code), "etapes": [_step(one) for one in found]} for code, found in regions.items()],
        "projets": projects,
        "publies": [
            {
                "libelle": one.label,
                "valeur": one.value,
                "environ": one.approximate,
                "date": one.as_of,
                "source": one.source,
            }
            for one in published
        ],
        "repris": backfilled,
        "entrees": entries,
        "verifie": verified,
        "retards": [
            {
                "territoire": one.territory,
                "regions": _named(one.regions),
                "etape": one.step,
                "depuis": one.since,
                "jours": one.days,
                "delai": one.target,
            }
            for one in overdue
        ],
    }


def report_document(name: str, label: str, reference: str, day: str, version: int = 1) -> Plain:
    """The variable `document` of a report: its template's name, what it is, what it is filed under, its day (ISO)."""
    numbers = {"version": version, "numero": version}
    return {"nom": name, "libelle": label, **numbers, "reference": reference, "date": day}


def _step(step: Step) -> Plain:
    return {
        "code": step.code,
        "libelle": step.label,
        "dossiers": step.dossiers,
        "regions": step.regions,
        "avant": step.before,
        "nouveaux": [
            {
                "nom": _named(one.regions),
                "regions": [{"nom": region(code).name} for code in one.regions],
                "territoires": [
                    {"nom": name, "date": day}
                    for name, day in zip_longest(one.territories, one.days[: len(one.territories)])
                ],
            }
            for one in step.arrivals
        ],
        "en_cours": step.waiting,
        "mediane": step.median,
        "delai": step.target,
        "au_dela": step.beyond,
    }


def _named(codes: Sequence[str]) -> str:
    """Regions as a press release names them: « Nouvelle-Aquitaine/Occitanie »."""
    return "/".join(region(code).name for code in codes)


def _region(code: str) -> Plain:
    found = region(code)
    return {
        "code": code,
        "nom": found.name,
        "de": found.of,
        "dans": found.inside,
        "autorite": found.authority,
        "autorite_le": le_territoire(found.authority),
    }
