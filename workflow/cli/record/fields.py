"""What the commands of `jalon record` share: their options, and what is said when a fact is kept."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from workflow.cli import output, receipts
from workflow.cli.options import ISO_DAY, REGION, Coded
from workflow.cli.session import Session
from workflow.cli.spoken import argument, option
from workflow.dates import Period
from workflow.engine import Command
from workflow.entries import Payload
from workflow.history import timeline
from workflow.labels import DOCUMENTS
from workflow.language import Text

Function = TypeVar("Function", bound=Callable[..., Any])

NAME = Text("NOM", "NAME")
DAY = Text("JOUR", "DAY")
NUMBER = Text("N°", "NUMBER")
ORGANISATION = Text("ORGANISME", "ORGANISATION")
REGION_NAME = Text("RÉGION", "REGION")
SIREN = Text("SIREN", "SIREN")

number_argument = argument(
    "number",
    NUMBER,
    Text("de celui à changer ; sans numéro, un nouveau", "of the one to change; without it, a new one"),
    type=int,
    required=False,
)


def document(*, required: bool = False) -> Callable[[Function], Function]:
    """The option for the document a fact is about."""
    said = Text("Le document dont il s’agit.", "Which document it is about.")
    return option("--document", type=Coded(DOCUMENTS), required=required, said=said)


def text(*declarations: str, value: Text, said: Text) -> Callable[[Function], Function]:
    """An option for a text."""
    return option(*declarations, value=value, said=said)


def region(said: Text, *, required: bool = False) -> Callable[[Function], Function]:
    """The option for a region."""
    return option("--region", "region_code", type=REGION, required=required, value=REGION_NAME, said=said)


def day(*declarations: str, said: Text) -> Callable[[Function], Function]:
    """An option for a precise day."""
    return option(*declarations, type=ISO_DAY, value=DAY, said=said)


def keep(session: Session, command: Command, dossier: str, payload: Payload, as_json: bool) -> None:
    """Record a fact, and say what was kept and under which number."""
    receipt = session.engine.record(dossier, payload, command)
    if as_json:
        output.print_json(receipts.as_data(receipt))
        return
    with session.reading() as reading:
        said = timeline(session.engine, reading, receipt.dossier)[receipt.seq].sentence
    name = receipt.dossier
    receipts.tell(receipt, Text(f"{name} : {said.fr}", f"{name}: {said.en}"))


def dated(command: Command, on: str | None) -> Command:
    """The command, on the day of the fact itself where no other was given."""
    return command if command.effective or on is None else replace(command, effective=Period.parse(on))
