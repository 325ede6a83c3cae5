"""`jalon draft final`: a draft is the document from now on, and no longer says PROJET."""

from workflow.cli import output, receipts
from workflow.cli.draft.options import draft_argument
from workflow.cli.session import Session
from workflow.cli.spoken import command as spoken_command
from workflow.cli.writing import writing
from workflow.drafting import Draftsman
from workflow.engine import Command
from workflow.issuing import drafts
from workflow.issuing.final import make_final
from workflow.language import Text


@spoken_command(
    "final",
    Text(
        "Rendre un brouillon définitif : il n’y manque rien, et ses fichiers ne disent plus PROJET.\n\n"
        "Si une copie modifiée y est jointe, c’est elle qui devient le document. Refusé tant qu’une valeur manque ou "
        "qu’il y reste « XXX » : tout est dit à la fois. Le lieu et le jour de la signature s’écrivent à la main en "
        "signant. Une erreur s’annule : jalon correct.",
        "Make a draft final: nothing is missing in it, and its files no longer say PROJET.\n\n"
        "Where an edited copy is attached, that is the document. Refused as long as a value is missing or “XXX” is "
        "left in it: everything is said at once. The place and the day of the signature are written by pen when "
        "signing. A mistake is voided: jalon correct.",
    ),
    "jalon draft final axe-seine-2018-protocol-2",
    'jalon draft final axe-seine-2018-protocol-2 --because "relu par la préfecture" --on 2019-04-12',
)
@draft_argument
@writing
def command(session: Session, command: Command, name: str, as_json: bool) -> None:
    """Make a draft final."""
    receipt = make_final(session.engine, Draftsman(session.workspace.templates), session.evidence, name, command)
    if as_json:
        output.print_json(receipts.as_data(receipt))
        return
    with session.reading() as reading:
        standing = drafts.standing(reading, drafts.find(reading, name))
    title = standing.draft.title
    receipts.tell(receipt, Text(f"{title} : définitif", f"{title}: final"))
    if standing.final_copy is not None:
        seq = standing.final_copy.row.seq
        output.echo(
            Text(f"  tel que modifié dans la copie de l’entrée n° {seq}", f"  as edited in the copy of entry {seq}")
        )
    files, copy = f"jalon draft write {name} --format pdf", f"jalon draft attach {name}"
    output.remedy(Text(f"ses fichiers : {files}", f"its files: {files}"))
    output.remedy(Text(f"la copie signée : {copy} FICHIER.pdf", f"the signed copy: {copy} FILE.pdf"))
