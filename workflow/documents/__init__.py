"""Documents: from a dossier to the Markdown of a draft, and from there to the files people send.

The data (`data`, of the shape that `shape` declares), the templates in their sandbox (`render`), the gaps (`gaps`).
What makes files of the Markdown is in `formats` and loads heavy libraries, so it is not imported from here.
"""

from workflow.documents.data import Issue, Occasion, changes, document_facts, dossier_facts, items
from workflow.documents.faults import Fault, TemplateRefused
from workflow.documents.gaps import MARK, Gap, Missing
from workflow.documents.render import Rendered, Templates

__all__ = [
    "MARK",
    "Fault",
    "Gap",
    "Issue",
    "Missing",
    "Occasion",
    "Rendered",
    "TemplateRefused",
    "Templates",
    "changes",
    "document_facts",
    "dossier_facts",
    "items",
]
