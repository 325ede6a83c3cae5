"""Another administration as a witness: it checks that the log only grew, and signs that with the time.

It keeps one small file of its own: for each log, the largest tree it signed. Request and answer are those of C2SP
tlog-witness; they may go through a shared folder, a mailbox or a disk (see `exchange`).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.dates import Clock, now
from workflow.errors import ProofRefused, WorkspaceError
from workflow.integrity import files, note
from workflow.integrity.checkpoint import open_checkpoint
from workflow.integrity.merkle import EMPTY, consistent
from workflow.integrity.proof import hashes_of
from workflow.keys import PublicKey, Signer
from workflow.language import Text

REQUEST = "add-checkpoint"
"""The file of the request, as C2SP tlog-witness names it."""


class OtherSize(ProofRefused):
    """The request begins at another size than the one the witness signed last."""

    code = "witness-size"

    def __init__(self, known: int, asked: int) -> None:
        self.known = known
        super().__init__(
            Text(
                f"Le témoin a signé la taille {known} ; la demande part de {asked}.",
                f"The witness signed size {known}; the request begins at {asked}.",
            ),
            Text("refaites la demande à partir de cette taille", "ask again from that size"),
        )


@dataclass(frozen=True, slots=True)
class _Seen:
    size: int
    root: bytes


class Witness:
    """One who signs what he could check against what he signed before."""

    def __init__(self, signer: Signer, memory: Path, logs: Iterable[PublicKey], *, clock: Clock = now) -> None:
        """`signer` is a cosignature key, `memory` a file of the witness's own, `logs` the seal keys it believes."""
        self._signer = signer
        self._memory = memory
        self._logs = tuple(logs)
        self._clock = clock

    @property
    def name(self) -> str:
        """The name in its signatures."""
        return self._signer.public.name

    def answer(self, asked: str) -> str:
        """The signature line for a request, remembered before it is given.

        Raises OtherSize, ProofRefused where the log is unknown or did not only grow, WorkspaceError.
        """
        head, separator, text = asked.partition("\n\n")
        lines = head.split("\n")
        if not separator or not lines[0].startswith("old "):
            raise ProofRefused(Text("Ce n’est pas une demande à un témoin.", "This is no request to a witness."))
        old, proof = note.number(lines[0].removeprefix("old ")), hashes_of(lines[1:])
        opened = open_checkpoint(text, self._logs)
        checkpoint = opened.checkpoint
        seen = self._seen()
        known = seen.get(checkpoint.origin, _Seen(0, EMPTY))
        if old != known.size:
            raise OtherSize(known.size, old)
        if not consistent(known.size, known.root, checkpoint.size, checkpoint.root, proof):
            raise ProofRefused(
                Text(
                    f"« {checkpoint.origin} » n’a pas seulement grandi depuis la taille {known.size} : non signé.",
                    f"“{checkpoint.origin}” did not only grow since size {known.size}: not signed.",
                ),
                Text(
                    "gardez cette demande : les deux points de contrôle signés se contredisent, c’est une preuve",
                    "keep this request: the two signed checkpoints contradict each other, that is evidence",
                ),
            )
        self._remember({**seen, checkpoint.origin: _Seen(checkpoint.size, checkpoint.root)})
        return note.cosign(opened.note.text, self._signer, int(self._clock().timestamp())) + "\n"

    def visit(self, folder: Path) -> str:
        """Answer the request that lies in a folder with a file beside it; gives the line. Raises as `answer`."""
        asked = files.read(folder / REQUEST)
        try:
            line = self.answer(asked)
        except OtherSize as refused:
            files.put(folder / f"{file_name(self.name)}.size", f"{refused.known}\n")
            raise
        files.put(folder / f"{file_name(self.name)}.cosignature", line)
        return line

    def _seen(self) -> Mapping[str, _Seen]:
        if not self._memory.exists():
            return {}
        try:
            values: dict[str, Any] = json.loads(files.read(self._memory))
            return {name: _Seen(one["size"], bytes.fromhex(one["root"])) for name, one in values.items()}
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise WorkspaceError(
                Text(
                    f"La mémoire du témoin est abîmée : {self._memory}.",
                    f"The witness’s memory is damaged: {self._memory}.",
                ),
                Text("remettez-la depuis votre sauvegarde", "put it back from your backup"),
            ) from fault

    def _remember(self, seen: Mapping[str, _Seen]) -> None:
        files.put(
            self._memory, json.dumps({name: {"size": one.size, "root": one.root.hex()} for name, one in seen.items()})
        )


def file_name(name: str) -> str:
    """What the files of a witness are called."""
    return "".join(character if character.isalnum() or character in ".-" else "_" for character in name)
