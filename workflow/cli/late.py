"""`jalon late`: what was recorded long after it happened."""

from functools import partial
from typing import Any

import click

from workflow.audit.lateness import ALLOWED, Late, late
from workflow.audit.pages import Paging
from workflow.cli import output, phrases
from workflow.cli.pages import Listing, greatest_first, paged
from workflow.cli.questions import Asked, asking
from workflow.cli.session import Session
from workflow.cli.spoken import command, option
from workflow.cli.telling import Details
from workflow.language import Text


def _more(one: Late) -> Details:
    days = phrases.days(one.days)
    told = Text(f"→ enregistré {days.fr} après", f"→ recorded {days.en} later")
    if one.found.entry.about == one.found.entry.seq:
        return [(Text("", ""), told)]
    first = phrases.recorded_text(one.recorded)
    return [
        (
            Text("", ""),
            Text(f"{told.fr}, la première fois le {first.fr}", f"{told.en}, for the first time on {first.en}"),
        )
    ]


def _data(one: Late) -> dict[str, Any]:
    return {"days": one.days, "first_recorded": one.recorded, "backfilled": one.backfilled}


LATE: Listing[Late] = Listing(
    ("enregistrement tardif", "enregistrements tardifs"),
    ("late recording", "late recordings"),
    lambda one: one.found,
    _more,
    _data,
    output.NOTICE,
)


@command(
    "late",
    Text(
        f"Ce qui a été enregistré plus de {ALLOWED} jours après avoir eu lieu, le plus tardif d’abord.\n\n"
        "Des jours civils, à Paris, du dernier jour du fait au premier enregistrement. Une reprise d’une source est "
        "tardive exprès : --no-backfills la laisse de côté.",
        f"What was recorded more than {ALLOWED} days after it happened, the latest first.\n\n"
        "Civil days, in Paris, from the last day of the fact to its first recording. What was taken over from a source "
        "is late on purpose: --no-backfills leaves it out.",
    ),
    "jalon late --no-backfills",
    "jalon late --days 30 --region Normandie",
)
@option(
    "--days",
    "more_than",
    type=click.IntRange(0),
    default=ALLOWED,
    value=Text("N", "N"),
    said=Text(f"Plus de N jours ; sinon {ALLOWED}.", f"More than N days; otherwise {ALLOWED}."),
)
@option(
    "--no-backfills",
    "without",
    is_flag=True,
    said=Text("Sans ce qui a été repris d’une source.", "Without what was taken over from a source."),
)
@paged
@asking
def late_command(
    session: Session, asked: Asked, more_than: int, without: bool, paging: Paging | None, as_json: bool
) -> None:
    """List what was recorded late."""
    ask = partial(late, more_than=more_than, backfilled=not without, paging=greatest_first(paging))
    LATE.answer(session, asked, ask, as_json)
