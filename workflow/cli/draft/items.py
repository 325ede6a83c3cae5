"""The option that says which project, member or region a document is about."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from workflow.cli.options import REGION, Read
from workflow.cli.spoken import option
from workflow.identifiers import siren
from workflow.language import Text

_SIREN = Read("siren", siren)

_ITEMS = (
    option(
        "--project",
        type=click.IntRange(min=1),
        value=Text("N°", "NUMBER"),
        said=Text("Pour ce projet.", "For this project."),
    ),
    option("--member", type=_SIREN, value=Text("SIREN", "SIREN"), said=Text("Pour ce membre.", "For this member.")),
    option(
        "--region", type=REGION, value=Text("RÉGION", "REGION"), said=Text("Pour cette région.", "For this region.")
    ),
)


def item_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `item`: what a document is about and its number, or None for the whole dossier or for all."""

    @wraps(function)
    def with_item(*args: Any, project: int | None, member: str | None, region: str | None, **kwargs: Any) -> Any:
        given = [
            (each, int(value))
            for each, value in (("project", project), ("member", member), ("region", region))
            if value is not None
        ]
        if len(given) > 1:
            raise click.UsageError(
                str(
                    Text(
                        "--project, --member et --region ne vont pas ensemble.",
                        "--project, --member and --region do not go together.",
                    )
                )
            )
        return function(*args, item=given[0] if given else None, **kwargs)

    decorated: Callable[..., Any] = with_item
    for add in reversed(_ITEMS):
        decorated = add(decorated)
    return decorated
