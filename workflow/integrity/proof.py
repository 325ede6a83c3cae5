"""That one entry is in the sealed history, as one small file: C2SP tlog-proof, extension `.tlog-proof`."""

from collections.abc import Iterable
from dataclasses import dataclass

from workflow.errors import ProofRefused
from workflow.integrity import note
from workflow.integrity.checkpoint import Opened, open_checkpoint
from workflow.integrity.merkle import included
from workflow.keys import PublicKey
from workflow.language import Text

HEADER = "c2sp.org/tlog-proof@v1"
LONGEST = 63
"""Hashes a proof may have: a tree has fewer than 2^63 leaves."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Where an entry is, the hashes up to the root, and the checkpoint with that root."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    """The signed note, as it is."""

    def __str__(self) -> str:
        hashes = "".join(f"{note.encoded(one)}\n" for one in self.hashes)
        return f"{HEADER}\nindex {self.index}\n{hashes}\n{self.checkpoint}"

    @classmethod
    def parse(cls, text: str) -> "Proof":
        """Reads a proof; extra data of somebody else is passed over. Raises ProofRefused."""
        head, separator, checkpoint = text.partition("\n\n")
        lines = head.split("\n")
        if len(lines) > 1 and lines[1].startswith("extra "):
            note.decoded(lines.pop(1).removeprefix("extra "))
        if not separator or lines[0] != HEADER or len(lines) < 2 or not lines[1].startswith("index "):
            raise ProofRefused(Text("Ce n’est pas une preuve d’inclusion.", "This is no proof of inclusion."))
        return cls(note.number(lines[1].removeprefix("index ")), hashes_of(lines[2:]), checkpoint)

    def verify(
        self, entry_hash: bytes, seal: Iterable[PublicKey], witnesses: Iterable[PublicKey] = (), *, origin: str
    ) -> Opened:
        """The checkpoint that holds the entry of that hash. Raises ProofRefused where it does not."""
        opened = open_checkpoint(self.checkpoint, seal, witnesses, origin)
        if not included(entry_hash, self.index, opened.checkpoint.size, self.hashes, opened.checkpoint.root):
            raise ProofRefused(
                Text(
                    "La preuve ne mène pas de l’entrée au point de contrôle.",
                    "The proof does not lead from the entry to the checkpoint.",
                )
            )
        return opened


def hashes_of(lines: Iterable[str]) -> tuple[bytes, ...]:
    """The hashes of a proof, one a line. Raises ProofRefused."""
    found = tuple(note.decoded(line) for line in lines)
    if len(found) > LONGEST or any(len(one) != 32 for one in found):
        raise ProofRefused(Text("Les empreintes de la preuve sont illisibles.", "The proof’s hashes cannot be read."))
    return found
