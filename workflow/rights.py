"""Who may do what: roles and regions, checked by the engine before anything else.

A coordinator acts on the dossiers of his regions; a territory in several regions is co-owned, so that one region in
common is enough. The national level and administrators act everywhere. Drafters keep notes, draw documents, make them
final and attach what comes back. Auditors read.
"""

from collections.abc import Mapping, Sequence
from shlex import quote

from workflow import regions
from workflow.errors import Blocker, NotPermitted
from workflow.french import enumerate_fr
from workflow.labels import ROLES as ROLE_LABELS
from workflow.language import Text
from workflow.models import ADVANCING_ROLES, Actor

_MAY: Mapping[str, frozenset[str]] = {
    "open": frozenset({"coordinator", "national", "administrator"}),
    "advance": ADVANCING_ROLES,
    "record": frozenset({"coordinator", "national", "administrator"}),
    "note": frozenset({"coordinator", "national", "administrator", "drafter"}),
    "draft": frozenset({"coordinator", "national", "administrator", "drafter"}),
    "final": frozenset({"coordinator", "national", "administrator", "drafter"}),
    "attach": frozenset({"coordinator", "national", "administrator", "drafter"}),
    "correct": frozenset({"coordinator", "national", "administrator"}),
    "territory": frozenset({"national", "administrator"}),
    "actor": frozenset({"administrator"}),
    "lifecycle": frozenset({"administrator"}),
    "erase": frozenset({"administrator"}),
    "seal": frozenset({"administrator"}),
}


def refusal(actor: Actor, action: str, owned: Sequence[str], roles: Sequence[str] = ()) -> Blocker | None:
    """Why `actor` may not do `action` on a dossier owned by these regions; None if he may.

    `roles`, where given, are the only ones that may: those a transition names in states.yaml.
    """
    allowed = _MAY[action] & frozenset(roles) if roles else _MAY[action]
    if not actor.active:
        back = f"jalon actors add {quote(actor.handle)} --active"
        return Blocker(
            "actor_may",
            Text(f"{actor.label} n’est plus en fonction", f"{actor.label} is no longer active"),
            Text(f"un administrateur peut le rétablir : {back}", f"an administrator can put that right: {back}"),
        )
    if actor.role not in allowed:
        role = ROLE_LABELS[actor.role]
        able = [label for name, label in ROLE_LABELS.items() if name in allowed]
        able_fr, able_en = ", ".join(label.fr for label in able), ", ".join(label.en for label in able)
        return Blocker(
            "actor_may",
            Text(f"{actor.label} ({role.fr}) n’en a pas le droit", f"{actor.label} ({role.en}) may not"),
            Text(
                f"en ont le droit : {able_fr} ; si vous êtes l’un d’eux, dites-le : --as ACTEUR",
                f"these may: {able_en}; if you are one of them, say so: --as ACTOR",
            )
            if len(able) > 1
            else Text(
                f"en a le droit : {able_fr} ; si c’est votre rôle, dites-le : --as ACTEUR",
                f"this role may: {able_en}; if it is yours, say so: --as ACTOR",
            ),
        )
    if actor.role == "coordinator" and set(actor.regions.split()).isdisjoint(owned):
        fr, en = _elsewhere(actor.regions.split(), owned)
        return Blocker(
            "actor_may",
            Text(f"{actor.label} {fr}", f"{actor.label} {en}"),
            Text("demandez à qui coordonne la région du dossier", "ask who coordinates the region of the dossier"),
        )
    return None


def _elsewhere(his: Sequence[str], its: Sequence[str]) -> tuple[str, str]:
    """What he coordinates, and to which regions the dossier belongs, in French and in English."""
    (his_fr, his_en), (its_fr, its_en) = _named(his), _named(its)
    coordinates = f"coordonne {_article('la', 'les', his)} {his_fr}" if his else "ne coordonne aucune région"
    belongs = f"relève {_article('de la', 'des', its)} {its_fr}" if its else "ne relève d’aucune région"
    return (
        f"{coordinates} ; le dossier {belongs}",
        f"coordinates {his_en or 'no region'}; the dossier belongs to {its_en or 'no region'}",
    )


def _named(codes: Sequence[str]) -> tuple[str, str]:
    labels = [regions.region(code).label for code in codes]
    return enumerate_fr([label.fr for label in labels]), ", ".join(label.en for label in labels)


def _article(one: str, many: str, codes: Sequence[str]) -> str:
    return f"{one} région" if len(codes) == 1 else f"{many} régions"


def demand(actor: Actor, action: str, owned: Sequence[str] = (), roles: Sequence[str] = ()) -> None:
    """Raise NotPermitted unless `actor` may do `action` on a dossier owned by these regions, in one of these roles."""
    blocker = refusal(actor, action, owned, roles)
    if blocker is not None:
        raise NotPermitted(Text(f"Refusé : {blocker.message.fr}.", f"Refused: {blocker.message.en}."), blocker.remedy)
