"""The Merkle tree of RFC 9162 (section 2.1) over SHA-256: roots, inclusion proofs, consistency proofs.

Hashes are bytes, 32 each; leaves are given as leaf hashes. The tree of a million leaves is never in memory at once: a
`Frontier` grows it from the right, a `Tree` reads the leaves it needs.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

WIDTH = 256
"""Leaves under one subtree that a `Tree` remembers: the width of a tile."""

EMPTY = sha256().digest()
"""The root of a tree without leaves."""


def leaf(data: bytes) -> bytes:
    """The hash of a leaf that holds `data`."""
    return sha256(b"\x00" + data).digest()


def leaves(data: Iterable[bytes]) -> list[bytes]:
    """The hashes of many leaves."""
    return [sha256(b"\x00" + one).digest() for one in data]


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a tree: all that is needed to add leaves and to know the root, at most 64 hashes."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """A frontier as it was; one peak for each bit that is set in `size`. Raises ValueError otherwise."""
        if size < 0 or len(peaks) != size.bit_count() or any(len(peak) != 32 for peak in peaks):
            raise ValueError("these are not the peaks of a tree of that size")
        self.size = size
        self.peaks = list(peaks)
        """Roots of the complete subtrees, the largest first."""

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes on the right."""
        some = list(leaves)
        # Whole subtrees are hashed level by level, which is quicker than leaf by leaf; the tree is the same.
        alone = min(-self.size % WIDTH, len(some))
        for new in some[:alone]:
            self.add(new)
        whole = (len(some) - alone) // WIDTH * WIDTH
        for at in range(alone, alone + whole, WIDTH):
            self._push(_complete(some[at : at + WIDTH]), WIDTH)
        for new in some[alone + whole :]:
            self.add(new)

    def add(self, leaf: bytes) -> None:
        """Add one leaf hash on the right."""
        self._push(leaf, 1)

    def _push(self, edge: bytes, leaves: int) -> None:
        """Add a complete subtree of that many leaves, of which the size is a multiple."""
        peaks, count = self.peaks, self.size // leaves
        while count & 1:
            edge = sha256(b"\x01" + peaks.pop() + edge).digest()
            count >>= 1
        peaks.append(edge)
        self.size += leaves

    def root(self) -> bytes:
        """The root of the tree so far."""
        if not self.peaks:
            return EMPTY
        found = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            found = node(peak, found)
        return found

    def copy(self) -> "Frontier":
        """Another one, to grow on its own."""
        return Frontier(self.size, self.peaks)


def _complete(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    while len(hashes) > 1:
        hashes = [
            sha256(b"\x01" + left + right).digest() for left, right in zip(hashes[::2], hashes[1::2], strict=True)
        ]
    return hashes[0]


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root of the tree with these leaf hashes."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


class Tree:
    """Any root and any proof of a tree whose leaf hashes can be read; it keeps one hash for each 256 leaves."""

    def __init__(self, size: int, read: Callable[[int, int], Sequence[bytes]]) -> None:
        """`read(start, stop)` gives leaf hashes; it is asked for whole tiles, once for each while roots are made."""
        self.size = size
        self._read = read
        self._tiles: list[bytes] = []
        self._last: tuple[int, Sequence[bytes]] = (-1, ())

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` leaves, by default over all."""
        size = self.size if size is None else size
        return self._hash(0, size) if size else EMPTY

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The proof that leaf `index` is in the tree of the first `size` leaves, its sibling first (2.1.3.1)."""
        size = self.size if size is None else size
        if not 0 <= index < size <= self.size:
            raise ValueError("no such leaf")
        proof: list[bytes] = []
        start, stop = 0, size
        while stop - start > 1:
            middle = start + _split(stop - start)
            if index < middle:
                proof.append(self._hash(middle, stop))
                stop = middle
            else:
                proof.append(self._hash(start, middle))
                start = middle
        return proof[::-1]

    def consistency(self, old: int, size: int | None = None) -> list[bytes]:
        """The proof that the tree of the first `old` leaves is the beginning of that of `size` (2.1.4.1)."""
        size = self.size if size is None else size
        if not 0 <= old <= size <= self.size:
            raise ValueError("no such tree")
        if old in (0, size):
            return []
        proof: list[bytes] = []
        start, stop, whole = 0, size, True
        while start + old != stop:
            middle = _split(stop - start)
            if old <= middle:
                proof.append(self._hash(start + middle, stop))
                stop = start + middle
            else:
                proof.append(self._hash(start, start + middle))
                start, old, whole = start + middle, old - middle, False
        if not whole:
            proof.append(self._hash(start, stop))
        return proof[::-1]

    def _hash(self, start: int, stop: int) -> bytes:
        count = stop - start
        if count >= WIDTH and count & (count - 1) == 0:  # a complete subtree, therefore of whole tiles
            frontier = Frontier()
            frontier.extend(self._tile(number) for number in range(start // WIDTH, stop // WIDTH))
            return frontier.root()
        if count <= WIDTH and start // WIDTH == (stop - 1) // WIDTH:
            return root_of(self._leaves(start, stop))
        middle = start + _split(count)
        return node(self._hash(start, middle), self._hash(middle, stop))

    def _tile(self, number: int) -> bytes:
        while len(self._tiles) <= number:
            start = len(self._tiles) * WIDTH
            self._tiles.append(root_of(self._leaves(start, start + WIDTH)))
        return self._tiles[number]

    def _leaves(self, start: int, stop: int) -> Sequence[bytes]:
        first = start - start % WIDTH
        if self._last[0] != first:
            self._last = first, self._read(first, min(first + WIDTH, self.size))
        found = self._last[1][start - first : stop - first]
        if len(found) != stop - start:
            raise ValueError("a leaf is missing")
        return found


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return int(1 << ((count - 1).bit_length() - 1))


def included(hash_: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that leaf `index` of the tree of `size` leaves with that root is `hash_` (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    path, last, found = index, size - 1, hash_
    for step in proof:
        if last == 0:
            return False
        if path & 1 or path == last:
            found = node(step, found)
            while not path & 1 and path:
                path, last = path >> 1, last >> 1
        else:
            found = node(found, step)
        path, last = path >> 1, last >> 1
    return last == 0 and found == root


def consistent(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree of `old` leaves is the beginning of that of `size` leaves (2.1.4.2)."""
    if not 0 <= old <= size:
        return False
    if old == size or old == 0:
        return not proof and (old_root == root if old == size else old_root == EMPTY)
    steps = list(proof)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    path, last = old - 1, size - 1
    while path & 1:
        path, last = path >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if path & 1 or path == last:
            before, after = node(step, before), node(step, after)
            while not path & 1 and path:
                path, last = path >> 1, last >> 1
        else:
            after = node(after, step)
        path, last = path >> 1, last >> 1
    return last == 0 and before == old_root and after == root
