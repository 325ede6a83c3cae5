"""Zip files whose bytes depend on their content alone, and the two hashes of a Word file."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

NOTHING: Mapping[str, bytes] = {}
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6
_UNIX = 3
_FILE = 0o600 << 16


@dataclass(frozen=True, slots=True)
class Digests:
    """What a file is known by."""

    content: str
    """SHA-256 of its bytes."""
    parts: str = ""
    """For a Word file, the SHA-256 of the list of its parts with the SHA-256 of each, uncompressed: another library may
    compress the same parts to other bytes."""


def packed(parts: Mapping[str, bytes], first: Mapping[str, bytes] = NOTHING) -> bytes:
    """The parts as a zip: sorted by name, dated 1980, as one system would write it.

    Those of `first` come before and are not compressed, as an OpenDocument file demands of its `mimetype`.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name, content in [*first.items(), *sorted(parts.items())]:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name in first else zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = _FILE
            archive.writestr(entry, content)
    return buffer.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of a zip that we made or that was found harmless, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}


def digests(content: bytes) -> Digests:
    """The hashes of a file of ours: two for a Word file, one for anything else."""
    whole = sha256(content).hexdigest()
    if not content.startswith(b"PK\x03\x04"):
        return Digests(whole)
    lines = [f"{sha256(part).hexdigest()}  {name}\n" for name, part in sorted(unpacked(content).items())]
    return Digests(whole, sha256("".join(lines).encode()).hexdigest())
