"""A Word file that came back and is final: without the word PROJET, and without the yellow of gaps that were filled.

Nothing else in it is touched.
"""

from lxml import etree  # type: ignore[import-untyped]  # it has no stubs

from workflow.documents.formats.archive import packed, unpacked
from workflow.documents.package import Package
from workflow.documents.word_xml import Element, W

_RUN = f"{W}r"
_OURS = "PowerPlusWaterMarkObject"
"""How the name of the shape begins: Word’s own name for a watermark, which LibreOffice keeps."""
_GAP = {f"{W}b", f"{W}bCs", f"{W}highlight"}
"""What a gap is written with; who types in its place writes with the same."""


def as_final(content: bytes) -> bytes:
    """The same file as a final one. Raises DocumentError where it is not safe to read."""
    package = Package(content)
    headers = {one.target for one in package.relations if one.kind == "header" and package.has(one.target)}
    changed = {}
    for name in sorted({package.main, *headers}):
        root = package.xml(name)
        if _plain(root) if name == package.main else _removed(root):
            changed[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return packed({**unpacked(content), **changed}) if changed else content


def _plain(root: Element) -> bool:
    """Take the mark of a gap off the runs that still have it."""
    found = [mark for mark in root.iter(f"{W}highlight") if mark.get(f"{W}val") == "yellow"]
    filled = [mark.getparent() for mark in found if {one.tag for one in mark.getparent()} >= _GAP]
    for properties in filled:
        for one in [one for one in properties if one.tag in _GAP]:
            properties.remove(one)
    return bool(filled)


def _removed(root: Element) -> bool:
    found = [element for element in root.iter() if _name(element).startswith(_OURS)]
    for element in found:
        picture = element
        while picture.getparent() is not None and picture.getparent().tag != _RUN:
            picture = picture.getparent()
        if picture.getparent() is not None:
            picture.getparent().remove(picture)
    return bool(found)


def _name(element: Element) -> str:
    if not isinstance(element.tag, str):  # a comment
        return ""
    return str(element.get("id") or element.get("name") or "")
