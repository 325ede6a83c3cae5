"""`jalon draft write`: the files people send, with names a person recognises, over nothing that is there."""

from pathlib import Path

from workflow.cli import output
from workflow.cli.draft import written
from workflow.cli.draft.options import (
    document_option,
    draft_or_dossier_argument,
    force_option,
    format_option,
    to_option,
)
from workflow.cli.options import json_option
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import command as spoken_command
from workflow.issuing import drafts, files
from workflow.issuing.office import Office
from workflow.language import Text


@spoken_command(
    "write",
    Text(
        "Écrire les fichiers d’un brouillon, ou de la dernière version de chaque document d’un dossier.\n\n"
        "Sans --format, un fichier Word. Le même brouillon donne les mêmes octets, n’importe où et n’importe quand. "
        "Un fichier qui est déjà là avec un autre contenu est laissé tel quel, sauf avec --force. "
        "Chaque page dit PROJET tant que le brouillon n’est pas définitif.",
        "Write the files of a draft, or of the last version of each document of a dossier.\n\n"
        "Without --format, a Word file. The same draft gives the same bytes, anywhere and at any time. "
        "A file that is there already with another content is left as it is, unless with --force. "
        "Each page says PROJET as long as the draft is not final.",
    ),
    "jalon draft write axe-seine-2018-protocol-1 --format docx --format pdf",
    "jalon draft write axe-seine --format all --to envoi",
)
@draft_or_dossier_argument
@format_option
@to_option
@document_option
@force_option
@json_option
@in_session
def command(
    session: Session,
    name: str,
    formats: tuple[str, ...],
    to: Path | None,
    document: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Write files."""
    asked, skipped = files.formats(formats or ("docx",))
    office = Office.of(session.workspace)
    with session.reading() as reading:
        chosen = drafts.chosen(reading, name, document)
        standings = list(drafts.standings(reading, chosen[0].dossier_id, {draft.id for draft in chosen}))
    wanted = office.wanted(standings, asked, possible=files.ALL in formats)
    label = Text("fichiers", "files")
    with output.bar() as move:
        made = files.put(
            wanted,
            to or Path(),
            office.look,
            force=force,
            progress=lambda done, total: move(str(label), done, total),
        )
    written.tell(made, skipped, office.made_with, as_json=as_json)
    if not as_json:
        _what_next(standings)


def _what_next(standings: list[drafts.Standing]) -> None:
    for one in standings:
        if one.withdrawn:
            name = one.draft.id
            output.warning(
                Text(f"{name} : l’entrée qui l’a rédigé est annulée", f"{name}: the entry that drew it is void")
            )
    incomplete = [one.draft for one in standings if one.final is None and one.draft.gaps != "[]"]
    if incomplete:
        name = incomplete[0].id if len(standings) == 1 else incomplete[0].dossier_id
        output.remedy(
            Text(f"il y manque des valeurs : jalon draft gaps {name}", f"values are missing: jalon draft gaps {name}")
        )
