"""The folder of an administration: its lifecycle, its templates, its database, its evidence."""

import os
import shlex
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from urllib.parse import quote

from workflow import system
from workflow.errors import InvalidValue, WorkspaceError
from workflow.language import Text

LIFECYCLE = PurePath("states.yaml")
TEMPLATES = PurePath("templates", "documents")
DATABASE = PurePath("db", "jalon.db")
EVIDENCE = PurePath("evidence")

_OTHER_NAME = Text("choisissez un autre nom : jalon init RÉPERTOIRE", "choose another name: jalon init FOLDER")


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where everything of one administration is."""

    root: Path
    database_url: str = field(repr=False)  # it may hold a password
    """In SQLAlchemy's form: `JALON_DATABASE_URL`, else the SQLite file db/jalon.db of the workspace."""

    @property
    def lifecycle_path(self) -> Path:
        """The states.yaml."""
        return self.root / LIFECYCLE

    @property
    def templates(self) -> Path:
        """The folder with one template per document."""
        return self.root / TEMPLATES

    @property
    def evidence(self) -> Path:
        """The folder where pieces of evidence are kept, each under its own hash."""
        return self.root / EVIDENCE

    @classmethod
    def find(cls, start: Path | None = None, environ: Mapping[str, str] = os.environ) -> "Workspace":
        """The nearest folder with a states.yaml from `start`, by default the current folder, upwards.

        `JALON_WORKSPACE` names another. Raises WorkspaceError where there is none or its states.yaml cannot be read,
        InvalidValue for a `JALON_DATABASE_URL` that is neither SQLite nor PostgreSQL.
        """
        named = environ.get("JALON_WORKSPACE")
        root = _named(named) if named else _nearest(_real(start) if start else _current_folder())
        _demand_readable(root / LIFECYCLE)
        return cls(root, _database_url(root, environ))

    @classmethod
    def create(cls, folder: Path, environ: Mapping[str, str] = os.environ) -> "Workspace":
        """A workspace in `folder`, which is made if need be, with a copy of our states.yaml and templates.

        A folder that has a states.yaml keeps its own content, and gets only the folders of what it will hold. Raises
        WorkspaceError where something is in the way and where the folder cannot be written, InvalidValue as `find`
        does. Then everything is as it was.
        """
        root = _real(folder)
        workspace = cls(root, _database_url(root, environ))
        content = _content_to_copy(root)
        ours = shipped()
        try:
            with ExitStack() as undo:
                _make_folder(root / DATABASE.parent, undo)
                _make_folder(root / EVIDENCE, undo)
                for source in content:
                    _copy(ours / source, root / source, undo)
                undo.pop_all()
        except OSError as error:
            raise WorkspaceError(
                _cannot("créer", "create", error.filename or root, error),
                Text(
                    "choisissez un autre répertoire : jalon init RÉPERTOIRE", "choose another folder: jalon init FOLDER"
                ),
            ) from error
        return workspace


def shipped() -> Path:
    """The folder of our own states.yaml, templates, migrations and examples: in the wheel, else the checkout's root."""
    package = Path(__file__).resolve().parent
    inside = package / "_workspace"
    return inside if inside.is_dir() else package.parent


def migrations() -> Path:
    """The folder of our migrations; never a workspace's own, which could not follow the program."""
    return shipped() / "db" / "migrations"


def _current_folder() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise WorkspaceError(
            Text("Le répertoire courant n’existe plus.", "The current folder is gone."),
            Text("allez dans un répertoire qui existe : cd", "go to a folder that exists: cd"),
        ) from error


def _real(folder: Path) -> Path:
    root = Path(os.path.realpath(folder.expanduser()))
    try:
        str(root).encode()
    except UnicodeEncodeError as error:
        shown = str(root).encode(errors="replace").decode()
        raise WorkspaceError(
            Text(
                f"Le nom du répertoire « {shown} » n’est pas en UTF-8.",
                f"The name of the folder “{shown}” is not UTF-8.",
            ),
            Text("renommez le répertoire", "rename the folder"),
        ) from error
    return root


def _named(variable: str) -> Path:
    root = _real(Path(variable))
    if os.path.lexists(root / LIFECYCLE):
        return root
    make = f"jalon init {shlex.quote(str(root))}"
    raise WorkspaceError(
        Text(
            f"JALON_WORKSPACE désigne « {root} », qui n’est pas un répertoire avec un {LIFECYCLE}.",
            f"JALON_WORKSPACE names “{root}”, which is not a folder with a {LIFECYCLE}.",
        ),
        Text(
            f"corrigez ou supprimez la variable (unset JALON_WORKSPACE), ou créez-y un espace : {make}",
            f"mend or remove the variable (unset JALON_WORKSPACE), or make a workspace there: {make}",
        ),
    )


def _nearest(start: Path) -> Path:
    for folder in (start, *start.parents):
        if os.path.lexists(folder / LIFECYCLE):
            return folder
    raise WorkspaceError(
        Text(
            f"Aucun espace de travail : ni « {start} » ni les répertoires au-dessus n’ont de {LIFECYCLE}.",
            f"No workspace: neither “{start}” nor the folders above it have a {LIFECYCLE}.",
        ),
        Text("créez-en un ici : jalon init", "make one here: jalon init"),
    )


def _demand_readable(lifecycle: Path) -> None:
    try:
        with lifecycle.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise WorkspaceError(
            _cannot("lire", "read", lifecycle, error),
            Text("rendez ce fichier lisible, ou remettez-le", "make this file readable, or put it back"),
        ) from error


def _content_to_copy(root: Path) -> list[Path]:
    """Our files that a workspace in `root` begins with: none where it has its own. Raises WorkspaceError."""
    if os.path.lexists(root / LIFECYCLE):
        _demand_readable(root / LIFECYCLE)
        return []
    _demand_room(root)
    ours = shipped()
    templates = [path.relative_to(ours) for path in _files_below(ours / TEMPLATES.parent)]  # the look of files too
    # The lifecycle last, since it makes the workspace: whatever stops us before leaves none.
    return [*templates, Path(LIFECYCLE)]


def _demand_room(root: Path) -> None:
    if os.path.lexists(root) and not root.is_dir():
        raise WorkspaceError(
            Text(f"« {root} » existe et n’est pas un répertoire.", f"“{root}” exists and is not a folder."),
            _OTHER_NAME,
        )
    above = root.parent
    if above.is_dir():
        return
    make = f"mkdir -p {shlex.quote(str(above))}"
    raise WorkspaceError(
        Text(
            f"« {root} » ne peut pas être créé : « {above} » n’est pas un répertoire.",
            f"“{root}” cannot be created: “{above}” is not a folder.",
        ),
        _OTHER_NAME if os.path.lexists(above) else Text(f"créez-le d’abord : {make}", f"create it first: {make}"),
    )


def _cannot(fr: str, en: str, path: Path | str, error: OSError) -> Text:
    why = system.reason(error)
    return Text(f"Impossible de {fr} « {path} » : {why.fr}.", f"Cannot {en} “{path}”: {why.en}.")


def _database_url(root: Path, environ: Mapping[str, str]) -> str:
    url = environ.get("JALON_DATABASE_URL", "").strip()
    if not url:
        # Quoted, for a folder whose name holds a `?`, a `#` or a `%`.
        return f"sqlite:///{quote((root / DATABASE).as_posix(), safe='/:')}"
    if url.partition(":")[0].partition("+")[0] not in ("sqlite", "postgresql"):
        # The variable is not shown: it may hold a password.
        raise InvalidValue(
            Text(
                "JALON_DATABASE_URL ne désigne ni une base SQLite ni une base PostgreSQL.",
                "JALON_DATABASE_URL names neither a SQLite nor a PostgreSQL database.",
            ),
            Text(
                "écrivez postgresql://compte:secret@serveur/base ou sqlite:////chemin/base.db, ou supprimez-la",
                "write postgresql://user:secret@server/base or sqlite:////path/base.db, or remove it",
            ),
        )
    return url


def _files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _copy(source: Path, target: Path, undo: ExitStack) -> None:
    _make_folder(target.parent, undo)
    content = source.read_bytes()
    # `x` never writes over what somebody has there; the source's own rights, perhaps read-only, stay behind.
    with target.open("xb") as file:
        undo.callback(_forget, target.unlink)
        file.write(content)


def _forget(remove: Callable[[], None]) -> None:
    with suppress(OSError):  # somebody put a file in our new folder meanwhile, or took ours away
        remove()


def _make_folder(folder: Path, undo: ExitStack) -> None:
    if folder.is_dir():
        return
    if not os.path.lexists(folder.parent):
        _make_folder(folder.parent, undo)
    folder.mkdir()
    undo.callback(_forget, folder.rmdir)
