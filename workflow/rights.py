"""Who may do what: roles and regions, checked by the engine before anything else.

A coordinator acts on the dossiers of his regions; a territory in several regions is co-owned, so that one region in
common is enough. The national level and administrators act everywhere. Drafters keep notes, draw documents, make them
final and attach what comes back. Auditors read.
"""

from collections.abc import Mapping, Sequence

from workflow import regions
from workflow.errors import Blocker, NotPermitted
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
        return Blocker(
            "actor_may",
            Text(f"{actor.label} n’est plus en fonction", f"{actor.label} is no longer active"),
            Text("un administrateur peut le rétablir : jalon actors add", "an administrator can: jalon actors add"),
        )
    if actor.role not in allowed:
        role = ROLE_LABELS[actor.role]
        able_fr = ", ".join(ROLE_LABELS[name].fr for name in ROLE_LABELS if name in allowed)
        able_en = ", ".join(ROLE_LABELS[name].en for name in ROLE_LABELS if name in allowed)
        return Blocker(
            "actor_may",
            Text(f"{actor.label} ({role.fr}) n’en a pas le droit", f"{actor.label} ({role.en}) may not"),
            Text(f"demandez à : {able_fr} ; ou agissez avec --as", f"ask: {able_en}; or act with --as"),
        )
    if actor.role == "coordinator" and set(actor.regions.split()).isdisjoint(owned):
        his, its = _names(actor.regions.split()), _names(owned)
        return Blocker(
            "actor_may",
            Text(
                f"{actor.label} coordonne : {his} ; le dossier relève de : {its}",
                f"{actor.label} coordinates: {his}; the dossier is of: {its}",
            ),
            Text("demandez au coordinateur de cette région", "ask the coordinator of that region"),
        )
    return None


def _names(codes: Sequence[str]) -> str:
    return ", ".join(regions.region(code).name for code in codes) or "–"


def demand(actor: Actor, action: str, owned: Sequence[str] = (), roles: Sequence[str] = ()) -> None:
    """Raise NotPermitted unless `actor` may do `action` on a dossier owned by these regions, in one of these roles."""
    blocker = refusal(actor, action, owned, roles)
    if blocker is not None:
        raise NotPermitted(Text(f"Refusé : {blocker.message.fr}.", f"Refused: {blocker.message.en}."), blocker.remedy)
