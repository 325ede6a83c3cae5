"""The workspace: its lifecycle, its templates, the folder of evidence, who may read it, the room it has."""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from workflow.cli.doctor.check import Check, fault, good, guarded, notice
from workflow.cli.lifecycles import examined
from workflow.cli.session import Session
from workflow.database import file_of
from workflow.documents import Templates
from workflow.errors import StoreError
from workflow.language import Text
from workflow.reports import lifecycle_in_force

SCARCE, LOW = 200 * 2**20, 2 * 2**30
"""Free bytes below which writing is at risk, and below which one should make room."""


def checks(session: Session) -> Iterator[Check]:
    """All of it."""
    for look in (_root, _lifecycle, _templates, _evidence, _privacy, _room):
        yield from look(session)


@guarded("workspace", Text("espace de travail", "workspace"))
def _root(session: Session) -> Iterator[Check]:
    yield good("workspace", Text("espace de travail", "workspace"), str(session.workspace.root))


@guarded("lifecycle", Text("cycle de vie", "lifecycle"))
def _lifecycle(session: Session) -> Iterator[Check]:
    label = Text("cycle de vie", "lifecycle")
    found = examined(session.workspace.lifecycle_path)
    if found.lifecycle is None:
        count = len(found.problems)
        first = found.problems[0]
        yield fault(
            "lifecycle",
            label,
            Text(
                f"states.yaml a {count} faute{'s' if count > 1 else ''} ; {first.where} : {first.message.fr}",
                f"states.yaml has {count} fault{'s' if count > 1 else ''}; {first.where}: {first.message.en}",
            ),
            Text("toutes : jalon lifecycle check", "all of them: jalon lifecycle check"),
        )
        return
    own, current = found.lifecycle, None
    with suppress(StoreError), session.reading() as reading:
        current = lifecycle_in_force(session.engine, reading)
    told = Text(
        f"{own.label.fr}, version {own.version}, {len(own.states)} états",
        f"{own.label.en}, version {own.version}, {len(own.states)} states",
    )
    if current is None or current.digest == own.digest:
        yield good("lifecycle", label, told)
    else:
        yield notice(
            "lifecycle",
            label,
            Text(
                f"{told.fr} ; ce n’est pas celui qui est en vigueur (version {current.version})",
                f"{told.en}; it is not the one in force (version {current.version})",
            ),
            Text(
                "ce qui change : jalon lifecycle diff ; le mettre en vigueur : jalon lifecycle install",
                "what changes: jalon lifecycle diff; put it in force: jalon lifecycle install",
            ),
        )


@guarded("templates", Text("modèles", "templates"))
def _templates(session: Session) -> Iterator[Check]:
    label = Text("modèles", "templates")
    templates = Templates.of_folder(session.workspace.templates)
    faults = [(name, found) for name in templates.documents for found in templates.faults(name)]
    if not faults:
        count = len(templates.documents)
        yield good("templates", label, Text(f"{count}, sans faute", f"{count}, without a fault"))
        return
    name, first = faults[0]
    yield fault(
        "templates",
        label,
        Text(
            f"{len(faults)} faute{'s' if len(faults) > 1 else ''} ; {name} : {first.message.fr}",
            f"{len(faults)} fault{'s' if len(faults) > 1 else ''}; {name}: {first.message.en}",
        ),
        Text("toutes : jalon templates check", "all of them: jalon templates check"),
    )


@guarded("evidence", Text("répertoire des pièces", "folder of evidence"))
def _evidence(session: Session) -> Iterator[Check]:
    label, folder = Text("répertoire des pièces", "folder of evidence"), session.workspace.evidence
    if not folder.is_dir():
        # It is made with the first file; where entries name files already, verification tells which ones are gone.
        yield notice("evidence", label, Text(f"{folder} n’existe pas", f"{folder} does not exist"))
    elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield fault(
            "evidence",
            label,
            Text(f"{folder} ne peut pas être écrit", f"{folder} cannot be written"),
            Text("rendez-le accessible à qui enregistre", "give access to those who record"),
        )
    else:
        yield good("evidence", label, str(folder))


@guarded("privacy", Text("accès aux données", "access to the data"))
def _privacy(session: Session) -> Iterator[Check]:
    """Whether everybody on the machine may read names and files."""
    label = Text("accès aux données", "access to the data")
    places = [session.workspace.evidence]
    file = file_of(session.workspace.database_url)
    if file is not None:
        places.append(file)
    if os.name != "posix":
        return
    root = session.workspace.root
    open_ = [place for place in places if place.exists() and _read_by_all(place, root)]
    if open_:
        listed = ", ".join(map(str, open_))
        yield notice(
            "privacy",
            label,
            Text(f"tout le monde sur cette machine peut lire {listed}", f"everybody on this machine can read {listed}"),
            Text(f"chmod -R o-rwx {root}", f"chmod -R o-rwx {root}"),
        )
    else:
        yield good("privacy", label, Text("réservés à ceux qui y travaillent", "reserved for those who work with them"))


def _read_by_all(place: Path, root: Path) -> bool:
    """Whether a place may be read by everybody, and every folder down to it from the workspace may be entered."""
    if not stat.S_IMODE(place.stat().st_mode) & stat.S_IROTH:
        return False
    folders = [folder for folder in place.parents if folder == root or root in folder.parents]
    return all(stat.S_IMODE(folder.stat().st_mode) & stat.S_IXOTH for folder in folders)


@guarded("room", Text("place sur le disque", "room on the disk"))
def _room(session: Session) -> Iterator[Check]:
    label = Text("place sur le disque", "room on the disk")
    folders = [session.workspace.root]
    file = file_of(session.workspace.database_url)
    if file is not None:
        folders.append(Path(os.path.realpath(file)).parent)
    free = min(shutil.disk_usage(folder).free for folder in folders if folder.is_dir())
    told = Text(f"{free / 2**30:.1f} Gio libres".replace(".", ","), f"{free / 2**30:.1f} GiB free")
    remedy = Text("libérez de la place", "make room")
    if free < SCARCE:
        yield fault("room", label, told, remedy)
    elif free < LOW:
        yield notice("room", label, told, remedy)
    else:
        yield good("room", label, told)
