"""The stored text itself, as a file: what auditors compare."""

from workflow.documents.formats.issued import Issued
from workflow.documents.formats.look import Look


def write(issued: Issued, look: Look) -> bytes:
    """The Markdown, in UTF-8, to the byte."""
    return issued.text.encode()
