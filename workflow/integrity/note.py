"""A text signed by one or several keys: C2SP signed-note, with the timed cosignatures of C2SP tlog-cosignature.

The text ends with a newline; after an empty line come the signatures, one a line: `— name base64(id, signature)`.
Whoever reads a note names the keys he believes; lines of other keys are passed over.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

from workflow.errors import ProofRefused
from workflow.keys import COSIGNATURE, PublicKey, Signer
from workflow.language import Text

MOST_SIGNATURES = 64
LARGEST = 64 * 1024
"""Bytes a note may have: far more than a checkpoint needs."""


@dataclass(frozen=True, slots=True)
class Signed:
    """That a key signed a text; `time` is given for a cosignature, in seconds since 1970."""

    key: PublicKey
    time: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A text with its signatures, not yet believed."""

    text: str
    lines: tuple[str, ...]
    """The signature lines, without their newlines."""

    @classmethod
    def parse(cls, note: str) -> "Note":
        """Reads a note. Raises ProofRefused for what is none."""
        # Lines end at \n alone: str.splitlines would end them at eight other characters too.
        text, separator, signatures = note.rpartition("\n\n")
        lines = signatures.split("\n")
        forbidden = any(character < " " and character != "\n" for character in note)
        if not separator or not text or lines.pop() or not lines or forbidden or len(note) > LARGEST:
            raise _refused("ce n’est pas une note signée", "this is no signed note")
        if len(lines) > MOST_SIGNATURES or not all(line.startswith("— ") for line in lines):
            raise _refused("les signatures de la note sont illisibles", "the note’s signatures cannot be read")
        return cls(text + "\n", tuple(lines))

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{line}\n" for line in self.lines)

    def signed_by(self, keys: Iterable[PublicKey]) -> list[Signed]:
        """Which of these keys signed it. Raises ProofRefused where a line names one of them and is not by it."""
        known = {(key.name, key.id): key for key in keys}
        found = []
        for line in self.lines:
            name, blob = _signature(line)
            key = known.get((name, blob[:4]))
            if key is None:
                continue
            time = int.from_bytes(blob[4:12], "big") if key.kind == COSIGNATURE else None
            signature = blob[4:] if time is None else blob[12:]
            if not key.verify(signature, _message(self.text, time)):
                raise _refused(
                    f"une signature au nom de {key.name} n’est pas de cette clé",
                    f"a signature in the name of {key.name} is not by that key",
                )
            found.append(Signed(key, time))
        return found

    def with_lines(self, lines: Iterable[str]) -> "Note":
        """The same text with more signature lines; those it has already are not repeated."""
        return Note(self.text, tuple(dict.fromkeys([*self.lines, *lines])))


def sign(text: str, signer: Signer) -> Note:
    """The text, which ends with a newline, signed by one key."""
    return Note(text, (line_of(signer.public, None, signer.sign(text.encode())),))


def cosign(text: str, signer: Signer, time: int) -> str:
    """The line by which somebody signs a text together with the time, in seconds since 1970."""
    return line_of(signer.public.timed, time, signer.sign(_message(text, time)))


def line_of(key: PublicKey, time: int | None, signature: bytes) -> str:
    """A signature line."""
    blob = key.id + (b"" if time is None else time.to_bytes(8, "big")) + signature
    return f"— {key.name} {base64.b64encode(blob).decode()}"


def _message(text: str, time: int | None) -> bytes:
    return text.encode() if time is None else f"cosignature/v1\ntime {time}\n{text}".encode()


def _signature(line: str) -> tuple[str, bytes]:
    name, _, encoded = line.removeprefix("— ").partition(" ")
    blob = decoded(encoded)
    if not name or "+" in name or len(blob) < 5:
        raise _refused("une signature de la note est illisible", "a signature of the note cannot be read")
    return name, blob


def encoded(hash_: bytes) -> str:
    """Standard base64, as these formats write hashes."""
    return base64.b64encode(hash_).decode()


def decoded(text: str) -> bytes:
    """What `encoded` wrote. Raises ProofRefused for anything else."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not found or encoded(found) != text:
        raise _refused(f"« {text[:60]} » n’est pas en base64", f"“{text[:60]}” is not base64")
    return found


def number(text: str) -> int:
    """A decimal number without leading zeroes, below 2^63. Raises ProofRefused for anything else."""
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and str(int(text)) == text and int(text) < 2**63):
        raise _refused(f"« {text[:60]} » n’est pas un nombre", f"“{text[:60]}” is no number")
    return int(text)


def _refused(fr: str, en: str) -> ProofRefused:
    return ProofRefused(Text(f"{fr[0].upper()}{fr[1:]}.", f"{en[0].upper()}{en[1:]}."))
