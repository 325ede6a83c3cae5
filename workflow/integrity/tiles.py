"""The tree and the entries as files that need no program to be served: C2SP tlog-tiles.

tile/<level>/<number>[.p/<width>]     up to 256 hashes of one level, 32 bytes each
tile/entries/<number>[.p/<width>]     up to 256 entries, each after its length in two bytes
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from workflow.integrity.merkle import WIDTH, root_of

ENTRIES = "entries"


def path(level: int | str, number: int, width: int) -> PurePosixPath:
    """Where a tile of `width` hashes or entries lies."""
    parts = [f"{number % 1000:03}"]
    while number >= 1000:
        number //= 1000
        parts.insert(0, f"x{number % 1000:03}")
    if width < WIDTH:
        parts[-1] += ".p"
        parts.append(str(width))
    return PurePosixPath("tile", str(level), *parts)


def bundle(entries: Iterable[bytes]) -> bytes:
    """The content of a bundle of entries."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundle(content: bytes) -> Iterator[bytes]:
    """The entries of a bundle. Raises ValueError where it is cut."""
    at = 0
    while at < len(content):
        length = int.from_bytes(content[at : at + 2], "big")
        entry = content[at + 2 : at + 2 + length]
        if len(entry) != length or at + 2 > len(content):
            raise ValueError("the bundle is cut")
        yield entry
        at += 2 + length


def tree(leaves: Iterable[Sequence[bytes]]) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The tiles of a tree, from its leaf hashes by chunks of 256; only the last chunk may be shorter."""
    rows: list[list[bytes]] = []
    counts: list[int] = []

    def add(level: int, hash_: bytes) -> Iterator[tuple[PurePosixPath, bytes]]:
        if level == len(rows):
            rows.append([])
            counts.append(0)
        rows[level].append(hash_)
        if len(rows[level]) == WIDTH:
            full, rows[level] = rows[level], []
            yield path(level, counts[level], WIDTH), b"".join(full)
            counts[level] += 1
            yield from add(level + 1, root_of(full))

    for chunk in leaves:
        for hash_ in chunk:
            yield from add(0, hash_)
    for level, row in enumerate(rows):
        if row:
            yield path(level, counts[level], len(row)), b"".join(row)
