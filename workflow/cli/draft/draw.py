"""`jalon draft draw`: a document without a transition, on demand or again with what is known now."""

from workflow.cli import output, receipts
from workflow.cli.draft.items import item_options
from workflow.cli.draft.options import NAMED
from workflow.cli.options import dossier_argument
from workflow.cli.session import Session
from workflow.cli.spoken import argument
from workflow.cli.spoken import command as spoken_command
from workflow.cli.writing import writing
from workflow.engine import Command
from workflow.engine.drawing import of_a_dossier
from workflow.issuing.preview import demand_kind
from workflow.language import Text


@spoken_command(
    "draw",
    Text(
        "Rédiger un document sans transition : celui qui se rédige à la demande, ou une nouvelle version d’un document "
        "qu’une transition a rédigé, avec ce qui est connu maintenant.\n\n"
        "La version précédente reste telle qu’elle est.",
        "Draw a document without a transition: one that is drawn on demand, or a new version of one that a transition "
        "drew, with what is known now.\n\n"
        "The version before stays as it is.",
    ),
    "jalon draft draw project_minutes axe-seine",
    "jalon draft draw action_sheet axe-seine --project 3",
)
@argument("document", Text("DOCUMENT", "DOCUMENT"), NAMED)
@dossier_argument
@item_options
@writing
def command(
    session: Session,
    command: Command,
    document: str,
    dossier: str,
    item: tuple[str, int] | None,
    as_json: bool,
) -> None:
    """Draw a document."""
    if item is not None:
        demand_kind(of_a_dossier(session.judged(dossier)[0], document), item[0])
    receipt = session.engine.draw(dossier, document, command, item=item[1] if item else None)
    if as_json:
        output.print_json(receipts.as_data(receipt))
        return
    lifecycle, _ = session.judged(receipt.dossier)
    label = lifecycle.documents[document].label
    name = receipt.dossier
    receipts.tell(receipt, Text(f"{name} : {label.fr}", f"{name}: {label.en}"))
    first = receipt.drafts[0]
    output.remedy(Text(f"le lire : jalon draft show {first}", f"read it: jalon draft show {first}"))
    output.remedy(Text(f"l’écrire : jalon draft write {first}", f"write it: jalon draft write {first}"))
