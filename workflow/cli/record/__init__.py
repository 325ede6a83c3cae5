"""`jalon record`: the facts of a dossier, one command each. The options are called as the fields they fill."""

from workflow.cli.record.parties import deliberation, signatory, signature, validation
from workflow.cli.record.people import committee, member, note, person
from workflow.cli.record.plan import project
from workflow.cli.record.texts import passage
from workflow.cli.spoken import group
from workflow.language import Text


@group(
    "record",
    Text(
        "Enregistrer un fait d’un dossier : un projet, une personne, une signature, un texte…\n\n"
        "Donner le numéro d’un élément le complète ou le change ; l’historique garde l’un et l’autre.",
        "Record a fact of a dossier: a project, a person, a signature, a text…\n\n"
        "Giving the number of an item completes or changes it; the history keeps both.",
    ),
    'jalon record project carros --title "École de production"',
    "jalon record signature --help",
)
def record_command() -> None:
    """Nothing by itself."""


for one in (project, signatory, signature, deliberation, validation, person, member, committee, passage, note):
    record_command.add_command(one)
