"""What every command that writes has: its options, the `Command` they make, and an engine that drafts documents."""

from collections.abc import Callable, Sequence
from functools import cached_property, wraps
from typing import Any

import click

from workflow.cli.options import Read, json_option
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import Function, option
from workflow.dates import Period
from workflow.drafting import Draftsman
from workflow.engine import Command, Engine
from workflow.engine.commands import LONGEST_KEY
from workflow.evidence import examine
from workflow.language import Text
from workflow.names import LONGEST_TEXT, clean, clean_long
from workflow.store import Store


class WritingSession(Session):
    """A session whose store signs what it writes, and whose engine drafts the documents of the workspace."""

    @cached_property
    def store(self) -> Store:
        """The database of the workspace. Raises KeyFileError where the application’s key cannot be used."""
        return Store.of(self.workspace, self.environ)

    @cached_property
    def engine(self) -> Engine:
        """The engine over the database, with the templates of the workspace."""
        return Engine(self.store, drafts=Draftsman(self.workspace.templates))


def _key(text: str) -> str:
    return clean(text, Text("clé", "key"), LONGEST_KEY)


def _reason(text: str) -> str:
    return clean_long(text, Text("motif", "reason"), LONGEST_TEXT)


def _source(text: str) -> str:
    return clean_long(text, Text("source", "source"), LONGEST_TEXT)


PERIOD = Read("period", Period.parse)

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

evidence_option = option(
    "--evidence",
    "evidence",
    multiple=True,
    value=Text("[NATURE=]FICHIER", "[KIND=]FILE"),
    said=Text(
        "Une pièce à l’appui ; plusieurs fois s’il y en a plusieurs.",
        "A file that proves it; several times for several.",
    ),
)

source_option = option(
    "--source",
    type=Read("text", _source),
    value=Text("SOURCE", "SOURCE"),
    said=Text(
        "D’où l’on sait ce fait passé : il est repris sans que les gardes soient jugées.",
        "Where this past fact is known from: it is taken over without judging the guards.",
    ),
)

seen_option = option(
    "--expect-seq",
    "expected_seq",
    type=click.IntRange(min=0),
    value=Text("N", "N"),
    said=Text("N’écrire que si le dossier en est à l’entrée n° N.", "Write only if the dossier is at entry N."),
)

key_option = option(
    "--idempotency-key",
    "key",
    type=Read("text", _key),
    value=Text("CLÉ", "KEY"),
    said=Text(
        "La même commande répétée avec la même clé n’est faite qu’une fois.",
        "The same command repeated with the same key is done once.",
    ),
)

_REGISTERING = (on_option, because_option, evidence_option, source_option, key_option, json_option)
_WRITING = (on_option, because_option, evidence_option, source_option, seen_option, key_option, json_option)


def writing(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what every write to a dossier has: the session, a `Command` made from the options, and `as_json`.

    The files given as evidence are copied in before the transaction begins, so that no entry can name a file that is
    not on disk. Where the entry is then refused, the copy stays behind: it harms nobody, and is found again under its
    own hash when the command is repeated.
    """
    return _with(_WRITING, function)


def registering(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same for what begins a dossier or goes into the register: nobody has an entry of it before his eyes."""
    return _with(_REGISTERING, function)


def _with(options: Sequence[Callable[[Function], Function]], function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def with_command(session: Session, *args: Any, **kwargs: Any) -> Any:
        given = {name: kwargs.pop(name, None) for name in ("effective", "comment", "source", "expected_seq", "key")}
        keep = examine if kwargs.get("rehearsing") else session.evidence.keep
        kept = tuple(keep(file) for file in kwargs.pop("evidence"))
        return function(session, Command(session.actor, evidence=kept, **given), *args, **kwargs)

    decorated = in_session(with_command, WritingSession)
    for add in reversed(options):
        decorated = add(decorated)
    return decorated
