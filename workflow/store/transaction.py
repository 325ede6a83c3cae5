"""The only place where anything is written."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
)
from sqlmodel import SQLModel

from workflow.body import Entry, Written, columns
from workflow.database import met_another, of_the_key
from workflow.entries import Change
from workflow.errors import KeyReused, TransitionConflict
from workflow.keys import Signer
from workflow.language import Text
from workflow.models import (
    REGISTER,
    Disclosure,
    Dossier,
    Draft,
    HistoryEntry,
    Redaction,
    RegisterHead,
    Subject,
)
from workflow.rows import column_names, full, key_names, table_of
from workflow.store.reading import Model, Reading
from workflow.store.statements import Statements, insert_into, insert_once, update_of


class Transaction(Reading):
    """A reading that may also write: the only place where anything is written."""

    def __init__(self, connection: Connection, statements: Statements, signer: Signer | None = None) -> None:
        super().__init__(connection, statements)
        self._signer = signer

    def locked(self, model: type[Model], **by: Any) -> Model | None:
        """The row, held until the end of the transaction."""
        found = self._all(model, by, for_update=self.connection.dialect.name != "sqlite")
        return found[0] if found else None

    def hold(self, model: type[Model], row: Model) -> Model:
        """The row as it is, nobody else changing it before the end of the transaction.

        On SQLite the whole database is held since the transaction began: what was read in it still is so.
        """
        if self.connection.dialect.name == "sqlite":
            return row
        held = self._all(model, {name: getattr(row, name) for name in key_names(model)}, for_update=True)
        return held[0]

    def add(self, model: type[SQLModel], values: Mapping[str, Any]) -> None:
        """Insert one row, with the table's defaults for what is not given."""
        self._insert_all(model, [full(model, values)])

    def _insert_all(self, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
        names = tuple(rows[0])
        statement = self._statements.get(("insert", model, names), insert_into, model, names)
        for row in rows:
            self._cursor.execute(statement.sql, statement.arguments(row))

    def _set(self, model: type[SQLModel], key: Mapping[str, Any], values: Mapping[str, Any]) -> int:
        names, by = tuple(values), tuple(key)
        statement = self._statements.get(("update", model, by, names), update_of, model, by, names)
        arguments = statement.arguments({**values, **{f"by_{name}": value for name, value in key.items()}})
        self._cursor.execute(statement.sql, arguments)
        return int(self._cursor.rowcount)

    def add_once(self, model: type[SQLModel], values: Mapping[str, Any]) -> None:
        """Insert a row that is named by its content, unless it is there already."""
        if self.connection.dialect.name == "sqlite":
            if self.one(model, **{name: values[name] for name in key_names(model)}) is None:
                self.add(model, values)
            return
        # Nothing is held that would keep another from inserting the same row: the database decides, and waits for him.
        row = full(model, values)
        names = tuple(name for name in column_names(model) if name in row)
        statement = self._statements.get(("insert once", model, names), insert_once, model, names)
        self._cursor.execute(statement.sql, statement.arguments(row))

    def append(
        self, entry: Entry, written: Written, moved: Mapping[str, Any], opened: Mapping[str, Any] | None
    ) -> None:
        """Add one entry and move its subject's row: the single write path of the history.

        `moved` is what the row says from now on, besides where the history stands. `opened` gives the rest of a new
        row, for an entry 0. Raises TransitionConflict if somebody else wrote that sequence number first.
        """
        model: type[SQLModel] = RegisterHead if entry.dossier == REGISTER else Dossier
        standing = {**moved, "seq": entry.seq, "head": written.hash, "changed_at": entry.recorded}
        try:
            if opened is not None:
                self.add(Subject, {"id": entry.dossier})
            row = columns(entry, written)
            row["signature"] = self._signer.sign_entry(written.hash) if self._signer is not None else None
            self._insert_all(HistoryEntry, [row])
        except self._driver.IntegrityError as fault:
            if not met_another(fault):
                raise  # what the tables refuse for what it says is not somebody else's doing
            raise (_key_taken(entry) if of_the_key(fault) else _conflict(entry)) from fault
        if opened is not None:
            self.add(model, {**opened, **standing, "id": entry.dossier})
        elif self._set(model, {"id": entry.dossier, "seq": entry.seq - 1}, standing) != 1:
            raise _conflict(entry)
        if written.disclosures:
            self._insert_all(
                Disclosure,
                [
                    {"digest": one.digest, "dossier_id": entry.dossier, "seq": entry.seq, "text": one.text}
                    for one in written.disclosures
                ],
            )

    def apply(self, changes: Iterable[Change]) -> None:
        """Set the rows of the present tables that an entry changes."""
        for change in changes:
            values = change.values
            if values and self._set(change.table, change.key, values) == 1:
                continue
            if not values and self.one(change.table, **change.key) is not None:
                continue
            self.add(change.table, {**change.key, **values})

    def replace(self, model: type[SQLModel], by: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> None:
        """Make a present table, or one dossier’s part of it, say exactly `rows`; those that do already stay."""
        keys = key_names(model)
        wanted = {tuple(row[name] for name in keys): row for row in rows}
        for stored in self._all(model, by):
            key = {name: getattr(stored, name) for name in keys}
            row = wanted.pop(tuple(key.values()), None)
            if row is None:
                self.remove(model, **key)
            elif tuple(stored) != tuple(row[name] for name in column_names(model)):
                self._set(model, key, {name: value for name, value in row.items() if name not in keys})
        for row in wanted.values():
            self.add(model, row)

    def remove(self, model: type[SQLModel], **key: Any) -> None:
        """Delete the rows where these columns are equal; the database refuses what may not go."""
        table = table_of(model)
        self.connection.execute(table.delete().where(and_(*(table.c[name] == value for name, value in key.items()))))

    def redact(self, redactions: Sequence[Mapping[str, Any]]) -> None:
        """Note what an entry erases, and let it go: disclosures by their digests, with the drafts they told of."""
        for row in redactions:
            self.add(Redaction, row)
            self.remove(Disclosure, dossier_id=row["dossier_id"], seq=row["target"], digest=row["digest"])
            if row["name"] == "drafts":
                self.remove(Draft, dossier_id=row["dossier_id"], seq=row["target"])


def _key_taken(entry: Entry) -> KeyReused:
    return KeyReused(
        Text(
            f"La clé « {entry.command_key} » vient de servir à une autre commande.",
            f"Key “{entry.command_key}” was used for another command just now.",
        ),
        Text("prenez une autre clé pour une autre commande", "take another key for another command"),
    )


def _conflict(entry: Entry) -> TransitionConflict:
    return TransitionConflict(
        Text(
            f"{entry.dossier} a été modifié par quelqu’un d’autre entre-temps (entrée n° {entry.seq}). "
            "Rien n’a été enregistré.",
            f"{entry.dossier} was changed by somebody else meanwhile (entry {entry.seq}). Nothing was saved.",
        ),
        Text(
            f"relisez-le puis recommencez : jalon show {entry.dossier}",
            f"read it again, then try again: jalon show {entry.dossier}",
        ),
    )
