"""What was carried out of reach of those who could change the database, read back to be compared with it.

*.checkpoint, *.cosigned, checkpoint    seals, with the signatures of witnesses
*.tsr                                   the token of an authority over the .checkpoint beside it
*.tlog-proof                            that an entry is in a seal
*.receipt                               what people were given: a line `dossier seq hash` each, or JSON, as --json gives
*.pub, *.pem                            the public keys, where they were carried out too (see `keys`)
"""

import errno
import json
import os
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from workflow.errors import JalonError, ProofRefused
from workflow.integrity import files, timestamp
from workflow.integrity.checkpoint import Checkpoint, Opened, open_checkpoint
from workflow.integrity.note import Note
from workflow.integrity.proof import Proof
from workflow.integrity.timestamp import NoTimestampLibrary
from workflow.keys import Trust
from workflow.language import Text

SEALS = (".checkpoint", ".cosigned")
NO_SEAL_KEY = Text("les signatures des sceaux (pas de clé seal.pub)", "the signatures of the seals (no key seal.pub)")


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint that lay outside, and when it was there for certain."""

    place: str
    opened: Opened
    times: tuple[int, ...] = ()
    """What witnesses and authorities say, in seconds since 1970."""


@dataclass
class Outside:
    """Everything that was found in the folder."""

    checkpoints: list[Kept] = field(default_factory=list)
    proofs: list[tuple[str, Proof]] = field(default_factory=list)
    receipts: dict[tuple[str, int], list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    """Hash and place of each receipt, by dossier and sequence number."""
    faults: list[tuple[str, Text]] = field(default_factory=list)
    """Files that do not say what they should, and why."""
    passed: list[Text] = field(default_factory=list)
    """What could not be looked at with what is installed here."""


def gather(folder: Path | None, trust: Trust, origin: str | None = None) -> Outside:
    """What lies in a folder and those below it; None for nothing. Raises WorkspaceError where it is no folder."""
    found = Outside()
    if folder is None:
        return found
    if not folder.is_dir():
        why = errno.ENOTDIR if folder.exists() else errno.ENOENT
        raise files.cannot("lire", "read", folder, OSError(why, os.strerror(why)))
    stamped: dict[Path, int] = {}
    for path in sorted(folder.rglob("*.tsr")):
        _read_token(found, path, trust, stamped)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        place = path.relative_to(folder).as_posix()
        try:
            if path.suffix in SEALS or path.name == "checkpoint":
                opened = _open(files.read(path), trust, origin)
                times = [*opened.times, *([stamped[path]] if path in stamped else [])]
                found.checkpoints.append(Kept(place, opened, tuple(sorted(times))))
            elif path.suffix == ".tlog-proof":
                proof = Proof.parse(files.read(path))
                _open(proof.checkpoint, trust, origin)
                found.proofs.append((place, proof))
            elif path.suffix == ".receipt":
                for line in _receipts(files.read(path)):
                    _read_receipt(found, line, place)
        except JalonError as fault:
            found.faults.append((place, fault.message))
    if not trust.seal:
        found.passed.append(NO_SEAL_KEY)
    return found


def _open(text: str, trust: Trust, origin: str | None) -> Opened:
    if trust.seal:
        return open_checkpoint(text, trust.seal, trust.witnesses, origin)
    parsed = Note.parse(text)
    return Opened(Checkpoint.parse(parsed.text), parsed, None, tuple(parsed.signed_by(trust.witnesses)))


def _read_token(found: Outside, path: Path, trust: Trust, stamped: dict[Path, int]) -> None:
    sealed = path.with_suffix(".checkpoint")
    try:
        if not trust.authorities:
            said = Text("les horodatages (pas de authority.pem)", "the time stamps (no authority.pem)")
            found.passed.append(said)
            return
        stamp = timestamp.check(path.read_bytes(), files.read(sealed).encode(), trust.authorities)
        stamped[sealed] = int(stamp.time.timestamp())
    except NoTimestampLibrary as missing:
        found.passed.append(Text(f"les horodatages ({missing.remedy})", f"the time stamps ({missing.remedy})"))
    except JalonError as fault:
        found.faults.append((path.name, fault.message))
    except OSError as fault:
        found.faults.append((path.name, files.cannot("lire", "read", path, fault).message))


def _receipts(text: str) -> list[str]:
    """The receipts of a file, one a line; what a command answered with --json is one, however it is laid out."""
    with suppress(ValueError, RecursionError):
        return [json.dumps(json.loads(text))]
    return text.split("\n")


def _read_receipt(found: Outside, line: str, place: str) -> None:
    """Raises ProofRefused for a line that is no receipt."""
    if not line.strip():
        return
    try:
        if line.lstrip().startswith("{"):
            values = json.loads(line)
            dossier, seq, digest = values["dossier"], values["seq"], values["hash"]
        else:
            dossier, seq, digest = line.split()
        found.receipts[str(dossier), int(seq)].append((str(digest), place))
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise ProofRefused(
            Text(f"Ce n’est pas un reçu : « {line[:60]} ».", f"This is no receipt: “{line[:60]}”."),
        ) from fault
