"""The gaps of a Word file that a template made: each in a run of its own, bold on yellow."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.font import Font

from workflow.documents.gaps import MARK

Element = Any


def highlight(root: Element) -> None:
    """Every gap in a run of its own, bold on yellow."""
    for text in list(root.iter(qn("w:t"))):
        run = text.getparent()
        if run.tag == qn("w:r") and MARK.search(text.text or ""):
            for piece in _pieces(run, text):
                run.addprevious(piece)
            run.getparent().remove(run)


def _pieces(run: Element, text: Element) -> Iterator[Element]:
    """The run cut before and after each gap; what else it holds stays where it is."""
    properties = run.find(qn("w:rPr"))
    children = [child for child in run if child is not properties]
    place = children.index(text)
    yield from _run_of(properties, children[:place])
    content = text.text or ""
    done = 0
    for gap in MARK.finditer(content):
        yield from _run_of(properties, [_text(content[done : gap.start()])])
        (marked,) = _run_of(properties, [_text(gap[0])])
        font = Font(marked)
        font.bold, font.highlight_color = True, WD_COLOR_INDEX.YELLOW
        yield marked
        done = gap.end()
    yield from _run_of(properties, [_text(content[done:]), *children[place + 1 :]])


def _run_of(properties: Element | None, children: list[Element]) -> Iterator[Element]:
    held = [child for child in children if child.tag != qn("w:t") or child.text]
    if held:
        run = OxmlElement("w:r")
        if properties is not None:
            run.append(deepcopy(properties))
        run.extend(held)
        yield run


def _text(content: str) -> Element:
    text = OxmlElement("w:t")
    text.text = content
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return text
