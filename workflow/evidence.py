"""Files that prove an entry: kept once, by the SHA-256 of their content, under names nobody can choose."""

import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from workflow.errors import InvalidValue, WorkspaceError
from workflow.identifiers import file_name
from workflow.language import Text
from workflow.models import EVIDENCE_KINDS
from workflow.names import quoted, shown
from workflow.system import reason

LARGEST = 200 * 1024 * 1024
"""Bytes a file may have at most."""

_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the store: what it proves, the name it came with, its content hash and size in bytes."""

    kind: str
    name: str
    sha256: str
    size: int
    media_type: str
    signed: Mapping[str, Any] | None = None
    """What was found of its electronic signatures, by `workflow.integrity.signed_pdf`; None where nobody looked."""


class EvidenceFolder:
    """The folder of a workspace that holds the files, two levels deep."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Where the file of that content hash lies."""
        return self.folder / digest[:2] / digest

    def keep(self, given: str) -> Kept:
        """Copy a file in, on disk before it is said to be; `given` is PATH or KIND=PATH.

        Raises InvalidValue for an unknown kind, a missing, empty, special or too large file, and WorkspaceError where
        the folder cannot be written.
        """
        kept, content = opened(given)
        self.put(kept, content)
        return kept

    def put(self, kept: Kept, content: bytes) -> None:
        """Copy in a file that was opened. Raises WorkspaceError."""
        target = self.path(kept.sha256)
        try:
            if not _is_kept(target, kept.sha256):
                _write_durably(target, content)
        except OSError as fault:
            why = reason(fault)
            raise WorkspaceError(
                Text(
                    f"La pièce ne peut pas être gardée dans {self.folder} : {why.fr}.",
                    f"The evidence cannot be kept in {self.folder}: {why.en}.",
                ),
                Text("rien n’a été enregistré", "nothing was saved"),
            ) from fault

    def content(self, digest: str) -> bytes:
        """The file of that content hash. Raises WorkspaceError where it is gone, or no longer what it was."""
        path = self.path(digest)
        try:
            content = path.read_bytes()
        except OSError as fault:
            why = reason(fault)
            raise WorkspaceError(
                Text(f"La pièce {path} ne peut pas être lue : {why.fr}.", f"{path} cannot be read: {why.en}."),
                Text("la remettre d’une sauvegarde", "put it back from a backup"),
            ) from fault
        if sha256(content).hexdigest() != digest:
            raise WorkspaceError(
                Text(f"La pièce {path} a été changée.", f"{path} was changed."),
                Text("la remettre d’une sauvegarde, et vérifier : jalon verify", "restore it, and check: jalon verify"),
            )
        return content

    def remove(self, digest: str) -> None:
        """Remove the file of that content hash, if it is there. Raises WorkspaceError."""
        try:
            self.path(digest).unlink(missing_ok=True)
        except OSError as fault:
            why = reason(fault)
            raise WorkspaceError(
                Text(
                    f"La pièce effacée est encore là, {self.path(digest)} : {why.fr}.",
                    f"The erased evidence is still there, {self.path(digest)}: {why.en}.",
                ),
                Text("supprimez ce fichier vous-même", "remove that file yourself"),
            ) from fault


def examine(given: str) -> Kept:
    """What keeping a file would give, with nothing copied. Raises InvalidValue as `EvidenceFolder.keep` does."""
    kept, _ = opened(given)
    return kept


def opened(given: str) -> tuple[Kept, bytes]:
    """What keeping a file would give, and its content. Raises InvalidValue as `EvidenceFolder.keep` does."""
    kind, source = _kind_and_path(given)
    content = _read(source)
    name = file_name(source.name)
    return Kept(kind, name, sha256(content).hexdigest(), len(content), media_type(content)), content


def _kind_and_path(given: str) -> tuple[str, Path]:
    kind, separator, path = given.partition("=")
    if given and not separator:
        return "other", Path(given)
    if kind in EVIDENCE_KINDS and path:
        return kind, Path(path)
    if given and Path(given).exists():
        return "other", Path(given)
    listed, said = ", ".join(EVIDENCE_KINDS), quoted(given)
    raise InvalidValue(
        Text(f"Pièce sans nature ou sans fichier : {said.fr}.", f"Evidence without a kind or a file: {said.en}.")
        if not (kind and path)
        else Text(f"Nature de pièce inconnue : « {kind} ».", f"Unknown kind of evidence: “{kind}”."),
        Text(f"écrivez NATURE=FICHIER, avec : {listed}", f"write KIND=FILE, with: {listed}"),
    )


def _read(source: Path) -> bytes:
    def refused(fr: str, en: str) -> InvalidValue:
        where = shown(str(source), longest=200)
        return InvalidValue(
            Text(f"{where} : {fr}.", f"{where}: {en}."),
            Text("donnez le fichier lui-même, de 200 Mio au plus", "give the file itself, of 200 MiB at most"),
        )

    try:
        # What is opened is what is examined and read: nobody can put another file in its place meanwhile. A link is not
        # followed, since it may point to what the person who gave it may not read; a pipe is not waited for.
        handle = os.open(source, _FLAGS)
    except ValueError:
        raise refused("ce n’est pas un nom de fichier", "it is not the name of a file") from None
    except OSError as fault:
        if source.is_symlink():
            raise refused("c’est un lien symbolique", "it is a symbolic link") from fault
        why = reason(fault)
        raise refused(why.fr, why.en) from fault
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise refused("ce n’est pas un fichier", "it is not a file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            content = file.read(LARGEST + 1)
    except OSError as fault:
        why = reason(fault)
        raise refused(why.fr, why.en) from fault
    finally:
        os.close(handle)
    if not content:
        raise refused("le fichier est vide", "the file is empty")
    if len(content) > LARGEST:
        raise refused("plus de 200 Mio", "larger than 200 MiB")
    return content


def _is_kept(target: Path, digest: str) -> bool:
    """Whether the file is there, whole: one that was cut short or changed is written anew."""
    if target.is_symlink() or not target.is_file():
        return False
    with target.open("rb") as file:
        return file_digest(file, "sha256").hexdigest() == digest


def _write_durably(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def media_type(content: bytes) -> str:
    """What kind of file it is, by its first bytes."""
    return next((kind for start, kind in _SIGNATURES if content.startswith(start)), "application/octet-stream")
