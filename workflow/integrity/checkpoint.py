"""A checkpoint: how many entries there are and the root of the tree over them, signed (C2SP tlog-checkpoint)."""

from collections.abc import Iterable
from dataclasses import dataclass

from workflow.errors import ProofRefused
from workflow.integrity import note
from workflow.integrity.note import Note, Signed
from workflow.keys import PublicKey, Signer
from workflow.language import Text


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a seal says of a log."""

    origin: str
    """Name of the log, as in every entry's body."""
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{note.encoded(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Reads what `text` writes; more lines are refused. Raises ProofRefused."""
        lines = text.split("\n")
        if len(lines) != 4 or not lines[0] or lines[3]:
            raise _no_checkpoint()
        root = note.decoded(lines[2])
        if len(root) != 32:
            raise _no_checkpoint()
        return cls(lines[0], note.number(lines[1]), root)

    def signed(self, signer: Signer, time: int) -> Note:
        """As a note, signed as it is and once more together with the time, in seconds since 1970."""
        return note.sign(self.text, signer).with_lines([note.cosign(self.text, signer, time)])


@dataclass(frozen=True, slots=True)
class Opened:
    """A checkpoint that was read from a note, with those of its signatures that are believed."""

    checkpoint: Checkpoint
    note: Note
    sealed_at: int | None
    """When the one who seals says that he signed it, in seconds since 1970."""
    witnessed: tuple[Signed, ...]
    """The signatures of witnesses, each with its time."""

    @property
    def times(self) -> tuple[int, ...]:
        """When witnesses saw it, in seconds since 1970, the earliest first."""
        return tuple(sorted(one.time for one in self.witnessed if one.time is not None))


def open_checkpoint(
    text: str, seal: Iterable[PublicKey], witnesses: Iterable[PublicKey] = (), origin: str | None = None
) -> Opened:
    """The checkpoint of a note that one of the keys of `seal` signed.

    Raises ProofRefused where none did, where a signature is forged, and for another log than `origin`.
    """
    parsed = Note.parse(text)
    checkpoint = Checkpoint.parse(parsed.text)
    keys = list(seal)
    timed = [key.timed for key in keys]
    signed = parsed.signed_by([*keys, *timed, *witnesses])
    if not any(one.key in keys for one in signed):
        raise ProofRefused(
            Text(
                f"Ce point de contrôle de « {checkpoint.origin} » n’est signé par aucune clé de scellement connue.",
                f"This checkpoint of “{checkpoint.origin}” is signed by no known seal key.",
            ),
            Text("comparez les clés publiques : keys/seal.pub", "compare the public keys: keys/seal.pub"),
        )
    if origin is not None and checkpoint.origin != origin:
        raise ProofRefused(
            Text(
                f"Ce point de contrôle est d’un autre journal : « {checkpoint.origin} » au lieu de « {origin} ».",
                f"This checkpoint is of another log: “{checkpoint.origin}” instead of “{origin}”.",
            )
        )
    others = tuple(one for one in signed if one.key not in keys and one.key not in timed)
    return Opened(checkpoint, parsed, next((one.time for one in signed if one.key in timed), None), others)


def _no_checkpoint() -> ProofRefused:
    return ProofRefused(Text("Ce n’est pas un point de contrôle.", "This is no checkpoint."))
