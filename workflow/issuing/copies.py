"""The edited or signed copy of a draft that comes back: looked at as a stranger’s file, then kept, compared, linked."""

from dataclasses import asdict, dataclass, replace
from typing import Literal

from workflow.dates import civil_day
from workflow.documents.formats import FORMATS, Look
from workflow.documents.placeholders import Placeholder
from workflow.documents.returned import Returned, read
from workflow.engine import Command, Engine, Receipt
from workflow.entries import CopyAttached, build
from workflow.errors import DocumentError, RecordRefused
from workflow.evidence import Kept, opened
from workflow.integrity.signed_pdf import NoSignatureLibrary, SignedCopy, examine
from workflow.issuing import drafts
from workflow.issuing.comparison import Compared, Side, as_sent, compared
from workflow.issuing.drafts import Standing
from workflow.issuing.files import issued
from workflow.issuing.office import Office
from workflow.language import Text

CopyKind = Literal["edited", "signed"]
"""What a copy that comes back is."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that somebody brought, looked at and not yet kept."""

    kept: Kept
    content: bytes
    returned: Returned
    compared: Compared | None
    """None for a PDF, whose text is not read."""
    signed: SignedCopy | None
    """None for a Word file, and where nothing here can read signatures."""
    payload: CopyAttached
    remarks: tuple[Text, ...]
    """What a person should know before relying on it."""

    @property
    def left(self) -> tuple[Placeholder, ...]:
        """What is still to be filled in."""
        return self.compared.left if self.compared else ()


@dataclass(frozen=True, slots=True)
class Attached:
    """A copy that was kept, with what was found in it."""

    brought: Brought
    receipt: Receipt


def attach(engine: Engine, office: Office, name: str, file: str, kind: CopyKind | None, command: Command) -> Attached:
    """Keep a copy of a draft that came back, and write what was found in it into the history.

    Nothing is kept of a file that is refused. Raises UnknownName, NotPermitted, InvalidValue for what is no file,
    DocumentError for one that is neither Word nor PDF or not safe, RecordRefused where it contradicts the dossier.
    """
    with engine.store.reading() as reading:
        draft = drafts.find(reading, name)
        case = drafts.permitted(engine, reading, draft, command.actor, "attach")
        standing = drafts.standing(reading, draft)
        brought = look_at(standing, file, kind, office)
        if not drafts.done_before(reading, command):
            _demand_new(standing, brought)
            brought.payload.check(case, civil_day(engine.now).isoformat())
    office.evidence.put(brought.kept, brought.content)
    receipt = engine.record(draft.dossier_id, brought.payload, replace(command, evidence=(brought.kept,)))
    return Attached(brought, receipt)


def look_at(standing: Standing, file: str, kind: CopyKind | None, office: Office) -> Brought:
    """What a file is and says, with nothing kept. Raises InvalidValue, DocumentError."""
    kept, content = opened(file)
    returned = read(content)
    said = kind or ("signed" if returned.kind == "pdf" else "edited")
    if returned.kind == "pdf" and said == "edited":
        raise DocumentError(
            Text(
                "Une copie modifiée est un fichier Word : le texte d’un PDF n’est pas lu.",
                "An edited copy is a Word file: the text of a PDF is not read.",
            ),
            Text(
                "joignez le fichier .docx ; un PDF signé se joint avec --kind signed",
                "attach the .docx; a signed PDF is attached with --kind signed",
            ),
        )
    kept = replace(kept, kind="signed_document" if said == "signed" else "other")
    if returned.kind == "pdf":
        return _pdf(standing, kept, content, returned, office.look)
    found = compared(as_sent(standing, office), Side(kept.name, returned.blocks, lambda: content))
    payload = build(
        CopyAttached,
        {
            "draft": standing.draft.id,
            "copy_kind": said,
            "changes_found": len(found.comparison.changes),
            "blanks": len(found.left),
        },
    )
    return Brought(kept, content, returned, found, None, payload, returned.remarks)


def _pdf(standing: Standing, kept: Kept, content: bytes, returned: Returned, look: Look) -> Brought:
    begins = _ours(standing, content, look)
    if begins == content:
        raise RecordRefused(
            Text(
                f"Ce fichier est le PDF de {standing.draft.id} lui-même : personne ne l’a signé.",
                f"This file is the PDF of {standing.draft.id} itself: nobody signed it.",
            ),
            Text("joignez celui qui a été signé", "attach the one that was signed"),
        )
    remarks = list(returned.remarks)
    signed: SignedCopy | None = None
    try:
        signed = examine(content)
    except NoSignatureLibrary as missing:
        remarks.append(missing.message)
    payload = build(
        CopyAttached,
        {
            "draft": standing.draft.id,
            "copy_kind": "signed",
            "ours": int(begins is not None),
            "verdict": _verdict(signed),
            "whole": int(signed.whole) if signed and signed.kind == "signed" else None,
            "signatures": [asdict(one) for one in signed.signatures] if signed and signed.signatures else None,
        },
    )
    return Brought(kept, content, returned, None, signed, payload, tuple(remarks))


def _ours(standing: Standing, content: bytes, look: Look) -> bytes | None:
    """The PDF of the draft, where the file is that very one with a signature added; None otherwise.

    An electronic signature is added at the end: what was signed stays as it was, byte for byte.
    """
    for one in dict.fromkeys((standing.final, None)):
        pdf = FORMATS["pdf"].write(issued(replace(standing, final=one)), look)
        if content.startswith(pdf):
            return pdf
    return None


def _verdict(signed: SignedCopy | None) -> str:
    if signed is None or signed.kind not in ("signed", "unsigned"):
        return "unread"
    if signed.kind == "unsigned":
        return "unsigned"
    return "intact" if signed.holds else "broken"


def _demand_new(standing: Standing, brought: Brought) -> None:
    """Refuse a file that was attached to this draft before."""
    same = next((copy for copy in standing.copies if copy.sha256 == brought.kept.sha256), None)
    if same is not None:
        raise RecordRefused(
            Text(
                f"Ce fichier est déjà joint à {standing.draft.id} (entrée n° {same.row.seq}).",
                f"This file is attached to {standing.draft.id} already (entry {same.row.seq}).",
            ),
            Text(
                f"ce qui y est joint : jalon draft show {standing.draft.id}",
                f"what is attached: jalon draft show {standing.draft.id}",
            ),
        )
