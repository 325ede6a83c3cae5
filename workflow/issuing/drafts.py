"""The drafts of a dossier, found by what people type, each with what became of it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from workflow import lookup, replay, rights
from workflow.body import Entry
from workflow.case import Case
from workflow.engine import Command, Engine
from workflow.entries import CopyAttached
from workflow.errors import RecordRefused, UnknownName
from workflow.language import Text
from workflow.models import Attachment, Dossier, Draft, DraftCopy, FinalDraft, HistoryEntry
from workflow.names import nearest, shown
from workflow.rows import table_of
from workflow.store import Reading


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a draft that came back, and the entry that tells of it."""

    row: DraftCopy
    told: CopyAttached
    sha256: str | None
    """None once the file was erased."""
    name: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A draft with its place in the series and what became of it."""

    draft: Draft
    entry: Entry
    """The entry that drew it."""
    series: int
    """How many versions there are."""
    newest: bool
    withdrawn: bool
    """Whether the entry that drew it was voided."""
    final: FinalDraft | None
    copies: tuple[Copy, ...]
    """Those that came back, in order; none of a voided entry."""

    @property
    def final_copy(self) -> Copy | None:
        """The edited copy that is the final text; None where the text of the draft itself is, or nothing is final."""
        seq = self.final.copy_seq if self.final else None
        return next((copy for copy in self.copies if copy.row.seq == seq), None)

    @property
    def edited(self) -> Copy | None:
        """The last edited copy whose file is still there."""
        edited = (copy for copy in reversed(self.copies) if copy.row.kind == "edited" and copy.sha256 is not None)
        return next(edited, None)


def find(reading: Reading, name: str) -> Draft:
    """The draft of that id. Raises UnknownName with the near ones."""
    found = reading.one(Draft, id=name)
    if found is None:
        known = [row.id for row in reading.query(select(table_of(Draft).c.id))]
        raise UnknownName(
            Text("brouillon", "draft"),
            shown(name),
            nearest(name, known),
            Text("ceux d’un dossier : jalon drafts DOSSIER", "those of a dossier: jalon drafts DOSSIER"),
        )
    return found


def chosen(reading: Reading, name: str, document: str | None = None) -> list[Draft]:
    """The draft of that id, or the last version of each document of the dossier of that name.

    `document` keeps those of one document. Versions that a voided entry drew are passed over. Raises UnknownName,
    AmbiguousName, RecordRefused where there is none.
    """
    exact = reading.one(Draft, id=name)
    if exact is not None:
        return [exact]
    try:
        dossier = lookup.dossier(reading, name)
    except UnknownName as unknown:
        raise _nothing_of_that_name(reading, name, unknown) from unknown
    withdrawn = replay.withdrawn_drafts(replay.entries(reading, dossier.id))
    rows = [row for row in reading.rows(Draft, dossier_id=dossier.id) if row.id not in withdrawn]
    if not rows:
        which, preview = f"jalon next {dossier.id}", f"jalon draft preview DOCUMENT {dossier.id}"
        raise RecordRefused(
            Text(f"{dossier.id} n’a pas encore de brouillon.", f"{dossier.id} has no draft yet."),
            Text(
                f"une transition en rédige : {which} ; un aperçu : {preview}",
                f"a transition draws some: {which}; a preview: {preview}",
            ),
        )
    names = {row.document for row in rows}
    if document is not None and document not in names:
        raise UnknownName(
            Text("document de ce dossier", "document of this dossier"),
            shown(document),
            nearest(document, names),
            Text(f"ses brouillons : jalon drafts {dossier.id}", f"its drafts: jalon drafts {dossier.id}"),
            known=sorted(names),
        )
    return [row for row in newest(rows) if document in (None, row.document)]


def _nothing_of_that_name(reading: Reading, name: str, unknown: UnknownName) -> UnknownName:
    known = [row.id for row in reading.query(select(table_of(Draft).c.id))]
    near = [*nearest(name, known), *unknown.near]
    return UnknownName(
        Text("brouillon ou dossier", "draft or dossier"),
        shown(name),
        near,
        Text("les brouillons d’un dossier : jalon drafts DOSSIER", "the drafts of a dossier: jalon drafts DOSSIER"),
    )


def newest(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The last version of each draft, in the order in which they were last drawn."""
    last: dict[tuple[str, int], Draft] = {}
    for draft in sorted(drafts, key=lambda one: (one.seq, one.document, one.item)):
        last.pop((draft.document, draft.item), None)
        last[draft.document, draft.item] = draft
    return tuple(last.values())


def standings(reading: Reading, dossier: str, names: Collection[str] | None = None) -> Iterator[Standing]:
    """What became of the drafts of a dossier, or of those of these ids, in the order in which they were drawn."""
    entries = replay.entries(reading, dossier)
    withdrawn = replay.withdrawn_drafts(entries)
    counted = {one.about: one for one in replay.live(entries)}
    rows = sorted(reading.rows(Draft, dossier_id=dossier), key=lambda row: (row.seq, row.document, row.item))
    last = {row.id for row in newest(rows)}
    final = {row.draft_id: row for row in reading.rows(FinalDraft, dossier_id=dossier)}
    copies = reading.rows(DraftCopy, dossier_id=dossier)
    files = {row.seq: row for row in reading.rows(Attachment, dossier_id=dossier) if row.number == 0}
    for draft in rows:
        if names is None or draft.id in names:
            yield Standing(
                draft,
                entries[draft.seq],
                sum((one.document, one.item) == (draft.document, draft.item) for one in rows),
                draft.id in last,
                draft.id in withdrawn,
                final.get(draft.id),
                tuple(
                    _copy(row, counted[row.seq], files.get(row.seq))
                    for row in copies
                    if row.draft_id == draft.id and row.seq in counted
                ),
            )


def _copy(row: DraftCopy, entry: Entry, file: Attachment | None) -> Copy:
    told = entry.payload
    assert isinstance(told, CopyAttached)  # noqa: S101  # such a row is of such an entry
    return Copy(row, told, file.sha256 if file else None, file.name if file else None)


def standing(reading: Reading, draft: Draft) -> Standing:
    """What became of one draft."""
    (found,) = standings(reading, draft.dossier_id, {draft.id})
    return found


def case_of(engine: Engine, reading: Reading, dossier: Dossier) -> Case:
    """What is known of a dossier now, each table read when first asked for."""
    name = dossier.id
    return Case(
        dossier,
        engine.lifecycle(reading, dossier.lifecycle),
        lambda table: reading.rows(table, dossier_id=name),
        drafts=lambda: reading.rows(Draft, dossier_id=name),
        withdrawn=lambda: replay.withdrawn_drafts(replay.entries(reading, name)),
    )


def permitted(engine: Engine, reading: Reading, draft: Draft, actor: str, action: str) -> Case:
    """The case of a draft, for somebody who may do `action` on it. Raises UnknownName, NotPermitted.

    Asked before anything is looked at: who may not act is not told what he would have to mend.
    """
    case = case_of(engine, reading, lookup.dossier(reading, draft.dossier_id))
    rights.demand(lookup.actor(reading, actor), action, case.regions)
    return case


def done_before(reading: Reading, command: Command) -> bool:
    """Whether a command was given before with its key: what it did then is no reason against it now."""
    return command.key is not None and reading.one(HistoryEntry, command_key=command.key) is not None
