"""From a stored draft to the files people send: each format is one function of the draft and of the look.

FORMATS["docx"].write(issued, look)      the bytes of one file
write(issued, "pdf", look)               the same, by name, with near names for one that is not known
many.write_many(…)                       hundreds of files on all processors
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata

from workflow.documents.formats import docx, html, markdown, odt, pdf
from workflow.documents.formats.archive import Digests, digests
from workflow.documents.formats.issued import Issued
from workflow.documents.formats.look import Look, read_look, shipped_look
from workflow.errors import UnknownName
from workflow.language import Text
from workflow.names import nearest
from workflow.version import VERSION


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file."""

    extension: str
    media_type: str
    label: Text
    write: Callable[[Issued, Look], bytes]
    """Raises DocumentError where the text, the look or this machine does not allow it."""


FORMATS = {
    "docx": Format(
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Text("Word, à compléter", "Word, to edit"),
        docx.write,
    ),
    "pdf": Format("pdf", "application/pdf", Text("PDF/A-3a et PDF/UA-1", "PDF/A-3a and PDF/UA-1"), pdf.write),
    "html": Format("html", "text/html", Text("page à lire dans un navigateur", "page for a browser"), html.write),
    "md": Format("md", "text/markdown", Text("texte conservé (Markdown)", "stored text (Markdown)"), markdown.write),
    "odt": Format(
        "odt",
        "application/vnd.oasis.opendocument.text",
        Text("LibreOffice, où il est installé", "LibreOffice, where it is installed"),
        odt.write,
    ),
}
"""Every format by its name."""


def named(name: str) -> Format:
    """The format of that name. Raises UnknownName, with the near ones."""
    if name not in FORMATS:
        raise UnknownName(
            Text("format", "format"),
            name,
            nearest(name, FORMATS),
            Text(f"choisir parmi {', '.join(FORMATS)}", f"choose among {', '.join(FORMATS)}"),
        )
    return FORMATS[name]


def write(issued: Issued, name: str, look: Look | None = None) -> bytes:
    """The bytes of a draft in the format of that name; with our own look unless another is given."""
    return named(name).write(issued, look or shipped_look())


def made_with(look: Look) -> dict[str, str]:
    """What the bytes of a file depend on besides the draft: the hashes of the look, and the versions of what writes."""
    libraries = ("lxml", "markdown-it-py", "python-docx", "typst")
    return {**look.digests, "jalon": VERSION, **{name: metadata.version(name) for name in libraries}}


__all__ = [
    "FORMATS",
    "Digests",
    "Format",
    "Issued",
    "Look",
    "digests",
    "made_with",
    "named",
    "read_look",
    "shipped_look",
    "write",
]
