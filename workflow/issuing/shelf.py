"""The templates of a workspace: which document each makes, what calls for it, what is shared, what is wrong."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from workflow.documents import Fault, Templates
from workflow.documents.sources import PARTS, STEM
from workflow.errors import DocumentError
from workflow.language import Text
from workflow.lifecycle import DocumentSpec, Lifecycle, Transition
from workflow.workspace import TEMPLATES, shipped

UNCHECKED = Text(
    "non vérifié, le complément n’est pas installé : pip install 'jalon[word]'",
    "not checked, the extra is not installed: pip install 'jalon[word]'",
)
WordCheck = Callable[[Path, str, Collection[str]], Iterator[Fault]]
"""`workflow.issuing.word_check.word_faults`, which who asks loads only once there is a Word template."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document, its template, and what calls for it."""

    name: str
    spec: DocumentSpec | None
    """What the lifecycle says of it; None where it does not declare it."""
    transitions: tuple[Transition, ...]
    """Those that draw it."""
    on_demand: bool
    report: bool
    origin: str
    """`ours`, `changed` (ours, otherwise worded), `own`, or `missing` where it is declared and has no template."""
    place: str
    word: bool
    """Whether an office’s own Word template stands beside it."""
    parts: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def used(self) -> bool:
        """Whether anything calls for it."""
        return bool(self.transitions) or self.on_demand or self.report


def can_check() -> bool:
    """Whether the extra that fills in Word templates is installed."""
    return find_spec("docxtpl") is not None


class Shelf:
    """The templates of a folder beside a lifecycle."""

    def __init__(self, folder: Path, lifecycle: Lifecycle, word_check: WordCheck) -> None:
        self.folder = folder
        self.lifecycle = lifecycle
        self._word_check = word_check
        self.templates = Templates.of_folder(folder)

    @cached_property
    def documents(self) -> tuple[Shelved, ...]:
        """Every document that is declared, in the order of states.yaml, then those that only have a template."""
        declared = list(self.lifecycle.documents)
        others = [name for name in self.templates.documents if name not in self.lifecycle.documents]
        return tuple(self._shelved(name) for name in (*declared, *others))

    @property
    def shared(self) -> dict[str, tuple[str, ...]]:
        """The documents that each part is in, ours included, by the part’s name."""
        found: dict[str, tuple[str, ...]] = dict.fromkeys(self.templates.shared, ())
        for one in self.documents:
            for part in one.parts:
                found[part] = (*found.get(part, ()), one.name)
        return found

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Everything that is wrong: in a template, in a part, in a Word template, and what is declared without one."""
        return tuple(dict.fromkeys(fault for one in self.documents for fault in one.faults))

    def warnings(self) -> Iterator[Fault]:
        """What harms nobody and deserves a look: templates and parts that nothing uses, files nobody will read."""
        for one in self.documents:
            if one.origin != "missing" and not one.used:
                said = Text("aucune transition ne l’emploie", "no transition uses it")
                if one.spec is None:
                    said = Text(
                        "states.yaml ne déclare pas ce document, aucune transition ne l’emploie",
                        "states.yaml does not declare this document, no transition uses it",
                    )
                yield Fault(one.place, 1, said)
        for name, documents in self.shared.items():
            if not documents and (self.folder / name).is_file():
                yield Fault(self._place(name), 1, Text("aucun modèle ne l’emploie", "no template uses it"))
        for one in self.documents:
            if one.word and not can_check():
                yield Fault(self._place(f"{one.name}.docx"), 1, UNCHECKED)
        yield from self._unread()

    def _unread(self) -> Iterator[Fault]:
        """The files whose name is none of a template."""
        for path in sorted((*self.folder.glob("*"), *(self.folder / PARTS).glob("*"))):
            suffix, name = path.suffix.lower(), path.relative_to(self.folder).as_posix()
            if not path.is_file() or suffix not in (".md", ".docx") or path.name.startswith(("~$", ".")):
                continue
            if not STEM.fullmatch(path.stem) or path.suffix != suffix:
                message = Text(
                    "nom non reconnu : des minuscules sans accent, des chiffres et « _ »",
                    "name not recognised: lower case letters, digits and “_”",
                )
                yield Fault(self._place(name), 1, message)
            elif suffix == ".docx" and path.stem not in self.templates.documents:
                message = Text(
                    f"modèle Word sans {path.stem}.md à côté, qui seul dit quelles données il reçoit",
                    f"a Word template without {path.stem}.md beside it, which alone says what data it gets",
                )
                yield Fault(self._place(name), 1, message)

    def _place(self, name: str) -> str:
        return "/".join((*self.folder.parts[-2:], name))

    def _shelved(self, name: str) -> Shelved:
        lifecycle = self.lifecycle
        spec = lifecycle.documents.get(name)
        there = name in self.templates.documents
        word = self.folder / f"{name}.docx"
        return Shelved(
            name,
            spec,
            tuple(
                one
                for one in lifecycle.transitions.values()
                if any(document.name == name for document in one.documents)
            ),
            spec in lifecycle.on_demand,
            spec in lifecycle.reports,
            self._origin(name) if there else "missing",
            self.templates.place(name),
            word.is_file(),
            self._parts(name) if there else (),
            tuple(self._faults(name, there, word)),
        )

    def _origin(self, name: str) -> str:
        own, ours = self.folder / f"{name}.md", shipped() / TEMPLATES / f"{name}.md"
        if not ours.is_file():
            return "own"
        try:
            return "ours" if own.read_bytes() == ours.read_bytes() else "changed"
        except OSError:  # what cannot be read is told as a fault
            return "changed"

    def _parts(self, name: str) -> tuple[str, ...]:
        try:
            return self.templates.parts(name)
        except DocumentError:  # told as a fault
            return ()

    def _faults(self, name: str, there: bool, word: Path) -> Iterator[Fault]:
        if not there:
            yield Fault(
                self.templates.place(name),
                1,
                Text(
                    "states.yaml déclare ce document, il n’a pas de modèle",
                    "states.yaml declares it without a template",
                ),
            )
            return
        faults = self.templates.faults(name)
        yield from faults
        if word.is_file() and can_check() and not faults:
            yield from self._word_check(word, self._place(word.name), {*self.templates.uses(name), "document"})
