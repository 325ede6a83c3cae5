"""`jalon open`: the dossier of a territory begins."""

from workflow.cli import completion, output, receipts
from workflow.cli.session import Session
from workflow.cli.spoken import argument, command, option
from workflow.cli.writing import registering
from workflow.engine import Command
from workflow.language import Text


@command(
    "open",
    Text(
        "Ouvrir le dossier d’un territoire, avec ses régions et ses membres.",
        "Open the dossier of a territory, with its regions and members.",
    ),
    "jalon open carros --on 2019-02",
    'jalon open "Grand Châtellerault" --phase 2023 --renews grand-chatellerault-2018',
)
@argument(
    "territory",
    Text("TERRITOIRE", "TERRITORY"),
    Text("nom, alias, code ou identifiant", "name, alias, code or id"),
    shell_complete=completion.territories,
)
@option(
    "--phase",
    value=Text("PHASE", "PHASE"),
    said=Text("Phase du programme ; sinon la première.", "Phase of the programme; otherwise the first."),
)
@option(
    "--renews",
    value=Text("DOSSIER", "DOSSIER"),
    shell_complete=completion.dossiers,
    said=Text("Le dossier que celui-ci prolonge.", "The dossier that this one carries on."),
)
@registering
def open_command(
    session: Session, command: Command, territory: str, phase: str | None, renews: str | None, as_json: bool
) -> None:
    """Open a dossier and say what to type next."""
    receipt = session.engine.open(territory, command, phase=phase, renews=renews)
    if as_json:
        output.print_json(receipts.as_data(receipt))
        return
    receipts.tell(
        receipt,
        Text(f"Dossier ouvert : {receipt.dossier}", f"Dossier opened: {receipt.dossier}"),
        *session.judged(receipt.dossier),
    )
    output.remedy(Text(f"et maintenant : jalon next {receipt.dossier}", f"now: jalon next {receipt.dossier}"))
