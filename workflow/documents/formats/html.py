"""A draft as one page for a browser: complete in itself, readable by everybody, printable, with nothing that runs."""

from collections.abc import Iterator
from html import escape

from workflow.documents.formats.issued import Issued
from workflow.documents.formats.look import Look
from workflow.documents.tree import (
    BREAK,
    Block,
    Heading,
    Item,
    Listing,
    PageBreak,
    Paragraph,
    Run,
    Spans,
    Table,
)
from workflow.documents.web_page import page
from workflow.language import Text

_NOT_FINAL = Text(
    "Projet : ce document n’est pas définitif. Mêmes mots que le fichier Word et le PDF, autres coupures de page.",
    "Draft: this document is not final. Same words as the Word file and the PDF, other page breaks.",
)
_FINAL = Text(
    "Mêmes mots que le fichier Word et le PDF, autres coupures de page.",
    "Same words as the Word file and the PDF, other page breaks.",
)

STYLE = """
:root { color-scheme: light; --ink: #1b2a4e; --rule: #8a8a8a; }
* { box-sizing: border-box; }
body { margin: 0; background: #eef0f4; color: #161616; font: 1.05rem/1.55 "Libertinus Serif", Georgia, serif; }
.sheet { position: relative; max-width: 52rem; margin: 0 auto; padding: 2rem clamp(1rem, 5vw, 4.5rem) 3rem;
  background: #fff; }
.said { margin: 0; padding: .6rem 1rem; background: var(--ink); color: #fff; font: .9rem/1.4 system-ui, sans-serif;
  text-align: center; }
.reference, footer { color: #4b4b4b; font-size: .85rem; }
.reference { text-align: right; margin: 0 0 2rem; }
footer { margin-top: 3rem; padding-top: .5rem; border-top: 1px solid var(--rule); }
h1, h2, h3, h4 { color: var(--ink); line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.9rem; text-align: center; padding-bottom: 1rem; border-bottom: 2px solid var(--ink); }
h2 { font-size: 1.3rem; margin: 2.2rem 0 .8rem; }
h3 { font-size: 1.1rem; margin: 1.6rem 0 .5rem; }
h4 { font-size: 1rem; font-style: italic; margin: 1.3rem 0 .4rem; }
ul { list-style: "–  "; } ul ul, ol ul { list-style: disc; } ol ol, ul ol { list-style: lower-alpha; }
li { margin: .25rem 0; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; margin: 1.2rem 0; font-size: .92rem;
  font-variant-numeric: tabular-nums; }
th, td { border: 1px solid var(--rule); padding: .4rem .6rem; text-align: left; vertical-align: top; }
thead th { background: #e9edf5; color: var(--ink); }
tr.total > * { background: #f4f6fa; }
tr.sign > * { height: 4.2rem; } tr.write > * { height: 2.2rem; }
.right { text-align: right; } .center { text-align: center; }
mark { background: #ffe94d; color: #161616; font-weight: 700; }
a { color: #0b4a9e; }
hr { border: 0; border-top: 1px dashed var(--rule); margin: 2.5rem 0; }
.draft::before { content: attr(data-watermark); position: fixed; inset: 0; display: grid; place-content: center;
  z-index: 1; font: 700 min(22vw, 13rem)/1 system-ui, sans-serif; color: #00000012; transform: rotate(-45deg);
  pointer-events: none; }
@media print {
  @page { size: A4; margin: 22mm; }
  body { background: none; font-size: 10.5pt; } .sheet { max-width: none; padding: 0; } .said { display: none; }
  h2, h3, h4 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; }
  hr { break-after: page; border: 0; margin: 0; height: 0; } a { color: inherit; }
}
"""


def write(issued: Issued, look: Look) -> bytes:
    """The page, in UTF-8. Raises DocumentError for a text outside the dialect."""
    tree = issued.tree
    said = (_FINAL if issued.final else _NOT_FINAL).in_language(issued.language)
    body = f'<body class="draft" data-watermark="{escape(issued.watermark)}">' if issued.watermark else "<body>"
    lines = [
        body,
        f'<p class="said" role="note">{escape(said)}</p>',
        '<div class="sheet">',
        f'<header><p class="reference">{escape(issued.reference)}</p></header>',
        f"<main><h1>{_spans(tree.title)}</h1>",
        *(line for block in tree.blocks for line in _block(block)),
        "</main>",
        f"<footer>{escape(issued.provenance)}</footer>",
        "</div></body></html>",
    ]
    return page(issued.language, issued.title, STYLE, lines)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, spans):
            yield f"<h{level + 1}>{_spans(spans)}</h{level + 1}>"
        case Paragraph(spans):
            yield f"<p>{_spans(spans)}</p>"
        case Listing():
            yield from _listing(block)
        case Table():
            yield from _table(block)
        case PageBreak():
            yield "<hr>"


def _listing(listing: Listing) -> Iterator[str]:
    start = f' start="{listing.start}"' if listing.ordered and listing.start != 1 else ""
    yield f"<ol{start}>" if listing.ordered else "<ul>"
    for item in listing.items:
        yield from _item(item)
    yield "</ol>" if listing.ordered else "</ul>"


def _item(item: Item) -> Iterator[str]:
    yield f"<li>{'<br>'.join(map(_spans, item.paragraphs))}"
    if item.inner is not None:
        yield from _listing(item.inner)
    yield "</li>"


def _table(table: Table) -> Iterator[str]:
    # A wide table can be moved from the keyboard too, so it takes the focus.
    yield '<div class="wide" tabindex="0"><table>'
    sides = [f' class="{side}"' if side != "left" else "" for side in table.alignments]
    if table.has_header:
        heads = (f'<th scope="col"{side}>{_spans(cell)}</th>' for side, cell in zip(sides, table.header, strict=True))
        yield f"<thead><tr>{''.join(heads)}</tr></thead>"
    yield "<tbody>"
    for row in table.rows:
        kind = ' class="total"' if table.is_total(row) else ""
        if table.to_write_in:
            kind = ' class="sign"' if table.to_sign_in else ' class="write"'
        cells = [f"<td{side}>{_spans(cell)}</td>" for side, cell in zip(sides, row, strict=True)]
        if not table.has_header:
            cells[0] = f'<th scope="row"{sides[0]}>{_spans(row[0])}</th>'
        yield f"<tr{kind}>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"


def _spans(spans: Spans) -> str:
    return "".join(map(_run, spans))


def _run(run: Run) -> str:
    if run == BREAK:
        return "<br>"
    shown = escape(run.text)
    if run.emphasis:
        shown = f"<em>{shown}</em>"
    if run.gap:
        shown = f"<mark>{shown}</mark>"
    elif run.bold:
        shown = f"<strong>{shown}</strong>"
    return f'<a href="{escape(run.link)}" rel="noreferrer">{shown}</a>' if run.link else shown
