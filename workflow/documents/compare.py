"""What differs between two documents, told as a person would: this word became that one, in this article.

Two generated versions are compared by their stored text, a draft and the file that came back by what both say. What is
compared is words, and an amount is one word. What only a word processor changes is no difference: the kind of a space
or of an apostrophe, the number of an item.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from workflow.documents.blocks import Block, Kind
from workflow.documents.wording import MOST, Piece, State, differences, plain, words
from workflow.language import Text
from workflow.names import shown

_ALIKE = 0.4
"""How much two paragraphs must share to be the same one, changed."""
_MOST_PAIRS = 40_000
"""Pairs of paragraphs that are weighed against one another; beyond, a stretch is told as replaced."""
_AROUND = 6
"""Words shown on each side of a change."""
_LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A block of one document or of both."""

    kind: Kind
    cells: tuple[tuple[Piece, ...], ...]
    under: str
    state: Literal["same", "gone", "new", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference."""

    under: str
    """The heading it stands under."""
    before: str
    after: str
    around: str
    """The words on both sides, as they are now; nothing where a whole block came or went."""

    @property
    def sentence(self) -> Text:
        """What happened, in words."""
        before, after, place = map(_quoted, (self.before, self.after, self.around))
        where = Text(f" dans {place.fr}", f" in {place.en}") if self.around else Text("", "")
        if self.before and self.after:
            return Text(f"{before.fr} devient {after.fr}{where.fr}", f"{before.en} becomes {after.en}{where.en}")
        if self.after:
            return Text(f"ajouté : {after.fr}{where.fr}", f"added: {after.en}{where.en}")
        return Text(f"retiré : {before.fr}{where.fr}", f"removed: {before.en}{where.en}")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents, line by line."""

    lines: tuple[Line, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every difference, in the order of the document."""
        return tuple(change for line in self.lines if line.state != "same" for change in _changes(line))

    @property
    def same(self) -> bool:
        """Whether they say the same."""
        return all(line.state == "same" for line in self.lines)

    @property
    def summary(self) -> Text:
        """How many differences there are."""
        count = len(self.changes)
        if not count:
            return Text("Les deux documents disent la même chose.", "Both documents say the same.")
        several = count > 1
        return Text(
            f"{count} différence{'s' if several else ''}.",
            f"{count} difference{'s' if several else ''}.",
        )


def compare(before: Sequence[Block], after: Sequence[Block]) -> Comparison:
    """The differences from one document to the other."""
    theirs, ours = ([_key(block) for block in blocks] for blocks in (before, after))
    # What begins and what ends both is the same: among many rows alike, the longest run may be elsewhere.
    first = _common(theirs, ours)
    last = _common(theirs[first:][::-1], ours[first:][::-1])
    stop, other_stop = len(before) - last, len(after) - last
    lines = [_whole(block, "same") for block in after[:first]]
    matcher = SequenceMatcher(None, theirs[first:stop], ours[first:other_stop], autojunk=False)
    for tag, start, end, other, other_end in matcher.get_opcodes():
        here = after[first + other : first + other_end]
        if tag == "equal":
            lines += (_whole(block, "same") for block in here)
        else:
            lines += _aligned(before[first + start : first + end], here)
    lines += (_whole(block, "same") for block in after[other_stop:])
    return Comparison(tuple(lines))


def _common(before: Sequence[object], after: Sequence[object]) -> int:
    """How many of the first are the same."""
    pairs = zip(before, after, strict=False)
    return next((place for place, (old, new) in enumerate(pairs) if old != new), min(len(before), len(after)))


def as_text(comparison: Comparison, language: str) -> str:
    """The differences in words, one a line, under the headings they stand under."""
    told = [comparison.summary.in_language(language)]
    under = None
    for change in comparison.changes:
        if change.under != under:
            under = change.under
            told += ["", under or Text("Au début", "At the beginning").in_language(language)]
        told.append(f"  – {change.sentence.in_language(language)}")
    return "\n".join(told) + "\n"


# ---- blocks ----------------------------------------------------------------------------------------------------------


def _told(block: Block) -> list[str]:
    """The words of a block, without the spaces and signs that any two have in common."""
    return [word for word in words(plain(block.text)) if any(map(str.isalnum, word))]


def _key(block: Block) -> tuple[str, ...]:
    return tuple(map(plain, block.parts))


def _whole(block: Block, state: State) -> Line:
    return Line(block.kind, tuple((Piece(part, state),) for part in block.parts), _under(block), state)


def _under(block: Block) -> str:
    return block.text if block.kind == "heading" else block.under


def _aligned(before: Sequence[Block], after: Sequence[Block]) -> Iterator[Line]:
    """The blocks of a stretch that differs: those that are alike as changed, the others as gone and new."""
    place = other = 0
    for gone, new in _pairs(before, after):
        yield from (_whole(block, "gone") for block in before[place:gone])
        yield from (_whole(block, "new") for block in after[other:new])
        yield _changed(before[gone], after[new])
        place, other = gone + 1, new + 1
    yield from (_whole(block, "gone") for block in before[place:])
    yield from (_whole(block, "new") for block in after[other:])


def _pairs(before: Sequence[Block], after: Sequence[Block]) -> list[tuple[int, int]]:
    """Which blocks are the same one, changed: in order, and as alike in all as can be."""
    if not before or not after or len(before) * len(after) > _MOST_PAIRS:
        return []
    theirs = [_told(block) for block in after]
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    alike = [[0.0] * len(after) for _ in before]
    for i in reversed(range(len(before))):
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(_told(before[i]))
        for j in reversed(range(len(after))):
            alike[i][j] = _alike(matcher, before[i], after[j], theirs[j])
            taken = alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0.0
            best[i][j] = max(taken, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(before) and j < len(after):
        if alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _alike(matcher: SequenceMatcher[str], before: Block, after: Block, words: list[str]) -> float:
    if (before.kind == "row") != (after.kind == "row"):
        return 0.0
    matcher.set_seq1(words)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    if len(words) > MOST:
        return matcher.quick_ratio()
    ratio = matcher.ratio()
    return ratio if ratio >= _ALIKE else 0.0


def _changed(before: Block, after: Block) -> Line:
    if len(before.parts) == len(after.parts):
        cells = tuple(differences(old, new) for old, new in zip(before.parts, after.parts, strict=True))
    else:
        cells = (differences(before.text, after.text),)
    return Line(after.kind, cells, _under(after), "changed")


# ---- changes -------------------------------------------------------------------------------------------------------


def _changes(line: Line) -> Iterator[Change]:
    if line.state != "changed":
        text = " | ".join("".join(piece.text for piece in cell) for cell in line.cells)
        yield Change(line.under, text if line.state == "gone" else "", text if line.state == "new" else "", "")
        return
    for cell in line.cells:
        place = 0
        while place < len(cell):
            if cell[place].state == "same":
                place += 1
                continue
            end = place
            while end < len(cell) and cell[end].state != "same":
                end += 1
            changed = cell[place:end]
            before = "".join(piece.text for piece in changed if piece.state == "gone").strip()
            after = "".join(piece.text for piece in changed if piece.state == "new").strip()
            yield Change(line.under, before, after, _around(cell, place, end, line))
            place = end


def _around(cell: Sequence[Piece], start: int, end: int, line: Line) -> str:
    """The words beside a change, as they are now; for a cell of a table, its row."""
    if len(line.cells) > 1:
        now = ("".join(piece.text for piece in cell if piece.state != "gone").strip() for cell in line.cells)
        return " | ".join(text for text in now if text)
    left = words("".join(piece.text for piece in cell[:start] if piece.state != "gone"))
    right = words("".join(piece.text for piece in cell[end:] if piece.state != "gone"))
    middle = "".join(piece.text for piece in cell[start:end] if piece.state == "new")
    before = "".join(left[-2 * _AROUND :]).lstrip(" .,;:")
    after = "".join(right[: 2 * _AROUND])
    after = after.rstrip() if len(right) > 2 * _AROUND else after
    around = f"{'…' if len(left) > 2 * _AROUND else ''}{before}{middle}{after}{'…' if len(right) > 2 * _AROUND else ''}"
    return around if before.strip() or after.strip() else ""


def _quoted(text: str) -> Text:
    cut = shown(text, _LONGEST_SHOWN)
    return Text(f"« {cut} »", f"“{cut}”")
