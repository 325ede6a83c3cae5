"""What a file holds, as text: bounded in size, in the encoding it was written in."""

import stat
from pathlib import Path

from workflow import system
from workflow.errors import InvalidValue
from workflow.language import Text

LARGEST = 5 * 1024 * 1024
"""Bytes a file may have at most."""

_ANOTHER = Text("donnez un fichier .csv ou .yaml, de 5 Mio au plus", "give a .csv or .yaml file, of 5 MiB at most")


def content(path: Path) -> bytes:
    """The bytes of a file. Raises InvalidValue for one that is none, cannot be read or is too large."""
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode) and status.st_size > LARGEST:
            raise InvalidValue(Text(f"{path} : plus de 5 Mio.", f"{path}: larger than 5 MiB."), _ANOTHER)
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            # A pipe would be waited for, and some devices never end.
            raise InvalidValue(Text(f"{path} : ce n’est pas un fichier.", f"{path}: this is not a file."), _ANOTHER)
        return path.read_bytes()
    except OSError as fault:
        why = system.reason(fault)
        raise InvalidValue(Text(f"{path} : {why.fr}.", f"{path}: {why.en}."), _ANOTHER) from fault


def decoded(path: Path, content: bytes) -> tuple[str, Text | None]:
    """The text of a file, and what deserves a look about how it was read. Raises InvalidValue for one that is none."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    notice = None
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
        notice = Text(
            f"{path.name} n’est pas en UTF-8 : lu comme un fichier de Windows (cp1252). Vérifiez les accents.",
            f"{path.name} is not UTF-8: read as a file of Windows (cp1252). Check the accents.",
        )
    if "\0" in text or "\ufffd" in text:
        raise InvalidValue(
            Text(f"{path} : ce n’est pas un fichier de texte.", f"{path}: this is not a text file."),
            Text("enregistrez-le en UTF-8", "save it as UTF-8"),
        )
    return text, notice
