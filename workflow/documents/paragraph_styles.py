"""What the paragraphs of a Word file are: titles, headings, numbered or not, as their styles say."""

import re
from dataclasses import dataclass

from workflow.documents.blocks import Kind
from workflow.documents.word_xml import Element, W, value_of


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says of what it is."""

    name: str = ""
    based: str = ""
    outlined: bool = False
    numbering: tuple[str, int] | None = None

    @property
    def kind(self) -> Kind:
        """A title, a heading or a paragraph."""
        if self.name == "title":
            return "title"
        return "heading" if self.outlined or self.name.startswith("heading ") else "paragraph"


class ParagraphStyles:
    """The paragraph styles of a document, each with what it takes over from the one it is based on."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._resolved: dict[str, Style] = {}
        self._default = ""
        for style in () if root is None else root.iter(f"{W}style"):
            identifier = style.get(f"{W}styleId", "")
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true"):
                self._default = identifier
            properties = style.find(f"{W}pPr")
            self._styles[identifier] = Style(
                value_of(style.find(f"{W}name")).casefold(),
                value_of(style.find(f"{W}basedOn")),
                _outlined(properties),
                _numbering(properties),
            )

    def of(self, paragraph: Element) -> Style:
        """The style of a paragraph, with what it says itself."""
        properties = paragraph.find(f"{W}pPr")
        name = "" if properties is None else value_of(properties.find(f"{W}pStyle"))
        style = self._whole(name or self._default)
        return Style(style.name, outlined=style.outlined or _outlined(properties), numbering=style.numbering)

    def numbering(self, paragraph: Element) -> tuple[str, int] | None:
        """The numbering of a paragraph and its level in it, or None."""
        own = _numbering(paragraph.find(f"{W}pPr"))
        found = own or self.of(paragraph).numbering
        return None if found is None or found[0] in ("", "0") else found

    def _whole(self, name: str) -> Style:
        if name not in self._resolved:
            self._resolved[name] = self._inherited(name)
        return self._resolved[name]

    def _inherited(self, name: str) -> Style:
        style, seen = self._styles.get(name, Style()), {name}
        while style.based and style.based not in seen:
            seen.add(style.based)
            under = self._styles.get(style.based, Style())
            kept = style.name if style.kind != "paragraph" or under.kind == "paragraph" else under.name
            style = Style(kept, under.based, style.outlined or under.outlined, style.numbering or under.numbering)
        return style


def _numbering(properties: Element | None) -> tuple[str, int] | None:
    found = None if properties is None else properties.find(f"{W}numPr")
    if found is None:
        return None
    level = value_of(found.find(f"{W}ilvl"))
    return value_of(found.find(f"{W}numId")), int(level) if re.fullmatch("[0-8]", level) else 0


def _outlined(properties: Element | None) -> bool:
    level = "" if properties is None else value_of(properties.find(f"{W}outlineLvl"))
    return bool(re.fullmatch("[0-8]", level))
