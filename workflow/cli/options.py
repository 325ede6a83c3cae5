"""The options that several commands have in common, and the kinds of value they take."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from workflow.cli import completion
from workflow.cli.spoken import argument, option
from workflow.dates import parse_day, parse_known
from workflow.departments import department
from workflow.errors import InvalidValue
from workflow.language import Text
from workflow.money import parse_amount
from workflow.names import fold, quoted
from workflow.regions import region

Value = TypeVar("Value")


class Read(click.ParamType[Value]):
    """A value read by one of our own readers; what it refuses is said with the name of the option."""

    def __init__(self, name: str, read: Callable[[str], Value]) -> None:
        self.name = name
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Value:
        """The value, read once. Raises InvalidValue."""
        if not isinstance(value, str):
            read: Value = value
            return read
        try:
            return self._read(value)
        except InvalidValue as refusal:
            if not isinstance(param, click.Option):
                raise
            said, name = refusal.message, param.opts[0]
            raise InvalidValue(Text(f"{name} : {said.fr}", f"{name}: {said.en}"), refusal.remedy) from refusal


class Coded(click.ParamType[str]):
    """One of our codes, typed as it is or as people call it in either language, or the beginning of either."""

    name = "code"

    def __init__(self, labels: Mapping[str, Text]) -> None:
        self.labels = labels
        self._codes = {
            fold(spelling): code for code, label in labels.items() for spelling in (code, label.fr, label.en)
        }

    def meant(self, typed: str) -> str | None:
        """The only code that was meant; None where there is none, or several."""
        begins = fold(typed)
        begun = {code for spelling, code in self._codes.items() if begins and spelling.startswith(begins)}
        return self._codes.get(begins) or (begun.pop() if len(begun) == 1 else None)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The codes, as click shows a choice."""
        return f"[{'|'.join(self.labels)}]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code. Raises InvalidValue with the codes there are."""
        found = self.meant(value)
        if found is None:
            shown = quoted(value)
            name = param.opts[0] if isinstance(param, click.Option) else self.name
            raise InvalidValue(
                Text(f"{name} : {shown.fr} n’est pas prévu.", f"{name}: {shown.en} is not provided for."),
                Text(
                    "au choix : " + ", ".join(f"{code} ({label.fr})" for code, label in self.labels.items()),
                    "choose from: " + ", ".join(f"{code} ({label.en})" for code, label in self.labels.items()),
                ),
            )
        return found

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The codes that begin so."""
        return [
            CompletionItem(code, help=str(label)) for code, label in self.labels.items() if code.startswith(incomplete)
        ]


DAY = Read("day", parse_day)
ISO_DAY = Read("day", lambda text: parse_day(text).isoformat())
INSTANT = Read("instant", parse_known)
AMOUNT = Read("amount", parse_amount)
REGION = Read("region", lambda text: region(text).code)
DEPARTMENT = Read("department", lambda text: department(text).code)

dossier_argument = argument("dossier", Text("DOSSIER", "DOSSIER"), shell_complete=completion.dossiers)

json_option = option(
    "--json",
    "as_json",
    is_flag=True,
    said=Text("Répondre en JSON (voir docs/json.md).", "Answer in JSON (see docs/json.md)."),
)


def read_pairs(option: str, typed: Sequence[str], form: Text) -> dict[str, str]:
    """What was typed as NAME=VALUE under an option, by name; `form` says how. Raises InvalidValue."""
    found: dict[str, str] = {}
    for text in typed:
        name, separator, value = text.partition("=")
        name = name.strip()
        if not separator or not name:
            said = quoted(text)
            raise InvalidValue(
                Text(
                    f"{option} : {said.fr} n’a pas la forme voulue.", f"{option}: {said.en} has not the form it needs."
                ),
                form,
            )
        if name in found:
            said = quoted(name)
            raise InvalidValue(
                Text(f"{option} : {said.fr} est donné deux fois.", f"{option}: {said.en} is given twice."), form
            )
        found[name] = value
    return found
