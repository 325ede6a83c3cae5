"""`jalon correct`: an entry is voided or restated; the original stays, struck through."""

from workflow.audit.corrections import differences
from workflow.cli import output, receipts, telling
from workflow.cli.options import Coded, dossier_argument, read_pairs
from workflow.cli.session import Session
from workflow.cli.spoken import argument, command, option
from workflow.cli.states_called import axis_called
from workflow.cli.writing import writing
from workflow.engine import Command, Receipt
from workflow.labels import COLLEGES, COMMITTEES, DOCUMENTS, MEDIA, MEMBER_KINDS, PERSON_ROLES, PROJECT_STATUSES
from workflow.language import Text
from workflow.money import parse_amount

CHANGED = Text("écrivez CHAMP=VALEUR, comme effective_on=2019-03-19", "write FIELD=VALUE, like effective_on=2019-03-19")
AMOUNTS = frozenset({"cost", "aid"})
"""The fields that are typed as amounts and kept in cents."""
CODES = {
    "role": Coded(PERSON_ROLES),
    "college": Coded(COLLEGES),
    "document": Coded(DOCUMENTS),
    "medium": Coded(MEDIA),
    "status": Coded(PROJECT_STATUSES),
    "member_kind": Coded(MEMBER_KINDS),
    "committee": Coded(COMMITTEES),
    "firm": Coded({"1": Text("oui", "yes"), "0": Text("non", "no")}),
}
"""The fields that are kept as one of our codes, and may be typed as people call it."""


@command(
    "correct",
    Text(
        "Annuler une entrée, ou en rectifier des valeurs, avec un motif écrit.\n\n"
        "L’entrée d’origine reste dans l’historique, barrée. La date d’un fait se rectifie sous le nom effective_on ; "
        "les valeurs s’écrivent comme pour jalon record (« 1,2 M€ », « en cours »), et « cost= » retire un coût. "
        "La correction est refusée si la suite de l’historique n’était plus possible avec elle.",
        "Void an entry, or restate values of it, with a written reason.\n\n"
        "The original stays in the history, struck through. The day of a fact is corrected as effective_on; values are "
        "written as for jalon record (“1.2 M€”, “in progress”), and “cost=” takes a cost away. "
        "The correction is refused where what follows would no longer be possible with it.",
    ),
    'jalon correct carros 4 --set effective_on=2019-03-18 --because "date du journal, pas de la signature"',
    'jalon correct carros 5 --void --because "saisi dans le mauvais dossier"',
)
@dossier_argument
@argument("seq", Text("N°", "NUMBER"), Text("numéro de l’entrée", "number of the entry"), type=int)
@option("--void", is_flag=True, said=Text("L’entrée est annulée.", "The entry is void."))
@option(
    "--set",
    "changes",
    multiple=True,
    value=Text("CHAMP=VALEUR", "FIELD=VALUE"),
    said=Text("Une valeur rectifiée ; plusieurs fois.", "A value restated; several times."),
)
@writing
def correct_command(
    session: Session,
    command: Command,
    dossier: str,
    seq: int,
    void: bool,
    changes: tuple[str, ...],
    as_json: bool,
) -> None:
    """Correct an entry."""
    restated = read_changes(changes)
    if restated.get("axis"):
        restated["axis"] = axis_called(session.judged(dossier)[0], restated["axis"])
    receipt = session.engine.correct(dossier, seq, command, void=void, changes=restated)
    if as_json:
        output.print_json(receipts.as_data(receipt))
        return
    name = receipt.dossier
    receipts.tell(
        receipt,
        Text(f"{name} : entrée n° {seq} annulée", f"{name}: entry {seq} void")
        if void
        else Text(f"{name} : entrée n° {seq} rectifiée", f"{name}: entry {seq} restated"),
        more=_changed(session, receipt),
    )
    output.remedy(Text(f"relire : jalon history {name}", f"read again: jalon history {name}"))


def _changed(session: Session, receipt: Receipt) -> telling.Details:
    """What the correction changes, value by value."""
    with session.reading() as reading:
        entries = session.engine.entries(reading, receipt.dossier)
    after = entries[receipt.seq]
    before = next(one for one in reversed(entries[: receipt.seq]) if one.about == after.about)
    return telling.differences(differences(before, after))


def read_changes(typed: tuple[str, ...]) -> dict[str, str]:
    """The values typed as FIELD=VALUE, by field, as they are kept: amounts in cents, codes. Raises InvalidValue."""
    found = {name.replace("-", "_"): value for name, value in read_pairs("--set", typed, CHANGED).items()}
    return {name: _kept(name, value) if value.strip() else value for name, value in found.items()}


def _kept(name: str, value: str) -> str:
    if name in AMOUNTS:
        return str(parse_amount(value))
    return (CODES[name].meant(value) if name in CODES else None) or value
