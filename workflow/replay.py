"""The present as a reading of the history: fold the entries, and judge whether they are legal together.

An entry may be restated by a later correction: of all the entries about the same one, the last tells. What is voided is
not told at all. The fold keeps the order of the original entries.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from workflow import guards, machine
from workflow.body import Entry, read
from workflow.canonical import parse
from workflow.case import Attempt, Case
from workflow.dates import Period, Precision, civil_day, parse_instant
from workflow.entries import Change, Drafted, Fired, Position
from workflow.errors import CorrectionRefused, JalonError, StoreError
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import Actor, Attachment, Disclosure, Dossier, HistoryEntry, Redaction
from workflow.names import shown
from workflow.rows import full, key_names, row, table_of
from workflow.store import Reading

Facts = dict[type[SQLModel], dict[tuple[Any, ...], dict[str, Any]]]


def entries(reading: Reading, subject: str) -> list[Entry]:
    """The whole history of a dossier or of the register, oldest first, with what its disclosures still tell."""
    texts: dict[int, list[str]] = {}
    for one in reading.rows(Disclosure, dossier_id=subject):
        texts.setdefault(one.seq, []).append(one.text)
    redacted: dict[int, dict[str, int]] = {}
    for gone in reading.rows(Redaction, dossier_id=subject):
        redacted.setdefault(gone.target, {})[gone.name] = gone.seq
    stored = sorted(reading.rows(HistoryEntry, dossier_id=subject), key=lambda one: one.seq)
    return [_read(one, texts.get(one.seq, ()), redacted.get(one.seq)) for one in stored]


def entry(reading: Reading, stored: HistoryEntry) -> Entry:
    """One entry, with what its disclosures still tell."""
    told = reading.rows(Disclosure, dossier_id=stored.dossier_id, seq=stored.seq)
    gone = reading.rows(Redaction, dossier_id=stored.dossier_id, target=stored.seq)
    return _read(stored, [one.text for one in told], {one.name: one.seq for one in gone})


def _read(stored: HistoryEntry, told: Sequence[str], gone: Mapping[str, int] | None) -> Entry:
    """The entry of a row. Raises StoreError where it is no longer what this program writes."""
    try:
        return read(stored, told, gone)
    except ValueError as fault:
        raise _damaged(f"{stored.dossier_id}, n° {stored.seq}", fault) from fault


def _damaged(where: str, fault: ValueError) -> StoreError:
    said = shown(str(fault), longest=200)
    return StoreError(
        Text(f"La base est abîmée ou altérée ({where}) : {said}.", f"Damaged or changed ({where}): {said}."),
        Text("n’écrivez plus rien et vérifiez : jalon verify", "write nothing more, and check: jalon verify"),
    )


def voided_numbers(reading: Reading, dossier: str, kind: str) -> set[int]:
    """The numbers of the facts of a kind that were voided, at one time at least."""
    table = table_of(HistoryEntry)
    corrections = select(table.c.body).where(
        table.c.dossier_id == dossier, table.c.seq != table.c.about, table.c.voided == 1
    )
    bodies = [parse(bytes(body)) for (body,) in reading.query(corrections)]
    return {body["data"]["number"] for body in bodies if body["restates"] == kind}


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


def since(dossier: Dossier) -> Period:
    """When a dossier entered the state it is in. Raises StoreError where its row does not say."""
    try:
        return Period.around(date.fromisoformat(dossier.state_since), Precision(dossier.state_precision))
    except ValueError as fault:
        raise _damaged(dossier.id, fault) from fault


def moved_on(counted: Sequence[Entry]) -> date:
    """The day before which what comes next cannot have happened: none of the moves so far had happened before it."""
    return max(one.period.first for one in counted if one.to_state is not None)


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


def judge(told: Sequence[Entry], lifecycle: Lifecycle) -> Present:
    """The present that a dossier's history gives; raises CorrectionRefused at the first entry that is not legal.

    Transitions must chain, their days must not go back, and their guards must be met by what was known before them,
    but for those that a backfill waived or a written reason passed.
    """
    if not told:
        raise ValueError("no history")
    versions: dict[int, list[Entry]] = {}
    for one in told:
        versions.setdefault(one.about, []).append(one)
    present = Present(told[0].dossier)
    withdrawn = withdrawn_drafts(told)
    before: list[Entry] = []
    for one in live(told):
        try:
            if isinstance(one.payload, Fired):
                _demand_order(one, moved_on(before))
                _demand_chain(one, present, lifecycle)
                _demand_guards(versions[one.about], present, lifecycle, before)
            elif one.told != "opened":
                one.payload.check(_case(present, one, lifecycle, withdrawn), _day(one))
        except JalonError as fault:
            raise _illegal(one, fault.message) from None
        present.tell(one)
        for version in versions[one.about]:
            present.attach(version)
        before.append(one)
    return present


def _day(entry: Entry) -> str:
    return civil_day(parse_instant(entry.recorded)).isoformat()


def _case(present: Present, entry: Entry, lifecycle: Lifecycle, withdrawn: Collection[str] = frozenset()) -> Case:
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
    return Case(dossier, lifecycle, present.rows, withdrawn=lambda: withdrawn)


def _demand_order(entry: Entry, bound: date) -> None:
    if entry.period.last < bound:
        before = Period.around(bound)
        raise CorrectionRefused(
            Text(
                f"elle aurait lieu {entry.period.in_words('fr')}, et celle qui la précède {before.in_words('fr')}",
                f"it would happen {entry.period.in_words('en')}, the one before it {before.in_words('en')}",
            )
        )


def _demand_chain(entry: Entry, present: Present, lifecycle: Lifecycle) -> None:
    assert entry.trigger is not None  # noqa: S101  # a transition has a trigger by construction
    if entry.from_state != present.state or (
        machine.fire(lifecycle, present.state, entry.trigger, present.dossier_id) != entry.to_state
    ):
        there = lifecycle.state(present.state).label
        raise CorrectionRefused(
            Text(f"elle partirait d’un autre état : « {there.fr} »", f"it would leave another state: “{there.en}”")
        )


def _demand_guards(versions: Sequence[Entry], present: Present, lifecycle: Lifecycle, before: Sequence[Entry]) -> None:
    """The guards of a transition, of which `versions` are the entry as it was made and as it was restated.

    The reason it was performed with is that of the original, its files are those of all versions.
    """
    original, entry = versions[0], versions[-1]
    fired = entry.payload
    assert isinstance(fired, Fired) and entry.trigger is not None  # noqa: S101, PT018  # as the caller checked
    attempt = Attempt(
        transition=lifecycle.transition(entry.trigger),
        actor=_author(original),
        today=_day(entry),
        effective=entry.period,
        inputs=fired.all_inputs,
        reason=original.comment,
        evidence_kinds=tuple(ref.kind for version in versions for ref in version.evidence),
        changes_since=lambda documents: changes_since(before, documents, lifecycle),
    )
    passed = {*fired.waived, *fired.overridden}
    if original.erased or entry.erased:
        # Nobody can say any more what was written there; it was judged when it was.
        passed |= guards.WITH_THE_COMMAND
    for blocker in guards.blockers(_case(present, entry, lifecycle), attempt):
        if blocker.code not in passed:
            raise CorrectionRefused(blocker.message)


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
    fr, en = why.fr.rstrip("."), why.en.rstrip(".")
    return CorrectionRefused(
        Text(
            f"Avec cette correction, l’entrée n° {entry.about} ne serait plus possible : {fr}.",
            f"With this correction, entry {entry.about} would no longer be possible: {en}.",
        ),
        Text(
            f"corrigez d’abord l’entrée n° {entry.about}, ou corrigez autrement",
            f"correct entry {entry.about} first, or correct otherwise",
        ),
    )
