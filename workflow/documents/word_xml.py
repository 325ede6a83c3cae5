"""How the XML of a Word file names things, and how what it says of one is read."""

from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""What stands before the name of every element and attribute of a text."""

Element = Any  # lxml has no types


def attribute_of(element: Element, name: str) -> str:
    """An attribute of an element, or nothing."""
    return str(element.get(f"{W}{name}", ""))


def value_of(element: Element | None, otherwise: str = "") -> str:
    """The value that an element stands for; `otherwise` where it has none or is not there."""
    return otherwise if element is None else attribute_of(element, "val") or otherwise
