"""A draft as a small tree: what every format is made from, and nothing that only one of them could show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_SHORT, _SHORT_TEXT = 8, 1_500
"""Rows and characters of a table that fits on any page."""

Alignment = Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style."""

    text: str
    bold: bool = False
    emphasis: bool = False
    gap: bool = False
    """Whether it stands for what is missing: shown highlighted."""
    link: str = ""


BREAK = Run("\n")
"""A new line in the same paragraph."""

Spans = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of an article or a section; the level is 1 for `##`, since the title stands above all of them."""

    level: int
    spans: Spans


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some lines of prose."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: its paragraphs, then a list inside it."""

    paragraphs: tuple[Spans, ...]
    inner: "Listing | None" = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, with bullets or numbered from `start`."""

    ordered: bool
    start: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; a header whose cells are all empty is none."""

    alignments: tuple[Alignment, ...]
    header: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]

    @property
    def has_header(self) -> bool:
        """Whether the columns are named."""
        return any(self.header)

    @property
    def to_write_in(self) -> frozenset[int]:
        """The columns left wholly empty, such as those for signatures: a person writes there."""
        return frozenset(
            place for place in range(len(self.header)) if self.rows and not any(row[place] for row in self.rows)
        )

    @property
    def to_sign_in(self) -> frozenset[int]:
        """Those of them that are for signatures, which take more room than a word or a number."""
        return frozenset(place for place in self.to_write_in if "signature" in plain(self.header[place]).casefold())

    def is_total(self, row: Sequence[Spans]) -> bool:
        """Whether a row sums the others up: all it says is in bold, under columns that are named."""
        said = [run for cell in row for run in cell if run != BREAK]
        return self.has_header and bool(said) and all(run.bold for run in said)

    @property
    def kept_whole(self) -> bool:
        """Whether it stays on one page, since it is short."""
        size = sum(len(run.text) for row in self.rows for cell in row for run in cell)
        return len(self.rows) <= _SHORT and size <= _SHORT_TEXT


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page."""


Block = Heading | Paragraph | Listing | Table | PageBreak


@dataclass(frozen=True, slots=True)
class Tree:
    """A draft: its title and what stands under it."""

    title: Spans
    blocks: tuple[Block, ...]


def plain(spans: Sequence[Run]) -> str:
    """The text alone."""
    return "".join(run.text for run in spans)
