"""What is wrong with a template: where, and said so that who wrote it can mend it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workflow.errors import DocumentError
from workflow.language import Text
from workflow.names import shown

WRONG = (ArithmeticError, AttributeError, LookupError, RecursionError, SyntaxError, TypeError, ValueError)
"""What Python raises when a template asks for what cannot be, and docxtpl on tables without a grid."""

_QUOTED = re.compile(r"'([^']+)'")


def undefined_in(error: Exception) -> str:
    """The name that has no value, as Jinja2 tells of it in its own words."""
    quoted = _QUOTED.search(str(error))
    return shown(quoted[1] if quoted else str(error))


class Misused(Exception):  # told as a DocumentError, with file and line, by who renders
    """A value or a word used for what it is not for."""

    def __init__(self, fr: str, en: str) -> None:
        self.message = Text(fr, en)
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a template."""

    file: str
    line: int
    message: Text

    @property
    def where(self) -> str:
        """`file:line`, counted from 1, as editors jump to it."""
        return f"{self.file}:{self.line}"


class TemplateRefused(DocumentError):
    """A template that is wrong, hostile or too heavy: every fault with file:line."""

    def __init__(self, faults: Sequence[Fault], remedy: Text | None = None) -> None:
        self.faults = tuple(faults)
        super().__init__(
            Text(
                "\n".join(f"{fault.where} : {fault.message.fr}" for fault in faults),
                "\n".join(f"{fault.where}: {fault.message.en}" for fault in faults),
            ),
            remedy
            or Text("vérifiez les modèles : jalon templates check", "check the templates: jalon templates check"),
        )
