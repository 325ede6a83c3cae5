"""What differs between two drafts, or between a draft and the file that came back: in words, as a page, in Word."""

from dataclasses import dataclass
from pathlib import Path

from workflow.documents.blocks import Block, of_draft
from workflow.documents.compare import Comparison, compare
from workflow.documents.compare_page import as_html
from workflow.documents.placeholders import Placeholder, find
from workflow.documents.returned import Returned, read
from workflow.errors import DocumentError
from workflow.evidence import EvidenceFolder, opened
from workflow.issuing.drafts import Copy
from workflow.language import Text
from workflow.models import Draft


@dataclass(frozen=True, slots=True)
class Side:
    """One of two documents."""

    name: str
    """What a person calls it: an id, a file."""
    blocks: tuple[Block, ...]
    word: bytes | None = None
    """The Word file, where it is one; for a draft it is made when it is needed."""
    returned: Returned | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """Two documents and what differs."""

    before: Side
    after: Side
    comparison: Comparison

    @property
    def left(self) -> tuple[Placeholder, ...]:
        """What is still to be filled in, in the second one."""
        return find(self.after.blocks)

    def page(self, language: str) -> bytes:
        """Both on one HTML page."""
        return as_html(self.comparison, self.before.name, self.after.name, language)


def of_stored(draft: Draft) -> Side:
    """A stored draft."""
    return Side(draft.id, of_draft(draft.text))


def of_file(given: str) -> Side:
    """A Word file that somebody handed over. Raises InvalidValue, DocumentError."""
    _, content = opened(given)
    return of_content(Path(given).name, content)


def of_copy(draft: Draft, copy: Copy, evidence: EvidenceFolder) -> Side:
    """A copy that was attached. Raises DocumentError for one that is a PDF or was erased, WorkspaceError."""
    if copy.sha256 is None:
        raise DocumentError(
            Text(
                f"La copie de l’entrée n° {copy.row.seq} a été effacée.",
                f"The copy of entry {copy.row.seq} was erased.",
            )
        )
    return of_content(copy.name or draft.id, evidence.content(copy.sha256))


def of_content(name: str, content: bytes) -> Side:
    """A Word file by its content. Raises DocumentError for anything else."""
    returned = read(content)
    if returned.kind == "pdf":
        raise DocumentError(
            Text(
                f"« {name} » est un PDF : on n’en lit pas le texte.",
                f"“{name}” is a PDF: its text is not read.",
            ),
            Text(
                "comparer le fichier Word ; un PDF signé se joint : jalon draft attach BROUILLON FICHIER",
                "compare the Word file; a signed PDF is attached: jalon draft attach DRAFT FILE",
            ),
        )
    return Side(name, returned.blocks, content, returned)


def compared(before: Side, after: Side) -> Compared:
    """What differs from one to the other."""
    return Compared(before, after, compare(before.blocks, after.blocks))
