"""Which entries count, and what follows from that."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from workflow.body import Entry
from workflow.entries import Drafted
from workflow.lifecycle import Lifecycle


def live(told: Sequence[Entry]) -> list[Entry]:
    """The entries that count: the last version of each, in the order of the originals, without the voided."""
    last: dict[int, Entry] = {}
    for one in sorted(told, key=lambda one: one.seq):
        last[one.about] = one
    return [last[about] for about in sorted(last) if not last[about].voided]


def withdrawn_drafts(told: Sequence[Entry]) -> frozenset[str]:
    """The drafts whose entry was voided, as far as the entries still tell what they drew."""
    counted = {one.about for one in live(told)}
    return frozenset(draft["id"] for one in told if one.about not in counted for draft in one.drafts)


def last_drawing(told: Sequence[Entry], document: str, lifecycle: Lifecycle) -> Entry | None:
    """The last transition that drew a document and still counts, as it was corrected since; None where none did."""
    for one in reversed(live(told)):
        if one.trigger is not None and document in _drawn_by(one, lifecycle):
            return replace(one, comment=told[one.about].comment)  # that of a correction says why it was made
    return None


def moved_on(counted: Sequence[Entry]) -> date:
    """The day before which what comes next cannot have happened: none of the moves so far had happened before it."""
    return max(one.period.first for one in counted if one.to_state is not None)


def changes_since(told: Sequence[Entry], documents: Sequence[str], lifecycle: Lifecycle) -> int:
    """How many facts the entries tell after one of the documents was last drawn, by a transition or without one."""
    count = 0
    for one in told:
        if any(name in documents for name in _drawn_by(one, lifecycle)):
            count = 0
        elif one.told in CHANGING:
            count += 1
    return count


def _drawn_by(entry: Entry, lifecycle: Lifecycle) -> Sequence[str]:
    if isinstance(entry.payload, Drafted):
        return [entry.payload.document]
    return [spec.name for spec in lifecycle.transition(entry.trigger).documents] if entry.trigger is not None else []


CHANGING = frozenset({"member", "person", "project", "signatory"})
"""The kinds of entry that give an amendment something to amend.

A text that people write does not: it fills a gap, or says better what the contract says, and an amendment tells only of
members, actions and persons. A contract with another text is drawn again.
"""
