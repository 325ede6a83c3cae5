"""`jalon draft attach`: the edited or signed copy comes back; it is looked at, kept, compared, and linked."""

from typing import Any

from workflow import labels
from workflow.cli import output, phrases, receipts
from workflow.cli.draft.options import draft_argument
from workflow.cli.draft.remaining import described_left, tell_left
from workflow.cli.options import Coded
from workflow.cli.session import Session
from workflow.cli.spoken import argument, option
from workflow.cli.spoken import command as spoken_command
from workflow.cli.writing import writing
from workflow.engine import Command
from workflow.issuing.copies import Attached, Brought, CopyKind, attach
from workflow.issuing.office import Office
from workflow.language import Text


@spoken_command(
    "attach",
    Text(
        "Joindre à un brouillon la copie qui revient, modifiée ou signée.\n\n"
        "Elle est gardée sous son empreinte. Un fichier Word est comparé au brouillon, et ce qui y reste à remplir est "
        "signalé ; d’un PDF, on dit qui l’a signé et si tout le fichier est couvert, ou que c’est une copie numérisée. "
        "Un fichier dangereux ou abîmé est refusé, et rien n’en est gardé.",
        "Attach to a draft the copy that comes back, edited or signed.\n\n"
        "It is kept under its hash. A Word file is compared with the draft, and what is left to be filled in is "
        "pointed out; of a PDF it is said who signed it and whether all of it is covered, or that it is a scan. "
        "A dangerous or damaged file is refused, and nothing of it is kept.",
    ),
    "jalon draft attach axe-seine-2018-protocol-2 protocole-relu.docx",
    "jalon draft attach axe-seine-2018-protocol-2 protocole-signe.pdf --on 2019-04-30",
)
@draft_argument
@argument("file", Text("FICHIER", "FILE"), Text("un .docx ou un .pdf", "a .docx or a .pdf"))
@option(
    "--kind",
    type=Coded(labels.COPY_KINDS),
    said=Text(
        "Ce qu’est la copie ; sinon un PDF est signé, un fichier Word modifié.",
        "What the copy is; otherwise a PDF is signed, a Word file edited.",
    ),
)
@writing
def command(session: Session, command: Command, name: str, file: str, kind: CopyKind | None, as_json: bool) -> None:
    """Attach a copy."""
    done = attach(session.engine, Office.of(session.workspace), name, file, kind, command)
    if as_json:
        output.print_json({**receipts.as_data(done.receipt), "copy": _described(done.brought)})
        return
    _tell(name, done)


def _described(brought: Brought) -> dict[str, Any]:
    told, signed = brought.payload, brought.signed
    return {
        "draft": told.draft,
        "kind": told.copy_kind,
        "name": brought.kept.name,
        "sha256": brought.kept.sha256,
        "size": brought.kept.size,
        "changes": told.changes_found,
        "left": [described_left(one) for one in brought.left],
        "ours": None if told.ours is None else bool(told.ours),
        "verdict": told.verdict,
        "sentence": str(signed.sentence) if signed else None,
        "remarks": [str(one) for one in brought.remarks],
    }


def _tell(name: str, done: Attached) -> None:
    brought, told = done.brought, done.brought.payload
    label = labels.COPY_KINDS[told.copy_kind]
    receipts.tell(done.receipt, Text(f"{label.fr} jointe à {name}", f"{label.en} attached to {name}"))
    size = phrases.count(brought.kept.size, ("octet", "octets"), ("byte", "bytes"))
    output.fields(
        [
            (Text("fichier", "file"), f"{brought.kept.name}, {size}"),
            (Text("SHA-256", "SHA-256"), brought.kept.sha256),
        ],
        indent=2,
    )
    if brought.compared is not None:
        output.echo(f"  {brought.compared.comparison.summary}")
        if not brought.compared.comparison.same:
            output.remedy(
                Text(f"les lire : jalon draft compare {name}", f"read them: jalon draft compare {name}"), indent=2
            )
    _tell_pdf(brought)
    for remark in brought.remarks:
        output.warning(remark)
    tell_left(brought.left)


def _tell_pdf(brought: Brought) -> None:
    """Say of a PDF who signed it, and whether it is the one that was sent."""
    told, signed = brought.payload, brought.signed
    if signed is not None:
        said = signed.sentence
        line = Text(f"PDF : {said.fr}", f"PDF: {said.en}")
        (output.success if told.verdict == "intact" else output.warning)(line)
    if told.ours:
        output.success(
            Text(
                "il commence, octet pour octet, par le PDF que Jalon écrit de ce brouillon",
                "it begins, byte for byte, with the PDF that Jalon writes of this draft",
            )
        )
