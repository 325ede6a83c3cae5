"""`jalon erase`: personal data goes, on a legal basis; the entry stays, and the history still verifies."""

from workflow.cli import completion, output, receipts
from workflow.cli.session import Session
from workflow.cli.spoken import argument, command, option
from workflow.cli.writing import writing
from workflow.engine import Command
from workflow.integrity.erase import erase
from workflow.language import Text


@command(
    "erase",
    Text(
        "Effacer un nom ou un texte d’une entrée et de ses corrections, avec la pièce s’il y a lieu.\n\n"
        "L’entrée reste, avec ses dates et ses empreintes ; une nouvelle entrée dit ce qui a été effacé et sur quel "
        "fondement. Cela ne se défait pas. Restent hors d’atteinte : les sauvegardes et ce qui est déjà sorti.",
        "Erase a name or a text of an entry and of its corrections, with the file where there is one.\n\n"
        "The entry stays, with its dates and digests; a new entry says what was erased and on which basis. This cannot "
        "be undone. Out of reach: backups, and what went out already.",
    ),
    'jalon erase axe-seine 4 --field name --legal-basis "RGPD, article 17"',
    'jalon erase register 2 --field label --legal-basis "fin de la durée de conservation"',
)
@argument(
    "dossier",
    Text("DOSSIER", "DOSSIER"),
    Text("ou register", "or register"),
    shell_complete=completion.dossiers,
)
@argument("seq", Text("N", "N"), Text("son numéro : jalon history", "its number: jalon history"), type=int)
@option(
    "--field",
    "fields",
    multiple=True,
    required=True,
    value=Text("CHAMP", "FIELD"),
    said=Text(
        "Ce qui part : name, comment, source, actor, evidence.0, drafts… ; plusieurs fois pour plusieurs.",
        "What goes: name, comment, source, actor, evidence.0, drafts…; several times for several.",
    ),
)
@option(
    "--legal-basis",
    "basis",
    required=True,
    value=Text("FONDEMENT", "BASIS"),
    said=Text("Le texte ou la décision qui le veut.", "The law or the decision that demands it."),
)
@writing
def erase_command(
    session: Session, command: Command, dossier: str, seq: int, fields: tuple[str, ...], basis: str, as_json: bool
) -> None:
    """Erase."""
    done = erase(session.engine, session.evidence, dossier, seq, fields, basis, command)
    erased = [name.removeprefix("data.") for name in done.fields]
    if as_json:
        output.print_json(
            {
                **receipts.as_data(done.receipt),
                "fields": erased,
                "entries": list(done.entries),
                "files": list(done.files),
            }
        )
        return
    listed, entries = ", ".join(erased), ", ".join(map(str, done.entries))
    receipts.tell(
        done.receipt,
        Text(
            f"Effacé : {listed} (entrée{'s' if len(done.entries) > 1 else ''} n° {entries} de {done.receipt.dossier})",
            f"Erased: {listed} (entr{'ies' if len(done.entries) > 1 else 'y'} {entries} of {done.receipt.dossier})",
        ),
    )
    for digest in done.files:
        output.echo(Text(f"  pièce supprimée : {digest}", f"  file removed: {digest}"))
    output.warning(
        Text(
            "Les sauvegardes, et ce qui est déjà sorti d’ici, ne sont pas atteints : effacez-les de même.",
            "Backups, and what went out already, are not reached: erase them as well.",
        )
    )
