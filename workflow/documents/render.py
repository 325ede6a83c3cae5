"""Templates made into drafts: the text, and what is missing in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

import jinja2

from workflow.canonical import digest_hex
from workflow.documents.budget import LONGEST, Run, current
from workflow.documents.environment import Sandbox
from workflow.documents.escaping import tidied, title_of
from workflow.documents.facts import Facts
from workflow.documents.faults import WRONG, Fault, Misused, TemplateRefused, undefined_in
from workflow.documents.gaps import Missing
from workflow.documents.library import TOO_NESTED, Library
from workflow.documents.shape import LABELS, root_for
from workflow.documents.sources import PARTS, Folder, Stored
from workflow.documents.syntax import reason
from workflow.errors import DocumentError, JalonError
from workflow.language import Text
from workflow.names import shown
from workflow.workspace import TEMPLATES, shipped

_TEXT = re.compile(r"(?:^|\.)textes\.(\w+)$")


@dataclass(frozen=True, slots=True)
class Rendered:
    """One document as a template made it of some data."""

    title: str
    """As plain text."""
    text: str
    """Markdown."""
    gaps: tuple[Missing, ...]


class Templates:
    """The templates of one folder, or those stored with a draft, ready to render."""

    def __init__(self, sources: Folder | Stored) -> None:
        self._library = Library(sources)
        self._sandbox = Sandbox({name: partial(self._library.parsed, name) for name in sources.names})

    @classmethod
    def of_folder(cls, folder: Path) -> "Templates":
        """Those of a workspace, with ours behind them."""
        return cls(Folder(folder, shipped() / TEMPLATES))

    @classmethod
    def of_text(cls, text: str) -> "Templates":
        """Those stored with a draft (`stored`). Raises ValueError."""
        return cls(Stored.from_text(text))

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents there is a template for, in alphabetical order."""
        return self._library.documents

    def changed(self) -> bool:
        """Whether a file was changed, added or removed since they were first read."""
        return self._library.changed()

    @property
    def shared(self) -> tuple[str, ...]:
        """The parts there are, ours included, in alphabetical order: `_parts/visas.md`."""
        return tuple(sorted(name for name in self._library.names if name.startswith(PARTS)))

    def parts(self, document: str) -> tuple[str, ...]:
        """What a template includes, extends or takes macros from, in alphabetical order. Raises DocumentError."""
        return tuple(sorted(set(self._library.document(document).trees) - {f"{document}.md"}))

    def place(self, document: str) -> str:
        """Where a person finds a template."""
        return self._library.place(f"{document}.md")

    def stored(self, document: str) -> str:
        """The template and every part it includes, as one text: what is kept with a draft. Raises DocumentError."""
        return self._library.document(document).stored

    def digest(self, document: str) -> str:
        """SHA-256 of `stored`, in hexadecimal."""
        return digest_hex(self.stored(document).encode())

    def uses(self, document: str) -> frozenset[str]:
        """The variables, by their first name, that a template speaks of. Raises DocumentError."""
        return self._library.document(document).uses

    def variables(self, document: str) -> tuple[str, ...]:
        """The variables that a template uses, by their full name: `projets[].cout`. Raises DocumentError."""
        found = self._library.document(document)
        found.demand_sound()
        return tuple(sorted(found.reading.used))

    def texts(self, document: str) -> frozenset[str]:
        """The texts that only people can write which a template asks for, by name. Raises DocumentError."""
        found = (_TEXT.search(name) for name in self.variables(document))
        return frozenset(match[1] for match in found if match)

    def faults(self, document: str) -> tuple[Fault, ...]:
        """Everything that is wrong with a template and its parts. Raises DocumentError where there is none."""
        try:
            return self._library.document(document).faults
        except TemplateRefused as refused:
            return refused.faults

    def render(self, document: str, data: Mapping[str, Any]) -> Rendered:
        """The document that a template makes of some data (`workflow.documents.data`).

        Raises DocumentError where the template is missing, wrong, hostile or too heavy, with file:line. A value that is
        missing is no error: it is shown in the text and listed.
        """
        self._library.document(document).demand_sound()
        facts = Facts(data, "", root_for(data.get(LABELS, {})), None)
        name, run = f"{document}.md", Run()
        token = current.set(run)
        try:
            template = self._sandbox.get_template(name)
            context = template.new_context({root: value for root, value in facts.items() if value is not None})
            text = tidied("".join(template.root_render_func(context)))
        except (jinja2.TemplateError, Misused, JalonError, *WRONG) as error:
            raise self._explained(error, name) from error
        finally:
            current.reset(token)
        if len(text) > LONGEST:
            message = Text(f"le document a plus de {LONGEST} caractères", f"it has more than {LONGEST} characters")
            raise self._library.refused(name, 1, message)
        return Rendered(title_of(text), text, tuple(run.gaps.values()))

    def _explained(self, error: Exception, name: str) -> DocumentError:
        if isinstance(error, TemplateRefused):
            return error
        if isinstance(error, jinja2.TemplateSyntaxError):
            return self._library.refused(error.name or name, error.lineno, reason(error))
        place, line = _where(error.__traceback__, name)
        return self._library.refused(place, line, _why(error))


def _why(error: Exception) -> Text:
    match error:
        case Misused() | JalonError():
            return error.message
        case jinja2.UndefinedError():
            name = undefined_in(error)
            return Text(f"« {name} » n’a pas de valeur ici", f"“{name}” has no value here")
        case RecursionError() | SyntaxError():
            return TOO_NESTED
    python = shown(str(error), 200)
    return Text(f"ces valeurs ne vont pas ensemble ({python})", f"these values do not go together ({python})")


def _where(trace: TracebackType | None, otherwise: str) -> tuple[str, int]:
    """The template and its line that a traceback goes through last."""
    found = (otherwise, 1)
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, jinja2.Template):
            found = (template.name or otherwise, template.get_corresponding_lineno(trace.tb_lineno))
        trace = trace.tb_next
    return found
