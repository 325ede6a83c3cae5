"""The PDF of a draft: PDF/A-3a, to be kept, and PDF/UA-1, to be read by everybody, with its data inside.

The text reaches typst as string literals, never as markup, so that no title can become an instruction. The source is
handed over in memory and its project is an empty folder: there is no file to read. `base.typ`, which sets the look, may
neither import nor evaluate, so that there is no way to the network either.
"""

import functools
import re
import tempfile
from collections.abc import Iterator, Sequence

import typst

from workflow.documents.formats.issued import Issued
from workflow.documents.formats.look import Look
from workflow.documents.formats.widths import Widths
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
    Tree,
    plain,
)
from workflow.errors import DocumentError
from workflow.language import Text

STANDARDS: "list[typst.PDFStandard]" = ["a-3a", "ua-1"]
ATTACHMENT = "donnees.json"
"""The name of the data in the PDF."""

_TEXT_WIDTH = 49_000
"""The width of the text in thousandths of the type size of tables."""
_SINCE = "#let to-fill-in = v(5mm)"
"""What the look of a workspace that is older than the program does not say."""
_REPLACEMENT = "□"
_UNCUT = re.compile("[0-9][0-9_-]{18,}")
"""Most of the number of an act: no line can be cut between its figures."""


def write(issued: Issued, look: Look) -> bytes:
    """The PDF. Raises DocumentError for a text outside the dialect and for what typst refuses."""
    return set_in_type(issued, issued.tree, look)


def set_in_type(issued: Issued, tree: Tree, look: Look) -> bytes:
    """The PDF of a tree. A character that none of the fonts has is shown as □ and listed at the end.

    Raises DocumentError with what typst says: PDF/A and PDF/UA are verified while the file is made, and a heading out
    of order or a missing title gives none.
    """
    _demand_harmless(look.typst)
    try:
        return _compiled(source(issued, tree, look), issued)
    except typst.TypstError as fault:
        missing = _missing_characters(fault)
        if not missing:
            raise _refusal(fault) from fault
    try:
        return _compiled(source(issued, tree, look, missing), issued)
    except typst.TypstError as fault:
        raise _refusal(fault) from fault


def source(issued: Issued, tree: Tree, look: Look, missing: frozenset[str] = frozenset()) -> str:
    """What typst compiles: the look, then the content in string literals, without the characters that are missing."""
    words = _Words(tree.blocks, missing)
    day = issued.made_on
    settings = {
        "named": words.literal(plain(tree.title).replace("\n", " ")),
        "language": _literal(issued.language),
        "date": f"datetime(year: {day.year}, month: {day.month}, day: {day.day})",
        "reference": words.literal(issued.reference),
        "provenance": words.literal(issued.provenance),
        "watermark": words.literal(issued.watermark),
        "keywords": f"({_literal(issued.document)}, {_literal(issued.short_hash)},)",
    }
    content = [f"title({words.content(tree.title)})" if tree.title else "", *words.blocks(tree.blocks)]
    if missing:
        content.append(words.note(issued.language))
    described = _literal(_ATTACHED.in_language(issued.language))
    attached = (
        f"#pdf.attach({_literal(ATTACHMENT)}, bytes({_literal(issued.data_json)}), "
        f'relationship: "source", mime-type: "application/json", description: {described})'
    )
    given = ", ".join(f"{name}: {value}" for name, value in settings.items())
    return "\n".join([_SINCE, look.typst, f"#show: look.with({given})", attached, "#{", *content, "}"])


_ATTACHED = Text("Données du dossier dont ce document est tiré", "Data of the dossier this document was drawn from")
_ABSENT = Text(
    "Caractères que les fontes de ce PDF n’ont pas, remplacés par □ :",
    "Characters that the fonts of this PDF do not have, replaced by □:",
)


class _Words:
    """Writes the tree as typst code, without the characters that no font has."""

    def __init__(self, blocks: Sequence[Block], missing: frozenset[str]) -> None:
        self.missing = missing
        self._widths = Widths(blocks, _TEXT_WIDTH)
        self._absent = re.compile("|".join(map(re.escape, sorted(missing, key=len, reverse=True))) or "(?!)")

    def literal(self, text: str) -> str:
        return _literal(self._absent.sub(_REPLACEMENT, text))

    def content(self, spans: Spans) -> str:
        return f"{{{'; '.join(map(self._run, spans))}}}" if spans else "[]"

    def _run(self, run: Run) -> str:
        if run == BREAK:
            return "linebreak()"
        # `text` keeps the spaces at the ends; joined bare, strings would still be one string.
        shown = f"text({self.literal(run.text)})"
        if run.emphasis:
            shown = f"emph({shown})"
        if run.gap:
            shown = f"gap({shown})"
        elif run.bold:
            shown = f"strong({shown})"
        return f"link({_literal(run.link)}, {shown})" if run.link else shown

    def blocks(self, blocks: Sequence[Block]) -> Iterator[str]:
        for block, following in zip(blocks, [*blocks[1:], None], strict=True):
            written = self._block(block)
            leads = isinstance(block, Paragraph) and isinstance(following, Listing | Table)
            yield f"leading-in({written})" if leads else written

    def _block(self, block: Block) -> str:
        match block:
            case Heading(level, spans):
                return f"heading(level: {level}, {self.content(spans)})"
            case Paragraph(spans):
                # Beside thirty signs that cannot be parted, a justified line is mostly holes.
                side = "justify: false, " if _UNCUT.search(plain(spans)) else ""
                return f"par({side}{self.content(spans)})"
            case Listing():
                return self._listing(block)
            case Table():
                return self._table(block)
            case PageBreak():
                return "pagebreak(weak: true)"

    def _listing(self, listing: Listing, inside: bool = False) -> str:
        items = ", ".join(f"{{{'; '.join(self._item(item))}}}" for item in listing.items)
        start = f"start: {listing.start}, " if listing.ordered else ""
        return f"{'inner-' if inside else ''}{'enum' if listing.ordered else 'list'}({start}{items})"

    def _item(self, item: Item) -> Iterator[str]:
        for place, spans in enumerate(item.paragraphs):
            if place:
                yield "linebreak()"
            yield self.content(spans)
        if item.inner is not None:
            yield self._listing(item.inner, inside=True)

    def _table(self, table: Table) -> str:
        columns = self._widths.of(table)
        shares = ", ".join(f"{share:.4f}fr" for share in columns.shares)
        given = [f"columns: ({shares},)", f"align: ({', '.join(table.alignments)},)"]
        if table.has_header:
            heads = ", ".join(f"column-head({self.content(cell)})" for cell in table.header)
            given.append(f"table.header({heads})")
        else:
            given.append("fill: none")
        for row in table.rows:
            for place, cell in enumerate(row):
                shown = self.content(cell)
                if place in table.to_write_in:
                    shown = "to-write-in" if place in table.to_sign_in else "to-fill-in"
                given.append(f"total-cell({shown})" if table.is_total(row) else shown)
        written = f"table({', '.join(given)})"
        if table.kept_whole:
            written = f"block(breakable: false, {written})"
        return f"{{set text(hyphenate: false); {written}}}" if columns.whole_words else written

    def note(self, language: str) -> str:
        codes = ", ".join(" ".join(f"U+{ord(c):04X}" for c in absent) for absent in sorted(self.missing))
        return f"par(text(size: 0.8em, {_literal(f'{_ABSENT.in_language(language)} {codes}.')}))"


def _literal(text: str) -> str:
    return '"' + _NOT_PLAIN.sub(_escaped, text) + '"'


_NOT_PLAIN = re.compile('["\\\\\x00-\x1f\x7f\u2028\u2029]')


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    return f"\\{character}" if character in '"\\' else f"\\u{{{ord(character):x}}}"


# ---- typst -----------------------------------------------------------------------------------------------------------


@functools.cache
def _compiler() -> typst.Compiler:
    nowhere = tempfile.TemporaryDirectory(prefix="jalon-typst-")
    _KEPT.append(nowhere)
    return typst.Compiler(
        root=nowhere.name, ignore_system_fonts=True, package_path=nowhere.name, package_cache_path=nowhere.name
    )


_KEPT: list[tempfile.TemporaryDirectory[str]] = []
"""The empty folder of the compiler, kept for as long as the process lives."""


def _compiled(code: str, issued: Issued) -> bytes:
    made = _compiler().compile(
        input=code.encode(), format="pdf", pdf_standards=STANDARDS, timestamp=int(issued.made_at.timestamp())
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no bytes")
    return made


_ABSENT_GLYPH = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_RUST_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}


def _missing_characters(fault: typst.TypstError) -> frozenset[str]:
    def unescaped(found: re.Match[str]) -> str:
        return chr(int(found[1], 16)) if found[1] else _RUST_LETTERS.get(found[2], found[2])

    found = _ABSENT_GLYPH.findall(f"{fault.message}\n{fault.diagnostic}")
    return frozenset(_RUST_ESCAPE.sub(unescaped, text) for text in found) - {""}


# `std` and `dictionary` are ways to spell `eval` otherwise.
_REACHING_OUT = re.compile(r"(?<![\w-])(import|include|eval|plugin|std|dictionary)(?![\w-])")


def _demand_harmless(code: str) -> None:
    found = _REACHING_OUT.search(code)
    if found:
        line = code.count("\n", 0, found.start()) + 1
        raise DocumentError(
            Text(
                f"base.typ, ligne {line} : « {found[1]} » n’y est pas permis.",
                f"base.typ, line {line}: “{found[1]}” is not allowed in it.",
            ),
            Text(
                "l’apparence d’un PDF ne prend rien ailleurs : écrivez tout dans base.typ",
                "the look of a PDF takes nothing from elsewhere: write everything in base.typ",
            ),
        )


def _refusal(fault: typst.TypstError) -> DocumentError:
    said = fault.message.partition("\n")[0].replace(_KEPT[0].name if _KEPT else "\0", "")
    hints = "; ".join(fault.hints)
    return DocumentError(
        Text(f"le PDF n’a pas pu être fait ; typst dit : {said}.", f"the PDF could not be made; typst says: {said}."),
        Text(
            f"corriger le modèle du document ou base.typ{f' ({hints})' if hints else ''}",
            f"mend the document’s template or base.typ{f' ({hints})' if hints else ''}",
        ),
    )
