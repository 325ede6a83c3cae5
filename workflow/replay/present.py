"""What the present tables say of a subject: its history, folded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import SQLModel

from workflow.body import Entry
from workflow.dates import Period
from workflow.entries import Change, Position
from workflow.models import Attachment
from workflow.replay.counting import live
from workflow.rows import full, key_names, row

Facts = dict[type[SQLModel], dict[tuple[Any, ...], dict[str, Any]]]


@dataclass
class Present:
    """What the present tables say of one subject."""

    dossier_id: str
    state: str = ""
    since: Period | None = None
    opened: Mapping[str, Any] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)

    def tell(self, entry: Entry) -> None:
        """Take in one entry."""
        if entry.to_state is not None:
            if entry.to_state != self.state:
                self.since = entry.period
            self.state = entry.to_state
        if entry.told == "opened":
            given = entry.payload.model_dump()
            self.opened = {"territory_id": given["territory"], "phase": given["phase"], "renews": given["renews"]}
        at = Position(entry.dossier, entry.about, entry.period.first.isoformat())
        for change in entry.payload.changes(at):
            self._set(change)

    def attach(self, entry: Entry) -> None:
        """Take in the files of an entry."""
        for change in attachments(entry):
            self._set(change)

    def _set(self, change: Change) -> None:
        rows = self.facts.setdefault(change.table, {})
        key = tuple(change.key[name] for name in key_names(change.table))
        if key in rows:
            rows[key].update(change.values)
        else:
            rows[key] = full(change.table, {**change.key, **change.values})

    def rows(self, table: type[SQLModel]) -> list[Any]:
        """The rows of a table, ordered by key."""
        found = self.facts.get(table, {})
        return [row(table, found[key]) for key in sorted(found)]


def attachments(entry: Entry) -> Iterable[Change]:
    """The rows that tell which files an entry rests on; files whose disclosure was erased are not told."""
    for number, ref in enumerate(entry.evidence):
        if ref.sha256 is not None:
            key = {"dossier_id": entry.dossier, "seq": entry.seq, "number": number}
            yield Change(Attachment, key, {"sha256": ref.sha256, "kind": ref.kind, "name": ref.name})


def fold(told: Sequence[Entry]) -> Present:
    """The present that a whole history gives."""
    present = Present(told[0].dossier if told else "")
    counted = live(told)
    for one in counted:
        present.tell(one)
    abouts = {one.about for one in counted}
    for one in told:
        if one.about in abouts:
            present.attach(one)
    return present
