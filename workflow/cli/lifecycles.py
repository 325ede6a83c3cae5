"""Which lifecycle somebody means, and what a states.yaml is worth."""

import re
from collections.abc import Iterable
from pathlib import Path

from workflow.cli.session import Session
from workflow.documents.render import Templates
from workflow.errors import DocumentError, InvalidLifecycle, Problem, UnknownName
from workflow.guards import known_guards
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.lifecycle.loading import Examined, examine
from workflow.models import ROLES, LifecycleVersion
from workflow.names import fold, shown
from workflow.reports import lifecycle_in_force
from workflow.workspace import TEMPLATES

IN_FORCE = ("en vigueur", "in force")
"""What the lifecycle that new dossiers are opened with is called."""

WHICH = Text(
    "un fichier, « en-vigueur », ou le début d’une empreinte",
    "a file, “in-force”, or the beginning of a digest",
)


def examined(file: Path, templates_folder: Path | None = None) -> Examined:
    """What a states.yaml is worth, with the guards there are and the templates of a folder: those beside it, if any."""
    folder = templates_folder or file.parent / TEMPLATES
    templates = {path.stem for path in folder.glob("*.md")} if templates_folder or folder.is_dir() else None
    return examine(
        file,
        known_guards=known_guards(),
        known_roles=ROLES,
        known_templates=templates,
        texts_used=_texts_used(folder, templates) if templates is not None else None,
    )


def _texts_used(folder: Path, names: Iterable[str]) -> dict[str, frozenset[str]]:
    """By template, the names of the texts it asks for; one that is wrong tells of itself elsewhere."""
    templates = Templates.of_folder(folder)
    used = {}
    for name in names:
        try:
            used[name] = templates.texts(name)
        except DocumentError:
            continue
    return used


def demanded(file: Path, templates_folder: Path | None = None) -> tuple[Lifecycle, tuple[Problem, ...]]:
    """The lifecycle of a file, with the warnings about it. Raises InvalidLifecycle with every problem."""
    found = examined(file, templates_folder)
    if found.lifecycle is None:
        raise InvalidLifecycle(found.problems)
    return found.lifecycle, found.warnings


def chosen(session: Session, file: str | None) -> tuple[Path, Path | None]:
    """The file that was named, or the workspace’s own with the folder of its templates."""
    if file is not None:
        return Path(file), None
    return session.workspace.lifecycle_path, session.workspace.templates


def named(session: Session, name: str | None) -> Lifecycle:
    """The lifecycle in force, that of a file, or one of the versions kept by the beginning of its digest.

    Raises UnknownName, InvalidLifecycle.
    """
    if name is not None and Path(name).exists():
        return demanded(Path(name))[0]
    with session.reading() as reading:
        if name is None or fold(name) in IN_FORCE:
            return lifecycle_in_force(session.engine, reading)
        digests = [row.digest for row in reading.rows(LifecycleVersion)]
        found = [digest for digest in digests if re.fullmatch("[0-9a-f]{4,}", name) and digest.startswith(name)]
        if len(found) == 1:
            return session.engine.lifecycle(reading, found[0])
    raise UnknownName(
        Text("cycle de vie", "lifecycle"),
        shown(name),
        remedy=Text(f"donnez {WHICH.fr}", f"give {WHICH.en}"),
        known=[digest[:12] for digest in digests],
    )
