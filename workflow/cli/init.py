"""`jalon init`: a workspace is made, or its database follows the program."""

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from workflow import keys
from workflow.cli import output
from workflow.cli.options import Read, json_option
from workflow.cli.receipts import identity
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import argument, command, option
from workflow.engine import Engine, Receipt
from workflow.entries import ActorSet, build
from workflow.errors import InvalidValue, StoreError
from workflow.guards import known_guards
from workflow.language import Text
from workflow.lifecycle import Lifecycle, load
from workflow.models import ROLES
from workflow.names import quoted
from workflow.schema import upgrade, version
from workflow.store import SCHEMA, Store
from workflow.workspace import DATABASE, EVIDENCE, LIFECYCLE, TEMPLATES, Workspace, shipped

_LOG = re.compile("[a-z0-9]+(?:[./-][a-z0-9]+)*")


def _log_name(text: str) -> str:
    if len(text) > 100 or not _LOG.fullmatch(text):
        shown = quoted(text)
        raise InvalidValue(
            Text(f"{shown.fr} : ce n’est pas un nom de registre.", f"{shown.en}: this is not the name of a register."),
            Text(
                "des minuscules et des chiffres, séparés par . / ou - : prefecture-normandie.fr/contrats",
                "small letters and digits, set apart by . / or -: prefecture-normandie.fr/contracts",
            ),
        )
    return text


@command(
    "init",
    Text(
        "Créer un espace de travail : le cycle de vie, les modèles, la base de données.\n\n"
        "Le dossier est créé au besoin ; sans nom, c’est le dossier courant. Qui le crée en est l’administrateur. "
        "Si quelque chose échoue, tout redevient comme avant.",
        "Make a workspace: the lifecycle, the templates, the database.\n\n"
        "The folder is made if need be; without a name it is the current one. Whoever makes it is its administrator. "
        "If something fails, everything is as it was.",
    ),
    "jalon init contrats",
    "jalon init --upgrade",
)
@argument("folder", Text("DOSSIER", "FOLDER"), required=False, default=".")
@option(
    "--upgrade",
    "upgrading",
    is_flag=True,
    said=Text(
        "Mettre la base d’un espace existant au niveau du programme.",
        "Bring the database of an existing workspace up to the program.",
    ),
)
@option(
    "--log",
    type=Read("log", _log_name),
    value=Text("NOM", "NAME"),
    said=Text(
        "Nom du registre, unique au monde ; il entre dans chaque empreinte. Sinon un nom au hasard.",
        "Name of the register, unique in the world; it goes into every hash. Otherwise a random one.",
    ),
)
@in_session
@json_option
def init_command(session: Session, folder: str, upgrading: bool, log: str | None, as_json: bool) -> None:
    """Make a workspace, or upgrade one, and say what to type next."""
    if upgrading:
        upgrade_workspace(Workspace.find(Path(folder)) if folder != "." else session.workspace, as_json)
        return
    root = Path(folder).expanduser()
    with _all_or_nothing(Path(os.path.realpath(root))):
        workspace = Workspace.create(root)
        lifecycle = check(workspace)
        log = log or f"jalon/{secrets.token_hex(8)}"
        store = Store(workspace.database_url, signer=_application_key(workspace, log, session.environ))
        try:
            upgrade(store)
            founder = build(
                ActorSet, {"id": "agt-0001", "handle": session.actor, "label": session.actor, "role": "administrator"}
            )
            receipt = Engine(store).found(log, lifecycle, founder)
        finally:
            store.close()
    key = keys.application_path(workspace.root, session.environ)
    made = (workspace, store.place, lifecycle, session.actor, key, receipt)
    if as_json:
        output.print_json(_described(*made))
    else:
        _tell(*made)


def _application_key(workspace: Workspace, log: str, environ: Mapping[str, str]) -> keys.Signer:
    """The key that signs each entry: the one JALON_KEY names if it is there, else a new one. Raises KeyFileError.

    Its public form is kept in the workspace either way, for those who verify.
    """
    path = keys.application_path(workspace.root, environ)
    found = keys.load(path) if path.exists() else keys.make(path, f"{log}/{keys.APPLICATION}")
    keys.publish(workspace.root / keys.FOLDER / f"{keys.APPLICATION}.pub", found.public)
    return found


def upgrade_workspace(workspace: Workspace, as_json: bool) -> None:
    """Bring the database of a workspace up to the program. Raises StoreError where it has none."""
    store = Store(workspace.database_url)
    try:
        before = version(store)
        if before is None:
            raise StoreError(
                Text(
                    f"Pas de base de Jalon ici : {store.place}.", f"There is no database of Jalon here: {store.place}."
                ),
                Text(
                    "remettez une sauvegarde à cet endroit ; pour un nouvel espace : jalon init DOSSIER",
                    "put a backup back there; for a new workspace: jalon init FOLDER",
                ),
            )
        upgrade(store)
    finally:
        store.close()
    if as_json:
        root = str(workspace.root)
        output.print_json({"root": root, "database": store.place, "before": before, "schema": SCHEMA})
        return
    done = f"{store.place} ({before} → {SCHEMA})"
    if before == SCHEMA:
        done = f"{store.place} ({SCHEMA})"
    output.success(Text(f"Base à jour : {done}", f"Database up to date: {done}"))


def check(workspace: Workspace) -> Lifecycle:
    """The lifecycle of a workspace, checked with the guards, the roles and the templates. Raises InvalidLifecycle."""
    templates = {path.stem for path in workspace.templates.glob("*.md")}
    return load(workspace.lifecycle_path, known_guards=known_guards(), known_roles=ROLES, known_templates=templates)


@contextmanager
def _all_or_nothing(root: Path) -> Iterator[None]:
    """Take away what was made below `root` where the block fails; what was there before stays."""
    ours = shipped()
    files = [path.relative_to(ours) for path in (ours / TEMPLATES.parent).rglob("*") if path.is_file()]
    files += [Path(keys.FOLDER, f"{keys.APPLICATION}{end}") for end in (".key", ".pub")]
    folders = {Path(), *(parent for file in (*files, DATABASE) for parent in file.parents), Path(EVIDENCE)}
    files += [Path(LIFECYCLE), *(Path(f"{DATABASE}{end}") for end in ("", "-wal", "-shm", "-journal"))]
    in_order = [*files, *sorted(folders, key=lambda folder: len(folder.parts), reverse=True)]
    made = [path for path in (root / one for one in in_order) if not os.path.lexists(path)]
    try:
        yield
    except BaseException:
        for path in made:
            with suppress(OSError):  # not made yet, or no longer only ours
                if path.is_dir():
                    path.rmdir()
                else:
                    path.unlink()
        raise


def _described(
    workspace: Workspace, place: str, lifecycle: Lifecycle, administrator: str, key: Path, receipt: Receipt
) -> dict[str, object]:
    return {
        "root": str(workspace.root),
        "database": place,
        "schema": SCHEMA,
        "lifecycle": {"name": lifecycle.name, "version": lifecycle.version, "digest": lifecycle.digest},
        "administrator": administrator,
        "key": str(key),
        "hash": receipt.hash,
    }


def _tell(
    workspace: Workspace, place: str, lifecycle: Lifecycle, administrator: str, key: Path, receipt: Receipt
) -> None:
    output.success(Text(f"Espace de travail créé : {workspace.root}", f"Workspace made: {workspace.root}"))
    output.fields(
        [
            (
                Text("cycle de vie", "lifecycle"),
                Text(
                    f"states.yaml ({lifecycle.label.fr}, {len(lifecycle.states)} états)",
                    f"states.yaml ({lifecycle.label.en}, {len(lifecycle.states)} states)",
                ),
            ),
            (Text("modèles", "templates"), TEMPLATES),
            (Text("base", "database"), place),
            (
                Text("clé", "key"),
                Text(
                    f"{key} : elle signe chaque entrée ; gardez-en une copie à part",
                    f"{key}: it signs every entry; keep a copy of it elsewhere",
                ),
            ),
            (Text("administrateur", "administrator"), administrator),
            *identity(receipt),
        ],
        indent=2,
    )
    output.echo()
    output.echo(Text("Et maintenant :", "Now:"))
    for line, what in (
        (
            Text('jalon territories add "Axe Seine" --region 28', 'jalon territories add "Axe Seine" --region 28'),
            Text("déclarer un territoire", "declare a territory"),
        ),
        (
            Text("jalon territories import FICHIER", "jalon territories import FILE"),
            Text("ou une liste, en YAML ou CSV", "or a list, in YAML or CSV"),
        ),
        (Text("jalon open TERRITOIRE", "jalon open TERRITORY"), Text("ouvrir son dossier", "open its dossier")),
        (Text("jalon next DOSSIER", "jalon next DOSSIER"), Text("voir ce qui peut suivre", "see what may follow")),
    ):
        output.remedy(f"{line!s:<48}{what}")
