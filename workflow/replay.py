"""The present as a reading of the history: fold the entries, and judge whether they are legal together.

An entry may be restated by a later correction: of all the entries about the same one, the last tells. What is voided is
not told at all. The fold keeps the order of the original entries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import SQLModel

from workflow import guards, machine
from workflow.body import Entry
from workflow.case import Attempt, Case
from workflow.dates import Period, civil_day, parse_instant
from workflow.entries import Change, Fired, Position
from workflow.errors import CorrectionRefused, JalonError
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import Actor, Attachment, Dossier
from workflow.rows import full, key_names, row

Facts = dict[type[SQLModel], dict[tuple[Any, ...], dict[str, Any]]]


def live(entries: Sequence[Entry]) -> list[Entry]:
    """The entries that count: the last version of each, in the order of the originals, without the voided."""
    last: dict[int, Entry] = {}
    for entry in sorted(entries, key=lambda one: one.seq):
        last[entry.about] = entry
    return [last[about] for about in sorted(last) if not last[about].voided]


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


def fold(entries: Sequence[Entry]) -> Present:
    """The present that a whole history gives."""
    present = Present(entries[0].dossier if entries else "")
    counted = {entry.about for entry in live(entries)}
    for entry in live(entries):
        present.tell(entry)
    for entry in entries:
        if entry.about in counted:
            present.attach(entry)
    return present


def judge(entries: Sequence[Entry], lifecycle: Lifecycle) -> Present:
    """The present that a dossier's history gives; raises CorrectionRefused at the first entry that is not legal.

    Transitions must chain, their days must not go back, and their guards must be met by what was known before them,
    but for those that a backfill waived or a written reason passed.
    """
    if not entries:
        raise ValueError("no history")
    counted = {entry.about for entry in live(entries)}
    present = Present(entries[0].dossier)
    moved_on: date | None = None
    before: list[Entry] = []
    for entry in live(entries):
        try:
            if isinstance(entry.payload, Fired):
                moved_on = _demand_order(entry, moved_on)
                _demand_chain(entry, present, lifecycle)
                _demand_guards(entry, present, lifecycle, before)
            elif entry.told != "opened":
                entry.payload.check(_case(present, entry, lifecycle), _day(entry))
            else:
                moved_on = entry.period.first
        except JalonError as fault:
            raise _illegal(entry, fault.message) from None
        present.tell(entry)
        for one in entries:
            if one.about == entry.about and one.about in counted:
                present.attach(one)
        before.append(entry)
    return present


def _day(entry: Entry) -> str:
    return civil_day(parse_instant(entry.recorded)).isoformat()


def _case(present: Present, entry: Entry, lifecycle: Lifecycle) -> Case:
    dossier = row(
        Dossier,
        {
            **present.opened,
            "id": present.dossier_id,
            "state": present.state,
            "state_since": present.since.last.isoformat() if present.since else "",
            "state_precision": str(present.since.precision) if present.since else "day",
            "seq": entry.seq - 1,
            "head": entry.prev,
            "changed_at": entry.recorded,
            "lifecycle": entry.lifecycle,
        },
    )
    return Case(dossier, lifecycle, present.rows)


def _demand_order(entry: Entry, moved_on: date | None) -> date:
    if moved_on is not None and entry.period.last < moved_on:
        raise CorrectionRefused(
            Text(
                f"elle aurait lieu {entry.period.in_words('fr')}, avant la transition qui la précède ({moved_on})",
                f"it would happen {entry.period.in_words('en')}, before the transition that precedes it ({moved_on})",
            )
        )
    return max(moved_on or entry.period.first, entry.period.first)


def _demand_chain(entry: Entry, present: Present, lifecycle: Lifecycle) -> None:
    assert entry.trigger is not None  # noqa: S101  # a transition has a trigger by construction
    if entry.from_state != present.state or (
        machine.fire(lifecycle, present.state, entry.trigger, present.dossier_id) != entry.to_state
    ):
        there = lifecycle.state(present.state).label
        raise CorrectionRefused(
            Text(f"elle partirait d’un autre état : « {there.fr} »", f"it would leave another state: “{there.en}”")
        )


def _demand_guards(entry: Entry, present: Present, lifecycle: Lifecycle, before: Sequence[Entry]) -> None:
    fired = entry.payload
    assert isinstance(fired, Fired) and entry.trigger is not None  # noqa: S101, PT018  # as the caller checked
    attempt = Attempt(
        transition=lifecycle.transition(entry.trigger),
        actor=_author(entry),
        today=_day(entry),
        effective=entry.period,
        inputs=fired.all_inputs,
        reason=entry.comment,
        evidence_kinds=tuple(ref.kind for ref in entry.evidence),
        changes_since=lambda documents: changes_since(before, documents),
    )
    passed = {*fired.waived, *fired.overridden}
    for blocker in guards.blockers(_case(present, entry, lifecycle), attempt):
        if blocker.code not in passed:
            raise CorrectionRefused(blocker.message)


def changes_since(entries: Sequence[Entry], documents: tuple[str, ...]) -> int:
    """How many facts the entries tell after the last of them that drafted one of the documents."""
    count = 0
    for entry in entries:
        if any(draft["document"] in documents for draft in entry.drafts):
            count = 0
        elif entry.told in CHANGING:
            count += 1
    return count


CHANGING = frozenset({"member", "person", "project", "signatory"})
"""The kinds of entry that give an amendment something to amend."""


def _author(entry: Entry) -> Actor:
    return row(
        Actor,
        {
            "id": entry.author.id,
            "handle": entry.author.id,
            "label": entry.author.label or "",
            "role": entry.author.role,
            "regions": " ".join(entry.author.regions),
            "active": 1,
        },
    )


def _illegal(entry: Entry, why: Text) -> CorrectionRefused:
    return CorrectionRefused(
        Text(
            f"Avec cette correction, l’entrée n° {entry.about} ne serait plus possible : {why.fr}.",
            f"With this correction, entry {entry.about} would no longer be possible: {why.en}.",
        ),
        Text(
            f"corrigez d’abord l’entrée n° {entry.about}, ou corrigez autrement",
            f"correct entry {entry.about} first, or correct otherwise",
        ),
    )
