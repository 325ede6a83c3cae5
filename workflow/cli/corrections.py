"""`jalon corrections`: what was said, what is said instead, who says so and why."""

from functools import partial
from typing import Any

from workflow.audit.corrections import Corrected, Difference, corrections
from workflow.audit.pages import Paging
from workflow.cli import telling
from workflow.cli.pages import Listing, paged
from workflow.cli.questions import Asked, asking
from workflow.cli.session import Session
from workflow.cli.spoken import command
from workflow.cli.telling import Details
from workflow.language import Text


def differences_data(found: tuple[Difference, ...]) -> list[dict[str, Any]]:
    """What is different, as JSON has it."""
    return [{"field": one.field, "label": str(one.label), "before": one.before, "after": one.after} for one in found]


def _more(one: Corrected) -> Details:
    if one.voids:
        return [(Text("", ""), Text("→ ce qui avait été dit est annulé", "→ what had been said is void"))]
    if one.restores:
        return [(Text("", ""), Text("→ ce qui avait été annulé est rétabli", "→ what had been void holds again"))]
    return telling.differences(one.differences)


def _data(one: Corrected) -> dict[str, Any]:
    return {
        "restores": one.restores,
        "before": one.before.seq,
        "differences": differences_data(one.differences),
    }


CORRECTIONS: Listing[Corrected] = Listing(
    ("correction", "corrections"), ("correction", "corrections"), lambda one: one.found, _more, _data
)


@command(
    "corrections",
    Text(
        "Toutes les corrections : ce qui était dit, ce qui est dit à la place, par qui et pourquoi.",
        "Every correction: what was said, what is said instead, by whom and why.",
    ),
    "jalon corrections",
    "jalon corrections --region Occitanie --reverse --limit 10",
)
@paged
@asking
def corrections_command(session: Session, asked: Asked, paging: Paging | None, as_json: bool) -> None:
    """List the corrections."""
    CORRECTIONS.answer(session, asked, partial(corrections, paging=paging), as_json)
