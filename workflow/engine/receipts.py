"""The receipt of an entry: of the one just written, or of the one that the same command wrote before."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workflow import lookup, replay
from workflow.body import Entry, Written
from workflow.engine.commands import Command, Receipt
from workflow.entries import Fired, Payload
from workflow.errors import KeyReused
from workflow.language import Text
from workflow.models import Draft, HistoryEntry
from workflow.store import Transaction


def receipt(
    entry: Entry,
    written: Written,
    *,
    drafts: Sequence[str] = (),
    warnings: Sequence[Text] = (),
    repeated: bool = False,
) -> Receipt:
    """What whoever gave the command keeps of the entry it wrote."""
    fired = entry.payload if isinstance(entry.payload, Fired) and entry.restates is None else None
    return Receipt(
        entry.dossier,
        entry.seq,
        written.hash,
        entry.recorded,
        entry.kind,
        entry.trigger,
        entry.from_state,
        entry.to_state,
        tuple(drafts),
        tuple(fired.overridden) if fired else (),
        tuple(fired.waived) if fired else (),
        tuple(warnings),
        repeated,
    )


def done_before(
    tx: Transaction, command: Command, subject: str | None, same: Callable[[Entry], bool]
) -> Receipt | None:
    """The receipt of the command if it was done before with its key; None where it has no key, or a new one.

    `same` says whether an entry, of the subject if there is one, is what the command would write. To be asked once the
    subject is held, so that two calls with one key come one after the other. Raises KeyReused where the key served for
    another command.
    """
    if command.key is None:
        return None
    row = tx.one(HistoryEntry, command_key=command.key)
    if row is None:
        return None
    entry = replay.entry(tx, row)
    elsewhere = subject is not None and entry.dossier != subject
    if elsewhere or not _same_circumstances(tx, command, entry) or not same(entry):
        raise KeyReused(
            Text(
                f"La clé « {command.key} » a déjà servi à autre chose : {row.dossier_id}, entrée n° {row.seq}.",
                f"Key “{command.key}” was used for something else: {row.dossier_id}, entry {row.seq}.",
            ),
            Text("prenez une autre clé pour une autre commande", "take another key for another command"),
        )
    drafts = [draft.id for draft in tx.rows(Draft, dossier_id=entry.dossier, seq=entry.seq)]
    return receipt(entry, Written(entry.body, entry.hash, ()), drafts=drafts, repeated=True)


def _same_circumstances(tx: Transaction, command: Command, entry: Entry) -> bool:
    """Whether the entry was written by the same person, for the same reason, about the same day, with the same files.

    What was erased since, and a day that was not given and so was today, tell nothing.
    """
    files = [ref.sha256 for ref in entry.evidence]
    return (
        entry.author.id == lookup.actor(tx, command.actor).id
        and (command.effective is None or entry.restates is not None or command.effective == entry.period)
        and (None in (command.comment, entry.comment) or command.comment == entry.comment)
        and (None in (command.source, entry.source) or command.source == entry.source)
        and (None in files or files == [kept.sha256 for kept in command.evidence])
    )


def tells(entry: Entry, kind: type[Payload], given: Mapping[str, Any]) -> bool:
    """Whether an entry, no correction, says `given`: what was erased since is passed over."""
    said = entry.payload
    return (
        entry.restates is None
        and type(said) is kind
        and all(name in entry.missing or getattr(said, name) == value for name, value in given.items())
    )
