"""The word PROJET taken off a Word file that came back and is final: nothing else in it is touched."""

from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # it has no stubs

from workflow.documents.formats.archive import packed, unpacked
from workflow.documents.package import Package

_RUN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}r"
_OURS = "PowerPlusWaterMarkObject"
"""How the name of the shape begins: Word’s own name for a watermark, which LibreOffice keeps."""

Element = Any


def without_watermark(content: bytes) -> bytes:
    """The same file without the watermarks of its pages. Raises DocumentError where it is not safe to read."""
    package = Package(content)
    headers = {one.target for one in package.relations if one.kind == "header" and package.has(one.target)}
    changed = {}
    for name in sorted(headers):
        root = package.xml(name)
        if _removed(root):
            changed[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return packed({**unpacked(content), **changed}) if changed else content


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
