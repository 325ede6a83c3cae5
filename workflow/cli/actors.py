"""`jalon actors`: who acts, and with which rights."""

from shlex import quote

from workflow.cli import output
from workflow.cli.options import REGION, Coded, json_option
from workflow.cli.output import Column
from workflow.cli.phrases import region_names
from workflow.cli.receipts import as_data, identity, tell_notices
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import argument, group, option, under
from workflow.cli.writing import registering
from workflow.engine import Command
from workflow.entries import ActorSet, build
from workflow.errors import InvalidValue
from workflow.labels import ROLES
from workflow.language import Text
from workflow.models import Actor
from workflow.names import sort_key

COORDINATOR = "coordinator"


@group("actors", Text("Qui agit, et avec quels droits.", "Who acts, with which rights."), "jalon actors list")
def actors_command() -> None:
    """Nothing by itself."""


@under(
    actors_command,
    "add",
    Text(
        "Nommer quelqu’un, ou changer son rôle, ses régions, son activité.\n\n"
        "Un coordinateur agit sur les dossiers de ses régions ; le niveau national et les administrateurs partout ; "
        "un rédacteur garde des notes et rédige les documents ; un auditeur lit.",
        "Name somebody, or change a role, regions, activity.\n\n"
        "A coordinator acts on the dossiers of some regions; the national level and administrators everywhere; "
        "a drafter keeps notes and draws documents; an auditor reads.",
    ),
    'jalon actors add camille --name "Camille Durand" --role coordinator --region Normandie',
    "jalon actors add camille --inactive",
)
@argument("handle", Text("IDENTIFIANT", "HANDLE"))
@option(
    "--name",
    "label",
    value=Text("NOM", "NAME"),
    said=Text("Le nom qui paraît dans l’historique.", "The name that the history shows."),
)
@option("--role", type=Coded(ROLES), said=Text("Le rôle.", "The role."))
@option(
    "--region",
    "regions",
    multiple=True,
    type=REGION,
    value=Text("RÉGION", "REGION"),
    said=Text("Une région d’un coordinateur ; plusieurs fois.", "A region of a coordinator; several times."),
)
@option(
    "--active/--inactive",
    default=None,
    said=Text("En fonction, ou plus en fonction.", "Active, or not any more."),
)
@registering
def add(
    session: Session,
    command: Command,
    handle: str,
    label: str | None,
    role: str | None,
    regions: tuple[str, ...],
    active: bool | None,
    as_json: bool,
) -> None:
    """Name an actor, or change one: what is not given stays as it is."""
    with session.reading() as reading:
        known = reading.one(Actor, handle=handle)
        actor_id = known.id if known else session.engine.next_actor_id(reading)
    role = role or (known.role if known else None)
    if role is None:
        listed = ", ".join(ROLES)
        raise InvalidValue(
            Text(f"Quel rôle pour « {handle} » ?", f"Which role for “{handle}”?"),
            Text(f"ajoutez --role ({listed})", f"add --role ({listed})"),
        )
    held = list(dict.fromkeys(regions)) or (known.regions.split() if known else [])
    if role == COORDINATOR and not held:
        raise InvalidValue(
            Text("Un coordinateur a au moins une région.", "A coordinator has at least one region."),
            Text("ajoutez --region (code ou nom)", "add --region (code or name)"),
        )
    if regions and role != COORDINATOR:
        role_said = ROLES[role]
        raise InvalidValue(
            Text(
                f"Les régions sont celles d’un coordinateur ; « {handle} » : {role_said.fr}.",
                f"Regions are those of a coordinator; “{handle}”: {role_said.en}.",
            ),
            Text("ôtez --region, ou ajoutez --role coordinator", "leave out --region, or add --role coordinator"),
        )
    payload = build(
        ActorSet,
        {
            "id": actor_id,
            "handle": handle,
            "label": label or (known.label if known else handle),
            "role": role,
            "regions": held if role == COORDINATOR else [],
            "active": int(known.active if active is None and known else active is not False),
        },
    )
    receipt = session.engine.register(payload, command)
    if as_json:
        output.print_json({"actor": payload.id, "handle": payload.handle, **as_data(receipt)})
        return
    where = f" ({region_names(payload.regions)})" if payload.regions else ""
    role_label = ROLES[payload.role]
    named = quote(payload.handle)
    output.success(
        Text(
            f"{payload.label} : {role_label.fr}{where}{'' if payload.active else ', plus en fonction'}",
            f"{payload.label}: {role_label.en}{where}{'' if payload.active else ', not active any more'}",
        )
    )
    output.fields(identity(receipt), indent=2)
    tell_notices(receipt)
    output.remedy(
        Text(f"agir en son nom : --as {named}", f"act in that name: --as {named}")
        if payload.active
        else Text("ses entrées restent dans l’historique", "the entries made stay in the history")
    )


@under(
    actors_command,
    "list",
    Text("Qui peut agir, et où.", "Who may act, and where."),
    "jalon actors list",
)
@option("--all", "every", is_flag=True, said=Text("Ceux qui ne sont plus en fonction aussi.", "The inactive as well."))
@json_option
@in_session
def list_actors(session: Session, every: bool, as_json: bool) -> None:
    """List actors, in French order of names."""
    with session.reading() as reading:
        rows = sorted(reading.rows(Actor), key=lambda row: sort_key(row.label))
    chosen = [row for row in rows if row.active or every]
    if as_json:
        output.print_json({"actors": [_described(row) for row in chosen]})
        return
    output.table(
        [
            Column(Text("Identifiant", "Handle"), keep=True),
            Column(Text("Nom", "Name")),
            Column(Text("Rôle", "Role")),
            Column(Text("Régions", "Regions")),
        ],
        [(row.handle, _name(row), ROLES[row.role], region_names(row.regions.split())) for row in chosen],
    )
    left = len(rows) - len(chosen)
    if left:
        output.echo(Text(f"{left} plus en fonction : ajoutez --all", f"{left} not active any more: add --all"))


def _described(row: Actor) -> dict[str, object]:
    return {
        "id": row.id,
        "handle": row.handle,
        "label": row.label,
        "role": row.role,
        "regions": row.regions.split(),
        "active": bool(row.active),
    }


def _name(row: Actor) -> str:
    return row.label if row.active else str(Text(f"{row.label} (plus en fonction)", f"{row.label} (not active)"))
