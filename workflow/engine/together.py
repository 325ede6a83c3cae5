"""Many dossiers that one command moves: found and held in one question, their facts read table by table."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import SQLModel

from workflow import lookup
from workflow.case import Load
from workflow.models import Dossier
from workflow.store import Transaction


class Together:
    """Several dossiers before one command: what is asked about one of them is read for all of them.

    Only what nobody changes meanwhile may be read ahead. So all of them are held first, and the command writes to each
    of them once, after what is known of it was read.
    """

    def __init__(self, tx: Transaction, references: Sequence[str]) -> None:
        """Raises UnknownName or AmbiguousName."""
        self._tx = tx
        named = lookup.dossiers(tx, references)
        # The locks are taken in one order by everybody, so that two ceremonies cannot wait for each other.
        self.held: Sequence[Dossier] = [tx.hold(Dossier, named[name]) for name in sorted(named)]
        """The dossiers, each once, in the order of their names."""
        self._read: dict[type[SQLModel], dict[str, list[SQLModel]]] = {}

    def facts(self, dossier: Dossier) -> Load:
        """What reads the tables of one of them."""
        return lambda table: self._of_all(table).get(dossier.id, [])

    def _of_all(self, table: type[SQLModel]) -> dict[str, list[SQLModel]]:
        if table not in self._read:
            by_dossier: dict[str, list[SQLModel]] = defaultdict(list)
            for row in self._tx.among(table, "dossier_id", [dossier.id for dossier in self.held]):
                by_dossier[row.dossier_id].append(row)  # type: ignore[attr-defined]  # a table of dossiers’ facts
            self._read[table] = by_dossier
        return self._read[table]
