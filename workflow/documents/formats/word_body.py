"""The tree of a draft as the body of a Word document, in its own styles."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls

from workflow.documents.formats.widths import Widths
from workflow.documents.formats.word_styles import Styles
from workflow.documents.tree import (
    BREAK,
    Block,
    Heading,
    Listing,
    PageBreak,
    Paragraph,
    Run,
    Spans,
    Table,
    Tree,
)

_TABLE_TYPE = 180
"""The size of the type in tables, in twentieths of a point: what widths are reckoned with."""
_AFTER_LIST, _AFTER_TABLE = 100, 200
"""What is added before the paragraph that follows, in twentieths of a point."""
_ROOM_TO_SIGN = 850
"""The least height of a row one signs in, in twentieths of a point: a centimetre and a half."""
_ROOM_TO_WRITE = 450
"""That of a row one writes a word in: eight millimetres."""

_ARTICLE = re.compile(
    "(?P<word>Article[ \u00a0\u202f])(?P<number>1er|premier|[0-9]+)"
    "(?P<sign>(?:[.]|[ \u00a0\u202f]?[–—:-])[ \u00a0\u202f])"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a paragraph stands apart from what its style says."""

    keep_next: bool = False
    new_page: bool = False
    numbering: tuple[int, int] | None = None
    """The numbering and the level in it."""
    space_before: int = 0
    """In twentieths of a point; 0 for what the style says."""
    side: str = ""
    """`right`, `center` or `left`; nothing for what the style says."""


_PLAIN = Layout()


class WordBody:
    """Writes one tree. `link` declares the address of a link and gives its relation's name."""

    def __init__(self, styles: Styles, link: Callable[[str], str], width: int) -> None:
        self.styles = styles
        self.link = link
        self.width = width
        """Of the text, in twentieths of a point."""
        self._new_page = False
        self._space = 0

    def xml(self, tree: Tree) -> str:
        """The body, as the XML of a `w:body` without its section."""
        self._labels = self._article_labels(tree)
        self._widths = Widths(tree.blocks, self.width / _TABLE_TYPE * 1000)
        written = [self._paragraph("Title", tree.title)]
        for block, following in zip(tree.blocks, [*tree.blocks[1:], None], strict=True):
            written += self._block(block, following)
        if tree.blocks and isinstance(tree.blocks[-1], Table):
            written.append(_THIN)
        return f"<w:body {nsdecls('w', 'r')}>{''.join(written)}</w:body>"

    def _block(self, block: Block, following: Block | None) -> Iterator[str]:
        match block:
            case PageBreak():
                self._new_page = True
            case Heading():
                yield self._heading(block)
            case Paragraph(spans):
                yield self._paragraph("Normal", spans, Layout(keep_next=isinstance(following, Listing | Table)))
            case Listing():
                yield from self._listing(block, depth=0)
                self._space = _AFTER_LIST
            case Table():
                yield from self._table(block)

    # ---- paragraphs --------------------------------------------------------------------------------------------------

    def _paragraph(self, style: str, spans: Spans, layout: Layout = _PLAIN) -> str:
        layout = replace(layout, new_page=self._new_page, space_before=layout.space_before or self._space)
        self._new_page, self._space = False, 0
        return self._written(style, spans, layout)

    def _written(self, style: str, spans: Spans, layout: Layout) -> str:
        properties = [f'<w:pStyle w:val="{self.styles.id(style)}"/>']
        if layout.keep_next:
            properties.append("<w:keepNext/>")
        if layout.new_page:
            properties.append("<w:pageBreakBefore/>")
        if layout.numbering:
            number, level = layout.numbering
            properties.append(f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
        if layout.space_before:
            properties.append(f'<w:spacing w:before="{layout.space_before}"/>')
        # A line that ends before the margin would be stretched to it.
        side = layout.side or ("left" if BREAK in spans else "")
        if side:
            properties.append(f'<w:jc w:val="{side}"/>')
        return f"<w:p><w:pPr>{''.join(properties)}</w:pPr>{''.join(map(self._run, spans))}</w:p>"

    def _run(self, run: Run) -> str:
        if run == BREAK:
            return "<w:r><w:br/></w:r>"
        marks = "<w:b/><w:bCs/>" if run.bold or run.gap else ""
        if run.emphasis:
            marks += "<w:i/><w:iCs/>"
        if run.gap:
            marks += '<w:highlight w:val="yellow"/>'
        if run.link:
            marks = f'<w:rStyle w:val="{self.styles.id("Hyperlink")}"/>{marks}'
        style = f"<w:rPr>{marks}</w:rPr>" if marks else ""
        shown = f'<w:r>{style}<w:t xml:space="preserve">{escape(run.text)}</w:t></w:r>'
        return f'<w:hyperlink r:id="{self.link(run.link)}" w:history="1">{shown}</w:hyperlink>' if run.link else shown

    # ---- articles ----------------------------------------------------------------------------------------------------

    def _article_labels(self, tree: Tree) -> dict[int, tuple[int, int]]:
        """The numbering of each article's heading, by its place: Word counts them, as long as the text does.

        An article that somebody adds in Word is then numbered, and those after it. The first is « 1er », so it has a
        numbering of its own. Nothing is numbered where the text skips a number or changes its wording on the way.
        """
        found = [(id(block), _ARTICLE.match(_first_text(block))) for block in tree.blocks if isinstance(block, Heading)]
        articles = [(place, match) for place, match in found if match]
        numbers = [1 if match["number"] in ("1er", "premier") else int(match["number"]) for _, match in articles]
        signs = {(match["word"], match["sign"]) for _, match in articles}
        if not articles or numbers != list(range(1, len(numbers) + 1)) or len(signs) > 1:
            return {}
        abstract, level = self.styles.abstract("Article")
        (first_place, first), *others = articles
        worded = {"1er": "%1er", "premier": "premier"}.get(first["number"], "%1")
        numbering = self.styles.numbering
        labels = {
            first_place: (
                numbering.worded(abstract, level, 1, f"{first['word']}{worded}{first['sign']}"),
                first.end(),
            )
        }
        if others:
            rest = numbering.worded(abstract, level, 2, f"{first['word']}%1{first['sign']}")
            self.styles.renumber("Article", rest)
            labels |= {place: (rest, match.end()) for place, match in others}
        return labels

    def _heading(self, heading: Heading) -> str:
        self._space = 0  # a heading keeps its own distance
        label = self._labels.get(id(heading))
        if label is None:
            return self._paragraph(f"heading {heading.level}", heading.spans)
        number, end = label
        first, *others = heading.spans
        spans = (replace(first, text=first.text[end:]), *others)
        return self._paragraph("Article", spans, Layout(numbering=(number, 0)))

    # ---- lists -------------------------------------------------------------------------------------------------------

    def _listing(self, listing: Listing, depth: int) -> Iterator[str]:
        style = f"{'List Number' if listing.ordered else 'List Bullet'}{' 2' if depth else ''}"
        abstract, level = self.styles.abstract(style)
        numbering = (self.styles.numbering.restarted(abstract, level, listing.start), level)
        for item in listing.items:
            yield self._paragraph(style, _on_lines(item.paragraphs), Layout(numbering=numbering))
            if item.inner is not None:
                yield from self._listing(item.inner, depth + 1)

    # ---- tables ------------------------------------------------------------------------------------------------------

    def _table(self, table: Table) -> Iterator[str]:
        if self._new_page:
            self._new_page = False
            yield _THIN_ON_NEW_PAGE
        elif self._space == _AFTER_TABLE:
            yield _BETWEEN
        sizes = [round(share * self.width) for share in self._widths.of(table).shares]
        sizes[-1] += self.width - sum(sizes)
        grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
        rows = [self._row(table, row, sizes) for row in self._kept(table)]
        if table.has_header:
            rows.insert(0, self._head(table, sizes))
        yield (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.styles.id("Tableau du document")}"/>'
            f'<w:tblW w:w="{self.width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="{"0420" if table.has_header else "0400"}" w:firstRow="{int(table.has_header)}" '
            'w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )
        self._space = _AFTER_TABLE

    def _kept(self, table: Table) -> Iterator[tuple[tuple[Spans, ...], bool]]:
        """Each row, and whether it stays on the page of the next."""
        for place, row in enumerate(table.rows):
            # The last two rows go together: a total is never alone at the top of a page.
            yield row, place < len(table.rows) - 1 and (table.kept_whole or place == len(table.rows) - 2)

    def _head(self, table: Table, sizes: Sequence[int]) -> str:
        cells = [
            self._cell(size, "En-tête de tableau", spans, Layout(keep_next=True, side=_side(alignment)))
            for size, spans, alignment in zip(sizes, table.header, table.alignments, strict=True)
        ]
        return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"

    def _row(self, table: Table, kept: tuple[tuple[Spans, ...], bool], sizes: Sequence[int]) -> str:
        row, keep_next = kept
        least = _ROOM_TO_SIGN if table.to_sign_in else _ROOM_TO_WRITE if table.to_write_in else 0
        room = f'<w:trHeight w:val="{least}" w:hRule="atLeast"/>' if least else ""
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="F4F6FA"/>' if table.is_total(row) else ""
        cells = [
            self._cell(size, "Texte de tableau", spans, Layout(keep_next=keep_next, side=_side(alignment)), shade)
            for size, spans, alignment in zip(sizes, row, table.alignments, strict=True)
        ]
        return f"<w:tr><w:trPr><w:cantSplit/>{room}</w:trPr>{''.join(cells)}</w:tr>"

    def _cell(self, size: int, style: str, spans: Spans, layout: Layout, shade: str = "") -> str:
        paragraph = self._written(style, spans, layout)
        return f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/>{shade}</w:tcPr>{paragraph}</w:tc>'


# Two tables that touch would become one, and a document may not end with a table.
_THIN_LINE = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
_THIN = f"<w:p><w:pPr>{_THIN_LINE}</w:pPr></w:p>"
_BETWEEN = _THIN.replace('w:before="0"', f'w:before="{_AFTER_TABLE}"')
_THIN_ON_NEW_PAGE = f"<w:p><w:pPr><w:pageBreakBefore/>{_THIN_LINE}</w:pPr></w:p>"


def _first_text(heading: Heading) -> str:
    first = heading.spans[0] if heading.spans and heading.level == 1 else Run("")
    return "" if first.gap or first.link else first.text


def _on_lines(paragraphs: Sequence[Spans]) -> Spans:
    """The paragraphs of one item as one, so that none loses the item's indent."""
    first, *others = paragraphs or ((),)
    return tuple(chain(first, *((BREAK, *other) for other in others)))


def _side(alignment: str) -> str:
    return "" if alignment == "left" else alignment
