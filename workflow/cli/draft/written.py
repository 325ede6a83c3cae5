"""What is said of files that were written: where each is, its size, its hash; and of those that were not, why."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

from workflow.cli import output, phrases, refusals
from workflow.issuing.files import Made, Outcome
from workflow.language import Text

_DONE = {
    Outcome.WRITTEN: Text("écrit", "written"),
    Outcome.REPLACED: Text("remplacé", "replaced"),
    Outcome.UNCHANGED: Text("inchangé", "unchanged"),
}


def tell(made: Sequence[Made], skipped: Text | None, made_with: Mapping[str, str], *, as_json: bool) -> None:
    """Say what became of the files; leaves with 1 where one could not be written.

    `made_with` is what their bytes depend on besides the drafts. Where only one was wanted, why it was not written is
    the error of the command.
    """
    (only,) = made if len(made) == 1 else (None,)
    if only is not None and only.error is not None:
        raise only.error
    if as_json:
        output.print_json(
            {
                "files": [described(one) for one in made],
                "skipped": str(skipped) if skipped is not None else None,
                "made_with": dict(made_with),
            }
        )
    else:
        for one in made:
            _tell_one(one)
        if skipped is not None:
            output.warning(skipped)
        if len(made) > 1:
            _sum_up(made)
    if any(one.error for one in made):
        raise click.exceptions.Exit(1)


def described(one: Made) -> dict[str, Any]:
    """A file as JSON has it."""
    return {
        "draft": one.wanted.draft,
        "format": one.wanted.format,
        "path": str(one.path),
        "outcome": str(one.outcome),
        "size": one.size if one.error is None else None,
        "sha256": one.digests.content if one.digests else None,
        "parts_sha256": (one.digests.parts or None) if one.digests else None,
        "note": str(one.wanted.note) if one.wanted.note else None,
        "error": refusals.described(one.error) if one.error else None,
    }


def _tell_one(one: Made) -> None:
    if one.error is not None:
        refusals.tell(one.error, as_json=False)
        return
    output.success(one.path)
    size = phrases.count(one.size, ("octet", "octets"), ("byte", "bytes"))
    state = _DONE[one.outcome]
    told = [Text(f"{state.fr}, {size.fr}", f"{state.en}, {size.en}")]
    if one.wanted.note is not None:
        told.append(one.wanted.note)
    output.echo(f"  {', '.join(map(str, told))}")
    if one.digests is not None:
        output.echo(f"  SHA-256 {one.digests.content}")


def _sum_up(made: Sequence[Made]) -> None:
    counts = []
    for outcome, (fr, en) in {
        Outcome.WRITTEN: (("écrit", "écrits"), ("written", "written")),
        Outcome.REPLACED: (("remplacé", "remplacés"), ("replaced", "replaced")),
        Outcome.UNCHANGED: (("inchangé", "inchangés"), ("unchanged", "unchanged")),
        Outcome.REFUSED: (("refusé", "refusés"), ("refused", "refused")),
    }.items():
        number = sum(one.outcome is outcome for one in made)
        if number:
            counts.append(phrases.count(number, fr, en))
    files = phrases.count(len(made), ("fichier", "fichiers"), ("file", "files"))
    output.echo()
    output.echo(
        Text(
            f"{files.fr} : {', '.join(one.fr for one in counts)}", f"{files.en}: {', '.join(one.en for one in counts)}"
        )
    )
