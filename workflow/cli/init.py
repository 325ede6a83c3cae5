"""`jalon init`: a workspace is made, or its database follows the program."""

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from shlex import quote

from workflow import keys
from workflow.cli import output
from workflow.cli.lifecycles import demanded
from workflow.cli.options import Read, json_option
from workflow.cli.receipts import identity
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import argument, command, option
from workflow.engine import Engine, Receipt
from workflow.entries import ActorSet, build
from workflow.errors import AlreadyExists, InvalidValue, StoreError, WorkspaceError
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import REGISTER, RegisterHead
from workflow.names import quoted
from workflow.schema import upgrade, version
from workflow.store import SCHEMA, Store
from workflow.workspace import DATABASE, EVIDENCE, LIFECYCLE, TEMPLATES, Workspace, shipped

NEXT = (
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
)
"""What to type in a new workspace, and what it does."""

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
        "Le répertoire est créé au besoin ; sans nom, c’est le répertoire courant. S’il a déjà un states.yaml et des "
        "modèles, ils restent tels quels. Qui crée l’espace en est l’administrateur. Si quelque chose échoue, tout "
        "redevient comme avant.",
        "Make a workspace: the lifecycle, the templates, the database.\n\n"
        "The folder is made if need be; without a name it is the current one. If it has a states.yaml and templates "
        "already, they stay as they are. Whoever makes the workspace is its administrator. If something fails, "
        "everything is as it was.",
    ),
    "jalon init contrats",
    "jalon init --upgrade",
)
@argument("folder", Text("RÉPERTOIRE", "FOLDER"), required=False, default=".")
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
        upgrade_workspace(_of_folder(folder, session.environ) if folder != "." else session.workspace, as_json)
        return
    root = Path(folder).expanduser()
    with _all_or_nothing(Path(os.path.realpath(root))):
        had_lifecycle = os.path.lexists(root / LIFECYCLE)
        workspace = Workspace.create(root)
        _demand_new(workspace, had_lifecycle)
        lifecycle, _ = demanded(workspace.lifecycle_path, workspace.templates)
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


def _of_folder(folder: str, environ: Mapping[str, str]) -> Workspace:
    """The workspace of a folder that was typed: it goes before the variable."""
    others = {name: value for name, value in environ.items() if name != "JALON_WORKSPACE"}
    return Workspace.find(Path(folder), others)


def _demand_new(workspace: Workspace, had_lifecycle: bool) -> None:
    """Raise WorkspaceError where the database is that of a workspace already; one left without a register is not."""
    store = Store(workspace.database_url)
    try:
        found = version(store)
        if found is None or (found == SCHEMA and not _has_register(store)):
            return
    finally:
        store.close()
    if had_lifecycle:
        raise WorkspaceError(
            Text(
                f"« {workspace.root} » est déjà un espace de travail ; sa base : {store.place}.",
                f"“{workspace.root}” is a workspace already; its database: {store.place}.",
            ),
            Text(
                "utilisez-le (jalon dossiers), ou choisissez un autre répertoire : jalon init RÉPERTOIRE",
                "use it (jalon dossiers), or choose another folder: jalon init FOLDER",
            ),
        )
    raise WorkspaceError(
        Text(
            f"La base {store.place} est déjà celle d’un autre espace de travail.",
            f"The database {store.place} is that of another workspace already.",
        ),
        Text(
            "copiez ici le répertoire de cet espace, ou choisissez une autre base : JALON_DATABASE_URL",
            "copy the folder of that workspace here, or choose another database: JALON_DATABASE_URL",
        ),
    )


def _has_register(store: Store) -> bool:
    with store.reading() as reading:
        return reading.one(RegisterHead, id=REGISTER) is not None


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
                    "remettez une sauvegarde à cet endroit ; pour commencer une base vide : jalon init",
                    "put a backup back there; to begin an empty one: jalon init",
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
    except AlreadyExists:
        raise  # somebody made a workspace here meanwhile: it is his
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
            (Text("base", "database"), _from(workspace.root, place)),
            (
                Text("clé", "key"),
                Text(
                    f"{_from(workspace.root, key)} : elle signe chaque entrée ; gardez-en une copie à part",
                    f"{_from(workspace.root, key)}: it signs every entry; keep a copy of it elsewhere",
                ),
            ),
            (Text("administrateur", "administrator"), administrator),
            *identity(receipt),
        ],
        indent=2,
    )
    output.echo()
    output.echo(Text("Et maintenant :", "Now:"))
    if workspace.root != Path(os.path.realpath(os.curdir)):
        enter = f"cd {quote(str(workspace.root))}"
        output.remedy(Text(enter, enter))
    for line, what in NEXT:
        output.remedy(f"{line!s:<48}{what}")


def _from(root: Path, place: str | Path) -> str:
    """A place as it is named from the workspace; whole where it is elsewhere."""
    path = Path(place)
    return str(path.relative_to(root) if path.is_relative_to(root) else place)
