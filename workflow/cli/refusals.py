"""What is said when something is refused, on the error stream: a sentence and what to do, or one JSON object."""

from typing import Any

import click

from workflow.cli.output import failure, mark_of, marked, print_json, remedy
from workflow.cli.spoken import in_quotes
from workflow.errors import Blocker, DraftUnfinished, JalonError, Problem, TransitionBlocked
from workflow.language import Text


def tell(error: JalonError, as_json: bool) -> None:
    """Say an error of ours."""
    if as_json:
        print_json({"error": described(error)}, err=True)
        return
    problems = problems_of(error)
    if problems:
        for problem in problems:
            failure(Text(f"{problem.where} : {problem.message.fr}", f"{problem.where}: {problem.message.en}"))
    else:
        failure(with_capital(error.message))
    if isinstance(error, TransitionBlocked | DraftUnfinished):
        tell_blockers(error.blockers, err=True)
    if isinstance(error, TransitionBlocked):
        tell_what_to_add(error, err=True)
    if error.remedy:
        remedy(error.remedy, err=True)


def with_capital(text: Text) -> str:
    """The sentence with its capital, unless it begins with a name as it was typed: a file, an option, an identifier."""
    said = str(text)
    first = said.partition(" ")[0].replace("’", "")
    return f"{said[:1].upper()}{said[1:]}" if first.isalpha() else said


def problems_of(error: JalonError) -> tuple[Problem, ...]:
    """The faults of a file, each at its line, that an error tells; none for the others."""
    return getattr(error, "problems", ())


def tell_blockers(blockers: tuple[Blocker, ...], *, err: bool = False) -> None:
    """Say every reason against a transition: code, reason, remedy, and whether a written reason passes it."""
    for blocker in blockers:
        marked(mark_of(blocker), f"{blocker.message}  [{blocker.code}]", err=err, indent=2)
        remedy(blocker.remedy, err=err, indent=4)
    if any(blocker.overridable for blocker in blockers):
        remedy(
            Text(
                '« ! » : attendu mais pas obligatoire, un motif écrit suffit : --because "…"',
                '“!”: expected but not compulsory, a written reason will do: --because "…"',
            ),
            err=err,
            indent=2,
        )


def tell_what_to_add(error: TransitionBlocked, *, err: bool = False) -> None:
    """Say in one line what is given with the command, where several reasons are lifted so."""
    command = f"jalon advance {error.name} {error.dossier} "
    remedies = [one.remedy for one in error.blockers if one.remedy.fr.startswith(command)]
    if len(remedies) < 2:
        return
    fr, en = (
        " ".join(dict.fromkeys(said.removeprefix(command) for said in options))
        for options in ([one.fr for one in remedies], [one.en for one in remedies])
    )
    remedy(Text(f"à ajouter à la commande : {fr}", f"to be added to the command: {en}"), err=err, indent=2)


def described(error: JalonError) -> dict[str, Any]:
    """An error as data, in the language in force."""
    told: dict[str, Any] = {
        "code": error.code,
        "message": str(error.message),
        "remedy": str(error.remedy) if error.remedy else None,
    }
    if isinstance(error, TransitionBlocked | DraftUnfinished):
        told["blockers"] = [
            {
                "code": blocker.code,
                "message": str(blocker.message),
                "remedy": str(blocker.remedy),
                "overridable": blocker.overridable,
            }
            for blocker in error.blockers
        ]
    problems = problems_of(error)
    if problems:
        told["problems"] = [
            {
                "file": problem.file,
                "line": problem.line,
                "column": problem.column,
                "code": problem.code,
                "message": str(problem.message),
            }
            for problem in problems
        ]
    return told


def tell_misuse(misuse: click.ClickException, as_json: bool) -> None:
    """Say what click did not understand, and where the help is."""
    context = misuse.ctx if isinstance(misuse, click.UsageError) else None
    path = context.command_path if context else "jalon"
    help_line = Text(f"aide : {path} --help", f"help: {path} --help")
    message = _with_near_names(misuse)
    if as_json:
        print_json(
            {"error": {"code": "usage", "message": message, "remedy": str(help_line)}},
            err=True,
        )
        return
    failure(message)
    remedy(help_line, err=True)


def _with_near_names(misuse: click.ClickException) -> str:
    """What click says, its near names between our quotation marks."""
    near = getattr(misuse, "possibilities", None)
    if not near:
        return misuse.format_message()
    listed = ", ".join(map(in_quotes, sorted(near)))
    return f"{misuse.message} {Text(f'Vouliez-vous dire {listed} ?', f'Did you mean {listed}?')}"


def tell_interruption(as_json: bool) -> None:
    """Say that Ctrl-C was heard."""
    said = Text(
        "Interrompu : ce qui n’était pas fini n’a pas été enregistré.",
        "Interrupted: what was not finished was not saved.",
    )
    if as_json:
        print_json({"error": {"code": "interrupted", "message": str(said), "remedy": None}}, err=True)
        return
    failure(said)
