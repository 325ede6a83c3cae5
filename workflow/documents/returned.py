"""A draft that comes back, edited in Word or signed: read without trusting it, as the lines a person sees in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from workflow.documents.blocks import Block, Kind, flat, placed
from workflow.documents.package import Package, refused
from workflow.documents.paragraph_styles import ParagraphStyles
from workflow.documents.word_numbers import Numbers, read_numbers
from workflow.documents.word_xml import Element, W, value_of
from workflow.language import Text

LARGEST = 100 * 1024 * 1024
"""Bytes of a file that is read; evidence may be larger, and is then only kept."""
LONGEST = 10_000_000
"""Characters in all, each block counting for a hundred more."""
_PER_BLOCK = 100

_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = {f"{W}del", f"{W}moveFrom", f"{W}rPr", f"{W}pPr", f"{W}instrText", f"{W}delText", _FALLBACK}
_REACHING_FIELD = re.compile(r"^\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b", re.IGNORECASE)
_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back."""

    kind: Literal["docx", "pdf"]
    blocks: tuple[Block, ...]
    """What it says, tracked changes taken as accepted; nothing for a PDF, which is kept and not read."""
    remarks: tuple[Text, ...]
    """What a person should know before opening it or relying on it."""


def read(content: bytes) -> Returned:
    """Look at a file that somebody handed over; a Word file is recognised by its content, whatever its name.

    Raises DocumentError, with what to do, for anything that is neither, that is damaged, encrypted or too large, and
    for a Word file that fetches something when it is opened, declares a DTD or unpacks out of proportion.
    """
    if len(content) > LARGEST:
        raise refused("il dépasse 100 Mio", "it is larger than 100 MiB")
    if content.startswith(b"%PDF-"):
        return Returned("pdf", (), tuple(_remarks_on_pdf(content)))
    package = Package(content)
    package.demand_self_contained()
    reading = _Reading(package)
    blocks = tuple(placed(reading.blocks()))
    return Returned("docx", blocks, tuple(reading.remarks()))


def _remarks_on_pdf(content: bytes) -> Iterator[Text]:
    if b"%%EOF" not in content[-2048:]:
        yield Text("Ce PDF semble incomplet.", "This PDF seems incomplete.")
    if b"/Encrypt" in content:
        yield Text("Ce PDF est chiffré.", "This PDF is encrypted.")
    if re.search(rb"/(?:JavaScript|JS)\b", content):
        yield Text("Ce PDF contient du JavaScript.", "This PDF contains JavaScript.")


class _Reading:
    """One Word file, from first to last."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.root = _usual(package.xml(package.main))
        self.styles = ParagraphStyles(self._part("styles"))
        self.numbers: Numbers = read_numbers(self._part("numbering"))
        self._size = 0

    def _part(self, kind: str) -> Element | None:
        name = self.package.related(kind)
        return None if name is None else _usual(self.package.xml(name))

    def blocks(self) -> list[Block]:
        """Everything it says."""
        body = self.root.find(f"{W}body")
        if body is None:
            raise refused("ce n’est pas un texte de Word", "it is not a Word text")
        found = list(self._within(body))
        for kind in ("footnotes", "endnotes"):
            notes = self._part(kind)
            if notes is not None:
                for note in notes:
                    found += self._within(note)
        return found

    def _within(self, parent: Element) -> Iterator[Block]:
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._rows(child)
            elif child.tag not in _GONE:
                yield from self._within(child)  # a control, an insertion, a smart tag around what it holds

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        style = self.styles.of(paragraph)
        numbering = self.styles.numbering(paragraph)
        label = self.numbers.label(*numbering) if numbering else ""
        kind: Kind = style.kind
        if kind == "paragraph" and numbering:
            kind = "item"
        text = flat((label if kind == "heading" else "") + _text(paragraph))
        if text:
            yield self._counted(Block(kind, (text,)))
        for box in _boxes(paragraph):
            yield from self._within(box)

    def _rows(self, table: Element) -> Iterator[Block]:
        for row in _inner(table, f"{W}tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                continue
            cells = tuple(self._cell(cell) for cell in _inner(row, f"{W}tc"))
            if any(cells):
                yield self._counted(Block("row", cells))

    def _cell(self, cell: Element) -> str:
        return " ".join(part for block in self._within(cell) for part in block.parts if part)

    def _counted(self, block: Block) -> Block:
        self._size += sum(map(len, block.parts)) + _PER_BLOCK
        if self._size > LONGEST:
            raise refused("il a trop de texte pour être comparé", "it has too much text to be compared")
        return block

    # ---- what to know of it ------------------------------------------------------------------------------------------

    def remarks(self) -> Iterator[Text]:
        """Macros, changes that are still tracked, what is hidden or not read."""
        package = self.package
        if package.has_macros:
            yield Text(
                "Ce fichier contient des macros : ne les activez pas.", "This file contains macros: do not enable them."
            )
        if any(self._has(name) for name in ("ins", "del", "moveFrom", "moveTo")):
            yield Text(
                "Le suivi des modifications y est resté : elles sont lues comme acceptées.",
                "Changes are still tracked in it: they are read as accepted.",
            )
        if package.related("comments"):
            yield Text("Il contient des commentaires.", "It contains comments.")
        if any(not _is_off(found) for found in self.root.iter(f"{W}vanish")):
            yield Text("Il contient du texte caché, qui n’est pas lu.", "It contains hidden text, which is not read.")
        if self._has("altChunk") or any(relation.kind == "oleObject" for relation in package.relations):
            yield Text(
                "Il contient un autre document, qui n’est pas lu.", "It contains another document, which is not read."
            )
        if any(_REACHING_FIELD.match(code) for code in self._field_codes()):
            yield Text(
                "Il contient un champ qui va chercher un autre fichier : ne le mettez pas à jour.",
                "It contains a field that fetches another file: do not update it.",
            )

    def _has(self, name: str) -> bool:
        return next(self.root.iter(f"{W}{name}"), None) is not None

    def _field_codes(self) -> Iterator[str]:
        for simple in self.root.iter(f"{W}fldSimple"):
            yield simple.get(f"{W}instr", "")
        # Word may cut one code into several runs.
        for paragraph in self.root.iter(f"{W}p"):
            yield "".join(code.text or "" for code in paragraph.iter(f"{W}instrText"))


# ---- text ------------------------------------------------------------------------------------------------------------

_SIGNS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011", f"{W}ptab": " "}


def _text(element: Element) -> str:
    """What can be read of a paragraph, without its text boxes."""
    return "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == f"{W}r" and _hidden(child):
            continue
        elif child.tag not in _GONE and child.tag != f"{W}txbxContent":
            yield from _pieces(child)


def _hidden(run: Element) -> bool:
    properties = run.find(f"{W}rPr")
    found = None if properties is None else properties.find(f"{W}vanish")
    return found is not None and not _is_off(found)


def _is_off(found: Element) -> bool:
    return value_of(found) in _OFF


def _boxes(paragraph: Element) -> Iterator[Element]:
    for child in paragraph:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag not in _GONE:
            yield from _boxes(child)


def _inner(parent: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, through the controls around them, not those of an inner table."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in _GONE and child.tag not in (f"{W}p", f"{W}tbl", f"{W}tc", f"{W}tr"):
            yield from _inner(child, tag)


def _usual(root: Element) -> Element:
    """The same, unless it is in the « strict » variant of the format, which nearly nobody saves in."""
    if root.tag.startswith(_STRICT):
        raise refused(
            "il est au format « Document Word Strict »",
            "it is in the format “Strict Open XML Document”",
            Text("l’enregistrer au format « Document Word (.docx) »", "save it as “Word Document (.docx)”"),
        )
    return root
