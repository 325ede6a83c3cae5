"""Which file each format of a draft is: ours, what an office’s own Word template makes, or the copy that is final."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from workflow import system
from workflow.documents.formats import FORMATS, Issued, Look, made_with, odt, read_look
from workflow.documents.word_final import as_final
from workflow.documents.word_template import fill
from workflow.errors import DocumentError, WorkspaceError
from workflow.evidence import EvidenceFolder
from workflow.issuing import naming
from workflow.issuing.drafts import Standing
from workflow.issuing.files import Wanted, issued
from workflow.issuing.naming import Stage
from workflow.language import Text
from workflow.workspace import Workspace

_OF_WORD = ("docx", "pdf", "odt")
"""The formats that a text edited in Word can be given."""
LARGEST_TEMPLATE = 10 * 1024 * 1024
"""Bytes of a Word template."""


@dataclass(frozen=True, slots=True)
class Office:
    """What of a workspace the files of its drafts are made with."""

    templates: Path
    """The folder where an office puts `<document>.docx` beside `<document>.md`."""
    evidence: EvidenceFolder
    look: Look

    @classmethod
    def of(cls, workspace: Workspace) -> "Office":
        """Those of a workspace. Raises WorkspaceError for a look that cannot be read."""
        return cls(workspace.templates, EvidenceFolder(workspace.evidence), read_look(workspace.root))

    @property
    def made_with(self) -> dict[str, str]:
        """What the bytes of its files depend on besides the drafts: the hashes of the look, and the versions."""
        return made_with(self.look)

    def wanted(self, standings: Sequence[Standing], formats: Sequence[str], *, possible: bool = False) -> list[Wanted]:
        """The files of these drafts in these formats; only those that there can be, if that is what is asked for."""
        return list(
            _apart(
                [
                    one
                    for standing in standings
                    for one in self._of(standing, formats)
                    if not possible or standing.final_copy is None or one.format in _OF_WORD
                ]
            )
        )

    def _of(self, standing: Standing, formats: Sequence[str]) -> Iterator[Wanted]:
        draft, stage = standing.draft, Stage.FINAL if standing.final else Stage.DRAFT
        source = issued(standing)
        for name in formats:
            called = naming.of_draft(draft, stage, FORMATS[name].extension)
            if standing.final is not None and standing.final.copy_seq is not None:
                made = partial(self._of_copy, standing, name)
                yield Wanted(draft.id, name, called, made, _OF_A_COPY if name in _OF_WORD else None)
            else:
                yield self.file(draft.id, name, called, source)

    def template(self, document: str) -> Path | None:
        """The office’s own Word template of a document, where it has one."""
        path = self.templates / f"{document}.docx"
        return path if path.is_file() else None

    def word(self, source: Issued) -> bytes:
        """The Word file of a draft, as `write` gives it. Raises DocumentError."""
        template = self.template(source.document)
        return FORMATS["docx"].write(source, self.look) if template is None else _filled(template, source)

    def file(self, draft: str, format_name: str, called: str, source: Issued) -> Wanted:
        """One file, by the Word template of the office where it has one and Word is asked for."""
        template = self.template(source.document)
        if format_name != "docx" or template is None:
            return Wanted(draft, format_name, called, source)
        made = partial(_filled, template, source)
        return Wanted(draft, format_name, called, made, _of_the_office(template.name))

    def _of_copy(self, standing: Standing, format_name: str) -> bytes:
        """The edited copy that is final, in a format that it can be given."""
        content = final_copy(standing, self.evidence)
        if format_name not in _OF_WORD:
            raise DocumentError(
                Text(
                    f"{standing.draft.id} est définitif tel qu’il a été modifié dans Word : "
                    f"il n’existe pas en {format_name}.",
                    f"{standing.draft.id} is final as it was edited in Word: there is no {format_name} of it.",
                ),
                Text("prenez --format docx ou pdf", "take --format docx or pdf"),
            )
        clean = as_final(content)
        if format_name == "docx":
            return clean
        made = odt.converted(clean, format_name, _converter(format_name))
        return odt.settled(made, issued(standing)) if format_name == "odt" else odt.settled_pdf(made, issued(standing))


def final_copy(standing: Standing, evidence: EvidenceFolder) -> bytes:
    """The edited copy that is the final text. Raises DocumentError where the file is gone or no longer the same."""
    copy = standing.final_copy
    if copy is None or copy.sha256 is None:
        raise DocumentError(
            Text(
                f"La copie modifiée de {standing.draft.id} a été effacée.",
                f"The edited copy of {standing.draft.id} was erased.",
            )
        )
    return evidence.content(copy.sha256)


def _converter(format_name: str) -> str:
    program = odt.converter()
    if program is None or (format_name == "pdf" and Path(program).name == "pandoc"):
        raise DocumentError(
            Text(
                "Le PDF d’un texte modifié dans Word demande LibreOffice, qui n’est pas installé ici.",
                "The PDF of a text that was edited in Word needs LibreOffice, which is not installed here.",
            ),
            Text(
                "enregistrez-le en PDF depuis Word, ou installez LibreOffice",
                "save it as PDF from Word, or install LibreOffice",
            ),
        )
    return program


def _filled(template: Path, source: Issued) -> bytes:
    try:
        content = template.read_bytes() if template.stat().st_size <= LARGEST_TEMPLATE else None
    except OSError as fault:
        why = system.reason(fault)
        raise WorkspaceError(
            Text(f"Impossible de lire « {template} » : {why.fr}.", f"Cannot read “{template}”: {why.en}.")
        ) from fault
    if content is None:
        raise WorkspaceError(
            Text(f"« {template} » dépasse 10 Mio.", f"“{template}” is larger than 10 MiB."),
            Text("alléger ses images", "make its pictures lighter"),
        )
    return fill(content, source, template.name).content


def _apart(wanted: Sequence[Wanted]) -> Iterator[Wanted]:
    """The same, no two of one name, even on a system that does not tell capitals apart."""
    taken: set[str] = set()
    for one in wanted:
        name, count = one.name, 1
        while name.casefold() in taken:
            count += 1
            name = f"{one.name.rpartition('.')[0]} ({count}).{one.name.rpartition('.')[2]}"
        taken.add(name.casefold())
        yield one if name == one.name else replace(one, name=name)


_OF_A_COPY = Text("d’après la copie modifiée dans Word", "from the copy edited in Word")


def _of_the_office(name: str) -> Text:
    return Text(f"d’après votre modèle Word {name}", f"from your Word template {name}")
