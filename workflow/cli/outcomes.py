"""What became of each dossier of a command about several, told to a person or as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workflow.cli import output, receipts, refusals
from workflow.engine import Receipt
from workflow.errors import JalonError, TransitionBlocked
from workflow.french import counted
from workflow.language import Text
from workflow.lifecycle import Lifecycle

DONE, POSSIBLE, UNCHANGED, REFUSED = "advanced", "possible", "unchanged", "refused"

_COUNTED = {
    DONE: (("fait", "faits"), "done"),
    POSSIBLE: (("possible", "possibles"), "possible"),
    UNCHANGED: (("inchangé", "inchangés"), "unchanged"),
    REFUSED: (("refusé", "refusés"), "refused"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one dossier."""

    dossier: str
    """Its id, or what was typed where nothing bears that name."""
    kind: str
    receipt: Receipt | None = None
    error: JalonError | None = None
    lifecycle: Lifecycle | None = None
    phase: str = ""


def tell(trigger: str, outcomes: Sequence[Outcome], rehearsing: bool, as_json: bool) -> None:
    """Say each of them, then how many there are of each kind."""
    if as_json:
        output.print_json(_as_data(trigger, outcomes, rehearsing))
        return
    for outcome in outcomes:
        _tell_one(outcome)
    kinds = [one.kind for one in outcomes]
    counts = [(kinds.count(kind), *words) for kind, words in _COUNTED.items() if kind in kinds]
    fr = ", ".join(counted(count, *words) for count, words, _ in counts)
    en = ", ".join(f"{count} {word}" for count, _, word in counts)
    output.echo(Text(f"{trigger} : {fr}", f"{trigger}: {en}"))
    if rehearsing:
        output.echo(Text("Rien n’a été écrit.", "Nothing was written."))


def _tell_one(outcome: Outcome) -> None:
    name, receipt, error = outcome.dossier, outcome.receipt, outcome.error
    if receipt is not None:
        details = [receipts.move(receipt, outcome.lifecycle, outcome.phase)]
        if outcome.kind == DONE:
            details.append(str(Text(f"entrée n° {receipt.seq}", f"entry {receipt.seq}")))
        if receipt.drafts:
            details.append(str(Text(f"brouillons : {len(receipt.drafts)}", f"drafts: {len(receipt.drafts)}")))
        if receipt.overridden:
            details.append(str(Text("passé avec motif : ", "overridden: ")) + ", ".join(receipt.overridden))
        if outcome.kind == DONE:
            details.append(receipt.hash)
        output.success(f"{name}   {' · '.join(details)}")
        receipts.tell_notices(receipt, indent=2)
    elif error is not None and outcome.kind == UNCHANGED:
        output.marked(output.DOT, Text(f"{name} : inchangé, y est déjà", f"{name}: unchanged, is there already"))
    elif error is not None:
        named = name in error.message.fr
        told = Text(f"{name} : {error.message.fr}", f"{name}: {error.message.en}")
        output.marked(output.REFUSED, refusals.with_capital(error.message) if named else told)
        if isinstance(error, TransitionBlocked):
            refusals.tell_blockers(error.blockers)
            refusals.tell_what_to_add(error)
        if error.remedy:
            output.remedy(error.remedy)


def _as_data(trigger: str, outcomes: Sequence[Outcome], rehearsing: bool) -> dict[str, Any]:
    return {
        "trigger": trigger,
        "dry_run": rehearsing,
        "results": [
            {
                "dossier": outcome.dossier,
                "outcome": outcome.kind,
                "receipt": receipts.as_data(outcome.receipt) if outcome.receipt and not rehearsing else None,
                "to_state": outcome.receipt.to_state if outcome.receipt else None,
                "error": refusals.described(outcome.error) if outcome.error else None,
            }
            for outcome in outcomes
        ],
    }
