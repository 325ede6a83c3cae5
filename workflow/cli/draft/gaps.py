"""`jalon draft gaps`: what is missing in a draft or in all those of a dossier, and what to do about it."""

from workflow import lookup
from workflow.cli import drawing, output
from workflow.cli.draft import missing
from workflow.cli.draft.options import document_option, draft_or_dossier_argument
from workflow.cli.options import json_option
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import command as spoken_command
from workflow.drafting import Draftsman
from workflow.issuing import drafts
from workflow.issuing.missing import lacks_now
from workflow.language import Text
from workflow.models import Draft


@spoken_command(
    "gaps",
    Text(
        "Ce qui manque dans un brouillon, ou dans tous ceux d’un dossier : chaque valeur, où elle est demandée, et la "
        "commande qui la donne.\n\n"
        "Un brouillon ne change plus : ce qui est connu depuis y entre quand on le rédige de nouveau.",
        "What is missing in a draft, or in all those of a dossier: each value, where it is asked for, and the command "
        "that gives it.\n\n"
        "A draft does not change any more: what is known by now enters it when it is drawn again.",
    ),
    "jalon draft gaps axe-seine",
    "jalon draft gaps axe-seine-2018-protocol-1 --json",
)
@draft_or_dossier_argument
@document_option
@json_option
@in_session
def command(session: Session, name: str, document: str | None, as_json: bool) -> None:
    """Tell gaps."""
    with session.reading() as reading:
        chosen = drafts.chosen(reading, name, document)
        dossier = lookup.dossier(reading, chosen[0].dossier_id)
        lacks = lacks_now(session.engine, Draftsman(session.workspace.templates), reading, dossier, chosen)
    if as_json:
        output.print_json(
            {
                "dossier": dossier.id,
                "drafts": [
                    {
                        "id": draft.id,
                        "document": draft.document,
                        "item": draft.item,
                        "version": draft.version,
                        "title": draft.title,
                        "missing": [missing.described(lack) for lack in lacks[draft.id]],
                    }
                    for draft in chosen
                ],
            }
        )
        return
    several = len(chosen) > 1
    drawing.title(Text(f"Brouillons de {dossier.id}", f"Drafts of {dossier.id}") if several else chosen[0].title)
    values = missing.by_value(lacks, {draft.id: draft.title for draft in chosen} if several else {})
    missing.tell_count(len(values))
    missing.tell(values)
    if values:
        _what_next([draft for draft in chosen if lacks[draft.id]], sum(value.lack.given for value in values))


def _what_next(incomplete: list[Draft], given: int) -> None:
    output.echo()
    if given:
        output.success(
            Text(
                f"{given} connue{'s' if given > 1 else ''} depuis : rédigez de nouveau",
                f"{given} known by now: draw again",
            )
        )
    for command in dict.fromkeys(f"jalon draft draw {draft.document} {draft.dossier_id}" for draft in incomplete):
        output.remedy(Text(f"une fois donné : {command}", f"once given: {command}"))
