"""The styles and numberings of a modele.docx, found by name; ours where it has lost one."""

import copy
import functools
import io
import re
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart

from workflow.documents.formats.look import shipped_look

Element = Any
"""An element of lxml, whose classes python-docx makes to measure."""


class Styles:
    """The styles of one document. Those that are missing are copied from the modele we ship."""

    def __init__(self, document: Document) -> None:
        self._element: Element = document.styles.element
        self.numbering = Numbering(document)
        self._ids = {_name(style): style.get(qn("w:styleId")) for style in self._all()}

    def id(self, name: str) -> str:
        """The identifier under which a document refers to the style of that name."""
        found = self._ids.get(name.casefold())
        return found if found is not None else self._copied(name)

    def abstract(self, name: str) -> tuple[int, int]:
        """The abstract numbering and the level that a list style stands for."""
        style = self._style(self.id(name))
        found = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if found is not None:
            level = int(_value(found.find(qn("w:ilvl"))) or 0)
            abstract = self.numbering.abstract_of(int(_value(found.find(qn("w:numId"))) or 0), level)
            if abstract is not None:
                return abstract, level
        self._number_as(style, _ours(name))
        return self.abstract(name)

    def renumber(self, name: str, number: int) -> None:
        """Let the style of that name count on in the numbering `number`."""
        style = self._style(self.id(name))
        style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}").set(qn("w:val"), str(number))

    def speak(self, language: str) -> None:
        """The language that the spelling checker and the hyphenation take the text to be in."""
        for found in self._element.findall(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}"):
            found.set(qn("w:val"), _LOCALES[language])

    def _all(self) -> list[Element]:
        return list(self._element.iter(qn("w:style")))

    def _style(self, identifier: str) -> Element:
        return next(style for style in self._all() if style.get(qn("w:styleId")) == identifier)

    def _copied(self, name: str) -> str:
        theirs = _shipped().styles.element
        original = _ours(name)
        names = {style.get(qn("w:styleId")): _name(style) for style in theirs.iter(qn("w:style"))}
        style = copy.deepcopy(original)
        identifier: str = style.get(qn("w:styleId"))
        while identifier in self._ids.values():
            identifier = f"{identifier}Jalon"
        style.set(qn("w:styleId"), identifier)
        style.attrib.pop(qn("w:default"), None)
        self._ids[name.casefold()] = identifier
        self._element.append(style)
        for tag in ("w:basedOn", "w:next"):
            for reference in style.findall(qn(tag)):
                reference.set(qn("w:val"), self.id(names[reference.get(qn("w:val"))]))
        if style.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None:
            self._number_as(style, original)
        return identifier

    def _number_as(self, style: Element, original: Element) -> None:
        """Give a style the numbering that its original has in our own modele."""
        found = copy.deepcopy(original.find(f"{qn('w:pPr')}/{qn('w:numPr')}"))
        number = self.numbering.adopted(int(_value(found.find(qn("w:numId"))) or 0))
        found.find(qn("w:numId")).set(qn("w:val"), str(number))
        properties = style.get_or_add_pPr()
        for former in properties.findall(qn("w:numPr")):
            properties.remove(former)
        properties._insert_numPr(found)  # noqa: SLF001  # python-docx's own way to the place the schema demands


class Numbering:
    """The numberings of one document; lists and articles get their own."""

    def __init__(self, document: Document) -> None:
        part = document.part
        if not any(rel.reltype == RELATIONSHIP_TYPE.NUMBERING for rel in part.rels.values()):
            element = parse_xml(f"<w:numbering {nsdecls('w')}/>")
            name = PackURI("/word/numbering.xml")
            added = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, element, part.package)
            part.relate_to(added, RELATIONSHIP_TYPE.NUMBERING)
        self._element: Element = part.numbering_part.element
        # A style may name a numbering that is gone: a new one must not be taken for it.
        self._named = [int(found.val) for found in document.styles.element.iter(qn("w:numId"))]
        self._adopted: dict[int, int] = {}

    def abstract_of(self, number: int, level: int) -> int | None:
        """The abstract numbering of a numbering, or None where it declares no such level."""
        for num in self._element.findall(qn("w:num")):
            if num.get(qn("w:numId")) == str(number):
                abstract = int(_value(num.find(qn("w:abstractNumId"))) or -1)
                return None if self._level(abstract, level) is None else abstract
        return None

    def restarted(self, abstract: int, level: int, start: int) -> int:
        """A new numbering of the same kind, which begins at `start`."""
        return self._add(
            abstract, f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        )

    def worded(self, abstract: int, level: int, start: int, text: str) -> int:
        """A new numbering of the same kind, which begins at `start` and reads as `text` (`Article %1er – `)."""
        number = self.restarted(abstract, level, start)
        override = self._element.findall(qn("w:num"))[-1].find(qn("w:lvlOverride"))
        changed: Element = copy.deepcopy(self._level(abstract, level))
        for linked in changed.findall(qn("w:pStyle")):
            changed.remove(linked)
        changed.find(qn("w:lvlText")).set(qn("w:val"), text)
        for begun in changed.findall(qn("w:start")):
            begun.set(qn("w:val"), str(start))
        override.append(changed)
        return number

    def adopted(self, number: int) -> int:
        """A numbering like that of our own modele."""
        if number not in self._adopted:
            theirs = _shipped().part.numbering_part.element
            original = theirs.find(f"{qn('w:abstractNum')}[@{qn('w:abstractNumId')}='{number}']")
            abstract = copy.deepcopy(original)
            identifier = 1 + max(self._values("w:abstractNum", "w:abstractNumId"), default=0)
            abstract.set(qn("w:abstractNumId"), str(identifier))
            for linked in [*abstract.iter(qn("w:pStyle"))]:
                linked.getparent().remove(linked)
            self._place_abstract(abstract)
            self._adopted[number] = self._add(identifier, "")
        return self._adopted[number]

    def _level(self, abstract: int, level: int) -> Element | None:
        """The declaration of a level, with the text that it shows."""
        declared = self._element.find(f"{qn('w:abstractNum')}[@{qn('w:abstractNumId')}='{abstract}']")
        found = None if declared is None else declared.find(f"{qn('w:lvl')}[@{qn('w:ilvl')}='{level}']")
        return None if found is None or found.find(qn("w:lvlText")) is None else found

    def _values(self, tag: str, attribute: str) -> list[int]:
        return [int(found.get(qn(attribute))) for found in self._element.findall(qn(tag))]

    def _place_abstract(self, abstract: Element) -> None:
        first = self._element.find(qn("w:num"))  # every abstract numbering stands before them
        if first is None:
            self._element.append(abstract)
        else:
            first.addprevious(abstract)

    def _add(self, abstract: int, override: str) -> int:
        number = 1 + max([*self._values("w:num", "w:numId"), *self._named], default=0)
        added = parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{override}</w:num>'
        )
        numbers = self._element.findall(qn("w:num"))
        if numbers:
            numbers[-1].addnext(added)
        else:
            self._element.append(added)
        return number


_LOCALES = {"fr": "fr-FR", "en": "en-GB"}
_SPACES = re.compile(" +")


@functools.cache
def _shipped() -> Document:
    return docx.Document(io.BytesIO(shipped_look().word))


def _ours(name: str) -> Element:
    """The style of that name in the modele we ship."""
    return next(style for style in _shipped().styles.element.iter(qn("w:style")) if _name(style) == name.casefold())


def _name(style: Element) -> str:
    return _SPACES.sub(" ", str(_value(style.find(qn("w:name"))) or "")).casefold()


def _value(element: Element | None) -> str | None:
    return None if element is None else element.get(qn("w:val"))
