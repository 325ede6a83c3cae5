"""What every command that writes has: its options, the `Command` they make, and an engine that drafts documents."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, wraps
from typing import Any

import click

from workflow.cli import output
from workflow.cli.options import Read, json_option
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import Function, option
from workflow.dates import Period
from workflow.drafting import Draftsman
from workflow.engine import Command, Engine
from workflow.engine.commands import LONGEST_KEY
from workflow.evidence import Kept, opened
from workflow.integrity import signed_pdf
from workflow.language import Text
from workflow.names import LONGEST_TEXT, clean, clean_long
from workflow.store import Store

SIGNED = "signed_document"
"""The kind of evidence that somebody signed."""


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
        rehearsing = bool(kwargs.get("rehearsing"))
        brought = [_brought(session, file, rehearsing=rehearsing) for file in kwargs.pop("evidence")]
        command = Command(session.actor, evidence=tuple(kept for kept, _ in brought), **given)
        answer = function(session, command, *args, **kwargs)
        for kept, said in brought:
            if said is not None and not kwargs.get("as_json"):
                named = Text(f"{kept.name} : {said.fr}", f"{kept.name}: {said.en}")
                (output.success if kept.signed and kept.signed["holds"] else output.warning)(named)
        return answer

    decorated = in_session(with_command, WritingSession)
    for add in reversed(options):
        decorated = add(decorated)
    return decorated


def _brought(session: Session, given: str, *, rehearsing: bool) -> tuple[Kept, Text | None]:
    """A file given as evidence, kept unless one only rehearses; and who signed it, where it is a signed document.

    What is a signed document is told by whoever brings it, or by the file itself: then it bears a signature.
    """
    kept, content = opened(given)
    if not rehearsing:
        session.evidence.put(kept, content)
    try:
        found = signed_pdf.examine(content)
    except signed_pdf.NoSignatureLibrary as missing:
        return kept, Text(f"{missing.message.fr} {missing.remedy}", f"{missing.message.en} {missing.remedy}")
    if kept.kind != SIGNED and found.kind in ("unsigned", "other"):
        return kept, None
    return replace(kept, signed=found.as_data()), found.sentence
