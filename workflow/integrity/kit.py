"""A folder that a third party checks without us, and without trusting us.

LISEZMOI.txt            what this is, and what to type
verify.py               the check, on Python and `cryptography` alone
checkpoint              the newest seal, with the signatures of witnesses
seals/                  every seal there was, and the tokens of the authority
tile/                   the tree and the entries (C2SP tlog-tiles): codes, days, amounts, digests; no names
proofs/                 that the last entry of each dossier is under the seal (C2SP tlog-proof)
keys/                   the public keys; to be compared with those that were published
disclosures.jsonl       the names and texts behind the digests; left out where they must not go
files/                  the evidence, each under its own hash; left out with the texts
"""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from workflow.errors import ProofRefused, WorkspaceError
from workflow.evidence import EvidenceFolder
from workflow.french import counted
from workflow.integrity import files, log, tiles
from workflow.integrity.checkpoint import Checkpoint as Sealed
from workflow.integrity.merkle import WIDTH
from workflow.integrity.note import Note
from workflow.integrity.readme import readme
from workflow.language import Text
from workflow.models import Checkpoint, Disclosure, Evidence, HistoryEntry, Leaf
from workflow.rows import table_of
from workflow.store import Reading
from workflow.system import reason


@dataclass(frozen=True, slots=True)
class Kit:
    """What was written."""

    folder: Path
    entries: int
    files: int
    proofs: int
    missing: int
    """Files that entries rest on and that are not in the folder of evidence."""


def export(
    reading: Reading,
    folder: Path,
    *,
    keys: Path,
    sealed: Path,
    evidence: EvidenceFolder | None,
    texts: bool = True,
    dossiers: Sequence[str] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Kit:
    """Write the kit into a folder that is new or empty.

    `keys` holds the public keys, `sealed` is the folder of the one who seals; without `texts` neither names nor files
    go out. `dossiers` are those whose last entry is proved in a file, by default all. Raises ProofRefused where entries
    are not sealed yet, WorkspaceError where the folder cannot be written or holds something.
    """
    newest = _newest(reading)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise WorkspaceError(
                Text(f"{folder} contient déjà quelque chose.", f"{folder} holds something already."),
                Text("donnez un répertoire neuf ou vide", "give a new or an empty folder"),
            )
        _seals(folder, newest, sealed)
        _keys(folder, keys)
        _tree(reading, folder, newest.size, progress)
        proofs = _proofs(reading, folder, dossiers)
        count = missing = 0
        if texts:
            _texts(reading, folder)
            count, missing = _files(reading, folder, evidence)
        (folder / "verify.py").write_bytes(Path(__file__).with_name("standalone.py").read_bytes())
        text = readme(Sealed.parse(Note.parse(newest.note).text), newest.sealed_at, folder / "keys", texts=texts)
        (folder / "LISEZMOI.txt").write_text(text, encoding="utf-8")
    except OSError as fault:
        why = reason(fault)
        raise WorkspaceError(
            Text(f"Impossible d’écrire dans {folder} : {why.fr}.", f"Cannot write to {folder}: {why.en}."),
            Text("donnez un autre répertoire", "give another folder"),
        ) from fault
    return Kit(folder, newest.size, count, proofs, missing)


def _newest(reading: Reading) -> Checkpoint:
    newest, entries = log.last_checkpoint(reading), log.entries(reading)
    if newest is None or newest.size != entries:
        left = entries - (newest.size if newest is not None else 0)
        fr, en = counted(left, "entrée n’est", "entrées ne sont"), "entry is" if left == 1 else "entries are"
        raise ProofRefused(
            Text(f"{fr} pas encore {'scellée' if left == 1 else 'scellées'}.", f"{left:,} {en} not sealed yet."),
            Text("scellez d’abord : jalon seal", "seal first: jalon seal"),
        )
    return newest


def _seals(folder: Path, newest: Checkpoint, sealed: Path) -> None:
    (folder / "seals").mkdir()
    for path in sorted(sealed.glob("0*.*")):
        shutil.copyfile(path, folder / "seals" / path.name)
    cosigned = sealed / f"{newest.number:06}.cosigned"
    (folder / "checkpoint").write_text(files.read(cosigned) if cosigned.exists() else newest.note, encoding="utf-8")


def _keys(folder: Path, keys: Path) -> None:
    (folder / "keys").mkdir()
    for path in sorted(keys.glob("*.p[ue][bm]")):
        shutil.copyfile(path, folder / "keys" / path.name)


def _tree(reading: Reading, folder: Path, size: int, progress: Callable[[int, int], None]) -> None:
    """The tiles and the bundles of entries."""

    def hashes() -> Iterator[list[bytes]]:
        for start in range(0, size, WIDTH):
            rows = _entries(reading, start, min(start + WIDTH, size))
            _put(folder / tiles.path(tiles.ENTRIES, start // WIDTH, len(rows)), tiles.bundle(body for body, _ in rows))
            progress(start + len(rows), size)
            yield [log.raw(digest) for _, digest in rows]

    for path, content in tiles.tree(hashes()):
        _put(folder / path, content)


def _entries(reading: Reading, start: int, stop: int) -> list[tuple[bytes, str]]:
    entry, leaf = table_of(HistoryEntry), table_of(Leaf)
    query = (
        select(entry.c.body, leaf.c.hash)
        .join(leaf, leaf.c.entry_id == entry.c.id)
        .where(leaf.c.number >= start, leaf.c.number < stop)
        .order_by(leaf.c.number)
    )
    return [(bytes(body), digest) for body, digest in reading.query(query)]


def _proofs(reading: Reading, folder: Path, dossiers: Sequence[str] | None) -> int:
    (folder / "proofs").mkdir()
    entry = table_of(HistoryEntry)
    query = select(entry.c.dossier_id, func.max(entry.c.seq)).group_by(entry.c.dossier_id)
    heads = dict(tuple(row) for row in reading.query(query))
    whole = log.tree(reading)
    for dossier in heads if dossiers is None else dossiers:
        proof = log.prove(reading, dossier, heads.get(dossier, 0), whole)
        _put(folder / "proofs" / f"{dossier}.tlog-proof", str(proof).encode())
    return len(heads if dossiers is None else dossiers)


def _texts(reading: Reading, folder: Path) -> None:
    one = table_of(Disclosure)
    with (folder / "disclosures.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        for row in reading.query(select(one).order_by(one.c.dossier_id, one.c.seq, one.c.digest)):
            told = {"dossier": row.dossier_id, "seq": row.seq, "text": row.text}
            file.write(json.dumps(told, ensure_ascii=False) + "\n")


def _files(reading: Reading, folder: Path, evidence: EvidenceFolder | None) -> tuple[int, int]:
    """How many files were put there, and how many are not where they should be."""
    known = [row.sha256 for row in reading.rows(Evidence)]
    if evidence is None:
        return 0, len(known)
    (folder / "files").mkdir()
    there = [sha256 for sha256 in known if evidence.path(sha256).exists()]
    for sha256 in there:
        shutil.copyfile(evidence.path(sha256), folder / "files" / sha256)
    return len(there), len(known) - len(there)


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
