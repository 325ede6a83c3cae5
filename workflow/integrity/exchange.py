"""Between the one who seals and a witness: files in a folder that both can reach.

add-checkpoint          the request: the size the witness signed last, the proof of consistency, the checkpoint
<witness>.cosignature   the answer: a signature line of C2SP tlog-cosignature
<witness>.size          the answer where the witness signed another size last
"""

from collections.abc import Sequence
from pathlib import Path

from workflow.errors import ProofRefused
from workflow.integrity import files, log, note
from workflow.integrity.checkpoint import Checkpoint
from workflow.integrity.note import Note
from workflow.integrity.witness import REQUEST, OtherSize, file_name
from workflow.keys import PublicKey
from workflow.language import Text
from workflow.store import Reading


def request(reading: Reading, checkpoint: str, old: int) -> str:
    """What the one who seals asks a witness that signed the size `old` last, 0 for never.

    Raises ProofRefused where the checkpoint is smaller than that.
    """
    size = Checkpoint.parse(Note.parse(checkpoint).text).size
    if old > size:
        raise OtherSize(old, size)
    hashes = log.tree(reading, size).consistency(old) if old else []
    lines = "".join(f"{note.encoded(one)}\n" for one in hashes)
    return f"old {old}\n{lines}\n{checkpoint}"


def ask(reading: Reading, folder: Path, witness: PublicKey, sealed: Path) -> None:
    """Put a request about the newest checkpoint into a folder, for one witness.

    What it signed last is known from the folder of the one who seals, `sealed`, or from what the witness said. Raises
    ProofRefused before the first seal, WorkspaceError where a folder cannot be used.
    """
    newest = log.last_checkpoint(reading)
    if newest is None:
        raise ProofRefused(
            Text("Rien n’est encore scellé.", "Nothing is sealed yet."), Text("jalon seal", "jalon seal")
        )
    said = folder / f"{file_name(witness.name)}.size"
    if said.exists():
        old = note.number(files.read(said).removesuffix("\n"))
    else:
        old = max((_signed_size(path, witness) for path in sealed.glob("*.cosigned")), default=0)
    files.put(folder / REQUEST, request(reading, newest.note, old))


def gather(folder: Path, sealed: Path, witness: PublicKey) -> Path:
    """Put the answer of a witness beside the checkpoint it is about; the file with both signatures.

    Raises ProofRefused for an answer that is not by this witness about one of our checkpoints, WorkspaceError where
    there is none.
    """
    lines = files.read(folder / f"{file_name(witness.name)}.cosignature").removesuffix("\n").split("\n")
    for path in sorted(sealed.glob("*.checkpoint"), reverse=True):
        kept = path.with_suffix(".cosigned")
        parsed = Note.parse(files.read(kept if kept.exists() else path))
        if _is_by(witness, parsed.text, lines):
            files.put(kept, str(parsed.with_lines(lines)))
            (folder / f"{file_name(witness.name)}.size").unlink(missing_ok=True)
            return kept
    raise ProofRefused(
        Text(
            f"La réponse de {witness.name} n’est la signature d’aucun de nos points de contrôle.",
            f"The answer of {witness.name} signs none of our checkpoints.",
        )
    )


def _signed_size(path: Path, witness: PublicKey) -> int:
    parsed = Note.parse(files.read(path))
    return Checkpoint.parse(parsed.text).size if parsed.signed_by([witness]) else 0


def _is_by(witness: PublicKey, text: str, lines: Sequence[str]) -> bool:
    try:
        return bool(Note(text, tuple(lines)).signed_by([witness]))
    except ProofRefused:
        return False
