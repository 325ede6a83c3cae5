"""A document as the lines a person reads, whatever file it came from: what is compared, and searched for gaps."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from workflow.documents import markdown_tree
from workflow.documents.tree import Heading, Listing, PageBreak, Paragraph, Spans, Table, Tree, plain

Kind = Literal["title", "heading", "paragraph", "item", "row"]


@dataclass(frozen=True, slots=True)
class Block:
    """A title, a heading, a paragraph, an item of a list or a row of a table."""

    kind: Kind
    parts: tuple[str, ...]
    """The cells of a row; one part for anything else."""
    under: str = ""
    """The heading it stands under, or nothing before the first."""

    @property
    def text(self) -> str:
        """Its text on one line, cells set apart by a bar."""
        return " | ".join(self.parts)


def of_draft(markdown: str) -> tuple[Block, ...]:
    """The blocks of a stored draft. Raises DocumentError where its text is outside the dialect."""
    return of_tree(markdown_tree.read(markdown))


def of_tree(tree: Tree) -> tuple[Block, ...]:
    """The blocks of a draft that is already read."""
    return tuple(placed([Block("title", (flat(plain(tree.title)),)), *_blocks(tree)]))


def placed(blocks: list[Block]) -> Iterator[Block]:
    """The same, each knowing the heading it stands under."""
    under = ""
    for block in blocks:
        if block.kind == "heading":
            under = block.text
        yield Block(block.kind, block.parts, under if block.kind != "heading" else "")


def flat(text: str) -> str:
    """The text on one line. No-break spaces stay: they hold an amount together."""
    return " ".join(part for part in text.replace("\n", " ").replace("\t", " ").split(" ") if part)


def _blocks(tree: Tree) -> Iterator[Block]:
    for block in tree.blocks:
        match block:
            case Heading(spans=spans):
                yield Block("heading", (_text(spans),))
            case Paragraph(spans):
                yield Block("paragraph", (_text(spans),))
            case Listing():
                yield from _items(block)
            case Table():
                for row in (block.header, *block.rows):
                    if any(row):
                        yield Block("row", tuple(_text(cell) for cell in row))
            case PageBreak():
                pass


def _items(listing: Listing) -> Iterator[Block]:
    for item in listing.items:
        for spans in item.paragraphs:
            yield Block("item", (_text(spans),))
        if item.inner is not None:
            yield from _items(item.inner)


def _text(spans: Spans) -> str:
    return flat(plain(spans))
