"""`jalon draft gaps`: what is missing in a draft or in all those of a dossier, and what to do about it."""

from collections.abc import Mapping, Sequence

from workflow import lookup
from workflow.cli import drawing, output
from workflow.cli.draft import missing
from workflow.cli.draft.options import document_option, draft_or_dossier_argument
from workflow.cli.options import json_option
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import command as spoken_command
from workflow.drafting import Draftsman
from workflow.issuing import drafts
from workflow.issuing.missing import Lack, lacks_now
from workflow.issuing.naming import short
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
    whole = Text(f"Brouillons du dossier {dossier.id}", f"Drafts of dossier {dossier.id}")
    drawing.title(whole if several else chosen[0].title)
    values = missing.by_value(lacks, {draft.id: short(draft) for draft in chosen} if several else {})
    missing.tell_count(len(values))
    missing.tell(values)
    incomplete = [draft for draft in chosen if not all(lack.at_signing for lack in lacks[draft.id])]
    if incomplete:
        _what_next(dossier.id, incomplete, lacks)
    elif not several:
        final = f"jalon draft final {chosen[0].id}"
        output.remedy(Text(f"le rendre définitif : {final}", f"make it final: {final}"))


def _what_next(dossier: str, incomplete: list[Draft], lacks: Mapping[str, Sequence[Lack]]) -> None:
    """How what is given enters a document: it is drawn again."""
    output.echo()
    richer = dict.fromkeys(draft.document for draft in incomplete if any(lack.given for lack in lacks[draft.id]))
    for document in richer:
        command = f"jalon draft draw {document} {dossier}"
        output.remedy(Text(f"avec ce qui est connu depuis : {command}", f"with what is known by now: {command}"))
    waiting = dict.fromkeys(draft.document for draft in incomplete if draft.document not in richer)
    if waiting:
        one = next(iter(waiting)) if len(waiting) == 1 else "DOCUMENT"
        command = f"jalon draft draw {one} {dossier}"
        output.remedy(Text(f"une fois donné, rédiger de nouveau : {command}", f"once given, draw it again: {command}"))
