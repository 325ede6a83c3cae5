"""The options that several commands have in common, and the kinds of value they take."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from workflow.cli.session import Session, in_session
from workflow.cli.spoken import argument, option
from workflow.dates import Period, parse_day, parse_known
from workflow.engine import Command
from workflow.errors import InvalidValue
from workflow.evidence import examine
from workflow.language import Text
from workflow.money import parse_amount
from workflow.names import LONGEST_TEXT, clean, clean_long, fold, quoted
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

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The codes, as click shows a choice."""
        return f"[{'|'.join(self.labels)}]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code. Raises InvalidValue with the codes there are."""
        typed = fold(value)
        begun = {code for spelling, code in self._codes.items() if typed and spelling.startswith(typed)}
        found = self._codes.get(typed) or (begun.pop() if len(begun) == 1 else None)
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


def _key(text: str) -> str:
    return clean(text, Text("clé", "key"), 200)


def _reason(text: str) -> str:
    return clean_long(text, Text("motif", "reason"), LONGEST_TEXT)


def _source(text: str) -> str:
    return clean_long(text, Text("source", "source"), LONGEST_TEXT)


PERIOD = Read("period", Period.parse)
DAY = Read("day", parse_day)
ISO_DAY = Read("day", lambda text: parse_day(text).isoformat())
INSTANT = Read("instant", parse_known)
AMOUNT = Read("amount", parse_amount)
REGION = Read("region", lambda text: region(text).code)

dossier_argument = argument("dossier", Text("DOSSIER", "DOSSIER"))

json_option = option(
    "--json",
    "as_json",
    is_flag=True,
    said=Text("Répondre en JSON (voir docs/json.md).", "Answer in JSON (see docs/json.md)."),
)

on_option = option(
    "--on",
    "effective",
    type=PERIOD,
    value=Text("JOUR", "DAY"),
    said=Text(
        "Quand cela a eu lieu : 2019-04-30, 30/04/2019, « mars 2019 », 2019-W12… ; sinon aujourd’hui.",
        "When it happened: 2019-04-30, 30/04/2019, 2019-03, 2019-W12…; otherwise today.",
    ),
)

because_option = option(
    "--because",
    "comment",
    type=Read("text", _reason),
    value=Text("MOTIF", "REASON"),
    said=Text("Le motif écrit.", "The written reason."),
)

_WRITING = (
    on_option,
    because_option,
    option(
        "--evidence",
        "evidence",
        multiple=True,
        value=Text("[NATURE=]FICHIER", "[KIND=]FILE"),
        said=Text(
            "Une pièce à l’appui ; plusieurs fois s’il y en a plusieurs.",
            "A file that proves it; several times for several.",
        ),
    ),
    option(
        "--source",
        type=Read("text", _source),
        value=Text("SOURCE", "SOURCE"),
        said=Text(
            "D’où l’on sait ce fait passé : il est repris sans que les gardes soient jugées.",
            "Where this past fact is known from: it is taken over without judging the guards.",
        ),
    ),
    option(
        "--expect-seq",
        "expected_seq",
        type=click.IntRange(min=0),
        value=Text("N", "N"),
        said=Text("N’écrire que si le dossier en est à l’entrée n° N.", "Write only if the dossier is at entry N."),
    ),
    option(
        "--idempotency-key",
        "key",
        type=Read("text", _key),
        value=Text("CLÉ", "KEY"),
        said=Text(
            "La même commande répétée avec la même clé n’est faite qu’une fois.",
            "The same command repeated with the same key is done once.",
        ),
    ),
    json_option,
)


def writing(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what every write has: the session, a `Command` made from the options, and `as_json`.

    The files given as evidence are copied in before the transaction begins, so that no entry can name a file that is
    not on disk. Where the entry is then refused, the copy stays behind: it harms nobody, and is found again under its
    own hash when the command is repeated.
    """

    @wraps(function)
    def with_command(session: Session, *args: Any, **kwargs: Any) -> Any:
        given = {name: kwargs.pop(name) for name in ("effective", "comment", "source", "expected_seq", "key")}
        keep = examine if kwargs.get("rehearsing") else session.evidence.keep
        kept = tuple(keep(file) for file in kwargs.pop("evidence"))
        return function(session, Command(session.actor, evidence=kept, **given), *args, **kwargs)

    decorated = in_session(with_command)
    for add in reversed(_WRITING):
        decorated = add(decorated)
    return decorated
