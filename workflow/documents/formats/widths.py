"""How wide the columns of a table are: as their content asks, the same in Word and in the PDF.

Lengths are in thousandths of the type size, as in fonts. They are those of a common sans serif face, near enough: what
matters is that a column of numbers is narrow, that no word is cut, and that long texts share what is left.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from workflow.documents.tree import Block, Spans, Table, plain

_PADDING = 1_300
_TO_WRITE_IN = 15_000
"""What is left for a signature: some five centimetres."""
_LONGEST_WORD = 16_000
"""Beyond it a word is no reason to widen a column: an address of a site may be cut."""

_NARROW = frozenset("iljtfrI.,:;'’|!()[]/- \u00a0\u202f")
_WIDE = frozenset("mwMWŒœÆæ@%€")
_BREAKS = re.compile("[ \n]|(?<=[-/])")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table."""

    shares: tuple[float, ...]
    """The part of the whole that each gets."""
    whole_words: bool
    """Whether each is as wide as its longest word, so that none need be cut."""


class Widths:
    """The columns of the tables of one document, all of them `width` wide, in thousandths of the type size.

    Tables with the same header, such as the projects of one axis after those of another, have the same columns.
    """

    def __init__(self, blocks: Iterable[Block], width: float) -> None:
        self._width = width
        alike: dict[object, list[Table]] = {}
        for table in blocks:
            if isinstance(table, Table) and table.has_header:
                alike.setdefault(_kind(table), []).append(table)
        self._shared = {
            kind: columns(replace(first, rows=tuple(row for table in (first, *others) for row in table.rows)), width)
            for kind, (first, *others) in alike.items()
        }

    def of(self, table: Table) -> Columns:
        """The columns of one of the tables."""
        return self._shared.get(_kind(table)) or columns(table, self._width)


def _kind(table: Table) -> object:
    """What tables with the same columns have in common; where one writes is wide in all of them or in none."""
    return table.header, table.alignments, table.to_write_in


def columns(table: Table, width: float) -> Columns:
    """The columns of a table that is `width` wide, in thousandths of the type size."""
    numbers = range(len(table.header))
    cells = [[_as_heading(table.header[place]), *(row[place] for row in table.rows)] for place in numbers]
    words = [max(_longest_word(cell) for cell in column) + _PADDING for column in cells]
    wanted = [max(_longest_line(cell) for cell in column) + _PADDING for column in cells]
    least = [min(word, _LONGEST_WORD) for word in words]
    for place in numbers:
        if table.alignments[place] == "right":
            amounts = [_longest_line(cell) for cell in cells[place] if not any(run.gap for run in cell)]
            least[place] = max(least[place], min(max(amounts, default=0) + _PADDING, int(width / 4)))
        if place in table.to_write_in:
            wanted[place] = max(wanted[place], _TO_WRITE_IN)
    if sum(wanted) <= width:
        return Columns(tuple(want / sum(wanted) for want in wanted), whole_words=True)
    if sum(least) >= width:
        return Columns(tuple(need / sum(least) for need in least), whole_words=False)
    # What is left goes to the longer columns, less than in proportion: a text twice as long does with a column half as
    # wide again, and every row is as high as its highest cell.
    asked = [max(want - need, 0) ** 0.7 for want, need in zip(wanted, least, strict=True)]
    rest = width - sum(least)
    shares = tuple((need + rest * ask / sum(asked)) / width for need, ask in zip(least, asked, strict=True))
    return Columns(shares, whole_words=all(word <= _LONGEST_WORD for word in words))


def length(text: str) -> int:
    """How long a text runs on one line."""
    return sum(300 if c in _NARROW else 840 if c in _WIDE else 690 if c.isupper() else 545 for c in text)


def _as_heading(cell: Spans) -> Spans:
    return tuple(replace(run, bold=True) for run in cell)


def _longest_word(cell: Spans) -> int:
    return _strong(cell, max(length(word) for word in _BREAKS.split(plain(cell))))


def _longest_line(cell: Spans) -> int:
    return _strong(cell, max(length(line) for line in plain(cell).split("\n")))


def _strong(cell: Spans, measured: int) -> int:
    return measured * 11 // 10 if any(run.bold or run.gap for run in cell) else measured
