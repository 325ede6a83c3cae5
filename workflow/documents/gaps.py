"""What a document does not know yet: shown where it is missing, and listed with the command that fills it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.documents.faults import Misused
from workflow.french import typeset

MARK = re.compile(r"\[À COMPLÉTER : ([^\[\]]+)\]")
"""How a gap is written in the Markdown of a draft."""


_MARKUP = re.compile(r" *[][*_`|<>\\#]+[][*_`|<>\\# ]*")


def nameable(label: str) -> str:
    """A label that a file gives, as a mark can hold it: without signs that would mean something to Markdown."""
    return typeset(_MARKUP.sub(" ", label).strip())


@dataclass(frozen=True, slots=True)
class Missing:
    """One value that a document asks for and the dossier does not have."""

    path: str
    """Its full name: `projets[2].cout`."""
    label: str
    """What a person calls it, in French as the document does."""
    command: str | None = None
    """What to type to fill it, where a command does."""

    @property
    def fact(self) -> tuple[str, str]:
        """What is one and the same although several variables tell it: the same label, filled by the same command."""
        return (self.label, self.command or self.path)

    def as_dict(self) -> dict[str, str | None]:
        """As it is stored with the draft."""
        return {"path": self.path, "label": self.label, "command": self.command}


@dataclass(frozen=True, slots=True)
class Gap:
    """A missing value in an expression of a template: it counts as false, and is printed as a visible mark."""

    label: str
    missing: tuple[Missing, ...]
    """What would have to be known: one value, or all those that a total lacks."""
    before: str = ""
    """What stands before the mark: the preposition of a filter such as `a`."""

    def __bool__(self) -> bool:
        return False

    def __iter__(self) -> Iterator[object]:
        raise Misused(f"« {self.label} » n’est pas une liste", f"“{self.label}” is not a list")

    def __str__(self) -> str:
        return f"{self.before}[À COMPLÉTER : {self.label}]"
