"""A draft as it is about to become a file: its text, and what the file says of where it comes from."""

import datetime as dt
from dataclasses import dataclass

from workflow.documents import markdown_tree
from workflow.documents.tree import Tree
from workflow.language import Text

_WATERMARK = Text("PROJET", "DRAFT")
_PREVIEW = Text("aperçu", "preview")


@dataclass(frozen=True, slots=True)
class Issued:
    """What a file is made from, and nothing else: the same draft gives the same bytes on any day and any machine."""

    text: str
    """The stored Markdown."""
    title: str
    dossier: str
    """The dossier's reference, as commands take it."""
    document: str
    """The template's name."""
    version: int
    """Its number in the series of this document."""
    reference: str
    """What the header of each page shows."""
    short_hash: str
    """The first characters of the digest of its text: enough to tell two versions apart on paper."""
    template_digest: str
    data_json: str
    """The data it was rendered from, as canonical JSON; the PDF carries it."""
    final: bool
    """Whether it is more than a draft; until then each page says PROJET."""
    made_on: dt.date
    """The civil day of the entry that drew it."""
    language: str = "fr"
    preview: bool = False
    """Whether it was drawn to be looked at, and is stored nowhere: its number is the one it would have."""
    receipt: str = ""
    """The number and the hash of the entry that drew it: on paper, they prove later that it was written."""

    @property
    def tree(self) -> Tree:
        """The text, read. Raises DocumentError where it is outside the dialect."""
        return markdown_tree.read(self.text)

    @property
    def numbered(self) -> str:
        """Its number as the foot of each page shows it; that of a preview must not be taken for one that was given."""
        return f"{self.version} ({_PREVIEW.in_language(self.language)})" if self.preview else str(self.version)

    @property
    def fingerprint(self) -> str:
        """What tells its text from another, and its entry from another."""
        return f"{self.short_hash} · {self.receipt}" if self.receipt else self.short_hash

    @property
    def provenance(self) -> str:
        """What the foot of each page shows."""
        return f"{self.dossier} · version {self.numbered} · {self.fingerprint}"

    @property
    def watermark(self) -> str:
        """The word across each page, or nothing for a final document."""
        return "" if self.final else _WATERMARK.in_language(self.language)

    @property
    def made_at(self) -> dt.datetime:
        """The beginning of that day, in UTC: the date written into the files."""
        return dt.datetime.combine(self.made_on, dt.time(), dt.UTC)
