"""Documents: from a dossier to the Markdown of a draft, and from there to the files people send.

The data (`data`, of the shape that `shape` declares), the templates in their sandbox (`render`), the gaps (`gaps`).
What makes files of the Markdown is in `formats` and loads heavy libraries, so it is not imported from here.
"""

from workflow.documents.changes import changes
from workflow.documents.data import Issue, Occasion, document_facts, dossier_facts
from workflow.documents.faults import Fault, TemplateRefused
from workflow.documents.gaps import MARK, Gap, Missing
from workflow.documents.render import Rendered, Templates
from workflow.documents.reporting import Arrival, Figure, Overdue, Step, report_document, report_facts
from workflow.documents.shape import variables

__all__ = [
    "MARK",
    "Arrival",
    "Fault",
    "Figure",
    "Gap",
    "Issue",
    "Missing",
    "Occasion",
    "Overdue",
    "Rendered",
    "Step",
    "TemplateRefused",
    "Templates",
    "changes",
    "document_facts",
    "dossier_facts",
    "report_document",
    "report_facts",
    "variables",
]
