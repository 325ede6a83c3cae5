"""The templates there are: each read once, looked through, with all it includes."""

from collections.abc import Mapping
from functools import cached_property

from jinja2 import nodes

from workflow.documents.allowed import faults_of, parts_of
from workflow.documents.faults import Fault, TemplateRefused
from workflow.documents.scopes import Reading
from workflow.documents.shape import ROOT
from workflow.documents.sources import PARTS, Folder, Stored
from workflow.documents.syntax import WrongSyntax, parsed
from workflow.errors import DocumentError, offered
from workflow.language import Text
from workflow.names import nearest, shown
from workflow.workspace import TEMPLATES

TOO_NESTED = Text("trop d’éléments les uns dans les autres", "too many things inside one another")


class Library:
    """The templates of one folder, or those stored with a draft, as they were when each was first read."""

    def __init__(self, sources: Folder | Stored) -> None:
        self._sources = sources
        self._texts: dict[str, str] = {}
        self._trees: dict[str, nodes.Template] = {}
        self._documents: dict[str, Document] = {}
        sources.changed()  # from now on

    @property
    def names(self) -> frozenset[str]:
        """The names of all templates and parts."""
        return self._sources.names

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """The documents there is a template for, in alphabetical order."""
        return tuple(sorted(name.removesuffix(".md") for name in self.names if "/" not in name))

    def changed(self) -> bool:
        """Whether a file was changed, added or removed since they were first read."""
        return self._sources.changed()

    def place(self, name: str) -> str:
        """Where a person finds a template."""
        return self._sources.place(name)

    def text(self, name: str) -> str:
        """The text of one template or part. Raises DocumentError for a file that cannot be read."""
        if name not in self._texts:
            self._texts[name] = self._sources.read(name)
        return self._texts[name]

    def parsed(self, name: str) -> nodes.Template:
        """A fresh tree of it, to make a program of. Raises DocumentError for wrong syntax."""
        try:
            return parsed(self.text(name), name)
        except WrongSyntax as error:
            raise self.refused(name, error.line, error.message) from error
        except RecursionError as error:
            raise self.refused(name, 1, TOO_NESTED) from error
        except ValueError as error:  # a number of more digits than Python reads
            raise self.refused(name, 1, Text(str(error), str(error))) from error

    def tree(self, name: str) -> nodes.Template:
        """The tree of it, read once and looked through for every document it is in. Raises DocumentError."""
        if name not in self._trees:
            self._trees[name] = self.parsed(name)
        return self._trees[name]

    def document(self, name: str) -> "Document":
        """One document with all it includes. Raises DocumentError where there is no template for it, or a wrong one."""
        if name not in self._documents:
            if name not in self.documents:
                raise self._unknown(name)
            self._documents[name] = Document(self, f"{name}.md")
        return self._documents[name]

    def refused(self, name: str, line: int, message: Text) -> TemplateRefused:
        """The refusal of a template for one fault."""
        return TemplateRefused([Fault(self.place(name), line, message)])

    def _unknown(self, document: str) -> DocumentError:
        others = offered(nearest(document, self.documents))
        name = shown(document)
        path = f"{TEMPLATES.as_posix()}/{name}.md"
        return DocumentError(
            Text(
                f"pas de modèle pour le document « {name} »{others.fr}.",
                f"no template for the document “{name}”{others.en}.",
            ),
            Text(f"écrivez-le : {path}", f"write it: {path}"),
        )


class Document:
    """A template with every part it includes, extends or takes macros from."""

    def __init__(self, library: Library, name: str) -> None:
        self._library = library
        self._name = name

    @cached_property
    def trees(self) -> Mapping[str, nodes.Template]:
        """The template first, then its parts by name. Raises TemplateRefused where they include one another."""
        found: dict[str, nodes.Template] = {}
        waiting: list[tuple[str, tuple[str, ...]]] = [(self._name, ())]
        while waiting:
            name, inside = waiting.pop()
            if name in inside:
                message = Text(f"« {name} » s’inclut lui-même", f"“{name}” includes itself")
                raise self._library.refused(inside[-1], 1, message)
            if name not in found:
                found[name] = self._library.tree(name)
            parts = [part for part in parts_of(found[name], name) if part in self._library.names]
            waiting.extend((part, (*inside, name)) for part in parts)
        order = sorted(found, key=lambda name: (name != self._name, PARTS in name, name))
        return {name: found[name] for name in order}

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """Everything that is wrong: what is not allowed, or else the variables that do not exist."""
        known = self._library.names
        faults = [
            fault
            for name, tree in self.trees.items()
            for fault in faults_of(tree, name, self._library.place(name), known)
        ]
        return tuple(faults or self.reading.faults)

    @cached_property
    def reading(self) -> Reading:
        """Which variables it uses, found without any data."""
        try:
            return Reading(self.trees.__getitem__, self._library.place).of(self._name)
        except RecursionError as error:
            raise self._library.refused(self._name, 1, TOO_NESTED) from error

    @cached_property
    def uses(self) -> frozenset[str]:
        """The variables it speaks of, by their first name: what is told to it, and nothing else."""
        names = {node.name for tree in self.trees.values() for node in tree.find_all(nodes.Name)}
        return frozenset(names & ROOT.fields.keys())

    @cached_property
    def stored(self) -> str:
        """The template and its parts as one text, kept with every draft; its digest is the template's digest."""
        return Stored({name: self._library.text(name) for name in self.trees}).as_text()

    def demand_sound(self) -> None:
        """Raise TemplateRefused, with every fault, unless it says only what is allowed about what exists."""
        if self.faults:
            raise TemplateRefused(self.faults)
