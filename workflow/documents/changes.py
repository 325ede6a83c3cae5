"""What an amendment amends: the data of the last text of a contract beside that of the present one."""

from collections.abc import Iterable, Mapping
from typing import Any

from workflow.dates import Period
from workflow.money import format_amount

Plain = dict[str, Any]

COMPARED = ("projets", "membres", "binome", "chefs_de_projet")
"""What is kept in the data of every document that parties sign, so that the next one can say what changed."""


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Plain:
    """What the data of the last text of the contract says otherwise than that of the present one.

    Where there is no such text among the drafts, nothing is said to have changed, and what it was is missing.
    """
    if before is None:
        names = ("projets_nouveaux", "projets_modifies", "membres_entres", "membres_partis", "personnes")
        return {"depuis": {}, **{name: [] for name in names}}
    told = before["document"]
    projects = {one["numero"]: one for one in before.get("projets", ())}
    members = {one["siren"]: one for one in before.get("membres", ())}
    now = {one["siren"] for one in after["membres"]}
    persons = {one.get("numero") for _, one in _roles(before)}
    changed = [
        (one, _differences(projects[one["numero"]], one)) for one in after["projets"] if one["numero"] in projects
    ]
    return {
        "depuis": {"reference": told["reference"], "nom": told["libelle"], "date": told["date"]},
        "projets_nouveaux": [one for one in after["projets"] if one["numero"] not in projects],
        "projets_modifies": [{**one, "changements": found} for one, found in changed if found],
        "membres_entres": [one for one in after["membres"] if one["siren"] not in members],
        "membres_partis": [one for siren, one in members.items() if siren not in now],
        "personnes": [
            {**one, "role": role} for role, one in _roles(after) if one.get("numero") and one["numero"] not in persons
        ],
    }


def _roles(data: Mapping[str, Any]) -> Iterable[tuple[str, Plain]]:
    leads = data.get("binome", {})
    for role, found in (
        ("élu du binôme", leads.get("elus", ())),
        ("industriel du binôme", leads.get("industriels", ())),
        ("chef de projet", data.get("chefs_de_projet", ())),
    ):
        yield from ((role, one) for one in found)


_TOLD = {
    "titre": "titre",
    "porteur": "porteur",
    "cout": "coût total",
    "aide": "aide publique",
    "debut": "début",
    "fin": "fin",
}


def _differences(before: Plain, after: Plain) -> list[Plain]:
    pairs: list[tuple[str, str | None, str | None]] = [
        (label, _shown(name, before.get(name)), _shown(name, after[name])) for name, label in _TOLD.items()
    ]
    pairs += [(name, before[name]["libelle"], after[name]["libelle"]) for name in ("axe", "statut")]
    firm, confirmed = ("ferme" if one["ferme"] else "à confirmer" for one in (before, after))
    pairs.append(("engagement", firm, confirmed))
    return [
        {"quoi": label, "avant": was or "non renseigné", "apres": now or "non renseigné"}
        for label, was, now in pairs
        if was != now
    ]


def _shown(name: str, value: Any) -> str | None:
    if value is None or type(value) is str:
        return Period.from_iso(value).in_words("fr") if value and name in ("debut", "fin") else value
    return format_amount(value, "fr")
