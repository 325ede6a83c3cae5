"""The Markdown of a draft, read into a small tree that every format is made from.

The dialect is the little that a Word file, a PDF and a page can all show alike:

    line 1 `# Title`; `##` articles and sections, `###` and `####` below them; paragraphs; `**strong**`, `*emphasis*`;
    `-` and `1.` lists, one inside another once; pipe tables, whose right-aligned columns are amounts; `---` a new page;
    `\\` at the end of a line a new line; links to https and mailto; `[À COMPLÉTER : what]` a gap.

Whatever else Markdown allows is refused with its line, since one of the formats would lose it: raw HTML, pictures,
block quotes, code, footnotes. Text that came from data is escaped before it gets here, so that it is only ever text.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from workflow.documents.budget import LONGEST
from workflow.documents.tree import (
    BREAK,
    Alignment,
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
from workflow.names import quoted


def read(markdown: str) -> Tree:
    """The tree of a draft's text. Raises DocumentError, with the line, for what the dialect does not have."""
    if len(markdown) > LONGEST:
        raise DocumentError(
            Text(
                f"le texte a {len(markdown)} caractères, {LONGEST} au plus.",
                f"the text has {len(markdown)} characters, {LONGEST} at most.",
            )
        )
    return _Reading(_NOT_IN_XML.sub("", markdown)).tree()


# Raw HTML is read in order to be refused: taken as text, it would be printed. A line of dashes under a paragraph is a
# page break and not a heading, and a definition of a link is text, for nothing may vanish.
_PARSER = MarkdownIt("commonmark", {"html": True}).enable("table").disable(["lheading", "reference", "code"])
_PARSER.validateLink = lambda url: True  # type: ignore[method-assign]  # ours to judge: it would print a bad link as text
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GAP = re.compile("(\\[À COMPLÉTER[ \u00a0\u202f]:[ \u00a0\u202f][^\\[\\]]+\\])")
_LINKS = ("https://", "mailto:")
_OPENING_PIPE = re.compile(r"^ *\|")
_PIPE = re.compile(r"(?<!\\)\|")

_NAMES = {
    "blockquote_open": Text("une citation (> …)", "a block quote (> …)"),
    "code_inline": Text("du code (`…`)", "code (`…`)"),
    "fence": Text("un bloc de code (```)", "a block of code (```)"),
    "html_block": Text("du HTML", "HTML"),
    "html_inline": Text("du HTML", "HTML"),
    "image": Text("une image", "a picture"),
    "heading_open": Text("un titre", "a heading"),
    "table_open": Text("un tableau", "a table"),
    "hr": Text("un saut de page (---)", "a page break (---)"),
}


class _Reading:
    """The tokens of one draft, taken from first to last."""

    def __init__(self, markdown: str) -> None:
        self.lines = markdown.split("\n")
        self.tokens = _PARSER.parse(markdown)
        self.place = 0

    # ---- tokens ------------------------------------------------------------------------------------------------------

    def peek(self) -> Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def take(self) -> Token:
        token = self.tokens[self.place]
        self.place += 1
        return token

    def until(self, closing: str) -> Iterator[Token]:
        """Each token up to the closing one of the same level, which is consumed."""
        while (token := self.take()).type != closing:
            yield token

    # ---- blocks ------------------------------------------------------------------------------------------------------

    def tree(self) -> Tree:
        first = self.peek()
        if first is None or first.type != "heading_open" or first.tag != "h1":
            raise _fault(1, Text("le texte commence par son titre (# …)", "the text begins with its title (# …)"))
        title = self.heading().spans
        if not plain(title).strip():
            raise _fault(1, Text("le titre est vide", "the title is empty"))
        blocks: list[Block] = []
        level = 0
        while (token := self.peek()) is not None:
            block = self.block()
            if isinstance(block, Heading):
                if block.level == 0:
                    raise _fault(_line(token), Text("un second titre (# …)", "a second title (# …)"))
                if block.level > level + 1:
                    raise _fault(_line(token), _skipped(block.level))
                level = block.level
            blocks.append(block)
        return Tree(title, tuple(blocks))

    def block(self) -> Block:
        token = self.peek()
        match token.type if token else "":
            case "heading_open":
                return self.heading()
            case "paragraph_open":
                return Paragraph(self.paragraph())
            case "bullet_list_open" | "ordered_list_open":
                return self.listing(depth=1)
            case "table_open":
                return self.table()
            case "hr":
                self.take()
                return PageBreak()
        raise _refused(self.take())

    def heading(self) -> Heading:
        opening = self.take()
        level = int(opening.tag[1:]) - 1
        if level > 3:
            raise _fault(_line(opening), Text("un titre de plus de quatre dièses", "a heading of more than four #"))
        spans = self.inline(self.take())
        self.take()
        return Heading(level, spans)

    def paragraph(self) -> Spans:
        self.take()
        spans = self.inline(self.take())
        self.take()
        return spans

    def listing(self, depth: int) -> Listing:
        opening = self.take()
        if depth > 2:
            raise _fault(_line(opening), Text("une liste dans une liste de liste", "a list in a list of a list"))
        ordered = opening.type == "ordered_list_open"
        closing = f"{opening.type.removesuffix('_open')}_close"
        items = tuple(self.item(token, depth) for token in self.until(closing))
        return Listing(ordered, int(opening.attrs.get("start", 1)), items)

    def item(self, opening: Token, depth: int) -> Item:
        paragraphs: list[Spans] = []
        inner: Listing | None = None
        while (token := self.tokens[self.place]).type != "list_item_close":
            if token.type == "paragraph_open" and inner is None:
                paragraphs.append(self.paragraph())
            elif token.type in ("bullet_list_open", "ordered_list_open") and inner is None:
                inner = self.listing(depth + 1)
            elif token.type in ("paragraph_open", "bullet_list_open", "ordered_list_open"):
                raise _fault(_line(token), Text("du texte après une liste intérieure", "text after an inner list"))
            else:
                raise _refused(token, opening)
        self.take()
        return Item(tuple(paragraphs), inner)

    def table(self) -> Table:
        opening = self.take()
        first = _line(opening)
        rows: list[tuple[Spans, ...]] = []
        alignments: list[Alignment] = []
        for token in self.until("table_close"):
            if token.type == "tr_open":
                cells = tuple(self.row(alignments if not rows else None))
                # A cell too many is dropped by every reader of Markdown, and what it says would be lost.
                line = first + (0 if not rows else len(rows) + 1)
                if self._cells_written(line) > len(rows[0] if rows else cells):
                    raise _fault(line, Text("une ligne a trop de cellules", "a row has too many cells"))
                rows.append(cells)
        return Table(tuple(alignments), rows[0], tuple(rows[1:]))

    def row(self, alignments: list[Alignment] | None) -> Iterator[Spans]:
        for token in self.until("tr_close"):
            if token.type in ("th_open", "td_open"):
                if alignments is not None:
                    alignments.append(_alignment(token))
                yield self.inline(self.take())

    def _cells_written(self, line: int) -> int:
        text = self.lines[line - 1].rstrip()
        inside = _OPENING_PIPE.sub("", text)
        pipes = len(_PIPE.findall(inside))
        return pipes if inside.endswith("|") and not inside.endswith("\\|") else pipes + 1

    # ---- inline ------------------------------------------------------------------------------------------------------

    def inline(self, token: Token) -> Spans:
        line = _line(token)
        runs: list[Run] = []
        bold = emphasis = 0
        link = ""
        for child in token.children or ():
            match child.type:
                case "text":
                    runs += _with_gaps(child.content, bold=bold > 0, emphasis=emphasis > 0, link=link)
                case "softbreak":
                    line += 1
                    runs += [Run(" ", bold > 0, emphasis > 0, link=link)]
                case "hardbreak":
                    line += 1
                    runs.append(BREAK)
                case "strong_open" | "strong_close":
                    bold += child.nesting
                case "em_open" | "em_close":
                    emphasis += child.nesting
                case "link_open":
                    link = _address(child, line)
                case "link_close":
                    link = ""
                case _:
                    raise _refused(child, line=line)
        return tuple(_joined(runs))


def _joined(runs: list[Run]) -> Iterator[Run]:
    """Neighbours in the same style as one run, nothing for empty ones."""
    held: Run | None = None
    for run in runs:
        if not run.text:
            continue
        if held is None:
            held = run
        elif BREAK in (run, held) or held.gap or run.gap or _style(held) != _style(run):
            yield held
            held = run
        else:
            held = Run(held.text + run.text, run.bold, run.emphasis, link=run.link)
    if held is not None:
        yield held


def _style(run: Run) -> tuple[bool, bool, str]:
    return run.bold, run.emphasis, run.link


def _with_gaps(text: str, *, bold: bool, emphasis: bool, link: str) -> Iterator[Run]:
    for place, piece in enumerate(_GAP.split(text)):
        yield Run(piece, bold, emphasis, gap=place % 2 == 1, link=link)


def _address(token: Token, line: int) -> str:
    address = str(token.attrs.get("href", ""))
    if not address.lower().startswith(_LINKS):
        shown = quoted(address)
        raise _fault(
            line,
            Text(f"le lien {shown.fr} n’est ni https ni mailto", f"the link {shown.en} is neither https nor mailto"),
        )
    return address


def _alignment(token: Token) -> Alignment:
    style = str(token.attrs.get("style", ""))
    return "right" if style.endswith("right") else "center" if style.endswith("center") else "left"


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _skipped(level: int) -> Text:
    signs = "#" * (level + 1)
    return Text(f"un niveau de titre est sauté avant {signs}", f"a level of heading is skipped before {signs}")


def _refused(token: Token, opening: Token | None = None, line: int = 0) -> DocumentError:
    kind = _NAMES.get(token.type, Text(f"« {token.type} »", f"“{token.type}”"))
    where = line or (_line(token) if token.map else _line(opening) if opening else 1)
    return _fault(where, Text(f"{kind.fr} n’a pas sa place ici", f"{kind.en} has no place here"))


def _fault(line: int, what: Text) -> DocumentError:
    return DocumentError(
        Text(f"texte du document, ligne {line} : {what.fr}.", f"text of the document, line {line}: {what.en}."),
        Text(
            "corriger le modèle ; ce qu’il peut employer est dans docs/documents.md",
            "mend the template; what it may use is in docs/documents.md",
        ),
    )
