"""What a command works with: the workspace, its engine, and who is acting."""

import getpass
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, wraps
from typing import Any, Self

from workflow import lookup
from workflow.cli import completion
from workflow.cli.spoken import option
from workflow.engine import Engine
from workflow.evidence import EvidenceFolder
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.store import Reading, Store
from workflow.workspace import Workspace


class Session:
    """One command in one workspace. Nothing is opened before it is asked for."""

    def __init__(self, handle: str | None = None, environ: Mapping[str, str] = os.environ) -> None:
        self._handle = handle
        self._environ = environ

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if "store" in self.__dict__:
            self.store.close()

    @cached_property
    def actor(self) -> str:
        """Handle of who acts: `--as`, else JALON_ACTOR, else the system user."""
        return self._handle or self._environ.get("JALON_ACTOR") or system_user()

    @property
    def environ(self) -> Mapping[str, str]:
        """The settings of the person, by their names: JALON_KEY and the others."""
        return self._environ

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace of the current folder, or the one JALON_WORKSPACE names. Raises WorkspaceError."""
        return Workspace.find(environ=self._environ)

    @cached_property
    def store(self) -> Store:
        """The database of the workspace."""
        return Store(self.workspace.database_url)

    @cached_property
    def engine(self) -> Engine:
        """The engine over that database. It drafts nothing: who writes has another, in `workflow.cli.writing`."""
        return Engine(self.store)

    @cached_property
    def evidence(self) -> EvidenceFolder:
        """Where pieces of evidence are kept."""
        return EvidenceFolder(self.workspace.evidence)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """One snapshot of the database."""
        with self.store.reading() as reading:
            yield reading

    def judged(self, dossier: str) -> tuple[Lifecycle, str]:
        """The lifecycle that judges a dossier, by its id, and the phase whose words its states have."""
        with self.reading() as reading:
            found = lookup.dossier(reading, dossier)
            return self.engine.lifecycle(reading, found.lifecycle), found.phase


def system_user() -> str:
    """The name the system knows the person by; where it has none, as in some containers, its number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # Python 3.13 raises OSError only
        return f"uid-{os.getuid()}"


as_option = option(
    "--as",
    "acting_as",
    value=Text("ACTEUR", "ACTOR"),
    shell_complete=completion.actors,
    said=Text(
        "Qui agit. Sinon JALON_ACTOR, sinon l’utilisateur du système.",
        "Who acts. Otherwise JALON_ACTOR, otherwise the system user.",
    ),
)


def in_session(
    function: Callable[..., Any], kind: type[Session] = Session, *, acting: bool = True
) -> Callable[..., Any]:
    """Give a command a session of that kind as its first argument, and `--as` unless it is to mean something else."""

    @wraps(function)
    def with_session(*args: Any, acting_as: str | None = None, **kwargs: Any) -> Any:
        with kind(acting_as) as session:
            return function(session, *args, **kwargs)

    return as_option(with_session) if acting else with_session
