"""From what was typed to an exit code: the language, the streams, the commands, and what went wrong in words."""

import codecs
import os
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType

import click
from click.shell_completion import shell_complete

from workflow import language, system, translations
from workflow.cli.group import jalon
from workflow.cli.output import failure, remedy
from workflow.cli.refusals import tell, tell_interruption, tell_misuse
from workflow.errors import InvalidValue, JalonError
from workflow.language import LANGUAGES, Text

REFUSED = 1
MISUSED = 2
INTERRUPTED = 130
"""What a shell gives for a command ended by Ctrl-C: 128 and the number of the signal."""


def answer(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> int:
    """Do what `arguments` ask and return the exit code: 0 done, 1 refused, 2 misused, 130 interrupted."""
    language.use(language_of(environ))
    as_json = "--json" in _before_double_dash(arguments)
    with _standard_streams():
        try:
            return _answer(arguments, as_json)
        except BrokenPipeError:
            return _leave_quietly()
        except OSError as fault:
            why = system.reason(fault)
            where = f"{fault.filename} : " if fault.filename else ""
            _tell_if_possible(JalonError(Text(f"{where}{why.fr}.", f"{where}{why.en}.")), as_json)
            return REFUSED


def _answer(arguments: Sequence[str], as_json: bool) -> int:
    try:
        given, wanted = _without_language(arguments)
        if wanted:
            language.use(wanted)
        translations.install(language.current())
        _demand_legible(given)
        code = _perform(given)
        sys.stdout.flush()
    except JalonError as refusal:
        tell(refusal, as_json)
        return refusal.exit_code
    except click.ClickException as misuse:
        tell_misuse(misuse, as_json)
        return MISUSED
    except (click.Abort, KeyboardInterrupt):
        tell_interruption(as_json)
        return INTERRUPTED
    return code


def _perform(arguments: list[str]) -> int:
    """What click's own `main` does, but for what it does to streams and to exceptions."""
    completing = os.environ.get("_JALON_COMPLETE")
    if completing:
        return shell_complete(jalon, {}, "jalon", "_JALON_COMPLETE", completing)
    try:
        with jalon.make_context("jalon", arguments) as context:
            jalon.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    return 0


def _before_double_dash(arguments: Sequence[str]) -> Sequence[str]:
    return arguments[: arguments.index("--")] if "--" in arguments else arguments


def language_of(environ: Mapping[str, str]) -> str:
    """The language before anything was typed; what JALON_LANG says in vain is refused later, in French."""
    asked = environ.get("JALON_LANG", "")
    if asked in LANGUAGES:
        return asked
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "en" if locale.startswith("en") and not asked else "fr"


def _without_language(arguments: Sequence[str]) -> tuple[list[str], str | None]:
    """The arguments without `--lang`, which may stand anywhere, and the language it names."""
    kept: list[str] = []
    wanted = os.environ.get("JALON_LANG") or None
    before = list(_before_double_dash(arguments))
    after = list(arguments[len(before) :])
    while before:
        argument = before.pop(0)
        if argument == "--lang":
            wanted = before.pop(0) if before else ""
        elif argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=")
        else:
            kept.append(argument)
    if wanted is not None and wanted not in LANGUAGES:
        raise InvalidValue(
            Text(f"Langue inconnue : « {wanted} ».", f"Unknown language: “{wanted}”."),
            Text("--lang fr ou --lang en (JALON_LANG de même)", "--lang fr or --lang en (JALON_LANG likewise)"),
        )
    return [*kept, *after], wanted


def _demand_legible(arguments: Sequence[str]) -> None:
    for place, argument in enumerate(arguments, 1):
        try:
            argument.encode()
        except UnicodeEncodeError as fault:
            shown = argument.encode(errors="replace").decode()
            raise InvalidValue(
                Text(
                    f"L’argument n° {place} (« {shown} ») n’est pas en UTF-8.",
                    f"Argument {place} (“{shown}”) is not UTF-8.",
                ),
                Text(
                    "réglez le terminal sur UTF-8, ou renommez le fichier",
                    "set the terminal to UTF-8, or rename the file",
                ),
            ) from fault


_PLAINER = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "…": "...", "–": "-", "—": "-", "−": "-"}
    | {"→": "->", "←": "<-", "✓": "+", "✗": "x", "⚠": "!", "•": "*", "·": ".", "œ": "oe", "€": "EUR"}
    | {"█": "#", "○": "o", "●": "*", "×": "x"}
    | {"\u00a0": " ", "\u202f": " "}
)


def _legible(fault: UnicodeError) -> tuple[str, int]:
    """What a console that lacks a character shows for it: its plain cousin, or a question mark."""
    assert isinstance(fault, UnicodeEncodeError)  # noqa: S101  # our streams only write
    missing = fault.object[fault.start : fault.end]
    shown = missing.translate(_PLAINER)
    return shown.encode("ascii", "replace").decode("ascii"), fault.end


@contextmanager
def _standard_streams() -> Iterator[None]:
    """Streams that never fail on a character, and that are there even where the shell closed them."""
    codecs.register_error("jalon.legible", _legible)
    before = sys.stdout, sys.stderr
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123  # os.devnull is a name of the system's
        for name in ("stdout", "stderr"):
            stream = getattr(sys, name)
            if stream is None:
                setattr(sys, name, nowhere)
            elif hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="jalon.legible")
        try:
            yield
        finally:
            sys.stdout, sys.stderr = before


def _leave_quietly() -> int:
    """Whoever read our output had enough of it: `jalon history … | head`."""
    with suppress(OSError, ValueError, AttributeError):
        # What is still in the buffer is written when Python leaves; it goes nowhere, without complaint.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _tell_if_possible(error: JalonError, as_json: bool) -> None:
    with suppress(OSError):  # the error stream itself may be what is full
        tell(error, as_json)
    _leave_quietly()


def unforeseen(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """What is said of a fault of ours: one sentence; JALON_DEBUG=1 shows where it comes from."""
    if os.environ.get("JALON_DEBUG"):
        traceback.print_exception(kind, fault, trace)
        return
    failure(
        Text(
            f"Jalon a rencontré un défaut qui n’était pas prévu : {kind.__name__}: {fault}",
            f"Jalon met a fault that was not foreseen: {kind.__name__}: {fault}",
        )
    )
    remedy(
        Text(
            "signalez-le avec la commande tapée ; JALON_DEBUG=1 devant la commande montre où il se produit",
            "report it with the command you typed; JALON_DEBUG=1 before the command shows where it happens",
        ),
        err=True,
    )
    remedy(
        Text("si quelqu’un a touché à la base : jalon verify", "if somebody touched the database: jalon verify"),
        err=True,
    )
