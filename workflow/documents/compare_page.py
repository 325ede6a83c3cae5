"""Two documents on one page: what went is struck through, what came is underlined, and both are said in words."""

from collections.abc import Iterator
from html import escape

from workflow.documents.blocks import Kind
from workflow.documents.compare import Comparison, Line
from workflow.documents.web_page import page
from workflow.documents.wording import Piece
from workflow.language import Text

_STYLE = """
:root { color-scheme: light; --ink: #1b2a4e; --rule: #8a8a8a; }
body { margin: 0 auto; max-width: 56rem; padding: 1.5rem clamp(1rem, 5vw, 4rem) 4rem; color: #161616; background: #fff;
  font: 1.05rem/1.55 "Libertinus Serif", Georgia, serif; }
h1, h2 { color: var(--ink); line-height: 1.25; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .2rem 1rem; } dt { font-weight: 700; } dd { margin: 0; }
.changes { border: 1px solid var(--rule); padding: .5rem 1rem .5rem 2.2rem; }
.changes a { color: #0b4a9e; }
.line { margin: .5rem 0; padding: .1rem .8rem; border-left: .3rem solid transparent; }
.title { font-size: 1.5rem; font-weight: 700; } .heading { font-size: 1.15rem; font-weight: 700; margin-top: 1.5rem; }
.item { margin-left: 1.5rem; } .item::before { content: "– "; }
.row { display: flex; gap: .8rem; padding: .2rem .8rem; border-bottom: 1px solid #ccc; font-size: .92rem; }
.row > span { flex: 1 1 0; min-width: 0; overflow-wrap: anywhere; }
.gone { border-left-color: #a3193a; } .new { border-left-color: #14663a; } .changed { border-left-color: #8a5a00; }
.label { font: 700 .75rem/1 system-ui, sans-serif; text-transform: uppercase; letter-spacing: .04em; color: #4b4b4b; }
del { background: #fde5ea; color: #7a0d28; text-decoration: line-through; }
ins { background: #e0f4e6; color: #0d4a28; text-decoration: underline; text-decoration-thickness: .12em; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media print { body { padding: 0; font-size: 10pt; } .line { break-inside: avoid; } }
"""

_TITLE = Text("Comparaison", "Comparison")
_BEFORE, _AFTER = Text("Avant", "Before"), Text("Après", "After")
_CHANGES = Text("Ce qui change", "What changes")
_WHOLE = Text("Le texte entier", "The whole text")
_LABELS = {
    "gone": Text("retiré", "removed"),
    "new": Text("ajouté", "added"),
    "changed": Text("changé", "changed"),
}
_HEARD = {
    "gone": (Text("début du retrait", "removal begins"), Text("fin du retrait", "removal ends")),
    "new": (Text("début de l’ajout", "addition begins"), Text("fin de l’ajout", "addition ends")),
}
_TAGS = {"gone": "del", "new": "ins"}
_ELEMENTS: dict[Kind, str] = {"title": "h3", "heading": "h4", "paragraph": "p", "item": "p", "row": "div"}


def as_html(comparison: Comparison, before: str, after: str, language: str) -> bytes:
    """The page, in UTF-8. `before` and `after` say what was compared."""
    return page(language, f"{_said(_TITLE, language)} – {after}", _STYLE, _body(comparison, before, after, language))


def _body(comparison: Comparison, before: str, after: str, language: str) -> Iterator[str]:
    yield f"<body><h1>{_said(_TITLE, language)}</h1>"
    yield (
        f"<dl><dt>{_said(_BEFORE, language)}</dt><dd>{escape(before)}</dd>"
        f"<dt>{_said(_AFTER, language)}</dt><dd>{escape(after)}</dd></dl>"
    )
    yield f"<h2>{_said(_CHANGES, language)}</h2><p>{escape(comparison.summary.in_language(language))}</p>"
    if not comparison.same:
        yield '<ol class="changes">'
        for change, place in _with_places(comparison):
            under = f"{escape(change[0])} : " if change[0] else ""
            yield f'<li><a href="#c{place}">{under}{escape(change[1].in_language(language))}</a></li>'
        yield "</ol>"
    yield f"<h2>{_said(_WHOLE, language)}</h2>"
    for place, line in enumerate(comparison.lines):
        yield _line(line, place, language)
    yield "</body></html>"


def _with_places(comparison: Comparison) -> Iterator[tuple[tuple[str, Text], int]]:
    for place, line in enumerate(comparison.lines):
        for change in Comparison((line,)).changes:
            yield (change.under, change.sentence), place


def _line(line: Line, place: int, language: str) -> str:
    cells = ["".join(_piece(piece, language) for piece in cell) for cell in line.cells]
    shown = "".join(f"<span>{cell}</span>" for cell in cells) if line.kind == "row" else " ".join(cells)
    element = _ELEMENTS[line.kind]
    if line.state == "same":
        return f'<{element} class="line {line.kind}">{shown}</{element}>'
    label = f'<span class="label">{_said(_LABELS[line.state], language)}</span> '
    return f'<{element} class="line {line.kind} {line.state}" id="c{place}">{label}{shown}</{element}>'


def _piece(piece: Piece, language: str) -> str:
    if piece.state == "same":
        return escape(piece.text)
    begins, ends = (f'<span class="heard"> ({_said(text, language)}) </span>' for text in _HEARD[piece.state])
    tag = _TAGS[piece.state]
    return f"<{tag}>{begins}{escape(piece.text)}{ends}</{tag}>"


def _said(text: Text, language: str) -> str:
    return escape(text.in_language(language))
