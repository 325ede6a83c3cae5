"""What differs between two drafts, or between a draft and the file that came back: in words, as a page, in Word."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from workflow.documents.blocks import Block, of_draft
from workflow.documents.compare import Comparison, compare
from workflow.documents.compare_page import as_html
from workflow.documents.compare_word import tracked
from workflow.documents.formats import Issued
from workflow.documents.placeholders import Placeholder, find
from workflow.documents.returned import read
from workflow.documents.word_final import as_final
from workflow.errors import DocumentError
from workflow.evidence import EvidenceFolder, opened
from workflow.issuing.drafts import Copy, Standing
from workflow.issuing.files import issued
from workflow.issuing.office import Office, final_copy
from workflow.language import Text
from workflow.models import Draft


@dataclass(frozen=True, slots=True)
class Side:
    """One of two documents."""

    name: str
    """What a person calls it: an id, a file."""
    blocks: tuple[Block, ...]
    word: Callable[[], bytes]
    """The Word file of it."""


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

    def tracked(self, author: str, on: dt.date) -> bytes:
        """Both as one Word file, what differs as changes of `author`. Raises DocumentError without the extra."""
        return tracked(self.before.word(), self.after.word(), author, on)

    def page(self, language: str) -> bytes:
        """Both on one HTML page."""
        return as_html(self.comparison, self.before.name, self.after.name, language)


def of_stored(standing: Standing, office: Office) -> Side:
    """A stored draft, by its text."""
    draft = standing.draft
    return Side(draft.id, of_draft(draft.text), partial(office.word, _as_a_draft(standing)))


def generated(standing: Standing, office: Office) -> Side:
    """A stored draft, by the Word file made of it: an office’s own template may say more than the text does."""
    if office.template(standing.draft.document) is None:
        return of_stored(standing, office)
    return _of_word(standing.draft.id, office.word(_as_a_draft(standing)))


def as_sent(standing: Standing, office: Office) -> Side:
    """A draft as it went out last: the copy that is final, the final text with its dotted lines, or the draft."""
    draft = standing.draft
    if standing.final is None:
        return generated(standing, office)
    if standing.final_copy is not None:
        return _of_word(draft.id, as_final(final_copy(standing, office.evidence)))
    if office.template(draft.document) is not None:
        return _of_word(draft.id, office.word(issued(standing)))
    source = issued(standing)
    return Side(draft.id, of_draft(source.text), partial(office.word, source))


def _of_word(name: str, content: bytes) -> Side:
    return Side(name, read(content).blocks, lambda: content)


def _as_a_draft(standing: Standing) -> Issued:
    """What went out to be edited said PROJET, and so does what is compared with it."""
    return issued(replace(standing, final=None))


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
                "comparez le fichier Word ; un PDF signé se joint : jalon draft attach BROUILLON FICHIER",
                "compare the Word file; a signed PDF is attached: jalon draft attach DRAFT FILE",
            ),
        )
    return Side(name, returned.blocks, lambda: content)


def compared(before: Side, after: Side) -> Compared:
    """What differs from one to the other."""
    return Compared(before, after, compare(before.blocks, after.blocks))
