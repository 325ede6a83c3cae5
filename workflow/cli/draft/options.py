"""What the commands of `jalon draft` have in common: which draft, in which format, where to."""

from pathlib import Path

from workflow.cli import completion
from workflow.cli.spoken import argument, option
from workflow.language import Text

WHICH = Text("son identifiant : jalon drafts DOSSIER", "its id: jalon drafts DOSSIER")

NAMED = Text("son nom : jalon templates list", "its name: jalon templates list")

draft_argument = argument("name", Text("BROUILLON", "DRAFT"), WHICH, shell_complete=completion.drafts)

draft_or_dossier_argument = argument(
    "name",
    Text("BROUILLON|DOSSIER", "DRAFT|DOSSIER"),
    Text("un brouillon, ou tous ceux d’un dossier", "a draft, or all those of a dossier"),
    shell_complete=completion.drafts_and_dossiers,
)

format_option = option(
    "--format",
    "formats",
    multiple=True,
    value=Text("FORMAT", "FORMAT"),
    said=Text(
        "docx, pdf, html, md, odt, ou all pour tous ; plusieurs fois.",
        "docx, pdf, html, md, odt, or all of them; several times.",
    ),
)

to_option = option(
    "--to",
    type=Path,
    value=Text("RÉPERTOIRE", "FOLDER"),
    said=Text("Où écrire ; sinon le répertoire courant.", "Where to write; otherwise the current folder."),
)

force_option = option(
    "--force",
    is_flag=True,
    said=Text(
        "Écrire par-dessus un fichier de ce nom qui dit autre chose.",
        "Write over a file of that name that says something else.",
    ),
)

document_option = option(
    "--document",
    value=Text("NOM", "NAME"),
    said=Text("D’un dossier, ce document seul.", "Of a dossier, this document only."),
)
