"""No drafts: for who reads, or only wants the history. Whoever wants drafts hands `workflow.drafting.Draftsman` over.

The documents and their libraries are a tenth of a second to load, which reading a dossier need not wait for.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workflow.body import Entry
from workflow.case import Case
from workflow.lifecycle import DocumentSpec, Transition
from workflow.store import Reading, Transaction

if TYPE_CHECKING:
    from workflow.drafting import Plan


class NoDrafts:
    """Drafts nothing."""

    def plan(self, tx: Transaction, case: Case, transition: Transition, entry: Entry) -> "list[Plan]":
        """No document."""
        return []

    def plan_again(
        self, tx: Reading, case: Case, document: DocumentSpec, entry: Entry, item: int | None = None
    ) -> "list[Plan]":
        """No document."""
        return []

    def draw(self, tx: Transaction, plans: "Sequence[Plan]", entry: Entry, entry_hash: str) -> tuple[str, ...]:
        """Nothing to store."""
        return ()
