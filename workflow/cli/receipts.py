"""What is said after every write: enough to find the entry again and to prove later that it was made."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from workflow import guards
from workflow.cli import output
from workflow.engine import Receipt
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import REGISTER


def tell(
    receipt: Receipt,
    what: Text,
    lifecycle: Lifecycle | None = None,
    phase: str = "",
    more: Sequence[tuple[Text, object]] = (),
) -> None:
    """Say what was written; `what` is what happened, in words, and `phase` whose words the states have.

    `more` are facts that a command has besides those of every write, each with its label.
    """
    output.success(what)
    output.fields([*_facts(receipt, lifecycle, phase), *more], indent=2)
    tell_notices(receipt)


def tell_notices(receipt: Receipt, *, indent: int = 0) -> None:
    """Say what deserves a look, and that nothing was written where it was done before."""
    notices = list(receipt.warnings)
    if receipt.repeated:
        notices.append(
            Text(
                "Déjà fait avec cette clé : rien n’a été écrit une seconde fois.",
                "Done before with this key: nothing was written a second time.",
            )
        )
    for notice in notices:
        output.marked(output.NOTICE, notice, indent=indent)


def identity(receipt: Receipt, *others: Receipt) -> list[tuple[Text, str]]:
    """Where an entry is and its hash: what whoever wrote it keeps; of several, the first number and the last entry."""
    where = Text("registre", "register") if receipt.dossier == REGISTER else Text(receipt.dossier, receipt.dossier)
    if not others:
        number = Text(f"{where.fr} n° {receipt.seq}", f"{where.en} {receipt.seq}")
        return [(Text("entrée", "entry"), str(number)), (Text("empreinte", "hash"), receipt.hash)]
    last = others[-1]
    numbers = Text(f"{where.fr} n° {receipt.seq} à {last.seq}", f"{where.en} {receipt.seq} to {last.seq}")
    return [
        (Text("entrées", "entries"), str(numbers)),
        (Text("dernière empreinte", "last hash"), last.hash),
    ]


def _facts(receipt: Receipt, lifecycle: Lifecycle | None, phase: str) -> list[tuple[Text, str]]:
    facts = identity(receipt)
    if lifecycle and receipt.to_state and receipt.from_state != receipt.to_state:
        facts.append((Text("état", "state"), move(receipt, lifecycle, phase)))
    if receipt.drafts:
        facts.append((Text("brouillons", "drafts"), "\n".join(receipt.drafts)))
    if receipt.overridden:
        facts.append((Text("passé avec motif", "overridden"), _guards(receipt.overridden)))
    if receipt.waived:
        facts.append((Text("repris sans juger", "not judged"), _guards(receipt.waived)))
    return facts


def _guards(codes: Sequence[str]) -> str:
    """What was asked and not met, in words, each with the code that one greps for."""
    return "\n".join(f"{guards.label(code)}  [{code}]" for code in codes)


def move(receipt: Receipt, lifecycle: Lifecycle | None, phase: str) -> str:
    """From which state to which, in the labels of the lifecycle for that phase."""

    def label(name: str) -> str:
        return str(lifecycle.state(name).label_in(phase)) if lifecycle else name

    here = label(receipt.to_state or "")
    if receipt.from_state is None:
        return here
    if receipt.from_state == receipt.to_state:
        return str(Text(f"reste « {here} »", f"stays “{here}”"))
    return f"{label(receipt.from_state)} → {here}"


def as_data(receipt: Receipt) -> Mapping[str, Any]:
    """A receipt as JSON has it; warnings in the language in force."""
    return {**asdict(receipt), "warnings": [str(warning) for warning in receipt.warnings]}
