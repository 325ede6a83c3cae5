"""A file at its place, whole or not at all."""

import os
import tempfile
from pathlib import Path

from workflow import system
from workflow.errors import DocumentError
from workflow.language import Text


def write_file(path: Path, content: bytes) -> None:
    """Put a file at its place, whole or not at all. Raises DocumentError where the system refuses."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o666 & ~_mask())
        Path(temporary).replace(path)
    except OSError as fault:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        why = system.reason(fault)
        raise DocumentError(
            Text(f"impossible d’écrire « {path} » : {why.fr}.", f"cannot write “{path}”: {why.en}.")
        ) from fault


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
