"""Where the text of templates comes from: the folder of a workspace, or what was stored with a draft."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from workflow.canonical import canonical
from workflow.documents.allowed import OURS
from workflow.documents.faults import Fault, TemplateRefused
from workflow.language import Text

PARTS = "_parts"
LARGEST = 200_000
"""Bytes of one file."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # no page shows it, and no database keeps all of them
STEM = re.compile("[a-z][a-z0-9_]{0,60}")
"""What a template may be called."""
_NAME = re.compile(rf"(?:{OURS})?(?:{PARTS}/)?{STEM.pattern}\.md")


@dataclass(frozen=True)
class Folder:
    """The templates of a folder, with ours behind them: its own files, then `jalon/…` and our parts.

    Only names of lower case letters, digits and `_` are known, one folder deep; so no name leads out of the folder.
    """

    root: Path
    ours: Path

    @cached_property
    def _files(self) -> Mapping[str, Path]:
        shipped = _files(self.ours)
        parts = {name: file for name, file in shipped.items() if name.startswith(PARTS)}
        prefixed = {OURS + name: file for name, file in shipped.items()}
        return {**prefixed, **parts, **_files(self.root)}

    @property
    def names(self) -> frozenset[str]:
        """The names of all templates and parts."""
        return frozenset(self._files)

    @cached_property
    def state(self) -> Mapping[str, tuple[int, int]]:
        """What changes when a file of the workspace does, as it was when first asked for."""
        return _state(self.root)

    def changed(self) -> bool:
        """Whether a file was changed, added or removed since."""
        return _state(self.root) != self.state

    def place(self, name: str) -> str:
        """The file as a person finds it: the last folders of its path, and its name."""
        file = self._files.get(name, self.root / name)
        root = self.ours if name.startswith(OURS) else self.root
        return "/".join((*root.parts[-2:], *(file.relative_to(root).parts if file.is_relative_to(root) else (name,))))

    def read(self, name: str) -> str:
        """The text of a template. Raises TemplateRefused for a file that is no text, too large or a link going out."""
        file = self._files[name]
        root = self.root if file.is_relative_to(self.root) else self.ours
        if not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root)):
            raise self._refused(
                name, "ce fichier est un lien qui sort du répertoire", "this file is a link leading out"
            )
        try:
            with file.open("rb") as opened:
                content = opened.read(LARGEST + 1)
        except OSError as fault:
            raise self._refused(name, f"illisible ({fault.strerror})", f"cannot be read ({fault.strerror})") from fault
        if len(content) > LARGEST:
            raise self._refused(name, f"plus de {LARGEST} octets", f"more than {LARGEST} bytes")
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            line = content.count(b"\n", 0, fault.start) + 1
            raise self._refused(name, "ce n’est pas de l’UTF-8", "this is not UTF-8", line) from fault
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        control = _CONTROL.search(text)
        if control:
            line = text.count("\n", 0, control.start()) + 1
            raise self._refused(name, "un caractère de commande", "a control character", line)
        return text

    def _refused(self, name: str, fr: str, en: str, line: int = 1) -> TemplateRefused:
        return TemplateRefused([Fault(self.place(name), line, Text(fr, en))])


def _state(root: Path) -> Mapping[str, tuple[int, int]]:
    stats = ((name, file.stat()) for name, file in _files(root).items())
    return {name: (stat.st_mtime_ns, stat.st_size) for name, stat in stats}


def _files(root: Path) -> dict[str, Path]:
    files = [*root.glob("*.md"), *(root / PARTS).glob("*.md")]
    named = {file.relative_to(root).as_posix(): file for file in files if file.is_file()}
    return {name: file for name, file in named.items() if _NAME.fullmatch(name)}


@dataclass(frozen=True)
class Stored:
    """The templates that a draft was made from, as they were."""

    texts: Mapping[str, str]

    @classmethod
    def from_text(cls, text: str) -> "Stored":
        """Reads what `as_text` wrote. Raises ValueError."""
        return cls(json.loads(text))

    def as_text(self) -> str:
        """One text for all: canonical JSON, each template under its name."""
        return canonical(dict(self.texts)).decode()

    @property
    def names(self) -> frozenset[str]:
        """The names of all templates and parts."""
        return frozenset(self.texts)

    def changed(self) -> bool:
        """Never: what is stored stays as it is."""
        return False

    def place(self, name: str) -> str:
        """The name itself: there is no file."""
        return name

    def read(self, name: str) -> str:
        """The text of a template."""
        return self.texts[name]
