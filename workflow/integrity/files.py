"""The small text files of those who seal and witness: read whole, and written whole or not at all."""

import os
import tempfile
from pathlib import Path

from workflow.errors import WorkspaceError
from workflow.french import elide
from workflow.language import Text
from workflow.system import reason


def read(path: Path) -> str:
    """The text of a file. Raises WorkspaceError where it cannot be read, or is no text."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as fault:
        raise cannot("lire", "read", path, fault) from fault


def put(path: Path, content: str | bytes, *, durably: bool = True) -> None:
    """Put a file in the place of the one that is there, whole, and on disk before it is said to be.

    What can be made again is not waited for: `durably=False`. Raises WorkspaceError.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, content.encode() if isinstance(content, str) else content, durably=durably)
    except OSError as fault:
        raise cannot("écrire", "write", path, fault) from fault


def cannot(fr: str, en: str, path: Path, fault: OSError | UnicodeDecodeError) -> WorkspaceError:
    """That something cannot be done with a file, and why."""
    why = reason(fault) if isinstance(fault, OSError) else Text("ce n’est pas du texte", "it is not text")
    return WorkspaceError(
        Text(f"Impossible {elide('de', fr)} {path} : {why.fr}.", f"Cannot {en} {path}: {why.en}."),
        Text("vérifiez le chemin, les droits et la place", "check the path, the rights and the room"),
    )


def _write(path: Path, content: bytes, *, durably: bool) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            if durably:
                os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    if durably and os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
