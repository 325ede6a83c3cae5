"""`jalon overrides` and `jalon backfills`: what leaves the ordinary path, each with its reason or its source."""

from collections.abc import Sequence
from functools import partial

from workflow.audit.marked import Backfill, Override, Passed, backfills, overrides
from workflow.audit.pages import Paging
from workflow.cli import output
from workflow.cli.pages import Listing, paged
from workflow.cli.questions import Asked, asking
from workflow.cli.session import Session
from workflow.cli.spoken import command
from workflow.language import Text


def _passed(passed: Sequence[Passed]) -> list[dict[str, str]]:
    return [{"code": one.code, "label": str(one.label)} for one in passed]


OVERRIDES: Listing[Override] = Listing(
    ("transition faite outre une attente", "transitions faites outre une attente"),
    ("transition made in spite of an expectation", "transitions made in spite of an expectation"),
    lambda one: one.found,
    data=lambda one: {"passed": _passed(one.passed)},
    symbol=output.NOTICE,
)

BACKFILLS: Listing[Backfill] = Listing(
    ("fait repris d’une source", "faits repris d’une source"),
    ("fact taken over from a source", "facts taken over from a source"),
    lambda one: one.found,
    data=lambda one: {"not_judged": _passed(one.waived)},
)


@command(
    "overrides",
    Text(
        "Les transitions faites outre une attente, avec leur motif écrit : qui, quand, quoi, pourquoi.\n\n"
        "Une garde stricte ne se passe pas ; une attente se passe avec un motif, et toutes ces fois sont ici.",
        "The transitions made in spite of an expectation, with the written reason: who, when, what, why.\n\n"
        "A hard guard cannot be passed; an expectation can with a reason, and every such time is here.",
    ),
    "jalon overrides",
    "jalon overrides --region Normandie --known 2019-05-06",
)
@paged
@asking
def overrides_command(session: Session, asked: Asked, paging: Paging | None, as_json: bool) -> None:
    """List the overrides."""
    OVERRIDES.answer(session, asked, partial(overrides, paging=paging), as_json)


@command(
    "backfills",
    Text(
        "Les faits passés repris d’une source : lesquels, de quelle source, et ce qui n’a pas été jugé.",
        "The past facts taken over from a source: which ones, from which source, and what was not judged.",
    ),
    "jalon backfills",
    "jalon backfills --region 28 --limit 20",
)
@paged
@asking
def backfills_command(session: Session, asked: Asked, paging: Paging | None, as_json: bool) -> None:
    """List the backfills."""
    BACKFILLS.answer(session, asked, partial(backfills, paging=paging), as_json)
