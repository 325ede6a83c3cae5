"""Templates made into drafts: the text, what is missing in it, and the digest of all it was made from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

import jinja2
from jinja2 import nodes

from workflow.canonical import digest_hex
from workflow.documents.allowed import faults_of, parts_of
from workflow.documents.budget import LONGEST, Run, TooHeavy, current
from workflow.documents.environment import Sandbox
from workflow.documents.escaping import tidied, title_of
from workflow.documents.facts import Facts
from workflow.documents.faults import Fault, Misused, TemplateRefused
from workflow.documents.gaps import Missing
from workflow.documents.scopes import Reading
from workflow.documents.shape import ROOT
from workflow.documents.sources import PARTS, Folder, Stored
from workflow.errors import DocumentError, JalonError
from workflow.language import Text
from workflow.names import nearest, shown
from workflow.workspace import TEMPLATES, shipped

_WRONG = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What Python raises when a template asks for what cannot be."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One document as a template made it of some data."""

    title: str
    """As plain text."""
    text: str
    """Markdown."""
    gaps: tuple[Missing, ...]


class Templates:
    """The templates of one folder, or those stored with a draft. Read when asked for, each once."""

    def __init__(self, sources: Folder | Stored) -> None:
        self._sources = sources
        self._trees: dict[str, nodes.Template] = {}
        self._known_faults: dict[str, tuple[Fault, ...]] = {}
        sources.changed()  # from now on
        self._sandbox = Sandbox({name: partial(self._parsed, name) for name in sources.names})

    @classmethod
    def of_folder(cls, folder: Path) -> "Templates":
        """Those of a workspace, with ours behind them."""
        return cls(Folder(folder, shipped() / TEMPLATES))

    @classmethod
    def of_text(cls, text: str) -> "Templates":
        """Those stored with a draft (`stored`)."""
        return cls(Stored.from_text(text))

    @property
    def documents(self) -> tuple[str, ...]:
        """The names of the documents there is a template for, in alphabetical order."""
        names = (name for name in self._sources.names if "/" not in name)
        return tuple(sorted(name.removesuffix(".md") for name in names))

    def changed(self) -> bool:
        """Whether a file was changed, added or removed since they were first read."""
        return self._sources.changed()

    def uses(self, document: str) -> frozenset[str]:
        """The variables, by their first name, that the template and its parts speak of. Raises DocumentError."""
        names = {node.name for name in self._whole(document) for node in self._tree(name).find_all(nodes.Name)}
        return frozenset(names & ROOT.fields.keys())

    def stored(self, document: str) -> str:
        """The template and every part it includes, as one text; its digest is the template's digest.

        Raises DocumentError for a template that is not there, or is wrong.
        """
        return Stored({name: self._sources.read(name) for name in self._whole(document)}).as_text()

    def digest(self, document: str) -> str:
        """SHA-256 of `stored`, in hexadecimal."""
        return digest_hex(self.stored(document).encode())

    def demand_sound(self, document: str) -> None:
        """Raise DocumentError, with every fault, unless the template and its parts say only what is allowed."""
        faults = self.faults(document)
        if faults:
            raise TemplateRefused(faults)

    def faults(self, document: str) -> tuple[Fault, ...]:
        """Everything that is wrong with a template and its parts: what is not allowed, then unknown variables.

        Raises DocumentError for a template that is not there or cannot be read at all.
        """
        if document not in self._known_faults:
            faults = [fault for name in self._whole(document) for fault in self._faults(name)]
            self._known_faults[document] = tuple(faults or self._read(document).faults)
        return self._known_faults[document]

    def variables(self, document: str) -> tuple[str, ...]:
        """The variables that a template uses, by their full name: `projets[].cout`. Raises DocumentError."""
        self.demand_sound(document)
        return tuple(sorted(self._read(document).used))

    def _read(self, document: str) -> Reading:
        return Reading(self._tree, self._sources.place).of(f"{document}.md")

    def render(self, document: str, data: Mapping[str, Any]) -> Rendered:
        """The document that a template makes of some data (`workflow.documents.data`).

        Raises DocumentError where the template is missing, wrong, hostile or too heavy, with file:line. A value that is
        missing is no error: it is shown in the text and listed.
        """
        self.demand_sound(document)
        roots = Facts(data, "", ROOT, None)
        run = Run()
        token = current.set(run)
        try:
            template = self._sandbox.get_template(f"{document}.md")
            context = template.new_context({name: value for name, value in roots.items() if value is not None})
            text = tidied("".join(template.root_render_func(context)))
        except (jinja2.TemplateError, Misused, JalonError, SyntaxError, *_WRONG) as error:
            raise self._explained(error, document) from error
        finally:
            current.reset(token)
        if len(text) > LONGEST:
            raise TooHeavy(f"le document a plus de {LONGEST} caractères", f"it has more than {LONGEST} characters")
        return Rendered(title_of(text), text, tuple(run.gaps.values()))

    def _named(self, document: str) -> str:
        if document in self.documents:
            return f"{document}.md"
        raise DocumentError(
            Text(
                f"pas de modèle pour le document « {shown(document)} » ; noms proches : {self._near(document)}.",
                f"no template for the document “{shown(document)}”; near names: {self._near(document)}.",
            ),
            Text(
                f"écrivez-le : {TEMPLATES.as_posix()}/{shown(document)}.md",
                f"write it: {TEMPLATES.as_posix()}/{shown(document)}.md",
            ),
        )

    def _near(self, document: str) -> str:
        return ", ".join(nearest(document, self.documents)) or "–"

    def _whole(self, document: str) -> list[str]:
        """The template and its parts, each before those it names. Raises TemplateRefused where they go in circles."""
        whole: list[str] = []
        waiting: list[tuple[str, tuple[str, ...]]] = [(self._named(document), ())]
        while waiting:
            name, inside = waiting.pop()
            if name in inside:
                raise self._refused(inside[-1], 1, Text(f"« {name} » s’inclut lui-même", f"“{name}” includes itself"))
            if name in whole:
                continue
            whole.append(name)
            parts = [part for part in parts_of(self._tree(name), name) if part in self._sources.names]
            waiting.extend((part, (*inside, name)) for part in reversed(parts))
        return sorted(whole, key=lambda name: (PARTS in name, name))

    def _faults(self, name: str) -> list[Fault]:
        return faults_of(self._tree(name), name, self._sources.place(name), self._sources.names)

    def _tree(self, name: str) -> nodes.Template:
        if name not in self._trees:
            self._trees[name] = self._parsed(name)
        return self._trees[name]

    def _parsed(self, name: str) -> nodes.Template:
        source = self._sources.read(name)
        try:
            return self._sandbox.parse(source, name)
        except jinja2.TemplateSyntaxError as error:
            message = error.message or ""
            raise self._refused(name, error.lineno, Text(f"syntaxe : {message}", f"syntax: {message}")) from error
        except RecursionError as error:
            raise self._refused(name, 1, _TOO_NESTED) from error

    def _refused(self, name: str, line: int, message: Text) -> TemplateRefused:
        return TemplateRefused([Fault(self._sources.place(name), line, message)])

    def _explained(self, error: Exception, document: str) -> DocumentError:
        if isinstance(error, TemplateRefused):
            return error
        name, line = _where(error.__traceback__, f"{document}.md")
        return self._refused(name, line, _why(error))


_TOO_NESTED = Text("trop d’éléments les uns dans les autres", "too many things inside one another")
_QUOTED = re.compile(r"'([^']+)'")


def _why(error: Exception) -> Text:
    match error:
        case Misused() | JalonError():
            return error.message
        case jinja2.UndefinedError():
            name = shown((_QUOTED.search(str(error)) or [str(error)] * 2)[1])
            return Text(f"« {name} » n’a pas de valeur ici", f"“{name}” has no value here")
        case RecursionError() | SyntaxError():
            return _TOO_NESTED
    return Text(shown(str(error), 200), shown(str(error), 200))


def _where(trace: TracebackType | None, otherwise: str) -> tuple[str, int]:
    """The template and its line that a traceback goes through last."""
    found = (otherwise, 1)
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, jinja2.Template):
            found = (template.name or otherwise, template.get_corresponding_lineno(trace.tb_lineno))
        trace = trace.tb_next
    return found
