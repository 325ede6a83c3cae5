"""What the files look like: `modele.docx` for Word, `base.typ` for the PDF, in templates/look of a workspace."""

import functools
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath

from workflow import system
from workflow.errors import WorkspaceError
from workflow.language import Text
from workflow.workspace import shipped

FOLDER = PurePath("templates", "look")
WORD = "modele.docx"
TYPST = "base.typ"
_LARGEST = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Look:
    """The two files, as they are on the day the document is written."""

    word: bytes
    typst: str

    @property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of each file by its name: part of what a file of ours is made from."""
        return {WORD: sha256(self.word).hexdigest(), TYPST: sha256(self.typst.encode()).hexdigest()}


def read_look(workspace: Path) -> Look:
    """The look of a workspace; ours for a file it does not have. Raises WorkspaceError for one that cannot be read."""
    ours = shipped_look()
    word = _read(workspace / FOLDER / WORD)
    typst = _read(workspace / FOLDER / TYPST)
    try:
        return Look(ours.word if word is None else word, ours.typst if typst is None else typst.decode())
    except UnicodeDecodeError as fault:
        raise WorkspaceError(
            Text(f"{workspace / FOLDER / TYPST} n’est pas en UTF-8.", f"{workspace / FOLDER / TYPST} is not UTF-8."),
            Text("l’enregistrer en UTF-8", "save it as UTF-8"),
        ) from fault


@functools.cache
def shipped_look() -> Look:
    """The look that comes with Jalon."""
    folder = shipped() / FOLDER
    return Look((folder / WORD).read_bytes(), (folder / TYPST).read_text(encoding="utf-8"))


def _read(path: Path) -> bytes | None:
    try:
        if not path.exists():
            return None
        content = path.read_bytes() if path.stat().st_size <= _LARGEST else None
    except OSError as fault:
        why = system.reason(fault)
        raise WorkspaceError(
            Text(f"impossible de lire « {path} » : {why.fr}.", f"cannot read “{path}”: {why.en}.")
        ) from fault
    if content is None:
        raise WorkspaceError(
            Text(f"« {path} » dépasse 10 Mio.", f"“{path}” is larger than 10 MiB."),
            Text("alléger ses images", "make its pictures lighter"),
        )
    return content
