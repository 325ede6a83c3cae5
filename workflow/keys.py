"""Signing keys: Ed25519, each in a file of its own outside the database, and the public keys that others check with.

A key has a name, and both its forms are one line of text. The public form is the verifier key of C2SP signed-note,
`name+id+base64`, which Go's `sumdb/note` reads too; so does it read the private form, `PRIVATE+KEY+name+id+base64`.

    keys/application.key     what this installation signs each entry with       application.pub   its public form
    keys/seal.key            what the one who seals signs checkpoints with       seal.pub
    keys/witness-….pub       those who cosign                                    authority-….pem   who stamps the time

The public forms are told by the beginning of their file's name; several may follow each other after a change of key.
"""

import base64
import binascii
import os
import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from workflow.errors import InvalidValue, KeyFileError
from workflow.french import elide
from workflow.language import Text
from workflow.system import reason

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NOTE = 1
"""Signs a text as it is (C2SP signed-note)."""
COSIGNATURE = 4
"""Signs a checkpoint together with the time (C2SP tlog-cosignature)."""

FOLDER = "keys"
APPLICATION = "application"
SEAL = "seal"
WITNESS = "witness"
AUTHORITY = "authority"

_PRIVATE = "PRIVATE+KEY+"
_LONGEST = 4096
"""Bytes that the file of a key may have at most."""
_NAME = re.compile(r"[^\s+\x00-\x1f]+")


@dataclass(frozen=True)
class PublicKey:
    """Whom a signature is from: a name, what kind of signature, and 32 bytes."""

    name: str
    kind: int
    raw: bytes

    @cached_property
    def id(self) -> bytes:
        """Four bytes that tell the keys of one name apart."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.raw).digest()[:4]

    @property
    def vkey(self) -> str:
        """The public form, one line."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.raw).decode()}"

    @property
    def timed(self) -> "PublicKey":
        """The same key as one that signs together with the time."""
        return PublicKey(self.name, COSIGNATURE, self.raw)

    @classmethod
    def parse(cls, vkey: str) -> "PublicKey":
        """Reads what `vkey` writes, and nothing else. Raises InvalidValue."""
        name, _, rest = vkey.partition("+")
        given, _, encoded = rest.partition("+")
        raw = _decoded(encoded)
        if not _NAME.fullmatch(name) or len(raw) != 33 or raw[0] not in (NOTE, COSIGNATURE):
            raise _no_key(vkey)
        found = cls(name, raw[0], raw[1:])
        if found.vkey != vkey or found.id.hex() != given:
            raise _no_key(vkey)
        return found

    def verify(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature of `message` is by this key."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415  # only those who verify load it

        try:
            self._loaded.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    @cached_property
    def _loaded(self) -> "Ed25519PublicKey":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415  # only those who verify load it
            Ed25519PublicKey,
        )

        return Ed25519PublicKey.from_public_bytes(self.raw)


class Signer:
    """A private key in hand."""

    def __init__(self, name: str, kind: int, seed: bytes) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415  # only those who sign load it
            Ed25519PrivateKey,
        )

        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = PublicKey(name, kind, self._key.public_key().public_bytes_raw())
        self._seed = seed

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the signature."""
        return self._key.sign(message)

    def sign_entry(self, digest: str) -> bytes:
        """What is kept beside an entry: the key's id, and its signature of the entry's hash."""
        return self.public.id + self._key.sign(base64.urlsafe_b64decode(digest + "="))

    def _private_form(self) -> str:
        encoded = base64.b64encode(bytes([self.public.kind]) + self._seed).decode()
        return f"{_PRIVATE}{self.public.name}+{self.public.id.hex()}+{encoded}"


def make(path: Path, name: str, kind: int = NOTE) -> Signer:
    """A new key in a new file that only its owner may read, and its public form beside it as `.pub`.

    Raises InvalidValue for a name with a space or a +, KeyFileError where there is a key already or no right to write.
    """
    if not _NAME.fullmatch(name):
        raise InvalidValue(
            Text(
                f"« {name} » ne peut pas nommer une clé : ni espace ni +.",
                f"“{name}” cannot name a key: no space, no +.",
            ),
            Text("par exemple : journal.exemple.fr/2026", "for instance: log.example.org/2026"),
        )
    signer = Signer(name, kind, os.urandom(32))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_new(path, signer._private_form(), 0o600)  # noqa: SLF001  # nobody else needs the private form
        publish(path.with_suffix(".pub"), signer.public)
    except FileExistsError:
        raise KeyFileError(
            Text(f"Il y a déjà une clé : {path}.", f"There is a key already: {path}."),
            Text(
                "une clé ne se remplace pas sans y penser : déplacez d’abord l’ancienne",
                "a key is not replaced by accident: move the old one first",
            ),
        ) from None
    except OSError as fault:
        raise _cannot("écrire", "write", path, fault) from fault
    return signer


def publish(path: Path, key: PublicKey) -> None:
    """Add a public key to a file of them, after those that are there already; each is there once. Raises KeyFileError.

    The keys that were used before stay: what they signed is verified with them.
    """
    try:
        told = path.read_text(encoding="utf-8") if path.exists() else ""
        if key.vkey not in told.split("\n"):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{'' if told.endswith(chr(10)) or not told else chr(10)}{key.vkey}\n")
    except (OSError, UnicodeDecodeError) as fault:
        raise _cannot("écrire", "write", path, fault) from fault


def load(path: Path) -> Signer:
    """The key of a file. Raises KeyFileError where there is none, where others may read it, or if it is no key."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LONGEST:
            raise _damaged(path)  # nor is it read, which could last for ever, or told to be closed to others
        text = path.read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as fault:
        raise _cannot("lire", "read", path, fault) from fault
    name, _, rest = text.removeprefix(_PRIVATE).partition("+")
    raw = _decoded(rest.partition("+")[2])
    if not text.startswith(_PRIVATE) or len(raw) != 33 or raw[0] not in (NOTE, COSIGNATURE):
        raise _damaged(path)
    if os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077:
        close = f"chmod 600 {quote(str(path))}"
        raise KeyFileError(
            Text(f"D’autres que vous peuvent lire la clé {path}.", f"Others than you can read the key file {path}."),
            Text(close, close),
        )
    signer = Signer(name, raw[0], raw[1:])
    if signer._private_form() != text:  # noqa: SLF001  # the id is part of it: a changed byte shows
        raise _damaged(path)
    return signer


def application_path(workspace: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """Where the application's key lies: where `JALON_KEY` says, else keys/application.key of the workspace."""
    named = environ.get("JALON_KEY", "").strip()
    return Path(named).expanduser() if named else workspace / FOLDER / f"{APPLICATION}.key"


def application_signer(workspace: Path, environ: Mapping[str, str] = os.environ) -> Signer | None:
    """The application's key; None where the workspace never had one. Raises KeyFileError as `load` does.

    A key that `JALON_KEY` names must be there, and one whose public form is in the workspace too: an entry without a
    signature would be taken for one that somebody else wrote.
    """
    path = application_path(workspace, environ)
    if not path.exists() and not environ.get("JALON_KEY", "").strip():
        if not (workspace / FOLDER / f"{APPLICATION}.pub").exists():
            return None
        raise KeyFileError(
            Text(
                f"Les entrées d’ici sont signées, et la clé n’est pas là : {path}.",
                f"The entries here are signed, and the key is not there: {path}.",
            ),
            Text(
                "remettez-la depuis votre sauvegarde, ou dites où elle est : JALON_KEY=FICHIER",
                "put it back from your backup, or say where it is: JALON_KEY=FILE",
            ),
        )
    return load(path)


@dataclass(frozen=True, slots=True)
class Trust:
    """The public keys a verification believes. They must not come from the database that is verified."""

    application: tuple[PublicKey, ...] = ()
    seal: tuple[PublicKey, ...] = ()
    witnesses: tuple[PublicKey, ...] = ()
    authorities: tuple[bytes, ...] = ()
    """Root certificates of the authorities that stamp the time, PEM."""

    @classmethod
    def read(cls, folders: Iterable[Path]) -> "Trust":
        """The keys of the `.pub` and `.pem` files in these folders. Raises KeyFileError for one that is no key."""
        found: dict[str, dict[PublicKey, None]] = {APPLICATION: {}, SEAL: {}, WITNESS: {}}
        authorities: dict[bytes, None] = {}
        for path in sorted(path for folder in folders for path in folder.glob("*.p[ue][bm]")):
            try:
                if path.suffix == ".pem" and path.name.startswith(AUTHORITY):
                    authorities[path.read_bytes()] = None
                elif path.suffix == ".pub":
                    use = next((use for use in found if path.name.startswith(use)), None)
                    lines = path.read_text(encoding="utf-8").split("\n")
                    keys = [PublicKey.parse(line) for line in lines if line and not line.startswith("#")]
                    found.get(use or "", {}).update(dict.fromkeys(keys))
            except (OSError, UnicodeDecodeError) as fault:
                raise _cannot("lire", "read", path, fault) from fault
            except InvalidValue:
                raise _damaged(path) from None
        return cls(tuple(found[APPLICATION]), tuple(found[SEAL]), tuple(found[WITNESS]), tuple(authorities))

    def signer_of(self, signature: bytes) -> PublicKey | None:
        """The application key that an entry's signature names, if it is one we believe."""
        return next((key for key in self.application if key.id == signature[:4]), None)


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _write_new(path: Path, text: str, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def _no_key(text: str) -> InvalidValue:
    shown = text[:60]
    return InvalidValue(Text(f"Ce n’est pas une clé publique : « {shown} ».", f"This is no public key: “{shown}”."))


def _damaged(path: Path) -> KeyFileError:
    return KeyFileError(
        Text(f"{path} ne contient pas une clé, ou est abîmé.", f"{path} holds no key, or is damaged."),
        Text("remettez-le depuis votre sauvegarde", "put it back from your backup"),
    )


def _cannot(fr: str, en: str, path: Path, fault: OSError | UnicodeDecodeError) -> KeyFileError:
    why = reason(fault) if isinstance(fault, OSError) else Text("ce n’est pas du texte", "it is not text")
    return KeyFileError(
        Text(f"Impossible {elide('de', fr)} la clé {path} : {why.fr}.", f"Cannot {en} the key {path}: {why.en}."),
        Text("vérifiez le chemin et les droits", "check the path and the rights"),
    )
