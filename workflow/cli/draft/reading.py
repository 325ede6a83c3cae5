"""The text of a draft as one reads it on a screen: its marks of Markdown are its layout, and its gaps stand out."""

import re

from workflow.cli import drawing, output
from workflow.cli.output import Column
from workflow.documents import markdown_tree
from workflow.documents.tree import Block, Heading, Listing, PageBreak, Paragraph, Spans, Table, plain
from workflow.language import Text

_GAP = re.compile(r"\[À COMPLÉTER[^\]]*\]")


def show(text: str) -> None:
    """Show a stored text, but for its title. Raises DocumentError where it is outside the dialect."""
    for block in markdown_tree.read(text).blocks:
        _show(block)


def _show(block: Block) -> None:
    match block:
        case Heading(level, spans):
            output.echo()
            _lines(plain(spans), bold=level < 3)
        case Paragraph(spans):
            output.echo()
            _lines(plain(spans))
        case Listing():
            output.echo()
            _listing(block, 0)
        case Table():
            output.echo()
            _table(block)
        case PageBreak():
            output.echo()
            output.echo("* * *")


def _listing(listing: Listing, indent: int) -> None:
    for number, item in enumerate(listing.items, listing.start):
        mark = f"{number}." if listing.ordered else "–"
        for place, spans in enumerate(item.paragraphs):
            _lines(plain(spans), indent=indent + len(mark) + 1, mark="" if place else mark)
        if item.inner is not None:
            _listing(item.inner, indent + len(mark) + 1)


def _table(table: Table) -> None:
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    if table.has_header:
        columns = [
            Column(Text(_cell(cell), _cell(cell)), right=side == "right")
            for cell, side in zip(table.header, table.alignments, strict=True)
        ]
        output.table(columns, rows)
        return
    output.fields((row[0], " · ".join(cell for cell in row[1:] if cell)) for row in rows)


def _cell(spans: Spans) -> str:
    return " ".join(plain(spans).split("\n"))


def _lines(text: str, *, bold: bool = False, indent: int = 0, mark: str = "") -> None:
    space = " " * indent
    lines = text.splitlines() or [""]
    folded = "\n".join(drawing.fold(line, space) if output.is_terminal() else space + line for line in lines)
    if mark:
        folded = f"{' ' * (indent - len(mark) - 1)}{mark} {folded.removeprefix(space)}"
    if bold:
        output.heading(folded)
    else:
        output.echo(_GAP.sub(lambda found: output.style(found[0], colour="yellow", bold=True), folded))
